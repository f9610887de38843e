"""Corrections find their words again, and never change other ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.corrections import Change, corrected, located
from index.model import Quotation, Span

BEFORE = (
    "The weir below the mill is cracked, engineers found on Monday.\n\n"
    "“It is safe,” the mayor of Garlow told the council in the morning.\n\n"
    "“It is safe,” said the engineer of the brewery late in the evening.\n"
)
FIRST, SECOND = (Span(at, at + len("It is safe")) for at in (BEFORE.index("It is"), BEFORE.rindex("It is")))


@pytest.mark.parametrize("words", [FIRST, SECOND])
@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text,
        lambda text: "Corrected on Tuesday.\n\n" + text,
        lambda text: text.replace("Monday", "Sunday").replace("the mill", "the old mill"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("It is safe", "It  is\nsafe"),
        lambda text: text.replace("“", '"').replace("”", '"'),
    ],
)
def test_the_same_words_are_found_in_the_same_place_of_the_story(words: Span, changed: object) -> None:
    now = changed(BEFORE)  # type: ignore[operator] # a table of functions
    found = located(BEFORE, words, now)
    assert found is not None
    assert found.of(now).split() == words.of(BEFORE).split()
    assert now[found.start :].count("is") == BEFORE[words.start :].count("is")


@pytest.mark.parametrize(
    "now",
    [
        "",
        BEFORE.replace("It is safe", "It is not safe"),
        # the words of somebody else, in another place
        "A bridge in Lunde was painted blue yesterday. “It is safe,” a child sang to nobody at all, and laughed.",
        # both sentences became one and the same
        "“It is safe,” they said.\n\n“It is safe,” they said.\n",
    ],
)
def test_words_that_are_gone_or_that_cannot_be_told_apart_are_not_found(now: str) -> None:
    assert located(BEFORE, FIRST, now) is None


TEXTS = st.text(st.sampled_from("ab \n.“”"), max_size=40)


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), TEXTS)
def test_what_is_found_is_always_the_same_words(before: str, start: int, length: int, now: str) -> None:
    span = Span(min(start, len(before)), min(start + length, len(before)))
    found = located(before, span, now)
    assert found is None or found.of(now).split() == span.of(before).split()


def quotation(start: int, end: int, speaker: str | None = "Orla Tenby", group: int | None = None) -> Quotation:
    return Quotation(Span(start, end), "direct", "rule", speaker=speaker, group=group)


def test_a_speaker_is_set_for_every_part_of_a_split_quotation_and_for_nothing_else() -> None:
    found = [quotation(0, 9, group=1), quotation(12, 20, group=1), quotation(30, 40)]
    now = corrected(found, [Change(Span(12, 20), removed=False, speaker="Ivo Bix")])
    assert [each.speaker for each in now] == ["Ivo Bix", "Ivo Bix", "Orla Tenby"]
    assert [each.rule for each in now] == ["rule, speaker corrected", "rule, speaker corrected", "rule"]
    assert corrected(now, [Change(Span(0, 9), removed=False, speaker=None)])[0].rule == "rule, speaker corrected"


def test_a_joint_speaker_gives_way_to_the_one_that_is_set() -> None:
    joint = replace(quotation(0, 9), speakers=("Orla Tenby", "Ivo Bix"))
    (now,) = corrected([joint], [Change(Span(0, 9), removed=False, speaker="Una Dray")])
    assert (now.speaker, now.speakers) == ("Una Dray", ())


def test_a_change_meets_the_quotation_though_its_edges_moved_and_no_other() -> None:
    found = [quotation(0, 10), quotation(11, 60)]
    assert corrected(found, [Change(Span(0, 9), removed=True)]) == tuple(found[1:])
    assert corrected(found, [Change(Span(50, 70), removed=True)]) == tuple(found)
    assert corrected([], [Change(Span(0, 9), removed=True)]) == ()
