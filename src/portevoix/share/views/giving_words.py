"""The balance of give and take, and the budget, in words first."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portevoix.notify.models import AskBudget
from portevoix.notify.rules.asking import Standing
from portevoix.share.queries.giving import GiveAndTake

MOST_TOPICS = 5


def balance_in_words(balance: GiveAndTake) -> dict[str, list[str]]:
    """What she got, and what she was asked, a sentence each."""
    return {"got": _got(balance), "given": _given(balance)}


def budget_in_words(budget: AskBudget, standing: Standing) -> str:
    """How often she may be asked, and how often she was this month."""
    if standing.is_over:
        return _("You are asked nothing: you said so, and only you can change it.")
    if budget.monthly == 0:
        return _("You are asked nothing: you set it to none.")
    most = ngettext(
        "You are asked at most once a month.",
        "You are asked at most %(most)s times a month.",
        budget.monthly,
    ) % {"most": budget.monthly}
    if not standing.asked:
        return most + " " + _("This month, not yet.")
    so_far = ngettext(
        "This month, once so far.", "This month, %(asked)s times so far.", standing.asked
    )
    return most + " " + so_far % {"asked": standing.asked}


def _got(balance: GiveAndTake) -> list[str]:
    said = []
    if balance.read is None:
        said.append(_("What you read is not kept, so nothing is said of it."))
    elif balance.read:
        said.append(
            ngettext("You read one article.", "You read %(number)s articles.", balance.read)
            % {"number": balance.read}
        )
    if balance.learned:
        topics = ", ".join(balance.learned[:MOST_TOPICS])
        said.append(_("You learned of %(topics)s.") % {"topics": topics})
    if balance.saved:
        said.append(
            ngettext(
                "You saved one article for later.",
                "You saved %(number)s articles for later.",
                balance.saved,
            )
            % {"number": balance.saved}
        )
    if balance.readers:
        said.append(
            ngettext(
                "Your links were followed once by somebody.",
                "Your links were followed %(number)s times by people.",
                balance.readers,
            )
            % {"number": balance.readers}
        )
    return said


def _given(balance: GiveAndTake) -> list[str]:
    if balance.asked:
        asked = ngettext(
            "You were asked once to take part in something.",
            "You were asked %(number)s times to take part in something.",
            balance.asked,
        ) % {"number": balance.asked}
    else:
        asked = _("You were asked nothing.")
    said = ngettext(
        "You said something once.", "You said something %(number)s times.", balance.said
    ) % {"number": balance.said}
    return [asked, said] if balance.said else [asked]
