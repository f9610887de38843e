"""The shape of an answer: which sentences can answer which kind of question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.question import understand
from retrieval.shapes import shape_of

NOW = datetime(2031, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "answering", "beside"),
    [
        ("who is Ines Calloway?", "Ines Calloway, chief engineer of the authority, spoke.", None),
        ("who is Ines Calloway?", "It was the engineer Ines Calloway who found it.", "“I waited,” Ines Calloway said."),
        ("who was Honor Lisle?", "Honor Lisle, a retired judge, leads it.", "Then Honor Lisle, 61, left."),
        ("how many ferries sail?", "Two ferries sail.", "The ferries sail."),
        ("when does it open?", "It opens on Friday.", "It opens soon."),
        ("why is it shut?", "It is shut because pins cracked.", "It is shut."),
        ("where do they meet?", "They meet in Merrowport.", "They meet again."),
    ],
)
def test_a_sentence_has_the_shape_that_is_asked_for_or_not(question: str, answering: str, beside: str | None) -> None:
    shape = shape_of(understand(question, now=NOW))
    assert shape is not None
    assert shape.search(answering)
    assert beside is None or not shape.search(beside)


def test_a_question_for_anything_wants_no_shape() -> None:
    assert shape_of(understand("what happened at the bridge?", now=NOW)) is None
