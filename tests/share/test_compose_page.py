from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portevoix.curate.models import Item
from portevoix.govern.actions import publish_charter, withdraw_consent
from portevoix.people.models import Organisation, Person
from portevoix.share.actions.suggesting import suggest_words
from portevoix.share.models import Account, Share
from tests.conftest import Cast
from tests.share.world import WORDS, a_share, an_account, an_item, ready_to_share

COUNTER = r'data-network="(\w+)">[^<]*<span data-left>(-?\d+)</span>'
pytestmark = pytest.mark.django_db


@pytest.fixture
def item(cast: Cast, at: datetime) -> Item:
    ready_to_share(cast.ines, at)
    return an_item(at)


@pytest.fixture
def account(cast: Cast, item: Item, at: datetime) -> Account:
    return an_account(cast.ines, at)


def page_of(item: Item) -> str:
    return reverse("share:compose", args=[item.pk])


def place_of(account: Account) -> str:
    return f"api-{account.network}-{account.ref}"


def send(client: Client, item: Item, at: datetime, **fields: object) -> tuple[int, str]:
    posted = {"words": WORDS, "places": "intent-linkedin", "moment": "now"} | fields
    with time_machine.travel(at, tick=False):
        response = client.post(page_of(item), posted)
    return response.status_code, response.content.decode()


def test_the_field_comes_first_and_has_the_cursor(as_ines: Client, item: Item) -> None:
    html = as_ines.get(page_of(item)).content.decode()
    controls = re.findall(r"<(?:textarea|input|select|button)\b[^>]*>", html[html.index("<main") :])
    own = [one for one in controls if 'type="hidden"' not in one]
    assert own[0].startswith("<textarea")
    assert "autofocus" in own[0]


def test_suggestions_are_aside_and_folded_and_never_in_the_field(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    suggest_words(item=item, words="Try this.", language="en", by=cast.lea, at=at)
    html = as_ines.get(page_of(item)).content.decode()
    assert html.index('class="fold"') < html.index("Try this.")
    assert html.index("<textarea") < html.index("Try this.")
    assert not re.search(r"<textarea[^>]*>\s*[^\s<]", html)
    assert '<details class="fold" open' not in html


def test_words_for_an_own_page_wait_for_her(as_ines: Client, item: Item, at: datetime) -> None:
    status, _ = send(as_ines, item, at)
    share = Share.objects.get()
    assert (status, share.state, share.problem) == (302, "ask_person", "your_turn")
    assert share.words == WORDS


def test_several_places_take_the_same_words_at_once(
    as_ines: Client, item: Item, account: Account, at: datetime
) -> None:
    both = [place_of(account), "intent-linkedin"]
    status, _ = send(as_ines, item, at, places=both)
    assert status == 302
    assert set(Share.objects.values_list("network", "mode")) == {
        ("mastodon", "api"),
        ("linkedin", "intent"),
    }


def test_where_she_shared_before_is_ticked_again(
    as_ines: Client, item: Item, account: Account, at: datetime
) -> None:
    send(as_ines, item, at, places=[place_of(account)])
    html = as_ines.get(page_of(item)).content.decode()
    ticked = re.findall(r'value="([^"]+)"[^>]*\bchecked', html)
    assert place_of(account) in ticked
    assert "intent-linkedin" not in ticked


def test_a_connected_network_is_not_offered_twice(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    assert 'value="intent-bluesky"' in as_ines.get(page_of(item)).content.decode()
    an_account(cast.ines, at, "bluesky")
    assert 'value="intent-bluesky"' not in as_ines.get(page_of(item)).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "My own words. " * 30, "places": "intent-x"}, "characters too long for X"),
        ({"places": []}, "Choose at least one place."),
        ({"moment": "pick"}, "Pick a day and an hour."),
        ({"moment": "pick", "picked": "2020-01-01T10:00"}, "This moment has passed"),
        ({"moment": "pick", "picked": "soon"}, "Enter a valid date/time."),
        ({"words": "   "}, "Write a few words of your own first"),
    ],
)
def test_every_error_is_said_and_keeps_her_words(
    as_ines: Client, item: Item, at: datetime, fields: dict[str, object], sentence: str
) -> None:
    status, html = send(as_ines, item, at, **fields)
    assert (status, Share.objects.count()) == (422, 0)
    assert sentence in html
    assert str(fields.get("words", WORDS)).strip() in html


def test_words_count_the_same_whatever_the_browser_ends_lines_with(
    as_ines: Client, item: Item, at: datetime
) -> None:
    send(as_ines, item, at, words="One line.\r\nAnother.")
    assert Share.objects.get().words == "One line.\nAnother."


def test_without_consent_nothing_is_published_for_her_and_her_words_stay(
    as_ines: Client, cast: Cast, item: Item, account: Account, at: datetime
) -> None:
    withdraw_consent(purpose_key="publish", by=cast.ines, at=at)
    status, html = send(as_ines, item, at, places=[place_of(account)])
    assert (status, Share.objects.count()) == (422, 0)
    assert "You have not agreed that Portevoix publishes for you" in html
    assert WORDS in html
    assert reverse("home:my_data") in html


def a_new_charter(by: Person, at: datetime) -> int:
    return publish_charter(text_en="New", text_fr="Neuve", by=by, at=at).version


def test_whoever_has_not_signed_is_led_to_the_charter_and_back(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    version = a_new_charter(cast.paul, at)
    response = as_ines.get(page_of(item))
    assert response["Location"] == f"/charter/?next={quote(page_of(item), safe='')}"
    back = as_ines.post("/charter/sign/", {"version": version, "next": page_of(item)})
    assert back["Location"] == page_of(item)
    assert as_ines.get(page_of(item)).status_code == 200


def test_a_charter_that_changed_while_she_wrote_keeps_her_words(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    a_new_charter(cast.paul, at)
    status, html = send(as_ines, item, at)
    assert (status, Share.objects.count()) == (422, 0)
    assert "Please sign the charter first" in html
    assert WORDS in html


def test_a_story_of_the_house_asks_for_a_disclosure_and_warns_once(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    Organisation.objects.update(website="https://news.example")
    assert "say that you work there" in as_ines.get(page_of(item)).content.decode()
    words = "A fine piece.\r\nRead it. "
    status, html = send(as_ines, item, at, words=words)
    assert (status, Share.objects.count()) == (422, 0)
    assert "say so in your first lines" in html
    assert "Share it as it is" in html
    seen = re.search(r'name="warned_of" value="([^"]+)"', html)
    assert seen
    status, _ = send(as_ines, item, at, words=words, warned_of=seen[1])
    assert (status, Share.objects.count()) == (302, 1)


def test_words_changed_after_a_warning_are_looked_at_again(
    as_ines: Client, item: Item, at: datetime
) -> None:
    Organisation.objects.update(website="https://news.example")
    _, html = send(as_ines, item, at)
    seen = re.search(r'name="warned_of" value="([^"]+)"', html)
    assert seen
    status, _ = send(as_ines, item, at, words="Other words.", warned_of=seen[1])
    assert (status, Share.objects.count()) == (422, 0)
    status, _ = send(as_ines, item, at, words="I work at Atelier Nord.", warned_of="")
    assert (status, Share.objects.count()) == (302, 1)


def test_words_close_to_a_colleagues_are_said_without_naming_her(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    ready_to_share(cast.ines, at)
    ready_to_share(cast.karim, at)
    theirs = a_share(cast.karim, at)
    assert theirs.item
    # What is only planned is nobody else's business.
    assert send(as_ines, theirs.item, at)[0] == 302
    Share.objects.filter(person=cast.ines).delete()
    Share.objects.filter(pk=theirs.pk).update(state="sent", sent_at=at)
    status, html = send(as_ines, theirs.item, at)
    assert status == 422
    assert "very close to what a colleague wrote" in html
    assert "Karim" not in html


def test_this_evening_is_hers(as_ines: Client, cast: Cast, item: Item, at: datetime) -> None:
    Person.objects.filter(pk=cast.ines.pk).update(time_zone="America/Montreal")
    send(as_ines, item, at, moment="tonight")
    assert Share.objects.get().scheduled_for == datetime(2026, 11, 2, 23, 30, tzinfo=UTC)


def test_a_picked_hour_is_hers(as_ines: Client, item: Item, at: datetime) -> None:
    send(as_ines, item, at, moment="pick", picked="2026-11-03T09:15")
    share = Share.objects.get()
    assert share.scheduled_for == datetime(2026, 11, 3, 8, 15, tzinfo=UTC)
    assert "3 November 2026, 09:15" in as_ines.get(f"/share/{share.pk}/").content.decode()


@pytest.mark.parametrize(
    ("day", "picked", "moment", "is_said"),
    [
        # At the end of March half past two does not exist in Paris; in October there are two.
        ((2027, 3, 27), "2027-03-28T02:30", (2027, 3, 28, 1, 30), True),
        ((2027, 10, 30), "2027-10-31T02:30", (2027, 10, 31, 0, 30), False),
    ],
)
def test_a_changing_clock_never_loses_the_hour_she_picked(
    cast: Cast,
    item: Item,
    day: tuple[int, int, int],
    picked: str,
    moment: tuple[int, int, int, int, int],
    is_said: bool,
) -> None:
    at, client = datetime(*day, 12, 0, tzinfo=UTC), Client()
    with time_machine.travel(at, tick=False):
        client.force_login(cast.ines)
        status, _ = send(client, item, at, moment="pick", picked=picked)
        share = Share.objects.get()
        html = client.get(f"/share/{share.pk}/").content.decode()
    assert (status, share.scheduled_for) == (302, datetime(*moment, tzinfo=UTC))
    assert ("The clock changes then" in html) is is_said


def test_what_she_posted_already_is_noted_with_its_network(as_ines: Client, item: Item) -> None:
    url = "https://www.linkedin.com/posts/ines_activity-7123456789012345678-abcd"
    response = as_ines.post(reverse("share:declare", args=[item.pk]), {"post_url": url})
    share = Share.objects.get()
    assert response["Location"] == f"/share/{share.pk}/"
    assert (share.network, share.mode, share.state) == ("linkedin", "declared", "sent")


@pytest.mark.parametrize("url", ["", "my post", "ftp://mastodon.social/@ines/1"])
def test_what_is_no_address_of_a_post_is_said(as_ines: Client, item: Item, url: str) -> None:
    response = as_ines.post(reverse("share:declare", args=[item.pk]), {"post_url": url})
    assert (response.status_code, Share.objects.count()) == (422, 0)
    assert 'class="fold" open' in response.content.decode()


def test_an_address_is_not_noted_before_the_charter_is_signed(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    a_new_charter(cast.paul, at)
    url = "https://mastodon.social/@ines/113456789012345678"
    response = as_ines.post(reverse("share:declare", args=[item.pk]), {"post_url": url})
    assert (response.status_code, Share.objects.count()) == (422, 0)
    assert "Please sign the charter first" in response.content.decode()


def test_an_item_that_was_declined_cannot_be_shared(as_ines: Client, item: Item) -> None:
    Item.objects.update(state=Item.State.DECLINED)
    assert as_ines.get(page_of(item)).status_code == 404
    assert as_ines.post(page_of(item), {"words": WORDS}).status_code == 404


def test_every_short_network_has_a_counter_that_leaves_room_for_the_link(
    as_ines: Client, item: Item
) -> None:
    html = as_ines.get(page_of(item)).content.decode()
    limits = dict(re.findall(COUNTER, html))
    assert limits == {
        "linkedin": str(3000 - len("\n\nhttp://localhost:8000/l/") - 12),
        "mastodon": str(500 - 2 - 23),
        "bluesky": limits["bluesky"],
        # A host that nobody can register, as this one, is no link to X.
        "x": str(280 - len("\n\nhttp://localhost:8000/l/") - 12),
        "threads": limits["threads"],
    }


@pytest.mark.parametrize("over", [0, 1])
def test_what_the_counter_allows_is_allowed(
    as_ines: Client, item: Item, at: datetime, over: int
) -> None:
    html = as_ines.get(page_of(item)).content.decode()
    limits = dict(re.findall(COUNTER, html))
    assert len(limits) == 5
    for key, limit in limits.items():
        if key == "mastodon":
            continue
        status, _ = send(as_ines, item, at, words="é" * (int(limit) + over), places=f"intent-{key}")
        assert status == (422 if over else 302), key


def test_a_moment_to_come_is_planned(as_ines: Client, item: Item, at: datetime) -> None:
    send(as_ines, item, at, moment="tonight")
    share = Share.objects.get()
    assert share.state == Share.State.SCHEDULED
    assert share.scheduled_for > at + timedelta(hours=1)
