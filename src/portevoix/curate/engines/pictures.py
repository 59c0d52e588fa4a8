"""Our own copies of items' pictures: readers are shown nothing from elsewhere, and not followed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

import portevoix

PROGRAM = "portevoix.curate.engines.shrinking"
SECONDS = 10.0
MOST_BYTES = 2 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{40}\.webp")


class PictureRefused(Exception):
    """The bytes are no picture that we keep."""


def small_copy(body: bytes) -> bytes:
    """Shrink a picture in a child process that hostile bytes may kill; refuses all but pictures."""
    source = str(Path(portevoix.__file__).parents[1])
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", PROGRAM],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            # The environment holds the keys of the house: the child gets none of it.
            env={"PYTHONPATH": source, "PYTHONUTF8": "1", "PATH": os.defpath},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PictureRefused("slow") from error
    small = done.stdout
    is_webp = small[:4] == b"RIFF" and small[8:12] == b"WEBP"
    if done.returncode or not is_webp or len(small) > MOST_BYTES:
        raise PictureRefused(str(done.returncode))
    return small


def store(small: bytes) -> str:
    """Write a small copy under a name drawn from its content; the same content is kept once."""
    name = f"{sha256(small).hexdigest()[:40]}.webp"
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as written:
        written.write(small)
    # Readers see the whole picture or none.
    Path(written.name).replace(folder / name)
    return name


def picture_path(name: str) -> Path | None:
    """Where a copy lies, if it still does; a name that is none of ours leads nowhere."""
    path = _folder() / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def drop_others(kept: Iterable[str], *, before: float) -> int:
    """Delete what no item shows, if written before a moment (seconds since 1970); how many."""
    names = set(kept)
    others = [path for path in _folder().glob("*.*") if path.name not in names]
    old = [path for path in others if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.DATA) / "pictures"
