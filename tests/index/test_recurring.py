"""What recurs on an outlet's pages: furniture if it is the page's, story if it is the story's. Texts are invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from generated_articles import texts
from hypothesis import given
from hypothesis import strategies as st
from pages_support import OUTLETS, pages_of

from index.furniture.recurring import find_recurring
from index.layout import lay_out, read_lines
from index.model import Span

THINGS = ("ferry", "mill", "orchard", "tramway", "lighthouse", "brass band", "salt works", "reservoir")


def story_of(number: int, thing: str | None = None) -> list[str]:
    thing = thing or THINGS[number % len(THINGS)]
    return [
        f"The {thing} will be closed for {number + 12} days because its roof has been leaking since the storm.",
        f"Engineers looked at the {thing} on Monday and found {number + 3} beams that a child could have pushed over.",
        f'"Nobody has paid for the {thing} since my father did," said Ann Lee, who keeps its {number + 2} keys.',
        f"The town will vote on a loan of {number + 2} million crowns for the {thing} before the summer is over.",
    ]


def shown(text: str, others: Sequence[str]) -> str:
    """The story of a page, with what recurs on the outlet's pages (this one and the others) left out."""
    known = find_recurring([read_lines(page) for page in (text, *others)])
    return "\n".join(paragraph.of(text) for paragraph in lay_out(text, recurring=known).paragraphs)


def pages_with(line: str, place: int, count: int = 6, *, gap: str = "\n\n") -> list[str]:
    """Pages of different stories, each with the line before its paragraph number `place` (4: after the last)."""
    pages = []
    for number in range(count):
        parts = [f"How the {THINGS[number]} came to leak like a sieve", *story_of(number)]
        parts.insert(place + 1, line)
        pages.append(gap.join(parts))
    return pages


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Tide tables and lamp times", 4),
        ("You can hear our harbour hour on Sundays.", 4),
        ("The desk reads harbour@courier.example from six in the morning.", 2),
        ("Mo Dahl tends the harbour pages and a goat. Reach her on @modahl", 4),
        ("The Courier has been printed on the quay since 1911.", 4),
    ],
)
def test_a_line_of_the_page_that_recurs_over_different_stories_is_hidden(line: str, place: int, gap: str) -> None:
    first, *others = pages_with(line, place, gap=gap)
    assert line not in shown(first, others)
    assert all(paragraph in shown(first, others) for paragraph in story_of(0))
    assert line in shown(first, [page.replace(line, "") for page in others]), "alone it is shown"


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4])
@pytest.mark.parametrize(
    "line",
    [
        "The company did not respond to a request for comment.",
        "Anyone with information is asked to call the police in Lisvar.",
        '"We will rebuild it, and you will pay for it," the mayor said.',
        "The war between the two valleys began when the bridge fell in 2019.",
        "Would you lend the town your money?",
        "The Courier has asked the county to comment.",
    ],
)
def test_a_sentence_of_the_story_that_recurs_is_shown(line: str, place: int) -> None:
    first, *others = pages_with(line, place, count=4)
    known = find_recurring([read_lines(page) for page in (first, *others)])
    assert line not in [span.of(first) for span in lay_out(first, recurring=known).furniture]


def test_a_story_that_is_copied_and_updated_is_shown_whole() -> None:
    story = [*story_of(1), "You can walk over the ice if our winter stays as it is.", "Read by nobody"]
    copies = ["\n\n".join([f"Copy number {number} of the story", *story, *story_of(number)[:1]]) for number in range(8)]
    assert find_recurring([read_lines(page) for page in copies]) == frozenset()
    assert "our winter" in shown(copies[0], copies[1:])


def test_a_line_on_few_of_many_pages_is_shown() -> None:
    pages = pages_with("Best of the valley", 4, count=3)
    others = ["\n\n".join(story_of(number, f"{thing} of {number}")) for number in range(40) for thing in THINGS[:1]]
    assert "Best of the valley" in shown(pages[0], [*pages[1:], *others])


@pytest.mark.parametrize("line", ["1 tsp salt", "Half an onion", "“The Ferryman”"])
def test_an_item_of_a_list_that_recurs_is_shown(line: str) -> None:
    pages = []
    for number in range(6):
        items = [f"{number + 1} cups of flour from the {THINGS[number]}", line, f"{number} eggs"]
        pages.append("\n\n".join([*story_of(number)[:2], *items, *story_of(number)[2:]]))
    assert line in shown(pages[0], pages[1:])


def test_a_banner_that_recurs_is_not_the_title_but_the_line_below_is() -> None:
    pages = ["\n\n".join(["All the harbour in one place", *page.split("\n\n")]) for page in pages_with("Noted", 4)]
    known = find_recurring([read_lines(page) for page in pages])
    title = lay_out(pages[0], recurring=known).title
    assert title is not None
    assert title.of(pages[0]) == "How the ferry came to leak like a sieve"


def test_a_title_that_recurs_stays_the_title_where_nothing_else_is() -> None:
    pages = ["\n\n".join(["Letters from the north quay", *story_of(number)]) for number in range(6)]
    known = find_recurring([read_lines(page) for page in pages])
    title = lay_out(pages[0], recurring=known).title
    assert title is not None
    assert title.of(pages[0]) == "Letters from the north quay"


def test_figures_that_change_from_page_to_page_do_not_hide_a_template() -> None:
    pages = [
        "\n\n".join([*story_of(number), f"{number + 2} boats at the quay on Monday {number + 1} May"])
        for number in range(6)
    ]
    assert "boats at the quay" not in shown(pages[0], pages[1:])


@given(st.lists(texts, max_size=4), st.integers(0, 3))
def test_learning_never_loses_a_word_of_a_page(pages: list[str], repeat: int) -> None:
    every = pages * (repeat + 1)
    known = find_recurring([read_lines(page) for page in every])
    for page in pages:
        layout = lay_out(page, recurring=known)
        seen = {at for span in (*layout.furniture, *layout.headings, *layout.paragraphs) for at in range(*span)}
        assert all(at in seen for at, character in enumerate(page) if not character.isspace())


def hidden(span: Span, furniture: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in furniture)


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize("outlet", OUTLETS)
def test_on_labelled_pages_no_story_is_hidden_and_most_furniture_is(outlet: str, gap: str) -> None:
    pages = pages_of(outlet, gap)
    known = find_recurring([read_lines(page.text) for page in pages])
    found = of = 0
    for page in pages:
        furniture = lay_out(page.text, recurring=known).furniture
        assert not [span.of(page.text) for span in (*page.spans("S"), *page.spans("H")) if hidden(span, furniture)]
        of += len(page.spans("F"))
        found += sum(hidden(span, furniture) for span in page.spans("F"))
    assert found >= 0.75 * of
