"""The best sentences are read together with the question: that decides which comes first, and whether any is shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import pytest
from newsroom_support import Newsroom, opened, shown, words_of

from index.embedding.assessor import Assessor, Odds
from retrieval.assess import DOUBTFUL, FEW_READ, account

QUESTION = "how much is the repair of the dam going to be?"
UNLIKELY = "how many tickets did the opera house sell?"
SPEAKER_ASKED = "What did Marta Kessling say about the cracks?"


def favouring(patched: pytest.MonkeyPatch, word: str) -> list[int]:
    """Let whatever holds a word have good odds; how many accounts were read each time comes into the list."""
    read: list[int] = []

    def odds(_: Assessor, __: str, accounts: Sequence[str]) -> Odds:
        read.append(len(accounts))
        return np.array([40.0 if word in each else -40.0 for each in accounts], np.float32)

    patched.setattr(Assessor, "odds", odds)
    return read


async def test_what_the_assessor_favours_comes_first_and_is_quoted_as_it_stands(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = favouring(monkeypatch, "road")
    async with opened(news, assessed=20) as room:
        found = await room.ask(QUESTION)
    assert "road" in found.excerpts[0].text
    assert read == [20] or 0 < read[0] < 20
    for source, text, start, end in shown(found):
        assert (await news.service.show(source)).text[start:end] == text


async def test_a_question_that_nothing_answers_by_its_reading_is_not_answered(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(news, threshold=0.4) as room:
        before = await room.ask(QUESTION)
        favouring(monkeypatch, "no such word")
        after = await room.ask(QUESTION)
    assert before.answered
    assert not after.answered
    assert after.confidence < before.confidence
    assert after.closest


async def test_no_more_is_read_than_is_set_and_none_with_nought(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = favouring(monkeypatch, "road")
    async with opened(news, assessed=2) as room:
        await room.ask(QUESTION)
    assert read == [2]
    async with opened(news, assessed=0) as room:
        plain = await room.ask(QUESTION)
    assert read == [2]
    assert plain.excerpts[0].odds is None


async def test_of_a_question_that_is_hardly_answered_two_are_read_and_they_can_still_answer_it(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(news, assessed=0) as room:
        plain = await room.ask(UNLIKELY)
    assert plain.confidence < DOUBTFUL
    read = favouring(monkeypatch, "")
    async with opened(news, assessed=20) as room:
        found = await room.ask(UNLIKELY)
    assert read == [FEW_READ]
    assert found.answered


async def test_words_in_another_mouth_are_not_lifted_into_an_answer(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    favouring(monkeypatch, "penalties")
    async with opened(news) as room:
        found = await room.ask(SPEAKER_ASKED)
    assert {each.speaker for each in found.excerpts} <= {"Marta Kessling"}


async def test_statements_only_near_the_topic_are_left_out_and_the_same_one_elsewhere_is_not(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    favouring(monkeypatch, "38 cracks")
    async with opened(news) as room:
        found = await room.ask(SPEAKER_ASKED)
    assert ["38 cracks" in text for text in words_of(found.excerpts)] == [True]
    assert len(found.excerpts[0].also_in) == 1


async def test_a_speaker_who_said_nothing_likely_is_quoted_with_nothing(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    favouring(monkeypatch, "no such word")
    async with opened(news, threshold=0.5) as room:
        found = await room.ask(SPEAKER_ASKED)
    assert not found.answered
    assert found.reason == "Marta Kessling is quoted, but not on this"


async def test_where_it_fails_the_plain_order_is_shown_and_that_is_logged(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(news, assessed=0) as room:
        plain = await room.ask(QUESTION)

    def failing(*_: object) -> Odds:
        raise ArithmeticError(QUESTION)

    monkeypatch.setattr(Assessor, "odds", failing)
    async with opened(news) as room:
        found = await room.ask(QUESTION)
    assert words_of(found.excerpts) == words_of(plain.excerpts)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "dam" not in caplog.text  # a question is nobody's business


def test_an_account_is_read_below_its_title_and_after_its_speaker() -> None:
    assert account("Title. Outlet\n", (), "Rain.") == "Title. Outlet\nRain."
    assert account("Title\n", ("Ada Brunt", "Colm Reyes"), "“Rain.”") == "Title\nAda Brunt / Colm Reyes: “Rain.”"
    assert account("", (), "Rain.") == "Rain."
