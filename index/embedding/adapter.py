"""What the default model has been taught about questions to news: a small change of its weights, and how words are met.

A general model puts a question next to whatever is about the same thing. `benchmarks/teach.py` taught it to tell the
sentence that answers from its neighbours, with questions about invented coverage (`benchmarks/stories`). What it
learned is kept as a product of two narrow matrices for each layer, to be added to the layer's weights (LoRA: Hu et al.
2021, arXiv:2106.09685), so that a model of 22 million weights is changed by a file of about one megabyte. It belongs to
one model, told by its hash; any other is used as it is.

A second file, made alike by `benchmarks/teach_assessor.py`, turns the same model into one that reads a question
together with an account (`index.embedding.assessor`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

_FOLDER = Path(str(files("index") / "embedding"))
NEWS: Final = _FOLDER / "news.safetensors"
ASSESSOR: Final = _FOLDER / "assessor.safetensors"
DOWN, UP, VALUE = ".down", ".up", ".value"
PROJECTION, BASE, HEAD = "projection", "base", "head"


@dataclass(frozen=True, slots=True)
class Taught:
    """What was taught.

    Attributes:
        file: holds it.
        digest: SHA-256 of the file, in hexadecimal.
    """

    file: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Adapter(Taught):
    """What the embedder was taught.

    Attributes:
        projection: the turn of token vectors onto the directions in which they are kept, shape (dimensions, kept).
    """

    projection: Vectors


@cache
def adapter_of(weights: str, file: Path = NEWS) -> Adapter | None:
    """The adapter for the model whose weights have this hash; None for every other model."""
    with safe_open(file, framework="numpy") as held:
        if held.metadata()[BASE] != weights:
            return None
        projection = held.get_tensor(PROJECTION).astype(np.float32)
    return Adapter(file, _digest(file), projection)


@cache
def assessor_of(weights: str, file: Path = ASSESSOR) -> Taught | None:
    """What makes the model whose weights have this hash an assessor; None for every other model."""
    with safe_open(file, framework="numpy") as held:
        fits = held.metadata()[BASE] == weights
    return Taught(file, _digest(file)) if fits else None


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def teach(encoder: SentenceTransformer, file: Path) -> None:
    """Add what was taught to the weights of the transformer, in place. Raises AttributeError for another one."""
    teach_layers(cast("torch.nn.Module", encoder[0].model), file)


def teach_layers(model: torch.nn.Module, file: Path) -> None:
    """The same for the bare transformer; some of its values may have been learned whole."""
    from torch import no_grad  # noqa: PLC0415 - only those who run on torch, or export, pay for it

    with safe_open(file, framework="pt") as held, no_grad():
        for name in held.keys():  # noqa: SIM118 - a safetensors file is no dict
            if name.endswith(DOWN):
                layer = name.removesuffix(DOWN)
                change = held.get_tensor(layer + UP).float() @ held.get_tensor(name).float()
                weight = model.get_parameter(f"{layer}.weight")
                weight.copy_(weight + change.to(weight.dtype))
            elif name.endswith(VALUE):
                value = model.get_parameter(name.removesuffix(VALUE))
                value.copy_(held.get_tensor(name).to(value.dtype))
