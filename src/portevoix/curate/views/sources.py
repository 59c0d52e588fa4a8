from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portevoix.curate.actions import sources as actions
from portevoix.curate.forms.sources import AddressForm, ListForm, SourceForm
from portevoix.curate.models import Item, Source
from portevoix.curate.queries.review import reading_of, sources_in_trouble, sources_with_gifts
from portevoix.curate.sources.opml import OpmlFeed, read_opml, write_opml
from portevoix.curate.views.rows import row_of
from portevoix.curate.views.wording import left_out_in_words
from portevoix.people.queries import person_of
from portevoix.web.page import page
from portevoix.web.returning import place_to_return

A_PAGE = 40
# Each row asks again by itself while it is read: more of them would be a burden, the bar says it.
MOST_WATCHED = 5
LATEST_ITEMS = 10


@page(audience="programme")
def sources(request: HttpRequest) -> HttpResponse:
    return _list(request, AddressForm(), ListForm())


@page(audience="programme", writes=True, reads=False)
def add(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _list(request, form, ListForm(), status=422)
    try:
        source = actions.add_source(
            url=form.cleaned_data["url"], by=person_of(request), at=timezone.now()
        )
    except (actions.AddressRefused, actions.SourceKnown) as refusal:
        form.add_error("url", str(refusal))
        return _list(request, form, ListForm(), status=409)
    messages.success(request, _("%(name)s is being read now.") % {"name": source.name})
    return redirect("curate:sources")


@page(audience="programme", writes=True, reads=False)
def import_opml(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, AddressForm(), form, status=422)
    found = read_opml(form.cleaned_data["file"].read())
    if not found.feeds:
        for sentence in left_out_in_words(found.problems, ()):
            form.add_error("file", sentence)
        return _list(request, AddressForm(), form, status=422)
    adopted = actions.adopt_list(feeds=found.feeds, by=person_of(request), at=timezone.now())
    messages.success(request, _adopted_in_words(adopted))
    for sentence in left_out_in_words(found.problems, adopted.refused):
        messages.warning(request, sentence)
    return redirect("curate:sources")


@page(audience="programme")
def export_opml(request: HttpRequest) -> HttpResponse:
    rows = Source.objects.visible_to(person_of(request)).by_name()
    feeds = [OpmlFeed(row.url, row.name, row.folder) for row in rows]
    response = HttpResponse(write_opml(feeds), content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="portevoix.opml"'
    return response


@page(audience="programme", writes=True)
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    found = get_object_or_404(sources_with_gifts(person, at), pk=source_id)
    form = SourceForm(request.POST or None, source=found, person=person)
    if request.method == "POST" and form.is_valid():
        actions.change_source(
            source=found, wishes=form.wishes(), topics=form.chosen(), by=person, at=at
        )
        messages.success(request, _("Changed."))
        return redirect("curate:source", source_id)
    items = Item.objects.visible_to(person).filter(source=found).newest_first()
    context = {
        "form": form,
        "source": found,
        "row": row_of(found),
        "items": items[:LATEST_ITEMS],
        "nav": "sources",
        "at": at,
    }
    return render(request, "curate/source.html", context, status=422 if form.errors else 200)


@page(audience="programme")
def row(request: HttpRequest, source_id: int) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    found = get_object_or_404(sources_with_gifts(person, at), pk=source_id)
    context = {
        "source": row_of(found),
        "is_watched": True,
        "broken": sources_in_trouble(person).count(),
        "reading": reading_of(person),
        "at": at,
    }
    return render(request, "curate/source_fragment.html", context)


@page(audience="programme")
def reading(request: HttpRequest) -> HttpResponse:
    progress = reading_of(person_of(request))
    return render(request, "curate/reading.html", {"reading": progress})


@page(audience="programme", writes=True, reads=False)
def pause(request: HttpRequest, source_id: int) -> HttpResponse:
    found = _found(request, source_id)
    actions.pause_source(source=found, by=person_of(request), at=timezone.now())
    return _done(request, _("%(name)s is paused; what it brought stays."), found)


@page(audience="programme", writes=True, reads=False)
def resume(request: HttpRequest, source_id: int) -> HttpResponse:
    found = _found(request, source_id)
    actions.resume_source(source=found, by=person_of(request), at=timezone.now())
    return _done(request, _("%(name)s is being read now."), found)


@page(audience="programme", writes=True, reads=False)
def read_now(request: HttpRequest, source_id: int) -> HttpResponse:
    found = _found(request, source_id)
    actions.hasten_source(source=found, by=person_of(request), at=timezone.now())
    return _done(request, _("%(name)s is being read now."), found)


@page(audience="programme", writes=True, reads=False)
def follow(request: HttpRequest, source_id: int) -> HttpResponse:
    found = _found(request, source_id)
    actions.follow_pointed_feed(source=found, by=person_of(request), at=timezone.now())
    return _done(request, _("The feed of %(name)s is being read now."), found)


@page(audience="programme", writes=True, reads=False)
def remove(request: HttpRequest, source_id: int) -> HttpResponse:
    found = _found(request, source_id)
    actions.remove_source(source=found, by=person_of(request), at=timezone.now())
    messages.success(request, _("%(name)s is removed.") % {"name": found.name})
    return redirect("curate:sources")


def _list(
    request: HttpRequest, address: AddressForm, feeds: ListForm, status: int = 200
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    everything = sources_with_gifts(person, at).neediest_first()
    shown = Paginator(everything, A_PAGE).get_page(request.GET.get("page"))
    progress = reading_of(person)
    context: dict[str, Any] = {
        "rows": [row_of(found) for found in shown],
        "page": shown,
        "broken": sources_in_trouble(person).count(),
        "reading": progress,
        "is_watched": progress.left <= MOST_WATCHED,
        "address": address,
        "feeds": feeds,
        "nav": "sources",
        "at": at,
    }
    return render(request, "curate/sources.html", context, status=status)


def _adopted_in_words(adopted: actions.Adopted) -> str:
    added = ngettext(
        "%(number)s source added; it is being read now.",
        "%(number)s sources added; they are being read now.",
        adopted.added,
    ) % {"number": adopted.added}
    if not adopted.known:
        return added
    known = ngettext(
        "%(number)s was there already.", "%(number)s were there already.", adopted.known
    ) % {"number": adopted.known}
    return f"{added} {known}"


def _found(request: HttpRequest, source_id: int) -> Source:
    return get_object_or_404(Source.objects.visible_to(person_of(request)), pk=source_id)


def _done(request: HttpRequest, words: str, found: Source) -> HttpResponse:
    messages.success(request, words % {"name": found.name})
    return redirect(place_to_return(request, "curate:sources"))
