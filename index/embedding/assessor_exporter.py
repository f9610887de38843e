"""Makes the assessor's int8 export: `python -m index.embedding.assessor_exporter MODEL WORK TAUGHT`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from index.embedding.adapter import HEAD, teach_layers
from index.embedding.exporter import INPUTS, LONGEST_PROBE, PROBES, rounded, traced
from index.embedding.limits import token_limit

QUESTION: Final = "how did the council vote?"
# Rounding to seven bits moves the odds a little; far more is another model.
AGREEMENT: Final = 0.5


class Assessing(nn.Module):
    """The transformer with a head over its first token and the mean of all: the odds that an account answers."""

    def __init__(self, encoder: nn.Module, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.encoder, self.weight, self.bias = encoder, nn.Parameter(weight.float()), nn.Parameter(bias.float())

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """The odds (logits), shape (pairs,)."""
        tokens = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)[0]
        mask = attention_mask[..., None].to(tokens.dtype)
        both = torch.cat([tokens[:, 0], (tokens * mask).sum(1) / mask.sum(1)], -1).float()
        # Not a product of matrices: that would be rounded as well.
        odds: Tensor = (both * self.weight).sum(-1) + self.bias
        return odds


def read_assessing(folder: Path, taught: Path) -> Assessing:
    """The model of a folder with what it was taught."""
    encoder = AutoModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
    teach_layers(encoder, taught)
    held = load_file(taught)
    return Assessing(encoder, held[HEAD], held[f"{HEAD}.bias"]).eval()


def export(folder: Path, work: Path, taught: Path) -> None:
    """Write `work/int8.onnx`. Raises whatever torch or onnx raise, and ValueError if the export is no good."""
    model = read_assessing(folder, taught)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    whole, small = work / "float32.onnx", work / "int8.onnx"
    example = tokenizer(
        [QUESTION] * len(PROBES), list(PROBES), padding=True, truncation=True, max_length=48, return_tensors="pt"
    )
    traced(model, {name: example[name] for name in INPUTS}, {"odds": {0: "batch"}}, whole)
    rounded(whole, small, tokenizer.backend_tokenizer, token_limit(folder))
    _check(model, tokenizer, small)


def _check(model: Assessing, tokenizer: Any, exported: Path) -> None:
    """A trace can be wrong without a word: compare with the model itself."""
    session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
    for probe in PROBES:
        batch = tokenizer(QUESTION, probe, truncation=True, max_length=LONGEST_PROBE, return_tensors="pt")
        (odds,) = session.run(["odds"], {name: batch[name].numpy().astype(np.int64) for name in INPUTS})[0]
        with torch.no_grad():
            true = float(model(*(batch[name] for name in INPUTS))[0])
        if abs(odds - true) > AGREEMENT:
            raise ValueError(f"the int8 odds differ from the model's: {odds:.2f}, not {true:.2f}")


if __name__ == "__main__":
    export(*map(Path, sys.argv[1:]))
