"""Founding the organisation, and planting its first topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.actions.passwords import checked_password
from portevoix.people.actions.persons import LanguageUnknown
from portevoix.people.models import Organisation, Person, Role, Topic
from portevoix.people.models.language import Language
from portevoix.people.rules.taxonomy import TOPICS


class AlreadyFounded(Refusal):
    """There is one organisation here, and only one."""

    sentence = _("There is an organisation here already.")


class NamesMissing(Refusal):
    """The organisation and its first administrator have names."""

    sentence = _("The organisation and its administrator each need a name.")


class MailRefused(Refusal):
    """The first administrator signs in with a mail address."""

    sentence = _("“%(email)s” is not a mail address.")


@dataclass(frozen=True, slots=True)
class Founder:
    """The first administrator."""

    name: str
    email: str
    password: str = field(repr=False)
    job: str = ""
    is_cast: bool = False


@transaction.atomic
def found_organisation(
    *,
    name: str,
    language: str,
    founder: Founder,
    at: datetime,
    is_demo: bool = False,
    website: str = "",
) -> Organisation:
    """Found the one organisation and its administrator.

    Refuses a second, missing names, another language, what is no mail address, a weak password.
    """
    if Organisation.objects.exists():
        raise AlreadyFounded
    _check_words(name, language, founder)
    organisation = Organisation.objects.create(
        pk=1, name=name, language=language, website=website, is_demo=is_demo, founded_at=at
    )
    first = Person(
        email=founder.email.strip().lower(),
        name=founder.name,
        job=founder.job,
        language=language,
        is_cast=founder.is_cast,
    )
    first.set_password(checked_password(founder.password, first))
    first.save()
    Role.objects.create(person=first, name=Role.Name.ADMINISTRATOR, given_at=at)
    details: dict[str, object] = {"is_demo": is_demo}
    record("organisation.founded", actor=first.ref, subject=first.ref, at=at, details=details)
    return organisation


@transaction.atomic
def plant_taxonomy(*, by: Person, at: datetime) -> int:
    """Add the starting topics that are not here; says how many; what was edited stays as it is."""
    here = set(Topic.objects.values_list("slug", flat=True))
    missing = [
        Topic(
            slug=seed.slug,
            name_en=seed.name_en,
            name_fr=seed.name_fr,
            field=seed.field,
            keywords=list(seed.keywords),
        )
        for seed in TOPICS
        if seed.slug not in here
    ]
    Topic.objects.bulk_create(missing)
    if missing:
        record("taxonomy.planted", actor=by.ref, at=at, details={"topics": len(missing)})
    return len(missing)


def _check_words(name: str, language: str, founder: Founder) -> None:
    if not name.strip() or not founder.name.strip():
        raise NamesMissing
    if language not in Language.values:
        raise LanguageUnknown
    try:
        validate_email(founder.email.strip())
    except ValidationError as error:
        raise MailRefused(email=founder.email) from error
