"""The matrix: three desks, every path that is registered, everybody who might try it. Nothing leaks.

A path that is registered and has no row in `ROWS` fails `test_every_path_has_a_row`.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from matrix_support import PARTS, PUBLIC, Actor, Part, QuickClock, data_of, done, leaks
from newsroom_support import Clock, in_a_loop_of_its_own, settings_in, silent, write_records
from telegram_server import BOT_NAME, Chats, RecordingServer, free_port
from telegram_support import Desk

from bot.service import Service
from bot.telegram import app
from bot.telegram.commands import Registry, Tools
from bot.telegram.features import registered
from bot.telegram.handlers import Parts
from bot.telegram.office import Asked, make
from bot.telegram.tables import doors
from config.settings import PageSettings

CHIEF, EDITOR, READER, STRANGER, GONE, OUTSIDER = 7001, 7002, 7003, 7004, 7005, 7006
ROOM = Chats.supergroup(-1007000000001, "A room")
FAR = Chats.supergroup(-1007000000002, "Another room")
CODE = "or_" + "x" * 22

Row = Callable[[Actor], Awaitable[None]]


def says(*texts: str) -> Row:
    """The path is tried by saying these; of each desk its topic and speaker stand where the braces do."""

    async def row(actor: Actor) -> None:
        for text in texts:
            for part in PARTS.values():
                await actor.say(text.format(topic=part.topic, speaker=part.speaker.split()[-1], desk=part.name))
                if "{" not in text:
                    break

    return row


async def every_button(actor: Actor) -> None:
    """What was answered before, what is answered now, and both under each other's messages."""
    await actor.say("What was said about the ferry, the relay and the opera?")
    for message in [*actor.old, *actor.messages()]:
        for data in data_of(message):
            await actor.press(data, message if message["chat"]["id"] == actor.chat["id"] else None)


async def an_edit(actor: Actor) -> None:
    update = await actor.say("What is new?")
    for part in PARTS.values():
        await actor.edit(update, f"What was said about the {part.topic}?")


async def inline(actor: Actor) -> None:
    make = actor.desk.server.make
    for part in PARTS.values():
        for query in (part.topic, f"{part.speaker.split()[-1]} {part.topic}"):
            actor.said.append(query)
            await actor.desk.server.post(make.inline(actor.person, query))
            await done(actor.desk)


async def a_file(actor: Actor) -> None:
    """Refused in every case: nobody here has a desk of that name, and the refusal may list none but one's own."""
    document = {"file_id": "f", "file_unique_id": "f", "file_name": "notes.txt", "file_size": 10}
    message = actor.desk.server.make.message(actor.chat, actor.person, None, document=document, caption="no such desk")
    await actor.desk.server.post(actor.desk.server.make.update("message", message))
    await done(actor.desk)


async def a_report(actor: Actor) -> None:
    """Somebody of each desk reports an excerpt: admins are told, each within what their chat may see."""
    await every_button(actor)


async def a_watch(actor: Actor) -> None:
    for part in PARTS.values():
        await actor.say(f"/watch {part.topic}")
    # On the quick clock the watches look around many times before the next row begins.
    await actor.say("/watches")
    await every_button(actor)


async def a_reply_to_a_report(actor: Actor) -> None:
    """To every message of the bot's, of this chat and of others, as if it were a report or an answer."""
    for message in [*actor.old, *actor.messages()][-6:]:
        for part in PARTS.values():
            said = {**message, "text": "Report 1: wrong speaker", "chat": actor.chat}
            await actor.say(f"and {part.speaker.split()[-1]}?", reply_to_message=said)


async def turned_pages(actor: Actor) -> None:
    """Real ones, and those of another chat."""
    for part in PARTS.values():
        await actor.say(f"/quotes {part.speaker.split()[-1]}")
    for message in [*actor.old, *actor.messages()]:
        for data in data_of(message):
            if data.startswith("qt:"):
                await actor.press(data, message)
    await actor.press("qt:AAAAAAAAAAAA:3")


def presses(prefix: str, *rests: str) -> Row:
    """Buttons of a feature, real and forged."""

    async def row(actor: Actor) -> None:
        for rest in rests:
            await actor.press(f"{prefix}:{rest}".format(chat=actor.chat["id"], room=ROOM["id"]))

    return row


def and_every_button(row: Row) -> Row:
    """What was shown has buttons of its own."""

    async def both(actor: Actor) -> None:
        await row(actor)
        await actor.press_excerpts()

    return both


async def every_page(actor: Actor) -> None:
    """Every address on the reading page that the chat was ever given, and what is around an excerpt before that."""
    await actor.say("What was said about the ferry, the relay and the opera?")
    await actor.press_excerpts()
    for link in actor.links():
        await actor.open(link)
        await actor.open(f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}")


ASKING = ("What was said about the {topic}?", "What did {speaker} say about the {topic}?")
ROWS: dict[str, Row] = {
    "question": says(*ASKING),
    "edited question": an_edit,
    "answer buttons": every_button,
    "report to admins": a_report,
    "/ask": says("/ask What was said about the {topic}?"),
    "/start": says("/start", "/start {topic}"),
    "/help": says("/help"),
    "/status": says("/status"),
    "/settings": says("/settings"),
    "/privacy": says("/privacy"),
    "/forget": says("/forget"),
    "/why": says("/why", f"/why {ROOM['id']}"),
    "/audit": says("/audit"),
    "/people": says("/people"),
    "/remove": says("/remove", "/remove 1"),
    "/desks": says("/desks 1"),
    "/invite": says("/invite nobody"),
    "/stats": says("/stats"),
    "/retract": says("/retract {topic}-1", "/retract {topic}"),
    "/reindex": says("/sudo"),  # what it does shows nothing of any article; who may begin it: test_roles
    "/watch": says("/watch {topic}", "/watch {speaker}"),
    "/watches": says("/watches"),
    "button door": presses("door", "y:{room}", "n:{room}", "y:1:ffff", "x"),
    "button rm": presses("rm", "a:1", "x:0", "y:1", ":"),
    "button desk": presses("desk", "t:1:ffff", "t:{room}:ffff", "x"),
    "button set": presses("set", "x:3:{chat}", "q:22-7:{chat}", "d:-:{chat}", "d:-:{room}", "x:9:1"),
    "button fgt": presses("fgt", "n", "?"),
    "button retr": presses("retr", "AAAAAAAAAAAA", "-"),
    "button redo": presses("redo", "x"),
    "button watch": presses("watch", "x:1", "d:1", "l:1", "?"),
    "code": says(CODE, f"/start {CODE}"),
    "knock": says("/ask What was said about the {topic}?"),
    "upload": a_file,
    "inline": inline,
    "watch": a_watch,
    "/verify": and_every_button(
        says("/verify “The {topic} needs more than 11 people can carry,” said {speaker}", "/verify {topic}")
    ),
    "/quotes": and_every_button(says("/quotes {speaker}", "/quotes {topic}")),
    "/voices": says("/voices", "/voices 2031", "/voices since 2 March 2031", "/voices {topic}"),
    "/compare": and_every_button(says("/compare What was said about the {topic}?", "/compare What did {speaker} say?")),
    "reading page": every_page,
    "/reports": says("/reports"),
    "/speaker": says("/speaker 1 {speaker}", "/speaker 2 {speaker}", "/speaker {speaker}"),
    "button qt": turned_pages,
    "button rep": presses("rep", "s:1", "x:1", "n:99", "d:1", "n:2", "m:3", "d"),
    "reply to a report": a_reply_to_a_report,
    "report outcome": presses("rep", *(f"d:{number}" for number in range(1, 9))),
}


def test_every_path_has_a_row(registry: Registry) -> None:
    assert registry.paths == set(ROWS)


@pytest.fixture(scope="session")
def three_desks(tmp_path_factory: pytest.TempPathFactory, loaded_once: object) -> Path:  # noqa: ARG001
    """A coverage of three desks, indexed once. Tests copy it."""
    folder = tmp_path_factory.mktemp("desks").resolve()
    records = [record for part in PARTS.values() for record in part.records()]
    write_records(folder / "articles" / "records.jsonl", *records)

    async def index_all() -> None:
        async with Service(settings_in(folder), "a test", Clock()) as service:
            done = await service.index([folder / "articles"], None, silent)
            assert (done.added, done.failed) == (len(records), [])

    in_a_loop_of_its_own(index_all())
    return folder


@pytest.fixture
async def stage(three_desks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A bot over the three desks whose chats see nothing unless they are bound."""
    shutil.copytree(three_desks / "data", tmp_path / "data")
    async with staged(tmp_path, monkeypatch) as (desk, _):
        yield desk


@pytest.fixture
async def registry(three_desks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Registry]:
    shutil.copytree(three_desks / "data", tmp_path / "data")
    async with staged(tmp_path, monkeypatch) as (_, parts):
        yield parts.registry


@asynccontextmanager
async def staged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Desk, Parts]]:
    made: list[Parts] = []

    def catching(*args: object) -> Parts:
        made.append(registered(*args))  # type: ignore[arg-type]
        return made[0]

    monkeypatch.setattr(app, "registered", catching)
    clock = Clock()
    async with (
        Service(settings_in(folder), "a test", clock, wait=0.0) as service,
        RecordingServer(privacy=False) as server,
    ):
        server.telegram.inline = True
        server.make.date = int(clock().timestamp())
        page = PageSettings(enabled=True, port=free_port(), public_url=PUBLIC)
        desk = Desk(server, service, QuickClock(), page=page)  # type: ignore[arg-type]
        await desk.start(admins=(CHIEF,), allowed_chats=(), default_desks=())
        desk.parts = made[0]  # type: ignore[attr-defined]
        try:
            yield desk, made[0]
        finally:
            await desk.close()
        assert server.violations == []


async def let_in(desk: Desk, user_id: int, part: Part, role: doors.RoleName = "reader") -> None:
    tools = desk.parts.tools  # type: ignore[attr-defined]
    await tools.state.write(doors.let_in, user_id, role, 1.0, None)
    await tools.state.write(doors.bind, user_id, [part.name])


async def open_room(desk: Desk, chat: int, part: Part) -> None:
    tools = desk.parts.tools  # type: ignore[attr-defined]
    await tools.state.write(doors.knock, chat, "A room", 1.0, most=9, since=0.0)
    await tools.state.write(doors.decide_room, chat, "allowed", CHIEF)
    await tools.state.write(doors.bind, chat, [part.name])


def other_than(part: Part) -> Part:
    names = list(PARTS)
    return PARTS[names[(names.index(part.name) + 1) % len(names)]]


async def admin(desk: Desk, part: Part) -> Actor:
    await desk.parts.tools.state.write(doors.bind, CHIEF, [part.name])  # type: ignore[attr-defined]
    return Actor(desk, CHIEF, frozenset({part.name}), admin=True)


async def editor(desk: Desk, part: Part) -> Actor:
    await let_in(desk, EDITOR, part, "editor")
    return Actor(desk, EDITOR, frozenset({part.name}))


async def reader(desk: Desk, part: Part) -> Actor:
    await let_in(desk, READER, part)
    return Actor(desk, READER, frozenset({part.name}))


async def stranger(desk: Desk, _: Part) -> Actor:
    return Actor(desk, STRANGER, frozenset())


async def member(desk: Desk, part: Part) -> Actor:
    """Of a group with another desk, and let in nowhere else."""
    await let_in(desk, READER, part)
    await open_room(desk, FAR["id"], other_than(part))
    return Actor(desk, OUTSIDER, frozenset({other_than(part).name}), group=FAR)


async def removed(desk: Desk, part: Part) -> Actor:
    """Let in, answered, shut out: with old answers and their buttons."""
    actor = await with_answers(desk, part, GONE)
    await desk.parts.tools.state.write(doors.remove_person, GONE)  # type: ignore[attr-defined]
    actor.seen = frozenset()
    return actor


async def rebound(desk: Desk, part: Part) -> Actor:
    """With old answers of a desk that the chat does not see any more."""
    actor = await with_answers(desk, part, READER)
    await let_in(desk, READER, other_than(part))
    actor.seen = frozenset({other_than(part).name})
    return actor


async def passed_on(desk: Desk, part: Part) -> Actor:
    """Was given another chat's answer, with the data of its buttons, and the code that somebody else used up."""
    theirs = await with_answers(desk, part, READER)
    state, now = desk.parts.tools.state, desk.newsroom.now()  # type: ignore[attr-defined]
    await state.write(make, CODE, Asked(desk=part.name), None, now)
    await theirs.say(CODE)
    await let_in(desk, OUTSIDER, other_than(part))
    return Actor(desk, OUTSIDER, frozenset({other_than(part).name}), old=theirs.messages())


async def with_answers(desk: Desk, part: Part, user_id: int) -> Actor:
    await let_in(desk, user_id, part)
    actor = Actor(desk, user_id, frozenset({part.name}))
    await actor.say(f"What did {part.speaker} say about the {part.topic}?")
    actor.old = actor.messages()
    assert actor.old, "there is an old answer with buttons"
    return actor


ACTORS = (admin, editor, reader, stranger, member, removed, rebound, passed_on)


@pytest.mark.parametrize("actor_of", ACTORS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", PARTS)
async def test_nothing_of_another_desk_is_shown_on_any_path(
    stage: Desk, name: str, actor_of: Callable[[Desk, Part], Awaitable[Actor]]
) -> None:
    """Words, outlets, titles, counts and names: none, on none."""
    actor = await actor_of(stage, PARTS[name])

    found = {}
    for path, row in ROWS.items():
        actor.begin()
        await row(actor)
        found[path] = leaks(actor.heard(), actor.seen, "\n".join(actor.said), desk_names=not actor.admin)
    assert {path: leaked for path, leaked in found.items() if leaked} == {}


@pytest.mark.parametrize("name", PARTS)
async def test_what_a_desk_may_see_is_shown_so_that_the_matrix_can_fail(stage: Desk, name: str) -> None:
    actor = await reader(stage, PARTS[name])
    actor.begin()
    for part in PARTS.values():
        await actor.say(f"What did {part.speaker} say about the {part.topic}?")
    heard = actor.heard()
    assert PARTS[name].word in heard
    assert leaks(heard, frozenset(), "", desk_names=True), "the same words are leaks for whoever may not see them"
    everything = Actor(stage, CHIEF, frozenset(PARTS))
    everything.begin()
    for part in PARTS.values():
        await everything.say(f"What did {part.speaker} say about the {part.topic}?")
    assert all(part.word in everything.heard() for part in PARTS.values())


async def test_a_stranger_in_private_hears_one_line_and_a_group_none(stage: Desk) -> None:
    outside = await stranger(stage, PARTS["quayside"])
    for row in (ROWS["question"], ROWS["/status"], ROWS["/help"]):
        await row(outside)
    assert len(stage.server.sent(STRANGER)) == 1
    room = Actor(stage, STRANGER, frozenset(), group=ROOM)
    for row in ROWS.values():
        await row(room)
    assert stage.server.sent(ROOM["id"]) == []
    assert BOT_NAME not in room.heard()


async def lose_the_article(tools: Tools, part: Part) -> None:
    """The file that it came from is another desk's from now on."""
    rows = await tools.newsroom.articles()  # type: ignore[attr-defined]
    await tools.newsroom.open_door(Path(rows[0].origin), other_than(part).name)  # type: ignore[attr-defined]


SHUT = {
    "the person is shut out": lambda tools, _: tools.state.write(doors.remove_person, READER),
    "the chat sees another desk": lambda tools, part: tools.state.write(doors.bind, READER, [other_than(part).name]),
    "the chat sees nothing": lambda tools, _: tools.state.write(doors.bind, READER, []),
    "the desk lost the article": lose_the_article,
}


@pytest.mark.parametrize("how", SHUT)
async def test_a_link_to_the_reading_page_opens_as_long_as_its_chat_may_see_the_article(stage: Desk, how: str) -> None:
    """Whoever holds the link: a browser does not say who it is, so the link is bound to the chat that was given it."""
    part = PARTS["quayside"]
    actor = await with_answers(stage, part, READER)
    links = actor.links()
    assert links, "articles without an address of their own have one on the page"
    for link in links:
        status, page = await actor.open(link)
        assert (status, part.word in page) == (200, True)
    await SHUT[how](stage.parts.tools, part)  # type: ignore[attr-defined]
    for link in links:
        status, page = await actor.open(link)
        assert (status, leaks(page, frozenset(), "", desk_names=True)) == (404, [])
