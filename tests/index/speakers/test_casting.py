"""What an article tells about those whom it quotes."""

from __future__ import annotations

from typing import Any

import pytest

from index.model import Quotation, Span
from index.speakers import Appearance
from index.speakers.casting import cast_of


def cast(text: str, name: str, furniture: tuple[Span, ...] = ()) -> Appearance:
    said = Quotation(Span(0, 1), "indirect", "rule", speaker=name)
    (one,) = cast_of(text, furniture, [said]).appearances
    return one


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("Mayor Tenby said no.", "Tenby", {"titles": {"mayor"}, "kind": "person"}),
        ("US Fishing Minister Orla Tenby said no.", "Orla Tenby", {"titles": {"minister"}}),
        ("The prime minister, Oxla Tenby, said no.", "Oxla Tenby", {"kind": None}),
        ("Bix Tenby, the chief engineer of Garlow, said no.", "Bix Tenby", {"titles": {"chief engineer"}}),
        ("Bix Tenby, Garlow’s mayor, said no.", "Bix Tenby", {"titles": {"mayor"}}),
        ("Mr Tenby said no.", "Tenby", {"gender": "he", "titles": set()}),
        ("Mrs. Tenby said no.", "Tenby", {"gender": "she"}),
        ("Mary Tenby said no.", "Mary Tenby", {"gender": "she", "kind": "person", "known": True}),
        ("Tenby said no. “Orla Tenby knows,” he said.", "Tenby", {"fuller": {"orla tenby"}}),
        ("After Tenby said no, the mayor left.", "Tenby", {"fuller": set()}),
        ("Boats stay in Tenby. Tenby said no.", "Tenby", {"kind": "body"}),
        ("In Tenby’s view that is no.", "Tenby", {"kind": None}),
        ("The Garlow Fishing Ministry said no.", "Garlow Fishing Ministry", {"kind": "body", "called": set()}),
        ("Port workers said no.", "Port workers", {"kind": "group"}),
        ("Harbourmen said no. The harbourmen left.", "Harbourmen", {"kind": "group"}),
        ("Qiu Yanmei said no.", "Qiu Yanmei", {"called": {"qiu", "yanmei"}}),
        ("Advisers to Tenby said no.", "Advisers to Tenby", {"called": set(), "kind": None}),
        ("Mary van der Meer said no.", "Mary van der Meer", {"called": {"meer"}}),
    ],
)
def test_titles_given_names_and_kinds_are_read_from_the_words_around_a_name(
    text: str, name: str, told: dict[str, Any]
) -> None:
    one = cast(text, name)
    assert {key: set(got) if isinstance(got := getattr(one, key), frozenset) else got for key in told} == told


def test_names_in_furniture_are_no_part_of_the_story() -> None:
    text = "Mayor Tenby said no.\nRead more: Coach Tenby and Quillon Harbour in Upper Garlow\n"
    one = cast(text, "Tenby", (Span(21, len(text)),))
    assert one.titles == {"mayor"}
    assert cast_of(text, (Span(21, len(text)),), []).story == frozenset()
    assert len(cast_of(text, (), []).story) == 2


def test_every_speaker_of_a_joint_statement_appears() -> None:
    said = Quotation(Span(0, 1), "indirect", "rule", speaker="Orla Tenby", speakers=("Orla Tenby", "Ivo Bix"))
    found = cast_of("Orla Tenby and Ivo Bix said no.", (), [said, said]).appearances
    assert [(one.name, one.quotations) for one in found] == [("Ivo Bix", 2), ("Orla Tenby", 2)]


@pytest.mark.parametrize("name", [" ", "…", "A" * 300, "(", "\\", "Ⅷ", "Jr.", "van der", "😀 Tenby"])
def test_no_name_is_too_odd(name: str) -> None:
    assert cast(f"Then {name} said no.", name).name == name
