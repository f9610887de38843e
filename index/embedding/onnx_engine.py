"""The int8 engine: onnxruntime and tokenizers, without torch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from config.errors import ModelError
from config.settings import EmbedderSettings
from index.embedding.adapter import Adapter
from index.embedding.export import exported
from index.embedding.late import QuestionTokens, question_tokens, read_projection
from index.embedding.pooling import normalised
from index.embedding.whole import Encoded, encoded
from index.model import Span
from index.models import ResolvedModel

Vectors = NDArray[np.float32]


class OnnxEmbedder:
    """An `Embedder` of int8 weights.

    Texts run one by one, each on one thread, several at a time. int8 scales are taken over a whole batch, so that in a
    batch a text's vector would depend on its neighbours; alone it depends on the text only, and needs no padding.
    (Measured faster than batches as well.)
    """

    def __init__(
        self, model: ResolvedModel, settings: EmbedderSettings, fingerprint: str, adapter: Adapter | None
    ) -> None:
        self.model = model.name
        self.fingerprint = fingerprint
        self._settings = settings
        self._session = session_of(exported(model, settings.cache, adapter), model.name)
        self._inputs = frozenset(node.name for node in self._session.get_inputs())
        self._tokenizer = tokenizer_of(self._session, settings.max_tokens)
        self.dimensions = int(self.encode_query("").shape[0])
        self._turn = adapter.projection if adapter else read_projection(model.folder, self.dimensions)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `index.embedder.Embedder`."""
        encodings = self._tokenizer.encode_batch([self._settings.passage_prompt + text for text in texts])
        vectors = np.empty((len(encodings), self.dimensions), np.float32)
        # The longest first, so that no thread is left alone with a long one at the end.
        order = sorted(range(len(encodings)), key=lambda index: -len(encodings[index].ids))

        def encode(index: int) -> None:
            vectors[index] = self._run(encodings[index])

        with ThreadPoolExecutor(self._settings.threads) as pool:
            for _ in pool.map(encode, order):
                pass
        return vectors

    def encode_whole(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[Encoded]:
        """See `index.embedder.Embedder`."""
        prompt = self._settings.passage_prompt
        prompted = [prompt + text for text in texts]
        encodings = self._tokenizer.encode_batch(prompted)
        places = [[Span(each.start + len(prompt), each.end + len(prompt)) for each in inside] for inside in sentences]
        order = sorted(range(len(encodings)), key=lambda index: -len(encodings[index].ids))

        def encode(index: int) -> tuple[int, Encoded]:
            vector, tokens = self._run_whole(encodings[index])
            return index, encoded(vector, tokens, prompted[index], encodings[index].offsets, places[index], self._turn)

        with ThreadPoolExecutor(self._settings.threads) as pool:
            return [each for _, each in sorted(pool.map(encode, order), key=lambda made: made[0])]

    def encode_query(self, text: str) -> Vectors:
        """See `index.embedder.Embedder`."""
        return self._run(self._tokenizer.encode(self._settings.query_prompt + text))

    def encode_question(self, text: str) -> tuple[Vectors, QuestionTokens | None]:
        """See `index.embedder.Embedder`."""
        prompt = self._settings.query_prompt
        encoding = self._tokenizer.encode(prompt + text)
        vector, tokens = self._run_whole(encoding)
        if self._turn is None:
            return vector, None
        return vector, question_tokens(tokens, prompt + text, encoding.offsets, len(prompt), self._turn)

    def _run(self, encoding: Encoding) -> Vectors:
        (vector,) = self._session.run(["sentence_embedding"], feed_of(encoding, self._inputs))[0]
        return normalised(vector)

    def _run_whole(self, encoding: Encoding) -> tuple[Vectors, Vectors]:
        vectors, tokens = self._session.run(["sentence_embedding", "token_embeddings"], feed_of(encoding, self._inputs))
        return normalised(vectors[0]), tokens[0]


def session_of(content: bytes, name: str) -> onnxruntime.InferenceSession:
    """The exported model, to be run on one thread a call. Raises ModelError."""
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common base class for its errors
        reason = f"onnxruntime cannot load the int8 export ({error})"
        raise ModelError(reason, where=name, mend="set embedder.precision to float32") from error


def tokenizer_of(session: onnxruntime.InferenceSession, most: int) -> Tokenizer:
    """The tokenizer that the exported model carries, cutting at `most` tokens or at the model's own limit."""
    carried = session.get_modelmeta().custom_metadata_map
    tokenizer = Tokenizer.from_str(carried["tokenizer"])
    tokenizer.no_padding()
    tokenizer.enable_truncation(min(most, int(carried["limit"])))
    return tokenizer


def feed_of(encoding: Encoding, inputs: Iterable[str]) -> dict[str, NDArray[np.int64]]:
    """One encoding as the named inputs of an exported model, a batch of one."""
    given = {
        "input_ids": encoding.ids,
        "attention_mask": encoding.attention_mask,
        "token_type_ids": encoding.type_ids,
    }
    return {name: np.array([given[name]], np.int64) for name in inputs}
