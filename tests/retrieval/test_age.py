from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.age import age_in_days, published_of

NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stored", "days"),
    [
        ("2031-05-01T11:00Z", 0),
        ("2031-05-01", 0),
        ("2031-04-30T23:59:59Z", 1),
        ("2031-04", 1),  # at least: it may have been on the 30th
        ("2030", 121),
        ("2031", 0),
        ("2031-06-01", 0),  # dated ahead: never negative
        (None, None),
    ],
)
def test_age_counts_calendar_days_at_least(stored: str | None, days: int | None) -> None:
    assert age_in_days(published_of(stored), NOW) == days
