"""The shape of an answer: which sentences can answer which kind of question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.question import understand
from retrieval.shapes import has_shape, shaped

NOW = datetime(2031, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "answering", "beside"),
    [
        ("who is Ines Calloway?", "Ines Calloway, chief engineer of the authority, spoke.", None),
        ("who is Ines Calloway?", "It was the engineer Ines Calloway who found it.", "“I waited,” Ines Calloway said."),
        ("who was Honor Lisle?", "Honor Lisle, a retired judge, leads it.", "Then Honor Lisle, 61, left."),
        ("how many ferries sail?", "Two ferries sail.", "The ferries sail."),
        ("when does it open?", "It opens on Friday.", "It opens soon."),
        ("how many cars cross?", "Some 36,000 cars cross it.", "Cars crossed it in 2030."),
        ("how old is the mayor?", "The mayor, 61, smiled.", "The mayor has 61 goats."),
        ("how long was it shut?", "It was shut for 94 days.", "It was shut 3 times."),
        ("how much did the pins cost?", "The pins cost £18 million.", "The 19 pins were costly."),
        ("what share of the market has it?", "It has 27% of the market.", "It has 11 brands."),
        ("by what percentage did it shrink?", "It shrank by 0.3 per cent.", "It shrank in the first quarter."),
        ("when does it open?", "It opens in May.", "It may open."),
        ("who led the inquiry?", "Honor Lisle led it.", "A judge led the inquiry."),
        ("where in Merrowport do they meet?", "They meet at the Packhorse.", "They meet in Merrowport."),
        ("why is it shut?", "It is shut because pins cracked.", "It is shut."),
        ("where do they meet?", "They meet in Merrowport.", "They meet again."),
    ],
)
def test_a_sentence_has_the_shape_that_is_asked_for_or_not(question: str, answering: str, beside: str | None) -> None:
    asked = understand(question, now=NOW)
    assert has_shape(asked)
    assert shaped(asked, answering)
    assert beside is None or not shaped(asked, beside)


def test_a_question_for_anything_wants_no_shape() -> None:
    asked = understand("what happened at the bridge?", now=NOW)
    assert not has_shape(asked)
    assert shaped(asked, "Nothing.")
