"""A real cross-encoder of a few kilobytes, with weights made so that one word in a text decides what it says."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer
from transformers.utils import logging as transformers_logging

_SIZE = 32
_SURE = 4.0


def build_cross_encoder(
    folder: Path, word: str, *, heads: int = 1, yes: int = -1, more: Mapping[str, Any] | None = None, value: float = 1.0
) -> Path:
    """Save a BERT of two layers that gives a pair a logit of about +4 where it holds the word, and -4 where not.

    Every token but the word has a vector of zeros, attention is even, and all that comes after hands on what it gets.

    Args:
        word: in lower case.
        heads: how many outputs.
        yes: the output that means "this answers".
        more: what else to write into `config.json`.
        value: what the word's vector is made of.
    """
    folder.mkdir(parents=True)
    letters = [*string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase)]
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *string.punctuation, *string.digits, word]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call] # the library's
    BertTokenizer(str(folder / "vocab.txt"), model_max_length=512).save_pretrained(folder)
    shape = BertConfig(
        vocab_size=len(words),
        hidden_size=_SIZE,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=2 * _SIZE,
        max_position_embeddings=512,
        id2label={at: f"LABEL_{at}" for at in range(heads)},
    )
    model = BertForSequenceClassification(shape)
    _set(model, words.index(word), heads, yes, value)
    model.save_pretrained(folder)
    written = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**written, **(more or {})}), encoding="utf-8")
    return folder


def _set(model: BertForSequenceClassification, word: int, heads: int, yes: int, value: float) -> None:
    direction = torch.zeros(_SIZE)
    direction[0], direction[1] = value, -value  # of mean 0, so that layer norms keep it
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if not name.endswith("LayerNorm.weight"):
                weights.zero_()
            if name.endswith(("self.value.weight", "attention.output.dense.weight", "pooler.dense.weight")):
                weights.copy_(torch.eye(_SIZE))
        model.bert.embeddings.word_embeddings.weight[word] = direction
        model.classifier.weight[yes % heads] = 2 * _SURE * torch.nn.functional.normalize(direction, dim=0) / 2**0.5
        model.classifier.bias[yes % heads] = -_SURE
