"""What bench.collections reads of files as people keep them, and the interval of bench.matching."""

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bench.collections import fiches, peps, posts
from bench.matching import ratio_interval

SPHINX = """Week 3: Cones
=============

.. post:: June 21 2021
   :author: Ada Byron
   :tags: cones, light
   :category: gsoc

I drew cones, as in `this page <https://example.org/ada>`_.

.. image:: https://example.org/ada/cone.png
   :width: 200

They are lit.
"""
QUARTO = """---
title: "What a table is"
freeze-it: yes
author: Ada Byron and Blaise Pascal
---

Rows, and [columns](https://example.org/ada).
![](./ada.png)
"""
MKDOCS = """---
authors:
- blaise
tags:
  - tables
description: Of rows.
---

# Why rows?

Because.
"""
WRAPPED = """PEP: 8 Title: Of Style Version: $Revision$ Author: Ada Byron
\\<<ada@example.org>\\>, blaise\\@example.org (Blaise Pascal) Status: Active Type:
Process

Abstract
========

Name things.
"""


def _made(main: Callable[[], None], monkeypatch: pytest.MonkeyPatch, *given: Path) -> list[dict]:
    monkeypatch.setattr(sys, "argv", ["", *map(str, given)])
    main()
    with gzip.open(given[0], "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_posts_of_three_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blog = tmp_path / "blog"
    (blog / "2021").mkdir(parents=True)
    (blog / "2021" / "cones.rst").write_text(SPHINX)
    (blog / "table.qmd").write_text(QUARTO)
    (blog / "why.md").write_text(MKDOCS)
    (blog / "index.md").write_text("---\ntitle: All posts\n---\n")
    cones, table, why = _made(posts.main, monkeypatch, tmp_path / "out.jsonl.gz", blog)
    assert (cones["title"], cones["authors"]) == ("Week 3: Cones", ["Ada Byron"])
    assert cones["tags"] == ["cones", "light"]
    assert "They are lit." in cones["text"]
    assert (table["title"], table["authors"]) == ("What a table is", ["Ada Byron", "Blaise Pascal"])
    assert "columns" in table["text"]
    assert (why["title"], why["authors"], why["tags"]) == ("Why rows?", ["blaise"], ["tables"])
    assert why["description"] == "Of rows."
    # The address of a picture or of a page would name who wrote the post.
    assert "ada" not in (cones["text"] + table["text"])


def test_a_proposal_whose_header_was_wrapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pep-0008.md").write_text(WRAPPED)
    (row,) = _made(peps.main, monkeypatch, tmp_path / "out.jsonl.gz", tmp_path)
    assert row["title"] == "Of Style"
    assert row["authors"] == ["Ada Byron", "Blaise Pascal"]
    assert row["text"].split() == ["Abstract", "========", "Name", "things."]


def test_an_article_of_the_administration_without_its_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(3):
        (tmp_path / f"F{place}.json").write_text(json.dumps({"children": [_article(place)]}))
    rows = _made(fiches.main, monkeypatch, tmp_path / "out.jsonl.gz", tmp_path)
    assert [row["title"] for row in rows] == ["Titre 0", "Titre 1", "Titre 2"]
    assert {tuple(row["authors"]) for row in rows} == {("isPartOf N1",)}
    assert rows[0]["text"] == "Pour commencer, lire."
    assert "Voisin" not in json.dumps(rows)


def _article(place: int) -> dict[str, object]:
    said = {
        "dc:title": f"Titre {place}",
        "dc:relation": "isPartOf N1",
        "Introduction": "Pour commencer,  lire.",
        "VoirAussi": "Voisin",
    }
    text = [
        {"name": name, "type": "element", "children": [{"type": "text", "text": words}]}
        for name, words in said.items()
    ]
    return {"type": "element", "children": text}


def test_the_interval_draws_authors_and_not_articles() -> None:
    authors = np.array(["ada"] * 8 + ["blaise", "claude"])
    theirs = np.full(10, 0.2)
    assert ratio_interval(theirs * 2, theirs, authors) == pytest.approx((2, 2))
    # The lead comes from one author alone: without her there is none, and the interval says so.
    ours = np.where(authors == "ada", 0.4, 0.1)
    low, high = ratio_interval(ours, theirs, authors)
    assert low == pytest.approx(0.5)
    assert high == pytest.approx(2)
