"""Passwords: long enough, not a common one, changed by who knows the old one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.ledger.actions import record
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person


class PasswordTooWeak(Refusal):
    """The password does not pass the checks."""

    sentence = _("This password is not strong enough. %(reasons)s")


class PasswordWrong(Refusal):
    """The present password was not the one that was typed."""

    sentence = _("Your present password is not the one you typed.")


@transaction.atomic
def change_password(*, present: str, new: str, by: Person, at: datetime) -> Person:
    """Change one's own password, which ends one's other sessions."""
    if not by.check_password(present):
        raise PasswordWrong
    by.set_password(checked_password(new, by))
    by.save(update_fields=["password"])
    record("password.changed", actor=by.ref, subject=by.ref, at=at)
    return by


def checked_password(password: str, person: Person) -> str:
    """The same password; refuses a weak one, saying why."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordTooWeak(reasons=" ".join(error.messages)) from error
    return password
