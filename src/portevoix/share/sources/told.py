"""Steps as an application interface takes them: JSON that we define ourselves."""

from __future__ import annotations

from typing import Any

from portevoix.share.rules.referrals import Step, Told, codes_in, plain_code
from portevoix.share.sources.system import Sent, Unreadable, mapping_of, moment_of, reference_at

MOST_STEPS = 500


def steps_of(sent: Sent) -> tuple[Told, ...]:
    """Read `{"steps": [{"application", "step", "at", "code"}]}`; all of it is read, or nothing."""
    rows = mapping_of(sent).get("steps")
    if not isinstance(rows, list) or not rows:
        raise Unreadable("no_steps", "steps")
    if len(rows) > MOST_STEPS:
        raise Unreadable("too_many_steps", str(MOST_STEPS))
    return tuple(_step_of(row, place) for place, row in enumerate(rows))


def _step_of(row: object, place: int) -> Told:
    where = f"steps[{place}]"
    if not isinstance(row, dict):
        raise Unreadable("not_an_object", where)
    try:
        step = Step(row.get("step", ""))
    except ValueError as wrong:
        raise Unreadable("unknown_step", f"{where}.step") from wrong
    moment = row.get("at")
    if moment is not None and moment_of(moment) is None:
        raise Unreadable("not_a_moment", f"{where}.at")
    return Told(_reference(row, where), step, moment_of(moment), _codes(row, where))


def _reference(row: dict[str, Any], where: str) -> str:
    try:
        return reference_at(row, "application")
    except Unreadable as wrong:
        raise Unreadable("no_reference", f"{where}.application") from wrong


def _codes(row: dict[str, Any], where: str) -> tuple[str, ...]:
    written = row.get("code")
    if written is None or written == "":
        return ()
    text = written if isinstance(written, str) else ""
    code = plain_code(text)
    if not code and not codes_in([text]):
        raise Unreadable("not_a_code", f"{where}.code")
    return (code,) if code else codes_in([text])
