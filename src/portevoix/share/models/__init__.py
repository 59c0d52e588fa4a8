"""What is stored of sharing."""

from portevoix.share.models.account import Account, Revocation, ServerApp
from portevoix.share.models.bonus import Bonus, BonusPromise
from portevoix.share.models.campaign import Campaign
from portevoix.share.models.draft import Draft, Picture
from portevoix.share.models.hours import OwnHours
from portevoix.share.models.intake import IntakeDoor, IntakeProblem, IntakeReceipt, StepFile
from portevoix.share.models.kit import Kit, KitText, Moment, Visual
from portevoix.share.models.link import Click, DailySalt, JournalMark, Link
from portevoix.share.models.pace import Pace
from portevoix.share.models.reception import Reception
from portevoix.share.models.referral import Referral, ReferralStep, Relay
from portevoix.share.models.share import Share
from portevoix.share.models.suggestion import Suggestion
from portevoix.share.models.wording import ServerLimits, TextMark

__all__ = [
    "Account",
    "Bonus",
    "BonusPromise",
    "Campaign",
    "Click",
    "DailySalt",
    "Draft",
    "IntakeDoor",
    "IntakeProblem",
    "IntakeReceipt",
    "JournalMark",
    "Kit",
    "KitText",
    "Link",
    "Moment",
    "OwnHours",
    "Pace",
    "Picture",
    "Reception",
    "Referral",
    "ReferralStep",
    "Relay",
    "Revocation",
    "ServerApp",
    "ServerLimits",
    "Share",
    "StepFile",
    "Suggestion",
    "TextMark",
    "Visual",
]
