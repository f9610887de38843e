"""Dates as people read them. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

_PARTS = (("%Y-%m-%d", "{0.day} {0:%B} {0.year}"), ("%Y-%m", "{0:%B} {0.year}"))


def day(published: str, *, last: bool = False) -> str:
    """`2025-05-03T14:03Z` as `3 May 2025`, `2025-05` as `May 2025`; what is no date stays as it is.

    Args:
        last: the moment is an exclusive end; midnight then means the day before.
    """
    if last and (end := _moment(published)) is not None:
        return day((end - timedelta(microseconds=1)).isoformat())
    for read, write in _PARTS:
        try:
            # Only the calendar day is read: the zone is UTC throughout the coverage.
            return write.format(datetime.strptime(published[:10], read))  # noqa: DTZ007
        except ValueError:
            continue
    return published


def days(first: str, last: str) -> str:
    """A period, without saying twice what both ends share: `30 April – 1 May 2025`, `3–9 May 2025`."""
    begin, end = day(first), day(last)
    if begin == end:
        return begin
    ours, theirs = begin.split(), end.split()
    if len(ours) == len(theirs) == 3 and ours[1:] == theirs[1:]:
        return f"{ours[0]}–{end}"
    if ours[-1] == theirs[-1] and len(ours) > 1:
        return f"{' '.join(ours[:-1])} – {end}"
    return f"{begin} – {end}"


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
