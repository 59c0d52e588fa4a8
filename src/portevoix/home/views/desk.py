"""The desk: the documents that bind the house, and the proof that its record is sound."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import yesno
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portevoix.govern.models import Charter, ConfidentialPhrase, Purpose, Safeguard
from portevoix.govern.queries import WORDS, may_write
from portevoix.home.views.words import HOUSE_ACTS, words_of
from portevoix.ledger.models import Entry
from portevoix.ledger.queries import latest_of, verification
from portevoix.people.queries import person_of
from portevoix.web.page import page

LATEST_ACTS = 10


@page(audience="desk")
def desk(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    purposes = list(Purpose.objects.visible_to(person))
    names = {purpose.key: purpose.name for purpose in purposes}
    changes = latest_of(HOUSE_ACTS, LATEST_ACTS)
    context = {
        "nav": "desk",
        "can_write": may_write(person),
        "charter": Charter.objects.visible_to(person).current(),
        "opened": sum(purpose.is_complete for purpose in purposes),
        "shut": sum(not purpose.is_complete for purpose in purposes),
        "changed_safeguards": Safeguard.objects.visible_to(person).count(),
        "confidential": ConfidentialPhrase.objects.visible_to(person).count(),
        "proof": verification(),
        "changes": [[words_of(entry.act), _what(entry, names), _day(entry)] for entry in changes],
        "headings": [_("Act"), _("What"), _("When")],
    }
    return render(request, "home/desk.html", context)


def _what(entry: Entry, names: dict[str, str]) -> str:
    details = entry.details
    if "version" in details:
        return _("Version %(version)s") % {"version": details["version"]}
    if "key" in details:
        name = WORDS[details["key"]].name if details["key"] in WORDS else details["key"]
        return _("%(name)s: %(value)s") % {"name": name, "value": _value(details["value"])}
    if "purpose" in details:
        return names.get(details["purpose"], str(details["purpose"]))
    return ""


def _value(value: object) -> object:
    return yesno(value, _("yes,no")) if isinstance(value, bool) else value


def _day(entry: Entry) -> str:
    return date_format(localtime(entry.at), "DATETIME_FORMAT")
