"""What the default model was taught is used by both engines, changes no other model, and is told by the fingerprint."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.numpy import load_file, save_file
from sentence_transformers import SentenceTransformer

from config.settings import EmbedderSettings
from index.embedder import Embedder, embedder_fingerprint, load_embedder
from index.embedding.adapter import BASE, DOWN, NEWS, PROJECTION, UP, adapter_of, teach
from index.embedding.late import KEPT
from index.model import Span
from index.models import resolve_embedder

TEXT = "Visitors will pay four crowns from June. The old bridge was painted green."


@pytest.fixture(scope="module")
def engines() -> list[Embedder]:
    return [load_embedder(EmbedderSettings.model_validate({"precision": each})) for each in ("int8", "float32")]


def test_the_shipped_adapter_is_for_the_default_model_and_for_no_other() -> None:
    weights = resolve_embedder(EmbedderSettings().model).weights
    adapter = adapter_of(weights)
    assert adapter is not None
    assert adapter.projection.shape == (384, KEPT)
    assert adapter_of("0" * 64) is None


def test_both_engines_make_the_same_of_it(engines: list[Embedder]) -> None:
    sentences = [[Span(0, 40), Span(41, len(TEXT))]]
    int8, float32 = (each.encode_whole([TEXT], sentences)[0] for each in engines)
    assert float(int8.vector @ float32.vector) > 0.97
    assert (int8.sentences * float32.sentences).sum(axis=1).min() > 0.95
    asked = [each.encode_question("how much is the entrance fee")[1] for each in engines]
    assert asked[0] is not None
    assert asked[1] is not None
    assert (asked[0].vectors * asked[1].vectors).sum(axis=1).min() > 0.9


def test_teaching_changes_the_vectors_and_the_fingerprint(engines: list[Embedder]) -> None:
    untaught = EmbedderSettings(precision="float32", taught=False)
    assert embedder_fingerprint(untaught) != engines[1].fingerprint
    plain = load_embedder(untaught)
    assert float(plain.encode_query(TEXT) @ engines[1].encode_query(TEXT)) < 0.999


def test_a_question_is_met_by_the_sentence_that_answers_it_in_other_words(engines: list[Embedder]) -> None:
    sentences = ["The council will foot the bill, the mayor said.", "The bill for the bridge was discussed on Monday."]
    text = " ".join(sentences)
    places = [[Span(0, len(sentences[0])), Span(len(sentences[0]) + 1, len(text))]]
    for engine in engines:
        alike = engine.encode_whole([text], places)[0].sentences @ engine.encode_query("who pays for it?")
        assert alike[0] > alike[1]


def test_a_generation_that_says_nothing_of_it_was_made_untaught() -> None:
    kept = EmbedderSettings().model_dump_json(exclude={"taught"})
    assert not EmbedderSettings.of_generation(kept).taught
    assert EmbedderSettings.of_generation(EmbedderSettings().model_dump_json()).taught


def test_an_adapter_is_added_to_the_weights_it_names(tmp_path: Path) -> None:
    held = load_file(NEWS)
    layers = [name.removesuffix(DOWN) for name in held if name.endswith(DOWN)]
    assert layers
    one = layers[0]
    save_file(
        {PROJECTION: held[PROJECTION], one + DOWN: held[one + DOWN], one + UP: held[one + UP]},
        tmp_path / "one",
        {BASE: "mine"},
    )
    adapter = adapter_of("mine", tmp_path / "one")
    assert adapter is not None
    encoder = SentenceTransformer(str(resolve_embedder(EmbedderSettings().model).folder), device="cpu")
    before = {name: each.clone() for name, each in encoder[0].model.named_parameters()}
    teach(encoder, adapter.file)
    changed = [name for name, each in encoder[0].model.named_parameters() if not torch.equal(each, before[name])]
    assert changed == [f"{one}.weight"]
