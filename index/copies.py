"""Copies of one story in several articles: syndicated, cut, lightly edited. Pure.

A story is the set of its shingles, runs of five words. MinHash (Broder 1997; datasketch's) with bands finds the pairs
that may share many of them, without comparing every pair; the shingles themselves then decide. A wire story that was
cut to its first paragraphs shares few shingles with the whole by Jaccard's measure, yet nearly all of its own: so what
decides is how much of the shorter story stands in the longer one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from index.model import Span
from index.names import fold

SHINGLE_WORDS: Final = 5
PERMUTATIONS: Final = 128
# Two rows a band: stories of which one holds a quarter of the other (Jaccard .25) meet in a band in 98 of 100 cases,
# stories that share one shingle of a hundred in less than one.
BAND_ROWS: Final = 2
# Of the shorter story's shingles so many stand in the longer one. Measured: see docs/decisions/0014-copies.md.
CONTAINED: Final = 0.65
# And so many are shared: a paragraph that two stories quote alike makes no copies of them.
SHARED: Final = 40
# Names how signatures are made: signatures of another scheme are made again.
SCHEME: Final = f"affine32-{PERMUTATIONS}-{SHINGLE_WORDS}-1"
_SEED: Final = 1


def shingles(text: str, furniture: Iterable[Span] = ()) -> frozenset[int]:
    """64-bit hashes of the story's runs of five words; case, accents, typography and furniture aside.

    Args:
        furniture: spans of the text that are not the story, in order.
    """
    story = [word for part in _outside(text, furniture) for word in fold(part).split()]
    runs = (" ".join(story[at : at + SHINGLE_WORDS]) for at in range(len(story) - SHINGLE_WORDS + 1))
    return frozenset(_hash(run) for run in runs)


def signature(story: frozenset[int]) -> bytes:
    """The story's MinHash: 128 numbers of 32 bits, little-endian; empty for a story without shingles."""
    from datasketch import MinHash  # noqa: PLC0415 - it brings SciPy, which only indexing should wait for

    if not story:
        return b""
    made = MinHash(num_perm=PERMUTATIONS, seed=_SEED, hashfunc=_lower_bits, scheme="affine32")
    made.update_batch(sorted(story))
    return bytes(made.hashvalues.astype("<u4").tobytes())


def bands(made: bytes) -> tuple[int, ...]:
    """Keys of a signature's bands (signed, 64 bits): stories that have one in common are candidates."""
    width = 4 * BAND_ROWS
    parts = (made[at : at + width] for at in range(0, len(made), width))
    return tuple(
        int.from_bytes(
            hashlib.blake2b(part, digest_size=8, salt=number.to_bytes(2, "little")).digest(), "little", signed=True
        )
        for number, part in enumerate(parts)
    )


def contained(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of the shorter story that stands in the longer one (0…1)."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def are_copies(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two stories are one: copied, cut or lightly edited."""
    return len(one & other) >= SHARED and contained(one, other) >= CONTAINED


def _outside(text: str, furniture: Iterable[Span]) -> Iterator[str]:
    at = 0
    for span in furniture:
        yield text[at : span.start]
        at = max(at, span.end)
    yield text[at:]


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "little")


def _lower_bits(value: int) -> int:
    return value & 0xFFFFFFFF
