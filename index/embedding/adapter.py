"""What the default model has been taught about questions to news: a small change of its weights, and how words are met.

A general model puts a question next to whatever is about the same thing. `benchmarks/teach.py` taught it to tell the
sentence that answers from its neighbours, with questions about invented coverage (`benchmarks/stories`). What it
learned is kept as a product of two narrow matrices for each layer, to be added to the layer's weights (LoRA: Hu et al.
2021, arXiv:2106.09685), so that a model of 22 million weights is changed by a file of about one megabyte. It belongs to
one model, told by its hash; any other is used as it is.
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
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

NEWS: Final = Path(str(files("index") / "embedding" / "news.safetensors"))
DOWN, UP, PROJECTION, BASE = ".down", ".up", "projection", "base"


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was taught.

    Attributes:
        file: holds it.
        digest: SHA-256 of the file, in hexadecimal.
        projection: the turn of token vectors onto the directions in which they are kept, shape (dimensions, kept).
    """

    file: Path
    digest: str
    projection: Vectors


@cache
def adapter_of(weights: str, file: Path = NEWS) -> Adapter | None:
    """The adapter for the model whose weights have this hash; None for every other model."""
    with safe_open(file, framework="numpy") as held:
        if held.metadata()[BASE] != weights:
            return None
        projection = held.get_tensor(PROJECTION).astype(np.float32)
    return Adapter(file, hashlib.sha256(file.read_bytes()).hexdigest(), projection)


def teach(encoder: SentenceTransformer, file: Path) -> None:
    """Add what was taught to the weights of the transformer, in place. Raises AttributeError for another one."""
    import torch  # noqa: PLC0415 - only those who run on torch, or export, pay for it

    model = cast("torch.nn.Module", encoder[0].model)
    with safe_open(file, framework="pt") as held, torch.no_grad():
        for name in held.keys():  # noqa: SIM118 - a safetensors file is no dict
            if name.endswith(DOWN):
                layer = name.removesuffix(DOWN)
                change = held.get_tensor(layer + UP).float() @ held.get_tensor(name).float()
                weight = model.get_parameter(f"{layer}.weight")
                weight.copy_(weight + change.to(weight.dtype))
