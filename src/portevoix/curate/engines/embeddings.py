"""A model of sentences that the organisation supplies, in place of the watch's own components.

A directory in the layout of sentence-transformers: `tokenizer.json`, `model.onnx` (or
`onnx/model.onnx`) and, if there is one, `1_Pooling/config.json`: the first piece of a text stands
for it, or else the mean of all. None is shipped, fetched or looked for, and nothing here opens a
connection.

A page never waits for the model: it compares what has been read already, and what has not by its
words alone. The thread that looks after the index reads the rest.
"""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from scipy.sparse import csr_array

from portevoix.curate.rules.indexing import Small
from portevoix.curate.rules.profiles import ItemText

# Vectors that are remembered: some 30 MB for a model of 384 numbers a text.
MOST_KEPT = 20_000
MOST_UNREAD = 2_000
# What such models read of a text, in pieces of words; and before that, in letters.
LONGEST = 256
LONGEST_TEXT = 2_000
AT_ONCE = 16


class EmbeddingsProblem(Exception):
    """The directory holds no model that can be used; says why in one sentence."""


class Embeddings:
    """The vectors of texts by one model, each of length one; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Load the model; EmbeddingsProblem if anything is missing or broken."""
        self._tokens, self._session, self._takes_first = _loaded(folder)
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._kept: OrderedDict[str, Small] = OrderedDict()
        self._unread: dict[str, None] = {}
        self._lock = threading.Lock()
        self.read = 0
        self.width = len(self._tried(folder))

    def vectors(self, items: Sequence[ItemText], words: csr_array) -> Small:
        """What is known of some texts (texts x width), at once; nil where the model has not read.

        Those are read at the next `learn`. `words` is not needed here.
        """
        found = np.zeros((len(items), self.width), dtype=np.float32)
        with self._lock:
            for row, text in enumerate(map(_text, items)):
                vector = self._kept.get(text)
                if vector is not None:
                    self._kept.move_to_end(text)
                    found[row] = vector
                elif len(self._unread) < MOST_UNREAD:
                    self._unread[text] = None
        return found

    def learn(self, items: Sequence[ItemText] = ()) -> None:
        """Have the model read these texts and those that `vectors` missed: slow, so never a page.

        `read` counts what it has read.
        """
        with self._lock:
            wanted = dict.fromkeys(map(_text, items)) | self._unread
            new = [text for text in wanted if text not in self._kept]
            self._unread = {}
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            vectors = self._embedded(some)
            with self._lock:
                self._kept |= zip(some, vectors, strict=True)
                self.read += len(some)
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)

    @property
    def is_behind(self) -> bool:
        """Whether some text that was asked for has not been read."""
        return bool(self._unread)

    def _tried(self, folder: Path) -> Small:
        try:
            vector: Small = self._embedded(["portevoix"])[0]
        except Exception as problem:
            raise EmbeddingsProblem(f"The model in {folder} does not run: {problem}") from problem
        if not np.isfinite(vector).all() or not vector.any():
            raise EmbeddingsProblem(f"The model in {folder} gives no usable vector.")
        return vector

    def _embedded(self, texts: Sequence[str]) -> Small:
        tokens = self._tokens.encode_batch(list(texts))
        mask = np.array([one.attention_mask for one in tokens], dtype=np.int64)
        given = {
            "input_ids": np.array([one.ids for one in tokens], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        wanted = {name: given[name] for name in given if name in self._inputs}
        states = np.asarray(self._session.run(None, wanted)[0], dtype=np.float32)
        pooled = states if states.ndim == 2 else _pooled(states, mask, self._takes_first)
        norms = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.where(norms > 0, norms, 1.0), dtype=np.float32)


def supplied() -> Embeddings | None:
    """The model of PORTEVOIX_EMBEDDINGS_DIR, none when it is empty; or EmbeddingsProblem."""
    return Embeddings(Path(settings.EMBEDDINGS_DIR)) if settings.EMBEDDINGS_DIR else None


def check_model(**_options: Any) -> list[CheckMessage]:
    """Say at start, in one sentence, why the supplied model will not be used."""
    try:
        supplied()
    except EmbeddingsProblem as problem:
        hint = (
            "Items are compared by the words of the watch until PORTEVOIX_EMBEDDINGS_DIR is mended."
        )
        return [Warning(str(problem), hint=hint, id="curate.W001")]
    return []


def _loaded(folder: Path) -> tuple[Any, Any, bool]:
    if not folder.is_dir():
        raise EmbeddingsProblem(f"PORTEVOIX_EMBEDDINGS_DIR names no directory: {folder}.")
    model = _first(folder, "model.onnx", "onnx/model.onnx")
    spelling = _first(folder, "tokenizer.json")
    # Both would rather ask the network than say that something is missing.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    try:
        tokens = import_module("tokenizers").Tokenizer.from_file(str(spelling))
        runtime = import_module("onnxruntime")
        options = runtime.SessionOptions()
        # Behind the pages, and not instead of them.
        options.intra_op_num_threads = 1
        session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        takes_first = _takes_first(folder)
    except ImportError as problem:
        raise EmbeddingsProblem(
            f"PORTEVOIX_EMBEDDINGS_DIR needs portevoix[embeddings] to be installed: {problem}."
        ) from problem
    except Exception as problem:
        raise EmbeddingsProblem(f"The model in {folder} cannot be read: {problem}") from problem
    tokens.enable_truncation(LONGEST)
    tokens.enable_padding(pad_id=tokens.token_to_id("[PAD]") or tokens.token_to_id("<pad>") or 0)
    return tokens, session, takes_first


def _first(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise EmbeddingsProblem(f"{folder} holds no {' nor '.join(names)}.")


def _takes_first(folder: Path) -> bool:
    told = folder / "1_Pooling/config.json"
    return told.is_file() and bool(json.loads(told.read_bytes()).get("pooling_mode_cls_token"))


def _pooled(states: Small, mask: Any, takes_first: bool) -> Small:
    if takes_first:
        return np.asarray(states[:, 0])
    counted = mask[:, :, None].astype(np.float32)
    return np.asarray((states * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1.0))


def _text(item: ItemText) -> str:
    return "\n".join([item.title, *item.tags, item.summary])[:LONGEST_TEXT]
