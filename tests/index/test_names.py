from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The  Lisbôn-Post", "the lisbon post"),
        ("Zo\u00eb Ångström", "zoe\u0308 angstrom"),
        ("STRASSE", "Straße"),
        ("O’Neil", "O'Neil"),
        ("\ufb01rst", "first"),
        ("İzmir", "i̇zmir"),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Anna", "Anne"), ("News 4", "News 5"), ("מים", "מין")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)
