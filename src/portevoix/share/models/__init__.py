"""What is stored of sharing."""

from portevoix.share.models.account import Account, ServerApp
from portevoix.share.models.hours import OwnHours
from portevoix.share.models.link import Click, DailySalt, JournalMark, Link
from portevoix.share.models.pace import Pace
from portevoix.share.models.reception import Reception
from portevoix.share.models.share import Share
from portevoix.share.models.suggestion import Suggestion

__all__ = [
    "Account",
    "Click",
    "DailySalt",
    "JournalMark",
    "Link",
    "OwnHours",
    "Pace",
    "Reception",
    "ServerApp",
    "Share",
    "Suggestion",
]
