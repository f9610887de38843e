from __future__ import annotations

import pytest

from index.layout import lay_out

STORY = "Ferry crews went back to work on Monday after nine days on strike, the harbour authority said in the evening."
MORE = "The crews had asked for longer rest between night crossings, and they got most of it. The rest comes in June."
LAST = "Services to the south bank resumed at six in the morning, and forty thousand passengers are expected every day."


def title_of(text: str, known: str | None = None) -> str | None:
    found = lay_out(text, title=known).title
    return None if found is None else found.of(text)


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n"])
@pytest.mark.parametrize(
    "above",
    ["", "\ufeff", "World{gap}", "Home > World{gap}", "Home{gap}News{gap}Sport{gap}", "Thursday, May 1, 2025{gap}"],
)
def test_the_title_is_found_under_what_stands_above_it(gap: str, above: str) -> None:
    text = above.format(gap=gap) + gap.join(["Ferry strike ends after nine long days", STORY, MORE, LAST])
    assert title_of(text) == "Ferry strike ends after nine long days"


def test_markup_is_no_part_of_the_title() -> None:
    assert title_of(f"# Ferry strike ends\n\n{STORY}\n\n{MORE}") == "Ferry strike ends"
    assert title_of(f"Title: Ferry strike ends\nDate: 2024-03-03\n\n{STORY}\n\n{MORE}") == "Ferry strike ends"


def test_where_the_story_begins_at_once_there_is_no_title() -> None:
    assert title_of(f"{STORY}\n{MORE}\n{LAST}") is None
    assert title_of("It was over.\n\n" + f"{STORY}\n\n{MORE}") is None
    assert title_of(f"Jane Doe\n\n{STORY}\n\n{MORE}") is None


def test_a_title_known_to_the_reader_is_found_in_the_text_or_nowhere() -> None:
    text = f"Ferry strike ends after nine long days\n\n{STORY}\n\n{MORE}"
    assert title_of(text, "Ferry Strike Ends After Nine Long ...") == "Ferry strike ends after nine long days"
    assert title_of(text, "Something else altogether") is None


def test_decks_and_highlights_are_in_the_headline_zone_not_in_the_story() -> None:
    lines = ["Ferry strike ends", "Crews get longer rest between night crossings on the river.", "By Jane Doe",
             "Highlights", "• Nine days on strike", "• Longer rest"]  # fmt: skip
    text = "\n\n".join([*lines, STORY, MORE])
    layout = lay_out(text)
    assert [span.of(text) for span in layout.paragraphs] == [STORY, MORE]
    assert [span.of(text) for span in layout.headings] == [line for line in lines if line != "By Jane Doe"]


def test_section_headings_stand_alone_between_paragraphs() -> None:
    text = f"Ferry strike ends after nine long days\n{STORY}\nA long night\n{MORE}\nWhat did the crews get?\n{LAST}"
    headings = [span.of(text) for span in lay_out(text).headings]
    assert headings == ["Ferry strike ends after nine long days", "A long night", "What did the crews get?"]


def test_a_line_that_introduces_what_follows_is_story() -> None:
    text = f"Ferry strike ends\n\nIn her letter she wrote:\n\n“{STORY}”\n\n{MORE}"
    assert "In her letter she wrote:" in [span.of(text) for span in lay_out(text).paragraphs]


def test_a_page_of_short_lines_only_is_story() -> None:
    text = "Results of the regatta\n\n1. Anna Bloom 12:03\n2. Cora Dent 12:11\nOpen:\n1. Gus Hale 11:02"
    assert len(lay_out(text).paragraphs) == 5
