"""The reranker: a cross-encoder reads a question together with an account, and says how likely that answers it.

Importing this module imports torch; only those whose settings name a reranker do.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder
from transformers.utils import logging as transformers_logging

from config.errors import ModelError
from config.settings import RetrievalSettings
from index.embedding.limits import read_json, token_limit
from index.embedding.threads import torch_threads
from index.models import ResolvedModel, resolve_reranker

Probabilities = NDArray[np.float32]
# A question and a few sentences; longer inputs cost time and hold no more of an excerpt.
_MOST_TOKENS: Final = 512
_BATCH: Final = 32
# What two-headed models call the head that means "this answers"; without such names it is the second one
# (Nogueira and Cho 2019).
_YES: Final = frozenset(["relevant", "yes", "true", "positive", "entailment", "answer", "1"])
_MEND: Final = "set retrieval.reranker to a cross-encoder for ranking, or remove it"


class Reranker:
    """A loaded cross-encoder. It may be called from any thread; one call runs at a time.

    Attributes:
        model: its name in the settings.
        weights: SHA-256 of its weights, in hexadecimal.
    """

    def __init__(self, model: ResolvedModel) -> None:
        """Raises ModelError where it cannot be loaded, or is no model that scores pairs."""
        self.model = model.name
        self.weights = model.weights
        self._encoder = _load(model)
        self._yes = _yes(self._encoder, model)
        self._one_at_a_time = threading.Lock()  # tokenizers refuse to be shared

    def probabilities(self, question: str, texts: Sequence[str]) -> Probabilities:
        """How likely each text answers the question (0…1), shape (n,), in the order given.

        The outputs before any activation count, so that it does not matter which one the model's files name: one
        output is put through the logistic function, two through softmax. Raises ArithmeticError if one is no number.
        """
        if not texts:
            return np.empty(0, np.float32)
        pairs = [(question, text) for text in texts]
        # A second thread mostly waits for its neighbours, and the bot's own work wants a core too.
        with self._one_at_a_time, torch_threads(1):
            outputs = self._encoder.predict(
                pairs, batch_size=_BATCH, show_progress_bar=False, activation_fn=torch.nn.Identity()
            )
        raw = np.asarray(outputs, np.float64).reshape(len(texts), -1)
        if not np.isfinite(raw).all():
            raise ArithmeticError("the reranker gave something that is no number")
        odds = raw[:, 0] if raw.shape[1] == 1 else raw[:, self._yes] - raw[:, 1 - self._yes]
        found: Probabilities = (0.5 * (1.0 + np.tanh(odds / 2.0))).astype(np.float32)  # logistic, without overflow
        return found


def load_reranker(settings: RetrievalSettings) -> Reranker:
    """The reranker that the settings name.

    Raises ModelError if it is not here, has other weights than it should, or is no cross-encoder for ranking.
    """
    if settings.reranker is None:
        raise ValueError("no reranker is set")
    return Reranker(resolve_reranker(settings.reranker, settings.reranker_sha256))


def _load(model: ResolvedModel) -> CrossEncoder:
    if not _scores_pairs(model.folder):
        # It would be loaded with a head of random numbers.
        raise ModelError("the model has no head that scores pairs of texts", where=str(model.folder), mend=_MEND)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call] # the library's
    try:
        encoder: CrossEncoder = CrossEncoder(str(model.folder), device="cpu", local_files_only=True)
        encoder.max_seq_length = min(_MOST_TOKENS, token_limit(model.folder))
    except Exception as error:  # anything can be wrong with somebody's own model
        said = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelError(
            f"sentence-transformers cannot load it ({said})", where=str(model.folder), mend=_MEND
        ) from error
    encoder.eval()
    return encoder


def _scores_pairs(folder: Path) -> bool:
    architectures = read_json(folder / "config.json").get("architectures") or ()
    kind = read_json(folder / "config_sentence_transformers.json").get("model_type")
    return kind == "CrossEncoder" or any("SequenceClassification" in str(each) for each in architectures)


def _yes(encoder: CrossEncoder, model: ResolvedModel) -> int:
    """Which of two outputs means that the text answers; 0 where there is only one. Raises ModelError for more."""
    heads = int(encoder.num_labels)
    if heads not in (1, 2):
        raise ModelError(
            f"the model has {heads} outputs; one for ranking has one or two", where=str(model.folder), mend=_MEND
        )
    names: Mapping[Any, Any] = read_json(model.folder / "config.json").get("id2label") or {}
    named = [int(at) for at, name in names.items() if str(name).casefold() in _YES]
    return 0 if heads == 1 else named[0] if len(named) == 1 else 1
