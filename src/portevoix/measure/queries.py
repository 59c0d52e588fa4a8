"""What we ask of measures: one's own results, and groups of closed months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, Sum

from portevoix.lib.intervals import Estimate, Provenance, counted, unknown
from portevoix.lib.periods import Period, day_in, month_of
from portevoix.measure.models import (
    ClickDay,
    ClickDayQuerySet,
    Fill,
    FunnelFigure,
    GroupFigure,
    PeriodMember,
)
from portevoix.measure.rules.figures import Tally, closable_months, visits
from portevoix.measure.rules.funnel import OTHERS, StepOf
from portevoix.people.models import Membership, Person, Team
from portevoix.share.models import Reception, Referral, ReferralStep, Share
from portevoix.share.queries import network_of
from portevoix.share.rules.referrals import WAY, Step

CLICK_DAYS = "click_days"
Figure = GroupFigure.Figure


@dataclass(frozen=True, slots=True)
class ShareResult:
    """What one publication did, as far as it can be known."""

    share: Share
    network: str
    has_link: bool
    visits: Estimate
    reception: Reception | None


@dataclass(frozen=True, slots=True)
class Voice:
    """A person's month: her posts, the visits they brought, and those that earlier ones did."""

    period: Period
    posts: int
    visits: Estimate
    earlier: Estimate

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.posts and not self.visits.high and not self.earlier.high


@dataclass(frozen=True, slots=True)
class WeekOfVisits:
    """The visits that a person's links brought in one week."""

    week: Period
    visits: Estimate


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The figures of one group in a closed month; unknown where they are withheld."""

    name: str
    publications: Estimate
    visits: Estimate


@dataclass(frozen=True, slots=True)
class MonthOfGroups:
    """A closed month: everyone's line, the teams' in the order of the directory, and the rule."""

    month: Period
    everyone: GroupLine
    teams: tuple[GroupLine, ...]
    minimum: int
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class OpeningFunnel:
    """Applications, interviews and hires at one opening, or at all others; None: not told."""

    title: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class FunnelOfMonth:
    """The referrals of a closed month: openings by name, then all others, and the rule."""

    month: Period
    lines: tuple[OpeningFunnel, ...]
    minimum: int
    closed_at: datetime


def click_fill() -> Fill | None:
    """How far clicks have been counted."""
    return Fill.objects.filter(measure=CLICK_DAYS).first()


def counted_until() -> datetime | None:
    """The "as of" of every figure made of clicks; None while they are being counted afresh."""
    fill = click_fill()
    return fill.filled_at if fill else None


def results_of_shares(person: Person) -> list[ShareResult]:
    """What each of her publications did, the latest first, with nobody's beside it."""
    shares = Share.objects.visible_to(person).published().select_related("link", "item")
    return _results_of(person, list(shares.order_by("-sent_at", "-pk")))


def result_of(person: Person, share: Share) -> ShareResult:
    """What one of her publications did."""
    return _results_of(person, [share])[0]


def voice_of(person: Person, period: Period) -> Voice:
    """Her posts of a period and the visits within it; days are UTC days, as for everyone."""
    as_of = counted_until()
    own = Share.objects.visible_to(person).published()
    new = Q(share__sent_at__gte=period.start)
    days = _days_of(person, period)
    return Voice(
        period=period,
        posts=own.between(period.start, period.end).count(),
        visits=visits(_tally(days.filter(new)), as_of),
        earlier=visits(_tally(days.exclude(new)), as_of),
    )


def latest_month_of(person: Person, at: datetime) -> Period:
    """This month, or the latest in which she published or was visited."""
    day = ClickDay.objects.visible_to(person).filter(humans__gt=0).order_by("-day").first()
    sent = Share.objects.visible_to(person).published().order_by("-sent_at").first()
    known = [day.day] if day else []
    known += [day_in(sent.sent_at)] if sent and sent.sent_at else []
    return month_of(max(known, default=day_in(at)))


def weeks_of_visits(person: Person, weeks: Iterable[Period]) -> list[WeekOfVisits]:
    """The visits that all her links brought, week by week."""
    as_of = counted_until()
    return [WeekOfVisits(week, visits(_tally(_days_of(person, week)), as_of)) for week in weeks]


def is_frozen(month: Period) -> bool:
    """Whether it was settled who was in which team in a month."""
    return PeriodMember.objects.filter(month=month.first_on).exists()


def is_closed(month: Period) -> bool:
    """Whether the figures of a month were closed."""
    return GroupFigure.objects.filter(month=month.first_on).exists()


def months_to_close(at: datetime) -> list[Period]:
    """The months since the first publication whose closing has come and is not done."""
    first = Share.objects.published().aggregate(at=Min("sent_at"))["at"]
    months = closable_months(first, at) if first else []
    return [month for month in months if not is_closed(month)]


def closed_months(person: Person) -> list[Period]:
    """The closed months that she may look at, the latest first."""
    rows = GroupFigure.objects.visible_to(person).filter(team=None)
    days = rows.values_list("month", flat=True).distinct().order_by("-month")
    return [month_of(day) for day in days]


def group_results(person: Person, month: Period) -> MonthOfGroups | None:
    """A closed month in groups for someone who may see it; None while it is open.

    A withheld figure is unknown, and nothing says by how much it missed.
    """
    rows = list(GroupFigure.objects.visible_to(person).filter(month=month.first_on))
    if not rows:
        return None
    names = dict(Team.objects.by_name().values_list("pk", "name"))
    by_team: dict[int | None, dict[str, GroupFigure]] = {}
    for row in rows:
        by_team.setdefault(row.team_id, {})[row.figure] = row
    teams = tuple(_line(names[pk], by_team[pk]) for pk in names if pk in by_team)
    return MonthOfGroups(month, _line("", by_team[None]), teams, rows[0].minimum, rows[0].closed_at)


def is_funnel_closed(month: Period) -> bool:
    """Whether the referrals of a month were closed."""
    return FunnelFigure.objects.filter(month=month.first_on).exists()


def funnels_to_close(at: datetime) -> list[Period]:
    """The months since the first referral whose closing has come and is not done."""
    first = Referral.objects.aggregate(at=Min("told_at"))["at"]
    months = closable_months(first, at) if first else []
    return [month for month in months if not is_funnel_closed(month)]


def referral_steps(month: Period) -> list[StepOf]:
    """Whose links brought which step to which opening, as told in a month: only to be summed."""
    told = ReferralStep.objects.exclude(referral=None).exclude(step=Step.CLOSED)
    rows = told.filter(told_at__gte=month.start, told_at__lt=month.end).values_list(
        "referral__person_id", "referral__title", "step"
    )
    # An opening without a name is one of the others.
    return [StepOf(person, title or "–", Step(step)) for person, title, step in rows]


def closed_funnels(person: Person) -> list[Period]:
    """The closed months of referrals that she may look at, the latest first."""
    rows = FunnelFigure.objects.visible_to(person)
    days = rows.values_list("month", flat=True).distinct().order_by("-month")
    return [month_of(day) for day in days]


def funnel_results(person: Person, month: Period) -> FunnelOfMonth | None:
    """A closed month of referrals for someone who may see it; None while it is open."""
    rows = list(FunnelFigure.objects.visible_to(person).filter(month=month.first_on))
    if not rows:
        return None
    counts = {(row.title, row.step): row.count for row in rows}
    titles = sorted({row.title for row in rows if row.title})
    lines = tuple(
        OpeningFunnel(title, tuple(counts.get((title, step)) for step in WAY))
        for title in (*titles, OTHERS)
    )
    return FunnelOfMonth(month, lines, rows[0].minimum, rows[0].closed_at)


def team_of_everyone(month: Period) -> dict[int, int | None]:
    """Everyone who worked here in a month, with the team that she joined latest in it."""
    started = Q(started_on=None) | Q(started_on__lt=month.end_on)
    not_over = Q(ended_on=None) | Q(ended_on__gt=month.first_on)
    stays = Membership.objects.filter(started, not_over)
    stays = stays.order_by(F("started_on").asc(nulls_first=True), "-pk")
    joined = Q(joined_on=None) | Q(joined_on__lt=month.end_on)
    here = Q(left_on=None) | Q(left_on__gt=month.first_on)
    teams = dict(stays.values_list("person_id", "team_id"))
    present = Person.objects.filter(joined, here).values_list("pk", flat=True)
    return {person: teams.get(person) for person in present}


def group_parts(month: Period) -> dict[str, dict[int, Tally]]:
    """What each person brings to each figure of a month: never to be shown, only to be summed."""
    shares = Share.objects.published().between(month.start, month.end)
    published = shares.values_list("person_id").annotate(Count("pk")).order_by()
    days = ClickDay.objects.filter(day__gte=month.first_on, day__lt=month.end_on)
    visited = days.values_list("share__person_id").annotate(Sum("humans"), Sum("unknowns"))
    return {
        Figure.SHARES: {person: Tally(count) for person, count in published},
        Figure.VISITS: {
            person: Tally(humans, unknowns) for person, humans, unknowns in visited.order_by()
        },
    }


def _days_of(person: Person, period: Period) -> ClickDayQuerySet:
    days = ClickDay.objects.visible_to(person)
    return days.filter(day__gte=period.first_on, day__lt=period.end_on)


def _tally(days: ClickDayQuerySet) -> Tally:
    sums = days.aggregate(humans=Sum("humans"), unknowns=Sum("unknowns"))
    return Tally(sums["humans"] or 0, sums["unknowns"] or 0)


def _results_of(person: Person, shares: list[Share]) -> list[ShareResult]:
    as_of = counted_until()
    days = ClickDay.objects.visible_to(person).filter(share__in=shares)
    sums = days.values_list("share_id").annotate(Sum("humans"), Sum("unknowns")).order_by()
    tallies = {share: Tally(humans, unknowns) for share, humans, unknowns in sums}
    told = Reception.objects.visible_to(person).filter(share__in=shares).order_by("read_at", "pk")
    latest = {reception.share_id: reception for reception in told}
    return [
        ShareResult(
            share,
            str(network_of(share).name),
            _has_link(share),
            visits(tallies.get(share.pk, Tally()) if _has_link(share) else None, as_of),
            latest.get(share.pk),
        )
        for share in shares
    ]


def _has_link(share: Share) -> bool:
    return hasattr(share, "link")


def _line(name: str, rows: dict[str, GroupFigure]) -> GroupLine:
    return GroupLine(
        name,
        _figure(rows[Figure.SHARES], "self_declared"),
        _figure(rows[Figure.VISITS], "own_link"),
    )


def _figure(row: GroupFigure, provenance: Provenance) -> Estimate:
    if row.low is None or row.high is None:
        return unknown(provenance, row.closed_at)
    return counted(row.low, row.high, provenance, row.closed_at)
