"""Figures that say how sure they are: an estimate with its provenance, and two exact intervals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import NormalDist
from typing import Literal

from scipy.special import gammaincinv

Provenance = Literal["own_link", "network_api", "self_declared", "estimate"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, the bounds it lies within, and where it comes from; None is unknown, never zero.

    `value` is the single figure where one can be said; `n` is how many observations it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    provenance: Provenance
    as_of: datetime | None
    n: int | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two bounds or none")
        if self.low is None or self.high is None:
            if self.value is not None:
                raise ValueError("a figure has bounds, be they equal to it")
            return
        middle = self.low if self.value is None else self.value
        if not self.low <= middle <= self.high:
            raise ValueError("a figure lies within its bounds")

    @property
    def is_known(self) -> bool:
        """Whether anything can be said at all."""
        return self.low is not None

    @property
    def is_sure(self) -> bool:
        """Whether the bounds leave one figure only."""
        return self.low is not None and self.low == self.high


def unknown(provenance: Provenance, as_of: datetime | None = None) -> Estimate:
    """A figure of which nothing can be said."""
    return Estimate(None, None, None, provenance, as_of)


def counted(low: int, high: int, provenance: Provenance, as_of: datetime | None) -> Estimate:
    """A count that lies between two counts; one figure when they are equal."""
    return Estimate(low if low == high else None, low, high, provenance, as_of, n=high)


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a Poisson mean after one count.

    Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.
    It never covers less than the stated confidence.
    """
    if count < 0:
        raise ValueError("a count is not negative")
    tail = (1 - _checked(confidence)) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


def wilson_interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The score interval of a proportion; (0, 1) when nothing was tried.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22, 209-212.
    """
    if not 0 <= successes <= trials:
        raise ValueError("successes lie between zero and the trials")
    z = NormalDist().inv_cdf((1 + _checked(confidence)) / 2)
    if trials == 0:
        return 0.0, 1.0
    rate, spread = successes / trials, z * z / trials
    middle = (rate + spread / 2) / (1 + spread)
    half = z * sqrt(rate * (1 - rate) / trials + spread / (4 * trials)) / (1 + spread)
    # Exact at the ends, where rounding would leave a hair.
    low = 0.0 if successes == 0 else middle - half
    return low, 1.0 if successes == trials else middle + half


def _checked(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between zero and one")
    return confidence
