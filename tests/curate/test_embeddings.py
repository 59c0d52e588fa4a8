"""A tiny model of our making stands for the organisation's own: one vector a word, no network."""

import json
import threading

import numpy as np
import onnx
import pytest
from django.core.management import call_command
from onnx import TensorProto, helper, numpy_helper
from scipy.sparse import csr_array
from tokenizers import Tokenizer, models, pre_tokenizers

from portevoix.curate.engines import embeddings
from portevoix.curate.engines.embeddings import Embeddings, EmbeddingsProblem, check_model
from portevoix.curate.engines.index_cache import IndexCache
from portevoix.curate.queries import feed
from portevoix.curate.rules.indexing import index_of
from portevoix.curate.rules.matching import relevance
from portevoix.curate.rules.profiles import Answered, ItemText, Profile, Signal
from portevoix.curate.rules.renewing import renewed
from tests.conftest import NOON
from tests.share.world import an_item

# Words of one row mean the same to the model.
MEANINGS = ("voiture automobile berline", "pain levain farine", "juge tribunal cour", "portevoix")
NO_WORDS = csr_array((0, 0))


def tokenizer():
    words = {"[UNK]": 0, "[PAD]": 1}
    for row in MEANINGS:
        for word in row.split():
            words[word] = len(words)
    made = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def network(*, pools=False, scale=1.0):
    rows = [[0.0] * 4, [9.0] * 4]
    for place, row in enumerate(MEANINGS):
        rows += [[scale if place == column else 0.0 for column in range(4)]] * len(row.split())
    table = numpy_helper.from_array(np.array(rows, dtype=np.float32), "table")
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    shape = ["texts", "words", 4]
    if pools:
        nodes.append(
            helper.make_node("ReduceMax", ["last_hidden_state", "axis"], ["out"], keepdims=0)
        )
        shape = ["texts", 4]
    axis = [numpy_helper.from_array(np.array([1], dtype=np.int64), "axis")] if pools else []
    told = "out" if pools else "last_hidden_state"
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "words"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info(told, TensorProto.FLOAT, shape)],
        initializer=[table, *axis],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    made.ir_version = 9
    return made


def supply(folder, *, path="model.onnx", pooling=None, **more):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    tokenizer().save(str(folder / "tokenizer.json"))
    onnx.save(network(**more), str(folder / path))
    if pooling:
        (folder / "1_Pooling").mkdir()
        (folder / "1_Pooling/config.json").write_text(json.dumps(pooling))
    return folder


@pytest.fixture
def folder(tmp_path):
    return supply(tmp_path)


@pytest.fixture
def model(folder):
    return Embeddings(folder)


def text(key, title, **more):
    return ItemText(key, title, published_at=NOON, **more)


CAR = text("car", "voiture")
SALOON = text("saloon", "berline berline")
BREAD = text("bread", "pain")
COURT = text("court", "tribunal")
WATCH = (CAR, SALOON, BREAD, COURT)


def learned(model, *items):
    model.learn(items)
    return model.vectors(items, NO_WORDS)


@pytest.mark.parametrize("path", ["model.onnx", "onnx/model.onnx"])
def test_words_that_mean_the_same_to_the_model_are_near(tmp_path, path):
    vectors = learned(Embeddings(supply(tmp_path, path=path, scale=3.0)), CAR, SALOON, BREAD)
    np.testing.assert_allclose(vectors @ vectors.T, [[1, 1, 0], [1, 1, 0], [0, 0, 1]], atol=1e-6)


def test_a_text_is_the_mean_of_its_words_whatever_stands_beside_it(model):
    mixed = text("mixed", "pain voiture")
    together = learned(model, mixed, text("long", "pain " * 40))[0]
    np.testing.assert_allclose(together[:2], [0.5**0.5, 0.5**0.5], atol=1e-6)


def test_the_first_word_stands_for_the_text_where_the_model_says_so(tmp_path):
    told = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    first = Embeddings(supply(tmp_path, pooling=told))
    np.testing.assert_allclose(learned(first, text("mixed", "pain voiture"))[0], [0, 1, 0, 0])


def test_a_model_that_pools_by_itself_is_taken_at_its_word(tmp_path):
    pools = Embeddings(supply(tmp_path, pools=True))
    np.testing.assert_allclose(learned(pools, CAR)[0], [1, 0, 0, 0])


def test_what_was_not_read_is_nil_and_is_read_next_time(model):
    assert not model.vectors([CAR], NO_WORDS).any()
    assert model.is_behind
    model.learn()
    assert not model.is_behind
    assert model.vectors([CAR], NO_WORDS).any()
    assert model.read == 1
    model.learn([CAR])
    assert model.read == 1


def test_a_text_without_a_known_word_is_like_nothing(model):
    assert not learned(model, text("strange", "inconnu")).any()


def test_memory_is_bounded(model, monkeypatch):
    monkeypatch.setattr(embeddings, "MOST_KEPT", 2)
    monkeypatch.setattr(embeddings, "MOST_UNREAD", 1)
    model.learn([CAR, BREAD])
    model.vectors([CAR], NO_WORDS)
    model.learn([COURT])
    assert [bool(row.any()) for row in model.vectors(WATCH[:1] + WATCH[2:], NO_WORDS)] == [
        True,
        False,
        True,
    ]
    model.vectors([SALOON], NO_WORDS)
    model.learn()
    assert model.read == 4


def test_the_model_finds_what_shares_no_word(model):
    model.learn(WATCH)
    liked = Profile(answers=(Answered(CAR, Signal.MORE),))
    worth = relevance(index_of(WATCH, meanings=model), liked, at=NOON)
    assert worth["saloon"] > max(worth["bread"], worth["court"])
    ordinary = relevance(index_of(WATCH), liked, at=NOON)
    assert ordinary["saloon"] == pytest.approx(ordinary["bread"])


def test_answers_and_items_from_elsewhere_are_read_by_the_model_too(model):
    model.learn(WATCH)
    gone = Profile(answers=(Answered(CAR, Signal.MORE),))
    worth = relevance(index_of(WATCH[1:], meanings=model), gone, at=NOON)
    assert worth["saloon"] > worth["bread"]
    late = renewed(index_of(WATCH[:1] + WATCH[2:], meanings=model), WATCH)
    assert relevance(late, gone, at=NOON)["saloon"] > relevance(late, gone, at=NOON)["bread"]


def test_a_page_of_a_small_watch_does_not_wait_for_the_model(model):
    cache = IndexCache(meanings=lambda: model)
    reading = threading.Event()
    read = model._embedded

    def slowly(texts):
        assert reading.wait(20)
        return read(texts)

    model._embedded = slowly
    assert not cache.exact(WATCH).texts.latent.any()
    reading.set()
    cache.settle()
    assert cache.exact(WATCH).texts.latent.any()
    assert cache.exact(WATCH) is cache.exact(WATCH)


class Shelf:
    def __init__(self, *items):
        self.rows = {item.key: item for item in items}

    def version(self):
        return tuple(self.rows)

    def revisions(self):
        return dict.fromkeys(self.rows, 0)

    def texts(self, keys):
        return [item for key, item in self.rows.items() if key in keys]


def test_a_large_watch_is_read_by_the_model_behind_the_pages(model):
    cache = IndexCache(meanings=lambda: model)
    many = [text(f"n{number}", f"pain {number}") for number in range(40)]
    assert not cache.latest(Shelf(*many), NOON).texts.latent.any()
    cache.settle()
    assert cache.recent(NOON).texts.latent.any()
    cache.latest(Shelf(*many, CAR), NOON)
    cache.settle()
    late = cache.recent(NOON)
    assert late.texts.latent[late.places["car"]].any()
    assert model.read == 41


def without_tokenizer(folder):
    (folder / "tokenizer.json").unlink()


def without_model(folder):
    (folder / "model.onnx").unlink()


def broken_model(folder):
    (folder / "model.onnx").write_bytes(b"not a model")


def broken_tokenizer(folder):
    (folder / "tokenizer.json").write_text("{")


def broken_pooling(folder):
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling/config.json").write_text("{")


def nil_model(folder):
    onnx.save(network(scale=0.0), str(folder / "model.onnx"))


def alien_model(folder):
    alien = network()
    alien.graph.input[0].name = "pictures"
    alien.graph.node[0].input[1] = "pictures"
    onnx.save(alien, str(folder / "model.onnx"))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (without_tokenizer, "holds no tokenizer.json"),
        (without_model, "holds no model.onnx nor onnx/model.onnx"),
        (broken_model, "cannot be read"),
        (broken_tokenizer, "cannot be read"),
        (broken_pooling, "cannot be read"),
        (nil_model, "gives no usable vector"),
        (alien_model, "does not run"),
    ],
)
def test_a_directory_that_is_no_model_says_why(folder, harm, sentence):
    harm(folder)
    with pytest.raises(EmbeddingsProblem, match=sentence):
        Embeddings(folder)


def test_what_runs_models_may_be_missing(folder, monkeypatch):
    def missing(name):
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(embeddings, "import_module", missing)
    with pytest.raises(EmbeddingsProblem, match=r"portevoix\[embeddings\] to be installed"):
        Embeddings(folder)


def test_the_start_says_in_one_sentence_that_the_model_is_not_there(settings, tmp_path, capsys):
    settings.EMBEDDINGS_DIR = str(tmp_path / "nowhere")
    assert [one.msg for one in check_model()] == [
        f"PORTEVOIX_EMBEDDINGS_DIR names no directory: {tmp_path / 'nowhere'}."
    ]
    call_command("check")
    assert "names no directory" in capsys.readouterr().err


def test_no_model_is_looked_for_unless_one_is_named(settings, folder):
    assert check_model() == []
    assert embeddings.supplied() is None
    settings.EMBEDDINGS_DIR = str(folder)
    assert check_model() == []


def test_without_its_model_matching_goes_on_and_says_so(cast, settings, tmp_path, caplog):
    settings.EMBEDDINGS_DIR = str(tmp_path)
    feed.forget()
    item = an_item(NOON, "How we moved our cluster")
    assert [one.item for one in feed.todays_items(cast.ines, at=NOON)] == [item]
    assert "holds no model.onnx" in caplog.text
    assert "by the words of the watch instead" in caplog.text


def test_an_edition_is_ranked_with_the_supplied_model(cast, settings, folder):
    settings.EMBEDDINGS_DIR = str(folder)
    feed.forget()
    an_item(NOON, "berline")
    feed.todays_items(cast.ines, at=NOON)
    feed.settle()
    assert feed.current_index(NOON).texts.latent.any()
