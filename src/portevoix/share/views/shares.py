"""My shares: what is planned, what is asked, what is out."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.lib.refusals import Refusal
from portevoix.people.queries import person_of
from portevoix.share.actions.composing import answer_question, cancel_share, edit_words
from portevoix.share.actions.linking import disable_link
from portevoix.share.actions.refusals import NotAPost
from portevoix.share.forms import MoveForm, PostedForm, WordsForm
from portevoix.share.models import Share
from portevoix.share.platforms import registry
from portevoix.share.platforms.network import Draft
from portevoix.share.queries import drafts_of, shares_of, short_url
from portevoix.share.queries.pictures import pictures_in
from portevoix.share.rules.outbox import Reason
from portevoix.share.views.wording import held_words, question_of, shown_state
from portevoix.web.page import page
from portevoix.web.qr import qr_svg
from portevoix.web.returning import place_to_return

EDITABLE = {Share.State.SCHEDULED, Share.State.ASK_PERSON}


@page(audience="employee")
def shares(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    rows = [_row(share) for share in shares_of(person)]
    asked = [row for row in rows if row["state"] == "to_confirm"]
    planned = [row for row in rows if row["state"] in {"planned", "sending"}]
    others = [row for row in rows if row not in asked and row not in planned]
    context = {
        "held": held_words() if planned else "",
        "drafts": drafts_of(person),
        "asked": asked,
        "planned": planned,
        "others": others,
        "nav": "share",
    }

    return render(request, "share/shares.html", context)


@page(audience="employee")
def share(request: HttpRequest, share_id: int) -> HttpResponse:
    return _shown(request, _own(request, share_id))


@page(audience="employee", writes=True, reads=False)
def edit(request: HttpRequest, share_id: int) -> HttpResponse:
    one, form = _own(request, share_id), WordsForm(request.POST)
    if not form.is_valid():
        return _shown(request, one, form=form, status=422)
    words, version = form.cleaned_data["words"], form.cleaned_data["version"]
    if version not in {None, one.words_version}:
        form = WordsForm({"words": words, "version": one.words_version})
        form.add_error("words", _("You changed these words elsewhere meanwhile: they are above."))
        return _shown(request, one, form=form, status=422)
    try:
        with transaction.atomic():
            edit_words(share=one, words=words, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        form.add_error("words", str(refusal))
        return _shown(request, _own(request, share_id), form=form, status=422)
    messages.success(request, _("Your words are changed."))
    return redirect("share:share", one.pk)


@page(audience="employee", writes=True, reads=False)
def cancel(request: HttpRequest, share_id: int) -> HttpResponse:
    one = _own(request, share_id)
    if one.state != Share.State.CANCELLED:  # a double click asks twice
        cancel_share(share=one, by=person_of(request), at=timezone.now())
    messages.success(request, _("Cancelled: nothing was published. Your words are kept here."))
    return redirect(place_to_return(request, reverse("share:share", args=[one.pk])))


@page(audience="employee", writes=True, reads=False)
def answer(request: HttpRequest, share_id: int) -> HttpResponse:
    one, posted = _own(request, share_id), PostedForm(request.POST)
    said = request.POST.get("answer", "")
    url = request.POST.get("post_url", "").strip()
    if url and not posted.is_valid():
        return _shown(request, one, posted=posted, status=422)
    person, at = person_of(request), timezone.now()
    try:
        with transaction.atomic():
            answer_question(share=one, answer=said, by=person, at=at, post_url=url)
    except NotAPost as refusal:
        posted.add_error("post_url", str(refusal))
        return _shown(request, one, posted=posted, status=422)
    return redirect("share:share", one.pk)


@page(audience="employee", writes=True, reads=False)
def switch_off(request: HttpRequest, share_id: int) -> HttpResponse:
    one = _own(request, share_id)
    disable_link(link=one.link, by=person_of(request), at=timezone.now())
    messages.success(request, _("Its link is switched off: within a minute it answers no more."))
    return redirect("share:share", one.pk)


def _own(request: HttpRequest, share_id: int) -> Share:
    own = Share.objects.visible_to(person_of(request))
    return get_object_or_404(own.select_related("link", "item", "account"), pk=share_id)


def _shown(
    request: HttpRequest,
    one: Share,
    *,
    form: WordsForm | None = None,
    posted: PostedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    network = registry.of(one.network)
    draft = Draft(one.words, short_url(one.link), one.title, one.description)
    context = {
        "share": one,
        "row": _row(one),
        "network": network,
        "intent": network.intent(draft) if _may_be_posted(one) else None,
        "question": question_of(one),
        "pictures": pictures_in(one),
        "form": form or WordsForm(initial={"words": one.words, "version": one.words_version}),
        "move": MoveForm(),
        "can_move": one.state == Share.State.SCHEDULED,
        "held": held_words() if one.state == Share.State.SCHEDULED else "",
        "posted": posted or PostedForm(),
        "can_edit": one.state in EDITABLE and one.mode != Share.Mode.DECLARED,
        "short_url": short_url(one.link),
        "is_disabled": one.link.disabled_at is not None,
        "qr": qr_svg(short_url(one.link)),
        "nav": "share",
    }
    return render(request, "share/share.html", context, status=status)


def _may_be_posted(one: Share) -> bool:
    return one.mode == Share.Mode.INTENT and one.problem != Reason.CAMPAIGN


def _row(one: Share) -> dict[str, object]:
    state, question = shown_state(one), question_of(one)
    row: dict[str, object] = {
        "url": reverse("share:share", args=[one.pk]),
        "words": one.words or one.title,
        "network": registry.of(one.network).name,
        "state": state,
        "when": one.sent_at or one.scheduled_for,
        "story": one.title,
        "seen_url": one.external_url,
        "ask": question.words if question else "",
    }
    if state == "planned":
        row |= {
            "act_url": reverse("share:cancel", args=[one.pk]),
            "act_label": _("Cancel"),
        }
    return row
