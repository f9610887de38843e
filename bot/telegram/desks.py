"""Which desks a chat sees, and the buttons by which an admin changes that, in private."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Literal

from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Button, Rendered, clipped, plain
from bot.telegram.people import Role
from bot.telegram.tables import audit, doors
from bot.telegram.tables.audit import Deed
from bot.telegram.tables.doors import Desks

Choice = Desks | Literal["settings"]
"""Desks by name; None for everything; or whatever the settings say."""
_KEY_LETTERS = 10
MOST_DESKS = 90
NO_SUCH = "There is no such desk any more."
NOT_IN = "That chat is not let in."


def desk_key(name: str) -> str:
    """A desk in a button, which holds only 64 bytes."""
    return hashlib.sha256(name.encode()).hexdigest()[:_KEY_LETTERS]


async def desk_of(tools: Tools, key: str) -> str | None:
    """The desk that a button means; None where it is gone."""
    return next((name for name in await tools.newsroom.desks() if desk_key(name) == key), None)


def seen(desks: Desks) -> str:
    """What a chat sees, in words."""
    if desks is None:
        return "everything"
    return ", ".join(sorted(desks)) if desks else "nothing"


def toggled(now: Desks, desk: str) -> frozenset[str]:
    """The desks after one was pressed. Whoever saw everything then sees that one alone."""
    return frozenset({desk}) if now is None else now ^ {desk}


def choice_of(connection: sqlite3.Connection, chat_id: int, choice: Choice, deed: Deed) -> None:
    """Write down what a chat sees from now on, and who decided that."""
    if isinstance(choice, str):
        doors.unbind(connection, chat_id)
    else:
        doors.bind(connection, chat_id, choice)
    audit.note(connection, deed)


class DeskPanel:
    """`/desks`, and its buttons."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def desks(self, call: Call) -> Rendered:
        """The panel of this chat, or of the one whose number was given."""
        text = call.argument.strip()
        if text and not (text.removeprefix("-").isdecimal() and len(text) < 20):
            return plain("Write /desks and the number of a person or a group; /people shows them.")
        return await self.panel(int(text) if text else call.facts.chat_id)

    async def panel(self, chat_id: int) -> Rendered:
        """What a chat sees, and a button for each desk."""
        chat_id = self._tools.people.home(chat_id)
        if not self._tools.people.may_ask(chat_id):
            return plain(NOT_IN)
        names = (await self._tools.newsroom.desks())[:MOST_DESKS]
        if not names:
            return plain(
                "There are no desks yet. [[desks]] in the settings or a desk column in the coverage makes them."
            )
        now = self._tools.access.desks_of(chat_id)
        mark = {name: "✓ " if now is not None and name in now else "" for name in names}
        rows: list[tuple[Button, ...]] = [
            (Button(clipped(mark[name] + name, 40), f"desk:t:{chat_id}:{desk_key(name)}"),) for name in names
        ]
        rows.append((Button("Everything", f"desk:e:{chat_id}"), Button("As the settings say", f"desk:s:{chat_id}")))
        return Rendered(f"Chat {chat_id} sees: {seen(now)}.", keyboard=tuple(rows))

    async def pressed(self, pressing: Pressing) -> None:
        """An admin changes what a chat sees."""
        step, number, *key = pressing.rest.split(":")
        chat_id = self._tools.people.home(int(number))
        desk = await desk_of(self._tools, key[0]) if key else None
        if not self._tools.people.may_ask(chat_id) or (step == "t" and desk is None):
            await pressing.screen.tell(NO_SUCH if key else NOT_IN)
            return
        await pressing.screen.tell()
        choice: Choice = None if step == "e" else "settings"
        if desk is not None:
            choice = toggled(self._tools.access.desks_of(chat_id), desk)
        await self._choose(chat_id, choice, pressing.user_id)
        await pressing.screen.show(await self.panel(chat_id))

    async def _choose(self, chat_id: int, choice: Choice, by: int) -> None:
        words = "as the settings say" if isinstance(choice, str) else seen(choice)
        deed = Deed(self._tools.newsroom.now().timestamp(), by, "desks", f"chat {chat_id} sees {words}")
        await self._tools.state.write(choice_of, chat_id, choice, deed)
        await self._tools.access.refresh()


def register(registry: Registry, tools: Tools) -> DeskPanel:
    """`/desks`."""
    panel = DeskPanel(tools)
    registry.command(Spec("desks", "which desks a chat sees", Role.ADMIN, private=True), panel.desks)
    registry.buttons("desk", panel.pressed, role=Role.ADMIN, private=True)
    return panel
