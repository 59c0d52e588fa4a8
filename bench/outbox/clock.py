"""A clock that runs faster than ours, the same in every process of one bench.

Workers and servers read it; the rules' waits are the product's own, so an hour of back-off
takes three minutes. Only the limit of one call is real, and shorter than the product's.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SCALE = 20
# In real seconds: 30 by the fast clock, against 10 in the product; its lease is 120 by its clock.
CALL_SECONDS = 1.5


@dataclass(frozen=True)
class Clock:
    """The moment at which it was started, in real seconds and by its own reckoning."""

    real: float
    shown: float

    @classmethod
    def started(cls) -> "Clock":
        return cls(time.time(), time.time())

    def __call__(self) -> datetime:
        return self.at(time.time())

    def at(self, real: float) -> datetime:
        """What it shows at a moment in real seconds."""
        shown = self.shown + (real - self.real) * SCALE
        return datetime.fromtimestamp(shown, UTC)

    def later(self, seconds: float) -> datetime:
        """What it shows so many real seconds after it was started."""
        return self.at(self.real + seconds)

    @staticmethod
    def waited(wait: timedelta) -> float:
        """The real seconds that one of its waits lasts."""
        return wait.total_seconds() / SCALE
