"""Giving and taking roles."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Role
from portevoix.people.queries import administrators


class AdministratorNeeded(Refusal):
    """Somebody must be able to administer."""

    sentence = _("This is the last administrator: make somebody else administrator first.")


class RoleForTheDeparted(Refusal):
    """Only somebody who works here holds a role."""

    sentence = _("This person no longer works here.")


class RoleNotHeld(Refusal):
    """There is no such role to take."""

    sentence = _("This person does not have this role.")


@transaction.atomic
def give_role(*, person: Person, role: str, by: Person, at: datetime) -> Role:
    """Give somebody who works here a role; giving twice is once."""
    if not person.is_present:
        raise RoleForTheDeparted
    held, is_new = Role.objects.get_or_create(
        person=person, name=Role.Name(role), defaults={"given_at": at}
    )
    if is_new:
        details: dict[str, object] = {"role": held.name}
        record("role.given", actor=by.ref, subject=person.ref, at=at, details=details)
    return held


@transaction.atomic
def take_role(*, person: Person, role: str, by: Person, at: datetime) -> Person:
    """Take a role away; refuses to take the last administrator's."""
    if role == Role.Name.ADMINISTRATOR:
        keep_an_administrator(person)
    deleted, _rows = Role.objects.filter(person=person, name=role).delete()
    if not deleted:
        raise RoleNotHeld
    record("role.taken", actor=by.ref, subject=person.ref, at=at, details={"role": role})
    return person


def keep_an_administrator(person: Person) -> None:
    """Refuse what would leave the organisation without an administrator."""
    # Locked, so that two administrators cannot take each other's role at the same moment.
    holders = Role.objects.select_for_update().filter(name=Role.Name.ADMINISTRATOR)
    if list(holders.filter(person__in=administrators()).values_list("person", flat=True)) == [
        person.pk
    ]:
        raise AdministratorNeeded
