from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from portevoix.share.models import Reception
from tests.conftest import NOON, Cast
from tests.measure.world import TENTH, UNKNOWN, clicked, fill, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def text_of(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'").replace("&nbsp;", " "))


def test_the_page_begins_with_a_sentence(as_ines: Client, cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    published(cast.ines)
    clicked(share, 31)
    clicked(share, 7, UNKNOWN)
    fill(at)
    text = text_of(as_ines, "/my-voice/")
    assert "In October 2026, your 2 posts brought between 31 and 38 visits." in text


def test_a_sure_figure_is_said_as_one(as_ines: Client, cast: Cast, at: datetime) -> None:
    clicked(published(cast.ines), 3)
    fill(at)
    text = text_of(as_ines, "/my-voice/")
    assert "In October 2026, your post brought this many visits: 3." in text


def test_earlier_posts_are_told_apart(as_ines: Client, cast: Cast, at: datetime) -> None:
    clicked(published(cast.ines, datetime(2026, 9, 3, tzinfo=UTC)), 2)
    fill(at)
    text = text_of(as_ines, "/my-voice/")
    assert "In October 2026, your earlier posts went on working." in text
    assert "Earlier posts brought 2 visits more." in text


def test_an_earlier_doubt_is_said_too(as_ines: Client, cast: Cast, at: datetime) -> None:
    earlier = published(cast.ines, datetime(2026, 9, 3, tzinfo=UTC))
    clicked(earlier, 2)
    clicked(earlier, 1, UNKNOWN)
    clicked(published(cast.ines))
    fill(at)
    assert "Earlier posts brought between 2 and 3 more." in text_of(as_ines, "/my-voice/")


def test_before_the_first_post_the_page_says_what_to_do(as_ines: Client, at: datetime) -> None:
    fill(at)
    text = text_of(as_ines, "/my-voice/")
    assert "this page tells what it did" in text
    assert "Nothing published yet" in text


def test_while_counting_afresh_nothing_is_said(as_ines: Client, cast: Cast) -> None:
    clicked(published(cast.ines), 3)
    text = text_of(as_ines, "/my-voice/")
    assert "counted afresh" in text
    assert "visits: not known" in text


def test_the_picture_has_a_table_twin_by_week(as_ines: Client, cast: Cast, at: datetime) -> None:
    clicked(published(cast.ines), 3)
    fill(at)
    text = text_of(as_ines, "/my-voice/")
    assert "5 Oct. 3 3 3" in text
    assert "this week 0 0 0" in text


def test_nobody_else_is_on_her_page(as_ines: Client, cast: Cast, at: datetime) -> None:
    clicked(published(cast.ines), 2)
    clicked(published(cast.theo), 77)
    fill(at)
    text = text_of(as_ines, "/my-voice/")
    assert "77" not in text
    assert cast.theo.name not in text


def test_what_is_not_measured_is_said(as_ines: Client) -> None:
    text = text_of(as_ines, "/my-voice/")
    assert "Reach is not measurable yet" in text


def test_one_post_has_its_own_address(as_ines: Client, cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    clicked(share, 4)
    clicked(share, 1, UNKNOWN)
    fill(at)
    text = text_of(as_ines, f"/my-voice/share/{share.pk}/")
    assert "This post has brought between 4 and 5 visits." in text
    assert "Reactions: the network has reported none. That is not zero." in text
    assert share.words in text


@pytest.mark.parametrize(
    ("clicks", "said"),
    [
        (0, "This post has brought no visit yet."),
        (1, "This post has brought 1 visit."),
        (1234, "This post has brought 1,234 visits."),
    ],
)
def test_a_sure_count_is_never_a_wrong_plural(
    clicks: int, said: str, as_ines: Client, cast: Cast, at: datetime
) -> None:
    share = published(cast.ines)
    clicked(share, clicks)
    fill(at)
    assert said in text_of(as_ines, f"/my-voice/share/{share.pk}/")


def test_the_panel_says_the_same_as_the_page(as_ines: Client, cast: Cast, at: datetime) -> None:
    share = published(cast.ines)
    fill(at)
    address = f"/my-voice/share/{share.pk}/"
    panel = as_ines.get(address, headers={"HX-Request": "true"}).content.decode()
    page = as_ines.get(address).content.decode()
    assert "<html" not in panel
    assert panel.strip() in page


def test_a_reaction_that_is_not_known_is_not_zero(
    as_ines: Client, cast: Cast, at: datetime
) -> None:
    share = published(cast.ines)
    Reception.objects.create(share=share, read_at=TENTH, likes=0, comments=5)
    fill(at)
    text = text_of(as_ines, f"/my-voice/share/{share.pk}/")
    assert "Likes 0 Reshares not known Comments 5" in text


def test_a_post_without_our_link_is_not_known(as_ines: Client, cast: Cast, at: datetime) -> None:
    share = published(cast.ines, has_link=False)
    fill(at)
    assert "Not known" in text_of(as_ines, f"/my-voice/share/{share.pk}/")


def test_a_colleagues_post_does_not_exist(as_ines: Client, cast: Cast) -> None:
    share = published(cast.theo)
    assert as_ines.get(f"/my-voice/share/{share.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/my-voice/", "/figures/"])
def test_the_pages_are_for_those_who_work_here(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(cast.sofia)
    assert client.get(path).status_code == 403


def test_every_figure_is_in_the_dictionary(as_ines: Client) -> None:
    text = text_of(as_ines, "/figures/")
    for word in ("Visits", "Publications", "Likes, reshares, comments", "Figures of groups"):
        assert word in text
    assert "At least 5 people contributed" in text
    assert "25 months" in text
