"""One-time codes: only their salted hashes are here."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from typing import NamedTuple

from bot.telegram.tables.doors import RoleName

SALT_BYTES = 16


class Invite(NamedTuple):
    """What a code opens: as what, on which desk (None: as the settings say), until when (seconds since 1970, UTC)."""

    role: RoleName
    desk: str | None
    made_by: int | None
    at: float
    expires: float


def hashed(salt: bytes, code: str) -> bytes:
    """A code holds 128 random bits, so one round is enough: nobody tries them all."""
    return hashlib.sha256(salt + code.encode()).digest()


def keep(connection: sqlite3.Connection, salt: bytes, code: str, invite: Invite) -> None:
    """Remember a new code."""
    connection.execute(
        "INSERT INTO invites (salt, hash, role, desk, made_by, at, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (salt, hashed(salt, code), *invite),
    )


def use(connection: sqlite3.Connection, code: str, user_id: int, at: float) -> Invite | None:
    """Use a code up, once: what it opens, or None if it opens nothing (any more).

    The person who used it may bring it again, which changes nothing: their first update may have been repeated.
    """
    rows = connection.execute(
        "SELECT * FROM invites WHERE expires > ? AND (used_at IS NULL OR used_by = ?)", (at, user_id)
    ).fetchall()
    found = None
    for row in rows:  # each is compared, so that the time it takes tells nothing
        if hmac.compare_digest(row["hash"], hashed(row["salt"], code)):
            found = row
    if found is None:
        return None
    connection.execute(
        "UPDATE invites SET used_at = coalesce(used_at, ?), used_by = ? WHERE id = ?", (at, user_id, found["id"])
    )
    return Invite(found["role"], found["desk"], found["made_by"], found["at"], found["expires"])


def guessed(connection: sqlite3.Connection, user_id: int, at: float) -> None:
    """Somebody brought a code that opens nothing."""
    connection.execute("INSERT INTO guesses (user_id, at) VALUES (?, ?)", (user_id, at))


def guesses(connection: sqlite3.Connection, user_id: int, since: float) -> int:
    """How many such codes they brought since that moment."""
    sql = "SELECT count(*) FROM guesses WHERE user_id = ? AND at > ?"
    return int(connection.execute(sql, (user_id, since)).fetchone()[0])


def forget(connection: sqlite3.Connection, before: float, guesses_before: float) -> None:
    """Delete codes that expired before that moment, and guesses before the other."""
    connection.execute("DELETE FROM invites WHERE expires < ?", (before,))
    connection.execute("DELETE FROM guesses WHERE at < ?", (guesses_before,))
