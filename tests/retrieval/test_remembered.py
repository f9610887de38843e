"""A question that was asked before is answered from what holds now: nothing that readers remember outlives a change."""

from __future__ import annotations

from typing import Any

import pytest
from newsroom_support import DAM, NEWS, Newsroom, silent, told

from bot.service import Service

QUESTIONS = (
    "What did Marta Kessling say about the spillway?",
    "how many cracks were counted in the spillway of the dam",
    "what did Kessling say?",
)


async def asked(newsroom: Newsroom, **narrowed: Any) -> list[str]:
    """What is told, often enough for everything that is kept to be kept."""
    for _ in range(5):
        answers = [await newsroom.ask(each, **narrowed) for each in QUESTIONS]
    return [told(each).rpartition('"milliseconds"')[0] for each in answers]


@pytest.fixture
async def warm(newsroom: Newsroom) -> Newsroom:
    newsroom.write_records(*NEWS)
    await newsroom.index()
    assert all("dam-ledger" in each for each in await asked(newsroom))
    return newsroom


async def test_a_retraction_by_another_process_holds_for_the_very_next_question(warm: Newsroom) -> None:
    async with Service(warm.service.settings, "another", warm.clock) as other:
        await other.retract("dam-ledger")
    assert not any("dam-ledger" in each for each in await asked(warm))


async def test_a_correction_is_what_the_next_answer_quotes(warm: Newsroom) -> None:
    text = DAM["text"].replace("38 cracks", "57 cracks")
    warm.write_records(*[{**each, "text": text} if each is DAM else each for each in NEWS])
    await warm.index()
    assert all("57 cracks" in each for each in await asked(warm))


async def test_another_name_for_a_speaker_holds_at_once(warm: Newsroom) -> None:
    async with Service(warm.service.settings, "another", warm.clock) as other:
        await other.corrections.merge(["Marta Kessling", "Dario Fenn"], "an editor")
    answer = await warm.ask("What did Dario Fenn say?")
    assert {each.speaker for each in answer.excerpts} == {"Marta Kessling", "Dario Fenn"}


async def test_an_embargo_that_ends_while_nobody_writes_ends_for_a_question_asked_before(newsroom: Newsroom) -> None:
    until = (newsroom.clock() + newsroom.clock.at.resolution * 60_000_000).isoformat()
    newsroom.write_records(*[{**each, "embargo_until": until} if each is DAM else each for each in NEWS])
    await newsroom.index()
    assert not any("dam-ledger" in each for each in await asked(newsroom))
    newsroom.clock.forward(seconds=61)
    assert all("dam-ledger" in each for each in await asked(newsroom))


async def test_what_one_desk_was_told_is_not_remembered_for_another(newsroom: Newsroom) -> None:
    newsroom.write_records(*[{**each, "desk": "news" if each is DAM else "sport"} for each in NEWS])
    await newsroom.index()
    assert all("dam-ledger" in each for each in await asked(newsroom, desks=frozenset({"news"})))
    assert not any("dam-ledger" in each for each in await asked(newsroom, desks=frozenset({"sport"})))
    await newsroom.service.reindex(silent)
    assert not any("dam-ledger" in each for each in await asked(newsroom, desks=frozenset({"sport"})))
