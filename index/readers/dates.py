"""Dates as the coverage writes them, in UTC and only as precise as they are known. Nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateparser.date import DateDataParser

from index.model import Precision, Published

_TIME = re.compile(
    r"""(?:\s*[,·|–-]|\s+at|\s+um|[Tt](?=\d))?\s*          # what leads from the date to the time
    (?<!\d)(?P<hour>\d{1,2})
    (?: [:.](?P<minute>[0-5]\d)(?: :(?P<second>[0-5]\d)(?:[.,](?P<fraction>\d{1,9}))? )?
        \s*(?P<half>[ap]\.?m\b\.?)?
      | \s*(?P<half_alone>[ap]\.?m\b\.?) )
    \s*(?P<zone> (?:UTC|GMT)?[+−-]\d{1,2}(?::?\d{2})? | [A-Za-z]{1,5}\b )?
    (?:\s*\([A-Za-z ]+\))?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"\[[A-Za-z]+/[\w/+-]+\]$")  # RFC 9557 repeats the offset's place
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
# Offsets in hours that newsrooms print. IST is missing on purpose: it means three different zones.
_HOURS = {
    **dict.fromkeys(("Z", "UTC", "GMT", "UT", "WET"), 0),
    **dict.fromkeys(("BST", "CET", "WEST", "WAT"), 1),
    **dict.fromkeys(("CEST", "EET", "SAST", "CAT"), 2),
    **dict.fromkeys(("EEST", "MSK", "EAT"), 3),
    **dict.fromkeys(("SGT", "HKT", "AWST"), 8),
    **dict.fromkeys(("JST", "KST"), 9),
    **dict.fromkeys(("AEST",), 10),
    **dict.fromkeys(("AEDT",), 11),
    **dict.fromkeys(("NZST",), 12),
    **dict.fromkeys(("NZDT",), 13),
    **dict.fromkeys(("EDT",), -4),
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("CST", "MDT"), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    **dict.fromkeys(("PST",), -8),
}
_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pt"]


@dataclass(frozen=True, slots=True)
class _Day:
    year: int
    month: int
    day: int
    precision: Precision


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    second: int
    microsecond: int
    precision: Literal["minute", "second"]
    zone: tzinfo | None  # None: a zone is printed that we cannot place


def parse_published(text: str) -> Published | None:
    """When an article was published; None where the words cannot be read, or can be read in two ways.

    Reads ISO 8601 (`2025`, `2025-05`, `2025-05-01`, with time and offset), RFC 2822, and dates with the month's name
    ("May 1, 2025", "1 May 2025 14:30 BST"). Numbers alone (`03/04/2025`) are read only where one reading is possible.
    A time without a zone is UTC; beside a zone that cannot be placed ("IST") only the day is kept.
    """
    read = _read(text)
    if read is None:
        return None
    day, clock = read
    if clock is not None and clock.zone is not None:
        moment = _moment(day, clock, clock.zone)
        return None if moment is None else Published(moment.replace(microsecond=0), clock.precision)
    return Published(datetime(day.year, day.month, day.day, tzinfo=UTC), day.precision)


def parse_embargo(text: str) -> datetime | None:
    """The first instant, UTC, at which an article may be quoted; None where that is not certain.

    The safe side is taken: a day, month or year without a time is under embargo until it is over (in UTC). A time
    without a zone is UTC, and a zone that cannot be placed makes the whole uncertain.
    """
    read = _read(text)
    if read is None:
        return None
    day, clock = read
    if clock is not None:
        return None if clock.zone is None else _moment(day, clock, clock.zone)
    return _end_of(day)


def _read(text: str) -> tuple[_Day, _Clock | None] | None:
    line = _ZONE_NAME.sub("", " ".join(text.split()))
    found = _TIME.search(line)
    if found is None:
        day, clock = _day(line), None
    else:
        clock = _clock(found)
        rest = f"{line[: found.start()]} {line[found.end() :]}".strip(" ,")
        day = None if clock is None else _day(rest)
        if day is not None and day.precision != "day":
            day = None
    # "1.5.2025" looks like a time at first; a date that is all there is takes precedence.
    whole = _day(line) if day is None and found is not None else None
    if whole is not None:
        return whole, None
    return None if day is None else (day, clock)


def _clock(found: re.Match[str]) -> _Clock | None:
    hour, half = int(found["hour"]), (found["half"] or found["half_alone"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23:
        return None
    micro = int((found["fraction"] or "0").ljust(6, "0")[:6])
    precision: Literal["minute", "second"] = "second" if found["second"] else "minute"
    return _Clock(hour, int(found["minute"] or 0), int(found["second"] or 0), micro, precision, _zone(found["zone"]))


def _zone(printed: str | None) -> tzinfo | None:
    if printed is None:
        return UTC
    name = printed.upper().replace("−", "-")
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", name)
    if offset:
        delta = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-delta if offset[1] == "-" else delta) if delta < timedelta(hours=24) else None
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    try:
        return ZoneInfo(_REGIONS[name])
    except (KeyError, ZoneInfoNotFoundError):
        return None


def _day(text: str) -> _Day | None:
    if found := _YEAR_FIRST.match(text):
        year, month, day = int(found[1]), found[3], found[4]
        return _checked(year, int(month or 1), int(day or 1), "day" if day else "month" if month else "year")
    if found := _COMPACT.match(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]), "day")
    if found := _DAY_AND_MONTH.match(text):
        readings = {
            _checked(int(found[4]), month, day, "day")
            for day, month in ((int(found[1]), int(found[3])), (int(found[3]), int(found[1])))
        } - {None}
        return readings.pop() if len(readings) == 1 else None
    return _named(text)


def _checked(year: int, month: int, day: int, precision: Precision) -> _Day | None:
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return _Day(year, month, day, precision)


@cache
def _parser() -> DateDataParser:
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["month", "year"], "PREFER_DAY_OF_MONTH": "first"}
    return DateDataParser(languages=_LANGUAGES, settings=settings)


def _named(text: str) -> _Day | None:
    """A date whose month is a word; what else stands there (two days, two years) makes it unreadable."""
    numbers = re.findall(r"\d+", text)
    days = [number for number in numbers if len(number) <= 2]
    if len(text) > 60 or len(numbers) != len(days) + 1 or len(days) > 1 or not re.search(r"(?<!\d)\d{4}(?!\d)", text):
        return None
    if not re.search(r"[^\W\d_]{3}", text):
        return None
    read = _parser().get_date_data(text)
    if read.date_obj is None or (read.period == "day") != bool(days) or read.period not in {"day", "month"}:
        return None
    return _checked(read.date_obj.year, read.date_obj.month, read.date_obj.day, "day" if days else "month")


def _moment(day: _Day, clock: _Clock, zone: tzinfo) -> datetime | None:
    try:
        local = datetime(
            day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.microsecond, tzinfo=zone
        )
        return local.astimezone(UTC)
    except OverflowError:  # the first or last hours of the calendar
        return None


def _end_of(day: _Day) -> datetime | None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        if day.precision == "year":
            return start.replace(year=start.year + 1)
        if day.precision == "month":
            return (start + timedelta(days=31)).replace(day=1)
        return start + timedelta(days=1)
    except (OverflowError, ValueError):
        return None
