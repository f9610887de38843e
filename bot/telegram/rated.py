"""What people thought of answers, for an evaluation. The command line asks for it too, without Telegram."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.telegram.state import open_state
from bot.telegram.tables import feedback


async def verdicts(data: Path, now: datetime, keep_days: int, since: datetime | None = None) -> list[dict[str, Any]]:
    """The verdicts that may still be kept, the earliest first, as `retrieval.feedback.questions_of` reads them.

    What is older than `keep_days` is left out, though the daily clean-up may not have come to it yet.

    Args:
        since: only verdicts given then or later.

    Raises StoreError where the state cannot be opened.
    """
    oldest = (now - timedelta(days=keep_days)).timestamp()
    async with await open_state(data) as state:
        return await state.read(feedback.rated, oldest, oldest if since is None else since.timestamp())
