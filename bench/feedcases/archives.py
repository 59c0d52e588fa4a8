"""The published cases as they lie in their archives: name and bytes."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

SUITES = Path("feeds/suites")


def data_folder() -> Path:
    """Where the real data are: beside the repository, or where `PORTEVOIX_DATA` says."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    return Path(os.environ.get("PORTEVOIX_DATA", beside))


def files_of(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of an archive."""
    with tarfile.open(archive) as opened:
        for member in opened:
            file = opened.extractfile(member) if member.isfile() else None
            if file:
                yield member.name, file.read()


def other_files(data: Path) -> Iterator[tuple[str, bytes]]:
    """Every other document that must not crash a reader: real feeds, lists, hostile payloads."""
    for path in sorted((data / "feeds" / "real" / "fr").iterdir()):
        yield path.name, path.read_bytes()
    for path in sorted((data / "feeds" / "opml").iterdir()):
        yield path.name, path.read_bytes()
    for name in ("real/feedjira", "real/rsparser", "suites/listparser-opml"):
        yield from files_of(data / "feeds" / f"{name}.tar.gz")
    yield from _lists(data / SUITES / "feedvalidator.tar.gz")
    yield from _payloads(data / "conformance" / "payloads.tar.gz")


def _lists(archive: Path) -> Iterator[tuple[str, bytes]]:
    yield from ((name, body) for name, body in files_of(archive) if name.endswith(".opml"))


def _payloads(archive: Path) -> Iterator[tuple[str, bytes]]:
    for name, body in files_of(archive):
        yield name, body
        # Each list of attacks once more as the entries of a feed.
        escaped = body.replace(b"]]>", b"]] >")
        yield (
            f"{name} (in a feed)",
            b"<rss><channel><title>T</title><item><title><![CDATA["
            + escaped
            + b"]]></title><link><![CDATA["
            + escaped[:1_500]
            + b"]]></link><description><![CDATA["
            + escaped
            + b"]]></description></item></channel></rss>",
        )
