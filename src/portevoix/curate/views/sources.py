from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portevoix.curate.actions import sources as actions
from portevoix.curate.actions.audiences import set_audience
from portevoix.curate.forms.audience import AudienceForm
from portevoix.curate.forms.sources import AddressForm, ListForm, SearchForm, SourceForm
from portevoix.curate.models import Item, Source
from portevoix.curate.queries.health import (
    counts_of,
    folders_of,
    gap_of,
    listed_sources,
    with_gifts,
)
from portevoix.curate.queries.review import reading_of, sources_in_trouble
from portevoix.curate.views.health import tabs
from portevoix.curate.views.rows import gifts_of, grouped, row_of
from portevoix.curate.views.wording import (
    audience_in_words,
    kind_in_words,
    left_out_today,
    rhythm_in_words,
)
from portevoix.people.queries import person_of
from portevoix.web.page import page
from portevoix.web.returning import place_to_return

A_PAGE = 40
# Each row asks again by itself while it is read: more of them would be a burden, the bar says it.
MOST_WATCHED = 5
LATEST_ITEMS = 10
# Fewer sources are found at a glance.
SEARCHED_FROM = 8

Act = Callable[..., object]
ACTS: dict[str, tuple[Act, str]] = {
    "pause": (actions.pause_source, gettext_noop("%(name)s is paused; what it brought stays.")),
    "resume": (actions.resume_source, gettext_noop("%(name)s is being read now.")),
    "read": (actions.hasten_source, gettext_noop("%(name)s is being read now.")),
    "follow": (
        actions.follow_pointed_feed,
        gettext_noop("What %(name)s points to is being read now."),
    ),
    "remove": (actions.remove_source, gettext_noop("%(name)s is removed.")),
}


@page(audience="programme")
def sources(request: HttpRequest) -> HttpResponse:
    return list_page(request, AddressForm(), ListForm())


@page(audience="programme", writes=True)
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    person = person_of(request)
    found = _found(request, source_id)
    form = SourceForm(request.POST or None, source=found, person=person)
    if request.method == "POST" and form.is_valid():
        wishes, topics = form.wishes(), form.chosen()
        actions.change_source(
            source=found, wishes=wishes, topics=topics, by=person, at=timezone.now()
        )
        messages.success(request, _("Changed."))
        return redirect("curate:source", source_id)
    return _page_of(request, found, form, AudienceForm(person=person, audience=found.audience))


@page(audience="programme", writes=True, reads=False)
def audience(request: HttpRequest, source_id: int) -> HttpResponse:
    person, found = person_of(request), _found(request, source_id)
    form = AudienceForm(request.POST, person=person, audience=found.audience)
    if not form.is_valid():
        return _page_of(request, found, SourceForm(source=found, person=person), form)
    set_audience(of=found, **form.wishes(), by=person, at=timezone.now())
    messages.success(request, _("Changed."))
    return redirect("curate:source", source_id)


@page(audience="programme")
def row(request: HttpRequest, source_id: int) -> HttpResponse:
    person = person_of(request)
    context = {
        "source": row_of(_found(request, source_id)),
        "is_watched": True,
        "broken": sources_in_trouble(person).count(),
        "reading": reading_of(person),
        "at": timezone.now(),
    }
    return render(request, "curate/source_fragment.html", context)


@page(audience="programme")
def reading(request: HttpRequest) -> HttpResponse:
    progress = reading_of(person_of(request))
    return render(request, "curate/reading.html", {"reading": progress})


@page(audience="programme", writes=True, reads=False)
def tend(request: HttpRequest, source_id: int, act: str) -> HttpResponse:
    found = _found(request, source_id)
    if act not in ACTS:
        raise Http404
    do, words = ACTS[act]
    do(source=found, by=person_of(request), at=timezone.now())
    messages.success(request, _(words) % {"name": found.name})
    return redirect(place_to_return(request, "curate:sources"))


def list_page(
    request: HttpRequest, address: AddressForm, feeds: ListForm, status: int = 200
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    folders, counts, progress = folders_of(person), counts_of(person), reading_of(person)
    search = SearchForm(request.GET, folders=folders)
    keys = listed_sources(person, search.sought()).values_list("pk", flat=True)
    shown = Paginator(keys, A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "tabs": tabs("sources"),
        "groups": grouped(with_gifts(person, list(shown), at)),
        "search": search if counts.total >= SEARCHED_FROM else None,
        "counts": counts,
        "folders": folders,
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


def _page_of(
    request: HttpRequest, found: Source, form: SourceForm, audience_form: AudienceForm
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    items = Item.objects.visible_to(person).filter(source=found).select_related("opening")
    is_wrong = form.errors or audience_form.errors
    context: dict[str, Any] = {
        "form": form,
        "audience_form": audience_form,
        "audience": audience_in_words(found.audience),
        "source": found,
        "row": row_of(found),
        "kind": kind_in_words(found),
        "rhythm": _rhythm(found),
        "gifts": gifts_of(found),
        "left_out": left_out_today(found.left_out),
        "items": items.newest_first()[:LATEST_ITEMS],
        "folders": folders_of(person),
        "nav": "sources",
        "at": at,
    }
    return render(request, "curate/source.html", context, status=422 if is_wrong else 200)


def _rhythm(found: Source) -> str:
    if found.problem or found.latest_fetch_at is None or found.state != Source.State.ACTIVE:
        return ""
    every = found.next_fetch_at - found.latest_fetch_at
    return rhythm_in_words(every, gap_of(found, found.latest_fetch_at))


def _found(request: HttpRequest, source_id: int) -> Source:
    found = with_gifts(person_of(request), [source_id], timezone.now())
    if not found:
        raise Http404
    return found[0]
