from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.speakers.spelling import Alike, akin, skeleton, spelt_alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("drohobenky", "drohobenkyy", "same"),
        ("drohobenkiy", "drohobenkyi", "same"),
        ("möller", "moeller", "same"),
        ("jørgensen", "jorgensen", "same"),
        ("karimou", "karimu", "same"),
        ("khalwani", "halvani", "same"),
        ("marenson", "marensen", "near"),
        ("lee", "li", None),
        ("brandt", "brand", None),
        ("tenby", "denby", None),
        ("", "tenby", None),
    ],
)
def test_spellings_of_one_name_are_told_from_other_names(one: str, other: str, alike: Alike | None) -> None:
    assert spelt_alike(one, other) == alike
    assert spelt_alike(other, one) == alike


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("china", "chinese", True),
        ("germany", "german", True),
        ("egypt", "egyptian", True),
        ("niger", "nigerian", False),
        ("nigeria", "nigerian", True),
        ("austria", "australian", False),
        ("iran", "iraqi", False),
    ],
)
def test_a_country_and_its_people_are_akin(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table of cases
    assert akin(one, other) == akin(other, one) == same


@given(st.text(max_size=12), st.text(max_size=12))
def test_words_that_are_alike_share_the_key_by_which_they_are_looked_up(one: str, other: str) -> None:
    if spelt_alike(one, other):
        assert skeleton(one) == skeleton(other)
