"""Matching beside plain BM25, TF-IDF cosine and chance, on a French engineering blog.

For every author of three articles or more, each article is hidden in turn; his expertise is what is
left of him, his answers in the product's own engine; the hidden article is looked for among 300 at
most: itself and the articles that he did not write. Every figure is the mean over hidden articles.

Nothing tells the engine whose article is hidden: authors, sources and dates are left out of every
item, so that neither freshness nor the rate of an author can win. Corpus statistics (rarity of
words, latent components) are read on all texts, as the product and both peers do.

`--articles FILE` judges another collection too, in JSON lines of the same fields (title,
description, tags, text, authors), and prints it as a section of its own; `bench.collections` makes
some. Each section ends with what the ratio to the best peer becomes when the authors are drawn
again at random. `--embeddings DIRECTORY` adds the engine with that model of sentences.

The engine's constants were settled on half A of the authors (by a digest of their name). Both
halves were printed while ways of comparing texts were being tried, so B is a check, not a clean
hold-out.
"""

import argparse
import gzip
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from portevoix.curate.engines.index_cache import Slow
from portevoix.curate.rules.indexing import index_of
from portevoix.curate.rules.matching import relevance
from portevoix.curate.rules.profiles import Answered, ItemText, Profile, Signal

ARTICLES = Path(__file__).parents[2] / "shared/data/editorial/bedrock-tech-blog.jsonl.gz"
FEWEST_ARTICLES = 3
MOST_CANDIDATES = 300
SMALL_EVERY = 4
DRAWS, SURE = 2000, 0.95
# Any moment does: no item has a date.
AT = datetime(2026, 1, 1, tzinfo=UTC)

Scorer = Callable[["Query"], NDArray[np.float64]]
Engine = Callable[[Sequence["Article"]], Scorer]


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the blog and who signed it."""

    title: str
    description: str
    tags: tuple[str, ...]
    text: str
    authors: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All that any engine may read."""
        return "\n".join([self.title, self.description, " ".join(self.tags), self.text])


@dataclass(frozen=True, slots=True)
class Query:
    """One hidden article, what else its author wrote, and among which it is looked for."""

    author: str
    hidden: int
    own: tuple[int, ...]
    candidates: tuple[int, ...]

    @property
    def half(self) -> str:
        """The half of the authors: constants were chosen on A."""
        return "AB"[int(hashlib.sha256(self.author.encode()).hexdigest(), 16) % 2]


def main() -> None:
    """Print a table and, last, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="one hidden article in four")
    parser.add_argument(
        "--articles", type=Path, action="append", default=[], help="judge these too"
    )
    parser.add_argument("--embeddings", type=Path, help="the directory of a model of sentences")
    given = parser.parse_args()
    engines = dict(ENGINES)
    if given.embeddings:
        engines["portevoix, own model"] = _with_model(given.embeddings)
    every = SMALL_EVERY if given.small else 1
    figures = _judged(ARTICLES, engines, every)
    others = {path.name.split(".")[0]: _judged(path, engines, every) for path in given.articles}
    print(json.dumps(figures | ({"others": others} if others else {})))


def _judged(path: Path, engines: Mapping[str, Engine], every: int) -> dict[str, float]:
    articles = _articles(path)
    queries = list(_queries(articles))[::every]
    ranks: dict[str, NDArray[np.float64]] = {}
    seconds: dict[str, float] = {}
    for name, prepare in engines.items():
        start = time.perf_counter()
        score = prepare(articles)
        ranks[name] = np.array([_rank(score(query), query) for query in queries])
        seconds[name] = time.perf_counter() - start
    halves = np.array([query.half for query in queries])
    print(f"{path.name.split('.')[0]}: {len(articles)} articles")
    _print_table(ranks, halves, seconds, queries)
    _print_interval(ranks, queries)
    return _figures(ranks, halves, seconds, queries)


def _articles(path: Path) -> list[Article]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Article(
            title=row.get("title") or "",
            description=row.get("description") or "",
            tags=tuple(row.get("tags") or ()),
            text=row.get("text") or "",
            authors=tuple(row.get("authors") or ()),
        )
        for row in rows
    ]


def _queries(articles: Sequence[Article]) -> Iterator[Query]:
    written: defaultdict[str, list[int]] = defaultdict(list)
    for place, article in enumerate(articles):
        for author in article.authors:
            written[author].append(place)
    for author, own in sorted(written.items()):
        if len(own) < FEWEST_ARTICLES:
            continue
        others = [place for place in range(len(articles)) if place not in own]
        for hidden in own:
            shuffled = sorted(others, key=lambda place: _digest(f"{hidden}:{place}"))
            candidates = (hidden, *shuffled[: MOST_CANDIDATES - 1])
            rest = tuple(place for place in own if place != hidden)
            yield Query(author, hidden, rest, candidates)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rank(scores: NDArray[np.float64], query: Query) -> float:
    # Equal scores share the mean of their ranks: no engine gains by not deciding.
    among = scores[list(query.candidates)]
    mine = scores[query.hidden]
    return float(1 + np.sum(among > mine) + (np.sum(among == mine) - 1) / 2)


def _portevoix(articles: Sequence[Article], model: Slow | None = None) -> Scorer:
    items = [
        ItemText(
            key=str(place),
            title=article.title,
            summary=f"{article.description}\n{article.text}",
            tags=article.tags,
        )
        for place, article in enumerate(articles)
    ]
    if model:
        model.learn(items)
    index = index_of(items, meanings=model)

    def score(query: Query) -> NDArray[np.float64]:
        answers = tuple(Answered(items[place], Signal.MORE) for place in query.own)
        worth = relevance(index, Profile(answers=answers), at=AT)
        # What was answered "more" stays on offer: every item has a score.
        return np.fromiter(worth.values(), dtype=np.float64, count=len(items))

    return score


def _with_model(folder: Path) -> Engine:
    from portevoix.curate.engines.embeddings import Embeddings

    return partial(_portevoix, model=Embeddings(folder))


def _bm25(stop_words: str) -> Engine:
    def prepare(articles: Sequence[Article]) -> Scorer:
        import bm25s

        texts = [article.whole for article in articles]
        tokens = bm25s.tokenize(texts, stopwords=stop_words, return_ids=False, show_progress=False)
        engine = bm25s.BM25()
        engine.index(tokens, show_progress=False)

        def score(query: Query) -> NDArray[np.float64]:
            words = [word for place in query.own for word in tokens[place]]
            return np.asarray(engine.get_scores(words), dtype=np.float64)

        return score

    return prepare


def _tfidf(*, is_centroid: bool, **options: object) -> Engine:
    def prepare(articles: Sequence[Article]) -> Scorer:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.metrics.pairwise import cosine_similarity

        texts = [article.whole for article in articles]
        vectorizer = TfidfVectorizer(**options)
        vectors = vectorizer.fit_transform(texts)

        def score(query: Query) -> NDArray[np.float64]:
            own = list(query.own)
            if is_centroid:
                profile = np.asarray(vectors[own].mean(axis=0)).reshape(1, -1)
            else:
                profile = vectorizer.transform(["\n".join(texts[place] for place in own)])
            return np.asarray(cosine_similarity(vectors, profile)).ravel()

        return score

    return prepare


ENGINES: Mapping[str, Engine] = {
    "portevoix": _portevoix,
    "bm25 (English stop words)": _bm25("en"),
    "bm25 (French stop words)": _bm25("fr"),
    "tfidf, one text": _tfidf(is_centroid=False),
    "tfidf, one text, sublinear": _tfidf(is_centroid=False, sublinear_tf=True),
    "tfidf, mean": _tfidf(is_centroid=True),
    "tfidf, mean, sublinear": _tfidf(is_centroid=True, sublinear_tf=True),
}


def _chance(queries: Sequence[Query]) -> float:
    # The mean of 1/rank over n equally likely ranks.
    sizes = [len(query.candidates) for query in queries]
    return float(np.mean([np.mean(1 / np.arange(1, size + 1)) for size in sizes]))


def _print_table(
    ranks: Mapping[str, NDArray[np.float64]],
    halves: NDArray[np.str_],
    seconds: Mapping[str, float],
    queries: Sequence[Query],
) -> None:
    sizes = [len(query.candidates) for query in queries]
    print(
        f"{len(queries)} hidden articles ({np.sum(halves == 'A')} in A, {np.sum(halves == 'B')} "
        f"in B), each among {min(sizes)} to {max(sizes)}\n"
    )
    print(f"{'engine':28} {'MRR':>7} {'half A':>7} {'half B':>7} {'recall@10':>10} {'seconds':>8}")
    for name, rank in ranks.items():
        each = 1 / rank
        print(
            f"{name:28} {each.mean():7.4f} {each[halves == 'A'].mean():7.4f} "
            f"{each[halves == 'B'].mean():7.4f} {(rank <= 10).mean():10.3f} {seconds[name]:8.2f}"
        )
    print(f"{'chance':28} {_chance(queries):7.4f}")


def _print_interval(ranks: Mapping[str, NDArray[np.float64]], queries: Sequence[Query]) -> None:
    mrr = {name: float((1 / rank).mean()) for name, rank in ranks.items()}
    best = max((name for name in mrr if not name.startswith("portevoix")), key=mrr.__getitem__)
    authors = np.array([query.author for query in queries])
    low, high = ratio_interval(1 / ranks["portevoix"], 1 / ranks[best], authors)
    print(
        f"portevoix / {best}: {mrr['portevoix'] / mrr[best]:.3f} "
        f"({SURE:.0%} of {DRAWS} draws of authors: {low:.3f} to {high:.3f})\n"
    )


def ratio_interval(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], authors: NDArray[np.str_]
) -> tuple[float, float]:
    """Between what the ratio of two means lies when the authors are drawn again, with repeats.

    Authors and not articles are drawn: the articles of one author are no independent tries.
    """
    groups, group = np.unique(authors, return_inverse=True)
    sums = np.stack([np.bincount(group, ours), np.bincount(group, theirs)])
    drawn = np.random.default_rng(0).integers(len(groups), size=(DRAWS, len(groups)))
    ratios = np.divide(*sums[:, drawn].sum(axis=2))
    low, high = np.quantile(ratios, [(1 - SURE) / 2, (1 + SURE) / 2])
    return float(low), float(high)


def _figures(
    ranks: Mapping[str, NDArray[np.float64]],
    halves: NDArray[np.str_],
    seconds: Mapping[str, float],
    queries: Sequence[Query],
) -> dict[str, float]:
    each = {name: 1 / rank for name, rank in ranks.items()}
    mrr = {name: float(value.mean()) for name, value in each.items()}
    # Each peer at its best: the strongest of its settings in this very run.
    bm25 = max(value for name, value in mrr.items() if name.startswith("bm25"))
    tfidf = max(value for name, value in mrr.items() if name.startswith("tfidf"))
    ours = ranks["portevoix"]
    figures = {
        "mrr": mrr["portevoix"],
        "mrr_bm25": bm25,
        "mrr_tfidf": tfidf,
        "recall_at_10": float((ours <= 10).mean()),
        "chance_mrr": _chance(queries),
        "gain": mrr["portevoix"] / max(bm25, tfidf) - 1,
        "mrr_half_a": float(each["portevoix"][halves == "A"].mean()),
        "mrr_half_b": float(each["portevoix"][halves == "B"].mean()),
        "n_queries": len(queries),
        "seconds": seconds["portevoix"],
    }
    return {name: round(value, 4) for name, value in figures.items()}


if __name__ == "__main__":
    main()
