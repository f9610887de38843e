"""Vectors depend on the text and the model only, and the fast path stays true to the model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizer

from config.errors import ModelError
from config.settings import EmbedderSettings
from index.embedder import Embedder, embedder_fingerprint, load_embedder
from index.embedding.export import exported
from index.models import resolve_embedder

ROOT = Path(__file__).resolve().parents[2]
PASSAGES = [
    "The ferry to the outer islands will run twice a day from June, the port authority said.",
    "Beekeepers in the valley lost a third of their hives to the wet spring.",
    "“We ran out of salt on the second night,” said the head of the road crew, asked about the ice.",
    "Goalkeeper signs for three more years.",
    "",
]
LONG = " ".join(f"On day {day} the committee met in hall {day % 7} and adjourned." for day in range(40))


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="session")
def int8(cache: Path) -> Embedder:
    return load_embedder(EmbedderSettings(precision="int8", cache=cache))


@pytest.fixture(scope="session")
def float32() -> Embedder:
    return load_embedder(EmbedderSettings(precision="float32"))


@pytest.fixture(params=["int8", "float32"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    found: Embedder = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole sentence-transformers model of a few kilobytes, with a pooling other than the default model's."""
    folder = tmp_path_factory.mktemp("tiny")
    raw, whole = folder / "raw", folder / "whole"
    raw.mkdir()
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *"abcdefghijklmnopqrstuvwxyz",
        *(f"##{c}" for c in "aeiounrst"),
    ]
    (raw / "vocab.txt").write_text("\n".join(words))
    BertTokenizer(str(raw / "vocab.txt"), model_max_length=40).save_pretrained(raw)
    shape = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=40,
    )
    BertModel(shape).save_pretrained(raw)
    SentenceTransformer(modules=[Transformer(str(raw)), Pooling(32, "cls")], device="cpu").save(str(whole))
    return whole


@pytest.fixture(scope="session")
def tiny_export(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the tiny model is exported to."""
    folder = tmp_path_factory.mktemp("tiny-export")
    exported(resolve_embedder(str(tiny_model)), folder)
    (file,) = folder.iterdir()
    return file


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_every_text_gets_a_vector_of_length_one_in_the_order_given(embedder: Embedder) -> None:
    vectors = embedder.encode_passages(PASSAGES)
    assert vectors.shape == (len(PASSAGES), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(PASSAGES)), abs=1e-5)
    again = np.stack([embedder.encode_passages([text])[0] for text in PASSAGES])
    assert np.abs(vectors - again).max() < 1e-5


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.encode_passages([]).shape == (0, embedder.dimensions)


@pytest.mark.parametrize(
    ("question", "answer"),
    [("How often does the boat go to the islands?", 0), ("What did the rain do to honey bees?", 1)],
)
def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder: Embedder, question: str, answer: int) -> None:
    similarities = embedder.encode_passages(PASSAGES) @ embedder.encode_query(question)
    assert int(similarities.argmax()) == answer


def test_an_int8_vector_depends_on_its_own_text_only(int8: Embedder) -> None:
    among_others = int8.encode_passages([LONG, *PASSAGES, LONG])
    assert np.array_equal(among_others[1:-1], int8.encode_passages(PASSAGES))
    assert np.array_equal(int8.encode_query(PASSAGES[0]), among_others[1])


def test_int8_stays_close_to_the_model_it_was_made_from(int8: Embedder, float32: Embedder) -> None:
    texts = [*PASSAGES, LONG, "Snow.", "37 of 112 votes"]
    agreement = (int8.encode_passages(texts) * float32.encode_passages(texts)).sum(axis=1)
    assert agreement.min() > 0.96
    assert agreement.mean() > 0.985


def test_bfloat16_stays_close_to_the_model_too(float32: Embedder) -> None:
    half = load_embedder(EmbedderSettings(precision="bfloat16"))
    agreement = (half.encode_passages(PASSAGES) * float32.encode_passages(PASSAGES)).sum(axis=1)
    assert agreement.min() > 0.99
    assert np.linalg.norm(half.encode_query("ferry")) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("precision", ["int8", "float32"])
def test_words_count_up_to_the_maximal_length_and_not_beyond(precision: str, cache: Path) -> None:
    settings = EmbedderSettings.model_validate({"precision": precision, "max_tokens": 200, "cache": cache})
    embedder = load_embedder(settings)
    words = ["river"] * 180  # a word piece each: past 128, where tokenizers' own files would cut
    other_end, beyond = [*words[:-1], "murder"], [*words, *["river"] * 30, "murder"]
    plain, changed, cut = (embedder.encode_query(" ".join(text)) for text in (words, other_end, beyond))
    longer = embedder.encode_query(" ".join([*words, *["river"] * 40]))
    assert not np.allclose(plain, changed, atol=1e-4)
    assert np.allclose(cut, longer, atol=1e-6)


def test_prompts_stand_before_their_own_kind_of_text_only(cache: Path, int8: Embedder) -> None:
    prompted = load_embedder(EmbedderSettings(query_prompt="query: ", passage_prompt="passage: ", cache=cache))
    assert np.array_equal(prompted.encode_query("ice"), int8.encode_query("query: ice"))
    assert np.array_equal(prompted.encode_passages(["ice"])[0], int8.encode_query("passage: ice"))


def test_the_fingerprint_is_known_without_loading(embedder: Embedder) -> None:
    precision = "int8" if "onnx" in type(embedder).__module__ else "float32"
    assert embedder.fingerprint == embedder_fingerprint(EmbedderSettings(precision=precision))


def test_the_fingerprint_changes_with_what_changes_vectors_and_with_nothing_else(tmp_path: Path) -> None:
    base = embedder_fingerprint(EmbedderSettings())
    changes = [{"query_prompt": "q"}, {"passage_prompt": "q"}, {"max_tokens": 128}, {"precision": "float32"}]
    changed = [embedder_fingerprint(EmbedderSettings.model_validate(change)) for change in changes]
    assert len({base, *changed}) == len(changes) + 1
    assert embedder_fingerprint(EmbedderSettings(batch=1, threads=1, cache=tmp_path)) == base


def test_importing_the_embedder_loads_no_engine() -> None:
    probe = (
        "import sys, index.embedder; print([m for m in ('torch', 'onnxruntime', 'transformers') if m in sys.modules])"
    )
    assert run(probe) == "[]"


def test_once_exported_int8_needs_no_torch(int8: Embedder, cache: Path) -> None:
    probe = (
        "import sys; from index.embedder import load_embedder; from config.settings import EmbedderSettings;"
        "vector = load_embedder(EmbedderSettings(precision='int8', cache=sys.argv[1])).encode_query('frost');"
        "print(vector.tobytes().hex(), 'torch' in sys.modules)"
    )
    assert run(probe, str(cache)) == f"{int8.encode_query('frost').tobytes().hex()} False"


def test_a_damaged_export_is_made_anew_even_by_two_processes_at_once(
    tiny_model: Path, tiny_export: Path, tmp_path: Path
) -> None:
    whole = tiny_export.read_bytes()
    (tmp_path / tiny_export.name).write_bytes(whole[: len(whole) // 2])
    code = (
        "import sys; from pathlib import Path; from index.embedding.export import exported;"
        "from index.models import resolve_embedder; exported(resolve_embedder(sys.argv[1]), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(tiny_model), str(tmp_path)]
    together = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in together] == [0, 0]
    assert {(file.suffix, file.stat().st_size) for file in tmp_path.iterdir()} == {(".onnx", len(whole))}


def test_without_a_writable_cache_it_still_works(tiny_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder can be made here")
    settings = EmbedderSettings(model=str(tiny_model), cache=tmp_path / "file")
    assert load_embedder(settings).encode_query("a").shape == (32,)


def test_an_own_models_pooling_and_length_hold_in_both_engines(tiny_model: Path, tiny_export: Path) -> None:
    text = "no rain at all in our town, or so it is said" * 3  # longer than the model takes
    vectors = [
        load_embedder(
            EmbedderSettings.model_validate(
                {"model": str(tiny_model), "precision": precision, "cache": tiny_export.parent, "max_tokens": 8192}
            )
        ).encode_query(text)
        for precision in ("int8", "float32")
    ]
    assert float(vectors[0] @ vectors[1]) > 0.97


@pytest.mark.parametrize("precision", ["int8", "float32"])
def test_a_folder_that_is_no_whole_model_is_one_clear_line(tmp_path: Path, precision: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"only this")
    settings = EmbedderSettings.model_validate(
        {"model": str(tmp_path), "precision": precision, "cache": tmp_path / "c"}
    )
    with pytest.raises(ModelError) as failure:
        load_embedder(settings)
    assert str(tmp_path) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_no_library_reports_home() -> None:
    probe = "import index.embedding, os, onnxruntime; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    done = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout.strip(), done.stderr) == ("1", "")
