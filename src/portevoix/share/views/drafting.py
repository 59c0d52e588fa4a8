"""What is being written, kept as it grows: its words, its pictures, and how they will look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Item
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.people.queries import organisation, person_of
from portevoix.share.actions.drafting import (
    Written,
    add_picture,
    discard_draft,
    drop_picture,
    keep_draft,
)
from portevoix.share.engines.pictures import MOST_BYTES, PictureUnreadable, redraw
from portevoix.share.forms import destinations_for, written_in
from portevoix.share.models import Draft, Picture
from portevoix.share.queries.warnings import disclosure_phrase
from portevoix.share.views.looking import look_of
from portevoix.web.page import page

_UNREADABLE = {
    "too_heavy": _("“%(name)s” is heavier than %(most)s MB. Choose a smaller copy of it."),
    "too_many_pixels": _("“%(name)s” is too large to be opened safely. Choose a smaller copy."),
    "too_small": _("“%(name)s” is too small to be seen: at least 16 points a side."),
    "not_a_picture": _("“%(name)s” is no picture that we can read: JPEG, PNG, WebP or GIF."),
}


@page(audience="employee", writes=True, reads=False, calls_out=True)
def keep(request: HttpRequest, item_id: int) -> HttpResponse:
    # Drawing a picture anew takes seconds: no transaction waits for it.
    person, at = person_of(request), timezone.now()
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    dropped = request.POST.get("drop", "")
    if dropped.isascii() and dropped.isdigit():
        drop_picture(picture_id=int(dropped), by=person, at=at)
    written = _disclosed(request, written_in(request.POST), person)
    draft = keep_draft(written=written, item=item, by=person, at=at)
    problems = add_pictures(request.FILES.getlist("pictures"), draft, person)
    if request.headers.get("HX-Request"):
        return _answered(request, written, draft, problems)
    if problems:
        request.session["picture_problems"] = problems
    return redirect(f"{reverse('share:compose', args=[item.pk])}#{_place(request)}")


@page(audience="employee", writes=True, reads=False)
def discard(request: HttpRequest, item_id: int) -> HttpResponse:
    person = person_of(request)
    item = get_object_or_404(Item.objects.visible_to(person), pk=item_id)
    discard_draft(item=item, by=person, at=timezone.now())
    return redirect("share:compose", item.pk)


@page(audience="employee")
def picture(request: HttpRequest, picture_id: int) -> HttpResponse:
    own = Picture.objects.visible_to(person_of(request))
    one = get_object_or_404(own, pk=picture_id)
    response = HttpResponse(bytes(one.content), content_type=one.media_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def add_pictures(files: Sequence[UploadedFile[Any]], draft: Draft, person: Person) -> list[str]:
    """Add what was sent, each by itself; says what is wrong with those that are not taken."""
    problems = []
    for file in files:
        try:
            drawn = redraw(file.read())
            with transaction.atomic():
                add_picture(draft=draft, drawn=drawn, by=person, at=timezone.now())
        except PictureUnreadable as refused:
            said = {"name": file.name, "most": MOST_BYTES // 1024**2}
            problems.append(str(_UNREADABLE[str(refused)]) % said)
        except Refusal as refused:
            problems.append(str(refused))
            break
    return problems


def _place(request: HttpRequest) -> str:
    """Where on the page she looks now."""
    if request.POST.get("disclose"):
        return "say"
    return "pictures" if request.FILES or request.POST.get("drop") else "look"


def _disclosed(request: HttpRequest, written: Written, person: Person) -> Written:
    house = organisation()
    if not house or not request.POST.get("disclose"):
        return written
    phrase = disclosure_phrase(house, person.language)
    return replace(written, words=f"{phrase} {written.words}".strip())


def _answered(
    request: HttpRequest, written: Written, draft: Draft, problems: list[str]
) -> HttpResponse:
    person = person_of(request)
    known = destinations_for(person)
    places = [known[key] for key in written.places if key in known]
    context = look_of(written.words, places, draft.item, person, draft)
    context |= {"picture_problems": problems, "is_apart": True}
    wants_pictures = request.headers.get("HX-Target") == "pictures"
    return render(request, "share/look.html", context | {"wants_pictures": wants_pictures})
