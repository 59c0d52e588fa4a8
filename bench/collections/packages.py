"""The descriptions of Debian's packages by the person who looks after each, as articles.

`python -m bench.collections.packages LISTS OUT.jsonl.gz` reads the lists that `apt-get update` kept
in a directory (with `-o Acquire::Languages=en -o Acquire::GzipIndexes=false`, so that whole
descriptions are there, as they are) and writes what `bench.matching --articles OUT.jsonl.gz` reads.
Teams are left out: a person has one field, a team has its language. One package for each source, no
names: those of one family would give one another away. The people are 250 of those with 3 to 40
packages, by a digest of their name; `--others` takes 250 others, to try things on.
"""

import argparse
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PEOPLE = 250
FEWEST, MOST = 3, 40
TEAM = re.compile(r"team|group|maintainers|debian|developers|lists\.|packag|project|qa\b", re.I)


def main() -> None:
    """Write the collection, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--others", action="store_true")
    given = parser.parse_args()
    whole = dict(_long_descriptions(given.lists))
    by_person: defaultdict[str, dict[str, dict[str, object]]] = defaultdict(dict)
    for person, source, title, digest in _packages(given.lists):
        row = {"title": title, "description": "", "tags": [], "text": whole.get(digest, "")}
        by_person[person].setdefault(source, row | {"authors": [_digest(person)]})
    able = [one for one, rows in by_person.items() if FEWEST <= len(rows) <= MOST]
    first = PEOPLE if given.others else 0
    chosen = sorted(able, key=_digest)[first : first + PEOPLE]
    rows = [row for person in chosen for _source, row in sorted(by_person[person].items())]
    with gzip.open(given.out, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    print(json.dumps({"people": len(chosen), "packages": len(rows)}))


def _packages(lists: Path) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(lists.glob("*_main_binary-*_Packages")):
        for fields in _paragraphs(path):
            person = re.sub(r"\s*<.*", "", fields.get("Maintainer", ""))
            if not person or TEAM.search(fields["Maintainer"].replace("@debian.org", "")):
                continue
            source = fields.get("Source", fields["Package"]).split()[0]
            title = fields.get("Description", "").strip()
            yield person, source, title, fields.get("Description-md5", "").strip()


def _long_descriptions(lists: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(lists.glob("*_main_i18n_Translation-en")):
        for fields in _paragraphs(path):
            lines = fields.get("Description-en", "").splitlines()[1:]
            text = "\n".join(line.strip().removeprefix(".") for line in lines)
            yield fields["Description-md5"].strip(), text


def _paragraphs(path: Path) -> Iterator[dict[str, str]]:
    for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
        fields = dict(
            field.split(": ", 1) if ": " in field.split("\n")[0] else (field.split(":", 1))
            for field in re.split(r"\n(?=\S)", paragraph)
            if ":" in field
        )
        if fields:
            yield fields


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


if __name__ == "__main__":
    main()
