"""Heads and feet of pages in the habits of many outlets: what is known of the article, and nothing invented.

The pages are invented; below, those that lie beside some checkouts are read too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from index.layout import lay_out

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
STORY = [
    "Ferry crews went back to work on Monday after nine days on strike, the harbour authority said in the evening.",
    "The crews had asked for longer rest between night crossings, and they got most of it. The rest comes in June.",
    "“We slept on the quay for a week,” said Ida Falk, who steers the night boat. “Now we sleep at home.”",
]
TITLE = "Ferry strike ends after nine long days"
NOTHING = (None, None, None, ())


def known(text: str) -> tuple[str | None, str | None, str | None, tuple[str, ...]]:
    """Title, outlet, date and authors that a text prints."""
    layout = lay_out(text)
    title = None if layout.title is None else layout.title.of(text)
    return title, layout.outlet, None if layout.published is None else str(layout.published), layout.authors


HEADS = {
    "nothing but a title": ([TITLE], [], (TITLE, None, None, ())),
    "nothing at all": ([], [], NOTHING),
    "deck, byline, date": (
        [TITLE, "Crews get longer rest between crossings", "By Jane Doe", "3 March 2031"],
        [],
        (TITLE, None, "2031-03-03", ("Jane Doe",)),
    ),
    "masthead and section": (["The Harbour Herald", "Local", TITLE], [], (TITLE, "The Harbour Herald", None, ())),
    "byline with the outlet": ([TITLE, "By Jane Doe, Harbour Herald"], [], (TITLE, None, None, ("Jane Doe",))),
    "two authors": ([TITLE, "By Jane Doe and Max Roe"], [], (TITLE, None, None, ("Jane Doe", "Max Roe"))),
    "agency below the author": ([TITLE, "Jane Doe", "Reuters"], [], (TITLE, None, None, ("Jane Doe",))),
    "agency in the dateline": ([TITLE], [f"LISVAR (AP) — {STORY[0]}"], (TITLE, None, None, ())),
    "agency with a date": ([TITLE], [f"LISVAR, March 3 (Reuters) - {STORY[0]}"], (TITLE, None, None, ())),
    "agency thanked": ([TITLE], [*STORY, "Reuters contributed to this report."], (TITLE, None, None, ())),
    "agency holds rights": (
        [TITLE],
        [*STORY, "Copyright 2031 The Associated Press. All rights reserved. This material may not be published."],
        (TITLE, None, None, ()),
    ),
    "agency alone": (["Associated Press", TITLE], [], (TITLE, None, None, ())),
    "photographer holds rights": ([TITLE], [*STORY, "© 2031 Lee Ray"], (TITLE, None, None, ())),
    "outlet holds rights": (
        [TITLE],
        [*STORY, "© 2031 Harbour Media Ltd. All rights reserved."],
        (TITLE, "Harbour Media", None, ()),
    ),
    "source of figures": ([TITLE], [*STORY, "Source: National Ferry Office"], (TITLE, None, None, ())),
    "fields of a record": (
        ["Source: The Estuary", "Date: 2031-03-03", f"Title: {TITLE}"],
        [],
        (TITLE, "The Estuary", "2031-03-03", ()),
    ),
    "markdown": ([f"# {TITLE}", "*By Jane Doe*"], [], (TITLE, None, None, ("Jane Doe",))),
    "time with its zone": (
        [TITLE, "Published 14:03 GMT, 3 March 2031", "Updated 09:10 GMT, 4 March 2031"],
        [],
        (TITLE, None, "2031-03-03T14:03Z", ()),
    ),
    "figures that read in two ways": ([TITLE, "03/04/2031"], [], (TITLE, None, "2031", ())),
    "crumbs and tools": (["Home > News > Harbour", TITLE, "3 min read", "Share"], [], (TITLE, None, None, ())),
    "an old date in the story": (
        [TITLE],
        [*STORY, "The last strike ended on May 1, 2019.", *STORY],
        (TITLE, None, None, ()),
    ),
    "title printed twice": (
        [TITLE, "3 March 2031", TITLE, "By Jane Doe"],
        [],
        (TITLE, None, "2031-03-03", ("Jane Doe",)),
    ),
    "deck that is a sentence": (
        [TITLE, "Crews get longer rest between night crossings on the river.", "By Jane Doe"],
        [],
        (TITLE, None, None, ("Jane Doe",)),
    ),
    "title with a stop": (
        ["Ferry crews end their strike after nine days.", "By Jane Doe", "3 March 2031"],
        [],
        ("Ferry crews end their strike after nine days.", None, "2031-03-03", ("Jane Doe",)),
    ),
    "title that asks": (["Who will sail tonight?"], [], ("Who will sail tonight?", None, None, ())),
    "title in quotation marks": (
        ["‘We slept on the quay’: the strike from within"],
        [],
        ("‘We slept on the quay’: the strike from within", None, None, ()),
    ),
    "outlet at the foot": ([TITLE], [*STORY, "harbournews"], (TITLE, "harbournews", None, ())),
    "names alone": (["Jane Doe"], [], NOTHING),
    "story that names an outlet": ([], [*STORY, "The Harbour Herald first reported the talks."], NOTHING),
}


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\r\n\r\n"])
@pytest.mark.parametrize("habit", HEADS)
def test_what_a_page_prints_is_known_and_no_more(habit: str, gap: str) -> None:
    above, below, expected = HEADS[habit]
    body = below if len(below) > 1 else [*(below or STORY[:1]), *STORY[1:]]
    title, outlet, published, authors = known(gap.join([*above, *body]) + gap)
    assert (title, outlet, published) == expected[:3]
    assert authors == expected[3] or habit == "names alone"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real articles are not beside this checkout")
@pytest.mark.parametrize(
    ("number", "title", "outlet", "published"),
    [
        ("000", None, None, None),
        ("001", (7, 69), None, None),
        ("002", (44, 118), (3581, 3586), "2025-05-01"),
        ("003", None, None, None),
        ("004", (0, 73), (5632, 5640), None),
    ],
)
def test_real_pages(
    number: str, title: tuple[int, int] | None, outlet: tuple[int, int] | None, published: str | None
) -> None:
    text = next(SEEDS.glob(f"{number}_*.txt")).read_bytes().decode("utf-8")
    found = lay_out(text)
    assert (None if found.title is None else tuple(found.title)) == title
    assert found.outlet == (None if outlet is None else text[slice(*outlet)])
    assert (None if found.published is None else str(found.published)) == published
    assert len(found.authors) == (number == "004")
