"""What differs between two wordings of one statement, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.wording import Change, Wording, wording

LONG = (
    "“The crane stays where it is until the wind drops, and nobody will be asked to work under it in such a storm. "
    "Ships will wait until I say so myself,” the harbour master told the council on Friday evening."
)


@pytest.mark.parametrize(
    ("here", "there", "changes"),
    [
        ("Eleven of the pins were cracked.", "Nineteen of the pins were cracked.", [("Eleven", "Nineteen")]),
        ("The quay is open to all ships.", "The quay is not open to all ships.", [("", "not")]),
        ("The quay may well be open by Monday.", "The quay may be open by Monday.", [("well", "")]),
        ("“It cost 4 m,” she said.", "'It cost 5 m', she said.", [("4", "5")]),
        ("We will repair 38 % of them now.", "We will repair 83 % of them now.", [("38", "83")]),
        ("The QUAY is “closed”.", "The quay is closed", []),
    ],
)
def test_the_words_that_differ_are_named(here: str, there: str, changes: list[tuple[str, str]]) -> None:
    assert wording(here, there) == Wording(part=False, changes=tuple(Change(*each) for each in changes))


def test_a_part_of_a_long_quotation_is_called_one() -> None:
    part = "“Nobody shall be asked to work under it in such a storm,” he said."
    assert wording(LONG, part) == Wording(part=True, changes=(Change("will", "shall"), Change("", "he said")))


@pytest.mark.parametrize("other", ["Rovers won the cup on penalties.", "", "storm"])
def test_another_statement_is_not_put_into_a_line(other: str) -> None:
    assert wording(LONG, other) is None


words = st.lists(
    st.sampled_from("the quay is not closed until 4 cranes — “work” again, e\u0301 ש".split()), max_size=14
)


@given(words, words)
def test_what_is_named_stands_in_the_wordings(here: list[str], there: list[str]) -> None:
    ours, theirs = " ".join(here), " ".join(there)
    found = wording(ours, theirs)
    for change in found.changes if found else ():
        assert change.here in ours
        assert change.there in theirs
        assert change.here or change.there
