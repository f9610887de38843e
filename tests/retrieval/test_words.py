from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.words import negated, numbers, plain, same_statement, same_words

CRACKS = "We counted 38 cracks in the spillway and none of them was there in autumn"
TEXTS = st.lists(
    st.sampled_from(
        [
            "we",
            "counted",
            "38",
            "39",
            "1,250",
            "cracks",
            "not",
            "don’t",
            "no",
            "“",
            "…",
            "😀",
            "e\u0301",
            "ne",
            "\u200f",
        ]
    ),
    max_size=14,
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Nobody coughed,”", '"nobody coughed"'),
        ("It’s over", "It's over"),
        ("a  b\r\nc", "A b c"),
        ("the drains – all of them – leak", "the drains, all of them, leak"),
        ("café", "cafe\u0301"),
        ("\ufeffthe end", "The end."),
    ],
)
def test_typography_case_and_white_space_make_no_other_words(one: str, other: str) -> None:
    assert same_words(one, other)
    assert same_statement(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("nobody coughed", "somebody coughed"), ("38 cracks", "39 cracks"), ("5%", "5"), ("€5", "$5")]
)
def test_other_words_are_not_the_same_words(one: str, other: str) -> None:
    assert not same_words(one, other)


@pytest.mark.parametrize(
    "other",
    [
        "we counted 38 cracks in the spillway, and none of them was there in the autumn",
        "“We counted 38 cracks in the spillway and none of them was there in autumn,” she said on Tuesday",
    ],
)
def test_small_differences_and_what_stands_around_leave_the_statement_the_same(other: str) -> None:
    assert same_statement(CRACKS, other)


@pytest.mark.parametrize(
    "other",
    [
        CRACKS.replace("38", "83"),
        CRACKS.replace("38 ", ""),
        CRACKS.replace("counted", "have not counted"),
        "We counted",
        "Anglers have been told to keep away from the shore until the work is over",
        "",
    ],
)
def test_another_number_a_negation_or_a_scrap_is_another_statement(other: str) -> None:
    assert not same_statement(CRACKS, other)


def test_nothing_is_no_statement() -> None:
    assert not same_statement("…", "😀")


@given(TEXTS)
def test_a_wording_is_the_same_as_itself(text: str) -> None:
    assert same_words(text, text)
    assert same_statement(text, text) == bool(plain(text))


@given(TEXTS, TEXTS)
def test_sameness_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert same_words(one, other) == same_words(other, one)
    assert same_statement(one, other) == same_statement(other, one)


@given(TEXTS, TEXTS)
def test_the_same_words_are_the_same_statement(one: str, other: str) -> None:
    if same_words(one, other) and plain(one):
        assert same_statement(one, other)


@given(TEXTS, TEXTS)
def test_statements_of_one_length_with_other_numbers_are_never_the_same(one: str, other: str) -> None:
    if not numbers(one) <= numbers(other) and not numbers(other) <= numbers(one):
        assert not same_statement(one, other)


@pytest.mark.parametrize(
    ("text", "found"),
    [("1,250 of 007", {"1250", "7"}), ("9.4 million", {"94"}), ("0.0", {"0"}), ("no number", set())],
)
def test_numbers_are_compared_without_separators(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "denies"),
    [("it isn’t safe", True), ("it isn't safe", True), ("nothing", False), ("not never", False), ("knot", False)],
)
def test_an_odd_number_of_negations_denies(text: str, denies: bool) -> None:  # noqa: FBT001 - the table reads well
    assert negated(text) is denies
