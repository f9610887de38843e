"""Thursday, 1 May 2031, is the day of publication throughout."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Precision, Published, Span
from retrieval.weekdays import days_meant

THURSDAY = Published(datetime(2031, 5, 1, tzinfo=UTC), "day")


def told(text: str, published: Published | None = THURSDAY, spoken: tuple[Span, ...] = ()) -> dict[str, str]:
    return {text[day.start : day.end]: day.date.isoformat() for day in days_meant(text, published, spoken)}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The mayor said on Thursday that the pier would close.", {"Thursday": "2031-05-01"}),
        ("Talks resumed Monday in Lisvar.", {"Monday": "2031-04-28"}),
        ("Talks will resume Monday in Lisvar.", {"Monday": "2031-05-05"}),
        ("On Monday, the council will vote.", {"Monday": "2031-05-05"}),
        ("On Monday, prosecutors charged two men.", {"Monday": "2031-04-28"}),
        ("He said Tuesday the talks will resume on Friday.", {"Tuesday": "2031-04-29", "Friday": "2031-05-02"}),
        ("The match is expected to be played on Tuesday.", {"Tuesday": "2031-05-06"}),
        ("Kessling told reporters at the dam late on Tuesday.", {"Tuesday": "2031-04-29"}),
        ("They will hold a limited vote on Friday.", {"Friday": "2031-05-02"}),
        ("“We vote on Monday,” she said on Wednesday.", {"Wednesday": "2031-04-30"}),
        ("Shares fell yesterday.", {"yesterday": "2031-04-30"}),
        ("The pier will open tomorrow.", {"tomorrow": "2031-05-02"}),
        ("The board met in Tarn on Tuesday and Wednesday.", {"Tuesday": "2031-04-29", "Wednesday": "2031-04-30"}),
    ],
)
def test_a_day_word_is_dated_by_its_verb(text: str, days: dict[str, str]) -> None:
    assert told(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "The choir sings every Monday.",
        "It opened last Friday and closed on Monday, 28 April.",
        "Black Friday sales rose.",
        "The Sunday Mirror was sold.",
        "Wednesday’s vote failed.",
        "The hearing scheduled for Friday was cancelled.",
        "He would resign on Friday, people close to him thought.",
        "She said the pier opens on Friday.",
        "On Friday the pier opens, the council said.",
        "The pier was closed until Monday.",
        "“We met on Monday,” said the mayor.",
        "The children of today were born later.",
        "He told USA Today about it.",
        "The vote was on Friday",  # six days back is tomorrow: more likely the page was changed after its date
    ],
)
def test_a_day_word_in_doubt_is_left_alone(text: str) -> None:
    assert told(text) == {}


@pytest.mark.parametrize("precision", ["year", "month"])
def test_without_the_day_of_publication_nothing_is_dated(precision: Precision) -> None:
    text = "The mayor said on Tuesday that the pier would close."
    assert told(text, Published(THURSDAY.moment, precision)) == {}
    assert told(text, None) == {}


def test_a_day_that_depends_on_the_time_zone_is_left_alone() -> None:
    night = Published(datetime(2031, 5, 1, 2, 30, tzinfo=UTC), "minute")  # still Wednesday west of the Atlantic
    assert told("The mayor said on Tuesday that it rained.", night) == {"Tuesday": "2031-04-29"}
    assert told("The mayor said on Thursday that it rained.", night) == {}
    assert told("It rained yesterday.", night) == {}


def test_words_that_somebody_spoke_are_left_alone_where_no_marks_show_it() -> None:
    text = "We met on Monday and agreed."
    assert told(text) == {"Monday": "2031-04-28"}
    assert told(text, spoken=(Span(0, len(text)),)) == {}


_WORDS = "Monday Friday today yesterday on said will met “ ” , . the last 2 May Tarn that".split()


@given(st.lists(st.sampled_from(_WORDS), max_size=12), st.datetimes())
def test_every_day_stands_in_the_text_and_near_its_date(words: list[str], moment: datetime) -> None:
    text = " ".join(words)
    published = Published(moment.replace(tzinfo=UTC), "minute")
    for day in days_meant(text, published):
        assert text[day.start : day.end] in {"Monday", "Friday", "today", "yesterday"}
        assert abs((day.date - moment.date()).days) <= 6
