"""Where to draw: turns figures into coordinates for pictures that the server draws itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

WIDTH: Final = 400.0
HEIGHT: Final = 200.0
LEFT: Final = 44.0
RIGHT: Final = 84.0
TOP: Final = 12.0
BOTTOM: Final = 28.0
LABEL_GAP: Final = 30.0
LONE_HALF_WIDTH: Final = 3.0
NOTHING_TO_SEE: Final = 1e-9
ROUND_STEPS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One moment of a figure: an interval, its middle and the gross sum; None means not known."""

    label: str
    low: float | None
    middle: float | None
    high: float | None
    gross: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """One named figure with its interval, for a row of bars or of dots; None means not known."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the picture and the text that belongs to it."""

    x: float
    y: float
    label: str = ""
    value: float | None = None
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Points:
    """A sparkline: runs of points broken where a value is not known, and its latest known spot."""

    width: float
    height: float
    runs: tuple[str, ...]
    latest: Spot | None


@dataclass(frozen=True, slots=True)
class Band:
    """A figure over time with its interval, the gross sum as a ghost, ticks and direct labels."""

    width: float
    height: float
    left: float
    right: float
    areas: tuple[str, ...]
    lines: tuple[str, ...]
    ghosts: tuple[str, ...]
    ticks: tuple[Spot, ...]
    moments: tuple[Spot, ...]
    latest: Spot | None
    latest_gross: Spot | None
    readings: tuple[Reading, ...]

    @property
    def is_known(self) -> bool:
        return self.latest is not None


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a picture: its figure, and where value and interval fall from 0 to 100."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    at: float | None
    low_at: float | None
    high_at: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows on one common scale from zero, with the place of the average where there is one."""

    rows: tuple[Bar, ...]
    ceiling: float
    average_at: float | None = None


def round_ceiling(value: float) -> float:
    """Give the smallest round number (1 to 10 in few steps, times a power of ten) not below it."""
    if value < NOTHING_TO_SEE:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in ROUND_STEPS if step * power >= value * (1 - 1e-12))


def sparkline(
    values: Sequence[float | None], *, width: float = 120.0, height: float = 32.0
) -> Points:
    """Draw values from zero up, left to right, leaving a gap where one is not known."""
    ceiling = round_ceiling(max(_known(values), default=0))
    spots = [
        None
        if value is None
        else Spot(
            _across(index, len(values), 4, width - 4),
            _place(value, ceiling, height - 4, 4),
            value=value,
        )
        for index, value in enumerate(values)
    ]
    latest = next((spot for spot in reversed(spots) if spot), None)
    return Points(width, height, tuple(_path(run) for run in _runs(spots)), latest)


def band(readings: Sequence[Reading]) -> Band:
    """Draw intervals as areas on a scale from zero that also holds the gross sums."""
    everything = (n for r in readings for n in (r.low, r.middle, r.high, r.gross))
    ceiling = round_ceiling(max(_known(everything), default=0))
    xs = [_across(i, len(readings), LEFT, WIDTH - RIGHT) for i in range(len(readings))]
    lows = _spots(xs, [r.low for r in readings], ceiling)
    middles = _spots(xs, [r.middle for r in readings], ceiling)
    highs = _spots(xs, [r.high for r in readings], ceiling)
    grosses = _spots(xs, [r.gross for r in readings], ceiling)
    latest, latest_gross = _apart(_latest(middles), _latest(grosses))
    return Band(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        areas=tuple(_areas(lows, highs)),
        lines=tuple(_path(run) for run in _runs(middles)),
        ghosts=tuple(_path(run) for run in _runs(grosses)),
        ticks=_ticks(ceiling),
        moments=_moments(xs, [r.label for r in readings]),
        latest=latest,
        latest_gross=latest_gross,
        readings=tuple(readings),
    )


def bars(
    rows: Sequence[Measured], *, average: float | None = None, ceiling: float | None = None
) -> Bars:
    """Put rows on one scale from zero to a round ceiling, or to the ceiling that is given."""
    everything = [n for r in rows for n in (r.value, r.low, r.high)] + [average]
    top = ceiling if ceiling else round_ceiling(max(_known(everything), default=0))
    drawn = tuple(
        Bar(
            row.label,
            row.value,
            row.low,
            row.high,
            _percent(row.value, top),
            _percent(row.low, top),
            _percent(row.high, top),
        )
        for row in rows
    )
    return Bars(drawn, top, _percent(average, top))


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _percent(value: float | None, ceiling: float) -> float | None:
    if value is None:
        return None
    return round(100 * min(max(value / ceiling, 0.0), 1.0), 1)


def _place(value: float, ceiling: float, bottom: float, top: float) -> float:
    return round(bottom - (bottom - top) * value / ceiling, 1)


def _across(index: int, count: int, start: float, end: float) -> float:
    if count == 1:
        return round((start + end) / 2, 1)
    return round(start + (end - start) * index / (count - 1), 1)


def _spots(
    xs: Sequence[float], values: Sequence[float | None], ceiling: float
) -> list[Spot | None]:
    return [
        None
        if value is None
        else Spot(x, _place(value, ceiling, HEIGHT - BOTTOM, TOP), value=value)
        for x, value in zip(xs, values, strict=True)
    ]


def _latest(spots: Sequence[Spot | None]) -> Spot | None:
    return next((spot for spot in reversed(spots) if spot), None)


def _runs(spots: Sequence[Spot | None]) -> list[list[Spot]]:
    runs: list[list[Spot]] = [[]]
    for spot in spots:
        if spot:
            runs[-1].append(spot)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(spots: Sequence[Spot]) -> str:
    return " ".join(f"{spot.x:g},{spot.y:g}" for spot in spots)


def _areas(lows: Sequence[Spot | None], highs: Sequence[Spot | None]) -> Iterable[str]:
    pairs: list[list[tuple[Spot, Spot]]] = [[]]
    for low, high in zip(lows, highs, strict=True):
        if low and high:
            pairs[-1].append((low, high))
        elif pairs[-1]:
            pairs.append([])
    for run in pairs:
        seen = _widened(*run[0]) if len(run) == 1 else run
        if seen:
            yield _path([low for low, _ in seen] + [high for _, high in reversed(seen)])


def _widened(low: Spot, high: Spot) -> list[tuple[Spot, Spot]]:
    return [
        (Spot(low.x + shift, low.y), Spot(high.x + shift, high.y))
        for shift in (-LONE_HALF_WIDTH, LONE_HALF_WIDTH)
    ]


def _ticks(ceiling: float) -> tuple[Spot, ...]:
    return tuple(
        Spot(LEFT, _place(value, ceiling, HEIGHT - BOTTOM, TOP), value=value)
        for value in (0.0, ceiling / 2, ceiling)
    )


def _moments(xs: Sequence[float], labels: Sequence[str]) -> tuple[Spot, ...]:
    if not labels:
        return ()
    ends = [(0, "start" if len(labels) > 1 else "middle")]
    if len(labels) >= 5:
        ends.append((len(labels) // 2, "middle"))
    if len(labels) > 1:
        ends.append((len(labels) - 1, "end"))
    return tuple(Spot(xs[i], HEIGHT - 8, labels[i], anchor=anchor) for i, anchor in ends)


def _apart(spot: Spot | None, other: Spot | None) -> tuple[Spot | None, Spot | None]:
    if not spot or not other or abs(spot.y - other.y) >= LABEL_GAP:
        return spot, other
    # The gross sum is never below the union, so its label is the one that goes up.
    return spot, Spot(other.x, spot.y - LABEL_GAP, value=other.value)
