"""Lever: a signature over a token and a moment, both in the body; references, no names.

https://hire.lever.co/developer/documentation#webhooks. Its events hold no source: codes come by
file or by hand. Stages are told by key only, so that an interview is one that was planned.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portevoix.share.rules.referrals import Step, Told
from portevoix.share.sources.system import (
    Forged,
    Sent,
    check_digest,
    check_moment,
    codes_of,
    mapping_of,
    moment_of,
    reference_at,
)

STEPS = {
    "applicationCreated": Step.APPLICATION,
    "interviewCreated": Step.INTERVIEW,
    "candidateHire": Step.HIRE,
    "candidateArchiveChange": Step.CLOSED,
}


class Lever:
    """Lever."""

    key, name = "lever", "Lever"
    tells = frozenset(Step)

    def verify(self, sent: Sent, secret: str, at: datetime) -> None:
        """Accept a token that Lever signed a short while ago."""
        said = mapping_of(sent)
        token, moment = said.get("token"), said.get("triggeredAt")
        if not isinstance(token, str) or not isinstance(said.get("signature"), str):
            raise Forged("unsigned")
        check_digest(said["signature"], f"{token}{moment}".encode(), secret)
        check_moment(moment_of(moment), at)

    def read(self, sent: Sent) -> tuple[Told, ...]:
        """Applications, interviews, hires, and ends; an opportunity is one application."""
        said = mapping_of(sent)
        step, data = STEPS.get(str(said.get("event"))), said.get("data")
        if step is None or (step is Step.CLOSED and not _is_archived(data)):
            return ()
        at = moment_of(said.get("triggeredAt"))
        return (Told(reference_at(data, "opportunityId"), step, at, codes_of(data)),)


def _is_archived(data: Any) -> bool:
    return isinstance(data, dict) and bool(data.get("toArchived"))
