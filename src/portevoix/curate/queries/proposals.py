"""What people propose to the watch, what waits for an answer, and whom the watch trusts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from portevoix.curate.models import Item, Proposal, Trust, WatchRules
from portevoix.curate.models.proposal import ProposalQuerySet
from portevoix.curate.rules.profiles import ItemText, TopicWords
from portevoix.curate.rules.topics import topics_of
from portevoix.curate.rules.trusting import Decided, Numbers, Standing, Word, standing
from portevoix.curate.rules.urls import canonical_url, url_digest
from portevoix.people.models import Person
from portevoix.people.queries import topics_with_terms

# How long an answer is news for whoever proposed, and what was offered at once for the programme.
NEWS = timedelta(days=7)
AT_ONCE_SHOWN = timedelta(days=30)
# Accepted at the very moment it came, by nobody.
_AT_ONCE = Q(state=Proposal.State.ACCEPTED, answered_by=None, answered_at=F("at"))


@dataclass(frozen=True, slots=True)
class Proposer:
    """One person who proposed something, her standing, and what became of all she proposed."""

    person: Person
    standing: Standing
    accepted: int
    declined: int
    waiting: int


def own_proposals(person: Person) -> QuerySet[Proposal]:
    """What she proposed herself, the latest first."""
    own = Proposal.objects.visible_to(person).filter(person=person)
    return own.select_related("item__source").order_by("-at", "-pk")


def answers_lately(person: Person, at: datetime) -> int:
    """How many of her proposals somebody answered in the last seven days."""
    own = Proposal.objects.visible_to(person).filter(person=person)
    return own.filter(answered_at__gt=at - NEWS).exclude(_AT_ONCE).count()


def proposals_waiting(person: Person) -> ProposalQuerySet:
    """What waits for an answer of the programme, the oldest first."""
    waiting = _answerable(person).waiting().oldest_first()
    return waiting.select_related("person", "item__source")


def proposal_to_answer(person: Person, *, asked: int = 0, after: int = 0) -> Proposal | None:
    """The one asked for, or the next past one left for later; the first again at the end."""
    waiting = proposals_waiting(person)
    left = _answerable(person).filter(pk=after).first()
    later = waiting
    if left:
        later = waiting.filter(Q(at__gt=left.at) | Q(at=left.at, pk__gt=left.pk))
    return waiting.filter(pk=asked).first() or later.first() or waiting.first()


def offered_at_once(person: Person, at: datetime) -> QuerySet[Proposal]:
    """What trusted people proposed in 30 days and still stands, the latest first."""
    offered = _answerable(person).filter(_AT_ONCE, at__gt=at - AT_ONCE_SHOWN)
    return offered.select_related("person", "item__source").order_by("-at", "-pk")


def item_at(*urls: str) -> Item | None:
    """The item that one of these addresses leads to, whatever was decided of it."""
    digests = {url_digest(url) for url in urls if canonical_url(url)}
    found = Item.objects.filter(url_digest__in=digests).select_related("source", "proposal")
    return found.order_by("pk").first()


def topics_guessed(title: str, summary: str) -> dict[int, float]:
    """The topics (by key) that the words of a page betray, with their scores."""
    topics = topics_with_terms()
    words = [TopicWords(one.slug, (one.name_en, one.name_fr, *one.keywords)) for one in topics]
    keys = {topic.slug: topic.pk for topic in topics}
    return {keys[slug]: score for slug, score in topics_of(ItemText("", title, summary), words)}


def watch_numbers() -> Numbers:
    """The numbers of trust that hold here."""
    row = WatchRules.objects.first()
    return Numbers(row.trusted_after, row.lost_after) if row else Numbers()


def standing_of(person: Person) -> Standing:
    """Whether what she proposes is offered at once, and what counts towards it."""
    return _standings([person.pk])[person.pk]


def proposers(person: Person) -> list[Proposer]:
    """Those who work here and proposed something or are trusted by a manager's word, by name."""
    seen = _answerable(person)
    given = Trust.objects.visible_to(person)
    known = Q(pk__in=seen.values("person")) | Q(pk__in=given.values("person"))
    people = list(Person.objects.visible_to(person).present().filter(known).by_name())
    standings = _standings([one.pk for one in people])
    states = Counter(seen.values_list("person_id", "state"))
    return [
        Proposer(one, standings[one.pk], *(states[one.pk, state] for state in _TOLD))
        for one in people
    ]


_TOLD = (Proposal.State.ACCEPTED, Proposal.State.DECLINED, Proposal.State.WAITING)


def _answerable(person: Person) -> ProposalQuerySet:
    seen = Proposal.objects.visible_to(person)
    return seen if person.may_enter("programme") else seen.none()


def _standings(people: Iterable[int]) -> dict[int, Standing]:
    keys = list(people)
    decided: defaultdict[int, list[Decided]] = defaultdict(list)
    answered = Proposal.objects.filter(person__in=keys).exclude(answered_at=None)
    rows = answered.order_by("answered_at", "pk").values_list("person_id", "state", "answered_at")
    for key, state, at in rows:
        if at:
            decided[key].append(Decided(state == Proposal.State.ACCEPTED, at))
    words = {
        row.person_id: Word(row.is_given, row.at) for row in Trust.objects.filter(person__in=keys)
    }
    numbers = watch_numbers()
    return {key: standing(decided[key], numbers, words.get(key)) for key in keys}
