from __future__ import annotations

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from portevoix.share.actions.campaigns import NotInThisState, end_campaign
from portevoix.share.actions.kits import (
    Advice,
    NoSuchLanguage,
    NoSuchNetwork,
    NotAPicture,
    SaysNothing,
    add_kit_text,
    add_moment,
    add_visual,
    drop_piece,
    picture_for_kit,
    write_kit,
)
from portevoix.share.actions.refusals import WordsMissing
from portevoix.share.engines.visuals import visual_path
from portevoix.share.models import Campaign, Kit, KitText, Visual
from portevoix.share.queries.campaigns import kit_of
from tests.conftest import Cast
from tests.share.campaign_world import a_draft, a_running

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast: Cast, at: datetime) -> Campaign:
    return a_running(cast.lea, at)


def a_picture() -> bytes:
    written = io.BytesIO()
    picture = Image.new("RGB", (400, 300), "red")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def page_of(campaign: Campaign, part: str = "kit") -> str:
    return reverse(f"share:{part}", args=[campaign.slug, "en"])


def test_a_kit_is_written_a_language_at_a_time(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    where = {"campaign": campaign, "language": "en", "by": cast.lea, "at": at}
    kit = write_kit(advice=Advice(hashtags="openday #lyon", dos="Say who you are"), **where)
    assert (kit.hashtags, kit.dos) == ("#openday #lyon", "Say who you are")
    assert write_kit(advice=Advice(), **where) == kit
    with pytest.raises(NoSuchLanguage):
        write_kit(advice=Advice(), **where | {"language": "eo"})


def test_hers_is_shown_in_her_language_and_else_in_the_other(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    assert kit_of(campaign, cast.ines) is None
    french = write_kit(campaign=campaign, language="fr", advice=Advice(), by=cast.lea, at=at)
    assert kit_of(campaign, cast.ines) == french
    english = write_kit(campaign=campaign, language="en", advice=Advice(), by=cast.lea, at=at)
    assert kit_of(campaign, cast.ines) == english


def test_words_are_for_a_network_that_exists_and_say_something(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    where = {"campaign": campaign, "language": "en", "by": cast.lea, "at": at}
    with pytest.raises(WordsMissing):
        add_kit_text(words="  ", **where)
    with pytest.raises(NoSuchNetwork):
        add_kit_text(words="Come", network="moon", **where)
    assert add_kit_text(words="Come", network="mastodon", **where).network == "mastodon"


def test_a_picture_is_made_anew_and_says_what_it_shows(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    where = {"campaign": campaign, "language": "en", "by": cast.lea, "at": at}
    name = picture_for_kit(a_picture())
    path = visual_path(name)
    assert path is not None
    kept = path.read_bytes()
    assert kept[8:12] == b"WEBP"
    assert b"taken at home" not in kept
    with pytest.raises(SaysNothing):
        add_visual(picture=name, alt=" ", **where)
    for junk in (b"", b"<svg onload=alert(1)>", a_picture()[:200]):
        with pytest.raises(NotAPicture):
            picture_for_kit(junk)


def test_a_picture_that_nothing_shows_leaves_the_disk(
    cast: Cast, campaign: Campaign, at: datetime, django_capture_on_commit_callbacks: object
) -> None:
    where = {"campaign": campaign, "language": "en", "by": cast.lea, "at": at}
    name = picture_for_kit(a_picture())
    first = add_visual(picture=name, alt="Red", **where)
    second = add_visual(picture=name, alt="Red again", **where)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        drop_piece(piece=first, by=cast.lea, at=at)
    assert visual_path(name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        drop_piece(piece=second, by=cast.lea, at=at)
    assert visual_path(name) is None
    assert visual_path("../../etc/passwd") is None


def test_the_kit_of_what_is_over_stays_as_it_was(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    end_campaign(campaign=campaign, by=cast.lea, at=at)
    where = {"campaign": campaign, "language": "en", "by": cast.lea, "at": at}
    with pytest.raises(NotInThisState):
        add_moment(on=at.date(), words="Too late", **where)


def test_the_page_adds_and_takes_out(as_lea: Client, campaign: Campaign, at: datetime) -> None:
    assert as_lea.get(page_of(campaign)).status_code == 200
    as_lea.post(page_of(campaign), {"hashtags": "openday", "dos": "- Smile"})
    as_lea.post(page_of(campaign, "kit_text"), {"words": "Come\r\nand see", "network": ""})
    as_lea.post(page_of(campaign, "kit_moment"), {"on": at.date(), "happens": "Doors open"})
    sent = SimpleUploadedFile("red.jpg", a_picture(), "image/jpeg")
    as_lea.post(page_of(campaign, "kit_visual"), {"picture": sent, "alt": "A red square"})
    html = as_lea.get(page_of(campaign)).content.decode()
    for said in ("#openday", "Come<br>and see", "Doors open", 'alt="A red square"'):
        assert said in html
    visual = Visual.objects.get()
    seen = as_lea.get(reverse("share:visual", args=[visual.pk]))
    assert seen["Content-Type"] == "image/webp"
    assert b"".join(seen)[8:12] == b"WEBP"
    text = KitText.objects.get()
    as_lea.post(reverse("share:drop_piece", args=["text", text.pk]))
    assert not KitText.objects.exists()
    assert as_lea.post(reverse("share:drop_piece", args=["moon", 1])).status_code == 404


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("kit_text", {"words": " ", "network": ""}),
        ("kit_moment", {"on": "someday", "happens": "Doors"}),
        ("kit_visual", {"alt": "Nothing"}),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_added(
    as_lea: Client, campaign: Campaign, part: str, fields: dict[str, str]
) -> None:
    answer = as_lea.post(page_of(campaign, part), fields)
    assert answer.status_code == 422
    assert answer.content.decode().count('<ul class="errors"') == 1
    assert not Kit.objects.exists()


def test_what_is_no_picture_is_said_beside_the_field(as_lea: Client, campaign: Campaign) -> None:
    sent = SimpleUploadedFile("red.jpg", b"no picture", "image/jpeg")
    answer = as_lea.post(page_of(campaign, "kit_visual"), {"picture": sent, "alt": "A square"})
    assert answer.status_code == 422
    assert "This is no picture we can use" in answer.content.decode()
    huge = SimpleUploadedFile("huge.jpg", b"\xff" * (6 * 1024 * 1024), "image/jpeg")
    answer = as_lea.post(page_of(campaign, "kit_visual"), {"picture": huge, "alt": "A square"})
    assert "This is no picture we can use" in answer.content.decode()


def test_a_visual_of_a_draft_is_the_programmes_alone(
    cast: Cast, as_ines: Client, as_lea: Client, at: datetime
) -> None:
    draft = a_draft(cast.lea, at, "Secret")
    visual = add_visual(
        campaign=draft,
        language="en",
        picture=picture_for_kit(a_picture()),
        alt="Red",
        by=cast.lea,
        at=at,
    )
    address = reverse("share:visual", args=[visual.pk])
    assert as_ines.get(address).status_code == 404
    seen = as_lea.get(address)
    assert (seen.status_code, b"".join(seen)[8:12]) == (200, b"WEBP")
