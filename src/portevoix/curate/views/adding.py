from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from portevoix.curate.actions import sources as actions
from portevoix.curate.forms.sources import AddressForm, FindsForm, ListForm
from portevoix.curate.models import Source
from portevoix.curate.queries.health import folders_of
from portevoix.curate.rules.urls import web_address
from portevoix.curate.sources.finding import Finding, find
from portevoix.curate.sources.opml import OpmlFeed, OpmlOutcome, read_opml, write_opml
from portevoix.curate.views.sources import list_page
from portevoix.curate.views.wording import kind_in_words, left_out_in_words, trouble_of
from portevoix.people.queries import person_of
from portevoix.web.fetch import FetchFailed, FetchRequest
from portevoix.web.leaving import carry
from portevoix.web.page import page


@page(audience="programme", writes=True, reads=False, calls_out=True)
def look(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return list_page(request, form, ListForm(), status=422)
    address = web_address(form.cleaned_data["url"])
    if not address:
        form.add_error("url", str(actions.AddressRefused()))
        return list_page(request, form, ListForm(), status=422)
    known = Source.objects.visible_to(person_of(request)).filter(url=address).first()
    if known:
        form.add_error("url", str(actions.SourceKnown(name=known.name)))
        return list_page(request, form, ListForm(), status=409)
    return _found_page(request, find(address, carry), FindsForm())


@page(audience="programme", writes=True, reads=False)
def add(request: HttpRequest) -> HttpResponse:
    form = FindsForm(request.POST)
    if not form.is_valid():
        address = AddressForm({"url": request.POST.get("url", "")})
        address.full_clean()
        for error in form.errors.get("find", ()):
            address.add_error("url", error)
        return list_page(request, address, ListForm(), status=422)
    added = actions.add_finds(
        finds=form.finds(),
        needs_review=form.cleaned_data["needs_review"],
        by=person_of(request),
        at=timezone.now(),
    )
    messages.success(request, _added_in_words(len(added)))
    return redirect("curate:source", added[0].pk) if len(added) == 1 else redirect("curate:sources")


@page(audience="programme", writes=True, reads=False)
def import_opml(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return list_page(request, AddressForm(), form, status=422)
    found = read_opml(form.cleaned_data["file"].read())
    if found.feeds:
        return _adopted(request, found, needs_review=form.cleaned_data["needs_review"])
    for sentence in left_out_in_words(found.problems, ()):
        form.add_error("file", sentence)
    return list_page(request, AddressForm(), form, status=422)


@page(audience="programme", writes=True, reads=False, calls_out=True)
def adopt_address(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return list_page(request, form, ListForm(), status=422)
    try:
        found = read_opml(carry(FetchRequest(web_address(form.cleaned_data["url"]))).body)
    except FetchFailed as failure:
        form.add_error("url", str(trouble_of(failure.code).cause))
        return list_page(request, form, ListForm(), status=422)
    if found.feeds:
        return _adopted(request, found)
    for sentence in left_out_in_words(found.problems, ()):
        form.add_error("url", sentence)
    return list_page(request, form, ListForm(), status=422)


@page(audience="programme")
def export_opml(request: HttpRequest) -> HttpResponse:
    rows = Source.objects.visible_to(person_of(request)).by_name()
    feeds = [OpmlFeed(row.url, row.name, row.folder) for row in rows]
    response = HttpResponse(write_opml(feeds), content_type="text/x-opml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="portevoix.opml"'
    return response


def _found_page(request: HttpRequest, found: Finding, form: FindsForm) -> HttpResponse:
    person = person_of(request)
    urls = [offer.url for offer in found.offers]
    here = Source.objects.visible_to(person).filter(url__in=urls)
    known = set(here.values_list("url", flat=True))
    offers = [
        {
            "offer": offer,
            "kind": _kind(offer.board),
            "value": f"{offer.board} {offer.url}",
            "is_known": offer.url in known,
        }
        for offer in found.offers
    ]
    context: dict[str, Any] = {
        "found": found,
        "offers": offers,
        "first": next((one["value"] for one in offers if not one["is_known"]), ""),
        "trouble": trouble_of(found.problem) if found.problem else None,
        "form": form,
        "folders": folders_of(person),
        "nav": "sources",
        "at": timezone.now(),
    }
    return render(request, "curate/found.html", context)


def _kind(board: str) -> str:
    probe = Source(kind=Source.Kind.BOARD if board else Source.Kind.FEED, board=board)
    return kind_in_words(probe)


def _adopted(
    request: HttpRequest, found: OpmlOutcome, *, needs_review: bool = False
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    adopted = actions.adopt_list(feeds=found.feeds, needs_review=needs_review, by=person, at=at)
    messages.success(request, _adopted_in_words(adopted))
    for sentence in left_out_in_words(found.problems, adopted.refused):
        messages.warning(request, sentence)
    return redirect("curate:sources")


def _adopted_in_words(adopted: actions.Adopted) -> str:
    added = _added_in_words(adopted.added)
    if not adopted.known:
        return added
    known = ngettext(
        "%(number)s was there already.", "%(number)s were there already.", adopted.known
    ) % {"number": adopted.known}
    return f"{added} {known}"


def _added_in_words(number: int) -> str:
    words = ngettext(
        "%(number)s source added; it is being read now.",
        "%(number)s sources added; they are being read now.",
        number,
    )
    return words % {"number": number}
