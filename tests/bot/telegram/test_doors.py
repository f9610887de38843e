"""Letting in and shutting out: codes, groups by request, roles, quotas, forgetting, files."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from matrix_support import QuickClock, done
from scenario_support import HELD, HOLD, quotes
from telegram_server import BOT_NAME, Chats, People
from telegram_support import ADMIN, GROUP, INES, OTHER_GROUP, READER, SECOND_ADMIN, STRANGER, Desk, running

from bot.ports import Added
from bot.telegram import forgetting, office
from bot.telegram.commands import Registry
from bot.telegram.invites import OPENS_NOTHING, asked_for
from bot.telegram.layout import units
from bot.telegram.office import MOST_GUESSES, Asked, make, new_code, redeem
from bot.telegram.state import State, open_state
from bot.telegram.tables import asked, doors, invites
from bot.telegram.tables.asked import Full, Limit
from bot.telegram.tables.invites import Invite
from bot.telegram.tables.preferences import Preferences
from bot.telegram.uploads import MOST_BYTES, desk_for, failure_line, refusal, report, safe_name
from index.model import FailedItem

NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)
AT = NOW.timestamp()
ADMIN_COMMANDS = ("/why", "/reindex", "/audit", "/people", "/remove", "/desks", "/invite", "/stats", "/retract x")


@pytest.fixture
async def state(tmp_path: Path) -> State:
    opened = await open_state(tmp_path / "state")
    yield opened  # type: ignore[misc]
    await opened.close()


async def a_code(state: State, **wanted: object) -> str:
    code = new_code()
    await state.write(make, code, Asked(**wanted), ADMIN, NOW)  # type: ignore[arg-type]
    return code


async def test_a_code_lets_one_person_in_and_its_words_are_not_kept(state: State) -> None:
    code = await a_code(state, role="editor", desk="sport")
    assert isinstance(await state.write(redeem, code, STRANGER, AT), Invite)
    assert await state.write(redeem, code, STRANGER + 1, AT) is False
    held = await state.read(doors.doors)
    assert [(each.user_id, each.role) for each in held.people] == [(STRANGER, "editor")]
    assert held.desks == {STRANGER: frozenset({"sport"})}
    with sqlite3.connect(state.path) as raw:
        assert code not in "\n".join(raw.iterdump())


async def test_of_many_who_bring_a_code_at_once_one_is_let_in(state: State) -> None:
    code = await a_code(state)
    async with await open_state(state.path.parent) as other:  # a second process's connection
        opened = await asyncio.gather(
            *(
                each.write(redeem, code, 8000 + number, AT)
                for number in range(6)
                for each in (state, other)[: 1 + number % 2]
            )
        )
    assert len((await state.read(doors.doors)).people) == 1
    assert any(isinstance(each, Invite) for each in opened)


async def test_an_expired_code_opens_nothing_and_a_repeated_update_changes_nothing(state: State) -> None:
    late = await a_code(state, hours=1)
    assert await state.write(redeem, late, STRANGER, AT + 3601) is False
    code = await a_code(state)
    first = await state.write(redeem, code, STRANGER, AT)
    assert await state.write(redeem, code, STRANGER, AT + 5) == first


async def test_whoever_guesses_is_not_listened_to_for_an_hour_not_even_with_a_good_code(state: State) -> None:
    code = await a_code(state, hours=9)
    for _ in range(MOST_GUESSES):
        assert await state.write(redeem, new_code(), STRANGER, AT) is False
    assert await state.write(redeem, code, STRANGER, AT + 60) is True
    assert isinstance(await state.write(redeem, code, STRANGER, AT + 3700), Invite)


async def test_a_code_takes_nothing_from_whoever_has_more(state: State) -> None:
    await state.write(doors.let_in, READER, "admin", AT, None)
    await state.write(redeem, await a_code(state, role="reader", desk="sport"), READER, AT)
    held = await state.read(doors.doors)
    assert ([each.role for each in held.people], held.desks) == (["admin"], {})


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", Asked()),
        ("editor", Asked("editor")),
        ("Reader 24 city desk", Asked("reader", 24, "city desk")),
        ("sport", Asked(desk="sport")),
        ("admin 0", None),
        ("5000", None),
    ],
)
def test_what_stands_after_invite(words: str, wanted: Asked | None) -> None:
    assert asked_for(words) == wanted


@pytest.mark.parametrize("link", ["{}", "/start {}"])
async def test_a_stranger_who_brings_a_code_is_answered_from_then_on(link: str) -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await server.post(server.make.private(ADMIN, "/invite reader 5"))
        (told,) = await server.answers(1, ADMIN)
        code = next(word for word in told.text.split() if word.startswith("or_"))
        assert f"https://t.me/{BOT_NAME}?start={code}" in told.text
        await server.post(server.make.private(STRANGER, link.format(code)))
        await server.post(server.make.private(STRANGER, HOLD))
        assert quotes((await server.answers(2, STRANGER))[1]) == [HELD]
        await server.post(server.make.private(STRANGER + 1, code))
        assert [sent.text for sent in await server.answers(1, STRANGER + 1)] == [OPENS_NOTHING]
        await server.post(server.make.private(ADMIN, "/audit"))
        assert "came in" in (await server.answers(2, ADMIN))[1].text


async def test_a_mistyped_code_is_answered_even_to_somebody_who_was_told_their_number_already() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        code, _ = await office.invite(desk.folder, Asked(), desk.newsroom.now())
        for text in ("hello", code[:-1], f"{code}x", f"Here it is: Or{code[2:]}!"):
            await server.post(server.make.private(STRANGER, text))
        told = [sent.text for sent in await server.answers(4, STRANGER)]
        assert told[1:3] == [OPENS_NOTHING, OPENS_NOTHING]
        assert told[3].startswith("Welcome")


async def test_while_nobody_is_let_in_whoever_writes_is_told_how_to_begin() -> None:
    async with running(clock=QuickClock(), admins=(), allowed_chats=()) as desk:
        await desk.server.post(desk.server.make.private(STRANGER, "hello"))
        (told,) = await desk.server.answers(1, STRANGER)
        assert str(STRANGER) in told.text
        assert "telegram.admins" in told.text


@pytest.mark.parametrize(
    ("was", "becomes", "asks"), [("left", "member", 1), ("member", "left", 0), ("kicked", "left", 0)]
)
async def test_a_group_that_the_bot_is_put_into_asks_to_be_let_in_and_hears_nothing(
    was: str, becomes: str, asks: int
) -> None:
    async with running(clock=QuickClock(), admins=(ADMIN,)) as desk:
        server = desk.server
        await server.post(server.make.private(ADMIN, "/start"))
        await server.answers(1, ADMIN)
        await server.post(server.make.membership(OTHER_GROUP, People.person(STRANGER), was, becomes))
        await server.post(server.make.membership(GROUP, INES, was, becomes))  # is let in by the settings
        await server.post(server.make.private(ADMIN, "/status"))
        told = await server.answers(2 + asks, ADMIN)
        assert [str(OTHER_GROUP["id"]) in sent.text for sent in told].count(True) == asks
        assert server.sent(OTHER_GROUP["id"]) == server.sent(GROUP["id"]) == []


async def test_the_command_line_lets_in_and_shuts_out_while_the_bot_runs() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        code, _ = await office.invite(desk.folder, Asked(), desk.newsroom.now())
        await server.post(server.make.private(STRANGER, code))
        await server.post(server.make.private(STRANGER, HOLD))
        assert quotes((await server.answers(2, STRANGER))[1]) == [HELD]
        assert await office.remove(desk.folder, STRANGER, desk.newsroom.now())
        await server.post(server.make.private(STRANGER, HOLD))
        await done(desk)
        assert len([sent for sent in server.sent(STRANGER) if quotes(sent)]) == 1


async def knocked(desk: Desk) -> None:
    """Both admins have written once, and a group that is not let in asks twice."""
    for admin in (ADMIN, SECOND_ADMIN):
        await desk.server.post(desk.server.make.private(admin, "/privacy"))
    await desk.server.answers(2)
    for _ in range(2):
        await desk.server.post(desk.server.make.said(OTHER_GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
    await done(desk)


async def test_a_group_is_let_in_by_one_tap_of_an_admin_who_is_asked_once() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await knocked(desk)
        asks = [sent for sent in server.sent() if "asks to be let in" in sent.text]
        assert sorted(sent.chat_id for sent in asks) == [ADMIN, SECOND_ADMIN]
        assert server.sent(OTHER_GROUP["id"]) == []
        messages = {sent.chat_id: server.messages[sent.chat_id, sent.result["message_id"]] for sent in asks}
        await server.press(People.person(ADMIN), messages[ADMIN], "Allow")
        await server.press(People.person(SECOND_ADMIN), messages[SECOND_ADMIN], "Deny")
        await done(desk)
        await server.post(server.make.said(OTHER_GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await done(desk)
        # The second admin's word came later, and so it holds: a group is shut out as easily as it is let in.
        assert not any(quotes(sent) for sent in server.sent(OTHER_GROUP["id"]))


async def test_a_group_that_was_let_in_is_answered_and_one_that_was_denied_never_knocks_again() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await knocked(desk)
        ask = next(sent for sent in server.sent(ADMIN) if "asks to be let in" in sent.text)
        message = server.messages[ADMIN, ask.result["message_id"]]
        await server.press(INES, message, "Allow")  # forged by somebody who is no admin
        await done(desk)
        assert server.sent(OTHER_GROUP["id"]) == []
        await server.press(People.person(ADMIN), message, "Deny")
        await server.post(server.make.said(OTHER_GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await done(desk)
        assert server.sent(OTHER_GROUP["id"]) == []
        assert len([sent for sent in server.sent(ADMIN) if "asks to be let in" in sent.text]) == 1
        await server.press(People.person(ADMIN), message, "Allow")
        await done(desk)
        await server.post(server.make.said(OTHER_GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await done(desk)
        assert [quotes(sent) for sent in server.sent(OTHER_GROUP["id"])][-1:] == [[HELD]]


@pytest.mark.parametrize("command", ADMIN_COMMANDS)
async def test_an_admins_command_of_anybody_else_does_nothing(command: str) -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await server.post(server.make.private(READER, command))
        words, _, rest = command.partition(" ")
        for author in (INES, People.person(STRANGER)):
            await server.post(server.make.said(GROUP, author, f"{words}@{BOT_NAME} {rest}"))
        await done(desk)
        assert len(server.sent()) == 3
        assert all("Only my" in sent.text for sent in server.sent())
        assert (desk.newsroom.reindexes, desk.newsroom.retracted) == (0, [])


@pytest.mark.parametrize("command", ["/audit", "/people", "/remove", "/desks", "/invite", "/stats", "/retract x"])
async def test_what_is_for_one_admins_eyes_is_not_said_in_a_group(command: str) -> None:
    async with running(clock=QuickClock()) as desk:
        words, _, rest = command.partition(" ")
        await desk.server.post(desk.server.make.said(GROUP, People.person(ADMIN), f"{words}@{BOT_NAME} {rest}"))
        await done(desk)
        assert ["in our private chat" in sent.text for sent in desk.server.sent(GROUP["id"])] == [True]


async def test_a_quota_is_said_once_and_counts_the_person_wherever_they_ask() -> None:
    async with running(clock=QuickClock(), questions_per_user_hour=2) as desk:
        server = desk.server
        for _ in range(2):
            await server.post(server.make.private(READER, HOLD))
        await done(desk)
        for _ in range(3):
            await server.post(server.make.said(GROUP, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await server.post(server.make.said(GROUP, People.person(ADMIN), f"/ask@{BOT_NAME} {HOLD}"))
        await done(desk)
        assert [bool(quotes(sent)) for sent in server.sent(GROUP["id"])] == [False, True]
        assert "2 questions of this hour" in server.sent(GROUP["id"])[0].text
        assert "10:00 (UTC)" in server.sent(GROUP["id"])[0].text


async def test_there_is_room_again_when_the_oldest_question_is_old_enough(state: State) -> None:
    limits = (Limit("user", 3600.0, 2),)
    for at in (AT, AT + 600):
        assert isinstance(await state.write(asked.take, 1, READER, at, limits), int)
    assert await state.write(asked.take, 1, READER, AT + 700, limits) == Full(limits[0], AT + 3600)
    assert isinstance(await state.write(asked.take, 1, READER, AT + 3600, limits), int)
    assert isinstance(await state.write(asked.take, 1, READER + 1, AT + 700, limits), int)


async def test_a_question_that_failed_is_given_back(state: State) -> None:
    limits = (Limit("chat", 3600.0, 1),)
    number = await state.write(asked.take, 1, READER, AT, limits)
    await state.write(asked.settle, number, "2031-05-01", "failed")
    assert isinstance(await state.write(asked.take, 1, READER, AT, limits), int)


@pytest.mark.parametrize(
    ("span", "quiet"), [((22, 7), {22, 23, 0, 5, 6}), ((9, 11), {9, 10}), ((None, None), set()), ((5, 5), set())]
)
def test_quiet_hours_go_over_midnight(span: tuple[int | None, int | None], quiet: set[int]) -> None:
    chosen = Preferences(None, *span)
    assert {hour for hour in (22, 23, 0, 6, 7, 9, 10, 11, 21, 5) if chosen.quiet_at(hour)} == quiet


async def test_forget_deletes_whatever_has_the_chats_or_the_persons_number(state: State) -> None:
    def fill(connection: sqlite3.Connection) -> dict[str, int]:
        """A row in every table that has such a number, whoever made it."""
        filled = {}
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            if not {"chat_id", "user_id"} & {column["name"] for column in columns} or table in forgetting.KEPT:
                continue
            filled[table] = 1
        return filled

    tables = await state.write(fill)
    assert {"answers", "drops", "shown", "feedback", "reports", "preferences"} <= set(tables)
    await state.write(lambda connection: connection.execute("INSERT INTO preferences VALUES (?, 1, 1, 1)", (READER,)))
    await state.write(doors.let_in, READER, "reader", AT, None)
    await state.write(forgetting.forget_chat, READER)
    await state.write(forgetting.forget_person, READER)
    left = await state.read(lambda connection: connection.execute("SELECT count(*) FROM preferences").fetchone()[0])
    assert left == 0
    assert len((await state.read(doors.doors)).people) == 1, "whoever forgets stays let in"


async def test_after_forget_old_buttons_do_nothing_and_the_question_is_gone() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await server.post(server.make.private(READER, HOLD))
        await server.post(server.make.private(READER, "/forget"))
        answered, asks = await server.answers(2, READER)
        await server.press(INES, server.messages[READER, asks.result["message_id"]], "Forget")
        await done(desk)
        await server.press(INES, server.messages[READER, answered.result["message_id"]], "Context")
        await done(desk)
        assert "no longer know" in server.calls("answerCallbackQuery")[-1].fields["text"]
        with sqlite3.connect(desk.folder / "telegram.db") as raw:
            assert HOLD not in "\n".join(raw.iterdump())


async def test_the_clean_up_deletes_what_is_older_than_it_may_be(state: State) -> None:
    def rows(connection: sqlite3.Connection) -> list[int]:
        return [
            connection.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in ("drops", "asked", "invites")
        ]

    def fill(connection: sqlite3.Connection) -> None:
        for days in (1, 40):
            at = (NOW - timedelta(days=days, minutes=5)).timestamp()
            connection.execute("INSERT INTO drops (chat_id, at, reason) VALUES (1, ?, 'x')", (at,))
            connection.execute("INSERT INTO asked (chat_id, user_id, at) VALUES (1, 1, ?)", (at,))
        invites.keep(connection, b"s", new_code(), Invite("reader", None, None, 0.0, AT - 2 * 86_400))

    await state.write(fill)
    await state.write(forgetting.clean_up, NOW, 30)
    assert await state.read(rows) == [1, 0, 0]


@pytest.mark.parametrize(
    ("name", "size", "refused"),
    [
        ("a.txt", 10, False),
        ("a.TXT", MOST_BYTES, False),
        ("a.txt", MOST_BYTES + 1, True),
        ("a.txt", None, True),
        ("a.exe", 10, True),
        ("a", 10, True),
        ("a.txt.zip", 10, True),
    ],
)
def test_files_of_other_types_and_sizes_are_refused_unseen(name: str, size: int | None, *, refused: bool) -> None:
    assert (refusal(name, size) is not None) == refused


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        (".hidden.txt", "hidden.txt"),
        ("a\x00\u202eb.TXT", "ab.txt"),
        ("Été à l'île.md", "Été à l'île.md"),
        ("x" * 300 + ".txt", "x" * 100 + ".txt"),
        ("", "file"),
    ],
)
def test_a_files_name_leads_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_goes_to_the_desk_that_the_caption_names_within_ones_own() -> None:
    known = ("arts", "sport")
    assert desk_for(None, known, "") is None
    assert desk_for(None, known, "desk: Sport") == "sport"
    assert desk_for(frozenset({"arts"}), known, "") == "arts"
    for desks, caption in ((frozenset({"arts"}), "sport"), (frozenset(known), ""), (frozenset(), "")):
        with pytest.raises(ValueError, match="desk"):
            desk_for(desks, known, caption)


def test_failures_name_no_path_of_the_machine_and_no_other_desks_file() -> None:
    line = failure_line(
        FailedItem("x1", "the id is already used by /srv/desks/arts/secret.jsonl; give this one another id")
    )
    assert line == "✗ x1: the id is already used; give this one another id"
    assert "/srv" not in failure_line(FailedItem("/srv/up/a.html", "/srv/up/a.html: no text in it"))
    many = Added(0, 0, 0, tuple(FailedItem(f"{n}", "bad " * 100) for n in range(500)), 0, 0)
    assert units(report(many, "x.jsonl")) < 4096


async def sent_file(desk: Desk, user_id: int, name: str, content: bytes, **more: object) -> None:
    desk.server.telegram.files[f"file-{name}"] = content
    update = desk.server.make.file(user_id, name, len(content))
    update["message"] |= more
    await desk.server.post(update)
    await done(desk)


async def test_an_admins_file_is_added_and_a_readers_is_not() -> None:
    async with running(clock=QuickClock()) as desk:
        await sent_file(desk, READER, "mine.txt", b"no")
        await sent_file(desk, ADMIN, "news.txt", b"The pier is open.")
        assert desk.newsroom.added == [("news.txt", None, b"The pier is open.")]
        assert "Only my editors" in desk.server.sent(READER)[0].text
        assert desk.server.calls("editMessageText")[-1].text.startswith(
            "news.txt: 1 added\n1 quotation in it. You can ask"
        )


async def test_a_file_that_brings_something_is_heard_of_by_whoever_watches_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(Registry, "arrived", lambda _: heard.append("new"))
    async with running(clock=QuickClock()) as desk:
        await sent_file(desk, ADMIN, "news.txt", b"The pier is open.")
        assert heard == ["new"]
        desk.newsroom.taken = Added(0, 0, 1, (), 0, 0)
        await sent_file(desk, ADMIN, "news.txt", b"The pier is open.")
        assert heard == ["new"]


async def test_a_file_of_which_nothing_is_taken_leaves_the_earlier_one() -> None:
    async with running(clock=QuickClock()) as desk:
        await sent_file(desk, ADMIN, "news.txt", b"The pier is open.")
        desk.newsroom.taken = Added(0, 0, 0, (FailedItem("news.txt", "no text in it"),), 0, 0)
        await sent_file(desk, ADMIN, "news.txt", b"\x00")
        assert (desk.folder / "uploads" / "all" / "news.txt").read_bytes() == b"The pier is open."
        assert "✗ news.txt: no text in it" in desk.server.calls("editMessageText")[-1].text
        assert sorted(path.name for path in (desk.folder / "uploads" / "all").iterdir()) == ["news.txt"]


async def test_retracting_asks_first_and_only_what_is_in_sight() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await server.post(server.make.private(ADMIN, "/retract breakwater.txt"))
        (asks,) = await server.answers(1, ADMIN)
        assert "Breakwater passes inspection" in asks.text
        assert desk.newsroom.retracted == []
        await server.press(People.person(ADMIN), server.messages[ADMIN, asks.result["message_id"]], "Retract")
        await done(desk)
        assert desk.newsroom.retracted == ["/desk/breakwater.txt"]


async def test_the_statistics_come_as_a_picture_with_the_sums() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await server.post(server.make.private(READER, HOLD))
        await server.post(server.make.private(READER, "What about the submarine?"))
        await done(desk)
        await server.post(server.make.private(ADMIN, "/stats"))
        await done(desk)
        (photo,) = server.calls("sendPhoto")
        assert photo.fields["caption"] == "2 questions in 30 days: 1 answered, 1 not in the coverage."
        (png,) = photo.files.values()
        assert png.startswith(b"\x89PNG")


async def test_a_reindex_is_cancelled_by_its_button_and_the_message_says_so() -> None:
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        await server.post(server.make.private(ADMIN, "/reindex"))
        (begun,) = await server.answers(1, ADMIN)
        await server.press(INES, server.messages[ADMIN, begun.result["message_id"]], "Cancel")
        await done(desk)
        assert not desk.newsroom.cancelled
        await server.press(People.person(ADMIN), server.messages[ADMIN, begun.result["message_id"]], "Cancel")
        await server.until(lambda: any("was cancelled" in call.text for call in server.calls("editMessageText")))
        assert desk.newsroom.cancelled


async def test_a_group_keeps_its_door_and_its_desks_when_it_becomes_a_supergroup() -> None:
    old = Chats.group(-88)
    async with running(clock=QuickClock()) as desk:
        server = desk.server
        async with await open_state(desk.folder) as state:
            await state.write(doors.knock, -88, "Old", AT, most=9, since=0.0)
            await state.write(doors.decide_room, -88, "allowed", ADMIN)
            await state.write(doors.bind, -88, ["sport"])
        await server.post(server.make.said(old, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await done(desk)
        new = await server.migrate(old, -10088)
        await server.post(server.make.said(new, INES, f"/ask@{BOT_NAME} {HOLD}"))
        await done(desk)
        assert [scope.desks for scope in desk.newsroom.scopes] == [frozenset({"sport"})] * 2


def test_privacy_names_what_follow_ups_and_watches_keep() -> None:
    told = forgetting.privacy_text(90)
    for kept in ("follow-ups: 90 days", "what watches have told", "groups' titles", "watches, with who set them up"):
        assert kept in told
