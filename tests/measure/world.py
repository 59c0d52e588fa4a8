"""What the stories of measure are made of: posts, clicks, colleagues."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from portevoix.lib.periods import month_of
from portevoix.measure.actions import fill_click_days
from portevoix.measure.models import ClickDay
from portevoix.people.models import Membership, Person, Team
from portevoix.share.models import Click, Link, Share

HUMAN, UNKNOWN, ROBOT = Click.Verdict.HUMAN, Click.Verdict.UNKNOWN, Click.Verdict.ROBOT
OCTOBER = month_of(date(2026, 10, 1))
# Of October, which is closed at CLOSING.
TENTH = datetime(2026, 10, 10, 9, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 4, 0, 0, tzinfo=UTC)


def colleague(name: str, team: Team | None) -> Person:
    person = Person(email=f"{name.lower()}@atelier.example", name=name)
    person.set_unusable_password()
    person.save()
    if team:
        Membership.objects.create(person=person, team=team, started_on=date(2024, 1, 1))
    return person


def team_of(name: str, size: int) -> tuple[Team, list[Person]]:
    team = Team.objects.create(name=name)
    return team, [colleague(f"{name}{number}", team) for number in range(size)]


def published(person: Person, at: datetime = TENTH, *, has_link: bool = True) -> Share:
    share = Share.objects.create(
        person=person,
        network="mastodon",
        mode=Share.Mode.INTENT,
        words="What I learned this week",
        target_url="https://example.org/a",
        state=Share.State.SENT,
        created_at=at,
        scheduled_for=at,
        next_try_at=at,
        sent_at=at,
    )
    # Drawn from its number: two worlds that are built alike are alike.
    share.outbox_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{share.pk}")
    share.save(update_fields=["outbox_id"])
    if has_link:
        code = share.outbox_id.hex[:14]
        Link.objects.create(
            code=code, person=person, share=share, target_url=share.target_url, created_at=at
        )
    return share


def clicked(
    share: Share,
    count: int = 1,
    verdict: Click.Verdict = HUMAN,
    *,
    at: datetime = TENTH,
    is_double: bool = False,
) -> None:
    Click.objects.bulk_create(
        Click(
            hit_id=uuid.uuid4(),
            link=share.link,
            at=at + timedelta(seconds=number),
            verdict=verdict,
            is_double=is_double,
        )
        for number in range(count)
    )


def fill(at: datetime) -> None:
    while not fill_click_days(at=at).has_caught_up:
        pass


def counted_days() -> list[tuple[object, ...]]:
    rows = ClickDay.objects.order_by("share", "day")
    return list(rows.values_list("share", "day", "humans", "unknowns", "robots"))
