from __future__ import annotations

import io

import pytest
from PIL import Image

from portevoix.share.engines import redrawing
from portevoix.share.engines.pictures import MOST_BYTES, PictureUnreadable, redraw
from tests.share import pictures


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_what_a_phone_took_is_upright_and_says_neither_where_nor_by_what() -> None:
    drawn = redraw(pictures.from_a_phone())
    picture = opened(drawn.content)
    assert (drawn.width, drawn.height) == picture.size == (300, 400)
    red, blue = picture.getpixel((150, 50)), picture.getpixel((150, 350))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert (red[0] > 200, red[2] < 100) == (True, True)
    assert (blue[2] > 200, blue[0] < 100) == (True, True)
    assert not picture.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(picture.info)
    for betrayal in (b"A phone", b"taken at home", b"Exif"):
        assert betrayal not in drawn.content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_form_that_is_taken_becomes_one_that_every_network_takes(form: str) -> None:
    drawn = redraw(pictures.drawn(form, (300, 200)))
    assert drawn.media_type in {"image/jpeg", "image/png"}
    assert (drawn.width, drawn.height) == (300, 200)
    assert opened(drawn.content).format == drawn.media_type.removeprefix("image/").upper()


def test_a_large_photograph_fits_what_the_strictest_network_takes() -> None:
    drawn = redraw(pictures.written(pictures.noise((4_000, 3_000)), "JPEG", quality=92))
    assert len(drawn.content) <= redrawing.MOST_BYTES
    assert max(drawn.width, drawn.height) <= redrawing.LONGEST_SIDE
    assert drawn.width * 3 == drawn.height * 4


def test_a_screenshot_stays_sharp_and_a_heavy_drawing_becomes_a_photograph() -> None:
    assert redraw(pictures.drawn("PNG", (1_400, 900))).media_type == "image/png"
    heavy = pictures.written(pictures.noise((1_800, 1_200)), "PNG")
    assert len(heavy) > redrawing.MOST_BYTES
    assert redraw(heavy).media_type == "image/jpeg"


def test_what_is_transparent_is_laid_on_white_where_it_must_be_a_photograph() -> None:
    drawn = redraw(pictures.drawn("WEBP", (100, 100), (255, 0, 0, 0), lossless=True))
    pixel = opened(drawn.content).convert("RGB").getpixel((50, 50))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 250


@pytest.mark.parametrize("name", pictures.LIARS)
def test_a_file_that_lies_about_itself_is_no_picture(name: str) -> None:
    with pytest.raises(PictureUnreadable, match="not_a_picture"):
        redraw(pictures.LIARS[name]())


@pytest.mark.parametrize("explosive", [pictures.bomb, pictures.animated_bomb])
def test_a_bomb_is_refused_before_it_fills_the_memory(explosive: object) -> None:
    assert callable(explosive)
    body = explosive()
    assert len(body) < 1024 * 1024
    with pytest.raises(PictureUnreadable, match="too_many_pixels"):
        redraw(body)


def test_what_is_too_heavy_or_too_small_is_said_so() -> None:
    with pytest.raises(PictureUnreadable, match="too_heavy"):
        redraw(b"\xff\xd8\xff" + bytes(MOST_BYTES))
    with pytest.raises(PictureUnreadable, match="too_small"):
        redraw(pictures.drawn("PNG", (1, 1)))


def test_a_picture_of_many_images_keeps_its_first() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    body = pictures.written(frames[0], "GIF", save_all=True, append_images=frames[1:])
    drawn = redraw(body)
    assert getattr(opened(drawn.content), "n_frames", 1) == 1
    pixel = opened(drawn.content).convert("RGB").getpixel((10, 10))
    assert isinstance(pixel, tuple)
    assert (pixel[0] > 240, pixel[2] < 10) == (True, True)
