"""Vectors held in memory, for looking at each passage of a small scope: no approximation, and no join afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from index.tables.embeddings import Generation, Vectors

# Together at most about 75 MB at 384 dimensions, and one scope more.
_MOST: Final = 50_000


class HeldVectors:
    """The vectors of one embedder that were asked for so far, one row each, by the hash of the embedded string.

    It only grows; when it is full a new one takes its place, and who still uses this one is not disturbed.
    """

    def __init__(self, generation: Generation) -> None:
        self._fingerprint = generation.fingerprint
        self._rows: dict[bytes, int] = {}
        self._matrix: Vectors = np.empty((0, generation.dimensions), np.float32)

    def fits(self, generation: Generation) -> bool:
        """Whether this is the generation's embedder, and there is room for more."""
        return generation.fingerprint == self._fingerprint and len(self._rows) < _MOST

    def lacking(self, embedded: Iterable[bytes]) -> list[bytes]:
        """Those that are not held, each once."""
        return [each for each in dict.fromkeys(embedded) if each not in self._rows]

    def add(self, found: Mapping[bytes, Vectors]) -> None:
        """Hold these vectors, each of shape (dimensions,); those that are held already are passed over."""
        new = {each: vector for each, vector in found.items() if each not in self._rows}
        if new:
            self._rows.update({each: len(self._matrix) + at for at, each in enumerate(new)})
            self._matrix = np.concatenate([self._matrix, np.stack(list(new.values()))])

    def nearest(self, members: Sequence[tuple[int, bytes]], vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The `k` members that are nearest: (passage id, cosine similarity), best first; those not held are left out.

        Args:
            members: (passage id, hash of its embedded string), by id: ties go to the first.
            vector: shape (dimensions,), of length 1.
        """
        places = [(passage, self._rows[embedded]) for passage, embedded in members if embedded in self._rows]
        if not places:
            return []
        rows = np.array([row for _, row in places])
        few = 4 * len(rows) < len(self._matrix)  # picking rows copies them: worth it only to skip most of the work
        similarity = self._matrix[rows] @ vector if few else (self._matrix @ vector)[rows]
        best = np.argsort(-similarity, kind="stable")[:k]
        return [(places[at][0], float(similarity[at])) for at in best]
