from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portevoix.curate.models import Item, Proposal
from portevoix.curate.queries.proposals import Proposer
from portevoix.curate.rules.trusting import Numbers, Standing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from portevoix.people.models import Person

# Why an address cannot be offered to anybody: our own rules forbid to go there.
FORBIDDEN = frozenset({"address_refused", "port", "scheme", "url", "request", "method"})
_SILENT = gettext_lazy("The site did not answer.")
_UNREADABLE = gettext_lazy("This page could not be read.")
_UNREAD: dict[str, StrOrPromise] = {
    "dns": gettext_lazy("The name of this site leads nowhere, as seen from here."),
    "connection": _SILENT,
    "too_slow": _SILENT,
    "protocol": _SILENT,
    "tls": gettext_lazy("The site cannot prove who it is: its certificate is refused."),
    "too_large": gettext_lazy("This page is too large to be read."),
    "too_big": gettext_lazy("This page is too large to be read."),
    "missing": gettext_lazy("The site says that there is no such page."),
    "forbidden": gettext_lazy("The site did not show us this page."),
}


def why_unread(code: str) -> StrOrPromise:
    return _UNREAD.get(code, _UNREADABLE)


def known_in_words(item: Item, person: Person) -> str:
    """What is said to somebody who brings a page that is here already."""
    if item.state == Item.State.APPROVED:
        return _("This page is here already: your colleagues are offered it.")
    if item.state == Item.State.PENDING:
        is_own = Proposal.objects.visible_to(person).filter(item=item, person=person).exists()
        return (
            _("You proposed this page already. It waits for an answer.")
            if is_own
            else _("This page is known here already, and waits for a decision.")
        )
    if note_of_refusal(item):
        return _("This page was proposed before and declined, with this note:")
    return _("This page was looked at before, and is not offered.")


def note_of_refusal(item: Item) -> str:
    proposal: Proposal | None = getattr(item, "proposal", None)
    is_declined = proposal is not None and proposal.state == Proposal.State.DECLINED
    return proposal.note if proposal and is_declined else ""


def answer_in_words(proposal: Proposal) -> str:
    if proposal.state == Proposal.State.WAITING:
        return _("Waits for an answer.")
    if proposal.state == Proposal.State.DECLINED:
        return _("Declined.")
    if proposal.answered_at == proposal.at:
        return _("Offered at once.")
    return _("Accepted: your colleagues are offered it.")


def thanks_in_words(proposal: Proposal, standing: Standing) -> str:
    if proposal.state == Proposal.State.WAITING:
        return _("Proposed. The answer will stand on this page.")
    return trust_in_words(standing)


def trust_in_words(standing: Standing) -> str:
    """What somebody who is trusted is told of it; nothing for others."""
    if standing.is_trusted and standing.is_given:
        return _("Offered at once: whoever looks after the watch trusts you.")
    if standing.is_trusted:
        return _("Offered at once, since your proposals were accepted before.")
    return ""


def standing_in_words(standing: Standing, numbers: Numbers) -> str:
    if standing.is_trusted and standing.is_given:
        return _("Trusted by the word of the programme.")
    if standing.is_trusted:
        return _("Trusted, for what was accepted.")
    words = ngettext(
        "Answered first: %(accepted)s of %(needed)s accepted.",
        "Answered first: %(accepted)s of %(needed)s accepted.",
        numbers.trusted_after,
    )
    return words % {"accepted": standing.accepted, "needed": numbers.trusted_after}


def counts_in_words(one: Proposer) -> str:
    parts = (
        ngettext("%(n)s accepted", "%(n)s accepted", one.accepted) % {"n": one.accepted},
        ngettext("%(n)s declined", "%(n)s declined", one.declined) % {"n": one.declined},
        ngettext("%(n)s waiting", "%(n)s waiting", one.waiting) % {"n": one.waiting},
    )
    return ", ".join(parts)
