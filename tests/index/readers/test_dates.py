"""One line a trap: how newsrooms write dates, and what may be concluded from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.dates import parse_embargo, parse_published

READ = [
    ("2025", "2025"),
    ("2025-05", "2025-05"),
    ("2025-05-01", "2025-05-01"),
    ("2025/05/01", "2025-05-01"),
    ("20250501", "2025-05-01"),
    ("2025-05-01T14:30", "2025-05-01T14:30Z"),
    ("2025-05-01T14:30:05.123Z", "2025-05-01T14:30:05Z"),
    ("2025-05-01 14:30 +0200", "2025-05-01T12:30Z"),
    ("2025-05-01T14:30+05:30[Asia/Kolkata]", "2025-05-01T09:00Z"),
    ("2025-05-01T23:30:00-05:00", "2025-05-02T04:30:00Z"),  # the next day in UTC
    ("Thu, 01 May 2025 14:30:00 +0000", "2025-05-01T14:30:00Z"),  # RFC 2822
    ("May 1, 2025", "2025-05-01"),
    ("1st May 2025", "2025-05-01"),
    ("Sept. 3, 2025", "2025-09-03"),
    ("May 2025", "2025-05"),
    ("1 May 2025 14:30 BST", "2025-05-01T13:30Z"),
    ("Thursday, May 1, 2025 at 2:30 p.m. ET", "2025-05-01T18:30Z"),  # summer time
    ("January 9, 2025, 2:30 p.m. ET", "2025-01-09T19:30Z"),  # winter time
    ("12:15 a.m. EDT, May 1, 2025", "2025-05-01T04:15Z"),  # midnight, not noon
    ("May 1, 2025, 9am", "2025-05-01T09:00Z"),
    ("3 mars 2025", "2025-03-03"),
    ("13/04/2025", "2025-04-13"),  # one reading only
    ("04/04/2025", "2025-04-04"),  # both readings agree
    ("15.5.2025", "2025-05-15"),  # looks like a time at first
    ("1 May 2025 14:30 IST", "2025-05-01"),  # three zones are called that: the day alone is known
]
UNREAD = [
    "",
    "yesterday",
    "12:00",
    "03/04/2025",  # March or April
    "1 May 25",
    "May 1-2, 2025",
    "31 February 2025",
    "2025-02-30",
    "2025-13",
    "2025-05-01T25:00",
    "2025-05-01 13:00 pm",
    "1746057600",
    "Updated by the desk in 2025",
    "0001-01-01T00:00+05:00",
    "in May 2025 or later",
]


@pytest.mark.parametrize(("written", "known"), READ)
def test_a_date_is_read_as_precisely_as_it_is_written(written: str, known: str) -> None:
    assert str(parse_published(written)) == known


@pytest.mark.parametrize("written", UNREAD)
def test_no_date_is_invented(written: str) -> None:
    assert parse_published(written) is None
    assert parse_embargo(written) is None


@pytest.mark.parametrize(
    ("written", "free"),
    [
        ("2025-05-01T06:00+02:00", datetime(2025, 5, 1, 4, tzinfo=UTC)),
        ("2025-05-01T06:00", datetime(2025, 5, 1, 6, tzinfo=UTC)),
        ("2025-05-01", datetime(2025, 5, 2, tzinfo=UTC)),  # until the day is over
        ("2025-12", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2025", datetime(2026, 1, 1, tzinfo=UTC)),
        ("1 May 2025 14:30 IST", None),  # a zone we cannot place is not certain
        ("9999-12-31", None),  # its end is beyond the calendar
    ],
)
def test_an_embargo_ends_on_the_safe_side(written: str, free: datetime | None) -> None:
    assert parse_embargo(written) == free


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 - hypothesis takes naive bounds
def test_every_iso_moment_is_read_back_in_utc(naive: datetime, offset: int) -> None:
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    read = parse_published(moment.isoformat())
    assert read is not None
    assert read.moment == moment
    assert read.precision == "second"


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    published, embargo = parse_published(text), parse_embargo(text)
    assert published is None or published.moment.utcoffset() == timedelta(0)
    assert embargo is None or embargo.utcoffset() == timedelta(0)
