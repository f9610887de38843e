from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from retrieval.answer import AlsoIn, Citation, Excerpt
from retrieval.evaluation import (
    Expected,
    Outcome,
    differences,
    figures,
    is_right,
    power,
    risk_coverage,
)


def outcome(
    number: int, *, answerable: bool = True, confidence: float = 0.9, right: tuple[bool, ...] = (True,)
) -> Outcome:
    return Outcome(f"q{number}", answerable, confidence >= 0.5, confidence, right, 10.0 + number)


def excerpt(text: str, source: str, *others: str) -> Excerpt:
    def cited(name: str) -> Citation:
        return Citation(name, "r", 0, len(text), None, None, None, None, name)

    also = tuple(AlsoIn(text, cited(other), same=True) for other in others)
    return Excerpt(text, cited(source), None, None, (), None, 1.0, also)


MIXED = [
    outcome(0),
    outcome(1, right=(False, False, True)),
    outcome(2, right=(False, True, False, True)),
    outcome(3, confidence=0.2, right=(True,)),
    outcome(4, answerable=False, confidence=0.1, right=(False,)),
    outcome(5, answerable=False, confidence=0.7, right=(False,)),
]


def values(outcomes: list[Outcome]) -> dict[str, float | None]:
    return {name: each.value for name, each in figures(outcomes, resamples=50).items()}


def test_each_figure_counts_what_it_says() -> None:
    found = values(MIXED)
    assert found["answer@1"] == 2 / 4  # an abstention's closest counts
    assert found["answer@3"] == 4 / 4
    assert found["precision"] == 4 / 9  # of the excerpts shown as an answer, the wrong answer to q5 included
    assert found["answered"] == 3 / 4
    assert found["abstained"] == 1 / 2
    assert found["abstention"] == (3 / 4 + 1 / 2) / 2
    assert found["p50 ms"] == 12.5


def test_what_the_sample_does_not_define_has_no_figure() -> None:
    found = figures([outcome(0), outcome(1)], resamples=50)
    assert found["abstained"].value is None
    assert found["abstention"].value is None
    assert found["answer@1"].value == 1.0


def test_a_question_without_known_answers_counts_for_abstention_only() -> None:
    found = values([*MIXED, replace(outcome(6, right=(False,)), judged=False)])
    assert found["answer@1"] == 2 / 4
    assert found["precision"] == 4 / 9
    assert found["answered"] == 4 / 5


def test_risk_is_that_of_the_surest_and_equally_sure_ones_count_alike() -> None:
    sure = [outcome(0, confidence=0.9), outcome(1, confidence=0.8, right=(False,)), outcome(2, confidence=0.8)]
    curve = risk_coverage(sure)
    assert [coverage for coverage, _ in curve] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [risk for _, risk in curve] == pytest.approx([0, 0.25, 1 / 3])
    assert risk_coverage(list(reversed(sure))) == curve


def test_an_interval_holds_its_value_repeats_itself_and_shrinks_with_the_sample() -> None:
    small = [outcome(number, right=(number % 3 > 0,)) for number in range(30)]
    large = [outcome(number, right=(number % 3 > 0,)) for number in range(480)]
    few, many = figures(small)["answer@1"], figures(large)["answer@1"]
    assert figures(small)["answer@1"] == few
    assert few.low is not None
    assert few.high is not None
    assert many.low is not None
    assert many.high is not None
    assert few.low < 2 / 3 < few.high
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(4, rel=0.3)  # the root of 16 times as many
    standard_error = math.sqrt(2 / 9 / 480)
    assert many.high - many.low == pytest.approx(2 * 1.96 * standard_error, rel=0.15)


def test_two_equal_runs_are_not_told_apart_and_a_clear_gain_is() -> None:
    rng = np.random.default_rng(1)
    before = [outcome(number, right=(bool(rng.random() < 0.6),)) for number in range(200)]
    same = differences(before, before)["answer@1"]
    assert (same.value, same.low, same.high) == (0, 0, 0)
    after = [replace(each, right=(True,)) if number % 4 == 0 else each for number, each in enumerate(before)]
    gained = differences(after, before)["answer@1"]
    assert gained.low is not None
    assert gained.low > 0
    with pytest.raises(ValueError, match="same questions"):
        differences(before, before[::-1])


def test_the_smallest_difference_halves_with_four_times_as_many_questions() -> None:
    def smallest(size: int) -> tuple[float, int]:
        sample = [outcome(number, right=(number % 4 > 0,)) for number in range(size)]
        found = power(sample, figures(sample))
        assert found is not None
        return found.smallest, found.enough

    few, many = smallest(100), smallest(400)
    assert few[0] / many[0] == pytest.approx(2, rel=0.2)
    assert few[1] == pytest.approx(many[1], rel=0.4), "how many are enough does not depend on how many there are"
    flawless = [outcome(number) for number in range(10)]
    certain = power(flawless, figures(flawless))
    assert certain is not None
    assert certain.smallest > 0.05, "ten questions without an error prove little"


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (Expected(answerable=True, words=("38 cracks",)), True),
        (Expected(answerable=True, words=("39 cracks", "38 CRACKS")), True),
        (Expected(answerable=True, words=("8 cracks",)), False),
        (Expected(answerable=True, sources=("dam",)), True),
        (Expected(answerable=True, sources=("dam.txt",)), True),  # the file's name: the same words stand there too
        (Expected(answerable=True, sources=("other",)), False),
        (Expected(answerable=True, words=("38 cracks",), sources=("other",)), False),
        (Expected(answerable=True), False),
        (Expected(answerable=False), False),
    ],
)
def test_a_right_excerpt_holds_the_words_and_is_from_the_sources(expected: Expected, right: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_right(excerpt("We counted 38 cracks, she said.", "dam", "/desk/dam.txt"), expected) is right
