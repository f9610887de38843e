"""When a digest is due. Pure; hours are of the newsroom's time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def next_digest(found: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The first digest after something was found: the next time that the zone's clocks show that hour."""
    local = found.astimezone(zone)
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)


def is_ready(digests: Iterable[bool], found: datetime, now: datetime, hour: int, zone: ZoneInfo) -> bool:
    """Whether a fact is told now: one of its watches wants its news at once, or the digest's hour has come.

    Args:
        digests: of each watch that wants the fact, whether its news comes once a day.
    """
    return not all(digests) or next_digest(found, hour, zone) <= now
