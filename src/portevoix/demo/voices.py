"""What was said: who shared which article, in which words, where and when; and what is planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from portevoix.demo.calendar import in_hours, next_working_day
from portevoix.demo.house import CONNECTED, DEPARTURE, LEAVER
from portevoix.demo.texts import Colleague, Said
from portevoix.demo.world import Act, Published, World
from portevoix.lib.periods import Period
from portevoix.people.rules.taxonomy import TOPICS
from portevoix.share.actions.accounts import access_of
from portevoix.share.actions.composing import (
    Composition,
    answer_question,
    cancel_share,
    declare_share,
    plan_share,
)
from portevoix.share.actions.publishing import begin_sending, claim_share, conclude_sending
from portevoix.share.models import Account, Share
from portevoix.share.platforms import demonstration
from portevoix.share.platforms.mastodon import MASTODON
from portevoix.share.platforms.network import Mode

# How long an article is worth sharing.
FRESH = timedelta(days=24)
# Nobody reads and writes within less.
SOONEST = timedelta(hours=1)
HEROINE = "ines"
# Where those without an account here share, by how often.
PLACES = ("linkedin", "linkedin", "linkedin", "linkedin", "bluesky", "x", "threads", "facebook")
# X is the shortest.
SHORT = 240
BUSY_DAYS = 28
FIELD_OF = {topic.slug: topic.field for topic in TOPICS}


@dataclass(frozen=True, slots=True)
class Utterance:
    """One person's words on one article at one moment, for one network."""

    colleague: Colleague
    article: Published
    said: Said
    network: str
    mode: Mode
    at: datetime


@dataclass(slots=True)
class _Pool:
    """The words that nobody has said yet."""

    world: World
    articles: list[Published]
    used: set[str] = field(default_factory=set)

    def take(self, colleague: Colleague, at: datetime) -> tuple[Published, Said] | None:
        """The words that suit somebody best at a moment, once."""
        fresh = [one for one in self.articles if SOONEST < at - one.at < FRESH]
        written = [(one, said) for one in fresh for said in one.article.said]
        any_words = [(one, said) for one in fresh for said in self.world.words]
        for choices in (written, any_words):
            free = [
                (one, said)
                for one, said in choices
                if said.language == colleague.language
                and said.words not in self.used
                and not one.feed.needs_review
            ]
            if free:
                best = max(free, key=lambda pair: (_nearness(pair[0], colleague), pair[0].at))
                self.used.add(best[1].words)
                return best
        return None


def utterances(world: World, articles: list[Published]) -> list[Utterance]:
    """Everything that was shared: each voice at least once in every whole month."""
    pool = _Pool(world, articles)
    slots = [slot for month in world.calendar.months for slot in _slots(world, month)]
    said = []
    for at, colleague in sorted(slots, key=lambda slot: slot[0]):
        found = pool.take(colleague, at)
        if found:
            said += _placed(world, colleague, found, at)
    return said


def acts_of_voices(world: World, said: list[Utterance]) -> Iterator[Act]:
    """Everything that was published, in no order."""
    how = {Mode.API: _publish, Mode.INTENT: _post_herself, Mode.DECLARED: _declare}
    for one in said:
        yield Act(one.at, partial(how[one.mode], world, one))


def acts_to_come(world: World, articles: list[Published]) -> Iterator[Act]:
    """What the heroine finds when she enters: one to confirm, two planned, one cancelled."""
    ends_at = world.calendar.ends_at
    chosen = nearest_articles(world, articles)[:4]
    soon = in_hours(next_working_day(ends_at.date()), world.draw)
    later = in_hours(next_working_day(next_working_day(ends_at.date())), world.draw)
    words = iter(
        [
            "Trois phrases m’ont fait changer d’avis sur nos alertes. J’en parlerai jeudi au "
            "déjeuner technique, venez avec vos contre-exemples.",
            "Je le garde pour demain matin : c’est le genre de texte que l’on lit avec un café et "
            "un crayon.",
            "Si votre plateforme dort la nuit, racontez-moi comment. La nôtre apprend encore.",
            "J’avais préparé quelques mots là-dessus, puis j’ai lu un meilleur article.",
        ]
    )
    moment = ends_at - timedelta(hours=7)
    yield Act(moment, partial(_ask, world, chosen[0], next(words)))
    yield Act(moment + timedelta(minutes=9), partial(_plan, world, chosen[1], next(words), soon))
    yield Act(moment + timedelta(minutes=14), partial(_plan, world, chosen[2], next(words), later))
    yield Act(
        moment + timedelta(minutes=20), partial(_give_up, world, chosen[3], next(words), later)
    )


def nearest_articles(world: World, articles: list[Published]) -> list[Published]:
    """What is nearest to the field of the heroine, the latest first."""
    heroine = world.colleague(HEROINE)
    near = sorted(articles, key=lambda one: (_nearness(one, heroine), one.at), reverse=True)
    return [one for one in near if not one.feed.needs_review]


def _slots(world: World, month: Period) -> list[tuple[datetime, Colleague]]:
    calendar = world.calendar
    days = (min(month.end, calendar.ends_at) - month.start).days
    voices = [one for one in world.colleagues if one.speaks]
    world.draw.shuffle(voices)
    count = round(len(voices) * min(days / BUSY_DAYS, 1))
    # The heroine and the programme manager share more, so that their pages are worth a visit.
    voices = voices[:count] + [world.colleague(key) for key in (HEROINE, HEROINE, "lea")]
    moments = calendar.working_moments(month, world.draw, len(voices))
    left_at = calendar.moment(DEPARTURE)
    first = calendar.starts_at + timedelta(days=3)
    pairs = zip(moments, voices[: len(moments)], strict=True)
    return [
        (max(at, first), one) for at, one in pairs if one.key != LEAVER or max(at, first) < left_at
    ]


def _placed(
    world: World, colleague: Colleague, found: tuple[Published, Said], at: datetime
) -> list[Utterance]:
    article, said = found
    if colleague.key in CONNECTED:
        placed = [Utterance(colleague, article, said, "mastodon", Mode.API, at)]
        if world.draw.random() < 0.3:
            later = at + timedelta(minutes=2)
            placed.append(Utterance(colleague, article, said, "linkedin", Mode.INTENT, later))
        return placed
    if world.draw.random() < 0.08:
        return [Utterance(colleague, article, said, "mastodon", Mode.DECLARED, at)]
    network = world.draw.choice(PLACES)
    network = network if len(said.words) < SHORT else "linkedin"
    return [Utterance(colleague, article, said, network, Mode.INTENT, at)]


def _composition(world: World, one: Utterance) -> Composition:
    item = world.items[one.article.url]
    person = world.people[one.colleague.key]
    account = Account.objects.filter(person=person).first() if one.mode is Mode.API else None
    return Composition(
        network=one.network,
        mode=one.mode,
        words="" if one.mode is Mode.DECLARED else one.said.words,
        target_url=item.url,
        item=item,
        account=account,
        title=item.title,
        description=item.summary[:300],
        language=one.said.language,
    )


def _publish(world: World, one: Utterance, at: datetime) -> None:
    person = world.people[one.colleague.key]
    share = plan_share(composition=_composition(world, one), scheduled_for=at, by=person, at=at)
    claim_share(share=share, at=at)
    sending = begin_sending(share=share, at=at)
    assert sending is not None
    access = access_of(sending.account)
    result = MASTODON.publish(sending.post, access, demonstration.carry)
    conclude_sending(share=sending.share, result=result, at=at, draw=0.5)
    world.shares.append(Share.objects.get(pk=share.pk))


def _post_herself(world: World, one: Utterance, at: datetime) -> None:
    person = world.people[one.colleague.key]
    share = plan_share(composition=_composition(world, one), scheduled_for=at, by=person, at=at)
    said_at = at + timedelta(minutes=3)
    world.shares.append(answer_question(share=share, answer="published", by=person, at=said_at))


def _declare(world: World, one: Utterance, at: datetime) -> None:
    number = 110_000_000_000 + world.draw.randrange(10**9)
    url = f"https://mastodon.example/@{one.colleague.key}/{number}"
    person = world.people[one.colleague.key]
    composition = _composition(world, one)
    share = declare_share(composition=composition, post_url=url, by=person, at=at)
    world.shares.append(share)


def _ask(world: World, article: Published, words: str, at: datetime) -> None:
    composition = _heroines(world, article, words, "linkedin", Mode.INTENT)
    plan_share(composition=composition, scheduled_for=at, by=world.people[HEROINE], at=at)


def _plan(
    world: World, article: Published, words: str, scheduled_for: datetime, at: datetime
) -> Share:
    composition = _heroines(world, article, words, "mastodon", Mode.API)
    return plan_share(
        composition=composition, scheduled_for=scheduled_for, by=world.people[HEROINE], at=at
    )


def _give_up(
    world: World, article: Published, words: str, scheduled_for: datetime, at: datetime
) -> None:
    share = _plan(world, article, words, scheduled_for, at)
    cancel_share(share=share, by=world.people[HEROINE], at=at + timedelta(minutes=1))


def _heroines(
    world: World, article: Published, words: str, network: str, mode: Mode
) -> Composition:
    heroine = world.colleague(HEROINE)
    one = Utterance(heroine, article, Said("fr", words), network, mode, article.at)
    return _composition(world, one)


def _nearness(article: Published, colleague: Colleague) -> int:
    topics, known = set(article.feed.topics), set(colleague.topics)
    fields = {FIELD_OF[topic] for topic in topics} & {FIELD_OF[topic] for topic in known}
    return 2 * len(topics & known) + len(fields)
