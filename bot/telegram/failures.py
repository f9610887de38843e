"""Each way a call to Telegram can fail, and the one thing we do about it.

| Telegram says | verdict | what we do |
| --- | --- | --- |
| 401, 404 | WRONG_TOKEN | stop; the operator has to set another token |
| 409 | SECOND_INSTANCE | when it keeps coming while polling: stop and say so |
| 403 | CHAT_GONE | drop it: we were blocked or removed |
| 400, group migrated | CHAT_MOVED | once more, to the new id |
| 400 | REFUSED | drop it; never again the same way |
| 429 | FLOOD | the limiter waits and repeats; nothing was delivered |
| 5xx, HTML error page, no connection | NOT_DONE | repeat: the gateway itself says it did nothing |
| time-out, 504, garbage, connection lost after sending | PERHAPS_DONE | never repeat: it may have been delivered |
"""

from __future__ import annotations

import os
from datetime import timedelta
from enum import StrEnum

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.http import NotSentError

# Else python-telegram-bot gives `retry_after` as a number and warns that it will not for long.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class Verdict(StrEnum):
    """What a failed call means."""

    WRONG_TOKEN = "wrong token"  # noqa: S105 - a verdict, not a password
    SECOND_INSTANCE = "second instance"
    CHAT_GONE = "chat gone"
    CHAT_MOVED = "chat moved"
    REFUSED = "refused"
    FLOOD = "flood limit"
    NOT_DONE = "not done"
    PERHAPS_DONE = "perhaps done"


_BY_CLASS: tuple[tuple[type[TelegramError], Verdict], ...] = (
    (InvalidToken, Verdict.WRONG_TOKEN),
    (Conflict, Verdict.SECOND_INSTANCE),
    (Forbidden, Verdict.CHAT_GONE),
    (ChatMigrated, Verdict.CHAT_MOVED),
    (RetryAfter, Verdict.FLOOD),
    (BadRequest, Verdict.REFUSED),
    (NotSentError, Verdict.NOT_DONE),
    (TimedOut, Verdict.PERHAPS_DONE),
)


def judge(error: TelegramError) -> Verdict:
    """The verdict on a failed call."""
    for kind, verdict in _BY_CLASS:
        if isinstance(error, kind):
            return verdict
    if isinstance(error.__cause__, aiohttp.ClientError):
        return Verdict.PERHAPS_DONE
    if isinstance(error, NetworkError) and "gateway time" not in error.message.lower():
        return Verdict.NOT_DONE
    return Verdict.PERHAPS_DONE


def wait_of(error: RetryAfter) -> float:
    """Seconds that Telegram wants us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
