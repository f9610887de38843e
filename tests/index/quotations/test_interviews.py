"""Interviews and transcripts with labels as newspapers print them; and the labels that open no turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.model import Quotation

Find = Callable[[str], tuple[Quotation, ...]]

LEAD = (
    "The old mill by the river has a new engineer, and the town has questions.\n\n"
    "Mill News met Anna Brandt, who has looked after its wheel for nine years, on a cold Monday in spring.\n\n"
)
INTERVIEW = LEAD + (
    "Mill News: Is the wheel safe?\n\n"
    "Anna Brandt: It is safe. It is only tired of lorries.\n\n"
    "I have said so for years.\n\n"
    "Mill News: And the roof?\n\n"
    "Brandt: It leaks. We all leak in the end.\n\n"
    "Where: The mill stands at the end of Quay Lane\n\n"
    "Good to know: The river rises in the hills and is very cold.\n"
)


def test_an_interview_is_read_turn_by_turn_over_paragraphs(find: Find) -> None:
    turns = [(q.speaker, q.span.of(INTERVIEW)) for q in find(INTERVIEW) if q.rule == "transcript"]
    assert turns == [
        ("Mill News", "Is the wheel safe?"),
        ("Anna Brandt", "It is safe. It is only tired of lorries.\n\nI have said so for years."),
        ("Mill News", "And the roof?"),
        ("Anna Brandt", "It leaks. We all leak in the end."),
    ]


def test_a_label_on_a_line_of_its_own_opens_a_turn(find: Find) -> None:
    turns = [("Carl Voss", "Is it safe, Anna?"), ("Anna Brandt", "It is.")]
    turns += [("Carl Voss", "Thank you."), ("Anna Brandt", "Go well.")]
    text = LEAD + "\n\n".join(f"{name}:\n\n{words}" for name, words in turns)
    assert [(q.speaker, q.span.of(text)) for q in find(text)] == turns


def test_nobody_is_called_q_or_a(find: Find) -> None:
    text = LEAD + "Q: Is the wheel safe?\n\nA: It is safe.\n\nQ: And the roof?\n\nA: It leaks, but not on Sundays.\n"
    assert [(q.rule, q.speaker) for q in find(text)] == [("transcript", None)] * 4


LISTS = [
    "Where: The old mill.\n\nTime: 8 pm.\n\nWhere: The new mill.\n\nTime: 9 pm.\n",
    "Key points: The wheel turns again.\n\nRelated: The mill in winter.\n\nNote: The river is cold.\n",
    "WHAT: A concert at the mill.\n\nWHERE: Quay Lane.\n\nWHAT: A dance.\n\nWHERE: The barn.\n",
    "Anna Brandt: Her wheel turned all week.\n\nCarl Voss: His ferry sank.\n\nLin Zhao: Her clinic opened.\n",
    "More:The mill in pictures\n\nMore:The river in winter\n\nMore:Who was Anna Brandt?\n",
]


@pytest.mark.parametrize("lines", LISTS)
def test_other_labels_are_no_turns(find: Find, lines: str) -> None:
    assert [q for q in find(LEAD + lines) if q.rule == "transcript"] == []
