"""Dates as people type them: in questions ("since 30 April") and in options (`--since 2025-04-30`). Pure.

Reading is left to dateparser; only dates with a day and a month, or an ISO date, are taken, so that "since the war"
filters nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import dateparser

from config.errors import UsageError

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?|{_MONTH}\s+{_DAY}(?:,?\s+\d{{4}})?)"
_BOUND = re.compile(rf"\b(?P<word>since|from|after|before|until|till|up to)\s+(?P<date>{_DATE})\b", re.IGNORECASE)
_ON = re.compile(rf"\b(?:published |printed )on\s+(?P<date>{_DATE})\b", re.IGNORECASE)
_MONTH_NAMED = re.compile(rf"\b{_MONTH}", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_day(text: str, now: datetime) -> datetime | None:
    """Midnight UTC of the day that the text names; the latest such day not after `now` where it gives no year."""
    bare = text.strip()
    if _ISO_DAY.fullmatch(bare):
        try:
            return datetime.fromisoformat(bare).replace(tzinfo=UTC)
        except ValueError:
            return None
    if not _MONTH_NAMED.search(bare):  # "5.4." and "04/05/2031" can be read in two ways
        return None
    settings = {
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PARSERS": ["absolute-time"],
    }
    found = dateparser.parse(bare, languages=["en"], settings=settings)
    return None if found is None else found.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)


def read_option(name: str, text: str, now: datetime) -> datetime:
    """The moment that an option gives: a day, or an ISO 8601 moment (UTC if it names no zone). Raises UsageError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        day = read_day(text, now)
        if day is not None:
            return day
        raise UsageError(f"“{text}” is no date", where=name, mend="write it like 2025-04-30") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def end_of(text: str, moment: datetime) -> datetime:
    """The exclusive end of what an option named: a day lasts until midnight, a moment ends at once."""
    return moment + timedelta(days=1) if "T" not in text and ":" not in text else moment


def bounds(question: str, now: datetime) -> tuple[str, datetime | None, datetime | None]:
    """The question without its explicit bounds, and these bounds: `since` inclusive, `until` exclusive, UTC."""
    since = until = None
    for found in _BOUND.finditer(question):
        day = read_day(found["date"], now)
        if day is None:
            continue
        word = found["word"].lower()
        if word in ("since", "from"):
            since = day
        elif word == "after":
            since = day + timedelta(days=1)
        else:
            until = day if word == "before" else day + timedelta(days=1)
        question = question.replace(found.group(), " ")
    for found in _ON.finditer(question):
        if (day := read_day(found["date"], now)) is not None:
            since, until = day, day + timedelta(days=1)
            question = question.replace(found.group(), " ")
    return " ".join(question.split()), since, until
