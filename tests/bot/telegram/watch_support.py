"""Small articles that arrive without a parser, and watches at work over them and over a recording Bot API server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsroom_support import Clock
from scenario_support import moving, quotes
from telegram_server import BOT_ID, BOT_NAME, TOKEN, RecordingServer
from telegram_support import HandClock

from bot.service import Service
from bot.telegram.access import Access
from bot.telegram.commands import Call, Tools
from bot.telegram.connection import Connection
from bot.telegram.decide import Facts, Identity
from bot.telegram.fence import Fence
from bot.telegram.layout import Rendered
from bot.telegram.people import People, Role
from bot.telegram.sending import Place, Sender
from bot.telegram.state import State, open_state
from bot.telegram.watch_commands import WatchCommands
from bot.telegram.watching import Watching
from config.settings import TelegramSettings
from index.analysis import analysis_again
from index.ingest import store
from index.model import ArticleDraft, Quotation, Span

CHAT, OTHER_CHAT = 5001, 5002


class Crash(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Piece:
    """An article that arrives: paragraphs, and who says what in them (the exact words, and the speaker's name)."""

    source: str
    text: str
    said: tuple[tuple[str, str], ...] = ()
    outlet: str = "Harbour Gazette"
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def draft(self) -> ArticleDraft:
        facts: dict[str, Any] = {"title": f"Title of {self.source}", "url": f"https://news.example/{self.source}"}
        return ArticleDraft(
            self.source, f"/coverage/{self.source}", self.text, outlet=self.outlet, **(facts | self.more)
        )

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        return tuple(self._quotation(words, speaker) for words, speaker in self.said)

    def _quotation(self, words: str, speaker: str) -> Quotation:
        start = self.text.index(words)
        mention = self.text.index(speaker.rsplit(" ", maxsplit=1)[-1])
        return Quotation(
            Span(start, start + len(words)),
            "direct",
            "test",
            speaker=speaker,
            mention=Span(mention, mention + len(speaker.rsplit(" ", maxsplit=1)[-1])),
        )


def says(source: str, words: str, speaker: str = "Mara Venn", **more: Any) -> Piece:
    """An article in which somebody says something."""
    lead = more.pop("lead", f"The harbour board met again for its session number {source}.")
    text = f"{lead}\n\n“{words},” said {speaker} on Tuesday.\n"
    return Piece(source, text, ((words, speaker),), **more)


async def arrive(service: Service, *pieces: Piece) -> None:
    """Store the articles as the ingest does, one after the other."""
    for piece in pieces:
        analysis = analysis_again(piece.draft, piece.quotations)
        await service.coverage.database.write(store, piece.draft, analysis, "test", service.now())


class Faulty:
    """The bot's own state, which ends the process at its n-th write: before it, or right after it was committed."""

    def __init__(self, state: State, at: int | None, *, after: bool) -> None:
        self._state, self._left, self._after = state, at, after
        self.writes = 0

    async def read(self, *args: Any, **more: Any) -> Any:
        return await self._state.read(*args, **more)

    async def write(self, *args: Any, **more: Any) -> Any:
        self.writes += 1
        here = self.writes == self._left
        if here and not self._after:
            raise Crash
        done = await self._state.write(*args, **more)
        if here:
            raise Crash
        return done


class Post:
    """The sender, which ends the process at its n-th message: before it leaves, or when Telegram has taken it."""

    def __init__(self, sender: Sender, at: int | None, *, after: bool) -> None:
        self._sender, self._left, self._after = sender, at, after
        self._sent = 0

    async def send(self, place: Place, rendered: Rendered) -> Any:
        self._sent += 1
        here = self._sent == self._left
        if here and not self._after:
            raise Crash
        sent = await self._sender.send(place, rendered)
        if here:
            raise Crash
        return sent


@dataclass
class Stage:
    """Watches at work."""

    service: Service
    clock: Clock
    server: RecordingServer
    state: State
    tools: Tools
    watching: Watching
    commands: WatchCommands

    async def say(self, command: str, chat_id: int = CHAT) -> str:
        """The reply to `/watch …` or `/watches …`."""
        name, _, rest = command.partition(" ")
        facts = Facts(kind="message", chat_id=chat_id, chat_type="private", user_id=chat_id, text=command)
        call = Call(facts, Place(chat_id), rest.strip(), Role.READER, self.tools.access.scope_of(chat_id))
        handler = self.commands.watch if name == "/watch" else self.commands.watches
        return (await handler(call)).text

    def told(self, chat_id: int = CHAT) -> list[str]:
        """Every excerpt that the chat was sent, in order."""
        return [words for sent in self.server.sent() if sent.chat_id == chat_id for words in quotes(sent)]


@asynccontextmanager
async def on_watch(
    service: Service,
    clock: Clock,
    server: RecordingServer,
    folder: Path,
    *,
    crash_write: int | None = None,
    crash_send: int | None = None,
    after: bool = False,
    zone: str = "UTC",
    **telegram: Any,
) -> AsyncIterator[Stage]:
    """Watches over a service, with the state of a folder; nothing runs by itself: a test calls `round`."""
    named = {"token": TOKEN, "base_url": server.url, "allowed_chats": (CHAT, OTHER_CHAT), "time_zone": zone}
    settings = service.settings.model_copy(update={"telegram": TelegramSettings(**(named | telegram))})
    async with AsyncExitStack() as stack:
        state = await stack.enter_async_context(await open_state(folder))
        fence = Fence(folder / "telegram.sending")
        stack.callback(fence.close)
        hand = HandClock()
        await stack.enter_async_context(moving(hand))
        bot = Connection(TOKEN, server.url, fence, hand)
        await bot.initialize()
        stack.push_async_callback(bot.shutdown)
        people = People(settings.telegram)
        access = Access(state, people, settings.telegram, service.now)
        sender: Any = Post(Sender(bot, people, hand), crash_send, after=after)
        faulty: Any = Faulty(state, crash_write, after=after)
        me = Identity(BOT_ID, BOT_NAME)
        tools = Tools(me, settings, service, faulty, people, access, sender, bot, hand, fence)  # type: ignore[arg-type]
        watching = Watching(tools, service, fence)
        yield Stage(service, clock, server, state, tools, watching, WatchCommands(tools, service, watching))
