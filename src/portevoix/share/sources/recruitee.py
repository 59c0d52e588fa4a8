"""Recruitee: `X-Recruitee-Signature`, HMAC-SHA-256 of the body in hexadecimal.

https://docs.recruitee.com/docs/webhooks. A candidate may stand in several offers: the application
is the candidate in one offer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portevoix.share.rules.referrals import Step, Told
from portevoix.share.sources.system import (
    Forged,
    Sent,
    Unreadable,
    check_digest,
    codes_of,
    mapping_of,
    moment_of,
    part,
    reference_at,
    stage_named,
)

CREATED, MOVED = "new_candidate", "candidate_moved"
ENDS = {"disqualified", "requalified"}


class Recruitee:
    """Recruitee."""

    key, name = "recruitee", "Recruitee"
    tells = frozenset(Step)

    def verify(self, sent: Sent, secret: str, at: datetime) -> None:
        """Accept what Recruitee signed; it signs no moment, so doubles are told by content."""
        digest = sent.headers.get("x-recruitee-signature", "")
        if not digest:
            raise Forged("unsigned")
        check_digest(digest, sent.body, secret)

    def read(self, sent: Sent) -> tuple[Told, ...]:
        """Applications, stages of the interview and hire categories, and disqualifications."""
        said = mapping_of(sent)
        kind, payload = said.get("event_type"), said.get("payload")
        # A test of the connection has the shape of an event, and is none.
        if said.get("test") is True or kind not in {CREATED, MOVED}:
            return ()
        reference = _reference_of(payload)
        step = Step.APPLICATION if kind == CREATED else _stage_of(said, payload)
        if step is None:
            return ()
        return (Told(reference, step, moment_of(said.get("created_at")), codes_of(payload)),)


def _stage_of(said: dict[str, Any], payload: object) -> Step | None:
    if said.get("event_subtype") in ENDS:
        return Step.CLOSED if said.get("event_subtype") == "disqualified" else None
    stage = part(payload, "details", "to_stage")
    return stage_named(part(stage, "category")) or stage_named(part(stage, "name"))


def _reference_of(payload: object) -> str:
    candidate = reference_at(payload, "candidate", "id")
    offer = part(payload, "offer", "id")
    if offer is None:
        offers = part(payload, "offers")
        offer = part(offers[0], "id") if isinstance(offers, list) and offers else None
    if not isinstance(offer, str | int):
        raise Unreadable("no_reference", "payload.offer.id")
    return f"{candidate}/{offer}"
