"""Who may come in by password: slowed after failures, and never told which part was wrong."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person
from portevoix.people.queries import cast_of_demo
from portevoix.people.rules.throttle import MEMORY, Failures, truncated_address, wait_left


class SignInWrong(Refusal):
    """Mail address and password do not go together; the same sentence whichever is wrong."""

    sentence = _("This mail address and this password do not go together.")


class TooManyTries(Refusal):
    """It failed too often: the next try has to wait."""

    sentence = _("That failed too often. Try again in %(wait)s.")


class NotInTheCast(Refusal):
    """Only the cast of a demo organisation is entered without a password."""

    sentence = _("This account cannot be entered without a password.")


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt to come in."""

    email: str
    password: str
    address: str


# No ledger entry here: it would say when somebody was last seen, and that is not kept of anybody.
def check_in(attempt: Try, *, at: datetime) -> Person:
    """The person of this mail address and password; refuses wrong ones, and too many tries."""
    keys = _keys(attempt)
    wait = max(wait_left(failures, at) for failures in _failures(keys).values())
    if wait:
        raise TooManyTries(wait=wait_in_words(wait))
    # For an unknown address Django hashes all the same, so that it takes the same time.
    person = authenticate(None, username=attempt.email.strip(), password=attempt.password)
    if not isinstance(person, Person):
        _count_failure(keys, at)
        raise SignInWrong
    cache.delete(keys[0])
    return person


def enter_as(*, ref: str) -> Person:
    """One of the cast of a demo organisation; refuses anybody else, and any real organisation."""
    person = next((person for person in cast_of_demo() if person.ref == ref), None)
    if person is None:
        raise NotInTheCast
    return person


def wait_in_words(wait: timedelta) -> str:
    """A wait in seconds, or in minutes from one minute on, rounded up."""
    seconds = ceil(wait.total_seconds())
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _keys(attempt: Try) -> list[str]:
    marks = [f"mail:{attempt.email.strip().casefold()}"]
    network = truncated_address(attempt.address)
    if network:
        marks.append(f"network:{network}")
    return [_cache_key(mark) for mark in marks]


def _cache_key(mark: str) -> str:
    # Neither a mail address nor a network is readable in the cache.
    digest = hmac.new(settings.SECRET_KEY.encode(), mark.encode(), hashlib.sha256)
    return f"sign-in-{digest.hexdigest()}"


def _failures(keys: list[str]) -> dict[str, Failures | None]:
    found = cache.get_many(keys)
    return {key: Failures(*found[key]) if key in found else None for key in keys}


def _count_failure(keys: list[str], at: datetime) -> None:
    for key, failures in _failures(keys).items():
        count = failures.count + 1 if failures else 1
        cache.set(key, (count, at), timeout=MEMORY.total_seconds())
