"""The posts of blogs that are kept as files, by who signed each.

`python -m bench.collections.posts OUT.jsonl.gz DIRECTORY...` reads every `.md`, `.qmd` and `.rst`
that opens with its author: a front matter between two `---` (Jekyll, Hugo, MkDocs, Quarto), or the
`.. post::` of Sphinx. Several blogs make one collection. Addresses, pictures and markup are left
out, as a reader of feeds leaves them out: the address of a picture often names its author.

What docs/measured.md quotes was made of the posts that the source archives of fury 2.0.0
(docs/source/posts), instructor 1.17.0 (docs/blog), great-tables 1.1.0 (docs/blog) and pointblank
1.1.1 (blog) carry, unpacked side by side.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.collections.writing import Row, row_of, write_rows

Fields = dict[str, list[str]]

FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)", re.S)
SPHINX = re.compile(r"^\.\. post::.*\n((?:[ \t]+:.*\n)*)", re.M)
FIELD = re.compile(r"^\s*:?([\w-]+): *(.*)$")
NOT_TEXT = re.compile(
    r"^\s*\.\. \w+::.*$|^\s+:[\w-]+:.*$|^\.\. _.*$"
    r"|!\[[^\]]*\]\([^)]*\)|<[^>\s][^>]*>|https?://\S+",
    re.M,
)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def main() -> None:
    """Write the collection, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("blogs", type=Path, nargs="+")
    given = parser.parse_args()
    rows = [row for blog in given.blogs for row in _posts(blog)]
    write_rows(rows, given.out)
    print(json.dumps({"blogs": len(given.blogs), "posts": len(rows)}))


def _posts(blog: Path) -> Iterator[Row]:
    for path in sorted(blog.rglob("*")):
        if path.suffix not in {".md", ".qmd", ".rst"}:
            continue
        written = path.read_text(encoding="utf-8")
        fields, body = _sphinx(written) if path.suffix == ".rst" else _front_matter(written)
        authors = [name for said in fields.get("author", []) for name in re.split(", | and ", said)]
        if authors:
            yield row_of(
                " ".join(fields.get("title", [])) or _first_line(body),
                _text(body),
                authors,
                description=" ".join(fields.get("description", [])),
                tags=fields.get("tags", []) + fields.get("categories", []),
            )


def _front_matter(written: str) -> tuple[Fields, str]:
    found = FRONT.match(written)
    if not found:
        return {}, written
    fields: Fields = {}
    name = ""
    for line in found[1].splitlines():
        field = FIELD.match(line) if not line.startswith(("-", " ")) else None
        name = field[1].replace("authors", "author") if field else name
        said = (field[2] if field else line.strip().removeprefix("- ")).strip("\"' ")
        fields.setdefault(name, []).extend([said] if said else [])
    return fields, found[2]


def _sphinx(written: str) -> tuple[Fields, str]:
    found = SPHINX.search(written)
    if not found:
        return {}, written
    fields: Fields = {"title": [_first_line(written)]}
    for name, said in filter(None, map(_field, found[1].splitlines())):
        fields[name] = [part.strip() for part in said.split(",")]
    return fields, written[found.end() :]


def _field(line: str) -> tuple[str, str] | None:
    found = FIELD.match(line.strip())
    return (found[1], found[2]) if found else None


def _first_line(text: str) -> str:
    lines = (line.strip("#=*-~ ") for line in _text(text).splitlines())
    return next(filter(None, lines), "")


def _text(body: str) -> str:
    return NOT_TEXT.sub(" ", LINK.sub(r"\1", body))


if __name__ == "__main__":
    main()
