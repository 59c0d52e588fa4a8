"""What is typed is never lost: drafts, tabs, pictures, expired sessions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portevoix.curate.models import Item
from portevoix.share.actions.drafting import (
    Written,
    add_picture,
    discard_draft,
    drop_picture,
    keep_draft,
)
from portevoix.share.actions.refusals import TooManyPictures
from portevoix.share.engines.pictures import Redrawn
from portevoix.share.models import Draft, Picture, Share
from tests.conftest import Cast
from tests.share import pictures
from tests.share.world import WORDS, an_account, an_item, ready_to_share

pytestmark = pytest.mark.django_db
DOT = Redrawn(b"\x89PNG\r\n dot", "image/png", 20, 10)
HTMX = {"HX-Request": "true", "HX-Target": "look"}


@pytest.fixture
def item(cast: Cast, at: datetime) -> Item:
    ready_to_share(cast.ines, at)
    return an_item(at)


def page_of(item: Item) -> str:
    return reverse("share:compose", args=[item.pk])


def draft_of(item: Item) -> str:
    return reverse("share:draft", args=[item.pk])


def field_of(html: str) -> str:
    found = re.search(r"<textarea name=\"words\"[^>]*>\s*(.*?)</textarea>", html, re.DOTALL)
    assert found
    return found[1]


def a_file(body: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    # What the browser says that it is means nothing.
    return SimpleUploadedFile(name, body, "text/html")


def test_what_is_typed_comes_back_with_where_and_when(as_ines: Client, item: Item) -> None:
    typed = {"words": "Half a thought", "places": "intent-x", "moment": "pick"}
    as_ines.post(draft_of(item), typed | {"picked": "2026-11-03T09:15"}, headers=HTMX)
    html = as_ines.get(page_of(item)).content.decode()
    assert field_of(html) == "Half a thought"
    assert re.search(r'value="intent-x"[^>]*checked', html)
    assert re.search(r'value="pick"[^>]*checked', html)
    assert 'value="2026-11-03T09:15"' in html
    assert "Discard this draft" in html


def test_a_draft_is_nobody_elses(as_ines: Client, as_lea: Client, cast: Cast, item: Item) -> None:
    ready_to_share(cast.lea, item.found_at)
    as_ines.post(draft_of(item), {"words": "Half a thought"})
    assert "Half a thought" not in as_lea.get(page_of(item)).content.decode()


def test_without_script_a_button_shows_how_it_will_look(as_ines: Client, item: Item) -> None:
    response = as_ines.post(draft_of(item), {"words": "See #Rust", "places": "intent-x"})
    assert response.status_code == 302
    html = as_ines.get(page_of(item)).content.decode()
    assert '<span class="mark">#Rust</span>' in html
    assert 'formaction="' + draft_of(item) in html


def test_a_script_gets_the_same_look_as_a_reload(as_ines: Client, item: Item) -> None:
    typed = {"words": "See #Rust and @ines", "places": ["intent-x", "intent-linkedin"]}
    fragment = as_ines.post(draft_of(item), typed, headers=HTMX).content.decode()
    whole = as_ines.get(page_of(item)).content.decode()
    looks = re.findall(r'<article class="link-card.*?</article>', fragment, re.DOTALL)
    assert len(looks) == 2
    for look in looks:
        assert look in whole
    counters = re.findall(r"<li class=\"figures.*?</li>", fragment)
    assert counters == re.findall(r"<li class=\"figures.*?</li>", whole)
    assert "<html" not in fragment


def test_a_refusal_keeps_the_words_after_the_page_is_closed(
    as_ines: Client, item: Item, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        as_ines.post(page_of(item), {"words": WORDS, "moment": "now"})
    assert field_of(as_ines.get(page_of(item)).content.decode()) == WORDS


def test_a_session_that_ended_gives_the_words_back(client: Client, item: Item) -> None:
    response = client.post(page_of(item), {"words": "What I had <b>written", "moment": "now"})
    html = response.content.decode()
    assert response.status_code == 401
    assert "What I had &lt;b&gt;written" in html
    assert reverse("people:sign_in") in html
    # A script leaves its page as it is.
    assert client.post(draft_of(item), {"words": "x"}, headers=HTMX).status_code == 401


def test_a_draft_is_gone_once_it_is_said(as_ines: Client, item: Item, at: datetime) -> None:
    said = {"words": WORDS, "places": "intent-linkedin", "moment": "now"}
    with time_machine.travel(at, tick=False):
        assert as_ines.post(page_of(item), said).status_code == 302
        # The page was still saving when she pressed the button.
        as_ines.post(draft_of(item), said, headers=HTMX)
    assert field_of(as_ines.get(page_of(item)).content.decode()) == ""


def test_a_draft_can_be_discarded(as_ines: Client, item: Item) -> None:
    as_ines.post(draft_of(item), {"words": "Half a thought"})
    as_ines.post(reverse("share:discard", args=[item.pk]))
    assert not Draft.objects.exists()


def keep(cast: Cast, item: Item, at: datetime, words: str, tab: str, seen: int) -> Draft:
    written = Written(words, tab, seen)
    return keep_draft(written=written, item=item, by=cast.ines, at=at)


def test_two_tabs_lose_nothing_of_one_another(cast: Cast, item: Item, at: datetime) -> None:
    first = keep(cast, item, at, "Tab one", "one", 0)
    assert (first.version, first.other_words) == (1, "")
    second = keep(cast, item, at, "Tab two", "two", 0)
    assert (second.words, second.other_words) == ("Tab two", "Tab one")
    again = keep(cast, item, at, "Tab one, on", "one", 1)
    assert (again.words, again.other_words) == ("Tab one, on", "Tab two")


def test_a_tab_never_overtakes_itself(cast: Cast, item: Item, at: datetime) -> None:
    # Its second answer was lost on the way: it still says that it saw the first.
    keep(cast, item, at, "I", "one", 0)
    keep(cast, item, at, "I think", "one", 1)
    assert keep(cast, item, at, "I think so", "one", 1).other_words == ""


def test_a_tab_that_saw_the_words_goes_on_from_them(cast: Cast, item: Item, at: datetime) -> None:
    draft = keep(cast, item, at, "Begun at my desk", "one", 0)
    on_the_phone = keep(cast, item, at, "Begun at my desk, ended", "two", draft.version)
    assert on_the_phone.other_words == ""


def test_the_other_tabs_words_are_shown(as_ines: Client, item: Item) -> None:
    as_ines.post(draft_of(item), {"words": "From the train", "tab": "one", "seen": "0"})
    typed = {"words": "From the desk", "tab": "two", "seen": "0"}
    fragment = as_ines.post(draft_of(item), typed, headers=HTMX).content.decode()
    assert "You wrote other words in another tab" in fragment
    assert "From the train" in fragment


def test_the_same_words_in_two_tabs_are_no_other_words(
    cast: Cast, item: Item, at: datetime
) -> None:
    keep(cast, item, at, "Tab one", "one", 0)
    keep(cast, item, at, "Tab two", "two", 0)
    assert keep(cast, item, at, "Tab one", "two", 2).other_words == ""


def test_pictures_are_added_described_and_travel_with_the_share(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    account = an_account(cast.ines, at)
    place = f"api-mastodon-{account.ref}"
    sent = {"words": WORDS, "places": [place, "intent-linkedin"], "moment": "now"}
    as_ines.post(draft_of(item), sent | {"pictures": a_file(pictures.from_a_phone())})
    one = Picture.objects.get()
    html = as_ines.get(page_of(item)).content.decode()
    assert f'name="alt-{one.pk}"' in html
    assert field_of(html) == WORDS
    with time_machine.travel(at, tick=False):
        status = as_ines.post(page_of(item), sent | {f"alt-{one.pk}": "Red on blue"}).status_code
    assert status == 302
    shares = Share.objects.order_by("network")
    assert [share.network for share in shares] == ["linkedin", "mastodon"]
    for share in shares:
        (own,) = share.pictures.all()
        assert (own.alt, own.media_type) == ("Red on blue", "image/jpeg")
        assert bytes(own.content) == bytes(one.content)
    assert not Draft.objects.exists()


def test_pictures_may_come_with_the_very_press_that_shares(
    as_ines: Client, item: Item, at: datetime
) -> None:
    sent = {"words": WORDS, "places": "intent-linkedin", "moment": "now"}
    with time_machine.travel(at, tick=False):
        held = as_ines.post(page_of(item), sent | {"pictures": a_file(pictures.drawn("JPEG"))})
        html = held.content.decode()
        # Its description is asked for once, and never forced.
        assert (held.status_code, Share.objects.count()) == (422, 0)
        assert "One picture has no description" in html
        seen = re.search(r'name="warned_of" value="([^"]+)"', html)
        assert seen
        assert as_ines.post(page_of(item), sent | {"warned_of": seen[1]}).status_code == 302
    assert Picture.objects.get().share == Share.objects.get()


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("huge.jpg", lambda: b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), "heavier than 15 MB"),
        ("bomb.gif", pictures.animated_bomb, "too large to be opened safely"),
        ("team.png", pictures.LIARS["team.png"], "no picture that we can read"),
        ("dot.png", lambda: pictures.drawn("PNG", (1, 1)), "too small to be seen"),
    ],
)
@pytest.mark.parametrize("is_shared", [True, False])
def test_what_is_no_picture_is_said_and_the_words_stay(
    as_ines: Client, item: Item, name: str, body: object, sentence: str, is_shared: bool
) -> None:
    assert callable(body)
    sent = {"words": WORDS, "places": "intent-linkedin", "moment": "now"}
    url = page_of(item) if is_shared else draft_of(item)
    response = as_ines.post(url, sent | {"pictures": a_file(body(), name)}, follow=True)
    html = response.content.decode()
    assert sentence in html
    assert name in html
    assert field_of(html) == WORDS
    assert (Share.objects.count(), Picture.objects.count()) == (0, 0)


def test_a_script_that_adds_a_picture_gets_the_row_and_the_look(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    account = an_account(cast.ines, at)
    sent = {"words": WORDS, "places": f"api-mastodon-{account.ref}"}
    response = as_ines.post(
        draft_of(item),
        sent | {"pictures": a_file(pictures.drawn("JPEG"))},
        headers=HTMX | {"HX-Target": "pictures"},
    )
    html, url = response.content.decode(), reverse("share:picture", args=[Picture.objects.get().pk])
    assert html.count(f'src="{url}"') == 2
    assert 'id="look" hx-swap-oob' in html


def test_four_pictures_are_enough(cast: Cast, item: Item, at: datetime) -> None:
    draft = keep(cast, item, at, "Words", "one", 0)
    for _ in range(4):
        add_picture(draft=draft, drawn=DOT, by=cast.ines, at=at)
    with pytest.raises(TooManyPictures, match="at most 4"):
        add_picture(draft=draft, drawn=DOT, by=cast.ines, at=at)
    assert Picture.objects.count() == 4


def test_a_fifth_picture_is_said_on_the_page(as_ines: Client, item: Item) -> None:
    five = [a_file(pictures.drawn("PNG"), f"{number}.png") for number in range(5)]
    response = as_ines.post(draft_of(item), {"words": WORDS, "pictures": five}, follow=True)
    assert "at most 4 pictures" in response.content.decode()
    assert Picture.objects.count() == 4


def test_only_its_owner_sees_or_drops_a_picture(
    as_ines: Client, as_lea: Client, cast: Cast, item: Item, at: datetime
) -> None:
    draft = keep(cast, item, at, "Words", "one", 0)
    one = add_picture(draft=draft, drawn=DOT, by=cast.ines, at=at)
    url = reverse("share:picture", args=[one.pk])
    assert as_lea.get(url).status_code == 404
    assert not drop_picture(picture_id=one.pk, by=cast.lea, at=at)
    response = as_ines.get(url)
    assert (response.content, response["Content-Type"]) == (DOT.content, "image/png")
    as_ines.post(draft_of(item), {"words": "Words", "drop": str(one.pk)})
    assert not Picture.objects.exists()


def test_what_was_planned_keeps_its_pictures(cast: Cast, item: Item, at: datetime) -> None:
    share = Share.objects.create(
        person=cast.ines,
        network="linkedin",
        mode="intent",
        created_at=at,
        scheduled_for=at,
        next_try_at=at,
    )
    own = Picture.objects.create(share=share, content=b"", width=1, height=1, added_at=at)
    assert not drop_picture(picture_id=own.pk, by=cast.ines, at=at)
    discard_draft(item=item, by=cast.ines, at=at)
    assert Picture.objects.get() == own


def test_words_that_were_just_said_are_not_brought_back(
    as_ines: Client, cast: Cast, item: Item, at: datetime
) -> None:
    with time_machine.travel(at, tick=False):
        as_ines.post(page_of(item), {"words": WORDS, "places": "intent-x", "moment": "now"})
    assert keep(cast, item, at, WORDS, "one", 0).words == ""
    assert keep(cast, item, at + timedelta(hours=1), WORDS, "one", 0).words == WORDS


@pytest.mark.parametrize("odd", [{"seen": "x"}, {"drop": "x"}, {"alt-x": "y"}, {"alt-٣": "y"}])
def test_odd_fields_change_nothing(as_ines: Client, item: Item, odd: dict[str, str]) -> None:
    assert as_ines.post(draft_of(item), {"words": "Words"} | odd).status_code == 302
    assert Draft.objects.get().words == "Words"


def test_the_house_is_named_by_one_press_in_her_own_language(
    as_ines: Client, cast: Cast, item: Item
) -> None:
    cast.ines.language = "fr"
    cast.ines.save()
    as_ines.post(draft_of(item), {"words": "Un bel article.", "disclose": "yes"})
    assert Draft.objects.get().words == "Je travaille chez Atelier Nord. Un bel article."
