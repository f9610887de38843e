"""The torch engine: sentence-transformers as it comes, in float32 or bfloat16."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from config.errors import ModelError
from config.settings import EmbedderSettings
from index.embedding.adapter import Adapter, teach
from index.embedding.late import QuestionTokens, question_tokens, read_projection
from index.embedding.limits import token_limit
from index.embedding.pooling import normalised
from index.embedding.threads import torch_threads
from index.embedding.whole import Encoded, encoded
from index.model import Span
from index.models import ResolvedModel

Vectors = NDArray[np.float32]


class TorchEmbedder:
    """An `Embedder` that runs on torch."""

    def __init__(
        self, model: ResolvedModel, settings: EmbedderSettings, fingerprint: str, adapter: Adapter | None
    ) -> None:
        self.model = model.name
        self.fingerprint = fingerprint
        self._settings = settings
        self._encoder = _load(model, settings)
        if adapter is not None:
            teach(self._encoder, adapter.file)
        self._encoder.max_seq_length = min(settings.max_tokens, token_limit(model.folder))
        self.dimensions = int(self.encode_query("").shape[0])
        self._turn = adapter.projection if adapter else read_projection(model.folder, self.dimensions)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `index.embedder.Embedder`."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with torch_threads(self._settings.threads):
            return self._encode([self._settings.passage_prompt + text for text in texts])

    def encode_whole(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """See `index.embedder.Embedder`."""
        if not texts:
            return []
        prompt = self._settings.passage_prompt
        prompted = [prompt + text for text in texts]
        places = [[Span(each.start + len(prompt), each.end + len(prompt)) for each in inside] for inside in sentences]
        with torch_threads(self._settings.threads):
            outputs = self._outputs(prompted)
        return [
            encoded(vector, tokens, text, self._offsets(text), inside, self._turn)
            for text, (vector, tokens), inside in zip(prompted, outputs, places, strict=True)
        ]

    def _outputs(self, texts: list[str]) -> list[tuple[Vectors, Vectors]]:
        outputs: Any = self._encoder.encode(
            texts, prompt="", batch_size=self._settings.batch, output_value=None, show_progress_bar=False
        )
        return [
            (
                normalised(each["sentence_embedding"].float().cpu().numpy()),
                each["token_embeddings"].float().cpu().numpy(),
            )
            for each in outputs
        ]

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        made = self._encoder.tokenizer(
            text, return_offsets_mapping=True, truncation=True, max_length=self._encoder.max_seq_length
        )
        offsets: list[tuple[int, int]] = made["offset_mapping"]
        return offsets

    def encode_question(self, text: str) -> tuple[Vectors, QuestionTokens | None]:
        """See `index.embedder.Embedder`."""
        prompt = self._settings.query_prompt
        with torch_threads(1):
            ((vector, tokens),) = self._outputs([prompt + text])
        if self._turn is None:
            return vector, None
        return vector, question_tokens(tokens, prompt + text, self._offsets(prompt + text), len(prompt), self._turn)

    def encode_query(self, text: str) -> Vectors:
        """See `index.embedder.Embedder`."""
        with torch_threads(1):
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
