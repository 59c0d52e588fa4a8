"""Pictures drawn for tests: honest ones, and those that lie or explode."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image

NORTH = {1: "N", 2: (48.0, 51.0, 0.0), 3: "E", 4: (2.0, 21.0, 0.0)}


def drawn(
    form: str = "PNG", size: tuple[int, int] = (60, 40), colour: object = "red", **options: Any
) -> bytes:
    mode = "RGBA" if isinstance(colour, tuple) and len(colour) == 4 else "RGB"
    return written(Image.new(mode, size, colour), form, **options)  # type: ignore[arg-type]


def written(picture: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 90).convert("RGB")


def from_a_phone() -> bytes:
    """Lying on its side, with the place where it was taken: red above, blue below once upright."""
    picture = Image.new("RGB", (400, 300), "red")
    picture.paste("blue", (200, 0, 400, 300))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A phone"
    exif[0x8825] = NORTH
    return written(picture, "JPEG", exif=exif, comment=b"taken at home")


def bomb() -> bytes:
    return written(Image.new("1", (30_000, 30_000)), "PNG")


def animated_bomb() -> bytes:
    frames = [Image.new("P", (9_000, 9_000), number) for number in range(3)]
    return written(frames[0], "GIF", save_all=True, append_images=frames[1:])


LIARS: dict[str, Callable[[], bytes]] = {
    "holiday.jpg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "team.png": lambda: b"MZ\x90\x00 a program",
    "empty.gif": lambda: b"",
    "cut.jpg": lambda: drawn("JPEG", (600, 400))[:300],
    "old.bmp": lambda: drawn("BMP"),
}
