"""Answers that come late say so: one line in front, and every mark moved along with the words that it marks. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.telegram.layout import Rendered, units

LATE = timedelta(minutes=5)


def late_line(asked: datetime, now: datetime) -> str | None:
    """`Asked 3 h ago; I could not answer sooner.`, or None where the answer is no surprise. Both moments with zone."""
    age = now - asked
    return f"Asked {_ago(age)} ago; I could not answer sooner." if age >= LATE else None


def headed(rendered: Rendered, line: str | None) -> Rendered:
    """The message under that line; without it where it would not fit."""
    if line is None:
        return rendered
    head = f"{line}\n\n"
    marks = tuple(mark._replace(offset=mark.offset + units(head)) for mark in rendered.marks)
    message = replace(rendered, text=head + rendered.text, marks=marks)
    return message if message.fits else rendered


def _ago(age: timedelta) -> str:
    minutes = round(age.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"
