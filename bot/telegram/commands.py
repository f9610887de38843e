"""The registry of everything that leads from a chat to the bot: commands, buttons, uploads, inline mode, watches.

A feature registers what it does, with who may do it and a line of help; deciding, menus, help and the suite's matrix of
paths all read it here. A path that the matrix has no row for fails the suite.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import MappingProxyType

from telegram import Bot, InlineQuery, Message

from bot.ports import Newsroom
from bot.telegram.access import Access
from bot.telegram.clock import Clock
from bot.telegram.decide import Facts, Identity, Spec
from bot.telegram.fence import Fence
from bot.telegram.layout import Rendered
from bot.telegram.people import People, Role
from bot.telegram.screen import Screen
from bot.telegram.sending import Place, Sender
from bot.telegram.state import State
from config.settings import Settings
from index.scope import Scope

LONGEST_PREFIX = 7
"""Keys of answers' buttons are longer, so that the two kinds of data are never mistaken for each other."""


@dataclass(frozen=True, slots=True)
class Call:
    """One command: who gave it where, what stands after it, and what may be seen there."""

    facts: Facts
    place: Place
    argument: str
    role: Role
    scope: Scope

    @property
    def private(self) -> bool:
        """Whether nobody else reads along."""
        return self.facts.chat_type == "private"


@dataclass(frozen=True, slots=True)
class Pressing:
    """A press of a feature's button, by somebody who may: `rest` is what its data says after the prefix."""

    screen: Screen
    user_id: int
    role: Role
    rest: str


@dataclass(frozen=True, slots=True)
class UserFile:
    """A file that somebody who may sent in private."""

    message: Message
    place: Place
    user_id: int
    scope: Scope


@dataclass(frozen=True, slots=True)
class Tools:
    """What features work with; all of it open."""

    me: Identity
    settings: Settings
    newsroom: Newsroom
    state: State
    people: People
    access: Access
    sender: Sender
    bot: Bot
    clock: Clock
    fence: Fence | None = None


Handler = Callable[[Call], Awaitable[Rendered | None]]
"""Returns what is replied; None where the handler has said all itself."""
PressHandler = Callable[[Pressing], Awaitable[None]]
FileHandler = Callable[[UserFile], Awaitable[None]]
InlineHandler = Callable[[InlineQuery], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ButtonKind:
    """A feature's buttons: who may press them, and whether only in private."""

    role: Role
    private: bool
    handler: PressHandler


class Registry:
    """What there is. Filled once, when the bot is put together."""

    def __init__(self) -> None:
        self._specs: dict[str, Spec] = {}
        self._handlers: dict[str, Handler] = {}
        self._buttons: dict[str, ButtonKind] = {}
        self._paths: set[str] = set()
        self.inline: InlineHandler | None = None
        self.files: FileHandler | None = None
        self.replies: list[Handler] = []
        self.backgrounds: list[AbstractAsyncContextManager[object]] = []
        self._arrivals: list[Callable[[], None]] = []

    def command(self, spec: Spec, handler: Handler) -> None:
        """A command `/name`. Raises ValueError where the name is taken."""
        self._handlers[spec.name] = handler
        self._specs[spec.name] = spec
        self.path(f"/{spec.name}")

    def buttons(self, prefix: str, handler: PressHandler, *, role: Role = Role.READER, private: bool = False) -> None:
        """Buttons whose data is `prefix:…`. Whoever presses without that role is told so, and the handler is not."""
        if not 1 <= len(prefix) <= LONGEST_PREFIX or ":" in prefix:
            raise ValueError(f"the prefix {prefix!r} could be mistaken for a key")
        self._buttons[prefix] = ButtonKind(role, private, handler)
        self.path(f"button {prefix}")

    def on_inline(self, handler: InlineHandler) -> None:
        """What answers inline queries."""
        self.inline = handler
        self.path("inline")

    def on_file(self, handler: FileHandler) -> None:
        """What takes the files of editors and admins."""
        self.files = handler
        self.path("upload")

    def on_reply(self, handler: Handler, path: str) -> None:
        """What takes replies to messages of ours that are no questions; None from it: this one is not for it."""
        self.replies.append(handler)
        self.path(path)

    async def reply(self, call: Call) -> Rendered | None:
        """What a feature replies to this reply; None where it is none, or no feature's."""
        if call.facts.replied_id is None:
            return None
        for handler in self.replies:
            rendered = await handler(call)
            if rendered is not None:
                return rendered
        return None

    def background(self, running: AbstractAsyncContextManager[object], path: str | None = None) -> None:
        """Something that runs as long as the bot does; `path` where it sends what nobody asked for just then."""
        self.backgrounds.append(running)
        if path is not None:
            self.path(path)

    def on_arrival(self, hear: Callable[[], None]) -> None:
        """What is told that the coverage has just grown by something that came through the bot."""
        self._arrivals.append(hear)

    def arrived(self) -> None:
        """Something new is in the coverage: nobody who watches it need wait."""
        for hear in self._arrivals:
            hear()

    def path(self, name: str) -> None:
        """A way on which something of the coverage could reach a chat. Raises ValueError where the name is taken."""
        if name in self._paths:
            raise ValueError(f"the path {name!r} is registered twice")
        self._paths.add(name)

    @property
    def specs(self) -> Mapping[str, Spec]:
        """The commands by name, in the order of their registration."""
        return MappingProxyType(self._specs)

    @property
    def paths(self) -> frozenset[str]:
        """Every way that there is."""
        return frozenset(self._paths)

    def handler(self, name: str) -> Handler:
        """What a command does."""
        return self._handlers[name]

    def button(self, data: str | None) -> tuple[ButtonKind, str] | None:
        """Whose button this is, and what it says; None if no feature's."""
        prefix, colon, rest = (data or "").partition(":")
        kind = self._buttons.get(prefix) if colon else None
        return None if kind is None else (kind, rest)
