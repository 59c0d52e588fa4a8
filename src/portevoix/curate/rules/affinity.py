"""What each item is worth to one person, part by part, before any choice is made among them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.rules.indexing import ItemIndex, Matrix, Vector, kinship, texts_of
from portevoix.curate.rules.profiles import Answered, ItemText, KnownTopic, Profile, Settings

# A first answer teaches a third of what many would: nobody is judged on one click.
DOUBT = 2.0
RATE_DOUBT = 4.0
# Of a rate, what comes from topics; the rest is shared between source and author.
TOPIC_SHARE = 0.6
ENDORSEMENT = 0.1
DAY = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class Affinity:
    """The parts of every item's score, and what reasons are told from.

    `topics`, `taste`, `distaste`, `fresh` from 0 to 1; `rates` from -1 to 1; `nearness` says how
    near each positive answer is to each item.
    """

    topics: Vector
    taste: Vector
    distaste: Vector
    rates: Vector
    fresh: Vector
    scores: Vector
    likes: tuple[Answered, ...]
    nearness: Matrix


def affinity_of(
    index: ItemIndex, profile: Profile, *, at: datetime, settings: Settings
) -> Affinity:
    """Every item's worth to this person at this moment."""
    likes = tuple(answer for answer in profile.answers if answer.weight > 0)
    dislikes = tuple(answer for answer in profile.answers if answer.weight < 0)
    nearness = _nearness(index, likes)
    topics = np.array([known_part(item, profile.declared) for item in index.items])
    taste = _gathered(nearness, likes)
    distaste = _gathered(_nearness(index, dislikes), dislikes)
    rates = _rates(index.items, profile.answers)
    fresh = np.array([freshness(item, at, settings.half_life_days) for item in index.items])
    weigh = settings.weights
    scores = (
        weigh.topics * topics
        + weigh.taste * taste
        - weigh.distaste * distaste
        + weigh.rates * rates
        + weigh.fresh * fresh
    )
    return Affinity(topics, taste, distaste, rates, fresh, scores, likes, nearness)


def known_part(item: ItemText, declared: Iterable[KnownTopic]) -> float:
    """How far an item lies in what a person knows, from 0 to 1: one known topic is enough."""
    about = dict(item.topics)
    missing = 1.0
    for topic in declared:
        missing *= 1.0 - conviction(topic) * min(1.0, about.get(topic.key, 0.0))
    return 1.0 - missing


def conviction(topic: KnownTopic) -> float:
    """How sure it is that the person knows the topic, from 0 to 1: declared, then endorsed."""
    return float(min(1.0, max(0.0, topic.strength) * (1.0 + ENDORSEMENT * topic.endorsements)))


def freshness(item: ItemText, at: datetime, half_life_days: float) -> float:
    """One when it appears, half after each half-life; an undated item is two half-lives old."""
    if item.published_at is None:
        return 0.25
    age = max(0.0, (at - item.published_at).total_seconds() / DAY)
    return float(0.5 ** (age / half_life_days))


def rates_by_key(
    keyed: Iterable[tuple[Mapping[str, float], float]],
) -> dict[str, float]:
    """Per key (topic, source, author), what answers say of it, from -1 to 1, shrunk to none."""
    said: defaultdict[str, float] = defaultdict(float)
    weighed: defaultdict[str, float] = defaultdict(float)
    for keys, weight in keyed:
        for key, score in keys.items():
            said[key] += weight * score
            weighed[key] += abs(weight) * score
    return {key: said[key] / (weighed[key] + RATE_DOUBT) for key in said}


def _nearness(index: ItemIndex, answers: Sequence[Answered]) -> Matrix:
    if not answers or not index.items:
        return np.zeros((len(answers), len(index.items)))
    near = kinship(index, texts_of(index, [answer.item for answer in answers]))
    for row, answer in enumerate(answers):
        place = index.places.get(answer.item.key)
        if place is not None:
            near[row, place] = 0.0  # what she answered already says nothing of itself
    return near


def _gathered(nearness: Matrix, answers: Sequence[Answered]) -> Vector:
    # The quadratic mean lies between the mean (one vague field) and the nearest (many fields).
    weights = np.array([abs(answer.weight) for answer in answers])
    total = (weights[:, None] * nearness**2).sum(axis=0)
    mean = np.sqrt(total / (weights.sum() + DOUBT))
    return np.asarray(mean / (1.0 + mean))


def _rates(items: Sequence[ItemText], answers: Sequence[Answered]) -> Vector:
    if not answers:
        return np.zeros(len(items))
    by_topic = rates_by_key((dict(one.item.topics), one.weight) for one in answers)
    by_source = rates_by_key(({one.item.source: 1.0}, one.weight) for one in answers)
    by_author = rates_by_key(({one.item.author: 1.0}, one.weight) for one in answers)
    # An unknown source or author is not one source or author.
    by_source.pop("", None)
    by_author.pop("", None)
    rest = (1.0 - TOPIC_SHARE) / 2
    return np.array(
        [
            TOPIC_SHARE * _topic_rate(item, by_topic)
            + rest * (by_source.get(item.source, 0.0) + by_author.get(item.author, 0.0))
            for item in items
        ],
        dtype=np.float64,
    )


def _topic_rate(item: ItemText, by_topic: Mapping[str, float]) -> float:
    total = sum(score for _key, score in item.topics)
    if not total:
        return 0.0
    return sum(score * by_topic.get(key, 0.0) for key, score in item.topics) / total


def offered_places(index: ItemIndex, profile: Profile) -> NDArray[np.intp]:
    """The items that may be offered: never what she declined, closed or refused the topic of."""
    gone = profile.closed | {one.item.key for one in profile.answers if one.weight < 0}
    known = {topic.key for topic in profile.declared} - profile.refused_topics
    return np.array(
        [
            place
            for place, item in enumerate(index.items)
            if item.key not in gone
            and not _is_refused(item, profile.refused_topics, known)
            and _is_read(item, profile.languages)
        ],
        dtype=np.intp,
    )


def _is_refused(item: ItemText, refused: frozenset[str], known: set[str]) -> bool:
    keys = [key for key, _score in sorted(item.topics, key=lambda one: (-one[1], one[0]))]
    return bool(keys) and keys[0] in refused and not known.intersection(keys)


def _is_read(item: ItemText, languages: frozenset[str]) -> bool:
    return not languages or not item.language or item.language in languages
