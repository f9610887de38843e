"""A question's words are looked for one by one among a passage's, each in its context."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from config.settings import EmbedderSettings
from index.embedder import Embedder, load_embedder
from index.embedding.late import KEPT, NO_SENTENCE, Met, QuestionTokens, kept_tokens, met, read_projection
from index.model import Span
from index.models import resolve_embedder
from index.sentences import raw_sentences

PASSAGE = (
    "Ferry news\nThe old pier was closed last spring. Divers will mend its piles, and that costs two million crowns."
)
SENTENCES = raw_sentences(PASSAGE, Span(PASSAGE.index("The old"), len(PASSAGE)))


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(EmbedderSettings())


def _met(embedder: Embedder, question: str) -> Met:
    (made,) = embedder.encode_whole([PASSAGE], [SENTENCES])
    _, asked = embedder.encode_question(question)
    assert made.tokens is not None
    assert asked is not None
    return met(asked, np.ones(len(asked.places), np.float32), {7: made.tokens})[7]


def test_the_sentence_that_answers_meets_the_question_best_though_it_shares_no_word(embedder: Embedder) -> None:
    found = _met(embedder, "how expensive is the repair of the jetty")
    assert found.sentences[1] > found.sentences[0]
    assert found.passage >= max(found.sentences.values()) - 1e-6


def test_a_question_about_something_else_is_met_less(embedder: Embedder) -> None:
    assert _met(embedder, "who mends the pier").passage > _met(embedder, "which striker scored twice").passage


def test_the_question_has_the_vector_that_it_has_alone(embedder: Embedder) -> None:
    vector, asked = embedder.encode_question("what does the repair cost?")
    assert np.allclose(vector, embedder.encode_query("what does the repair cost?"), atol=1e-6)
    assert asked is not None
    assert ["what does the repair cost?"[each.start : each.end] for each in asked.places] == [
        "what", "does", "the", "repair", "cost",
    ]  # fmt: skip


def test_the_title_meets_the_question_for_the_passage_but_for_no_sentence(embedder: Embedder) -> None:
    (made,) = embedder.encode_whole([PASSAGE], [SENTENCES])
    assert made.tokens is not None
    assert made.tokens[:2, KEPT].tolist() == [NO_SENTENCE, NO_SENTENCE]
    assert set(made.tokens[2:, KEPT].tolist()) == {0, 1}


def test_a_question_without_a_word_is_met_by_nothing(embedder: Embedder) -> None:
    found = _met(embedder, "?!")
    assert (found.passage, found.sentences) == (0.0, {})


def test_every_machine_turns_words_the_same_way() -> None:
    folder = resolve_embedder(EmbedderSettings().model).folder
    turned = read_projection(folder, 384)
    assert turned is not None
    assert turned.shape == (384, KEPT)
    assert (turned[np.abs(turned).argmax(axis=0), np.arange(KEPT)] > 0).all()
    assert np.allclose(turned.T @ turned, np.eye(KEPT), atol=1e-4)


@pytest.mark.parametrize("content", [None, {"other.weight": np.eye(3, dtype=np.float32)}])
def test_a_model_that_tells_no_words_is_used_without(tmp_path: Path, content: dict[str, np.ndarray] | None) -> None:
    if content is None:
        (tmp_path / "model.safetensors").write_bytes(b"{}")
    else:
        save_file(content, str(tmp_path / "model.safetensors"))
    assert read_projection(tmp_path, 384) is None


def test_a_model_of_other_dimensions_than_its_words_is_used_without(tmp_path: Path) -> None:
    layer = {"embeddings.word_embeddings.weight": np.eye(80, 70, dtype=np.float32)}
    save_file(layer, str(tmp_path / "model.safetensors"))
    assert read_projection(tmp_path, 384) is None
    assert read_projection(tmp_path, 70) is not None


@given(st.lists(st.lists(st.integers(-1, 3), max_size=8).map(sorted), max_size=4), st.integers(0, 2**32 - 1))
def test_many_passages_are_met_as_each_alone_by_its_best_words(numbers: list[list[int]], seed: int) -> None:
    dice = np.random.default_rng(seed)
    held = {}
    for at, inside in enumerate(numbers):
        tokens = dice.integers(-127, 128, (len(inside), KEPT + 1), dtype=np.int8)
        tokens[:, KEPT] = inside
        held[at] = tokens
    asked = QuestionTokens(dice.standard_normal((3, KEPT)).astype(np.float32), (Span(0, 1), Span(1, 2), Span(2, 3)))
    weights = np.array([1.0, 2.0, 0.5], np.float32)
    found = met(asked, weights, held)
    assert set(found) == set(held)
    for at, tokens in held.items():
        similar = asked.vectors @ (tokens[:, :KEPT].T.astype(np.float32) / 127)
        shares = weights / weights.sum()
        assert set(found[at].sentences) == set(tokens[:, KEPT].tolist()) - {NO_SENTENCE}
        for number, value in found[at].sentences.items():
            assert value == pytest.approx(float(shares @ similar[:, tokens[:, KEPT] == number].max(axis=1)), abs=1e-4)
        if len(tokens):
            assert found[at].passage == pytest.approx(float(shares @ similar.max(axis=1)), abs=1e-4)
        else:
            assert found[at].passage == 0.0


@given(st.text(alphabet="ab .—é", max_size=40), st.integers(0, 3))
def test_only_words_are_kept_and_each_in_its_sentence(text: str, width: int) -> None:
    offsets = [(0, 0), *((at, at + 1 + width % 2) for at in range(max(0, len(text) - 1)))]
    half = len(text) // 2
    sentences = [Span(0, half), Span(half, len(text))]
    turn = np.eye(70, KEPT, dtype=np.float32)
    kept = kept_tokens(np.ones((len(offsets), 70), np.float32), text, offsets, sentences, turn)
    words = [start for start, end in offsets if text[start:end].isalnum()]
    assert kept.shape == (len(words), KEPT + 1)
    assert kept[:, KEPT].tolist() == [0 if start < half else 1 for start in words]
