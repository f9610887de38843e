"""Makes one int8 export: `python -m index.embedding.exporter MODEL WORK [ADAPTER]` writes `int8.onnx` into WORK."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.embedding.adapter import teach
from index.embedding.limits import token_limit

INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
# Two lengths, so that nothing of the traced example's shape is left in the graph.
PROBES: Final = ("Rain.", "The council voted seven to two on Tuesday to keep the library open, its chair said. " * 6)
LONGEST_PROBE: Final = 100
AGREEMENT: Final = 0.95
AXES: Final = {0: "batch", 1: "tokens"}


class _Pipeline(torch.nn.Module):
    """All modules of the model as one function of tensors."""

    def __init__(self, model: SentenceTransformer, inputs: tuple[str, ...]) -> None:
        super().__init__()
        self.model, self.inputs = model, inputs

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features: dict[str, Any] = self.model(dict(zip(self.inputs, tensors, strict=True)))
        return features["sentence_embedding"], features["token_embeddings"]


def export(folder: Path, work: Path, adapter: Path | None = None) -> None:
    """Write `work/int8.onnx`. Raises whatever torch or onnx raise, and ValueError if the export is no good."""
    model = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
    ).eval()
    if adapter is not None:
        teach(model, adapter)
    limit = token_limit(folder)
    model.max_seq_length = min(limit, LONGEST_PROBE)
    whole, small = work / "float32.onnx", work / "int8.onnx"
    _trace(model, whole, min(limit, LONGEST_PROBE // 2))  # the check then sees a length that was not traced
    rounded(whole, small, model.tokenizer.backend_tokenizer, limit)
    _check(model, small)


def rounded(whole: Path, small: Path, tokenizer: Tokenizer, limit: int) -> None:
    """Write the int8 model `small` made of the float32 one, with its tokenizer and token limit as metadata."""
    quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    graph = onnx.load(small)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    onnx.helper.set_model_props(graph, {"tokenizer": tokenizer.to_str(), "limit": str(limit)})
    onnx.save(graph, small)


def _trace(model: SentenceTransformer, target: Path, length: int) -> None:
    example = model.tokenizer(list(PROBES), padding=True, truncation=True, max_length=length, return_tensors="pt")
    inputs = tuple(name for name in INPUTS if name in example)
    outputs = {"sentence_embedding": {0: "batch"}, "token_embeddings": AXES}
    traced(_Pipeline(model, inputs).eval(), {name: example[name] for name in inputs}, outputs, target)


def traced(
    model: torch.nn.Module, example: Mapping[str, torch.Tensor], outputs: Mapping[str, dict[int, str]], target: Path
) -> None:
    """Write the float32 model: inputs by name, each batch by tokens, and of each output which of its axes vary."""
    torch.onnx.export(
        model,
        tuple(example.values()),
        str(target),
        dynamo=False,
        opset_version=17,
        input_names=list(example),
        output_names=list(outputs),
        dynamic_axes={**dict.fromkeys(example, AXES), **outputs},
    )


def _check(model: SentenceTransformer, exported: Path) -> None:
    """A trace can be wrong without a word: compare with the model itself."""
    session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
    wanted = [node.name for node in session.get_inputs()]
    for probe in PROBES:
        batch = model.tokenizer(probe, truncation=True, max_length=model.max_seq_length, return_tensors="np")
        (vector,) = session.run(["sentence_embedding"], {name: batch[name].astype(np.int64) for name in wanted})[0]
        true = model.encode(probe, prompt="", convert_to_numpy=True)
        agreement = float(vector @ true / (np.linalg.norm(vector) * np.linalg.norm(true)))
        if agreement < AGREEMENT:
            raise ValueError(f"the int8 vectors differ from the model's: cosine {agreement:.3f}")


if __name__ == "__main__":
    export(*map(Path, sys.argv[1:]))
