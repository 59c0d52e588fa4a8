"""The digest: what is new in a person's own watch since the one before, and the letter it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from portevoix.curate.models import Item
from portevoix.curate.queries.feed import RankedItem, todays_items
from portevoix.curate.queries.stories import Story, stories_of
from portevoix.govern.models import Consent
from portevoix.govern.queries import is_open, safeguards_in_force
from portevoix.lib.text import near_same, title_signature
from portevoix.notify.channels.letters import Letter
from portevoix.notify.channels.registry import has_mail
from portevoix.notify.models import Delivery, Preference
from portevoix.notify.queries import (
    people_without_preference,
    preferences_due,
    rhythm_of,
    stop_token,
    told_to,
)
from portevoix.notify.rules.rhythm import Hours, Rhythm
from portevoix.notify.rules.subjects import plain_line
from portevoix.people.models import Person
from portevoix.people.queries import organisation

# The kind of letter, and the purpose whose consent it rests on.
DIGEST = "digest"
MOST_STORIES = 7
# The first digest tells the news of a week.
FIRST_REACH = timedelta(days=7)
# How deep her own ranking is read for what is new in it.
DEPTH = 40


@dataclass(frozen=True, slots=True)
class Digest:
    """Up to seven stories that no digest of hers told, best first."""

    person: Person
    rhythm: Rhythm
    stories: tuple[Story, ...]

    @property
    def keys(self) -> list[int]:
        """The items it tells."""
        return [story["id"] for story in self.stories]


def offers_digests() -> bool:
    """Whether mail is set up and the register allows it."""
    return has_mail() and is_open(DIGEST)


def hours_of_house() -> Hours:
    """Between which hours anybody may be written to, as the safeguards say."""
    found = safeguards_in_force(("day_starts_hour", "day_ends_hour"))
    return Hours(found["day_starts_hour"], found["day_ends_hour"])


def agreed_to_digests() -> QuerySet[Person]:
    """Those who work here and asked for digests."""
    agreed = Consent.objects.standing().filter(purpose__key=DIGEST).values("person")
    return Person.objects.present().filter(pk__in=agreed, is_active=True)


def digests_to_plan(at: datetime, most: int) -> list[Preference]:
    """To whom a digest may be due, the longest waiting first."""
    return preferences_due(agreed_to_digests(), at, most)


def people_without_hour(most: int) -> list[Person]:
    """Those who asked for digests and never said when: the usual hour will do."""
    return people_without_preference(agreed_to_digests(), most)


def digest_of(person: Person, *, at: datetime, shared: frozenset[int] = frozenset()) -> Digest:
    """Her digest as it stands at a moment, in the language in force; without stories: nothing new.

    It is told of what was found since her digest before; a story that an earlier one told, be it
    by another source, does not come again.
    """
    told = told_to(person, DIGEST)
    since = told.latest_at or at - FIRST_REACH
    ranked = todays_items(person, at=at, shared=shared, most=DEPTH)
    new = [one for one in ranked if one.item.found_at > since and one.item.pk not in told.keys]
    chosen = _untold(new, told.keys)[:MOST_STORIES]
    return Digest(person, rhythm_of(person), tuple(stories_of(chosen, person, at=at)))


def subject_of(digest: Digest) -> str:
    """The best story in a plain line, and how many others there are, in the language in force."""
    others = len(digest.stories) - 1
    if not others:
        return plain_line(digest.stories[0]["title"])
    more = ngettext("and %(number)s more story", "and %(number)s more stories", others)
    counted = more % {"number": others}
    return f"{plain_line(digest.stories[0]['title'], 100)}, {counted}"


Notes = Callable[[Person, datetime], Sequence[str]]


def no_notes(person: Person, at: datetime) -> Sequence[str]:
    """Nothing of her own matters."""
    return ()


def letter_of(
    delivery: Delivery,
    *,
    at: datetime,
    shared: frozenset[int] = frozenset(),
    notes: Notes = no_notes,
) -> tuple[Digest, Letter] | None:
    """The digest of a delivery and the mail that says it, in her language and zone.

    `notes` are a line or two of her own matters below the stories. None if there is nothing new,
    or no address to write to.
    """
    person = delivery.person
    with translation.override(person.language), timezone.override(person.zone):
        digest = digest_of(person, at=at, shared=shared)
        if not digest.stories or not person.email:
            return None
        context = letter_context(digest, at) | {"notes": notes(person, at)}
        letter = Letter(
            ref=str(delivery.ref),
            to=person.email,
            subject=subject_of(digest),
            text=render_to_string("mail/digest.txt", context),
            html=render_to_string("mail/digest.html", context),
            language=person.language,
            dated=at,
            stop_url=str(context["stop_url"]),
        )
        return digest, letter


def letter_context(digest: Digest, at: datetime) -> dict[str, object]:
    """What the templates of the mail need; only the link that stops it is hers alone."""
    stop = reverse("home:stop_mail", args=[stop_token(digest.person, DIGEST)])
    return {
        "person": digest.person,
        "organisation": organisation(),
        "stories": digest.stories,
        "is_weekly": digest.rhythm.is_weekly,
        "subject": subject_of(digest),
        "day": at.astimezone(digest.person.zone),
        "language": digest.person.language,
        "stop_url": settings.PUBLIC_URL + stop,
        "mail_url": settings.PUBLIC_URL + reverse("home:mail"),
        "today_url": settings.PUBLIC_URL + reverse("home:today"),
    }


def _untold(ranked: list[RankedItem], told: frozenset[int]) -> list[RankedItem]:
    titles = Item.objects.filter(pk__in=told).values_list("title", flat=True)
    known = [title_signature(title) for title in titles]
    return [one for one in ranked if not _is_near(title_signature(one.item.title), known)]


def _is_near(signature: frozenset[str], known: list[frozenset[str]]) -> bool:
    return any(near_same(signature, other) for other in known)
