from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.curate.actions import proposing
from portevoix.curate.actions.reviewing import set_item_topics
from portevoix.curate.actions.trusting import give_trust, set_trust_numbers, take_trust
from portevoix.curate.forms.proposals import AnswerForm, TrustForm
from portevoix.curate.models import Proposal
from portevoix.curate.queries.proposals import (
    offered_at_once,
    proposal_to_answer,
    proposals_waiting,
    proposers,
    standing_of,
    watch_numbers,
)
from portevoix.curate.queries.stories import preview_of
from portevoix.curate.views.proposal_words import counts_in_words, standing_in_words
from portevoix.people.models import Person
from portevoix.people.queries import person_of
from portevoix.web.page import page

MOST_SHOWN = 50


@page(audience="programme")
def proposals(request: HttpRequest) -> HttpResponse:
    asked, after = _number(request, "proposal"), _number(request, "after")
    one = proposal_to_answer(person_of(request), asked=asked, after=after)
    return _queue(request, one, _form_of(request, one) if one else None)


@page(audience="programme", writes=True, reads=False)
def answer(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal = _found(request, proposal_id)
    if proposal.state != Proposal.State.WAITING:
        raise proposing.AnsweredAlready
    form = _form_of(request, proposal, request.POST)
    is_accepted = request.POST.get("answer") == "accept"
    if not form.is_valid():
        return _queue(request, proposal, form, status=422)
    if not is_accepted and not form.cleaned_data["note"].strip():
        form.add_error("note", str(proposing.NoteMissing.sentence))
        return _queue(request, proposal, form, status=422)
    _answer(request, proposal, form, is_accepted)
    return redirect("curate:proposals")


@page(audience="programme", writes=True, reads=False)
def take_out(request: HttpRequest, proposal_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    proposal = _found(request, proposal_id)
    was_trusted = standing_of(proposal.person).is_trusted
    proposing.take_out_proposal(
        proposal=proposal, note=request.POST.get("note", ""), by=person, at=at
    )
    messages.success(request, _("Taken out: nobody is offered it any more."))
    if was_trusted and not standing_of(proposal.person).is_trusted:
        lost = _("%(name)s is no longer trusted: what comes next waits for your answer.")
        messages.info(request, lost % {"name": proposal.person.name})
    return redirect("curate:proposals")


@page(audience="programme", writes=True)
def trust(request: HttpRequest) -> HttpResponse:
    person, numbers = person_of(request), watch_numbers()
    initial = {"trusted_after": numbers.trusted_after, "lost_after": numbers.lost_after}
    form = TrustForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_trust_numbers(numbers=form.numbers(), by=person, at=timezone.now())
        messages.success(request, _("Changed."))
        return redirect("curate:trust")
    rows = [
        {
            "person": one.person,
            "is_trusted": one.standing.is_trusted,
            "standing": standing_in_words(one.standing, numbers),
            "counts": counts_in_words(one),
        }
        for one in proposers(person)
    ]
    context = {"rows": rows, "form": form, "nav": "review"}
    return render(request, "curate/trust.html", context, status=422 if form.errors else 200)


@page(audience="programme", writes=True, reads=False)
def change_trust(request: HttpRequest, ref: str) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    person = get_object_or_404(Person.objects.visible_to(by).present(), ref=ref)
    if request.POST.get("trust") == "give":
        give_trust(person=person, by=by, at=at)
        words = _("What %(name)s proposes is offered at once.")
    else:
        take_trust(person=person, by=by, at=at)
        words = _("What %(name)s proposes waits for your answer again.")
    messages.success(request, words % {"name": person.name})
    return redirect("curate:trust")


def _queue(
    request: HttpRequest, one: Proposal | None, form: AnswerForm | None, status: int = 200
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    waiting = proposals_waiting(person)
    context: dict[str, Any] = {
        "left": waiting.count(),
        "one": one,
        "story": preview_of(one.item) if one else None,
        "form": form,
        "others": waiting.exclude(pk=one.pk)[:MOST_SHOWN] if one else (),
        "at_once": offered_at_once(person, at)[:MOST_SHOWN],
        "nav": "review",
        "at": at,
    }
    return render(request, "curate/proposals.html", context, status=status)


def _form_of(request: HttpRequest, proposal: Proposal, data: Any = None) -> AnswerForm:
    return AnswerForm(data, person=person_of(request), chosen=list(proposal.item.topics.all()))


def _answer(request: HttpRequest, proposal: Proposal, form: AnswerForm, is_accepted: bool) -> None:
    person, at, note = person_of(request), timezone.now(), form.cleaned_data["note"]
    if not is_accepted:
        proposing.decline_proposal(proposal=proposal, note=note, by=person, at=at)
        messages.success(request, _("Declined; its author reads your note."))
        return
    if set(form.chosen()) != set(proposal.item.topics.all()):
        set_item_topics(item=proposal.item, topics=form.chosen(), by=person, at=at)
    proposing.accept_proposal(proposal=proposal, note=note, by=person, at=at)
    messages.success(request, _("Accepted: your colleagues are offered it."))


def _found(request: HttpRequest, proposal_id: int) -> Proposal:
    seen = Proposal.objects.visible_to(person_of(request)).select_related("person", "item__source")
    return get_object_or_404(seen, pk=proposal_id)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
