"""`/privacy`, `/forget`, and the daily clean-up: what is kept of people, how long, and how it goes."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.telegram.audit import note
from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Button, Rendered, plain
from bot.telegram.people import Role
from bot.telegram.tables import asked, audit, invites

_LOG = logging.getLogger(__name__)
DAY = 86_400.0
AUDIT_DAYS = 365

# What `/forget` leaves, and why; everything else that has a chat_id or a user_id is deleted, whoever made the table.
KEPT = {
    "people": "who is let in: /remove takes that away",
    "rooms": "which groups are let in, or were denied",
    "chat_desks": "which desks a chat may see, which is not the chat's to choose",
    "asked": "when something was asked within the last day, or a quota could be emptied by forgetting",
    "guesses": "codes that opened nothing, of the last day, for the same reason",
}
# Older rows of these go after `telegram.keep_days`: the column that says when.
_AGEING = ("answers", "drops", "shown", "feedback", "reports")

FORGET_GROUP = (
    "Forget what I keep of this group: its answers with their buttons, reports, ratings, watches and settings? "
    "What stands in the chat itself stays: only its members can delete that."
)
FORGET_PERSON = FORGET_GROUP.replace("of this group: its answers", "of you: your answers")
FORGOTTEN = "Forgotten. Buttons under earlier answers do nothing any more."
NOT_YOURS = "Only editors and admins may delete what I keep of a group."
_NOTHING_ELSE = (
    "I keep groups' titles but no names of people, and no messages that were not addressed to me; I pass nothing on. "
    "What you write goes through Telegram. /forget deletes what I keep of you here."
)
ONLY_YOURS = (
    "What I keep of this group only editors and admins may delete. What I keep of you I have deleted: "
    "your ratings and reports."
)


def privacy_text(keep_days: int) -> str:
    """What is kept, and how long. Pure."""
    return "\n".join(
        [
            "What I keep, and how long:",
            "• a message to me: until it is answered",
            f"• your questions and the places of their excerpts, for buttons and follow-ups: {keep_days} days",
            f"• your ratings and reports of answers: {keep_days} days",
            "• that you asked something, but not what: one day, for the quotas",
            "• how many questions there were each day, but not whose",
            "• your number and what you may do, for as long as you are let in",
            "• settings and watches, with who set them up: until you change them",
            f"• what watches have told here, as places in articles: {keep_days} days",
            f"• what admins and editors did with me: {AUDIT_DAYS} days",
            "",
            _NOTHING_ELSE,
        ]
    )


def forget_chat(connection: sqlite3.Connection, chat_id: int) -> None:
    """Delete everything that belongs to a chat, in whatever table it stands, but what `KEPT` says."""
    for table in _tables_with(connection, "chat_id"):
        connection.execute(f'DELETE FROM "{table}" WHERE chat_id = ?', (chat_id,))
    connection.execute(
        "UPDATE inbox SET body = NULL WHERE coalesce(json_extract(body, '$.message.chat.id'),"
        " json_extract(body, '$.edited_message.chat.id')) = ? AND body IS NOT NULL",
        (chat_id,),
    )


def forget_person(connection: sqlite3.Connection, user_id: int) -> None:
    """Delete everything that belongs to a person, in whatever chat."""
    for table in _tables_with(connection, "user_id"):
        connection.execute(f'DELETE FROM "{table}" WHERE user_id = ?', (user_id,))


def _tables_with(connection: sqlite3.Connection, column: str) -> list[str]:
    rows = connection.execute(
        "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.type = 'table' AND c.name = ? ORDER BY t.name",
        (column,),
    ).fetchall()
    return [str(row[0]) for row in rows if row[0] not in KEPT]


def clean_up(connection: sqlite3.Connection, now: datetime, keep_days: int) -> None:
    """Delete what is older than it may be."""
    before = (now - timedelta(days=keep_days)).timestamp()
    for table in _AGEING:
        connection.execute(f'DELETE FROM "{table}" WHERE at < ?', (before,))
    audit.forget(connection, (now - timedelta(days=AUDIT_DAYS)).timestamp())
    a_day_ago = now.timestamp() - DAY
    invites.forget(connection, a_day_ago, a_day_ago)
    asked.forget(connection, a_day_ago, f"{now - timedelta(days=max(keep_days, 31)):%Y-%m-%d}")


@asynccontextmanager
async def cleaning(tools: Tools) -> AsyncIterator[None]:
    """Clean up at the start and once a day, for as long as the block lasts."""

    async def daily() -> None:
        while True:
            try:
                keep_days = tools.settings.telegram.keep_days
                await tools.state.write(clean_up, tools.newsroom.now(), keep_days)
            except sqlite3.Error:
                _LOG.exception("what is too old could not be deleted; trying again tomorrow")
            await tools.clock.sleep(DAY)

    task = asyncio.create_task(daily(), name="onrecord: clean-up")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Forgetting:
    """`/forget`, and its buttons."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def forget(self, call: Call) -> Rendered:
        """Ask whether it is meant; a member of a group may only take back what is their own."""
        if call.private or call.role >= Role.EDITOR:
            rows = ((Button("Forget", "fgt:y"), Button("Cancel", "fgt:n")),)
            return Rendered(FORGET_PERSON if call.private else FORGET_GROUP, keyboard=rows)
        if call.facts.user_id is not None:
            await self._tools.state.write(forget_person, call.facts.user_id)
        return plain(ONLY_YOURS)

    async def pressed(self, pressing: Pressing) -> None:
        """It is meant, or it is not."""
        chat_id, screen = pressing.screen.chat_id, pressing.screen
        if chat_id < 0 and pressing.role < Role.EDITOR:
            await screen.tell(NOT_YOURS)
            return
        await screen.tell()
        if pressing.rest != "y":
            await screen.show(plain("Nothing was deleted."))
            return
        await self._tools.state.write(forget_chat, chat_id)
        if chat_id > 0:
            await self._tools.state.write(forget_person, pressing.user_id)
        else:
            await note(self._tools, pressing.user_id, "forget", f"group {chat_id}")
        await screen.show(plain(FORGOTTEN))


def register(registry: Registry, tools: Tools) -> None:
    """`/privacy` and `/forget`."""

    async def privacy(_: Call) -> Rendered:
        return plain(privacy_text(tools.settings.telegram.keep_days))

    forgetting = Forgetting(tools)
    registry.command(Spec("privacy", "what I keep of you, and how long"), privacy)
    registry.command(Spec("forget", "delete what I keep of you here"), forgetting.forget)
    registry.buttons("fgt", forgetting.pressed)
    registry.background(cleaning(tools))
