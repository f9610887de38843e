"""Accounts that contradict each other stand apart; accounts of different things do not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.answer import Citation, Excerpt
from retrieval.differ import differing, figures_of
from retrieval.question import Question, understand

NOW = datetime(2031, 5, 1, tzinfo=UTC)


def excerpt(text: str, source: str) -> Excerpt:
    cited = Citation(source, "r", 0, len(text), None, None, None, None, source)
    return Excerpt(text, cited, None, None, (), None, 1.0)


def asked(question: str) -> Question:
    return understand(question, now=NOW)


def test_two_figures_for_the_same_thing_are_told_apart() -> None:
    shown = [
        excerpt("The authority found that 11 pins were cracked.", "wire"),
        excerpt("Engineers are still at work on the towers.", "local"),
        excerpt("A worker counted nineteen cracked pins.", "tabloid"),
    ]
    assert differing(shown, asked("how many pins are cracked?")) == (0, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The authority found that 11 pins were cracked.", "Eleven cracked pins are to be replaced."),
        ("In 2031 the pins were found to be cracked.", "In 2029 nobody had seen cracked pins."),
        ("The authority found that 1,100 pins were cracked.", "The 1100 cracked pins are old."),
    ],
)
def test_equal_figures_years_and_figures_of_other_things_are_no_contradiction(one: str, other: str) -> None:
    shown = [excerpt(one, "wire"), excerpt(other, "tabloid")]
    assert differing(shown, asked("how many of the bridge's pins are cracked?")) == ()


def test_one_article_does_not_contradict_itself() -> None:
    shown = [excerpt("First 11 pins were cracked.", "wire"), excerpt("Later 19 pins were cracked.", "wire")]
    assert differing(shown, asked("how many pins were cracked?")) == ()


def test_only_questions_for_a_number_are_looked_at() -> None:
    shown = [excerpt("There were 11 cracked pins.", "wire"), excerpt("There were 19 cracked pins.", "tabloid")]
    assert differing(shown, asked("who found the cracked pins?")) == ()


def test_a_figure_far_from_the_words_counts_nothing() -> None:
    text = "Of 96 people who came to the meeting in the old customs house on Monday, few had seen the pins."
    assert figures_of(text, {"pin"}) == frozenset()
