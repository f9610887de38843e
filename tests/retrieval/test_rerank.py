"""A cross-encoder has a say in which excerpts come first, and in nothing else; without one nothing is lost."""

from __future__ import annotations

import itertools
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cross_encoder_support import build_cross_encoder
from hypothesis import given
from hypothesis import strategies as st
from newsroom_support import Newsroom, opened, shown, words_of

from retrieval.answer import Answer
from retrieval.rerank import reordered

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "What is known of the old dam?"
SPEAKER_ASKED = "What did Marta Kessling say about the cracks?"
EVERYTHING_ASKED = "What did Marta Kessling say?"


async def answered(news: Newsroom, question: str = QUESTION, **retrieval: Any) -> Answer:
    async with opened(news, **retrieval) as room:
        return await room.ask(question)


async def test_the_reranker_changes_which_excerpt_is_shown_and_neither_confidence_nor_scores(
    news: Newsroom, tmp_path: Path
) -> None:
    model = str(build_cross_encoder(tmp_path / "model", "road"))
    plain = await answered(news)
    assert "road" not in words_of(plain.excerpts)[0]
    found = await answered(news, reranker=model, reranker_weight=5.0)
    assert "road" in found.excerpts[0].text
    assert (found.confidence, found.answered) == (plain.confidence, plain.answered)
    assert found.excerpts[0].score == pytest.approx(plain.excerpts[0].score)
    for source, text, start, end in shown(found):
        assert (await news.service.show(source)).text[start:end] == text
    weightless = await answered(news, reranker=model, reranker_weight=0.0)
    assert words_of(weightless.excerpts) == words_of(plain.excerpts)


async def test_it_looks_at_no_more_than_the_best(news: Newsroom, tmp_path: Path) -> None:
    model = str(build_cross_encoder(tmp_path / "model", "goalkeeper"))  # far from what is asked
    few = await answered(news, reranker=model, reranker_weight=5.0, reranked=2)
    assert "goalkeeper" not in words_of(few.excerpts)[0]
    many = await answered(news, reranker=model, reranker_weight=5.0, reranked=50)
    assert "goalkeeper" in words_of(many.excerpts)[0]


async def test_it_orders_passages_too(news: Newsroom, tmp_path: Path) -> None:
    model = str(build_cross_encoder(tmp_path / "model", "crowns"))
    async with opened(news) as room, opened(news, reranker=model, reranker_weight=5.0) as other:
        plain = await room.service.search("What about the dam?", room.scope(), k=5)
        found = await other.service.search("What about the dam?", other.scope(), k=5)
    assert [each.source for each in plain[:2]] == ["dam-wire", "dam-ledger"]
    assert [each.source for each in found[:2]] == ["dam-ledger", "dam-wire"]
    assert {each.text for each in found} == {each.text for each in plain}


async def test_words_in_another_mouth_are_not_lifted_into_an_answer(news: Newsroom, tmp_path: Path) -> None:
    model = str(build_cross_encoder(tmp_path / "model", "penalties"))
    for question in (SPEAKER_ASKED, EVERYTHING_ASKED):
        found = await answered(news, question, reranker=model, reranker_weight=5.0)
        assert {each.speaker for each in found.excerpts} == {"Marta Kessling"}


async def test_where_it_fails_the_plain_order_is_shown_and_that_is_logged(
    news: Newsroom, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = str(build_cross_encoder(tmp_path / "model", "road", value=float("nan")))
    plain = await answered(news)
    found = await answered(news, reranker=model)
    assert (words_of(found.excerpts), found.reason) == (words_of(plain.excerpts), None)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "plain order" in caplog.text
    assert "dam" not in caplog.text  # a question is nobody's business


async def test_a_missing_model_is_said_once_and_questions_are_answered(
    news: Newsroom, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "empty").mkdir()
    async with opened(news, reranker=str(tmp_path / "empty")) as room:
        await room.service.warm()  # as a bot does at its start
        assert len(caplog.records) == 1
        assert "retrieval.reranker" in caplog.text or "safetensors" in caplog.text
        answers = [await room.ask(QUESTION) for _ in range(2)]
        status = await room.service.status(room.scope())
    assert all(answer.excerpts for answer in answers)
    assert len(caplog.records) == 1
    assert (status.reranker, status.reranker_weights) == (str(tmp_path / "empty"), None)


def test_without_one_nothing_of_it_is_loaded() -> None:
    probe = (
        "import sys, bot.service, retrieval.engine, retrieval.rerank, bot.cli.checks;"
        "print(sorted({'torch', 'sentence_transformers', 'index.embedding.reranker'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


LIKELY = st.floats(0, 1, allow_nan=False)


@given(st.lists(st.tuples(st.floats(-2, 4), LIKELY), min_size=1, max_size=30), st.floats(0, 10))
def test_an_order_holds_everything_once_and_puts_nothing_behind_what_is_worse_in_both(
    found: list[tuple[float, float]], weight: float
) -> None:
    best = sorted(found, reverse=True)
    order = reordered([score for score, _ in best], [likely for _, likely in best], weight)
    assert sorted(order) == list(range(len(best)))
    for before, after in itertools.pairwise(order):
        assert best[before][0] >= best[after][0] or best[before][1] >= best[after][1]
    if weight == 0 and len({score for score, _ in best}) == len(best):
        assert order == list(range(len(best)))
