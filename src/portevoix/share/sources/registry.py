"""The recruiting systems whose signature we can verify; any other tells by file or by key."""

from __future__ import annotations

from portevoix.share.sources.ashby import Ashby
from portevoix.share.sources.greenhouse import Greenhouse
from portevoix.share.sources.lever import Lever
from portevoix.share.sources.recruitee import Recruitee
from portevoix.share.sources.smartrecruiters import SmartRecruiters
from portevoix.share.sources.system import RecruitingSystem
from portevoix.share.sources.workable import Workable

SYSTEMS: tuple[RecruitingSystem, ...] = (
    Ashby(),
    Greenhouse(),
    Lever(),
    Recruitee(),
    SmartRecruiters(),
    Workable(),
)
BY_KEY = {system.key: system for system in SYSTEMS}
