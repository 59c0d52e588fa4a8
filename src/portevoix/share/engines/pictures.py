"""Pictures that people add: each is drawn anew in a child process that hostile bytes may kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import portevoix
from portevoix.share.engines import redrawing

PROGRAM = "portevoix.share.engines.redrawing"
SECONDS = 20.0
# What a telephone takes is smaller.
MOST_BYTES = 15 * 1024 * 1024
_MEDIA_TYPES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n"}
_REASONS = {redrawing.TOO_MANY_PIXELS: "too_many_pixels", redrawing.TOO_SMALL: "too_small"}


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture as we drew it anew: upright, without metadata, small enough for every network."""

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


class PictureUnreadable(Exception):
    """The bytes are no picture that we take; its only argument says why, in one known word."""


def redraw(body: bytes) -> Redrawn:
    """Draw a picture anew, whatever its file says it is; refuses with PictureUnreadable."""
    if len(body) > MOST_BYTES:
        raise PictureUnreadable("too_heavy")
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", PROGRAM],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            # The environment holds the keys of the house: the child gets none of it.
            env={
                "PYTHONPATH": str(Path(portevoix.__file__).parents[1]),
                "PYTHONUTF8": "1",
                "PATH": os.defpath,
            },
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PictureUnreadable("too_many_pixels") from error
    if done.returncode:
        is_killed = done.returncode < 0
        word = "too_many_pixels" if is_killed else _REASONS.get(done.returncode, "not_a_picture")
        raise PictureUnreadable(word)
    return _checked(done.stdout)


def _checked(answer: bytes) -> Redrawn:
    """Believe nothing of a child that hostile bytes may have taken over."""
    line, _, content = answer.partition(b"\n")
    try:
        told = json.loads(line)
        drawn = Redrawn(content, told["media_type"], int(told["width"]), int(told["height"]))
    except (ValueError, KeyError, TypeError) as error:
        raise PictureUnreadable("not_a_picture") from error
    opening = _MEDIA_TYPES.get(drawn.media_type)
    if opening is None or not content.startswith(opening) or len(content) > redrawing.MOST_BYTES:
        raise PictureUnreadable("not_a_picture")
    return drawn
