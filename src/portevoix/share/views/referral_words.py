"""The words of referrals: where a bonus stands, what steps are called, what a door refused."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from portevoix.lib.periods import day_in
from portevoix.share.models import Bonus, IntakeProblem
from portevoix.share.rules.bonuses import is_due
from portevoix.share.rules.referrals import Step

STEPS: Final[dict[str, str | Promise]] = {
    Step.APPLICATION: _("application"),
    Step.INTERVIEW: _("interview"),
    Step.HIRE: _("hire"),
    Step.CLOSED: _("closed"),
}
_PROBLEMS: Final[dict[str, str | Promise]] = {
    "forged": _("The signature is not that of this secret: compare the secret on both sides."),
    "unsigned": _("Calls come without a signature: set a secret where this webhook was added."),
    "stale": _("Calls were signed long ago, or by a clock that is ahead."),
    "not_json": _("What comes is not JSON."),
    "not_an_object": _("What comes has another shape than its documentation says."),
    "no_reference": _("No reference of an application stands where it is expected."),
    "no_steps": _("The call holds no list of steps."),
    "too_many_steps": _("A call holds more steps than are read at once."),
    "unknown_step": _("A step is called otherwise than application, interview, hire or closed."),
    "not_a_moment": _("A moment is not written in ISO 8601."),
    "not_a_code": _("A code has not the shape of ours."),
}


def step_words(step: str) -> str:
    """The name of a step."""
    return str(STEPS[step])


def problem_words(problem: IntakeProblem) -> str:
    """What is wrong with what a door could not take."""
    return str(_PROBLEMS.get(problem.reason, problem.reason))


def bonus_words(bonus: Bonus, at: datetime) -> str:
    """Where a bonus stands: promised until its day, due from it on, paid, or not owed."""
    if bonus.state == Bonus.State.PAID:
        return now("Paid.")
    if bonus.state == Bonus.State.CANCELLED:
        return now("Not owed: its condition was not met.")
    day = date_format(bonus.due_on, "DATE_FORMAT")
    if is_due(bonus.due_on, day_in(at)):
        return now("Due since %(day)s.") % {"day": day}
    return now("Promised: due on %(day)s, once the trial period has passed.") % {"day": day}
