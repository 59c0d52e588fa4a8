"""Referrals: which steps an application takes, and whose link brought it.

An application is known by a digest of the recruiting system's own reference and by nothing else.
The first code that is valid decides; a second one changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from portevoix.share.rules.codes import ALPHABET, LENGTH

# A link that ended (switched off, or its owner left) still counts for applications so much later:
# recruiting systems remember where somebody came from for about a month. A code may be attached by
# hand within the same time, and a step may come so much before its application does.
WINDOW = timedelta(days=30)
# Clocks differ, and some systems tell a day rather than a moment.
SKEW = timedelta(days=1)
MOST_CODES = 20
PREFIX = "pv-"
_CODE = re.compile(rf"(?<![A-Za-z0-9]){PREFIX}([{ALPHABET}]{{{LENGTH}}})(?![A-Za-z0-9])")
# Where each recruiting system looks for the source of an application; elsewhere `ref`.
PARAMETERS = {"greenhouse.io": "gh_src", "lever.co": "lever-source", "recruitee.com": "source"}
PARAMETER = "ref"
LONGEST_ADDRESS = 2_200


class Step(StrEnum):
    """What an application may come to."""

    APPLICATION = "application"
    INTERVIEW = "interview"
    HIRE = "hire"
    CLOSED = "closed"


# The way to a hire; what is closed stays where it had come to.
WAY = (Step.APPLICATION, Step.INTERVIEW, Step.HIRE)


@dataclass(frozen=True, slots=True)
class Told:
    """One step of one application as somebody tells it; `reference` is the system's own."""

    reference: str = field(repr=False)
    step: Step
    happened_at: datetime | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A link as attribution sees it: whose, made when, and since when it ended (None: it lives)."""

    owner: Hashable
    made_at: datetime
    ended_at: datetime | None = None


def first_valid(
    codes: Iterable[str], claims: Mapping[str, Claim], applied_at: datetime
) -> str | None:
    """The first of these codes whose link was made before, and not over for more than 30 days."""
    for code in codes:
        claim = claims.get(code)
        if claim is None or claim.made_at > applied_at + SKEW:
            continue
        if claim.ended_at is None or applied_at <= claim.ended_at + WINDOW:
            return code
    return None


def furthest(steps: Iterable[str]) -> Step:
    """How far an application came on the way to a hire."""
    reached = set(steps)
    return next((step for step in reversed(WAY) if step in reached), Step.APPLICATION)


def codes_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Our codes in these texts, in their order, each once; they are written `pv-` and twelve signs.

    An address that was copied whole holds one as well as a field that was made for it.
    """
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(_CODE.findall(text)))
        if len(found) >= MOST_CODES:
            break
    return tuple(found)[:MOST_CODES]


def plain_code(written: str) -> str:
    """The code that somebody typed or pasted: bare, with its prefix, or at the end of our link."""
    text = written.strip().rstrip("/")
    text = text.rsplit("/", 1)[-1].removeprefix(PREFIX)
    return text if len(text) == LENGTH and set(text) <= set(ALPHABET) else ""


def carried(url: str, code: str) -> str:
    """The address of an opening with the code where its recruiting system keeps the source.

    A parameter of the same name that stands there already gives way; an address that would grow
    too long stays as it is.
    """
    parts = urlsplit(url)
    name = parameter_for(parts.hostname or "")
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    query = urlencode([*kept, (name, f"{PREFIX}{code}")])
    written = urlunsplit(parts._replace(query=query))
    return written if len(written) <= LONGEST_ADDRESS else url


def parameter_for(host: str) -> str:
    """The name under which the recruiting system of this host takes a source."""
    return next(
        (name for end, name in PARAMETERS.items() if host == end or host.endswith(f".{end}")),
        PARAMETER,
    )


def application_digest(system: str, reference: str, key: bytes) -> str:
    """What is kept of an application: HMAC-SHA-256 of its system and reference, in hexadecimal.

    Keyed, for references are often small numbers that a plain digest would not hide.
    """
    message = f"{system}\x00{reference.strip()}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
