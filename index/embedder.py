"""The embedder: passages and questions in, unit vectors out.

Importing this module imports neither torch nor onnxruntime; loading an int8 embedder never imports torch into this
process (the one-time export runs in a process of its own).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from config.settings import EmbedderSettings
from index.embedding.adapter import Adapter, adapter_of
from index.embedding.export import RECIPE
from index.embedding.late import KEPT, QuestionTokens
from index.embedding.whole import Encoded
from index.embedding.wordvectors import WordVectors, read_word_vectors
from index.model import Span
from index.models import ResolvedModel, resolve_embedder

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into vectors of length 1, so that a dot product is the cosine similarity.

    Attributes:
        model: the canonical name of the model.
        fingerprint: hexadecimal; equal for two embedders exactly if they make the same vectors of the same text.
        dimensions: length of a vector.
    """

    @property
    def model(self) -> str: ...  # noqa: D102 - said above

    @property
    def fingerprint(self) -> str: ...  # noqa: D102 - said above

    @property
    def dimensions(self) -> int: ...  # noqa: D102 - said above

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, shape (n, dimensions), in the order given. Uses `embedder.threads` threads."""
        ...

    def encode_whole(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """All that one forward pass of each text tells; `sentences` are spans of it (code points)."""
        ...

    def encode_query(self, text: str) -> Vectors:
        """The question's vector, shape (dimensions,). Uses one thread: a second one only waits for its neighbours."""
        ...

    def encode_question(self, text: str) -> tuple[Vectors, QuestionTokens | None]:
        """The same vector, and the question's tokens; None for models of which no tokens are kept."""
        ...


def embedder_fingerprint(settings: EmbedderSettings) -> str:
    """The fingerprint that `load_embedder(settings)` will have, without loading it (about 70 ms, to hash the weights).

    Raises ModelError as `resolve_embedder` does.
    """
    return _fingerprint(settings, resolve_embedder(settings.model, settings.sha256))


def load_embedder(settings: EmbedderSettings) -> Embedder:
    """The embedder of these settings, ready to use.

    Raises ModelError if the model is not here, has other weights than it should, or cannot be loaded.
    """
    model = resolve_embedder(settings.model, settings.sha256)
    fingerprint, adapter = _fingerprint(settings, model), _adapter(settings, model)
    if settings.precision == "int8":
        from index.embedding.onnx_engine import OnnxEmbedder  # noqa: PLC0415 - only those who encode pay for onnxruntime

        return OnnxEmbedder(model, settings, fingerprint, adapter)
    from index.embedding.torch_engine import TorchEmbedder  # noqa: PLC0415 - torch takes seconds and 400 MB

    return TorchEmbedder(model, settings, fingerprint, adapter)


def load_word_vectors(settings: EmbedderSettings) -> WordVectors:
    """The vectors of single words of these settings' model, whatever its precision. Raises ModelError."""
    return read_word_vectors(resolve_embedder(settings.model, settings.sha256).folder)


def _fingerprint(settings: EmbedderSettings, model: ResolvedModel) -> str:
    parts = {
        "weights": model.weights,
        "setup": model.setup,
        "query": settings.query_prompt,
        "passage": settings.passage_prompt,
        "tokens": settings.max_tokens,
        "precision": settings.precision,
        "kept": KEPT,
        "recipe": RECIPE if settings.precision == "int8" else "",
    }
    if adapter := _adapter(settings, model):
        parts["adapter"] = adapter.digest
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _adapter(settings: EmbedderSettings, model: ResolvedModel) -> Adapter | None:
    return adapter_of(model.weights) if settings.taught else None
