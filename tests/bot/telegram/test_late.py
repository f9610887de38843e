from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.telegram.late import headed, late_line
from bot.telegram.layout import Mark, Rendered, plain

NOW = datetime(2025, 5, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(minutes=-3), None),
        (timedelta(minutes=4, seconds=59), None),
        (timedelta(minutes=5), "Asked 5 min ago"),
        (timedelta(minutes=59, seconds=40), "Asked 1 h ago"),
        (timedelta(hours=3, minutes=10), "Asked 3 h ago"),
        (timedelta(hours=23), "Asked 23 h ago"),
        (timedelta(days=3), "Asked 3 days ago"),
    ],
)
def test_only_answers_that_come_late_say_so(age: timedelta, said: str | None) -> None:
    line = late_line(NOW - age, NOW)
    assert (line is None) == (said is None)
    assert line is None or line.startswith(f"{said};")


def test_the_line_moves_every_mark_along_with_its_words() -> None:
    rendered = Rendered("🏊 said", (Mark("bold", 0, 2), Mark("blockquote", 3, 4)))
    late = headed(rendered, "Asked 🕒 ago.")
    for before, after in zip(rendered.marks, late.marks, strict=True):
        assert _words(late.text, after) == _words(rendered.text, before)


def test_an_answer_that_fills_the_message_goes_out_without_the_line() -> None:
    full = plain("x" * 4090)
    assert headed(full, "Asked 3 h ago.") is full


def _words(text: str, mark: Mark) -> str:
    return text.encode("utf-16-le")[2 * mark.offset : 2 * (mark.offset + mark.length)].decode("utf-16-le")
