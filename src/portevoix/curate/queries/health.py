"""How the sources fare: listed, counted, and grouped by what ails them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from portevoix.curate.models import Item, Source
from portevoix.curate.models.source import SourceQuerySet
from portevoix.curate.queries.review import GIVEN_LATELY, sources_with_gifts
from portevoix.curate.rules.fetching import MOST_MOMENTS
from portevoix.curate.rules.folders import BETWEEN, folders_and_above
from portevoix.curate.rules.rhythms import usual_gap
from portevoix.people.models import Person


@dataclass(frozen=True, slots=True)
class Sought:
    """Which sources somebody looks for: words of a name or an address, a folder, a state."""

    q: str = ""
    folder: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One problem, and the sources that have it, the longest failing first."""

    problem: str
    sources: tuple[Source, ...]

    @property
    def since(self) -> datetime | None:
        """Since when the first of them fails."""
        return min((row.failing_since for row in self.sources if row.failing_since), default=None)

    @property
    def is_read(self) -> bool:
        """Whether one of them is still read."""
        return any(row.state == Source.State.ACTIVE for row in self.sources)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sources there are, and in which state."""

    total: int
    sound: int
    needy: int
    passing: int
    paused: int
    unread: int


def listed_sources(person: Person, sought: Sought) -> SourceQuerySet:
    """The sources somebody looks for, what needs her first, then folder by folder."""
    found = Source.objects.visible_to(person)
    for word in sought.q.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(url__icontains=word))
    if sought.folder:
        inside = Q(folder=sought.folder) | Q(folder__startswith=sought.folder + BETWEEN)
        found = found.filter(inside)
    return _in_state(found, sought.state).neediest_first()


def with_gifts(person: Person, keys: Sequence[int], at: datetime) -> list[Source]:
    """These sources in this order, each with what it gave and whom it is for."""
    rows = sources_with_gifts(person, at).filter(pk__in=keys)
    by_key = {row.pk: row for row in _with_audience(rows)}
    return [by_key[key] for key in keys if key in by_key]


def folders_of(person: Person) -> tuple[str, ...]:
    """Every folder that holds sources, and those it stands in."""
    named = Source.objects.visible_to(person).exclude(folder="")
    return folders_and_above(named.values_list("folder", flat=True).distinct())


def counts_of(person: Person) -> Counts:
    """How many sources there are, and in which state."""
    seen = Source.objects.visible_to(person)
    needy, unread = seen.in_trouble(), seen.unread()
    said = seen.aggregate(
        total=Count("pk"),
        failing=Count("pk", filter=~Q(problem="")),
        paused=Count("pk", filter=Q(problem="", state=Source.State.PAUSED)),
    )
    waiting, needed = unread.filter(problem="").count(), needy.count()
    sound = said["total"] - said["failing"] - said["paused"] - waiting
    passing = said["failing"] - needed
    return Counts(said["total"], sound, needed, passing, said["paused"], waiting)


def causes(person: Person) -> list[Cause]:
    """Every problem there is with its sources: what needs somebody first, then the commonest."""
    seen = Source.objects.visible_to(person)
    needy = set(seen.in_trouble().values_list("pk", flat=True))
    rows = list(seen.exclude(problem="").order_by("failing_since", "name", "pk"))
    urgent = Counter(row.problem for row in rows if row.pk in needy)
    common = Counter(row.problem for row in rows)
    order = sorted(common, key=lambda code: (not urgent[code], -common[code], code))
    return [Cause(code, tuple(row for row in rows if row.problem == code)) for code in order]


def silent_sources(person: Person, at: datetime) -> SourceQuerySet:
    """Sources that answer and gave nothing for 30 days; those just added are given that long."""
    begun = at - GIVEN_LATELY
    lately = Item.objects.filter(found_at__gt=begun).values("source")
    sound = Source.objects.visible_to(person).active().filter(problem="", added_at__lt=begun)
    return sound.exclude(latest_fetch_at=None).exclude(pk__in=lately).by_name()


def gap_of(source: Source, at: datetime) -> timedelta | None:
    """How often a source publishes; none: too little is known of it."""
    latest = source.items.order_by("-published_at").values_list("published_at", flat=True)
    return usual_gap(latest[:MOST_MOMENTS], at)


def _in_state(found: SourceQuerySet, state: str) -> SourceQuerySet:
    states = {
        "trouble": ~Q(problem=""),
        "paused": Q(state=Source.State.PAUSED),
        "boards": Q(kind=Source.Kind.BOARD),
        "ours": Q(is_ours=True),
        "limited": Q(audience__isnull=False),
        "reviewed": Q(needs_review=True),
    }
    return found.filter(states[state]) if state in states else found


def _with_audience(rows: SourceQuerySet) -> SourceQuerySet:
    return rows.select_related("audience").prefetch_related("audience__teams")
