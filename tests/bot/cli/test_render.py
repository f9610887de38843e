from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import render
from bot.cli.output import one_line, shown
from bot.cli.progress import duration, told
from bot.dates import day, days
from index.status import Progress
from retrieval.answer import AlsoIn, Answer, Citation, Excerpt, Searched


def cited(outlet: str | None = "The Post", **other: str | None) -> Citation:
    facts = {"title": "A title", "published": "2031-05-02", "url": "https://post.example/a", **other}
    return Citation("source", "0" * 64, 0, 1, outlet, label="file.txt", **facts)


def excerpt(text: str, **facts: object) -> Excerpt:
    known = {"speaker": None, "mention": None, "via": (), "speech": None, "score": 1.0, **facts}
    return Excerpt(text, known.pop("citation", cited()), **known)  # type: ignore[arg-type]


def page(monkeypatch: pytest.MonkeyPatch, *excerpts: Excerpt, width: int | None = None, colour: bool = False) -> str:
    """What people see of an answer; on a terminal of some width, else through a pipe."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("NO_COLOR", "" if colour else "1")
    if width is not None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", str(width))
    searched = Searched(5, "2025-04-30", "2025-05-01", 2)
    render.print_answer(Answer("Who?", answered=True, confidence=1, reason=None, searched=searched, excerpts=excerpts,
                               closest=(), milliseconds=1))  # fmt: skip
    return out.getvalue()


LONG = (
    "The  quick brown fox, which had been asleep for a very long time, "
    "said nothing at all about the extraordinarily lazy dog."
)


@pytest.mark.parametrize("width", [20, 34, 80])
def test_on_a_narrow_terminal_words_are_wrapped_and_none_is_lost(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    seen = page(monkeypatch, excerpt(LONG), width=width)
    plain = re.sub(r"\x1b\[[\d;]*m", "", seen)
    quoted = [line.split("│", 1)[1] for line in plain.splitlines() if "│" in line]
    assert " ".join(quoted).split() == LONG.split()
    assert all(len(line) <= width or " " not in line.strip() for line in plain.splitlines() if "│" in line)


def test_through_a_pipe_an_excerpt_stands_unwrapped_and_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = page(monkeypatch, excerpt(LONG))
    assert f"1 │ {LONG}\n" in seen
    assert "\x1b" not in seen
    assert seen.endswith("searched 5 articles, 30 April – 1 May 2025, 2 undated\n")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"speaker": "Ada Moor", "speech": "direct"}, "  Ada Moor"),
        ({"mention": "he", "speech": "direct"}, "  unresolved: as printed “he”"),
        ({"speech": "direct"}, "  speaker not named"),
        ({}, "  narration"),
        (
            {"speaker": "Ada Moor", "speech": "indirect", "via": ("The Star",)},
            "  Ada Moor, in the reporter's words, via The Star",
        ),
    ],
)
def test_who_says_it_is_never_more_than_is_known(
    monkeypatch: pytest.MonkeyPatch, facts: dict[str, object], line: str
) -> None:
    assert line in page(monkeypatch, excerpt("Words.", **facts)).splitlines()


def test_other_outlets_are_named_and_other_wordings_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    also = (AlsoIn("Words.", cited("Gull"), same=True), AlsoIn("Big words.", cited("Bellman"), same=False))
    seen = page(monkeypatch, excerpt("Words.", also_in=also))
    assert "  also in Gull\n  also in Bellman, worded differently:\n    │ Big words.\n" in seen


def test_escapes_in_an_article_never_reach_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "a\x1b]0;title\x07b\x9b31m\rc\u202ed"
    facts = cited(evil, title=evil, url=f"https://x.example/{evil}")
    seen = page(monkeypatch, excerpt(evil, citation=facts, speaker=evil, via=(evil,)))
    assert not set(seen) & set("\x1b\x07\x9b\r\u202e")


@given(st.text())
def test_what_is_shown_holds_no_control(text: str) -> None:
    assert not [
        letter for letter in shown(text) if (ord(letter) < 32 and letter not in "\n\t") or 127 <= ord(letter) < 160
    ]
    assert "\n" not in one_line(text)


@given(st.text(), st.text())
def test_marking_differences_alters_nothing(ours: str, theirs: str) -> None:
    assert render.differing(ours, theirs).plain == shown(theirs)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2025-05-01", "2025-05-01T14:03Z", "1 May 2025"),
        ("2025-05-03", "2025-05-09", "3–9 May 2025"),
        ("2025-04-30", "2025-05-01", "30 April – 1 May 2025"),
        ("2024-12-31", "2025-01-01", "31 December 2024 – 1 January 2025"),
        ("2024", "2025-01", "2024 – January 2025"),
    ],
)
def test_a_period_says_nothing_twice(first: str, last: str, said: str) -> None:
    assert days(first, last) == said


def test_an_exclusive_end_at_midnight_is_the_day_before() -> None:
    assert day("2025-05-02T00:00:00+00:00", last=True) == "1 May 2025"


def test_progress_tells_the_rate_and_what_is_left() -> None:
    assert told(Progress("reading", 10, 40, 5.0)) == "10 of 40, 2.0 a second, 15 s left"
    assert told(Progress("reading", 0, None, 0.0)) == ""
    assert [duration(seconds) for seconds in (22, 185, 7800)] == ["22 s", "3 min 5 s", "2 h 10 min"]
