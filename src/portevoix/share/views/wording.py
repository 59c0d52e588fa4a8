"""The words that a share's owner reads about where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from portevoix.govern.queries import standing_freeze
from portevoix.share.models import Share
from portevoix.share.rules.outbox import Reason

_SHOWN = {
    Share.State.SCHEDULED: "planned",
    Share.State.CLAIMED: "sending",
    Share.State.SENDING: "sending",
    Share.State.UNKNOWN: "sending",
    Share.State.SENT: "published",
    Share.State.ASK_PERSON: "to_confirm",
    Share.State.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the owner, and which answers make sense."""

    words: str | Promise
    can_retry: bool = True
    may_be_out: bool = False


_QUESTIONS = {
    Reason.YOUR_TURN: Question(
        _("Your words are ready: open the network, publish there, then tell us."), False, True
    ),
    Reason.LATE: Question(
        _("The moment you chose passed more than an hour ago while we could not publish.")
    ),
    Reason.TOO_OLD: Question(_("We tried for a day without success, and stopped.")),
    Reason.REFUSED: Question(_("The network refused this text.")),
    Reason.TOKEN_EXPIRED: Question(
        _("The network no longer knows your account: connect it again, then try again.")
    ),
    Reason.SUSPENDED: Question(_("The network has suspended or limited this account.")),
    Reason.NO_EVIDENCE: Question(
        _("We cannot tell whether it was published. Please look on the network."), True, True
    ),
    Reason.CONSENT: Question(
        _("You withdrew your agreement that we publish for you, so we did not.")
    ),
    Reason.CHARTER: Question(_("The charter has changed: sign it, then try again.")),
    Reason.ACCOUNT: Question(_("The account is no longer connected.")),
    Reason.LINK: Question(_("Its short link is disabled.")),
    Reason.CAMPAIGN: Question(
        _("The campaign it was part of was recalled, so it did not leave. Your words are kept."),
        False,
    ),
    Reason.NONE: Question(_("Did you publish it?"), True, True),
}


def held_words() -> str:
    """What she reads where something of hers is held; empty while nothing is."""
    freeze = standing_freeze()
    if freeze is None:
        return ""
    said = {"moment": date_format(localtime(freeze.frozen_at), "DATETIME_FORMAT")}
    words = _("Every publication is held since %(moment)s, and nothing of yours is lost.") % said
    return f"{words} {freeze.reason}"


def shown_state(share: Share) -> str:
    """The state as pages show it: planned, sending, published, to_confirm or cancelled."""
    return _SHOWN[Share.State(share.state)]


def question_of(share: Share) -> Question | None:
    """What is asked of its owner now; None while nothing is."""
    if share.state != Share.State.ASK_PERSON:
        return None
    question = _QUESTIONS[Reason(share.problem)]
    if share.problem == Reason.CAMPAIGN:
        # On the network's own page she may have published it before.
        return replace(question, may_be_out=share.mode == Share.Mode.INTENT)
    return question
