"""Audiences: whom one source, or one item, is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from portevoix.curate.models import Audience, Item, Source
from portevoix.curate.rules.audiences import as_text
from portevoix.ledger.actions import record
from portevoix.lib.countries import country_codes
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Team
from portevoix.people.models.language import Language

# Of the codes of countries as the table holds them.
LONGEST = 400


class CountryUnknown(Refusal):
    """The code is that of no country."""

    sentence = _("No country has this code: %(code)s.")


class TongueUnknown(Refusal):
    """Nobody reads pages in that language."""

    sentence = _("Nobody reads Portevoix in this language: %(code)s.")


class TooManyCountries(Refusal):
    """More countries than an audience holds: leave them out, and it is for all."""

    sentence = _("These are too many countries: choose none, and every country is meant.")


@transaction.atomic
def set_audience(
    *,
    of: Source | Item,
    teams: Iterable[Team] = (),
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    by: Person,
    at: datetime,
) -> Audience | None:
    """Say whom a source, or one item, is for; nobody named excludes nobody, and nothing is kept.

    Refuses what is the code of no country, or of a language that nobody reads pages in.
    """
    columns = checked_audience(countries, languages)
    _let_go(of)
    chosen = list(teams)
    if chosen or any(columns.values()):
        of.audience = Audience.objects.create(**columns)
        of.audience.teams.set(chosen)
        of.save(update_fields=["audience"])
    _raise_revisions(of)
    is_source = isinstance(of, Source)
    record(
        "source.audience_set" if is_source else "item.audience_set",
        actor=by.ref,
        subject=str(of.pk),
        at=at,
    )
    return of.audience


def checked_audience(countries: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    """The columns of an audience; refuses what is the code of nothing."""
    return {"countries": _countries(countries), "languages": _languages(languages)}


def _let_go(of: Source | Item) -> None:
    former = of.audience
    if former is not None:
        former.delete()
        of.audience = None


def _raise_revisions(of: Source | Item) -> None:
    # Whatever ranked them for somebody has to ask again.
    place = {"source": of.pk} if isinstance(of, Source) else {"pk": of.pk}
    Item.objects.filter(**place).update(revision=F("revision") + 1)


def _countries(codes: Sequence[str]) -> str:
    known = country_codes()
    for code in codes:
        if code.strip().lower() not in known:
            raise CountryUnknown(code=code[:20])
    text = as_text(codes)
    if len(text) > LONGEST:
        raise TooManyCountries
    return text


def _languages(codes: Sequence[str]) -> str:
    for code in codes:
        if code.strip().lower() not in Language.values:
            raise TongueUnknown(code=code[:20])
    return as_text(codes)
