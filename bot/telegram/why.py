"""What admins are told about updates that were left unanswered."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.telegram.state import State
from bot.telegram.tables import drops
from bot.telegram.tables.drops import Drop

NOTHING = "Nothing was left unanswered here."


async def why(state: State, chat_id: int) -> str:
    """The latest drops of a chat with their reasons, and how often each reason was met in all chats together."""
    latest = await state.read(drops.latest, chat_id)
    return why_text(latest, await state.read(drops.counts))


def why_text(latest: list[Drop], counts: list[tuple[str, int]]) -> str:
    """The same, as text. Pure."""
    lines = ["Left unanswered in this chat (UTC):"] if latest else [NOTHING]
    lines += [f"{datetime.fromtimestamp(drop.at, UTC):%-d %b, %H:%M:%S}: {drop.reason}" for drop in latest]
    if counts:
        lines += ["", "In all chats together:"]
        lines += [f"{count:,} × {reason}" for reason, count in counts]
    return "\n".join(lines)


def chat_named(text: str, otherwise: int) -> int:
    """The chat that `/why` is asked about: a number after it, else the chat it was asked in."""
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else otherwise
