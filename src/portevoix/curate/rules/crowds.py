"""What everybody declares to know, as arrays: what a refresh of everyone's best items reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.rules.affinity import conviction
from portevoix.curate.rules.profiles import Profile
from portevoix.curate.rules.terms import Places, Vector

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Circle:
    """What some people have in common: the languages they read (none: all), what is not theirs."""

    languages: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """People, and what each declares, one place of `owners`, `topics` and `convictions` each time.

    `people`: keys; `circle_of`: the place in `circles` of each; `closed`: by place, the items that
    one is never offered. `owners` (places in `people`) and `topics` (places in `names`) rise, and a
    topic stands once a person at most; `convictions`: from 0 to 1.
    """

    people: Keys
    owners: Places
    topics: Places
    convictions: Vector
    names: Sequence[str]
    circles: Sequence[Circle]
    circle_of: Places
    closed: Mapping[int, frozenset[str]]


def crowd_of(profiles: Mapping[int, Profile]) -> Crowd:
    """These people, with what each declares, reads, closed and declined."""
    people = sorted(profiles)
    each = [profiles[person] for person in people]
    names = sorted({topic.key for profile in each for topic in profile.declared})
    numbers = {name: number for number, name in enumerate(names)}
    circles: dict[Circle, int] = {}
    declared = [
        (owner, number, sure)
        for owner, profile in enumerate(each)
        for number, sure in sorted(
            {numbers[topic.key]: conviction(topic) for topic in profile.declared}.items()
        )
    ]
    of = [circles.setdefault(Circle(one.languages), len(circles)) for one in each]
    gone = {place: closed for place, one in enumerate(each) if (closed := _closed(one))}
    return Crowd(
        people=np.array(people, dtype=np.int64),
        owners=np.array([owner for owner, _topic, _sure in declared], dtype=np.intp),
        topics=np.array([topic for _owner, topic, _sure in declared], dtype=np.intp),
        convictions=np.array([sure for _owner, _topic, sure in declared], dtype=np.float64),
        names=tuple(names),
        circles=tuple(circles),
        circle_of=np.array(of, dtype=np.intp),
        closed=gone,
    )


def _closed(profile: Profile) -> frozenset[str]:
    return profile.closed | {one.item.key for one in profile.answers if one.weight < 0}
