from __future__ import annotations

import pytest

from retrieval.speakers import means, speakers_meant

SPEAKERS = (
    "Marta Kessling",
    "Ulf Kessling",
    "Ilse Brandvold",
    "Chinese foreign ministry",
    "Water Board of Orvane",
    "Canadian government",
    "José Ángel Núñez",
    "Jean-Luc O’Dwyer",
    "Li",
    "President",
    "World Health Organization",
    "advisers to Mr. Fenn",
)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Marta Kessling", {"Marta Kessling"}),
        ("marta kessling", {"Marta Kessling"}),
        ("Kessling", {"Marta Kessling", "Ulf Kessling"}),
        ("Brandvold", {"Ilse Brandvold"}),
        ("Professor Ilse Brandvold", {"Ilse Brandvold"}),
        ("Dr. Brandvold", {"Ilse Brandvold"}),
        ("China's foreign ministry", {"Chinese foreign ministry"}),
        ("the Chinese foreign ministry", {"Chinese foreign ministry"}),
        ("China’s foreign ministry", {"Chinese foreign ministry"}),
        ("foreign ministry", {"Chinese foreign ministry"}),
        ("Canada's government", {"Canadian government"}),
        ("water board", {"Water Board of Orvane"}),
        ("Nunez", {"José Ángel Núñez"}),
        ("jose angel nunez", {"José Ángel Núñez"}),
        ("O'Dwyer", {"Jean-Luc O’Dwyer"}),
        ("Jean-Luc O'Dwyer", {"Jean-Luc O’Dwyer"}),
        ("Li", {"Li"}),
        # titles and given names of somebody else decide nothing
        ("minister", set()),
        ("Secretary Lindqvist", set()),
        ("Professor", set()),
        ("Anna Kessling", set()),
        ("Ilse", {"Ilse Brandvold"}),
        ("Ilse Kessling", set()),
        ("World Bank", set()),
        ("Health Secretary", set()),
        # those who speak for somebody are not that somebody
        ("Fenn", set()),
        ("Fenn's advisers", {"advisers to Mr. Fenn"}),
        ("", set()),
        ("😀", set()),
    ],
)
def test_a_name_finds_those_whom_it_can_mean_and_nobody_else(asked: str, meant: set[str]) -> None:
    assert speakers_meant(asked, SPEAKERS) == meant


def test_a_title_that_is_printed_as_the_name_is_found_by_exactly_that_title() -> None:
    assert speakers_meant("President", SPEAKERS) == {"President"}
    assert not means("President", "President Olga Renn")


def test_a_speaker_stored_with_a_title_is_found_by_name() -> None:
    assert means("Olga Renn", "President Olga Renn")
    assert means("President Renn", "Olga Renn")
    assert means("Prime Minister Renn", "Olga Renn")
    assert not means("President Renn", "Renn Institute")
    assert not means("foreign ministry", "finance ministry")
