"""How often a source publishes, as far as its latest items tell."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

# Fewer moments are no rhythm.
LEAST_MOMENTS = 3


def usual_gap(published: Iterable[datetime], at: datetime) -> timedelta | None:
    """The median time between publications, or since the latest if longer; none: not known."""
    past = sorted((moment for moment in published if moment <= at), reverse=True)
    if len(past) < LEAST_MOMENTS:
        return None
    gaps = [(newer - older).total_seconds() for newer, older in pairwise(past)]
    return max(timedelta(seconds=median(gaps)), at - past[0])
