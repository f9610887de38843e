"""Follow-ups, read from the question before them. The pairs of `tests/questions` are measured by a benchmark too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import fold
from retrieval.follow_up import read_as
from retrieval.question import understand

NOW = datetime(2031, 5, 1, tzinfo=UTC)
OUTLETS = ("The Daily Klaxon", "Tern Wire", "The Orvane Ledger")
QUESTIONS = Path(__file__).resolve().parents[1] / "questions"
SAID = "what did Marta Kessling say about the spillway"


def read(question: str, follow_up: str, *speakers: str) -> str | None:
    return read_as(understand(question, now=NOW, outlets=OUTLETS), follow_up, outlets=OUTLETS, speakers=speakers)


@pytest.mark.parametrize(("name", "floor"), [("follow_ups", 7), ("follow_ups_more", 41)])
def test_the_pairs_are_read_as_they_should_be(name: str, floor: int) -> None:
    pairs = [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    found = [read(pair["question"], pair["follow_up"]) or pair["follow_up"] for pair in pairs]
    right = [fold(said) == fold(pair["read_as"]) for said, pair in zip(found, pairs, strict=True)]
    assert sum(right) >= floor


@pytest.mark.parametrize(
    ("follow_up", "wanted"),
    [
        ("and Otto Renn?", "what did Otto Renn say about the spillway"),
        ("and about the drains?", "what did Marta Kessling say about the drains"),
        ("and Norway?", "what did Marta Kessling say about Norway"),
        ("the Klaxon?", "what did Marta Kessling say about the spillway, in The Daily Klaxon"),
        ("since 3 March?", "what did Marta Kessling say about the spillway since 3 March"),
        ("when was that?", "when did Marta Kessling say that about the spillway"),
        ("Why?", "why did Marta Kessling say that about the spillway"),
        ("what else did she say?", "what did Marta Kessling say"),
        ("who is she?", "who is Marta Kessling"),
        ("is that true?", "is what Marta Kessling said about the spillway true"),
        ("who disagrees?", "who disagrees with what Marta Kessling said about the spillway"),
        ("not Marta Kessling, Otto Renn", "what did Otto Renn say about the spillway"),
    ],
)
def test_a_follow_up_to_somebodys_words(follow_up: str, wanted: str) -> None:
    assert read(SAID, follow_up) == wanted


@pytest.mark.parametrize(
    ("question", "follow_up", "wanted"),
    [
        ("how many people died in the fire", "what caused it?", "what caused the fire"),
        ("how many people died in the fire", "and injured?", "how many people were injured in the fire"),
        ("where was the suspect arrested", "by whom?", "by whom was the suspect arrested"),
        ("what is the unemployment rate", "and in Norway?", "what is the unemployment rate in Norway"),
        ("why did the bank fail", "who owned it?", "who owned the bank"),
        ("did the mayor resign", "who replaces him?", "who replaces the mayor"),
        ("how old is the king", "and the queen?", "how old is the queen"),
        ("who won the slalom", "where?", "where was it that somebody won the slalom"),
    ],
)
def test_a_follow_up_to_a_question_of_fact(question: str, follow_up: str, wanted: str) -> None:
    assert read(question, follow_up) == wanted


@pytest.mark.parametrize("question", [SAID, "how many people died in the fire", "who won the slalom"])
@pytest.mark.parametrize(
    "follow_up",
    [
        "What did Otto Renn say about the lamps?",
        "how many seats does the Lisvar arena have?",
        "who is the president of the Harbour Trust?",
        "what did Hedda Quist say about her new novel?",
        "is it true that the harbour master resigned?",
        "how long will it take to repair the sewer in Tarn?",
        "And when does the choir of Orvane sing in Lisvar?",
        "Renn on the lamps",
        "tell me about the stadium in Tarn",
        "thanks!",
        "???",
        "",
    ],
)
def test_what_stands_by_itself_is_left_alone(question: str, follow_up: str) -> None:
    assert read(question, follow_up) is None


@pytest.mark.parametrize("question", [SAID, "how many people died in the fire", "did the mayor resign"])
def test_the_questions_of_the_lists_stand_by_themselves(question: str) -> None:
    asked = [json.loads(line)["question"] for line in (QUESTIONS / "examples.jsonl").read_text("utf-8").splitlines()]
    assert [each for each in asked if read(question, each) is not None] == []


def test_whoever_is_quoted_may_be_typed_without_capitals() -> None:
    earlier = understand(SAID, now=NOW)
    assert read_as(earlier, "and renn?", voices=["Otto Renn"]) == "what did renn say about the spillway"
    assert read_as(earlier, "and rye?", voices=["Otto Renn"]) == "what did Marta Kessling say about rye"


def test_he_or_she_is_who_was_quoted_in_the_answer_where_the_question_named_nobody() -> None:
    asked = "who said that 38 cracks were counted"
    assert read(asked, "what did she say about the drains?", "Marta Kessling") == (
        "what did Marta Kessling say about the drains"
    )


def test_a_follow_up_to_a_follow_up_goes_on_from_what_that_was_read_as() -> None:
    second = read(SAID, "and Otto Renn?")
    assert second is not None
    assert read(second, "and about the drains?") == "what did Otto Renn say about the drains"


@given(st.text(max_size=40), st.text(max_size=40))
def test_anything_can_be_typed(question: str, follow_up: str) -> None:
    found = read(question, follow_up)
    assert found is None or found == " ".join(found.split())


_SPOKEN = "and what about who did he she it that the in Tarn Renn pier? say said why when not , 3 March".split()


@given(st.lists(st.sampled_from(_SPOKEN), max_size=8), st.lists(st.sampled_from(_SPOKEN), max_size=8))
def test_no_order_of_words_trips_it(question: list[str], follow_up: list[str]) -> None:
    assert read(" ".join(question), " ".join(follow_up)) == read(" ".join(question), " ".join(follow_up))
