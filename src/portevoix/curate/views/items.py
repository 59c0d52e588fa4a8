from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from portevoix.curate.actions.answering import (
    answer_item,
    drop_saved,
    save_item,
    take_back_answer,
)
from portevoix.curate.engines.pictures import picture_path
from portevoix.curate.models import Answer, Item
from portevoix.curate.queries.learning import keeps_record, read_among
from portevoix.curate.queries.stories import kept_by, to_remember
from portevoix.curate.views.wording import answer_in_words
from portevoix.people.queries import person_of
from portevoix.web.page import page
from portevoix.web.returning import place_to_return

A_PAGE = 30


@page(audience="employee", writes=True, reads=False)
def answer(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item, kind = _seen(request, item_id), request.POST.get("answer", "")
    is_said = Answer.objects.visible_to(person).filter(item=item, kind=kind).exists()
    if is_said or kind == "none":
        take_back_answer(item=item, by=person, at=at)
    else:
        answer_item(item=item, kind=kind, by=person, at=at)
    return _back(request, item)


@page(audience="employee", writes=True, reads=False)
def save(request: HttpRequest, item_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    item = _seen(request, item_id)
    if request.POST.get("saved") == "no":
        drop_saved(item=item, by=person, at=at)
    else:
        save_item(item=item, by=person, at=at)
    return _back(request, item)


@page(audience="employee")
def picture(request: HttpRequest, item_id: int) -> FileResponse:
    path = picture_path(_seen(request, item_id).picture)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/webp")
    # An item has one picture, for ever; only those signed in may see it.
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@page(audience="employee")
def kept(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    rows = Paginator(kept_by(person), A_PAGE).get_page(request.GET.get("page"))
    is_remembered, read = keeps_record(person), read_among(person, [row.item for row in rows])
    said = [
        {"row": row, "said": answer_in_words(row.said), "is_read": row.item.pk in read}
        | to_remember(row.item, is_remembered)
        for row in rows
    ]
    return render(request, "curate/kept.html", {"page": rows, "rows": said, "nav": "more"})


def _seen(request: HttpRequest, item_id: int) -> Item:
    visible = Item.objects.visible_to(person_of(request)).select_related("source")
    return get_object_or_404(visible, pk=item_id)


def _back(request: HttpRequest, item: Item) -> HttpResponse:
    # With htmx too, the page itself is asked again: a fragment is a piece of what a reload gives.
    htmx = getattr(request, "htmx", None)
    shown = htmx.current_url_abs_path if htmx else None
    return redirect(f"{shown or place_to_return(request, 'home:today')}#story-{item.pk}")
