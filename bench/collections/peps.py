"""The Python Enhancement Proposals, by who wrote each.

`python -m bench.collections.peps OUT.jsonl.gz DIRECTORY` reads the files `pep-*` of a directory;
what docs/measured.md quotes was made of those that the package opep 2020.10.1 carries.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.collections.writing import Row, row_of, write_rows

HEADER = re.compile(r"\A(PEP: .*?)\n\s*\n(.*)", re.S)
# One file in hundreds is wrapped as a paragraph: the next field ends the one before.
FIELD = re.compile(r"(?<!\S)([A-Z][\w-]*): (.*?)(?=\s[A-Z][\w-]*:(?:\s|$)|\Z)", re.S)
MAIL = re.compile(r"<[^,]*>|[\w.+-]+(?:@| at )[\w.-]+")


def main() -> None:
    """Write the collection, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("directory", type=Path)
    given = parser.parse_args()
    rows = list(_proposals(given.directory))
    write_rows(rows, given.out)
    print(json.dumps({"proposals": len(rows)}))


def _proposals(directory: Path) -> Iterator[Row]:
    for path in sorted(directory.glob("pep-*")):
        found = HEADER.match(path.read_text(encoding="utf-8").replace("\\", ""))
        if not found:
            continue
        fields = {name: " ".join(said.split()) for name, said in FIELD.findall(found[1])}
        authors = list(_names(fields.get("Author", "")))
        if authors:
            yield row_of(fields.get("Title", ""), found[2], authors)


def _names(said: str) -> Iterator[str]:
    for one in MAIL.sub(" ", said).replace("(", " ").replace(")", " ").split(","):
        if name := " ".join(one.split()):
            yield name


if __name__ == "__main__":
    main()
