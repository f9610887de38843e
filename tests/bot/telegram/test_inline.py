"""Inline results: cards that insert the exact words with their citation, for people who were let in, never shared."""

from __future__ import annotations

from typing import Any

from telegram_server import People, Recorded, RecordingServer
from telegram_server.text import words_of
from telegram_support import GROUP, INES, READER, STRANGER, SmallNewsroom, Story, running

STORIES = tuple(Story(f"/desk/{n}.txt", f"The breakwater holds for the {n}. time. ") for n in range(60))


async def typed(server: RecordingServer, person: dict[str, Any], query: str, offset: str = "") -> Recorded:
    """What Telegram is answered when somebody types that."""
    before = len(server.calls("answerInlineQuery"))
    await server.post(server.make.inline(person, query, offset))
    await server.until(lambda: len(server.calls("answerInlineQuery")) > before)
    return server.calls("answerInlineQuery")[-1]


async def test_a_card_inserts_the_exact_words_with_their_citation() -> None:
    async with running() as desk:
        desk.server.telegram.inline = True
        answer = await typed(desk.server, INES, "breakwater winter")
        (card,) = answer.fields["results"]
        content = card["input_message_content"]
        marks = content["entities"]
        (quotation,) = [words_of(content["message_text"], mark) for mark in marks if "blockquote" in mark["type"]]
        assert quotation == "The breakwater will hold through the winter."
        assert any(mark.get("url", "").startswith("https://gazette.example/") for mark in marks)
        assert len(card["id"].encode()) <= 64
        assert card["description"] == quotation
        assert int(answer.fields["cache_time"]) == 0
        assert str(answer.fields["is_personal"]).lower() == "true"


async def test_pages_follow_each_other_without_gaps_and_end() -> None:
    async with running(newsroom=SmallNewsroom(STORIES)) as desk:
        desk.server.telegram.inline = True
        seen: list[str] = []
        offset = ""
        for _ in range(9):
            answer = await typed(desk.server, INES, "breakwater", offset)
            seen += [card["id"] for card in answer.fields["results"]]
            offset = answer.fields.get("next_offset", "")
            assert len(offset) <= 64
            if not offset:
                break
        assert (len(seen), len(set(seen))) == (50, 50)
        forged = await typed(desk.server, INES, "breakwater", "-1; 50")
        assert forged.fields.get("results", []) == []


async def test_what_is_typed_inline_counts_as_questions_and_typing_on_as_one() -> None:
    async with running(questions_per_user_hour=2) as desk:
        desk.server.telegram.inline = True
        for words in ("breakw", "breakwater", "breakwater winter", "breakwater"):
            assert (await typed(desk.server, INES, words)).fields["results"] != [] or words == "breakw"
        assert (await typed(desk.server, INES, "schools open")).fields["results"] != []
        full = await typed(desk.server, INES, "heating mended")
        assert full.fields.get("results", []) == []
        assert "used up" in full.fields["button"]["text"]
        await desk.server.post(desk.server.make.private(READER, "When do the schools open?"))
        (told,) = await desk.server.answers(1, READER)
        assert "used up the 2 questions" in told.text, "the line that says until when is still to be said"


async def test_an_inline_question_that_fails_is_given_back() -> None:
    async with running(questions_per_user_hour=1) as desk:
        desk.server.telegram.inline = True
        desk.newsroom.error = RuntimeError("x")
        await typed(desk.server, INES, "breakwater")
        desk.newsroom.error = None
        assert (await typed(desk.server, INES, "schools open")).fields["results"] != []


async def test_a_stranger_is_offered_the_door_and_nothing_else() -> None:
    async with running() as desk:
        desk.server.telegram.inline = True
        answer = await typed(desk.server, People.person(STRANGER), "breakwater winter")
        assert answer.fields.get("results", []) == []
        assert answer.fields["button"]["text"] == "Ask to be let in"
        assert desk.newsroom.questions == []


async def test_the_members_of_a_group_that_was_let_in_are_strangers_here() -> None:
    async with running(allowed_chats=(GROUP["id"],)) as desk:
        desk.server.telegram.inline = True
        answer = await typed(desk.server, INES, "breakwater winter")
        assert answer.fields.get("results", []) == []
        assert desk.newsroom.questions == []


async def test_nothing_typed_and_nothing_found_lead_to_the_private_chat() -> None:
    async with running() as desk:
        desk.server.telegram.inline = True
        for query, said in (("", "Type a speaker"), ("  ", "Type a speaker"), ("submarine", "does not say")):
            answer = await typed(desk.server, INES, query)
            assert answer.fields.get("results", []) == []
            assert said in answer.fields["button"]["text"]
        assert desk.newsroom.questions == ["submarine"]


async def test_what_somebody_finds_is_what_their_private_chat_may_see() -> None:
    async with running(default_desks=("city",)) as desk:
        desk.server.telegram.inline = True
        await typed(desk.server, INES, "breakwater winter")
        assert [scope.desks for scope in desk.newsroom.scopes] == [frozenset({"city"})]
        desk.newsroom.error = RuntimeError("boom")
        answer = await typed(desk.server, INES, "breakwater again")
        assert "could not search" in answer.fields["button"]["text"], "a failure is never nothing found"
