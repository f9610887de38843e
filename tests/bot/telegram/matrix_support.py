"""Three desks with nothing in common, and somebody who tries every way to the coverage."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from telegram_server import BOT_NAME, Chats, People, Recorded
from telegram_server.updates import Json
from telegram_support import Desk

from bot.telegram import buttons
from bot.telegram.press import TURNING


@dataclass(frozen=True)
class Part:
    """What only one desk has; `ask` are questions that hold none of its secrets but the names that they give away."""

    name: str
    topic: str
    speaker: str
    outlet: str
    word: str
    articles: int

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody else may be shown."""
        return (self.speaker, self.speaker.split()[-1], self.outlet, self.word, f"{self.topic}-", "Title of")

    def records(self) -> Iterator[dict[str, Any]]:
        for number in range(1, self.articles + 1):
            yield {
                "id": f"{self.topic}-{self.word}-{number}",
                "outlet": self.outlet,
                "title": f"{self.word.title()} and the {self.topic}, part {number}",
                "published": f"2031-03-{number:02}",
                "desk": self.name,
                "text": (
                    f"The {self.topic} was talked about for the {number}. time this week.\n\n"
                    f"“The {self.topic} needs more {self.word} than {10 + number} people can carry,” "
                    f"said {self.speaker}, who has looked after the {self.topic} since 20{10 + number}.\n"
                ),
            }


PUBLIC = "https://desk.example/read"
_ON_PAGE = re.compile(re.escape(PUBLIC) + r"/a/[A-Za-z0-9_-]+")


PARTS = {
    part.name: part
    for part in (
        Part("quayside", "ferry", "Hanne Ollerton", "Quay Courier", "barnacle", 2),
        Part("terraces", "relay", "Piet Vandrake", "Terrace Bugle", "liniment", 3),
        Part("galleries", "opera", "Noor Estrada", "Gallery Leaf", "plasterwork", 4),
    )
}


class QuickClock:
    """A clock on which a thousand seconds pass in one: nobody here waits for the flood limits."""

    def seconds(self) -> float:
        return 1000 * time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / 1000)


def leaks(said: str, seen: frozenset[str], known: str, *, desk_names: bool) -> list[str]:
    """What of the other desks stands in everything that was said.

    Args:
        seen: the desks that may be seen.
        known: what the other side had said itself: repeating it tells nothing.
        desk_names: whether the desks' own names are a secret here.
    """
    found = []
    for name, part in PARTS.items():
        if name not in seen:
            secrets = (*part.secrets[:-1], *((name,) if desk_names else ()))
            found += [each for each in secrets if each.lower() in said.lower() and each.lower() not in known.lower()]
    most = sum(part.articles for name, part in PARTS.items() if name in seen)
    for count, kind in re.findall(r"([\d,]+) (article|quotation|passage)s?\b", said):
        # Each article holds one quotation and two passages at the most: more than twice as many are somebody else's.
        if int(count.replace(",", "")) > most * (1 if kind == "article" else 2):
            found.append(f"{count} {kind}s")
    return found


@dataclass
class Actor:
    """Somebody in a chat, and the desks that may be seen there."""

    desk: Desk
    user_id: int
    seen: frozenset[str]
    group: Json | None = None
    admin: bool = False
    old: list[Json] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    mark: int = 0
    first: int = 0

    @property
    def chat(self) -> Json:
        return self.group or Chats.private(self.user_id)

    @property
    def person(self) -> Json:
        return People.person(self.user_id, "Somebody")

    async def say(self, text: str, **more: Any) -> Json:
        """A message, addressed to the bot where that is needed; when this returns the bot is done with it."""
        if self.group is not None:
            text = re.sub(r"^(/\w+)", rf"\1@{BOT_NAME}", text) if text.startswith("/") else f"/ask@{BOT_NAME} {text}"
        self.said.append(text)
        make = self.desk.server.make
        update = await self.desk.server.post(make.said(self.chat, self.person, text, **more))
        await done(self.desk)
        return update

    async def edit(self, update: Json, text: str) -> None:
        if self.group is not None:
            text = f"/ask@{BOT_NAME} {text}"
        self.said.append(text)
        await self.desk.server.post(self.desk.server.make.edited(update, text))
        await done(self.desk)

    async def press(self, data: str, message: Json | None = None) -> None:
        """A press on a button of a message of the bot's, or of one that only claims to be."""
        server = self.desk.server
        under = message or {**server.make.message(self.chat, People.bot(4_200_000_001, BOT_NAME), "x")}
        await server.post(server.make.pressed(self.person, under, data))
        await done(self.desk)

    async def press_excerpts(self) -> None:
        """Every button of answers and of other messages with excerpts since it began: no admin's own decisions."""
        for message in [each for each in self.messages() if each["message_id"] > self.first]:
            for data in data_of(message):
                if buttons.read(data) is not None or data.startswith(f"{TURNING}:"):
                    await self.press(data, message)

    def messages(self) -> list[Json]:
        place = self.chat["id"]
        return [
            m for (chat, _), m in sorted(self.desk.server.messages.items(), key=str) if chat == place and data_of(m)
        ]

    def links(self) -> list[str]:
        """The addresses on the reading page that this chat was ever given, in messages and cards."""
        calls = [call for call in self.desk.server.requests if self._mine(call)]
        return list(dict.fromkeys(link for call in calls for link in _ON_PAGE.findall(str(call.fields))))

    async def open(self, link: str) -> tuple[int, str]:
        """The status and the page that a browser is given there, whoever holds it."""
        async with aiohttp.ClientSession() as browser, browser.get(link.replace(PUBLIC, self.page)) as answer:
            page = await answer.text()
        self.pages.append(page)
        return answer.status, page

    @property
    def page(self) -> str:
        """Where the reading page listens."""
        return f"http://127.0.0.1:{self.desk.page.port}"

    def begin(self) -> None:
        """From here on it counts what is said."""
        self.mark = len(self.desk.server.requests)
        self.first = max((number for _, number in self.desk.server.messages), default=0)
        self.pages.clear()

    def heard(self) -> str:
        """Everything that the bot has sent to this chat since, to anybody's screen or inline list, or as a page."""
        calls = self.desk.server.requests[self.mark :]
        return "\n".join([*(str(call.fields) for call in calls if self._mine(call)), *self.pages])

    def _mine(self, call: Recorded) -> bool:
        if call.method in {"getUpdates", "getMe", "setMyCommands", "deleteWebhook", "getFile"}:
            return False
        place = call.fields.get("chat_id")
        return place is None or int(place) == self.chat["id"]


def data_of(message: Mapping[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


async def done(desk: Desk) -> None:
    """The bot has taken everything and is done with it."""
    async with asyncio.timeout(desk.server.patience):
        await desk.server.until(lambda: desk.server.pending == 0)
        while _waiting(desk):  # noqa: ASYNC110 - the bot's own table rings no bell
            await asyncio.sleep(0.002)


def _waiting(desk: Desk) -> int:
    held = sqlite3.connect(f"file:{desk.folder / 'telegram.db'}?mode=ro", uri=True)
    try:
        return int(held.execute("SELECT count(*) FROM inbox WHERE body IS NOT NULL").fetchone()[0])
    finally:
        held.close()
