"""A way in for who has no password or forgot it: a link that works once, for three days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.refusals import Refusal
from portevoix.people.actions.passwords import checked_password
from portevoix.people.actions.persons import Departed, MailMissing
from portevoix.people.models import Person


class WayInClosed(Refusal):
    """A link that was used, grew old, was cut or made up; the same sentence for all of them."""

    sentence = _("This link was used already, or it is too old. Ask an administrator for another.")


@dataclass(frozen=True, slots=True)
class WayIn:
    """One link: whom it is for, and what proves that an administrator made it."""

    uid: str
    token: str

    @property
    def url(self) -> str:
        """Its full address."""
        return settings.PUBLIC_URL + reverse("people:enter", args=[self.uid, self.token])


@transaction.atomic
def give_way_in(*, person: Person, by: Person | None, at: datetime) -> WayIn:
    """Make a link for somebody who works here and has a mail address; nothing of it is stored.

    `by` is None for who runs a command on the server. She sees in the record that it was made.
    """
    if not person.is_present:
        raise Departed
    if not person.email:
        raise MailMissing
    way = WayIn(person.ref, _Tokens(at).make_token(person))
    record("way_in.given", actor=by.ref if by else SYSTEM, subject=person.ref, at=at)
    return way


# Not slowed after failures: a guess is one in 2^128, and costs one SELECT and no password hash.
def holder_of(way: WayIn, *, at: datetime) -> Person:
    """The person whom a link lets in now; refuses any other link, without saying what is wrong."""
    person = Person.objects.present().filter(ref=way.uid, is_active=True).first()
    if person is None or not _Tokens(at).check_token(person, way.token):
        raise WayInClosed
    return person


@transaction.atomic
def choose_first_password(*, way: WayIn, new: str, at: datetime) -> Person:
    """Choose a password by a link, which ends it and every session; refuses a weak one."""
    person = holder_of(way, at=at)
    known = Person.objects.filter(pk=person.pk, password=person.password)
    person.set_password(checked_password(new, person))
    # Of two who come at once by one link, the second finds another password than she read.
    if not known.update(password=person.password):
        raise WayInClosed
    record("password.chosen", actor=person.ref, subject=person.ref, at=at)
    return person


class _Tokens(PasswordResetTokenGenerator):
    """Django's tokens at a given moment; what ends every session ends them too."""

    key_salt = "portevoix.people.way_in"

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self._at = at

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}|{user.session_epoch}"

    def _now(self) -> datetime:
        # Django counts in naive local time; in UTC no link grows an hour older in spring.
        return self._at.astimezone(UTC).replace(tzinfo=None)
