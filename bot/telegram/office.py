"""Letting in and shutting out, as transactions on the bot's state. The command line does it too, without Telegram."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.telegram.state import open_state
from bot.telegram.tables import audit, doors, invites
from bot.telegram.tables.audit import Deed
from bot.telegram.tables.doors import Doors, RoleName
from bot.telegram.tables.invites import SALT_BYTES, Invite

HOURS = 72
MOST_HOURS = 24 * 30
MOST_GUESSES = 5
GUESSES_SECONDS = 3600.0
ROLES: tuple[RoleName, ...] = ("reader", "editor", "admin")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an admin wants a code for."""

    role: RoleName = "reader"
    hours: int = HOURS
    desk: str | None = None


def new_code() -> str:
    """A code of 128 random bits, in letters that a link may carry; `or_` tells it from a question of one word."""
    return f"or_{secrets.token_urlsafe(16)}"


def make(connection: sqlite3.Connection, code: str, asked: Asked, by: int | None, now: datetime) -> Invite:
    """Write a new code down, and who made it."""
    expires = now + timedelta(hours=asked.hours)
    invite = Invite(asked.role, asked.desk, by, now.timestamp(), expires.timestamp())
    invites.keep(connection, secrets.token_bytes(SALT_BYTES), code, invite)
    what = f"{asked.role}{f' of desk {asked.desk}' if asked.desk else ''}, for {asked.hours} h"
    audit.note(connection, Deed(now.timestamp(), by, "invite", what))
    return invite


def redeem(connection: sqlite3.Connection, code: str, user_id: int, at: float) -> Invite | bool:
    """Let somebody in by a code, in one transaction: of two who bring it at once, one is let in.

    Returns:
        What the code opened; False if it opens nothing; True if this person has guessed too often to be listened to.
    """
    if invites.guesses(connection, user_id, at - GUESSES_SECONDS) >= MOST_GUESSES:
        return True
    invite = invites.use(connection, code, user_id, at)
    if invite is None:
        invites.guessed(connection, user_id, at)
        return False
    before = connection.execute("SELECT role FROM people WHERE user_id = ?", (user_id,)).fetchone()
    known = () if before is None else (before[0],)
    doors.let_in(connection, user_id, max((invite.role, *known), key=ROLES.index), at, invite.made_by)
    _bind(connection, invite, user_id, new=before is None)
    audit.note(connection, Deed(at, user_id, "came in", f"as {invite.role}, by a code"))
    return invite


def _bind(connection: sqlite3.Connection, invite: Invite, user_id: int, *, new: bool) -> None:
    """The code's desk joins those that the person has; it takes nothing from whoever already sees more."""
    if invite.desk is None:
        return
    bound, desks = doors.desks_of(connection, user_id)
    if bound and desks is not None:
        doors.bind(connection, user_id, desks | {invite.desk})
    elif new and not bound:
        doors.bind(connection, user_id, [invite.desk])


def shut_out(connection: sqlite3.Connection, number: int, deed: Deed) -> bool:
    """Shut out a person or a group, and write it down. False if they were not in."""
    if number > 0:
        done = doors.remove_person(connection, number)
    else:
        done = doors.decide_room(connection, number, "denied", deed.who)
    if done:
        audit.note(connection, deed)
    return done


async def invite(data: Path, asked: Asked, now: datetime) -> tuple[str, Invite]:
    """A new code, made by the command line. Raises StoreError where the state cannot be opened."""
    code = new_code()
    async with await open_state(data) as state:
        return code, await state.write(make, code, asked, None, now)


async def everybody(data: Path) -> Doors:
    """Who is let in. Raises StoreError."""
    async with await open_state(data) as state:
        return await state.read(doors.doors)


async def remove(data: Path, number: int, now: datetime) -> bool:
    """Shut out a person or a group; a running bot sees it at its next update. False if they were not in."""
    async with await open_state(data) as state:
        return await state.write(shut_out, number, Deed(now.timestamp(), None, "removed", str(number)))
