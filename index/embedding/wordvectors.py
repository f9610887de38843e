"""How alike two single words are, by the embedder's own input vectors.

A paraphrase shares no word with the sentence that answers ("fix", "repairs"). The first layer of an embedder holds a
vector for every word of its vocabulary; those of words that are used alike lie near each other (Mikolov et al. 2013;
mean-centred as in Mu and Viswanath 2018). Reading that one layer costs no run of the model.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

Similarities = NDArray[np.float32]
Places = NDArray[np.intp]
_LAYERS: Final = ("word_embeddings.weight", "embed_tokens.weight", "tok_embeddings.weight")
# What marks a token that begins a word, where pieces within words carry no mark of their own.
_BEGINNINGS: Final = ("▁", "Ġ")
_log = logging.getLogger(__name__)


class WordVectors:
    """The vectors of the words that a model knows whole; others are like nothing."""

    def __init__(self, rows: Mapping[str, int], vectors: NDArray[np.float16]) -> None:
        """`rows` says which row of `vectors`, shape (n, dimensions) and of length 1 each, is a word's."""
        self._rows, self._vectors = rows, vectors
        # Which rows a sentence's words are, is asked again with every question that meets the sentence.
        self._known = lru_cache(maxsize=2048)(self._find)

    def similarities(self, words: Sequence[str], others: Sequence[str]) -> Similarities:
        """Cosine similarity of each word to each other one, shape (words, others), case aside; 0 for unknown words."""
        found = np.zeros((len(words), len(others)), np.float32)
        (left, rows), (right, other_rows) = self._known(tuple(words)), self._known(tuple(others))
        if len(rows) and len(other_rows):
            one, other = self._vectors[rows].astype(np.float32), self._vectors[other_rows].astype(np.float32)
            found[left[:, np.newaxis], right] = one @ other.T
        return found

    def _find(self, words: tuple[str, ...]) -> tuple[Places, Places]:
        """Which of the words are known, and their rows."""
        rows = [(at, row) for at, word in enumerate(words) if (row := self._rows.get(word.casefold())) is not None]
        return np.array([at for at, _ in rows], np.intp), np.array([row for _, row in rows], np.intp)


NO_WORDS: Final = WordVectors({}, np.zeros((0, 1), np.float16))
"""Knows no word: for models whose files do not say how their words lie."""


def read_word_vectors(folder: Path) -> WordVectors:
    """The word vectors of the model in this folder; `NO_WORDS` where its files hold none that can be read."""
    try:
        vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
        words = _whole_words(vocabulary)
        layer = word_layer(folder)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        _log.info("%s tells nothing about single words (%s)", folder.name, error)
        return NO_WORDS
    known = {word: row for word, row in words.items() if row < len(layer)}
    if not known:
        return NO_WORDS
    return WordVectors({word: at for at, word in enumerate(known)}, _centred(layer[list(known.values())]))


def _whole_words(vocabulary: Mapping[str, int] | Sequence[Sequence[object]]) -> dict[str, int]:
    """The tokens that are words by themselves, with their ids."""
    pairs = (
        vocabulary.items()
        if isinstance(vocabulary, Mapping)
        else ((str(one[0]), at) for at, one in enumerate(vocabulary))
    )
    found = dict(pairs)
    marked = sum(token[:1] in _BEGINNINGS for token in found) * 10 > len(found)
    words: dict[str, int] = {}
    for token, at in found.items():
        word = token[1:] if marked and token[:1] in _BEGINNINGS else token
        if (len(word) < len(token)) == marked and len(word) > 1 and word.isalpha():
            words.setdefault(word.casefold(), at)
    return words


def word_layer(folder: Path) -> NDArray[np.float32]:
    """The first layer of the model in this folder, one row a token of its vocabulary, shape (tokens, dimensions).

    Raises KeyError if there is none, OSError or SafetensorError if it cannot be read.
    """
    with safe_open(str(folder / "model.safetensors"), framework="np") as tensors:
        for name in tensors.keys():  # noqa: SIM118 - not a mapping: it cannot be iterated
            if name.endswith(_LAYERS):
                found: NDArray[np.float32] = tensors.get_tensor(name).astype(np.float32)
                return found
    raise KeyError("no layer of words")


def _centred(layer: NDArray[np.float32]) -> NDArray[np.float16]:
    moved = layer - layer.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    scaled: NDArray[np.float16] = (moved / np.maximum(lengths, 1e-9)).astype(np.float16)
    return scaled
