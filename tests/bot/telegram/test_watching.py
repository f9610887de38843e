"""Watches at work: each fact once, none missed, nothing in quiet hours, and a crash anywhere changes none of it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from newsroom_support import Clock, Newsroom
from scenario_support import quotes
from telegram import CallbackQuery, Message, User
from telegram_server import Chats, RecordingServer, Status
from watch_support import CHAT, OTHER_CHAT, Crash, Piece, Stage, arrive, on_watch, says

from bot.telegram.commands import Pressing, Registry
from bot.telegram.forgetting import forget_chat, forget_person
from bot.telegram.people import Role
from bot.telegram.screen import Screen
from bot.telegram.tables import doors, preferences, watches
from bot.telegram.tables.preferences import Preferences
from bot.telegram.watch_commands import register
from bot.telegram.watching import Watching

FACTS = ("the first pier opens again in the week after Easter", "the second pier stays shut until the frost is over")
WORDS = "the new ferry will sail before the autumn storms arrive"


@pytest.fixture
async def server() -> AsyncIterator[RecordingServer]:
    async with RecordingServer() as ready:
        for chat in (CHAT, OTHER_CHAT):
            ready.chats[chat] = Chats.private(chat)
        yield ready
        assert ready.violations == []


@pytest.fixture
async def stage(newsroom: Newsroom, server: RecordingServer, clock: Clock, tmp_path: Path) -> AsyncIterator[Stage]:
    async with on_watch(newsroom.service, clock, server, tmp_path) as ready:
        yield ready


async def test_a_speaker_is_told_once_with_the_citation(stage: Stage) -> None:
    await arrive(stage.service, says("old", "nothing new stands in the old report of ours", "Mara Venn"))
    assert "what Venn says" in await stage.say("/watch Venn")
    await arrive(stage.service, says("a", WORDS), says("b", "it is a matter for the harbour court", "Ilja Brandt"))
    await stage.watching.round()
    await stage.watching.round()
    (sent,) = stage.server.sent()
    assert WORDS in stage.told()[0]
    assert "Mara Venn" in sent.text
    assert "Harbour Gazette" in sent.text
    assert any(mark.get("url", "").startswith("https://news.example/a") for mark in sent.fields["entities"])


async def test_the_same_statement_in_several_outlets_is_one_fact_that_names_them(stage: Stage) -> None:
    await stage.say("/watch Venn")
    await arrive(
        stage.service,
        says("a", WORDS),
        says("b", WORDS, outlet="Tern Wire", lead="Tern Wire readers wrote in."),
        Piece(
            "c",
            f"Venn said it twice.\n\n“{WORDS},” Mara Venn told the board.\n",
            ((WORDS, "Mara Venn"),),
            "Lisvar Mail",
        ),
    )
    await stage.watching.round()
    await arrive(stage.service, says("d", WORDS, outlet="Late Courier"))
    await stage.watching.round()
    (sent,) = stage.server.sent()
    assert len(stage.told()) == 1
    assert "Tern Wire" in sent.text
    assert "Lisvar Mail" in sent.text


async def test_another_figure_or_a_denial_is_another_fact(stage: Stage) -> None:
    await stage.say("/watch Venn")
    first, second = "the ferry will cost 40 million crowns in all", "the ferry will cost 90 million crowns in all"
    third = "the ferry will not cost 90 million crowns in all"
    await arrive(stage.service, says("a", first), says("b", second), says("c", third))
    await stage.watching.round()
    assert len(stage.told()) == 3


async def test_what_goes_on_after_known_words_is_told(stage: Stage) -> None:
    await stage.say("/watch Venn")
    await arrive(stage.service, says("a", WORDS))
    await stage.watching.round()
    await arrive(stage.service, says("b", f"{WORDS} and after that we close the old pier for two years"))
    await stage.watching.round()
    await arrive(stage.service, says("c", WORDS, outlet="Late Courier"))
    await stage.watching.round()
    assert len(stage.told()) == 2


async def test_exact_words_and_an_outlet_hold_together(stage: Stage) -> None:
    await stage.say('/watch "Phase 1" outlet:"tern wire"')
    pieces = [
        Piece("a", "Work on “Phase 1” of the quay begins in May.\n", outlet="Tern Wire"),
        Piece("b", "Work on phase 10 of the quay begins in May.\n", outlet="Tern Wire"),
        Piece("c", "Nobody knows when Phase 1 of the lock ends.\n"),
    ]
    await arrive(stage.service, *pieces)
    await stage.watching.round()
    assert stage.told() == ["Work on “Phase 1” of the quay begins in May."]


async def test_two_watches_of_one_chat_tell_a_fact_once(stage: Stage) -> None:
    await stage.say("/watch Venn")
    await stage.say('/watch "autumn storms"')
    await stage.say("/watch Venn", OTHER_CHAT)
    await arrive(stage.service, says("a", WORDS))
    await stage.watching.round()
    assert (len(stage.told()), len(stage.told(OTHER_CHAT))) == (1, 1)


async def test_what_comes_in_quiet_hours_is_told_after_them(stage: Stage, clock: Clock) -> None:
    await stage.say("/watch Venn")
    await stage.state.write(preferences.keep, CHAT, Preferences(None, 12, 14))
    await arrive(stage.service, says("a", WORDS))
    for _ in range(3):
        await stage.watching.round()
        assert stage.told() == []
        clock.forward(minutes=30)
    clock.forward(minutes=30)
    await stage.watching.round()
    assert len(stage.told()) == 1


async def test_a_digest_comes_once_a_day_at_its_hour(stage: Stage, clock: Clock) -> None:
    await stage.say("/watch Venn")
    (row,) = await stage.state.read(watches.of_chat, CHAT)
    await stage.state.write(watches.set_digest, row.id, CHAT, digest=True)
    assert "digest at 07:00" in await stage.say("/watches 7")
    for day, pair in enumerate((FACTS, (WORDS, "nobody will lose work because of the bridge that we build"))):
        await arrive(stage.service, says(f"d{day}", pair[0]), says(f"e{day}", pair[1]))
        await stage.watching.round()
        assert len(stage.told()) == 2 * day
        clock.at = clock.at.replace(hour=7) + timedelta(days=1)
        await stage.watching.round()
        assert len(stage.told()) == 2 * day + 2
    assert len(stage.server.sent()) == 2


async def test_an_embargoed_article_is_told_when_it_becomes_public(stage: Stage, clock: Clock) -> None:
    before = says(
        "before",
        "the pilots will strike on the first of the month",
        more={"embargo_until": clock() + timedelta(hours=3)},
    )
    await arrive(stage.service, before)
    await stage.say("/watch Venn")
    await arrive(stage.service, says("during", WORDS, more={"embargo_until": clock() + timedelta(hours=2)}))
    await stage.watching.round()
    assert stage.told() == []
    for hours, told in ((2, 1), (1, 2), (5, 2)):
        clock.forward(hours=hours)
        await stage.watching.round()
        assert len(stage.told()) == told


async def test_what_is_retracted_before_it_is_told_is_not_told_but_a_copy_is(stage: Stage, clock: Clock) -> None:
    await stage.say("/watch Venn")
    await stage.state.write(preferences.keep, CHAT, Preferences(None, 12, 14))
    alone = "the crane on the north quay is not safe in any wind"
    await arrive(stage.service, says("a", WORDS), says("b", WORDS, outlet="Tern Wire"), says("c", alone))
    await stage.watching.round()
    for source in ("a", "c"):
        await stage.service.retract(source)
    clock.forward(hours=2)
    await stage.watching.round()
    assert len(stage.told()) == 1
    assert "Harbour Gazette" not in stage.server.sent()[0].text
    await arrive(stage.service, says("d", alone, outlet="Late Courier"))
    await stage.watching.round()
    assert len(stage.told()) == 2, "what was never told is news wherever it comes again"


async def test_a_desk_sees_nothing_of_another(
    newsroom: Newsroom, server: RecordingServer, clock: Clock, tmp_path: Path
) -> None:
    async with on_watch(newsroom.service, clock, server, tmp_path, default_desks=("city",)) as stage:
        await stage.say("/watch Venn")
        await arrive(
            stage.service,
            says("a", WORDS, more={"desk": "sport"}),
            says("b", WORDS, more={"desk": "city"}, outlet="City"),
        )
        await stage.watching.round()
        (sent,) = server.sent()
        assert "Gazette" not in sent.text
        assert "City" in sent.text


async def test_a_correction_tells_only_what_is_new_in_it(stage: Stage) -> None:
    await arrive(stage.service, says("a", WORDS))
    await stage.say("/watch Venn")
    added = "nobody will lose work because of the bridge that we build"
    piece = says("a", WORDS)
    await arrive(
        stage.service,
        Piece("a", f"{piece.text}\n“{added},” Mara Venn added.\n", (*piece.said, (added, "Mara Venn"))),
    )
    await stage.watching.round()
    (told,) = stage.told()
    assert added in told


async def test_a_chat_that_cannot_be_reached_is_told_later(stage: Stage) -> None:
    await stage.say("/watch Venn")
    await arrive(stage.service, says("a", WORDS))
    stage.server.telegram.shut[CHAT] = "Forbidden: bot was blocked by the user"
    await stage.watching.round()
    await stage.watching.round()
    assert stage.told() == []
    assert len(stage.server.calls("sendMessage")) == 1, "it is left alone for a while"
    stage.server.telegram.shut.clear()
    await stage.tools.clock.sleep(3600)
    await stage.watching.round()
    assert len(stage.told()) == 1


async def test_removing_a_watch_ends_what_it_found(stage: Stage, clock: Clock) -> None:
    await stage.say("/watch Venn")
    await stage.state.write(preferences.keep, CHAT, Preferences(None, 12, 14))
    await arrive(stage.service, says("a", WORDS))
    await stage.watching.round()
    (row,) = await stage.state.read(watches.of_chat, CHAT)
    assert not await stage.state.write(watches.remove, row.id, OTHER_CHAT), "another chat's is out of reach"
    assert await stage.state.write(watches.remove, row.id, CHAT)
    clock.forward(hours=3)
    await stage.watching.round()
    assert stage.told() == []


async def test_forgetting_a_person_or_a_chat_ends_what_they_watched(stage: Stage, clock: Clock) -> None:
    for forget in (forget_person, forget_chat):
        await stage.say("/watch Venn")
        await stage.state.write(preferences.keep, CHAT, Preferences(None, 0, 24))
        await arrive(stage.service, says(forget.__name__, f"{WORDS} by {forget.__name__}"))
        await stage.watching.round()
        await stage.state.write(forget, CHAT)
        await stage.state.write(preferences.keep, CHAT, Preferences())
        clock.forward(hours=30)
        await stage.watching.round()
    assert stage.told() == []


async def test_the_latest_can_be_seen_again_within_what_may_be_seen_now(stage: Stage) -> None:
    await stage.say("/watch Venn")
    await arrive(stage.service, says("a", FACTS[0]), says("b", FACTS[1]))
    await stage.watching.round()
    await stage.service.retract("a")
    message = stage.server.messages[CHAT, max(number for chat, number in stage.server.messages if chat == CHAT)]
    query = CallbackQuery("1", User(CHAT, "Ines", is_bot=False), "x", message=Message.de_json(message, stage.tools.bot))
    screen = Screen(stage.tools.bot, stage.tools.sender, query, CHAT)
    await stage.commands.pressed(Pressing(screen, CHAT, Role.READER, "l:0"))
    (again,) = quotes(stage.server.sent()[-1])
    assert FACTS[1] in again


async def test_the_latest_of_a_desk_that_the_chat_has_lost_is_not_shown_again(
    newsroom: Newsroom, server: RecordingServer, clock: Clock, tmp_path: Path
) -> None:
    async with on_watch(newsroom.service, clock, server, tmp_path, default_desks=("sport",)) as stage:
        await stage.say("/watch Venn")
        await arrive(stage.service, says("a", WORDS, more={"desk": "sport"}))
        await stage.watching.round()
        (sent,) = server.sent()
        await stage.tools.state.write(doors.bind, CHAT, ["city"])
        await stage.tools.access.refresh()
        message = server.messages[CHAT, max(number for chat, number in server.messages if chat == CHAT)]
        pressed = Message.de_json(message, stage.tools.bot)
        query = CallbackQuery("1", User(CHAT, "Ines", is_bot=False), "x", message=pressed)
        screen = Screen(stage.tools.bot, stage.tools.sender, query, CHAT)
        await stage.commands.pressed(Pressing(screen, CHAT, Role.READER, "l:0"))
        assert WORDS in sent.text
        assert not any(WORDS in call.text for call in server.sent()[1:])


def five_hundred() -> tuple[list[Piece], list[str]]:
    """500 articles: 60 statements of the speaker, in one to four outlets each, among others' words; the statements."""
    chance = random.Random(11)
    wanted = [f"measure {number:02d} of the plan begins in week {number * 7 + 3} at the pier" for number in range(60)]
    pieces = [
        says(
            f"v{number}-{copy}",
            words,
            outlet=f"Outlet {copy}",
            lead=f"A story about item {number} as outlet {copy} has it.",
        )
        for number, words in enumerate(wanted)
        for copy in range(1 + number % 4)
    ]
    others = [
        says(f"o{number}", f"remark {number} has nothing to do with it at all", "Ilja Brandt") for number in range(500)
    ]
    pieces += others[: 500 - len(pieces)]
    chance.shuffle(pieces)
    return pieces, wanted


async def test_of_500_articles_each_fact_is_told_once_and_none_in_quiet_hours(stage: Stage, clock: Clock) -> None:
    pieces, wanted = five_hundred()
    await stage.say("/watch Mara Venn")
    await stage.state.write(preferences.keep, CHAT, Preferences(None, 13, 14))
    for at in range(0, 500, 100):
        await arrive(stage.service, *pieces[at : at + 100])
        before = len(stage.told())
        await stage.watching.round()
        assert (len(stage.told()) == before) == (clock().hour == 13)
        clock.forward(minutes=30)
    clock.forward(hours=1)
    await stage.watching.round()
    told = stage.told()
    assert sorted(words for words in wanted for excerpt in told if words in excerpt) == sorted(wanted)
    assert len(told) == len(wanted)
    await stage.watching.round()
    assert stage.told() == told


async def _crash_once(newsroom: Newsroom, clock: Clock, server: RecordingServer, folder: Path, **at: object) -> bool:
    """Run the watches until they crash, then anew; whether there was a crash."""
    async with on_watch(newsroom.service, clock, server, folder, **at) as stage:  # type: ignore[arg-type]
        try:
            await stage.watching.recover()
            await stage.watching.round()
        except Crash:
            return True
        return False


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("where", ["crash_write", "crash_send"])
async def test_a_crash_at_any_step_misses_nothing_and_tells_nothing_twice(
    newsroom: Newsroom, server: RecordingServer, clock: Clock, tmp_path: Path, where: str, *, after: bool
) -> None:
    for step in range(1, 20):
        folder = tmp_path / f"{step}"
        speaker = f"Person Venn{step}"
        before = len(server.sent())
        async with on_watch(newsroom.service, clock, server, folder) as stage:
            await stage.say(f"/watch speaker:Venn{step}")
        pieces = [
            says(f"{step}-{n}-{copy}", words, speaker, outlet=f"Outlet {copy}")
            for n, words in enumerate(FACTS)
            for copy in "ab"
        ]
        await arrive(newsroom.service, *pieces)
        crashed = await _crash_once(newsroom, clock, server, folder, **{where: step, "after": after})
        assert not await _crash_once(newsroom, clock, server, folder)
        told = [words for sent in server.sent()[before:] for words in quotes(sent)]
        assert sorted(words for words in FACTS for excerpt in told if words in excerpt) == sorted(FACTS), step
        assert len(told) == len(FACTS), step
        if not crashed:
            assert step > 1
            return
    raise AssertionError("the crash never ended")


async def test_a_message_that_may_have_come_through_is_not_told_again_but_said_to_be_in_doubt(stage: Stage) -> None:
    await stage.say("/watch Venn")
    await arrive(stage.service, says("a", WORDS))
    stage.server.fail("sendMessage", Status(504, "Gateway Timeout"))
    await stage.watching.round()
    await stage.watching.round()
    assert len(stage.server.calls("sendMessage")) == 1
    await arrive(stage.service, says("b", FACTS[0]))
    await stage.watching.round()
    assert "may not have come through" in stage.server.sent()[-1].text
    await arrive(stage.service, says("c", FACTS[1]))
    await stage.watching.round()
    assert "may not have come through" not in stage.server.sent()[-1].text


async def test_what_an_upload_brings_wakes_the_watches(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[Watching] = []
    monkeypatch.setattr(Watching, "wake", lambda self: woken.append(self))  # noqa: PLW0108 - a bound one would not be
    registry = Registry()
    register(registry, stage.tools)
    registry.arrived()
    assert woken == registry.backgrounds
