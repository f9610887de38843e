"""Token vectors kept small, and how well a question's tokens are met by a sentence's ("late interaction").

A sentence's one vector blurs its words; each word of the question looked for among the words of a passage, in their
context, does not (ColBERT: Khattab and Zaharia 2020, arXiv:2004.12832). The vectors are those of the forward pass that
makes the sentences' vectors. To be kept they are turned onto the directions in which the model's own word vectors vary
most (principal components, computed from its first layer: the same on every machine), or as the model was taught
(`index.embedding.adapter`), and rounded to one byte.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from index.embedding.pooling import normalised
from index.embedding.wordvectors import word_layer
from index.model import Span

Vectors = NDArray[np.float32]
# One row a token: `KEPT` dimensions of its direction in 127ths, then the number of its sentence.
Tokens = NDArray[np.int8]

KEPT: Final = 64
NO_SENTENCE: Final = -1
_LAST_SENTENCE: Final = 126
_SCALE: Final = 127.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """A question's tokens.

    Attributes:
        vectors: their directions, shape (tokens, KEPT), length 1 each.
        places: where each stands in the question (code points).
    """

    vectors: Vectors
    places: tuple[Span, ...]


def read_projection(folder: Path, dimensions: int) -> Vectors | None:
    """The turn of token vectors onto `KEPT` directions, shape (dimensions, KEPT); None where the model tells none."""
    try:
        layer = word_layer(folder)
    except (OSError, KeyError, SafetensorError) as error:
        _log.info("%s: no words are compared one by one (%s)", folder.name, error)
        return None
    if layer.shape[1] != dimensions or dimensions < KEPT:
        return None
    moved = layer.astype(np.float64) - layer.mean(axis=0, dtype=np.float64)
    _, directions = np.linalg.eigh(moved.T @ moved)
    main = directions[:, ::-1][:, :KEPT]
    # An eigenvector's sign is arbitrary: the largest part is made positive, so that every machine chooses the same.
    signs = np.sign(main[np.abs(main).argmax(axis=0), np.arange(KEPT)])
    turned: Vectors = (main * signs).astype(np.float32)
    return turned


def kept_tokens(
    tokens: Vectors, text: str, offsets: Sequence[tuple[int, int]], sentences: Sequence[Span], projection: Vectors
) -> Tokens:
    """The tokens that are words or parts of words, shape (kept, KEPT + 1).

    Args:
        tokens: one row a token, shape (tokens, dimensions).
        offsets: where each token stands in `text` (code points); special tokens are (0, 0).
        sentences: where the sentences stand in it; what lies in none of them gets `NO_SENTENCE`.
    """
    rows = [at for at, (start, end) in enumerate(offsets) if text[start:end].isalnum()]
    kept = np.empty((len(rows), KEPT + 1), np.int8)
    kept[:, :KEPT] = np.rint(normalised(tokens[rows] @ projection) * _SCALE)
    kept[:, KEPT] = [_sentence(offsets[at][0], sentences) for at in rows]
    return kept


def _sentence(start: int, sentences: Sequence[Span]) -> int:
    found = next((at for at, each in enumerate(sentences) if each.start <= start < each.end), NO_SENTENCE)
    return min(found, _LAST_SENTENCE)


def question_tokens(
    tokens: Vectors, text: str, offsets: Sequence[tuple[int, int]], shift: int, projection: Vectors
) -> QuestionTokens:
    """The question's words; `shift` is the length of the prompt in front of it in `text`."""
    rows = [at for at, (start, end) in enumerate(offsets) if start >= shift and text[start:end].isalnum()]
    places = tuple(Span(offsets[at][0] - shift, offsets[at][1] - shift) for at in rows)
    return QuestionTokens(normalised(tokens[rows] @ projection), places)


@dataclass(frozen=True, slots=True)
class Met:
    """How well a question's tokens are met (weighted mean of their best cosine similarities, -1…1).

    Attributes:
        passage: by the whole passage, its title included.
        sentences: by each of its sentences, by number; those without a word are left out.
    """

    passage: float
    sentences: dict[int, float]


def met(question: QuestionTokens, weights: Vectors, held: Mapping[int, Tokens]) -> dict[int, Met]:
    """How well passages meet the question.

    Args:
        weights: what each token of the question counts, shape (question's tokens,).
        held: the tokens of passages, by id, in the order in which they stand there.
    """
    total = float(weights.sum())
    some = {each: tokens for each, tokens in held.items() if len(tokens)} if total else {}
    found = {each: Met(0.0, {}) for each in held if each not in some}
    if not some:
        return found
    every = np.concatenate(list(some.values()))
    similar = question.vectors @ (every[:, :KEPT].T.astype(np.float32) / _SCALE)
    owner = np.repeat(np.arange(len(some)), [len(tokens) for tokens in some.values()])
    inside = every[:, KEPT]
    # A sentence's tokens stand together: one pass over all of them takes each sentence's best.
    starts = np.flatnonzero(np.r_[True, (np.diff(owner) != 0) | (np.diff(inside) != 0)])
    best = np.maximum.reduceat(similar, starts, axis=1)
    firsts = np.flatnonzero(np.r_[True, np.diff(owner[starts]) != 0])
    shares = weights / total
    passages = (shares @ np.maximum.reduceat(best, firsts, axis=1)).tolist()
    sentences: list[dict[int, float]] = [{} for _ in some]
    runs = zip(owner[starts].tolist(), inside[starts].tolist(), (shares @ best).tolist(), strict=True)
    for whose, number, value in runs:
        if number != NO_SENTENCE:
            sentences[whose][number] = max(value, sentences[whose].get(number, -np.inf))
    return found | {each: Met(*of) for each, of in zip(some, zip(passages, sentences, strict=True), strict=True)}
