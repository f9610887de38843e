"""What each button does, on a real coverage, with what is kept for it and what is not."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from cli_support import run_call
from newsroom_support import CHOIR, DAM, DAM_WIRE, Newsroom
from telegram_server import BOT_NAME, Recorded
from telegram_server.text import words_of
from telegram_server.updates import Json
from telegram_support import ADMIN, CHIEF, GROUP, INES, READER, SECOND_ADMIN, Desk, answer, running

from bot.ports import Newsroom as Port
from bot.service import Service
from bot.telegram import texts
from bot.telegram.forgetting import forget_person
from bot.telegram.state import open_state
from bot.telegram.tables import feedback, shown
from config.errors import StoreError
from index.scope import Scope
from retrieval.answer import Answer, Excerpt
from retrieval.recall import ExcerptKey, Kept

SAID = "What did Marta Kessling say?"
CHOIR_SAID = "What did Benno Achtel say about coughing?"
UNSAID = "What did Dario Fenn say about the spillway?"


@asynccontextmanager
async def desk_of(newsroom: Port) -> AsyncIterator[Desk]:
    async with running(newsroom=newsroom) as desk:  # type: ignore[arg-type]
        desk.server.make.date = int(newsroom.now().timestamp())  # people speak when the newsroom's clock says so
        yield desk


async def asked(desk: Desk, question: str, *, group: bool = False) -> Json:
    """The message that answers, as it stands in the chat."""
    make, chat = desk.server.make, GROUP["id"] if group else READER
    before = len(desk.server.sent(chat))
    await desk.server.post(
        make.said(GROUP, INES, f"/ask@{BOT_NAME} {question}") if group else make.private(READER, question)
    )
    await desk.server.answers(before + 1, chat)
    return newest(desk, chat)


def newest(desk: Desk, chat: int = READER) -> Json:
    last = max(number for place, number in desk.server.messages if place == chat)
    return desk.server.messages[chat, last]


async def press(desk: Desk, message: Json, label: str, author: Json = INES) -> str:
    """What the presser is told for a moment; the message has changed by then, if it does."""
    before = len(desk.server.calls("answerCallbackQuery"))
    await desk.server.press(author, message, label)
    await desk.server.until(lambda: len(desk.server.calls("answerCallbackQuery")) > before)
    await desk.server.until(lambda: desk.server.pending == 0)
    return str(desk.server.calls("answerCallbackQuery")[-1].fields.get("text", ""))


async def changed(desk: Desk, times: int = 1, method: str = "editMessageText") -> Recorded:
    await desk.server.until(lambda: len(desk.server.calls(method)) >= times)
    return desk.server.calls(method)[-1]


def marked(fields: Json, *kinds: str) -> list[str]:
    return [words_of(fields["text"], mark) for mark in fields.get("entities", []) if mark["type"] in kinds]


def labels(message: Json) -> list[str]:
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def test_the_context_stands_in_the_place_of_the_answer_and_leads_back(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        message = await asked(desk, CHOIR_SAID)
        await press(desk, message, "Context")
        fields = (await changed(desk)).fields
        (around,) = marked(fields, "blockquote", "expandable_blockquote")
        assert around in CHOIR["text"]
        assert marked(fields, "bold")[1] in around
        assert len(around) > len(marked(message, "blockquote")[0])
        assert labels(newest(desk)) == ["‹ Back to the answer"]
        await press(desk, newest(desk), "‹ Back to the answer")
        await changed(desk, 2)
        assert (newest(desk)["text"], labels(newest(desk))) == (message["text"], labels(message))
        assert newest(desk)["entities"] == message["entities"]
        calls = [call.method for call in desk.server.requests]
        assert calls.index("answerCallbackQuery") < calls.index("editMessageText")
        assert len(desk.server.sent()) == 1


class Prepared:
    """A newsroom whose every answer is made of these sentences of an article, verified as all others are."""

    def __init__(self, service: Service, source: str, sentences: list[str]) -> None:
        self._service, self._source, self._sentences = service, source, sentences

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    async def ask(self, question: str, scope: Scope, *, limit: int = 5) -> Answer:
        article = await self._service.show(self._source)
        starts = [article.text.index(sentence) for sentence in self._sentences]
        keys = [
            Kept(ExcerptKey(self._source, article.row.revision, start, start + len(sentence)))
            for start, sentence in zip(starts, self._sentences, strict=True)
        ]
        found = tuple(each for each in await self._service.excerpts(keys, scope) if isinstance(each, Excerpt))
        return answer(found[:limit], question=question)


async def test_more_brings_the_next_excerpts_and_first_goes_back(news: Newsroom) -> None:
    sentences = [part.strip() + "." for part in " ".join(DAM["text"].split("\n")).split(".") if len(part) > len(" ”")]
    news.write_records({"id": "five", "text": " ".join(sentences)}, name="five.jsonl")
    await news.index()
    async with desk_of(Prepared(news.service, "five", sentences[:5])) as desk:  # type: ignore[arg-type]
        message = await asked(desk, SAID)
        assert "More (2) ›" in labels(message)
        await press(desk, message, "More (2) ›")
        await changed(desk)
        assert [*marked(message, "blockquote"), *marked(newest(desk), "blockquote")] == sentences[:5]
        assert "\n4. " in newest(desk)["text"]
        await press(desk, newest(desk), "‹ First")
        await changed(desk, 2)
        assert newest(desk)["text"] == message["text"]


async def test_the_sources_are_all_the_articles(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        await press(desk, await asked(desk, SAID), "Sources")
        text = (await changed(desk)).text
        assert "Orvane Ledger" in text
        assert "Tern Wire" in text
        assert "cracks in the spillway" not in text


async def test_copy_gives_the_exact_words_with_their_attribution(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        message = await asked(desk, CHOIR_SAID)
        (copy,) = [
            button["copy_text"]["text"]
            for row in message["reply_markup"]["inline_keyboard"]
            for button in row
            if button["text"] == "Copy"
        ]
        first, last = copy.split("\n")
        assert first in CHOIR["text"]
        assert last == "— Benno Achtel, Orvane Ledger, “Children's choir sings in Lisvar”, April 2031"
        await press(desk, await asked(desk, SAID), "Copy")
        blocks = marked((await changed(desk)).fields, "pre")
        assert blocks[0].split("\n— ")[0] in DAM["text"] + DAM_WIRE["text"]
        assert "Marta Kessling" in blocks[0].split("\n— ")[1]


async def test_what_was_retracted_is_said_to_be_and_not_shown(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        message = await asked(desk, CHOIR_SAID)
        await news.service.retract("choir")
        for times, label in enumerate(["Context", "Sources"], start=1):
            await press(desk, message, label)
            call = await changed(desk, times)
            assert texts.GONE["retracted"] in call.text  # type: ignore[index]
            assert "coughed" not in call.text
        await press(desk, newest(desk), "‹ Back to the answer")
        assert texts.GONE["retracted"] in (await changed(desk, 3)).text  # type: ignore[index]


async def test_an_abstention_is_found_out_again_and_may_have_become_an_answer(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        message = await asked(desk, UNSAID)
        assert message["text"].startswith("The coverage does not say.")
        await press(desk, message, "Sources")
        await changed(desk)
        await press(desk, newest(desk), "‹ Back to the answer")
        assert (await changed(desk, 2)).text == message["text"]


async def test_each_person_has_one_opinion_and_may_change_it(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        message = await asked(desk, SAID, group=True)
        told = [await press(desk, message, label) for label in ("👍", "👍", "👎")]
        assert told == [texts.NOTED, texts.NOTED_ALREADY, texts.NOTED]
        await press(desk, message, "👍", CHIEF)
        assert desk.server.calls("editMessageText") == []
    async with await open_state(desk.folder) as state:
        rated = await state.read(feedback.rated)
    assert sorted(each["verdict"] for each in rated) == ["down", "up"]
    assert {each["question"] for each in rated} == {SAID}
    assert rated[0]["excerpts"][0]["source"] in {"dam-ledger", "dam-wire"}
    assert not {"user_id", "chat_id"} & set(rated[0])


async def test_verdicts_come_out_as_lines_that_an_evaluation_runs_on(news: Newsroom, tmp_path: Path) -> None:
    async with desk_of(news.service) as desk:
        await press(desk, await asked(desk, SAID, group=True), "👍", CHIEF)
        await press(desk, await asked(desk, UNSAID), "👍")
    exported = await asyncio.to_thread(run_call, "feedback", "--data", str(desk.folder))
    assert {(line["question"], line["answered"], line["verdict"]) for line in exported.lines} == {
        (SAID, True, "up"),
        (UNSAID, False, "up"),
    }
    for number in (INES["id"], CHIEF["id"], GROUP["id"]):  # nobody is told who pressed, nor where
        assert str(number) not in exported.out
    rows, questions = tmp_path / "rated.jsonl", tmp_path / "questions.jsonl"
    rows.write_text(exported.out, encoding="utf-8")
    converted = await asyncio.to_thread(run_call, "eval", str(rows), "--from-feedback")
    assert converted.status == 0
    assert {line["question"]: line["answerable"] for line in converted.lines} == {SAID: True, UNSAID: False}
    questions.write_text(converted.out, encoding="utf-8")
    measured = await asyncio.to_thread(run_call, "eval", str(questions), "--json", "--data", str(news.folder / "data"))
    assert measured.status == 0
    assert (measured.json["answerable"], measured.json["failed"]) == (1, [])
    assert measured.json["metrics"]["answer@1"]["value"] == 1.0


async def test_an_export_holds_nothing_that_is_forgotten_too_old_or_too_early(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        await press(desk, await asked(desk, SAID, group=True), "👍")
        await press(desk, await asked(desk, CHOIR_SAID), "👎")

    async def questions(*options: str) -> set[str]:
        done = await asyncio.to_thread(run_call, "feedback", *options, "--data", str(desk.folder))
        assert done.status == 0
        return {line["question"] for line in done.lines}

    assert await questions() == {SAID, CHOIR_SAID}
    day = f"{news.clock():%Y-%m-%d}"
    assert await questions("--since", day) == {SAID, CHOIR_SAID}
    with closing(sqlite3.connect(desk.folder / "telegram.db")) as state, state:
        state.execute("UPDATE feedback SET at = at - 86400 WHERE verdict = 'up'")
    assert await questions("--since", day) == {CHOIR_SAID}
    with closing(sqlite3.connect(desk.folder / "telegram.db")) as state, state:
        state.execute("UPDATE shown SET at = 0 WHERE question = ?", (SAID,))  # the clean-up has not come to it yet
    assert await questions() == {CHOIR_SAID}
    async with await open_state(desk.folder) as state_again:
        await state_again.write(forget_person, INES["id"])
    assert await questions() == set()


def test_where_no_bot_has_run_an_export_is_empty_and_makes_nothing(tmp_path: Path) -> None:
    done = run_call("feedback", "--data", str(tmp_path / "data"))
    assert (done.status, done.out, len(done.err.splitlines())) == (0, "", 1)
    assert not (tmp_path / "data").exists()
    refused = run_call("feedback", "--since", "someday", "--data", str(tmp_path / "data"))
    assert (refused.status, len(refused.err.splitlines())) == (2, 1)


async def test_a_report_says_what_is_wrong_with_which_excerpt_and_reaches_the_admins_once(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        for admin in (ADMIN, SECOND_ADMIN):
            await desk.server.post(desk.server.make.private(admin, "/help"))
        await desk.server.answers(2)
        message = await asked(desk, CHOIR_SAID, group=True)
        assert await press(desk, message, "Report") == texts.WHAT_IS_WRONG
        await changed(desk, 1, "editMessageReplyMarkup")
        kinds = newest(desk, GROUP["id"])
        assert kinds["text"] == message["text"]
        assert await press(desk, kinds, "Wrong speaker") == texts.REPORTED
        await desk.server.answers(2, ADMIN)
        await desk.server.answers(2, SECOND_ADMIN)
        (told,) = [call for call in desk.server.sent(SECOND_ADMIN) if "Report" in call.text]
        assert "wrong speaker" in told.text
        assert CHOIR_SAID in told.text
        assert marked(told.fields, "blockquote")[0] in CHOIR["text"]
        assert f"Reported by {READER} in group {GROUP['id']}" in told.text
        assert await press(desk, kinds, "Wrong speaker") == texts.REPORTED_ALREADY
        assert labels(newest(desk, GROUP["id"]))[-1] == "Report"
    assert len(desk.server.sent(ADMIN)) == 2, "the second report of the same is told to nobody"
    async with await open_state(desk.folder) as state:
        (report,) = await state.read(feedback.open_reports)
        assert (report.report.kind, report.question, report.kept.key.source) == ("speaker", CHOIR_SAID, "choir")
        assert await state.write(feedback.close, report.id)
        assert not await state.write(feedback.close, report.id)
        assert await state.read(feedback.open_reports) == []


async def test_of_several_excerpts_the_wrong_one_is_asked_for(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        message = await asked(desk, SAID)
        assert await press(desk, message, "Report") == texts.WHICH_EXCERPT
        await changed(desk, 1, "editMessageReplyMarkup")
        assert await press(desk, newest(desk), "2") == texts.WHAT_IS_WRONG
        await changed(desk, 2, "editMessageReplyMarkup")
        await press(desk, newest(desk), "‹ Cancel")
        await changed(desk, 3, "editMessageReplyMarkup")
        assert labels(newest(desk)) == labels(message)


async def test_a_message_too_old_for_telegram_to_repeat_is_changed_all_the_same(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        message = await asked(desk, CHOIR_SAID)
        data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        update = desk.server.make.pressed(INES, message, data)
        update["callback_query"]["message"] = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
        await desk.server.post(update)
        await changed(desk)
        assert "In context" in newest(desk)["text"]


async def test_a_button_under_no_message_of_a_chat_is_acknowledged(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        update = desk.server.make.pressed(INES, await asked(desk, CHOIR_SAID), "x")
        del update["callback_query"]["message"]
        await desk.server.post(update | {"callback_query": update["callback_query"] | {"inline_message_id": "5"}})
        await desk.server.until(lambda: bool(desk.server.calls("answerCallbackQuery")))
        assert desk.server.calls("answerCallbackQuery")[0].fields["text"] == texts.TOO_OLD


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("telegram*"))


async def test_no_word_of_an_article_is_kept(news: Newsroom) -> None:
    async with desk_of(news.service) as desk:
        await press(desk, await asked(desk, SAID), "Context")
        await changed(desk)
    kept = everything_in(desk.folder)
    assert SAID.encode() in kept
    for words in ("cracks in the spillway", "counted 38", "chief engineer"):
        assert words.encode() not in kept


class Broken:
    """A newsroom that answers, and then cannot read any more."""

    def __init__(self, service: Any) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    async def contexts(self, *_: object) -> object:
        raise StoreError("disk /secret/place failed", where="/secret/place", mend="mend it")


class Watched(Broken):
    """A newsroom that keeps the scopes in which contexts were asked for."""

    def __init__(self, service: Any) -> None:
        super().__init__(service)
        self.scopes: list[Scope] = []

    async def contexts(self, *asked_for: Any) -> object:
        self.scopes.append(asked_for[1])
        return await self._service.contexts(*asked_for)


async def test_a_press_sees_what_may_be_seen_at_its_own_moment(news: Newsroom) -> None:
    watched = Watched(news.service)
    async with desk_of(watched) as desk:  # type: ignore[arg-type]
        message = await asked(desk, SAID)
        news.clock.forward(days=3)
        await press(desk, message, "Context")
        await changed(desk)
    assert [scope.now for scope in watched.scopes] == [news.clock()]


async def test_a_failure_is_told_and_never_looks_like_nothing(news: Newsroom) -> None:
    async with desk_of(Broken(news.service)) as desk:  # type: ignore[arg-type]
        message = await asked(desk, SAID)
        await press(desk, message, "Context")
        await desk.server.answers(2)
        assert desk.server.sent()[-1].text == texts.BUTTON_FAILED
        assert newest(desk)["text"] == texts.BUTTON_FAILED
        assert "secret" not in str([call.fields for call in desk.server.requests])


async def test_an_answer_goes_out_without_buttons_where_they_cannot_be_kept(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async with desk_of(news.service) as desk:
        monkeypatch.setattr(shown, "keep", full)
        message = await asked(desk, SAID)
    assert "cracks in the spillway" in message["text"]
    assert "reply_markup" not in message
