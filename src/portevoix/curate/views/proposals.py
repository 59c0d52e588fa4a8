from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.actions.proposing import (
    PageOutOfReach,
    propose_page,
    public_page,
    withdraw_proposal,
)
from portevoix.curate.forms.proposals import PageForm, ProposalForm, card_in, shared_page
from portevoix.curate.models import Item, Proposal
from portevoix.curate.queries.proposals import item_at, own_proposals, standing_of
from portevoix.curate.queries.stories import preview_of
from portevoix.curate.rules.urls import host_name
from portevoix.curate.sources.page_card import Card
from portevoix.curate.sources.parsed import FeedProblem
from portevoix.curate.sources.pasted import card_of
from portevoix.curate.views.proposal_words import (
    FORBIDDEN,
    answer_in_words,
    known_in_words,
    note_of_refusal,
    thanks_in_words,
    trust_in_words,
    why_unread,
)
from portevoix.people.queries import person_of
from portevoix.web.fetch import FetchFailed, FetchRequest
from portevoix.web.leaving import carry
from portevoix.web.page import page

PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
MOST_SHOWN = 100
# A bookmark that, on any page, opens ours with the address and the title of that one.
_BOOKMARK = (
    "javascript:void open('{address}?url='+encodeURIComponent(location.href)"
    "+'&title='+encodeURIComponent(document.title))"
)


@dataclass(frozen=True, slots=True)
class _Look:
    """What looking at a page gave: its card, or the code of what went wrong."""

    card: Card
    problem: str = ""


@page(audience="employee", writes=True, calls_out=True)
def propose(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        given = {name: request.GET.get(name, "") for name in ("url", "title", "text")}
        return _asked(request, PageForm(initial=shared_page(**given)))
    form = PageForm(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=422)
    try:
        return _met(request, public_page(form.cleaned_data["url"]), form.cleaned_data["named"])
    except PageOutOfReach as refusal:
        form.add_error("url", str(refusal))
        return _asked(request, form, status=422)


@page(audience="employee", writes=True, reads=False)
def send(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    card = card_in(request.POST.get("card", ""))
    if card is None:
        messages.error(request, _("This form was not ours. Begin with the address again."))
        return redirect("curate:propose")
    form = ProposalForm(request.POST, read=card, person=person)
    if not form.is_valid():
        return _shown(request, form, status=422)
    proposal = propose_page(
        card=card,
        title=form.cleaned_data["title"],
        why=form.cleaned_data["why"],
        topics=form.wished_topics(),
        by=person,
        at=timezone.now(),
    )
    messages.success(request, thanks_in_words(proposal, standing_of(person)))
    return redirect("curate:proposed")


@page(audience="employee")
def proposed(request: HttpRequest) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    rows = own_proposals(person)[:MOST_SHOWN]
    context = {
        "rows": [{"proposal": row, "answer": answer_in_words(row)} for row in rows],
        "trust": trust_in_words(standing_of(person)),
        "nav": "more",
        "at": at,
    }
    return render(request, "curate/proposed.html", context)


@page(audience="employee", writes=True, reads=False)
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    person = person_of(request)
    own = Proposal.objects.visible_to(person).filter(person=person)
    proposal = get_object_or_404(own, pk=proposal_id)
    withdraw_proposal(proposal=proposal, by=person, at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("curate:proposed")


def _asked(request: HttpRequest, form: PageForm, status: int = 200) -> HttpResponse:
    address = f"{settings.PUBLIC_URL}{reverse('curate:propose')}"
    context = {"form": form, "bookmark": _BOOKMARK.format(address=address), "nav": "today"}
    return render(request, "curate/propose.html", context, status=status)


def _met(request: HttpRequest, address: str, named: str) -> HttpResponse:
    known = item_at(address)
    if known:
        return _known(request, known)
    look = _look_at(address, named)
    # Some pages are known under the name they give themselves.
    known = item_at(look.card.url)
    return _known(request, known) if known else _card(request, look)


def _known(request: HttpRequest, item: Item) -> HttpResponse:
    person = person_of(request)
    is_offered = Item.objects.visible_to(person).offered().filter(pk=item.pk).exists()
    story = preview_of(item)
    # Sharing stands downstream: pages meet by address.
    story |= {"say_url": f"/share/new/{item.pk}/"} if is_offered else {"image": ""}
    context = {
        "sentence": known_in_words(item, person),
        "note": note_of_refusal(item),
        "story": story,
        "nav": "today",
        "at": timezone.now(),
    }
    return render(request, "curate/propose_known.html", context)


def _card(request: HttpRequest, look: _Look) -> HttpResponse:
    form = ProposalForm(read=look.card, person=person_of(request))
    return _shown(request, form, problem=look.problem)


def _shown(
    request: HttpRequest, form: ProposalForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    read = form.read
    context: dict[str, Any] = {
        "form": form,
        "unread": why_unread(problem) if problem else "",
        "story": {
            "id": "read",
            "title": read.title,
            "url": read.url,
            "source": read.site_name or host_name(read.url),
            "published_at": read.published_at,
            "language": read.language,
        },
        "summary": read.summary,
        "nav": "today",
        "at": timezone.now(),
    }
    return render(request, "curate/propose_card.html", context, status=status)


def _look_at(address: str, named: str) -> _Look:
    try:
        response = carry(FetchRequest(address, headers={"accept": PAGES}))
        if response.status != HTTPStatus.OK:
            return _Look(Card(address, named), _code_of(response.status))
        return _Look(card_of(response, carry))
    except (FetchFailed, FeedProblem) as problem:
        if problem.code in FORBIDDEN:
            raise PageOutOfReach from problem
        return _Look(Card(address, named), problem.code)


def _code_of(status: int) -> str:
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return "missing"
    return "forbidden"
