"""Everything that one forward pass of a text tells: its vector, its sentences' and its words'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding.late import Tokens, kept_tokens
from index.embedding.pooling import pooled
from index.model import Span

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one forward pass of a text tells.

    Attributes:
        vector: the whole text's, shape (dimensions,), of length 1.
        sentences: one for each of the spans asked for, shape (spans, dimensions), of length 1 each.
        tokens: its words' (`index.embedding.late`); None for models of which none are kept.
    """

    vector: Vectors
    sentences: Vectors
    tokens: Tokens | None


def encoded(
    vector: Vectors,
    tokens: Vectors,
    text: str,
    offsets: Sequence[tuple[int, int]],
    sentences: Sequence[Span],
    projection: Vectors | None,
) -> Encoded:
    """What is kept of a pass; `tokens` may hold rows of padding after those that have an offset."""
    inside = tokens[: len(offsets)]
    kept = None if projection is None else kept_tokens(inside, text, offsets, sentences, projection)
    return Encoded(vector, pooled(inside, offsets, sentences), kept)
