"""Campaigns: prepared, begun, offered, ended, recalled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portevoix.curate.actions.audiences import checked_audience
from portevoix.curate.models import Audience, Item
from portevoix.curate.rules.confirming import told_after
from portevoix.ledger.actions import SYSTEM, record
from portevoix.lib.periods import day_in
from portevoix.lib.refusals import Refusal
from portevoix.people.models import Person, Team, Topic
from portevoix.share.actions.stepping import publication_of, step
from portevoix.share.models import Campaign, Share
from portevoix.share.queries.campaigns import voices_of
from portevoix.share.rules import outbox
from portevoix.share.rules.campaigns import slug_of
from portevoix.share.rules.outbox import Reason, State

DRAFT, RUNNING = Campaign.State.DRAFT, Campaign.State.RUNNING
ENDED, RECALLED = Campaign.State.ENDED, Campaign.State.RECALLED


class EndsBeforeItStarts(Refusal):
    """Its end day does not follow its first day."""

    sentence = _("The last day comes before the first.")


class NothingToSay(Refusal):
    """It is about no article and no opening."""

    sentence = _("Choose at least one article or opening first: it is what people will speak of.")


class DaysPassed(Refusal):
    """Its days are over."""

    sentence = _("Its last day has passed: choose later days first.")


class NotInThisState(Refusal):
    """It stands elsewhere than the act supposes: somebody may have moved it."""

    sentence = _("This campaign is %(state)s: this cannot be done any more.")


class NoReason(Refusal):
    """A recall says why."""

    sentence = _("Say why: those who planned something of it will read it.")


@dataclass(frozen=True, slots=True)
class Intention:
    """What is wanted, from a day to a day (the end day is excluded), around which topics."""

    name: str
    goal: str
    starts_on: date
    ends_on: date
    words: str = ""
    topics: Sequence[Topic] = ()


@transaction.atomic
def prepare_campaign(*, intention: Intention, by: Person, at: datetime) -> Campaign:
    """Write an intention down; nobody but the programme sees it before it begins."""
    _check_days(intention)
    # "prepare" is an address of its own.
    taken = [*Campaign.objects.values_list("slug", flat=True), "prepare"]
    columns = _columns(intention) | {"created_at": at, "created_by": by}
    campaign = Campaign.objects.create(slug=slug_of(intention.name, taken), **columns)
    campaign.topics.set(intention.topics)
    _record("campaign.prepared", campaign, by, at)
    return campaign


@transaction.atomic
def change_campaign(
    *, campaign: Campaign, intention: Intention, by: Person, at: datetime
) -> Campaign:
    """Change what is wanted, while it is not over; its address stays, links may carry it."""
    _check_days(intention)
    held = _held(campaign, DRAFT, RUNNING)
    for name, value in _columns(intention).items():
        setattr(held, name, value)
    held.save(update_fields=list(_columns(intention)))
    held.topics.set(intention.topics)
    _record("campaign.changed", held, by, at)
    return held


@transaction.atomic
def set_target(
    *,
    campaign: Campaign,
    teams: Iterable[Team] = (),
    countries: Sequence[str] = (),
    languages: Sequence[str] = (),
    by: Person,
    at: datetime,
) -> Campaign:
    """Say whom it is for; nobody named means everyone who works here."""
    held, chosen = _held(campaign, DRAFT, RUNNING), list(teams)
    columns = checked_audience(countries, languages)
    if held.audience:
        held.audience.delete()
        held.audience = None
    if chosen or any(columns.values()):
        held.audience = Audience.objects.create(**columns)
        held.audience.teams.set(chosen)
    held.save(update_fields=["audience"])
    _record("campaign.target_set", held, by, at)
    return held


@transaction.atomic
def set_items(*, campaign: Campaign, items: Iterable[Item], by: Person, at: datetime) -> Campaign:
    """Say which articles and openings it is about."""
    held = _held(campaign, DRAFT, RUNNING)
    held.items.set(items)
    _record("campaign.items_set", held, by, at)
    return held


@transaction.atomic
def begin_campaign(*, campaign: Campaign, by: Person, at: datetime) -> Campaign:
    """Let those it is for see it, from its first day; refuses one without anything to speak of."""
    held = _held(campaign, DRAFT)
    if not held.items.exists():
        raise NothingToSay
    if held.ends_on <= day_in(at, by.zone):
        raise DaysPassed
    _move(held, RUNNING)
    _record("campaign.begun", held, by, at)
    return held


@transaction.atomic
def offer_campaign(*, campaign: Campaign, by: Person, at: datetime) -> Campaign:
    """Ask those it is for whether they would like to take part: one act, each in her own time.

    Their budgets decide whether and when; nobody learns whom it reached. Twice is once.
    """
    held = _held(campaign, RUNNING)
    if held.offered_at is None:
        held.offered_at = at
        held.save(update_fields=["offered_at"])
        _record("campaign.offered", held, by, at)
    return held


@transaction.atomic
def end_campaign(*, campaign: Campaign, by: Person, at: datetime) -> Campaign:
    """End it before its last day; what people planned of it stays theirs and leaves as planned."""
    held = _held(campaign, RUNNING)
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    _move(held, ENDED)
    _record("campaign.ended", held, by, at)
    return held


@transaction.atomic
def recall_campaign(*, campaign: Campaign, why: str, by: Person, at: datetime) -> Campaign:
    """Take it back: nothing unsent of it leaves, its owners are told why and keep their words.

    What is being sent at this moment is looked for; if it did not leave, it stays here too.
    """
    if not why.strip():
        raise NoReason
    held = _held(campaign, RUNNING, ENDED)
    held.recalled_for, held.ended_at = why.strip()[:300], held.ended_at or at
    held.state = RECALLED
    held.save(update_fields=["recalled_for", "ended_at", "state"])
    # A row that another holds is about to be claimed: it is looked at again before it leaves.
    waiting = Share.objects.filter(campaign=held, state=Share.State.SCHEDULED)
    for share in waiting.select_for_update(skip_locked=True).order_by("pk"):
        # Taken and held at once: nothing has left, and nobody waits for its hour to be told.
        taken = replace(publication_of(share), state=State.CLAIMED)
        step(share, outbox.hold(taken, Reason.CAMPAIGN, at))
    # What she was to publish herself is asked about again: she may have done it already.
    hers = Share.objects.filter(campaign=held, state=Share.State.ASK_PERSON)
    hers.filter(problem=Reason.YOUR_TURN).update(problem=Reason.CAMPAIGN)
    _record("campaign.recalled", held, by, at)
    return held


@transaction.atomic
def count_voices(*, campaign: Campaign, least: int, at: datetime) -> bool:
    """Count once a day (UTC) who had said something of it by midnight; says whether it did now."""
    today = day_in(at)
    not_yet = Q(counted_on=None) | Q(counted_on__lt=today)
    claimed = Campaign.objects.filter(not_yet, pk=campaign.pk).update(counted_on=today)
    row = Campaign.objects.select_for_update().filter(pk=campaign.pk).first()
    if not claimed or row is None:
        return False
    told = told_after(row.counted, voices_of(row, datetime.combine(today, time(), UTC)), least)
    if told != row.counted:
        Campaign.objects.filter(pk=row.pk).update(counted=told)
        details: dict[str, object] = {"told": told}
        record("campaign.counted", actor=SYSTEM, subject=row.slug, at=at, details=details)
    return True


def _check_days(intention: Intention) -> None:
    if intention.ends_on <= intention.starts_on:
        raise EndsBeforeItStarts


def _columns(intention: Intention) -> dict[str, object]:
    return {
        "name": intention.name,
        "goal": intention.goal,
        "starts_on": intention.starts_on,
        "ends_on": intention.ends_on,
        "intention": intention.words,
    }


def _held(campaign: Campaign, *states: Campaign.State) -> Campaign:
    held = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if held.state not in states:
        raise NotInThisState(state=held.get_state_display())
    return held


def _move(campaign: Campaign, state: Campaign.State) -> None:
    campaign.state = state
    campaign.save(update_fields=["state"])


def _record(act: str, campaign: Campaign, by: Person, at: datetime) -> None:
    record(act, actor=by.ref, subject=campaign.slug, at=at)
