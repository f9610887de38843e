"""The assessor tells what answers from what is only about the same, and depends on nothing but the pair."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.numpy import load_file
from transformers import AutoTokenizer

from config.settings import EmbedderSettings
from index.embedding.adapter import ASSESSOR, HEAD, assessor_of
from index.embedding.assessor import Assessor, load_assessor
from index.embedding.assessor_exporter import INPUTS, read_assessing
from index.models import resolve_embedder
from retrieval.assess import account

ROOT = Path(__file__).resolve().parents[2]
CONTEXT = "Ferry collides with pier. Harbour Gazette\n"
HURT = "Nine passengers were taken to hospital with broken bones and bruises."
FLED = "About two hundred people left the ship over a gangway within half an hour."
QUESTION = "how many were injured?"


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    found = load_assessor(EmbedderSettings())
    assert found is not None
    return found


def test_what_answers_has_better_odds_than_what_is_about_the_same(assessor: Assessor) -> None:
    accounts = [account(CONTEXT, (), each) for each in (HURT, FLED)]
    hurt, fled = assessor.odds(QUESTION, accounts)
    assert hurt > 0 > fled
    hurt, fled = assessor.odds("how many walked off the vessel?", accounts)
    assert fled > hurt


def test_odds_depend_on_the_pair_alone(assessor: Assessor) -> None:
    accounts = [account(CONTEXT, (), each) for each in (HURT, FLED, HURT + " " + FLED, "Rain.", "")]
    together = assessor.odds(QUESTION, accounts).tolist()
    order = random.Random(3).sample(range(len(accounts)), len(accounts))
    assert assessor.odds(QUESTION, [accounts[at] for at in order]).tolist() == [together[at] for at in order]
    assert [assessor.odds(QUESTION, [each]).item() for each in accounts] == together


def test_anything_can_be_asked(assessor: Assessor) -> None:
    assert assessor.odds(QUESTION, []).shape == (0,)
    long = assessor.odds("who " * 500, ["said " * 900, "", "🚢\u0000"])
    assert len(long) == 3


def test_who_speaks_is_read(assessor: Assessor) -> None:
    words = "“It was the fog, and nothing but the fog.”"
    theirs, others = assessor.odds(
        "what does Ada Brunt blame?", [account("", ("Ada Brunt",), words), account("", ("Colm Reyes",), words)]
    )
    assert theirs > others


def test_rounding_hardly_moves_the_odds(assessor: Assessor) -> None:
    folder = resolve_embedder(EmbedderSettings().model).folder
    model, tokenizer = read_assessing(folder, ASSESSOR), AutoTokenizer.from_pretrained(folder)
    for words in (HURT, FLED):
        batch = tokenizer(QUESTION, CONTEXT + words, return_tensors="pt")
        with torch.no_grad():
            true = float(model(*(batch[name] for name in INPUTS))[0])
        assert abs(assessor.odds(QUESTION, [CONTEXT + words]).item() - true) < 0.7


def test_it_goes_with_the_default_model_as_taught_and_with_no_other() -> None:
    assert assessor_of(resolve_embedder(EmbedderSettings().model).weights) is not None
    assert assessor_of("0" * 64) is None
    assert load_assessor(EmbedderSettings(taught=False)) is None
    assert HEAD in load_file(ASSESSOR)


def test_torch_is_not_imported_to_assess() -> None:
    probe = (
        "import sys; from config.settings import EmbedderSettings; from index.embedding.assessor import load_assessor;"
        "load_assessor(EmbedderSettings()).odds('who', ['he']); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
