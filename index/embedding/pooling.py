"""Sentence vectors out of a passage's token vectors ("late chunking", Günther et al. 2024, arXiv:2409.04701)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.model import Span

Vectors = NDArray[np.float32]


def normalised(vectors: Vectors) -> Vectors:
    """The same directions with length 1, along the last axis; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit


def pooled(tokens: Vectors, offsets: Sequence[tuple[int, int]], sentences: Sequence[Span]) -> Vectors:
    """The normalised mean of the token vectors in each sentence, shape (sentences, dimensions).

    A sentence that the token limit cut off has the mean of all tokens.

    Args:
        tokens: one row a token, shape (tokens, dimensions).
        offsets: where each token stands in the encoded string (code points); special tokens are (0, 0).
        sentences: where the sentences stand in it.
    """
    starts = np.array([start for start, _ in offsets])
    ends = np.array([end for _, end in offsets])
    whole = tokens[ends > starts].mean(axis=0) if (ends > starts).any() else tokens.mean(axis=0)
    rows = []
    for sentence in sentences:
        inside = (ends > starts) & (starts >= sentence.start) & (ends <= sentence.end)
        rows.append(tokens[inside].mean(axis=0) if inside.any() else whole)
    return normalised(np.array(rows, dtype=np.float32).reshape(len(rows), tokens.shape[1]))
