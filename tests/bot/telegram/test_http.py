"""The request itself: what is known of a failed call, and when an answer's mark is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import Bot, InputFile
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram_server import TOKEN, Chats, Dropped, Fault, Flood, Html, RecordingServer, Slow, Status
from telegram_support import READER

from bot.telegram.fence import ANSWERING, Fence
from bot.telegram.http import AiohttpRequest, NotSentError

TEXT = "naïve <b>&amp;</b> 👩‍👩‍👧 \u202b עברית a\u0301 + % = ? #"


@asynccontextmanager
async def bot_at(url: str, fence: Fence | None = None, *, patience: float = 20.0) -> AsyncIterator[Bot]:
    async with AiohttpRequest(connections=4, fence=fence, read_seconds=patience) as request:
        yield Bot(TOKEN, base_url=f"{url}/bot", request=request)


@pytest.fixture
def fence(tmp_path: Path) -> Fence:
    return Fence(tmp_path / "telegram.sending")


async def test_words_arrive_as_they_are() -> None:
    async with RecordingServer() as server, bot_at(server.url) as bot:
        server.chats[READER] = Chats.private(READER)
        await bot.send_message(READER, TEXT)
        assert server.sent()[0].fields["text"] == TEXT


async def test_files_are_sent_with_their_fields() -> None:
    async with RecordingServer() as server, bot_at(server.url) as bot:
        server.chats[READER] = Chats.private(READER)
        await bot.send_document(READER, InputFile(b"\x00\xff,", "list.csv", attach=True), caption=TEXT)
        (call,) = server.calls("sendDocument")
        assert call.fields["caption"] == TEXT
        assert list(call.files.values()) == [b"\x00\xff,"]


@pytest.mark.parametrize(("name", "through"), [("telegram.invalid", True), ("elsewhere.invalid", False)])
async def test_the_environments_proxy_is_used_unless_it_excepts_the_server(
    monkeypatch: pytest.MonkeyPatch, name: str, *, through: bool
) -> None:
    async with RecordingServer() as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        monkeypatch.setenv("NO_PROXY", "elsewhere.invalid")
        async with bot_at(f"http://{name}") as bot:
            if through:
                assert (await bot.get_me()).is_bot
            else:
                with pytest.raises(NotSentError):
                    await bot.get_me()


@pytest.mark.parametrize(
    ("fault", "error", "marked", "taken"),
    [
        (None, None, True, True),
        (Slow(), TimedOut, True, False),
        (Dropped(done=True), NetworkError, True, False),
        (Dropped(done=False), NetworkError, True, False),
        (Flood(3), RetryAfter, False, False),
        (Html(502), NetworkError, False, False),
        (Html(504), NetworkError, True, False),
        (Status(403, "Forbidden: bot was blocked by the user"), TelegramError, False, False),
    ],
)
async def test_the_mark_says_of_every_call_whether_it_may_have_arrived(
    fence: Fence, fault: Fault | None, error: type[Exception] | None, *, marked: bool, taken: bool
) -> None:
    async with RecordingServer() as server, bot_at(server.url, fence, patience=0.3) as bot:
        server.chats[READER] = Chats.private(READER)
        ANSWERING.set(7)
        if fault is not None:
            server.fail("sendMessage", fault)
        if error is None:
            await bot.send_message(READER, "x")
        else:
            with pytest.raises(error):
                await bot.send_message(READER, "x")
        assert set(fence.marked) == ({7} if marked else set())
        assert set(fence.taken) == ({7} if taken else set())
    fence.close()


async def test_only_messages_are_marked_and_only_those_that_answer_something(fence: Fence) -> None:
    async with RecordingServer() as server, bot_at(server.url, fence) as bot:
        server.chats[READER] = Chats.private(READER)
        await bot.send_message(READER, "nobody asked for this")
        ANSWERING.set(7)
        await bot.get_me()
        await bot.send_chat_action(READER, "typing")
        assert fence.marked == frozenset()
    fence.close()


async def test_where_nobody_listens_nothing_was_sent(fence: Fence) -> None:
    async with RecordingServer() as server:
        pass
    ANSWERING.set(7)
    async with bot_at(server.url, fence) as bot:
        with pytest.raises(NotSentError) as caught:
            await bot.send_message(READER, "x")
    assert TOKEN not in str(caught.value)
    assert fence.marked == frozenset()
    fence.close()


async def test_the_mark_is_on_disk_before_the_server_sees_the_message(tmp_path: Path) -> None:
    path = tmp_path / "telegram.sending"
    fence = Fence(path)
    seen: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        seen.append(path.read_text("ascii"))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    ANSWERING.set(7)
    async with bot_at(f"http://{host}:{port}", fence) as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(READER, "x")
    server.close()
    await server.wait_closed()
    fence.close()
    assert seen == ["+7\n"]
