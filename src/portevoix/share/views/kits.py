"""A campaign's kit in the studio, one language a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.people.models.language import Language
from portevoix.people.queries import person_of
from portevoix.share.actions.kits import (
    NotAPicture,
    add_kit_text,
    add_moment,
    add_visual,
    drop_piece,
    picture_for_kit,
    write_kit,
)
from portevoix.share.forms.campaigns import AdviceForm, KitTextForm, MomentForm, VisualForm
from portevoix.share.models import Campaign, Kit, KitText, Moment, Visual
from portevoix.share.views.kit_words import kit_in_words
from portevoix.web.page import page

Piece = KitText | Visual | Moment


@page(audience="programme", writes=True)
def kit(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    campaign = _campaign(request, slug, language)
    if request.method != "POST":
        return _shown(request, campaign, language)
    form = AdviceForm(request.POST)
    return _after(
        request,
        campaign,
        language,
        {"advice": form},
        lambda where: write_kit(advice=form.advice(), **where),
    )


@page(audience="programme", writes=True, reads=False)
def add_text(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    campaign, form = _campaign(request, slug, language), KitTextForm(request.POST)
    return _after(
        request,
        campaign,
        language,
        {"text": form},
        lambda where: add_kit_text(**form.cleaned_data, **where),
    )


# The picture is made safe in a child process, for seconds: no transaction waits for that.
@page(audience="programme", writes=True, reads=False, calls_out=True)
def add_picture(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    campaign, form = _campaign(request, slug, language), VisualForm(request.POST, request.FILES)
    picture = _made_safe(form)
    return _after(
        request,
        campaign,
        language,
        {"visual": form},
        lambda where: add_visual(picture=picture, alt=form.cleaned_data["alt"], **where),
    )


@page(audience="programme", writes=True, reads=False)
def add_day(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    campaign, form = _campaign(request, slug, language), MomentForm(request.POST)
    return _after(
        request,
        campaign,
        language,
        {"moment": form},
        lambda where: add_moment(
            on=form.cleaned_data["on"], words=form.cleaned_data["happens"], **where
        ),
    )


@page(audience="programme", writes=True, reads=False)
def drop(request: HttpRequest, kind: str, piece_id: int) -> HttpResponse:
    person = person_of(request)
    piece = _piece(kind, piece_id, person)
    drop_piece(piece=piece, by=person, at=timezone.now())
    messages.success(request, _("Taken out of the kit."))
    return redirect("share:kit", piece.kit.campaign.slug, piece.kit.language)


def _piece(kind: str, piece_id: int, person: Person) -> Piece:
    visible: dict[str, QuerySet[Any]] = {
        "text": KitText.objects.visible_to(person),
        "visual": Visual.objects.visible_to(person),
        "moment": Moment.objects.visible_to(person),
    }
    if kind not in visible:
        raise Http404
    piece: Piece = get_object_or_404(visible[kind].select_related("kit__campaign"), pk=piece_id)
    return piece


def _campaign(request: HttpRequest, slug: str, language: str) -> Campaign:
    if language not in Language.values:
        raise Http404
    return get_object_or_404(Campaign.objects.visible_to(person_of(request)), slug=slug)


def _made_safe(form: VisualForm) -> str:
    if not form.is_valid():
        return ""
    try:
        return picture_for_kit(form.content())
    except NotAPicture as refusal:
        form.add_error("picture", str(refusal))
        return ""


def _after(
    request: HttpRequest,
    campaign: Campaign,
    language: str,
    forms: dict[str, Form],
    deed: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    form = next(iter(forms.values()))
    where = {
        "campaign": campaign,
        "language": language,
        "by": person_of(request),
        "at": timezone.now(),
    }
    if form.is_valid():
        try:
            with transaction.atomic():
                deed(where)
            messages.success(request, _("It is in the kit."))
            return redirect("share:kit", campaign.slug, language)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _shown(request, campaign, language, forms)


def _shown(
    request: HttpRequest,
    campaign: Campaign,
    language: str,
    forms: dict[str, Form] | None = None,
) -> HttpResponse:
    kits = Kit.objects.visible_to(person_of(request)).filter(campaign=campaign, language=language)
    kit = kits.first()
    context: dict[str, Any] = {
        "campaign": campaign,
        "language": language,
        "language_name": Language(language).label,
        "kit": kit_in_words(kit) if kit else None,
        "advice": AdviceForm(initial=_advice(kit)),
        "text": KitTextForm(),
        "visual": VisualForm(),
        "moment": MomentForm(),
        "nav": "campaigns",
    }
    return render(request, "share/kit.html", context | (forms or {}), status=422 if forms else 200)


def _advice(kit: Kit | None) -> dict[str, str]:
    names = ("hashtags", "dos", "donts", "answering")
    return {name: getattr(kit, name) for name in names} if kit else {}
