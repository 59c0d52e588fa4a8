"""What changes in measures: filling caches up to the facts, closing months once and for all.

Nobody asks for these acts: the background worker does them, and the record says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portevoix.govern.queries import oldest_click_day, safeguard
from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.periods import Period, day_in, day_of
from portevoix.lib.refusals import Refusal
from portevoix.measure.models import ClickDay, Fill, GroupFigure, PeriodMember
from portevoix.measure.queries import (
    CLICK_DAYS,
    click_fill,
    group_parts,
    is_closed,
    is_frozen,
    team_of_everyone,
)
from portevoix.measure.rules.figures import Tally, closes_at, total
from portevoix.measure.rules.release import Cell, releasable
from portevoix.people.models import Person
from portevoix.share.models import Click

BATCH = 5_000
# Two writers may commit their clicks in another order than they numbered them: so many of the
# latest clicks are read again each time, which counts nothing twice.
READ_AGAIN = 1_000
EVERYONE = ""


class MonthOpen(Refusal):
    """The month has not ended, or its clicks may still change."""

    sentence = _("This month is not over: its figures are closed a few days after its end.")


class MonthClosed(Refusal):
    """The month was closed already; what was said is not said otherwise."""

    sentence = _("This month is closed: its figures do not change any more.")


class FiguresBehind(Refusal):
    """Not every click of the month has been counted yet."""

    sentence = _("Not every click of this month has been counted yet.")


@dataclass(frozen=True, slots=True)
class Filling:
    """What one batch did: how many clicks it read, and whether nothing is left to read."""

    read: int
    has_caught_up: bool


@transaction.atomic
def fill_click_days(*, at: datetime) -> Filling:
    """Count the days of the next batch of clicks again, and remember how far it has read.

    A day is always counted whole from the clicks themselves: doing it twice changes nothing.
    """
    fill = _locked_fill()
    known = Click.objects.filter(pk__gt=fill.read_until - READ_AGAIN).order_by("pk")
    clicks = list(known.values_list("pk", "link__share_id", "at")[: BATCH + READ_AGAIN])
    new = [pk for pk, _share, _at in clicks if pk > fill.read_until]
    # A link may stand without a share: its clicks are of no share's days.
    _count_days({(share, day_in(moment)) for _pk, share, moment in clicks if share}, at)
    has_caught_up = len(clicks) < BATCH + READ_AGAIN
    fill.read_until = max([fill.read_until, *new])
    fill.filled_at = at if has_caught_up else fill.filled_at
    fill.started_at = None if has_caught_up else fill.started_at or at
    fill.save()
    if new:
        details = {"measure": CLICK_DAYS, "until": fill.read_until}
        record("measure.filled", actor=SYSTEM, at=at, details=details)
    return Filling(len(new), has_caught_up)


@transaction.atomic
def empty_measures(*, at: datetime, by: Person | None = None) -> None:
    """Empty what is counted from clicks, to be counted again; closed months stay as they are."""
    fill = _locked_fill()
    ClickDay.objects.all().delete()
    fill.read_until, fill.filled_at, fill.started_at = 0, None, at
    fill.save()
    record("measure.emptied", actor=by.ref if by else SYSTEM, at=at)


@transaction.atomic
def freeze_month(*, month: Period, at: datetime) -> int:
    """Freeze who was in which team in a month that is over, once; says how many people."""
    if at < closes_at(month):
        raise MonthOpen
    if is_frozen(month):
        raise MonthClosed
    members = [
        PeriodMember(month=month.first_on, team_id=team, person_id=person)
        for person, team in team_of_everyone(month).items()
    ]
    PeriodMember.objects.bulk_create(members, batch_size=1_000)
    record("month.frozen", actor=SYSTEM, at=at, details={"month": f"{month.first_on:%Y-%m}"})
    return len(members)


@transaction.atomic
def close_month(*, month: Period, at: datetime) -> list[GroupFigure]:
    """Decide for each figure of each group whether it may be shown, and write it once for all."""
    _check_closable(month, at)
    if not is_frozen(month):
        freeze_month(month=month, at=at)
    minimum = safeguard("group_minimum")
    cells = _cells_of(month)
    rows = [
        row
        for figure, parts in group_parts(month).items()
        for row in _rows_of(figure, cells, parts, minimum)
    ]
    for row in rows:
        row.month, row.closed_at = month.first_on, at
    GroupFigure.objects.bulk_create(rows)
    record("month.closed", actor=SYSTEM, at=at, details={"month": f"{month.first_on:%Y-%m}"})
    return rows


def _locked_fill() -> Fill:
    locked = Fill.objects.select_for_update()
    fill, _is_new = locked.get_or_create(measure=CLICK_DAYS)
    return fill


def _count_days(touched: set[tuple[int, date]], at: datetime) -> None:
    oldest = oldest_click_day(at)
    wanted = {(share, day) for share, day in touched if day >= oldest}
    if not wanted:
        return
    days = [day for _share, day in wanted]
    start, end = day_of(min(days)).start, day_of(max(days)).end
    clicks = Click.objects.filter(
        link__share__in={share for share, _day in wanted}, at__gte=start, at__lt=end
    ).values_list("link__share_id", "at", "verdict", "is_double")
    # Told by day here, not in the database: SQLite calls back for each row it truncates.
    seen: Counter[tuple[int, date, str]] = Counter()
    for share, moment, verdict, is_double in clicks.iterator(chunk_size=BATCH):
        seen[share, day_in(moment), verdict] += not is_double
    ClickDay.objects.bulk_create(
        [
            ClickDay(
                share_id=share,
                day=day,
                humans=seen[share, day, Click.Verdict.HUMAN],
                unknowns=seen[share, day, Click.Verdict.UNKNOWN],
                robots=seen[share, day, Click.Verdict.ROBOT],
            )
            for share, day in sorted(wanted)
        ],
        update_conflicts=True,
        unique_fields=["share", "day"],
        update_fields=["humans", "unknowns", "robots"],
    )


def _check_closable(month: Period, at: datetime) -> None:
    if at < closes_at(month):
        raise MonthOpen
    if is_closed(month):
        raise MonthClosed
    fill = click_fill()
    if fill is None or fill.filled_at is None or fill.filled_at < closes_at(month):
        raise FiguresBehind


def _cells_of(month: Period) -> list[Cell]:
    members = PeriodMember.objects.filter(month=month.first_on).values_list("team_id", "person_id")
    people: dict[str, set[int]] = {EVERYONE: set()}
    for team, person in members:
        people[EVERYONE].add(person)
        if team is not None:
            people.setdefault(str(team), set()).add(person)
    return [Cell(name, frozenset(group)) for name, group in people.items()]


def _rows_of(
    figure: str, cells: list[Cell], parts: dict[int, Tally], minimum: int
) -> Iterable[GroupFigure]:
    # Only a sure part makes a contributor: a click of unknown origin may be nobody's interest.
    contributors = {person for person, part in parts.items() if part.humans}
    shown = releasable(cells, contributors, minimum)
    for cell in cells:
        row = GroupFigure(figure=figure, minimum=minimum, is_released=cell.name in shown)
        row.team_id = None if cell.name == EVERYONE else int(cell.name)
        if row.is_released:
            tally = total(part for person, part in parts.items() if person in cell.people)
            row.low, row.high = tally.humans, tally.humans + tally.unknowns
        yield row
