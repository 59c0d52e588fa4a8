"""Folders of sources: names of levels, parted by a slash between spaces."""

from collections.abc import Iterable

BETWEEN = " / "
LONGEST = 120


def clean_folder(folder: str) -> str:
    """The folder as it is kept: no empty level, at most 120 signs."""
    return BETWEEN.join(levels_of(folder))[:LONGEST].rstrip(" /")


def levels_of(folder: str) -> tuple[str, ...]:
    """The levels of a folder, the outermost first."""
    return tuple(name for level in f" {folder} ".split(BETWEEN) if (name := level.strip()))


def folders_and_above(folders: Iterable[str]) -> tuple[str, ...]:
    """Each folder and those it stands in, in the order of a list."""
    paths = {levels_of(folder)[:depth] for folder in folders for depth in range(1, 9)}
    return tuple(BETWEEN.join(path) for path in sorted(paths - {()}))
