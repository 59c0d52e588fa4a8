"""The child process that draws one picture anew: no Django, no secrets, little memory and time.

Protocol: the picture on its input; on its output a line of JSON (media type, width, height) and
the new picture. Any refusal is an exit status.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Drawing

CPU_SECONDS = 10
MEMORY_BYTES = 1024 * 1024 * 1024
# What every network takes: Bluesky shows 2,000 points and takes 976 KB, the others more of both.
LONGEST_SIDE = 2_000
MOST_BYTES = 950_000
MOST_PIXELS = 60_000_000
LEAST_SIDE = 16
# SVG is a program, and the others are rare and richer in faults than in pictures.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITIES = (88, 80, 70, 58, 45)
SIDES = (2_000, 1_600, 1_200, 900)
REFUSED, TOO_MANY_PIXELS, TOO_SMALL = 3, 4, 5


def redrawn(body: bytes) -> tuple[bytes, str, int, int]:
    """Return the first image of a picture, turned upright, without any metadata.

    A drawing or a screenshot stays a PNG where that is small enough; all else becomes a JPEG, on
    white. Raises whatever the decoder raises.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - once memory is bounded

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
        is_drawing = opened.format in {"PNG", "GIF"}
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        if min(opened.size) < LEAST_SIDE:
            sys.exit(TOO_SMALL)
        opened.load()
        profile = opened.info.get("icc_profile")
        upright = ImageOps.exif_transpose(opened)
    picture = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    if profile and picture.mode == "RGB" and upright.mode == "RGB":
        picture = _in_common_colours(picture, profile)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new canvas: nothing that the file said of itself comes along.
    drawing = Image.new(picture.mode, picture.size)
    drawing.paste(picture)
    if is_drawing:
        written = _written(drawing, "PNG", optimize=True)
        if len(written) <= MOST_BYTES:
            return written, "image/png", *drawing.size
    return _as_photograph(_on_white(drawing))


def _on_white(drawing: Drawing) -> Drawing:
    from PIL import Image  # noqa: PLC0415 - once memory is bounded

    flat = Image.new("RGB", drawing.size, "white")
    flat.paste(drawing, mask=drawing.getchannel("A") if drawing.mode == "RGBA" else None)
    return flat


def _as_photograph(flat: Drawing) -> tuple[bytes, str, int, int]:
    for side in SIDES:
        flat.thumbnail((side, side))
        for quality in QUALITIES:
            written = _written(flat, "JPEG", quality=quality, optimize=True, progressive=True)
            if len(written) <= MOST_BYTES:
                return written, "image/jpeg", *flat.size
    raise ValueError("cannot be made small enough")


def _in_common_colours(picture: Drawing, profile: bytes) -> Drawing:
    """The profile does not travel: its colours are written in those that everybody assumes."""
    from PIL import ImageCms  # noqa: PLC0415 - once memory is bounded

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        common = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, own, common, outputMode="RGB") or picture
    except ImageCms.PyCMSError:
        return picture


def _written(picture: Drawing, form: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def main() -> None:
    """Draw the picture given on the input anew, within bounds, unable to write any file."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        content, media_type, width, height = redrawn(sys.stdin.buffer.read())
    except Exception as error:
        # A decoder of the wild raises anything; the picture is at fault.
        is_bomb = type(error).__name__ == "DecompressionBombError" or isinstance(error, MemoryError)
        sys.exit(TOO_MANY_PIXELS if is_bomb else REFUSED)
    told = {"media_type": media_type, "width": width, "height": height}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
