"""Our own copies of the visuals of campaigns, made safe before they come here."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{40}\.webp")


def keep_visual(small: bytes) -> str:
    """Write a copy that was made safe before; the same picture is kept once. Its name."""
    name = f"{sha256(small).hexdigest()[:40]}.webp"
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as written:
        written.write(small)
    # Readers see the whole picture or none.
    Path(written.name).replace(folder / name)
    return name


def visual_path(name: str) -> Path | None:
    """Where a copy lies, if it does; a name that is none of ours leads nowhere."""
    path = _folder() / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def drop_visual_file(name: str) -> None:
    """Delete a copy that nothing shows any more."""
    path = visual_path(name)
    if path:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "visuals"
