"""Editing the organisation's topics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Topic
from portevoix.people.rules.taxonomy import FIELDS
from portevoix.people.rules.terms import folded, slug_of


class TopicNameTaken(Refusal):
    """Two topics in use may not have the same name."""

    sentence = _("There is a topic of this name already.")


class TopicNameMissing(Refusal):
    """A topic has a name in both languages, with at least one letter or digit."""

    sentence = _("A topic needs a name in English and in French.")


class FieldUnknown(Refusal):
    """Topics are grouped by the fields there are."""

    sentence = _("There is no such field.")


@dataclass(frozen=True, slots=True)
class TopicNames:
    """How a topic is called, and by which words it is recognised."""

    english: str
    french: str
    keywords: tuple[str, ...] = ()


@transaction.atomic
def add_topic(*, names: TopicNames, field: str, by: Person, at: datetime) -> Topic:
    """Add a topic to a field; refuses a name that a topic in use has in either language."""
    if field not in {known.key for known in FIELDS}:
        raise FieldUnknown
    _check_names(names, but=None)
    topic = Topic.objects.create(
        slug=_free_slug(names.english),
        name_en=names.english,
        name_fr=names.french,
        keywords=_tidied(names.keywords),
        field=field,
    )
    record("topic.added", actor=by.ref, at=at, details={"topic": topic.slug})
    return topic


@transaction.atomic
def rename_topic(*, topic: Topic, names: TopicNames, by: Person, at: datetime) -> Topic:
    """Give a topic other names and keywords; what was declared stays declared."""
    _check_names(names, but=topic)
    topic.name_en, topic.name_fr = names.english, names.french
    topic.keywords = _tidied(names.keywords)
    topic.save(update_fields=["name_en", "name_fr", "keywords"])
    record("topic.renamed", actor=by.ref, at=at, details={"topic": topic.slug})
    return topic


@transaction.atomic
def retire_topic(*, topic: Topic, by: Person, at: datetime) -> Topic:
    """Offer a topic no longer; it is kept, and whoever declared it may still withdraw it."""
    topic.is_active = False
    topic.save(update_fields=["is_active"])
    record("topic.retired", actor=by.ref, at=at, details={"topic": topic.slug})
    return topic


def _check_names(names: TopicNames, *, but: Topic | None) -> None:
    if not slug_of(names.english) or not folded(names.french):
        raise TopicNameMissing
    wanted = {folded(names.english), folded(names.french)}
    others = Topic.objects.active()
    if but is not None:
        others = others.exclude(pk=but.pk)
    taken = {folded(name) for pair in others.values_list("name_en", "name_fr") for name in pair}
    if wanted & taken:
        raise TopicNameTaken


def _free_slug(name: str) -> str:
    slug = slug_of(name)
    taken = set(Topic.objects.filter(slug__startswith=slug[:70]).values_list("slug", flat=True))
    number = 2
    while slug in taken:
        slug = f"{slug_of(name)[:70]}-{number}"
        number += 1
    return slug


def _tidied(keywords: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in keywords if word.strip()))
