from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from portevoix.curate import tasks
from portevoix.curate.actions.must_read import (
    Asking,
    DayPassed,
    NotAsked,
    NotOffered,
    ask_to_read,
    confirm_reading,
    count_confirmations,
    lift_must_read,
    take_back_confirmation,
)
from portevoix.curate.models import Audience, Confirmation, Item, MustRead
from portevoix.curate.personal_data import HOLDER
from portevoix.curate.queries.must_read import (
    asked_of,
    earlier_must_reads_of,
    must_reads_for,
    must_reads_told,
    told_of,
)
from portevoix.govern.models import Safeguard
from portevoix.ledger.models import Entry
from portevoix.people.models import Person, Team
from tests.conftest import NOON, Cast
from tests.curate.world import item, source
from tests.measure.world import team_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FRIDAY = date(2026, 11, 6)


@pytest.fixture
def asked(cast: Cast, at: datetime) -> MustRead:
    """Everybody is asked to read one article until Friday."""
    return ask(item("The new rules on leave"), cast)


def ask(piece: Item, cast: Cast, until_on: date = FRIDAY) -> MustRead:
    asking = Asking("It changes how leave is counted", until_on)
    return ask_to_read(item=piece, asking=asking, by=cast.lea, at=NOON)


def colleagues(count: int, name: str = "Design") -> list[Person]:
    return team_of(name, count)[1]


def told(must_read: MustRead) -> int:
    must_read.refresh_from_db()
    return told_of(must_read)


def counted_on(must_read: MustRead, at: datetime, least: int = 5) -> int:
    count_confirmations(must_read=must_read, least=least, at=at)
    return told(must_read)


def test_it_comes_first_on_her_page_with_its_reason_and_its_day(
    as_ines: Client, asked: MustRead, at: datetime
) -> None:
    item("Some other news")
    with time_machine.travel(at, tick=False):
        page = as_ines.get("/").text
    first, other = page.index("The new rules on leave"), page.index("Some other news")
    assert first < other
    assert page.count(f'id="asked-{asked.pk}"') == 1
    assert "It changes how leave is counted" in page
    assert "until 6 November" in page
    assert page.count("The new rules on leave</a>") == 1


def test_one_press_says_that_she_read_it_and_one_takes_it_back(
    as_ines: Client, cast: Cast, asked: MustRead, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        after = as_ines.post(f"/must-read/{asked.pk}/confirm/", follow=True).text
        assert Confirmation.objects.get().person == cast.ines
        assert f'id="asked-{asked.pk}"' not in after
        assert "Noted: you read" in after
        assert f'action="/must-read/{asked.pk}/take-back/"' in after
        assert f'id="story-{asked.item_id}"' not in after
        as_ines.post(f"/must-read/{asked.pk}/take-back/")
        again = as_ines.get("/").text
    assert f'id="asked-{asked.pk}"' in again
    assert not Confirmation.objects.exists()


def test_saying_it_twice_is_once_and_the_first_moment_stays(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    confirm_reading(must_read=asked, by=cast.ines, at=at)
    confirm_reading(must_read=asked, by=cast.ines, at=at + DAY)
    assert Confirmation.objects.get().at == at


def test_after_its_day_it_is_asked_of_nobody_and_stays_among_the_earlier(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    confirm_reading(must_read=asked, by=cast.ines, at=at)
    later = at + 5 * DAY
    assert must_reads_for(cast.theo, later) == []
    assert [one.is_standing for one in earlier_must_reads_of(cast.theo, later)] == [False]
    with pytest.raises(NotAsked):
        confirm_reading(must_read=asked, by=cast.theo, at=later)
    with pytest.raises(NotAsked):
        take_back_confirmation(must_read=asked, by=cast.ines, at=later)
    assert Confirmation.objects.count() == 1


def test_its_latest_day_is_lived_in_her_own_zone(cast: Cast, asked: MustRead) -> None:
    cast.ines.time_zone = "Pacific/Auckland"
    evening = datetime.combine(FRIDAY, NOON.timetz())  # noon UTC on Friday: Saturday there
    assert must_reads_for(cast.ines, evening) == []
    assert len(must_reads_for(cast.theo, evening)) == 1


def test_it_is_asked_only_of_those_the_item_is_for(cast: Cast, at: datetime) -> None:
    design = Team.objects.create(name="Design")
    audience = Audience.objects.create()
    audience.teams.add(design)
    theirs = ask(item("For designers", audience=audience), cast)
    assert must_reads_for(cast.ines, at) == []
    with pytest.raises(NotAsked):
        confirm_reading(must_read=theirs, by=cast.ines, at=at)


def test_those_a_source_is_not_for_find_no_address_either(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    audience = Audience.objects.create(countries=",be,")
    theirs = ask(item("For Belgium", of=source(audience=audience)), cast)
    assert as_ines.post(f"/must-read/{theirs.pk}/confirm/").status_code == 404
    assert not Confirmation.objects.exists()


def test_what_is_declined_or_expired_is_asked_no_longer(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    Item.objects.update(expires_at=at - DAY)
    assert must_reads_for(cast.ines, at) == []
    Item.objects.update(expires_at=None, state=Item.State.DECLINED)
    assert must_reads_for(cast.ines, at) == []


def test_one_who_left_is_asked_nothing(cast: Cast, asked: MustRead, at: datetime) -> None:
    assert must_reads_for(cast.sofia, at) == []


def test_nothing_is_asked_that_is_not_offered_or_until_a_day_that_is_over(
    cast: Cast, at: datetime
) -> None:
    with pytest.raises(NotOffered):
        ask(item(state=Item.State.PENDING), cast)
    with pytest.raises(DayPassed):
        ask(item(), cast, NOON.date() - DAY)
    assert not MustRead.objects.exists()


def test_changing_it_keeps_what_was_confirmed_and_lifting_it_erases_it(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    confirm_reading(must_read=asked, by=cast.ines, at=at)
    changed = ask(asked.item, cast, FRIDAY + DAY)
    assert (changed.pk, changed.asked_by) == (asked.pk, cast.lea)
    assert Confirmation.objects.count() == 1
    assert lift_must_read(item=asked.item, by=cast.lea, at=at)
    assert not lift_must_read(item=asked.item, by=cast.lea, at=at)
    assert not Confirmation.objects.exists()
    acts = Entry.objects.in_order().values_list("act", flat=True)
    assert list(acts) == ["must_read.asked", "must_read.changed", "must_read.lifted"]


def test_the_record_of_acts_holds_no_reading(cast: Cast, asked: MustRead, at: datetime) -> None:
    before = Entry.objects.count()
    confirm_reading(must_read=asked, by=cast.ines, at=at)
    take_back_confirmation(must_read=asked, by=cast.ines, at=at)
    assert Entry.objects.count() == before


def test_the_manager_learns_of_five_at_the_next_day_and_of_nobody_before(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    people = colleagues(5)
    for person in people[:4]:
        confirm_reading(must_read=asked, by=person, at=at)
    assert counted_on(asked, at + DAY) == 0
    confirm_reading(must_read=asked, by=people[4], at=at + DAY)
    assert counted_on(asked, at + DAY) == 0
    assert counted_on(asked, at + 2 * DAY) == 5


def test_it_is_counted_once_a_day_however_often_it_is_asked(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    assert count_confirmations(must_read=asked, least=5, at=at)
    assert not count_confirmations(must_read=asked, least=5, at=at + timedelta(hours=11))
    assert count_confirmations(must_read=asked, least=5, at=at + timedelta(hours=13))


def test_a_word_taken_back_or_forgotten_leaves_no_trace_in_what_is_told(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    people = colleagues(5)
    for person in people:
        confirm_reading(must_read=asked, by=person, at=at)
    assert counted_on(asked, at + DAY) == 5
    take_back_confirmation(must_read=asked, by=people[0], at=at + DAY)
    HOLDER.forget(people[1], at=at + DAY)
    assert counted_on(asked, at + 2 * DAY) == 5
    confirm_reading(must_read=asked, by=people[0], at=at + 2 * DAY)
    assert counted_on(asked, at + 3 * DAY) == 5


def test_whoever_reads_the_figure_is_not_counted_in_it(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    for person in (cast.lea, *colleagues(4)):
        confirm_reading(must_read=asked, by=person, at=at)
    assert counted_on(asked, at + DAY) == 0


def test_a_higher_safeguard_hides_what_a_lower_one_told(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    for person in colleagues(6):
        confirm_reading(must_read=asked, by=person, at=at)
    assert counted_on(asked, at + DAY) == 5
    Safeguard.objects.create(key="group_minimum", value=8, changed_at=at)
    assert told(asked) == 0
    assert [one.at_least for one in must_reads_told(cast.lea, at)] == [0]


def test_the_task_counts_what_stands_and_two_days_more(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    for person in colleagues(7):
        confirm_reading(must_read=asked, by=person, at=at)
    with time_machine.travel(at + DAY, tick=False):
        assert (tasks.count_must_reads(), tasks.count_must_reads()) == (1, 0)
    assert told(asked) == 5
    with time_machine.travel(at + 6 * DAY, tick=False):
        assert tasks.count_must_reads() == 1
    with time_machine.travel(at + 7 * DAY, tick=False):
        assert tasks.count_must_reads() == 0


def test_a_must_read_lifted_while_it_is_counted_is_no_fault(asked: MustRead, at: datetime) -> None:
    MustRead.objects.all().delete()
    assert not count_confirmations(must_read=asked, least=5, at=at)


def test_what_is_asked_or_confirmed_is_not_offered_a_second_time(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    def above(person: Person, at: datetime) -> set[int]:
        found = asked_of(person, at)
        return {one.item.pk for one in found if one.is_standing or one.confirmed_at}

    assert above(cast.ines, at) == {asked.item_id}
    confirm_reading(must_read=asked, by=cast.ines, at=at)
    assert above(cast.ines, at + 9 * DAY) == {asked.item_id}
    assert above(cast.theo, at + 9 * DAY) == set()


def test_the_manager_asks_changes_and_lifts_it_on_its_page(
    as_lea: Client, cast: Cast, at: datetime
) -> None:
    piece = item("The new rules on leave")
    page = f"/studio/items/{piece.pk}/must-read/"
    with time_machine.travel(at, tick=False):
        assert as_lea.post(page, {"why": "", "until_on": ""}).status_code == 422
        too_late = as_lea.post(page, {"why": "It matters", "until_on": "2026-11-01"})
        assert "This day has passed" in too_late.text
        after = as_lea.post(page, {"why": "It matters", "until_on": "2026-11-06"}, follow=True).text
        assert "Fewer than 5 people" in after
        assert "It matters" in after
        assert "The new rules on leave" in as_lea.get("/studio/must-read/").text
        as_lea.post(f"{page}lift/")
    assert not MustRead.objects.exists()


def test_the_page_says_why_what_is_not_offered_cannot_be_asked(
    as_lea: Client, cast: Cast, at: datetime
) -> None:
    piece = item(state=Item.State.PENDING)
    said = {"why": "It matters", "until_on": "2030-01-01"}
    answer = as_lea.post(f"/studio/items/{piece.pk}/must-read/", said)
    assert (answer.status_code, MustRead.objects.count()) == (422, 0)
    assert "is not offered" in answer.text


def test_the_manager_sees_no_name_and_no_size(
    as_lea: Client, cast: Cast, asked: MustRead, at: datetime
) -> None:
    people = colleagues(6)
    for person in people:
        confirm_reading(must_read=asked, by=person, at=at)
    counted_on(asked, at + DAY)
    with time_machine.travel(at + DAY, tick=False):
        pages = [
            as_lea.get(f"/studio/items/{asked.item_id}/must-read/").text,
            as_lea.get("/studio/must-read/").text,
        ]
    for page in pages:
        assert "At least 5 people" in page
        assert not [person.name for person in people if person.name in page]
        assert "6 people" not in page


def test_nobody_but_the_programme_asks(as_ines: Client, cast: Cast) -> None:
    piece = item()
    assert as_ines.get(f"/studio/items/{piece.pk}/must-read/").status_code == 403
    assert as_ines.get("/studio/must-read/").status_code == 403


def test_her_page_holds_what_is_asked_and_what_was(
    as_ines: Client, cast: Cast, asked: MustRead, at: datetime
) -> None:
    confirm_reading(must_read=ask(item("Read already"), cast), by=cast.ines, at=at)
    with time_machine.travel(at, tick=False):
        page = as_ines.get("/must-read/").text
    assert page.index("The new rules on leave") < page.index("Earlier") < page.index("Read already")
    assert "You said on" in page


def test_her_export_holds_what_she_confirmed_and_forgetting_erases_it(
    cast: Cast, asked: MustRead, at: datetime
) -> None:
    confirm_reading(must_read=asked, by=cast.ines, at=at)
    exported = HOLDER.export(cast.ines)["curate.Confirmation"]
    assert exported == [{"title": "The new rules on leave", "at": at}]
    HOLDER.forget(cast.ines, at=at)
    assert not Confirmation.objects.exists()
