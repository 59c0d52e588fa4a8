"""The child process that reads one picture: no Django, no secrets, little memory, little time.

Protocol: the picture on its input, a small WebP on its output; any refusal is an exit status.
"""

import io
import resource
import sys
import warnings

CPU_SECONDS = 5
MEMORY_BYTES = 768 * 1024 * 1024
WIDEST, TALLEST = 1_200, 1_600
# A smaller one is an icon or a counter of visits, not an illustration.
LEAST_SIDE = 160
MOST_PIXELS = 40_000_000
# SVG is a program, and the others are rare on the web and richer in faults than in pictures.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
REFUSED = 3


def shrunk(body: bytes) -> bytes:
    """Return the picture as a WebP of at most 1,200 by 1,600 points, stripped of its metadata.

    Raises whatever the decoder raises, and ValueError for one that is too small to be seen.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - once memory is bounded

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
        if min(opened.size) < LEAST_SIDE:
            raise ValueError("too small")
        opened.draft("RGB", (WIDEST, TALLEST))
        picture = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        picture.thumbnail((WIDEST, TALLEST))
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=80, method=4)
    return written.getvalue()


def main() -> None:
    """Shrink the picture given on the input, within bounds, unable to write any file."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        small = shrunk(sys.stdin.buffer.read())
    except Exception:
        # A decoder of the wild raises anything; the picture is at fault.
        sys.exit(REFUSED)
    sys.stdout.buffer.write(small)


if __name__ == "__main__":
    main()
