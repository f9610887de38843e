from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from retrieval.dates import bounds, end_of, read_day, read_option

NOW = datetime(2031, 5, 20, 9, 30, tzinfo=UTC)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2031-05-02", at(2031, 5, 2)),
        ("30 April", at(2031, 4, 30)),
        ("April 30th", at(2031, 4, 30)),
        ("30th of april 2029", at(2029, 4, 30)),
        ("May 20", at(2031, 5, 20)),
        ("21 May", at(2030, 5, 21)),
        ("24 Dec.", at(2030, 12, 24)),
        ("29 February 2028", at(2028, 2, 29)),
        ("2031-02-30", None),
        ("the war", None),
        ("May", None),
        ("2031", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_day_is_the_latest_one_that_the_words_can_name(text: str, day: datetime | None) -> None:
    assert read_day(text, NOW) == day


def test_an_option_takes_a_day_or_a_moment_in_utc() -> None:
    assert read_option("--since", "2031-04-30", NOW) == at(2031, 4, 30)
    assert read_option("--since", "2031-04-30T14:00", NOW) == at(2031, 4, 30, 14)
    assert read_option("--since", "2031-04-30T14:00+02:00", NOW) == at(2031, 4, 30, 12)


@pytest.mark.parametrize("text", ["soon", "2031-13-01", "30.4.", ""])
def test_an_unreadable_option_is_a_wrong_call_that_names_it(text: str) -> None:
    with pytest.raises(UsageError, match=r"--since: .*write it like 2025-04-30"):
        read_option("--since", text, NOW)


def test_a_named_day_lasts_until_midnight_and_a_moment_ends_at_once() -> None:
    assert end_of("2031-04-30", at(2031, 4, 30)) == at(2031, 5, 1)
    assert end_of("2031-04-30T14:00", at(2031, 4, 30, 14)) == at(2031, 4, 30, 14)


@given(st.dates(date(2000, 1, 1), date(2031, 5, 20)))
def test_since_and_before_the_same_day_share_no_moment(moment: date) -> None:
    named = f"{moment:%Y-%m-%d}"
    rest, since, _ = bounds(f"dam since {named}", NOW)
    _, _, before = bounds(f"dam before {named}", NOW)
    _, _, until = bounds(f"dam until {named}", NOW)
    assert rest == "dam"
    assert since == before == datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    assert until is not None
    assert since is not None
    assert until - since == timedelta(days=1)
