"""What is stored of sharing."""

from portevoix.share.models.account import Account, ServerApp
from portevoix.share.models.campaign import Campaign
from portevoix.share.models.link import Click, DailySalt, JournalMark, Link
from portevoix.share.models.reception import Reception
from portevoix.share.models.share import Share
from portevoix.share.models.suggestion import Suggestion

__all__ = [
    "Account",
    "Campaign",
    "Click",
    "DailySalt",
    "JournalMark",
    "Link",
    "Reception",
    "ServerApp",
    "Share",
    "Suggestion",
]
