"""How alike single words are, by the embedder's first layer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from config.settings import EmbedderSettings
from index.embedder import load_word_vectors
from index.embedding.wordvectors import read_word_vectors


def test_the_default_model_knows_which_words_are_used_alike() -> None:
    words = load_word_vectors(EmbedderSettings())
    found = words.similarities(["factory", "Cost"], ["manufacturing", "the", "price"])
    assert found.shape == (2, 3)
    assert found[0, 0] > 0.3 > found[0, 1]
    assert found[1, 2] > 0.3 > found[1, 0]


def test_an_unknown_word_is_like_nothing() -> None:
    words = load_word_vectors(EmbedderSettings())
    assert words.similarities(["xqzzt"], ["factory", "xqzzt"]).tolist() == [[0.0, 0.0]]
    assert words.similarities([], ["factory"]).shape == (0, 1)


def _model(folder: Path, vocabulary: object, layer: str = "embeddings.word_embeddings.weight") -> Path:
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}}), encoding="utf-8")
    save_file({layer: np.eye(4, 3, dtype=np.float32)}, str(folder / "model.safetensors"))
    return folder


@pytest.mark.parametrize(
    "vocabulary",
    [
        {"[PAD]": 0, "ferry": 1, "boat": 2, "##s": 3},
        [["<s>", 0.0], ["▁Ferry", -1.0], ["▁boat", -2.0], ["oats", -3.0]],
    ],
)
def test_both_kinds_of_vocabulary_are_read_and_pieces_of_words_are_left_out(tmp_path: Path, vocabulary: object) -> None:
    words = read_word_vectors(_model(tmp_path, vocabulary))
    same, piece, other = words.similarities(["ferry"], ["FERRY", "s", "oats"])[0].tolist()
    assert same == pytest.approx(1.0, abs=1e-2)
    assert piece == other == 0.0


@pytest.mark.parametrize("spoilt", ["tokenizer.json", "model.safetensors"])
def test_a_model_whose_files_say_nothing_leaves_every_word_unknown(tmp_path: Path, spoilt: str) -> None:
    folder = _model(tmp_path, {"ferry": 1, "boat": 2})
    (folder / spoilt).write_bytes(b"{}")
    assert read_word_vectors(folder).similarities(["ferry"], ["ferry"]).tolist() == [[0.0]]


def test_a_model_without_such_a_layer_leaves_every_word_unknown(tmp_path: Path) -> None:
    folder = _model(tmp_path, {"ferry": 1, "boat": 2}, layer="encoder.dense.weight")
    assert read_word_vectors(folder).similarities(["ferry"], ["ferry"]).tolist() == [[0.0]]
