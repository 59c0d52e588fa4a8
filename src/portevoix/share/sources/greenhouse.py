"""Greenhouse: `Signature: sha256 <hex>` over the body; each event holds the whole application.

https://developers.greenhouse.io/webhooks.html
"""

from __future__ import annotations

from datetime import datetime

from portevoix.share.rules.referrals import Step, Told
from portevoix.share.sources.system import (
    Forged,
    Sent,
    check_digest,
    codes_of,
    mapping_of,
    moment_of,
    part,
    reference_at,
    stage_named,
)

STEPS = {
    "new_candidate_application": Step.APPLICATION,
    "hire_candidate": Step.HIRE,
    "reject_candidate": Step.CLOSED,
    "unhire_candidate": Step.CLOSED,
}
STAGE_CHANGE = "candidate_stage_change"


class Greenhouse:
    """Greenhouse Recruiting."""

    key, name = "greenhouse", "Greenhouse"
    tells = frozenset(Step)

    def verify(self, sent: Sent, secret: str, at: datetime) -> None:
        """Accept what Greenhouse signed; it signs no moment, so doubles are told by content."""
        scheme, _space, digest = sent.headers.get("signature", "").partition(" ")
        if scheme != "sha256":
            raise Forged("unsigned")
        check_digest(digest, sent.body, secret)

    def read(self, sent: Sent) -> tuple[Told, ...]:
        """Applications, stages called interview or hired, hires, and ends."""
        said = mapping_of(sent)
        action, application = said.get("action"), part(said, "payload", "application")
        step = STEPS.get(str(action))
        if action == STAGE_CHANGE:
            reference_at(application, "id")
            step = stage_named(part(application, "current_stage", "name"))
        if step is None:
            return ()
        reference = reference_at(application, "id")
        at = moment_of(part(application, _MOMENTS.get(step, "last_activity_at")))
        return (Told(reference, step, at, codes_of(application)),)


_MOMENTS = {Step.APPLICATION: "applied_at"}
