from __future__ import annotations

import io
import os
import struct
import time
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from portevoix.curate import tasks
from portevoix.curate.engines import pictures
from portevoix.curate.engines.pictures import (
    PictureRefused,
    drop_others,
    picture_path,
    small_copy,
    store,
)
from portevoix.curate.engines.shrinking import shrunk
from portevoix.curate.models import Item
from portevoix.web.fetch import FetchFailed, FetchResponse
from tests.curate.world import item

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><rect/></svg>'


@pytest.fixture(autouse=True)
def data(settings: object, tmp_path: Path) -> Path:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def drawn(size: tuple[int, int] = (2400, 1200), kind: str = "JPEG", mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 128).save(written, kind)
    return written.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 50,000 points wide and high."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 10_000)), (b"IEND", b"")]
    body = b"\x89PNG\r\n\x1a\n"
    for name, content in chunks:
        body += struct.pack(">I", len(content)) + name + content
        body += struct.pack(">I", zlib.crc32(name + content))
    return body


def opened(small: bytes) -> Image.Image:
    return Image.open(io.BytesIO(small))


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (drawn(), (1200, 600)),
        (drawn((800, 400), "PNG", "RGBA"), (800, 400)),
        (drawn((400, 400), "GIF", "P"), (400, 400)),
        (drawn((600, 3200), "WEBP"), (300, 1600)),
        (drawn((300, 300), "PNG", "L"), (300, 300)),
    ],
)
def test_a_picture_becomes_a_small_webp(body: bytes, size: tuple[int, int]) -> None:
    small = opened(small_copy(body))
    assert (small.format, small.size) == ("WEBP", size)


def test_a_picture_says_nothing_of_where_it_was_taken() -> None:
    picture, written = Image.new("RGB", (400, 200)), io.BytesIO()
    exif = picture.getexif()
    exif[0x0112], exif[0x8825] = 6, {1: "N"}
    picture.save(written, "JPEG", exif=exif)
    small = opened(small_copy(written.getvalue()))
    assert small.size == (200, 400)
    assert not small.getexif()


@pytest.mark.parametrize(
    "body", [b"", b"not a picture", SVG, bomb(), drawn((20, 900)), drawn()[:200], drawn(kind="BMP")]
)
def test_what_is_no_picture_for_us_is_refused(body: bytes) -> None:
    with pytest.raises(PictureRefused):
        small_copy(body)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    began = time.monotonic()
    with pytest.raises(Image.DecompressionBombError):
        shrunk(bomb())
    assert time.monotonic() - began < 1


def test_a_slow_picture_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.001)
    with pytest.raises(PictureRefused):
        small_copy(drawn())


def test_a_copy_is_stored_once_under_its_content(data: Path) -> None:
    name = store(b"small")
    assert store(b"small") == name
    found = picture_path(name)
    assert found
    assert found.read_bytes() == b"small"
    assert [path.name for path in (data / "pictures").iterdir()] == [name]


@pytest.mark.parametrize("name", ["", "../secret.webp", "x.webp", "a" * 40 + ".webp"])
def test_no_other_name_leads_anywhere(data: Path, name: str) -> None:
    (data / "secret.webp").write_bytes(b"secret")
    assert picture_path(name) is None


def test_copies_that_no_item_shows_go_after_a_while(data: Path) -> None:
    shown, old, new = store(b"shown"), store(b"old"), store(b"new")
    now = time.time()
    for name in (shown, old):
        os.utime(data / "pictures" / name, (now - 9000, now - 9000))
    assert drop_others({shown}, before=now - 3600) == 1
    assert picture_path(old) is None
    assert picture_path(shown)
    assert picture_path(new)


def answering(body: bytes, status: int = 200) -> object:
    def carry(request: object) -> FetchResponse:
        return FetchResponse(status, "https://x.example/", (), body, (), 0.1)

    return carry


def keep_all() -> None:
    while tasks._picture_next(0):
        pass


@pytest.mark.django_db
@pytest.mark.usefixtures("_open")
class TestKeeping:
    @pytest.fixture
    def _open(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # The test's own connection must stay.
        monkeypatch.setattr(tasks.connection, "close", lambda: None)

    def illustrated(self, **more: object) -> Item:
        now = timezone.now()
        given = {"image_url": "https://x.example/a.jpg", "published_at": now}
        return item(**given | more)

    def test_the_news_of_the_month_get_their_picture_once(
        self, monkeypatch: pytest.MonkeyPatch, as_ines: Client
    ) -> None:
        monkeypatch.setattr(tasks, "carry", answering(drawn()))
        kept = self.illustrated()
        self.illustrated(state=Item.State.PENDING)
        self.illustrated(published_at=timezone.now() - timedelta(days=31))
        self.illustrated(image_url="")
        keep_all()
        assert list(Item.objects.exclude(picture="")) == [kept]
        assert Item.objects.exclude(picture_tried_at=None).count() == 1
        answer = as_ines.get(f"/items/{kept.pk}/picture/")
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        assert opened(answer.getvalue()).size == (1200, 600)

    @pytest.mark.parametrize("carry", [answering(SVG), answering(drawn(), 404)])
    def test_a_failed_picture_is_tried_once(
        self, monkeypatch: pytest.MonkeyPatch, as_ines: Client, carry: object
    ) -> None:
        monkeypatch.setattr(tasks, "carry", carry)
        piece = self.illustrated()
        keep_all()
        piece.refresh_from_db()
        assert piece.picture == ""
        assert piece.picture_tried_at
        assert as_ines.get(f"/items/{piece.pk}/picture/").status_code == 404

    @pytest.mark.parametrize("fault", [FetchFailed("dns"), RuntimeError("ours")])
    def test_a_fault_stops_no_other_picture(
        self, monkeypatch: pytest.MonkeyPatch, fault: Exception
    ) -> None:
        def carry(request: object) -> FetchResponse:
            raise fault

        monkeypatch.setattr(tasks, "carry", carry)
        self.illustrated()
        self.illustrated()
        keep_all()
        assert Item.objects.exclude(picture_tried_at=None).count() == 2

    def test_old_pictures_are_dropped(self, data: Path) -> None:
        old, new = store(b"old"), store(b"new")
        self.illustrated(picture=old, published_at=timezone.now() - timedelta(days=91))
        self.illustrated(picture=new)
        for name in (old, new):
            os.utime(data / "pictures" / name, (0, 0))
        assert tasks.drop_old_pictures() == 1
        assert picture_path(old) is None
        assert picture_path(new)
        assert Item.objects.filter(picture="").count() == 1
