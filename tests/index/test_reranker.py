"""A cross-encoder's word is a probability, whatever its heads are called; what is no cross-encoder is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from cross_encoder_support import build_cross_encoder

from config.errors import ModelError
from config.settings import EmbedderSettings, RetrievalSettings
from index.embedding.reranker import Reranker, load_reranker
from index.models import digest, resolve_embedder

QUESTION = "what leaks?"
TEXTS = ["A spillway was built.", "The choir sang.", "", "It rained. " * 200 + "The spillway held."]


def loaded(folder: Path) -> Reranker:
    return load_reranker(RetrievalSettings(reranker=str(folder)))


@pytest.mark.parametrize(
    ("heads", "yes", "more"),
    [
        (1, 0, {}),
        (1, 0, {"sentence_transformers": {"activation_fn": "torch.nn.modules.linear.Identity"}}),
        (2, 1, {}),
        (2, 0, {"id2label": {"0": "relevant", "1": "irrelevant"}, "label2id": {"relevant": 0, "irrelevant": 1}}),
    ],
    ids=["one output", "one output without an activation", "two outputs", "two outputs by their names"],
)
def test_the_outputs_become_the_probability_that_a_text_answers(
    tmp_path: Path, heads: int, yes: int, more: dict[str, object]
) -> None:
    model = loaded(build_cross_encoder(tmp_path / "model", "spillway", heads=heads, yes=yes, more=more))
    found = model.probabilities(QUESTION, TEXTS)
    assert found.shape == (len(TEXTS),)
    assert found[0] > 0.95
    assert (found[1:3] < 0.05).all()
    assert 0 <= found[3] <= 1  # too long to be read to its end
    assert model.probabilities(QUESTION, []).shape == (0,)


def test_its_weights_are_known_by_their_hash(tmp_path: Path) -> None:
    folder = build_cross_encoder(tmp_path / "model", "spillway")
    weights = digest(folder, "reranker")
    assert loaded(folder).weights == weights
    pinned = RetrievalSettings(reranker=str(folder), reranker_sha256=weights)
    assert load_reranker(pinned).weights == weights
    with pytest.raises(ModelError, match="hash"):
        load_reranker(pinned.model_copy(update={"reranker_sha256": "0" * 64}))


def test_outputs_that_are_no_numbers_are_an_error_and_no_probability(tmp_path: Path) -> None:
    model = loaded(build_cross_encoder(tmp_path / "model", "spillway", value=float("nan")))
    with pytest.raises(ArithmeticError):
        model.probabilities(QUESTION, TEXTS)


def test_what_is_no_cross_encoder_for_ranking_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    three = build_cross_encoder(tmp_path / "three", "spillway", heads=3)
    broken = build_cross_encoder(tmp_path / "broken", "spillway")
    (broken / "model.safetensors").write_bytes(b"no weights")
    empty = tmp_path / "empty"
    empty.mkdir()
    embedder = resolve_embedder(EmbedderSettings().model).folder
    for folder, said in ((three, "3 outputs"), (broken, "cannot load"), (embedder, "head"), (empty, "safetensors")):
        with pytest.raises(ModelError, match=said) as refused:
            loaded(folder)
        assert "\n" not in str(refused.value)
        assert refused.value.mend
    with pytest.raises(ModelError, match=r"retrieval\.reranker: the model nobody/has-this is not installed"):
        load_reranker(RetrievalSettings(reranker="nobody/has-this"))
