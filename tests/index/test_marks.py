from __future__ import annotations

from itertools import pairwise

import pytest
from generated_articles import texts
from hypothesis import given

from index.marks import find_quoted, quoted_spans
from index.model import Span


def contents(text: str) -> list[str]:
    return [quoted.content.of(text) for quoted in find_quoted(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We go,” she said. “It is late.”", ["We go,", "It is late."]),
        ('He said "go", then "stay".', ["go", "stay"]),
        ("``We won,'' he said. ''Twice.''", ["We won,", "Twice."]),
        ("„Wir gehen“, sagte er. »Ja«, « oui ».", ["Wir gehen", "Ja", " oui "]),
        ('“Mixed marks," he said.', ["Mixed marks,"]),
        ('(“one”)—“two”—"three"', ["one", "two", "three"]),
        ("” … what I learned,” she said.", [" … what I learned,"]),
    ],
)  # fmt: skip
def test_all_kinds_of_marks_open_and_close(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "They must “see through the U.S.’ real aims, and wait” for now.",
            ["see through the U.S.’ real aims, and wait"],
        ),
        ("’90s rock ’n’ roll and the boys’ 5'10\" fence", []),
        ("'Tis the season of the workers' rights", []),
        ('"He\'s 5\'10" tall," she said.', ["He's 5'10\" tall,"]),
        ('"A 6" pipe broke," he said.', ['A 6" pipe broke,']),
        ("‘The workers’ rights matter,’ he said. ‘Really.’", ["The workers’ rights matter,", "Really."]),
        ("‘Droppin’ the anchor was wrong,’ she said.", ["Droppin’ the anchor was wrong,"]),
    ],
)
def test_apostrophes_feet_and_inches_are_no_marks(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


def test_a_quotation_in_another_hangs_in_it() -> None:
    text = "“He told me ‘no way’ twice,” she said."
    (quoted,) = find_quoted(text)
    assert [inner.content.of(text) for inner in quoted.nested] == ["no way"]
    assert quoted.nested[0].depth == 1


def test_an_unbalanced_mark_costs_its_own_paragraph_only() -> None:
    assert contents("“Nobody closed this, he said.\n\nThen “all went well” again.\n\n“Yes.”") == [
        "all went well",
        "Yes.",
    ]
    assert contents("“Nobody closed this, he said.\n\n“This one closed,” she said.") == ["This one closed,"]


def test_a_paragraph_that_opens_with_a_mark_continues_the_open_quotation() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” he said."
    (quoted,) = find_quoted(text)
    assert quoted.content.of(text) == "One.\n\n“Two.\n\n“Three,"
    assert [span.of(text) for span in quoted.reopened] == ["“", "“"]


def test_a_quotation_that_goes_on_over_furniture_comes_in_parts() -> None:
    text = "“One.\nAdvertisement\n“Two,” he said."
    paragraphs = (Span(0, 5), Span(20, len(text)))
    parts = find_quoted(text, paragraphs, cuts={1})
    assert [(part.span.of(text), part.closed) for part in parts] == [("“One.", False), ("“Two,”", True)]


def test_thousands_of_openings_that_never_close_neither_recurse_nor_slow_down() -> None:
    assert quoted_spans("“" * 20_000 + "word" + "”" * 20_000)
    assert quoted_spans("'" * 20_000) is not None


@given(texts)
def test_quotations_are_in_bounds_in_order_disjoint_and_well_nested(text: str) -> None:
    found = find_quoted(text)
    assert all(0 <= q.span.start < q.content.start <= q.content.end <= q.span.end <= len(text) for q in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(q.content.contains(inner.span) for q in found for inner in q.nested)
