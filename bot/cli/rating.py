"""`feedback`: what people thought of the bot's answers, as the file that an evaluation begins with."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.opening import run_async, settings_of
from bot.cli.output import print_json, warn


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("feedback")(feedback)


def feedback(
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only what was pressed then or later.")
    ] = None,
    data: options.Data = None,
) -> int:
    """Print the verdicts (👍, 👎) on the bot's answers as JSON lines.

    Each holds the question, what it was narrowed to, and where its excerpts stand; who pressed, and in which chat, is
    not told. What people deleted with /forget, or is older than telegram.keep_days, is not there. `onrecord eval FILE
    --from-feedback` makes questions of them.
    """
    settings = settings_of(data)
    now = datetime.now(UTC)
    moment = None if since is None else _moment(since, now)

    async def work() -> int:
        rows = []
        if (settings.data / "telegram.db").exists():  # a bot has run here; nothing is made for asking
            # By name, as `onrecord bot` is started: the command line imports nothing of the bot's.
            rated = importlib.import_module("bot.telegram.rated")
            rows = await rated.verdicts(settings.data, now, settings.telegram.keep_days, moment)
        for row in rows:
            print_json(row)
        if not rows:
            warn("no verdicts: nobody has pressed 👍 or 👎 here, or it is not kept any more")
        return 0

    return run_async(work)


def _moment(text: str, now: datetime) -> datetime:
    from bot.cli.asked import read_date  # noqa: PLC0415 - reading dates costs what `--help` should not

    return read_date("since", text, now)
