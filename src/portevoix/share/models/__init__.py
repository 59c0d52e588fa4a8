"""What is stored of sharing."""

from portevoix.share.models.account import Account, ServerApp
from portevoix.share.models.bonus import Bonus, BonusPromise
from portevoix.share.models.intake import (
    IntakeDoor,
    IntakeProblem,
    IntakeReceipt,
    StepFile,
)
from portevoix.share.models.link import Click, DailySalt, JournalMark, Link
from portevoix.share.models.reception import Reception
from portevoix.share.models.referral import Referral, ReferralStep, Relay
from portevoix.share.models.share import Share
from portevoix.share.models.suggestion import Suggestion

__all__ = [
    "Account",
    "Bonus",
    "BonusPromise",
    "Click",
    "DailySalt",
    "IntakeDoor",
    "IntakeProblem",
    "IntakeReceipt",
    "JournalMark",
    "Link",
    "Reception",
    "Referral",
    "ReferralStep",
    "Relay",
    "ServerApp",
    "Share",
    "StepFile",
    "Suggestion",
]
