"""The jobs to fill at the house, as its own page lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from portevoix.curate.actions.reading import ReadOutcome, keep_read, state_of
from portevoix.curate.actions.sources import SourceWishes, add_source, change_source
from portevoix.curate.models import Source
from portevoix.curate.rules.fetching import FetchOutcome, decide_fetch
from portevoix.curate.sources import demonstration
from portevoix.curate.sources.parsed import Entry, OpeningFacts, ParsedFeed
from portevoix.curate.sources.visits import PAGE
from portevoix.demo.watch import PROGRAMME
from portevoix.demo.world import HOUSE, Act, World

PLACE = "https://emplois.atelier-nord.example/"
NAME, FOLDER = "Atelier Nord recrute", "La maison"
OPEN_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Job:
    """One invented opening: when it appears, as a share of the story, and what its page says."""

    appears: float
    title: str
    words: str
    place: str
    department: str
    country: str = "France"
    is_remote: bool | None = None
    is_filled: bool = False


JOBS = (
    Job(
        0.55,
        "Responsable d’exploitation des bases de données",
        "Des bases qui grandissent, une équipe qui veut dormir la nuit : à vous de les concilier.",
        "Lille",
        "Ingénierie plateforme",
        is_filled=True,
    ),
    Job(
        0.7,
        "Ingénieure ou ingénieur fiabilité",
        "Kubernetes, observabilité et calme : vous rendez nos mises en production ennuyeuses.",
        "Lille",
        "Ingénierie plateforme",
        is_remote=True,
    ),
    Job(
        0.82,
        "Développeuse ou développeur Python, données du bâtiment",
        "Des capteurs, des toits, des hivers : vous écrivez le code qui en tire une prévision.",
        "Bruxelles",
        "Données",
        country="Belgique",
    ),
    Job(
        0.9,
        "Conseillère ou conseiller auprès des bailleurs",
        "Vous accompagnez des bailleurs sociaux, de la première visite à la facture qui baisse.",
        "Lille",
        "Ventes et clients",
    ),
)  # fmt: skip


def acts_of_openings(world: World) -> Iterator[Act]:
    """The page is added and read each time something changes there, in no order."""
    yield Act(world.calendar.moment(0.5), partial(_add, world))
    for job in JOBS:
        moment = world.calendar.moment(job.appears)
        listed = [other for other in JOBS if other.appears <= job.appears]
        yield Act(moment, partial(_read, world, listed))
    left = [job for job in JOBS if not job.is_filled]
    yield Act(world.calendar.moment(0.97), partial(_read, world, left))


def _add(world: World, at: datetime) -> None:
    lea = world.people[PROGRAMME]
    source = add_source(url=PLACE, name=NAME, board=PAGE, by=lea, at=at)
    wishes = SourceWishes(NAME, FOLDER, needs_review=False, daily_most=10, is_ours=True)
    change_source(source=source, wishes=wishes, topics=[], by=lea, at=at)


def _read(world: World, jobs: Sequence[Job], at: datetime) -> None:
    source = Source.objects.get(url=PLACE)
    entries = tuple(_entry(world, job) for job in jobs)
    parsed = ParsedFeed(NAME, "fr", PLACE, entries, "postings")
    moments = tuple(entry.published_at for entry in entries if entry.published_at)
    told = FetchOutcome(status=200, etag=demonstration.ETAG, published=moments)
    decision = decide_fetch(state_of(source), told, at)
    outcome = ReadOutcome(decision, parsed, detail="200", is_whole=True)
    keep_read(source=source, outcome=outcome, at=at)


def _entry(world: World, job: Job) -> Entry:
    number = JOBS.index(job) + 1
    appeared = world.calendar.moment(job.appears)
    facts = OpeningFacts(
        employer=HOUSE,
        place=job.place,
        country=job.country,
        is_remote=job.is_remote,
        contract="CDI",
        valid_through=appeared + OPEN_FOR,
        reference=f"AN-{number}",
        department=job.department,
    )
    return Entry(
        guid=f"AN-{number}",
        url=f"{PLACE}offres/{number}/",
        title=job.title,
        summary=job.words,
        author=HOUSE,
        published_at=appeared,
        language="fr",
        opening=facts,
    )
