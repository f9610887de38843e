"""The torch engine: sentence-transformers as it comes, in float32 or bfloat16."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from config.errors import ModelError
from config.settings import EmbedderSettings
from index.embedding.limits import token_limit
from index.embedding.pooling import normalised, pooled
from index.model import Span
from index.models import ResolvedModel

Vectors = NDArray[np.float32]


class TorchEmbedder:
    """An `Embedder` that runs on torch."""

    def __init__(self, model: ResolvedModel, settings: EmbedderSettings, fingerprint: str) -> None:
        self.model = model.name
        self.fingerprint = fingerprint
        self._settings = settings
        self._encoder = _load(model, settings)
        self._encoder.max_seq_length = min(settings.max_tokens, token_limit(model.folder))
        self.dimensions = int(self.encode_query("").shape[0])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `index.embedder.Embedder`."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with _threads(self._settings.threads):
            return self._encode([self._settings.passage_prompt + text for text in texts])

    def encode_with_sentences(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """See `index.embedder.Embedder`."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32), []
        prompt = self._settings.passage_prompt
        prompted = [prompt + text for text in texts]
        with _threads(self._settings.threads):
            outputs: Any = self._encoder.encode(
                prompted, prompt="", batch_size=self._settings.batch, output_value=None, show_progress_bar=False
            )
        whole = normalised(np.stack([each["sentence_embedding"].float().cpu().numpy() for each in outputs]))
        return whole, [
            self._pooled(text, len(prompt), each, inside)
            for text, each, inside in zip(prompted, outputs, sentences, strict=True)
        ]

    def _pooled(self, text: str, shift: int, output: dict[str, torch.Tensor], sentences: Sequence[Span]) -> Vectors:
        encoded = self._encoder.tokenizer(
            text, return_offsets_mapping=True, truncation=True, max_length=self._encoder.max_seq_length
        )
        offsets = encoded["offset_mapping"]
        tokens = output["token_embeddings"].float().cpu().numpy()[: len(offsets)]
        return pooled(tokens, offsets, [Span(each.start + shift, each.end + shift) for each in sentences])

    def encode_query(self, text: str) -> Vectors:
        """See `index.embedder.Embedder`."""
        with _threads(1):
            vector: Vectors = self._encode([self._settings.query_prompt + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        tensor = self._encoder.encode(
            texts,
            prompt="",  # ours is in the text already; without this the model's own default would be added
            batch_size=self._settings.batch,
            convert_to_tensor=True,
            show_progress_bar=False,
        )
        vectors: Vectors = torch.nn.functional.normalize(tensor.float(), dim=-1).numpy()
        return vectors


def _load(model: ResolvedModel, settings: EmbedderSettings) -> SentenceTransformer:
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call] # the library's
    try:
        encoder = SentenceTransformer(
            str(model.folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": getattr(torch, settings.precision)},
        )
    except Exception as error:  # anything can be wrong with somebody's own model
        reason = f"sentence-transformers cannot load the model ({error})"
        raise ModelError(reason, where=str(model.folder), mend="set embedder.model to a whole model") from error
    return encoder.eval()


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Torch's threads for the block; a setting of the whole process, so it is put back."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)
