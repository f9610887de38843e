from __future__ import annotations

from itertools import pairwise

from generated_articles import texts
from hypothesis import given

from index.paragraphs import split_lines, split_paragraphs


def paragraphs(text: str) -> list[str]:
    return [span.of(text) for span in split_paragraphs(text)]


def test_blank_lines_single_newlines_and_carriage_returns_all_part_paragraphs() -> None:
    assert paragraphs("One.\n\nTwo.\r\nThree.\rFour.\u2028Five.") == ["One.", "Two.", "Three.", "Four.", "Five."]


def test_hard_wrapped_lines_are_joined_and_lists_and_indents_are_not() -> None:
    text = (
        "A surveyor's map was found behind a wall of the library\n"
        "by workers who were laying cables there, and it shows a\n"
        "canal that nobody ever built, because the money ran out\n"
        "in spring.\n"
        "    The second paragraph is indented, and it goes on over\n"
        "the end of its line.\n"
        "- one item\n"
        "- another item\n"
    )
    found = paragraphs(text)
    assert [words.split()[0] for words in found] == ["A", "The", "-", "-"]
    assert found[0].endswith("in spring.")


def test_short_lines_in_a_row_are_no_wrapped_paragraph() -> None:
    assert len(paragraphs("Anna Bloom 12:03\nCora Dent 12:11\nEve Flint 12:40\nGus Hale 11:02")) == 4


@given(texts)
def test_lines_and_paragraphs_cover_all_but_white_space(text: str) -> None:
    for spans in (split_lines(text), split_paragraphs(text)):
        places = {place for span in spans for place in range(*span)}
        assert all(place in places for place, character in enumerate(text) if not character.isspace())
        assert all(a.end <= b.start for a, b in pairwise(spans))
