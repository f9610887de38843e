"""What a cross-encoder costs: milliseconds to look at the best units of a question, by how many they are.

Without --model a model of the size of ms-marco-MiniLM-L6-v2 is made, its weights at random: they do not matter for the
time. It says nothing about how well such a model orders; for that, see `onrecord eval --against`.

Usage: python benchmarks/rerank.py [--model FOLDER] [--runs N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from config.settings import EmbedderSettings, RetrievalSettings
from index.embedding.reranker import Reranker, load_reranker
from index.models import resolve_embedder

UNITS = (8, 24, 48)
QUESTION = "what did the harbour master say about the repair of the wall"
# Of the usual length of an excerpt, below a title.
TEXT = (
    "Harbour wall sinks faster than feared. The Orvane Ledger\n“We lost four centimetres of wall in one winter,” said "
    "Petra Vandermolen, the harbour master, who has asked the town for new piles before the next storms arrive."
)


def made(folder: Path) -> Path:
    """A model of that size, with the default embedder's tokenizer, which has the same words."""
    AutoTokenizer.from_pretrained(resolve_embedder(EmbedderSettings().model).folder).save_pretrained(folder)
    shape = BertConfig(
        hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, id2label={0: "LABEL_0"}
    )
    BertForSequenceClassification(shape).save_pretrained(folder)
    return folder


def milliseconds(model: Reranker, units: int, runs: int) -> float:
    """The median time of one question."""
    texts = [f"{TEXT} {number}" for number in range(units)]
    times = []
    for _ in range(runs + 1):  # the first one warms up
        began = time.perf_counter()
        model.probabilities(QUESTION, texts)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def main() -> None:
    """Print a line for each number of units."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        model = load_reranker(RetrievalSettings(reranker=options.model or str(made(Path(scratch)))))
        for units in UNITS:
            print(f"{units:3} units {milliseconds(model, units, options.runs):7.0f} ms")


if __name__ == "__main__":
    main()
