"""What each item is worth to one person, part by part, before any choice is made among them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.rules.facts import Facts
from portevoix.curate.rules.indexing import ItemIndex, Small, kinship, texts_of
from portevoix.curate.rules.profiles import Answered, KnownTopic, Profile, Settings
from portevoix.curate.rules.terms import Places, Vector

# A first answer teaches a third of what many would: nobody is judged on one click.
DOUBT = 2.0
RATE_DOUBT = 4.0
# Of a rate, what comes from topics; the rest is shared between source and author.
TOPIC_SHARE = 0.6
ENDORSEMENT = 0.1
UNDATED = 0.25
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
    nearness: Small


def affinity_of(
    index: ItemIndex, profile: Profile, *, at: datetime, settings: Settings
) -> Affinity:
    """Every item's worth to this person at this moment."""
    likes = tuple(answer for answer in profile.answers if answer.weight > 0)
    dislikes = tuple(answer for answer in profile.answers if answer.weight < 0)
    near = _nearness(index, (*likes, *dislikes))
    near_likes, near_dislikes = near[: len(likes)], near[len(likes) :]
    topics = known_parts(index.facts, profile.declared)
    taste = _gathered(near_likes, likes)
    distaste = _gathered(near_dislikes, dislikes)
    rates = _rates(index.facts, profile.answers)
    fresh = freshness(index.facts, at, settings.half_life_days)
    weigh = settings.weights
    interest = (
        weigh.topics * topics
        + weigh.taste * taste
        - weigh.distaste * distaste
        + weigh.rates * rates
    )
    trust = index.facts.sources.values(dict(profile.trusted))
    scores = _aged(interest, fresh, weigh.stale) + weigh.fresh * fresh + weigh.trust * trust
    return Affinity(topics, taste, distaste, rates, fresh, scores, likes, near_likes)


def _aged(interest: Vector, fresh: Vector, stale: float) -> Vector:
    """Interest wears off with age, down to 1 - `stale` of it; what she declined stays declined."""
    return np.where(interest > 0, interest * (1.0 - stale * (1.0 - fresh)), interest)


def known_parts(facts: Facts, declared: Iterable[KnownTopic]) -> Vector:
    """How far each item lies in what a person knows, from 0 to 1: one known topic is enough."""
    missing = np.ones(len(facts.published))
    for topic in declared:
        places, shares = facts.share_about(topic.key)
        missing[places] *= 1.0 - conviction(topic) * np.minimum(1.0, shares)
    return 1.0 - missing


def conviction(topic: KnownTopic) -> float:
    """How sure it is that the person knows the topic, from 0 to 1: declared, then endorsed."""
    return float(min(1.0, max(0.0, topic.strength) * (1.0 + ENDORSEMENT * topic.endorsements)))


def freshness(facts: Facts, at: datetime, half_life_days: float) -> Vector:
    """One when it appears, half after each half-life; an undated item is two half-lives old."""
    age = np.maximum(0.0, at.timestamp() - facts.published) / DAY
    return np.where(np.isnan(age), UNDATED, 0.5 ** (age / half_life_days))


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


def _nearness(index: ItemIndex, answers: Sequence[Answered]) -> Small:
    if not answers or not index.items:
        return np.zeros((len(answers), len(index.items)), dtype=np.float32)
    near = kinship(index, texts_of(index, [answer.item for answer in answers]))
    for row, answer in enumerate(answers):
        place = index.places.get(answer.item.key)
        if place is not None:
            near[row, place] = 0.0  # what she answered already says nothing of itself
    return near


def _gathered(nearness: Small, answers: Sequence[Answered]) -> Vector:
    # The quadratic mean lies between the mean (one vague field) and the nearest (many fields).
    weights = np.array([abs(answer.weight) for answer in answers], dtype=np.float32)
    total = (weights @ np.square(nearness)).astype(np.float64)
    mean = np.sqrt(total / (float(weights.sum()) + DOUBT))
    return np.asarray(mean / (1.0 + mean))


def _rates(facts: Facts, answers: Sequence[Answered]) -> Vector:
    by_topic = rates_by_key((dict(one.item.topics), one.weight) for one in answers)
    by_source = rates_by_key(({one.item.source: 1.0}, one.weight) for one in answers)
    by_author = rates_by_key(({one.item.author: 1.0}, one.weight) for one in answers)
    # An unknown source or author is not one source or author.
    by_source.pop("", None)
    by_author.pop("", None)
    told_by = facts.sources.values(by_source) + facts.authors.values(by_author)
    return TOPIC_SHARE * _topic_rates(facts, by_topic) + (1.0 - TOPIC_SHARE) / 2 * told_by


def _topic_rates(facts: Facts, by_topic: Mapping[str, float]) -> Vector:
    total = np.zeros(len(facts.published))
    for key, rate in by_topic.items():
        places, shares = facts.share_about(key)
        total[places] += rate * shares
    weights = facts.topic_weights
    return np.asarray(total / np.where(weights > 0, weights, 1.0))


def offered_places(index: ItemIndex, profile: Profile) -> Places:
    """The items that may be offered: never what she declined, closed or refused the topic of."""
    gone = profile.closed | {one.item.key for one in profile.answers if one.weight < 0}
    is_offered = ~_are_refused(index.facts, profile)
    if profile.languages:
        is_offered &= index.facts.languages.among({*profile.languages, ""})
    is_offered[[index.places[key] for key in gone if key in index.places]] = False
    return np.flatnonzero(is_offered)


def _are_refused(facts: Facts, profile: Profile) -> NDArray[np.bool_]:
    are_refused = facts.leading.among(profile.refused_topics - {""})
    for key in {topic.key for topic in profile.declared} - profile.refused_topics:
        are_refused[facts.share_about(key)[0]] = False
    return are_refused
