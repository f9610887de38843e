"""`/stats`: how many questions were answered, and how many were not, as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.telegram.commands import Call, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.drawing import drawn_by
from bot.telegram.layout import Rendered, plain
from bot.telegram.people import Role
from bot.telegram.tables import asked
from bot.telegram.tables.asked import Day

DAYS = 30
NOTHING = "Nothing was asked in the last 30 days."


def every_day(days: Sequence[Day], now: datetime) -> list[Day]:
    """The last days without a gap, the earliest first. Pure."""
    known = {day.day: day for day in days}
    names = [f"{now - timedelta(days=ago):%Y-%m-%d}" for ago in range(DAYS - 1, -1, -1)]
    return [known.get(name, Day(name, 0, 0, 0)) for name in names]


def stats_text(days: Sequence[Day]) -> str:
    """The sums in a line. Pure."""
    answered, abstained = sum(day.answered for day in days), sum(day.abstained for day in days)
    failed = sum(day.failed for day in days)
    asked_in_all = answered + abstained + failed
    if not asked_in_all:
        return NOTHING
    line = f"{asked_in_all:,} questions in {DAYS} days: {answered:,} answered, {abstained:,} not in the coverage"
    return f"{line}, {failed:,} failed." if failed else f"{line}."


async def chart(days: Sequence[Day]) -> bytes | None:
    """The chart as a PNG, drawn in a process of its own; None where that fails, which is logged."""
    return await drawn_by("bot.telegram.chart", days)


def register(registry: Registry, tools: Tools) -> None:
    """`/stats`."""

    async def stats(call: Call) -> Rendered | None:
        now = tools.newsroom.now()
        days = await tools.state.read(asked.days, f"{now - timedelta(days=DAYS - 1):%Y-%m-%d}")
        text = stats_text(days)
        png = await chart(every_day(days, now)) if days else None
        if png is None:
            return plain(text)
        await tools.sender.picture(call.place, png, text)
        return None

    registry.command(Spec("stats", "questions and answers of the last month", Role.ADMIN, private=True), stats)
