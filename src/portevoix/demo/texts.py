"""Reading the demo's texts: colleagues, sources with their articles, and words that suit any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One invented person: her topics are slugs, her marks are roles and parts in the story."""

    key: str
    name: str
    job: str
    team: str
    language: str
    topics: tuple[str, ...]
    marks: frozenset[str]

    @property
    def speaks(self) -> bool:
        """Whether she lends her voice now and then."""
        return "voice" in self.marks


@dataclass(frozen=True, slots=True)
class Said:
    """A few words on an article, in one language."""

    language: str
    words: str


@dataclass(frozen=True, slots=True)
class Article:
    """One invented article, what colleagues said of it and what the programme suggests."""

    title: str
    summary: str
    said: tuple[Said, ...]
    suggested: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """One invented source and its articles, the oldest first."""

    about: dict[str, str]
    articles: tuple[Article, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """The slugs of what it is about."""
        return _listed(self.about["topics"])

    @property
    def authors(self) -> tuple[str, ...]:
        """Who writes there."""
        return _listed(self.about["authors"])

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams it is for; none: everybody."""
        return _listed(self.about.get("teams", ""))

    @property
    def is_ours(self) -> bool:
        """Whether the house speaks there itself."""
        return self.about.get("ours") == "yes"

    @property
    def needs_review(self) -> bool:
        """Whether its items are read by the programme first."""
        return self.about.get("review") == "yes"


def colleagues() -> list[Colleague]:
    """Everybody, in the order of the file."""
    return [_colleague(line) for line in _lines("people.txt")]


def feeds() -> list[Feed]:
    """Every source that works."""
    return [_feed(path) for path in sorted((CONTENT / "sources").glob("*.txt"))]


def words_for_any() -> list[Said]:
    """Words that suit any article."""
    pairs = (line.split(" | ", 1) for line in _lines("words.txt"))
    return [Said(language, words) for language, words in pairs]


def _lines(name: str) -> Iterator[str]:
    for line in (CONTENT / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _colleague(line: str) -> Colleague:
    key, name, job, team, language, topics, marks = (part.strip() for part in line.split("|"))
    return Colleague(key, name, job, team, language, _listed(topics), frozenset(marks.split()))


def _feed(path: Path) -> Feed:
    head, *blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    pairs = (line.split(": ", 1) for line in head.splitlines())
    about = dict(pairs)
    language = about.get("language", "fr")
    return Feed(about, tuple(_article(block, language) for block in blocks))


def _article(block: str, language: str) -> Article:
    title, summary, *others = block.splitlines()
    said = tuple(_said(line[1:], language) for line in others if line.startswith(">"))
    suggested = tuple(_said(line[1:], language) for line in others if line.startswith("+"))
    return Article(title, summary, said, suggested)


def _said(text: str, language: str) -> Said:
    stated, words = text.split(" ", 1)
    return Said(stated or language, words)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))
