"""A period as people type it: "week", "30 days", "since 3 April", "2031-03-01 to 2031-03-31". Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.errors import UsageError
from index.scope import Scope
from retrieval.dates import end_of, read_option

_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_LAST = re.compile(r"(?:the\s+)?(?:last|past|this)?\s*(\d{0,4})\s*(day|week|month|quarter|year)s?", re.IGNORECASE)
_SINCE = re.compile(r"(?:since|from)\s+(.+)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:from\s+|between\s+)?(.+?)\s+(?:to|until|till|and|–)\s+(.+)", re.IGNORECASE)
_MONTHS = ("%Y-%m", "%B %Y", "%b %Y")
MEND = "write week, month, 90 days, March 2031, since 3 April, or 2031-03-01 to 2031-03-31"


def within(scope: Scope, text: str) -> Scope:
    """The scope, narrowed to the period; days are UTC, and the last one is included.

    Raises UsageError for what names no period.
    """
    bare = " ".join(text.split())
    if not bare:
        return scope
    since, until = _read(bare, scope.now)
    if until is not None and since >= until:
        raise UsageError(f"“{bare}” ends before it begins", where="period", mend=MEND)
    return replace(scope, since=max(filter(None, (since, scope.since))), until=_earliest(until, scope.until))


def _read(text: str, now: datetime) -> tuple[datetime, datetime | None]:
    last = _LAST.fullmatch(text)
    if last is not None:
        return _ago(int(last[1] or 1) * _DAYS[last[2].lower()], now), None
    whole = _month_or_year(text)
    if whole is not None:
        return whole
    between = _BETWEEN.fullmatch(text)
    if between is not None:
        return _date(between[1], now), end_of(between[2], _date(between[2], now))
    since = _SINCE.fullmatch(text)
    if since is not None:
        return _date(since[1], now), None
    day = _date(text, now)
    return day, end_of(text, day)


def _ago(days: int, now: datetime) -> datetime:
    try:
        return now - timedelta(days=days)
    except OverflowError as error:
        raise UsageError("that is further back than there are dates", where="period", mend=MEND) from error


def _month_or_year(text: str) -> tuple[datetime, datetime] | None:
    """The whole of a year or of a month that is named with its year."""
    if re.fullmatch(r"[12]\d{3}", text):
        year = datetime(int(text), 1, 1, tzinfo=UTC)
        return year, year.replace(year=year.year + 1)
    for form in _MONTHS:
        try:
            begin = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return begin, (begin + timedelta(days=32)).replace(day=1)
    return None


def _date(text: str, now: datetime) -> datetime:
    try:
        return read_option("period", text.strip(), now)
    except (UsageError, OverflowError) as error:
        raise UsageError(f"“{text}” is no period", where="period", mend=MEND) from error


def _earliest(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
