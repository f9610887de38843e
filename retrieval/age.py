"""How old an article was when the question was asked. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from index.model import Published
from index.readers.dates import parse_published
from index.tables.articles import published_until


@lru_cache(maxsize=4096)
def published_of(stored: str | None) -> Published | None:
    """When an article was published, from how it is stored ("2025-05"); None where that is unknown."""
    return None if stored is None else parse_published(stored)


def age_in_days(published: Published | None, now: datetime) -> int | None:
    """Calendar days (UTC) from publication to `now`, at least: of a year or month the last day counts.

    Never negative; None without a date.
    """
    if published is None:
        return None
    last = published_until(published) - timedelta(microseconds=1)
    return max(0, (now.date() - last.date()).days)
