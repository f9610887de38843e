"""When a digest is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.hours import is_ready, next_digest

ZONE = ZoneInfo("Europe/Lisbon")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(ZoneInfo("UTC")))  # noqa: DTZ001


@given(MOMENTS, st.integers(0, 23))
def test_a_digest_is_the_next_time_that_the_clocks_show_its_hour(found: datetime, hour: int) -> None:
    at = next_digest(found, hour, ZONE)
    assert at.astimezone(ZONE).hour in {hour, hour + 1}, "the hour that a change of the clocks leaves out comes later"
    assert timedelta(0) < at.astimezone(ZoneInfo("UTC")) - found <= timedelta(hours=25)


@given(MOMENTS, st.integers(0, 23))
def test_one_watch_that_wants_its_news_at_once_is_enough(found: datetime, hour: int) -> None:
    assert is_ready([True, False], found, found, hour, ZONE)
    assert not is_ready([True, True], found, found, hour, ZONE)
    assert is_ready([True], found, found + timedelta(hours=26), hour, ZONE)
