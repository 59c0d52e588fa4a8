"""Openings beside chance: do colleagues of the right trade come first, and of a wrong one never?

First: each real job title of four trades (ROME) is an opening; the people are a real public
organisation's, with the skills they declare; the trade they work in there, which matching never
sees, says whether those whom it puts first are the right ones. Among equals each counts alike.
Chance is the share of that trade among all who declare a skill.

Second: 148 real offers of the French employment service, of trades that no software house has:
how many seem to need a technical topic of ours, and how many would if a word said once were enough.

Both sets are read in place; `--small` reads every tenth title.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portevoix.curate.rules.openings import LEAST_SCORE, fit_of
from portevoix.curate.rules.profiles import ItemText, KnownTopic, TopicWords
from portevoix.curate.rules.topics import topics_of
from portevoix.people.rules.taxonomy import TOPICS
from portevoix.people.rules.terms import folded

DATA = Path(__file__).parents[2] / "shared/data"
# The trades of the organisation, and the ROME codes whose titles are theirs beyond doubt.
TRADES = {
    "Développement": {"M1805", "M1810", "M1801", "M1802"},
    "Design": {"E1205", "E1104"},
    "Data": {"M1403"},
    "Déploiement": {"E1103", "M1705"},
}
TECHNICAL = {"software", "infrastructure", "data"}
FIELDS = {topic.slug: topic.field for topic in TOPICS}
WORDS = [TopicWords(one.slug, (one.name_en, one.name_fr, *one.keywords)) for one in TOPICS]


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person: the trade, and the topics that the declared skills are."""

    trade: str
    known: tuple[KnownTopic, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """How the titles of one trade fared; `right` and `chance` are shares from 0 to 1."""

    name: str
    titles: int
    fitting: int
    right: float
    chance: float


def colleagues(data: Path) -> list[Colleague]:
    """Everybody who declares a skill that is a topic of ours."""
    spelt = {
        folded(term): topic.slug
        for topic in TOPICS
        for term in (topic.name_en, topic.name_fr, *topic.keywords)
    }
    with (data / "org/beta-gouv/people.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        terms = map(folded, row["competences"].split("|"))
        slugs = sorted({spelt[term] for term in terms if term in spelt})
        if slugs:
            found.append(Colleague(row["domaine"], tuple(KnownTopic(slug) for slug in slugs)))
    return found


def trades(data: Path, every: int = 1) -> Iterator[Trade]:
    """Each trade's titles against everybody."""
    people = colleagues(data)
    with (data / "jobs/rome/ROME_label.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for name, codes in TRADES.items():
        titles = [row["titre"] for row in rows if row["ROME"] in codes][::every]
        shares = [_right_first(title, name, people) for title in titles]
        fitting = [share for share in shares if share is not None]
        chance = sum(one.trade == name for one in people) / len(people)
        yield Trade(name, len(titles), len(fitting), _mean(fitting), chance)


def _right_first(title: str, trade: str, people: list[Colleague]) -> float | None:
    """Of those whom a title puts first, the share of the right trade; None if it fits nobody."""
    about = dict(topics_of(ItemText("", title), WORDS))
    if not about:
        return None
    scored = {known: fit_of(about, known).score for known in {one.known for one in people}}
    best = max(scored.values())
    if not best:
        return None
    first = [one for one in people if scored[one.known] == best]
    return sum(one.trade == trade for one in first) / len(first)


def technical_offers(data: Path, least: float = LEAST_SCORE) -> tuple[int, int]:
    """How many of the real offers seem to need a technical topic, and how many offers there are."""
    path = data / "jobs/france-travail/offres-2022-11-01.json"
    offers = json.loads(path.read_text(encoding="utf-8"))
    return sum(_is_technical(offer, least) for offer in offers), len(offers)


def _is_technical(offer: dict[str, str], least: float) -> bool:
    text = ItemText(offer["id"], offer["intitule"], offer.get("description", ""))
    found = topics_of(text, WORDS)
    return any(score >= least and FIELDS[slug] in TECHNICAL for slug, score in found)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> None:
    """Print a line a trade, then one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    figures: dict[str, float] = {}
    for one in trades(asked.data, 10 if asked.small else 1):
        print(
            f"{one.name}: {one.titles} titles, {one.fitting} fit somebody, "
            f"{one.right:.3f} of those first are of the trade (chance {one.chance:.3f})"
        )
        key = folded(one.name)
        figures |= {f"right_{key}": round(one.right, 4), f"chance_{key}": round(one.chance, 4)}
        figures |= {f"titles_{key}": one.titles, f"fitting_{key}": one.fitting}
    wrong, offers = technical_offers(asked.data)
    loose, _offers = technical_offers(asked.data, 0.0)
    print(
        f"{offers} offers of other trades: {wrong} seem technical, {loose} if one word were enough"
    )
    print(json.dumps(figures | {"offers": offers, "wrong": wrong, "wrong_if_loose": loose}))


if __name__ == "__main__":
    main()
