"""A quotation arrives as it stands in the article, to the byte, whatever it is made of."""

from __future__ import annotations

import functools
import itertools

import pytest
from scenario_support import Play, quotes
from telegram_server import BOT_NAME
from telegram_server.text import shown
from telegram_server.updates import Json
from telegram_support import GROUP, INES, READER, SmallNewsroom, Story

WORDS = {
    "emoji": "The 🌊 harbour 👩‍🚒 crew 🇵🇹 kept the breakwater lamps burning.",
    "right to left": "The sign on the breakwater reads ברוכים הבאים and أهلا وسهلا today.",
    "combining marks": "Zoe\u0308 and A\u0301ron call it the breakwa\u0301ter of the breakwater.",
    "markup": "The <b>breakwater</b> costs 4 < 5 && *not* _less_ [than](https://x.example) `that` &amp; more.",
    "zero width": "The break\u200bwater, the breakwater\u200d and the\u00a0\ufeffpier.",
    "beyond the plane": "𝔗𝔥𝔢 breakwater 𐍈 holds 🂡.",
    "typography": "“The breakwater’s — ‘new’ — lamps… cost £4½m”, he said, 3′ 5″ high.",
    "newlines and blanks": "The breakwater\n\n  holds,\n   line by line",
}


def newsroom(*texts: str) -> SmallNewsroom:
    stories = (Story(f"/desk/{number}.txt", text) for number, text in enumerate(texts))
    return SmallNewsroom(tuple(stories))


@pytest.mark.parametrize("kind", WORDS)
async def test_the_words_arrive_byte_for_byte(play: Play, kind: str) -> None:
    text = WORDS[kind] + "."
    words = text.split(".", 1)[0] + "."
    async with play(newsroom=newsroom(text)) as desk:
        server = desk.server
        await server.post(server.make.private(READER, "breakwater"))
        await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} breakwater"))
        for sent in await server.answers(2):
            assert quotes(sent)[0].encode() == words.encode()
            assert "parse_mode" not in sent.fields
            assert shown(sent.text) == sent.text, "Telegram alters nothing of it"


async def test_as_many_excerpts_as_fit_and_never_a_cut_one(play: Play) -> None:
    long = [f"The breakwater story number {n} is told {'at length ' * 70}here." for n in range(9)]
    async with play(newsroom=newsroom(*long)) as desk:
        server = desk.server
        await server.post(server.make.private(READER, "breakwater"))
        (sent,) = await server.answers(1)
        shown_words = quotes(sent)
        assert 1 <= len(shown_words) < 9
        assert shown_words == long[: len(shown_words)]
        assert len(sent.text.encode("utf-16-le")) // 2 <= 4096


async def test_a_single_excerpt_at_the_very_limit_is_sent_whole_or_said_to_be_too_long(play: Play) -> None:
    fits, over = "The breakwater " + "🌊" * 1900 + ".", "The lighthouse " + "🌊" * 2100 + "."
    async with play(newsroom=newsroom(fits, over)) as desk:
        server = desk.server
        for question in ("breakwater", "lighthouse"):
            await server.post(server.make.private(READER, question))
        whole, too_long = await server.answers(2)
        assert quotes(whole) == [fits]
        assert quotes(too_long) == []
        assert "too long" in too_long.text


def marks_of(call: Json) -> list[tuple[int, int]]:
    return [(mark["offset"], mark["offset"] + mark["length"]) for mark in call.get("entities", [])]


async def test_marks_never_overlap_nor_exceed_what_telegram_keeps(play: Play) -> None:
    many = [f"Breakwater {n} 🌊." for n in range(120)]
    async with play(newsroom=newsroom(*many)) as desk:
        desk.newsroom.ask = functools.partial(desk.newsroom.ask, limit=120)  # type: ignore[method-assign]
        server = desk.server
        await server.post(server.make.private(READER, "breakwater"))
        (sent,) = await server.answers(1)
        marks = marks_of(sent.fields)
        assert len(marks) <= 100
        assert quotes(sent) == many[: len(quotes(sent))]
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(sorted(marks)))
