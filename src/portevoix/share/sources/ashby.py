"""Ashby: `Ashby-Signature: sha256=<hex>` over the body; an application with its stage's type.

https://developers.ashbyhq.com/docs/authenticating-webhooks
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
    "applicationSubmit": Step.APPLICATION,
    "candidateHire": Step.HIRE,
    "interviewScheduleCreate": Step.INTERVIEW,
}
# The types of its stages that say more than their names.
STAGES = {"Hired": Step.HIRE, "Archived": Step.CLOSED}
STAGE_CHANGE = "candidateStageChange"


class Ashby:
    """Ashby."""

    key, name = "ashby", "Ashby"
    tells = frozenset(Step)

    def verify(self, sent: Sent, secret: str, at: datetime) -> None:
        """Accept what Ashby signed; it signs no moment, so doubles are told by content."""
        scheme, _eq, digest = sent.headers.get("ashby-signature", "").partition("=")
        if scheme != "sha256":
            raise Forged("unsigned")
        check_digest(digest, sent.body, secret)

    def read(self, sent: Sent) -> tuple[Told, ...]:
        """Applications, interviews, hires, and ends."""
        said = mapping_of(sent)
        action, application = said.get("action"), part(said, "data", "application")
        step = STEPS.get(str(action))
        if action == "interviewScheduleCreate":
            reference = reference_at(said, "data", "interviewSchedule", "applicationId")
            return (Told(reference, Step.INTERVIEW),)
        if action == STAGE_CHANGE:
            reference_at(application, "id")
            stage = part(application, "currentInterviewStage")
            step = STAGES.get(str(part(stage, "type"))) or stage_named(part(stage, "title"))
        if step is None:
            return ()
        at = moment_of(part(application, _MOMENTS.get(step, "updatedAt")))
        return (Told(reference_at(application, "id"), step, at, codes_of(application)),)


_MOMENTS = {Step.APPLICATION: "createdAt"}
