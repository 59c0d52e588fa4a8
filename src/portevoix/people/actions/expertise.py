"""Declaring what one knows, and confirming what a colleague knows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Endorsement, Expertise, Person, Topic


class TopicRetired(Refusal):
    """Nobody may declare a topic that is no longer in use."""

    sentence = _("This topic is no longer in use.")


class NotDeclared(Refusal):
    """There is no such declaration to withdraw."""

    sentence = _("You do not declare this topic.")


class OneselfEndorsed(Refusal):
    """Nobody confirms herself."""

    sentence = _("You cannot confirm your own expertise: a colleague can.")


class ColleagueGone(Refusal):
    """Only colleagues who work here confirm, and are confirmed."""

    sentence = _("This colleague no longer works here.")


class NotEndorsed(Refusal):
    """There is no such confirmation to withdraw."""

    sentence = _("You did not confirm this.")


@transaction.atomic
def declare_expertise(*, topic: Topic, by: Person, at: datetime) -> Expertise:
    """Say that one knows a topic in use; declaring twice is once."""
    if not topic.is_active:
        raise TopicRetired
    expertise, is_new = Expertise.objects.get_or_create(
        person=by, topic=topic, defaults={"declared_at": at}
    )
    if is_new:
        # Without the topic: the record survives erasure, what one knows does not.
        record("expertise.declared", actor=by.ref, subject=by.ref, at=at)
    return expertise


@transaction.atomic
def withdraw_expertise(*, topic: Topic, by: Person, at: datetime) -> Topic:
    """No longer say so; the confirmations go with it."""
    deleted, _rows = Expertise.objects.filter(person=by, topic=topic).delete()
    if not deleted:
        raise NotDeclared
    record("expertise.withdrawn", actor=by.ref, subject=by.ref, at=at)
    return topic


@transaction.atomic
def endorse(*, expertise: Expertise, by: Person, at: datetime) -> Endorsement:
    """Confirm that a colleague knows what she declares; confirming twice is once."""
    if expertise.person_id == by.pk:
        raise OneselfEndorsed
    if not expertise.person.is_present or not by.is_present:
        raise ColleagueGone
    endorsement, is_new = Endorsement.objects.get_or_create(
        expertise=expertise, by=by, defaults={"at": at}
    )
    if is_new:
        record("expertise.endorsed", actor=by.ref, subject=expertise.person.ref, at=at)
    return endorsement


@transaction.atomic
def withdraw_endorsement(*, expertise: Expertise, by: Person, at: datetime) -> Expertise:
    """No longer confirm it."""
    deleted, _rows = Endorsement.objects.filter(expertise=expertise, by=by).delete()
    if not deleted:
        raise NotEndorsed
    record("endorsement.withdrawn", actor=by.ref, subject=expertise.person.ref, at=at)
    return expertise
