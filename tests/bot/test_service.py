from __future__ import annotations

from pathlib import Path

import pytest
from newsroom_support import CHOIR, CUP, DAM, DAM_WIRE, Clock, Newsroom, settings_in, shown, silent

from bot.service import Service
from config.errors import EmptyCoverageError, UsageError
from index.model import revision_name
from retrieval.answer import answer_json, excerpt_json


async def test_a_question_to_nothing_is_an_error_and_not_an_abstention(newsroom: Newsroom) -> None:
    with pytest.raises(EmptyCoverageError, match="onrecord index"):
        await newsroom.ask("What did Fenn say?")
    with pytest.raises(EmptyCoverageError):
        await newsroom.service.search("Fenn", newsroom.scope())


async def test_a_scope_without_articles_is_an_abstention_with_a_reason(news: Newsroom) -> None:
    answer = await news.ask("What did Fenn say?", desks=frozenset({"nobody's"}))
    assert not answer.answered
    assert answer.reason
    assert (answer.excerpts, answer.closest, answer.searched.articles) == ((), (), 0)


async def test_an_excerpt_carries_all_that_a_reader_checks_it_by(news: Newsroom) -> None:
    answer = await news.ask("What did Dario Fenn say about the goalkeeper?")
    assert answer.answered
    first = excerpt_json(answer.excerpts[0])
    assert (first["source"], first["outlet"], first["title"]) == ("cup", CUP["outlet"], CUP["title"])
    assert first["revision"] == revision_name(CUP["text"])
    assert CUP["text"][first["start"] : first["end"]] == first["text"]
    assert (first["speaker"], first["speech"], first["published"]) == ("Dario Fenn", "direct", None)


async def test_the_same_words_of_two_outlets_are_one_excerpt_that_names_both(newsroom: Newsroom) -> None:
    alone = {**DAM, "text": DAM["text"].replace(" “None of them was there in the autumn.”", "")}
    newsroom.write_records(alone, DAM_WIRE, CUP)
    await newsroom.index()
    answer = await newsroom.ask("What did Marta Kessling say about the spillway?")
    (first, *others) = answer.excerpts
    assert {first.citation.source, *(also.citation.source for also in first.also_in)} == {"dam-ledger", "dam-wire"}
    assert not [each for each in others if "38 cracks" in each.text]


async def test_a_right_topic_in_the_wrong_mouth_is_no_answer(news: Newsroom) -> None:
    answer = await news.ask("What did Dario Fenn say about the spillway?")
    assert not answer.answered
    assert answer.reason


async def test_only_so_many_excerpts_as_wanted_are_shown(news: Newsroom) -> None:
    for limit in (1, 2):
        answer = await news.service.ask("What did Marta Kessling say?", news.scope(), limit=limit)
        assert len(answer.excerpts) == limit


async def test_a_speaker_of_the_call_replaces_the_one_of_the_question(news: Newsroom) -> None:
    answer = await news.service.ask("what was said about coughing?", news.scope(), speaker="Benno Achtel")
    assert answer.searched.speaker == "Benno Achtel"
    assert {source for source, *_ in shown(answer)} == {"choir"}
    answer = await news.service.ask("What did Fenn say?", news.scope(), speaker="Nobody Known")
    assert not answer.answered


@pytest.mark.parametrize(
    "question", ["", "?", "😀", "\u200b", "x" * 20_000, '"', "NOT AND OR", "a\x00b", "what did say"]
)
async def test_an_odd_question_is_answered_or_not_but_never_fails(news: Newsroom, question: str) -> None:
    answer = await news.ask(question)
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.answered == bool(answer.excerpts)
    assert answer.answered == (answer.reason is None)
    assert answer_json(answer)["question"] == question


async def test_a_search_gives_as_many_passages_as_there_are_best_first(news: Newsroom) -> None:
    for k in (1, 3, 50):
        found = await news.service.search("the dam, the choir, the cup, the vaccine", news.scope(), k=k)
        assert len(found) == min(k, 5)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


async def test_an_article_is_shown_whole_with_its_furniture_marked(newsroom: Newsroom) -> None:
    text = "\ufeffA long night in Orvane\r\n\r\nRain fell on the town. The bridge stayed open until dawn.\r\n"
    file = newsroom.write("rain.txt", text)
    await newsroom.index()
    held = (await newsroom.service.show(str(file))).json()
    assert held["text"] == text
    assert [text[start:end] for start, end in held["furniture"]] == ["\ufeff"]
    assert held["revision"] == revision_name(text)


async def test_a_retracted_article_can_still_be_shown_to_editors(news: Newsroom) -> None:
    await news.service.retract("choir")
    assert (await news.service.show("choir")).text == CHOIR["text"]
    assert len(await news.service.articles()) == await news.service.count_articles() == 5


async def test_a_service_is_entered_before_it_is_used(tmp_path: Path) -> None:
    service = Service(settings_in(tmp_path), "a test")
    with pytest.raises(RuntimeError, match="entered"):
        await service.articles()


async def test_warming_an_empty_newsroom_does_no_harm(newsroom: Newsroom) -> None:
    await newsroom.service.warm()
    newsroom.write_records(DAM)
    await newsroom.index()
    await newsroom.service.warm()


async def test_the_moment_is_the_injected_clock(newsroom: Newsroom, clock: Clock) -> None:
    clock.forward(days=3)
    assert newsroom.service.now() == clock.at


async def test_a_wrong_path_changes_nothing(news: Newsroom) -> None:
    with pytest.raises(UsageError):
        await news.service.index([news.folder / "nowhere"], None, silent)
    assert await news.service.count_articles() == 5
