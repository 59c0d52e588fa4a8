"""Why an item is offered: the strongest part of its score, with the words that truly matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portevoix.curate.rules.affinity import Affinity, conviction
from portevoix.curate.rules.indexing import ItemIndex
from portevoix.curate.rules.profiles import ItemText, KnownTopic, Profile, Signal, Weights
from portevoix.curate.rules.topics import matched_terms
from portevoix.lib.text import stem, stems, surface_words

# A part below this is no reason: the item is there because it is new.
LEAST_PART = 0.15
MOST_WORDS = 3


class ReasonKind(StrEnum):
    """What brought an item to this person."""

    ENDORSED = "endorsed"
    DECLARED_TOPIC = "declared_topic"
    LIKE_SHARED = "like_shared"
    LIKE_SAVED = "like_saved"
    LIKED = "liked"
    LIKED_TOPIC = "liked_topic"
    EXPLORATION = "exploration"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as data: `topics` by what they brought, `words` as the item writes them.

    `like` is the key of the item that this one resembles, when that is the reason.
    """

    kind: ReasonKind
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    like: str = ""


_LIKE = {Signal.SHARED: ReasonKind.LIKE_SHARED, Signal.WROTE: ReasonKind.LIKE_SHARED}
_LIKE |= {Signal.SAVED: ReasonKind.LIKE_SAVED}


def reason_of(
    index: ItemIndex, affinity: Affinity, profile: Profile, place: int, weights: Weights
) -> Reason:
    """The strongest part of one item's score, told; fresh when no part is strong."""
    parts = {
        ReasonKind.DECLARED_TOPIC: weights.topics * float(affinity.topics[place]),
        ReasonKind.LIKED: weights.taste * float(affinity.taste[place]),
        ReasonKind.LIKED_TOPIC: weights.rates * float(affinity.rates[place]),
    }
    item = index.items[place]
    strongest = max(parts, key=lambda kind: parts[kind])
    if parts[strongest] < LEAST_PART:
        return Reason(ReasonKind.FRESH, topics=_topics(item))
    if strongest is ReasonKind.DECLARED_TOPIC:
        return _known(item, profile.declared)
    if strongest is ReasonKind.LIKED:
        return _resembles(index, affinity, place)
    return Reason(ReasonKind.LIKED_TOPIC, topics=_topics(item))


def explored(item: ItemText) -> Reason:
    """The reason of an item that she never asked for."""
    return Reason(ReasonKind.EXPLORATION, topics=_topics(item))


def _topics(item: ItemText) -> tuple[str, ...]:
    return tuple(key for key, _score in sorted(item.topics, key=lambda one: (-one[1], one[0])))


def _known(item: ItemText, declared: Sequence[KnownTopic]) -> Reason:
    about = dict(item.topics)
    brought = {topic.key: conviction(topic) * about.get(topic.key, 0.0) for topic in declared}
    by_part = sorted(declared, key=lambda topic: (-brought[topic.key], topic.key))
    enough = brought[by_part[0].key] / 2
    told = [topic for topic in by_part if brought[topic.key] >= enough]
    is_endorsed = told[0].endorsements > 0
    words = [word for topic in told for word in matched_terms(item, topic.terms)]
    return Reason(
        ReasonKind.ENDORSED if is_endorsed else ReasonKind.DECLARED_TOPIC,
        topics=tuple(topic.key for topic in told),
        words=tuple(dict.fromkeys(words))[:MOST_WORDS],
    )


def _resembles(index: ItemIndex, affinity: Affinity, place: int) -> Reason:
    near = affinity.nearness[:, place]
    row = max(range(len(near)), key=lambda one: affinity.likes[one].weight * near[one] ** 2)
    answer = affinity.likes[row]
    item = index.items[place]
    also = {key for key, _score in answer.item.topics}
    return Reason(
        _LIKE.get(answer.signal, ReasonKind.LIKED),
        topics=tuple(key for key in _topics(item) if key in also),
        words=_shared_words(index, item, answer.item),
        like=answer.item.key,
    )


def _shared_words(index: ItemIndex, item: ItemText, other: ItemText) -> tuple[str, ...]:
    theirs = set(stems(_text(other)))
    in_title = set(stems(item.title))
    worth: dict[str, float] = {}
    for word in stems(_text(item)):
        column = index.vocabulary.get(word)
        if word in theirs and column is not None:
            worth[word] = float(index.rarity[column]) * (2.0 if word in in_title else 1.0)
    chosen = sorted(worth, key=lambda word: (-worth[word], word))[:MOST_WORDS]
    spelt: dict[str, str] = {}
    for written in surface_words(_text(item)):
        spelt.setdefault(stem(written), written)
    return tuple(spelt[word] for word in chosen)


def _text(item: ItemText) -> str:
    return " / ".join((item.title, *item.tags, item.summary))
