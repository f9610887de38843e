"""The assessor: reads a question together with an account, and says how likely that answers it.

An embedder never sees the two together, so that it cannot tell "how many were hurt" from "how many fled". A
cross-encoder does (Nogueira and Cho 2019, arXiv:1901.04085). None comes with a package; this one is the default
embedder's model, taught with questions about invented coverage (`benchmarks/teach_assessor.py`), int8, without torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from config.settings import EmbedderSettings
from index.embedding.adapter import Taught, assessor_of
from index.embedding.export import exported
from index.embedding.onnx_engine import feed_of, session_of, tokenizer_of
from index.models import ResolvedModel, resolve_embedder

Odds = NDArray[np.float32]
# Of a pair; what is longer holds no more of an account.
_MOST_TOKENS: Final = 96


class Assessor:
    """A loaded assessor. It may be called from any thread."""

    def __init__(self, model: ResolvedModel, settings: EmbedderSettings, taught: Taught) -> None:
        """Raises ModelError where it cannot be exported or loaded."""
        self._session = session_of(exported(model, settings.cache, taught), model.name)
        self._threads = settings.threads
        self._inputs = frozenset(node.name for node in self._session.get_inputs())
        self._tokenizer = tokenizer_of(self._session, _MOST_TOKENS)

    def odds(self, question: str, accounts: Sequence[str]) -> Odds:
        """Logarithm of the odds that each account answers the question, shape (n,), in the order given.

        Pairs run one by one, several at a time: int8 scales are taken over a whole batch; alone, each pair's odds
        depend on itself only. Raises ArithmeticError if one is no number.
        """
        if not accounts:
            return np.empty(0, np.float32)
        encodings = self._tokenizer.encode_batch([(question, account) for account in accounts])
        with ThreadPoolExecutor(min(self._threads, len(accounts))) as pool:
            found = np.array(list(pool.map(self._run, encodings)), np.float32)
        if not np.isfinite(found).all():
            raise ArithmeticError("the assessor gave something that is no number")
        return found

    def _run(self, encoding: Encoding) -> float:
        return float(self._session.run(["odds"], feed_of(encoding, self._inputs))[0][0])


def load_assessor(settings: EmbedderSettings) -> Assessor | None:
    """The assessor that goes with these settings' embedder; None for one that was not taught. Raises ModelError."""
    model = resolve_embedder(settings.model, settings.sha256)
    taught = assessor_of(model.weights) if settings.taught else None
    return None if taught is None else Assessor(model, settings, taught)
