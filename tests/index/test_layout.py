from __future__ import annotations

import time
from itertools import pairwise

import pytest
from generated_articles import texts
from hypothesis import given
from hypothesis import strategies as st

from index.layout import lay_out
from index.model import Span
from index.paragraphs import count_words
from index.passages import passages
from index.sentences import HOLD


def assert_in_order(text: str, spans: tuple[Span, ...]) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def covered(spans: tuple[Span, ...]) -> set[int]:
    return {place for span in spans for place in range(*span)}


@given(texts)
def test_every_kind_of_span_is_in_bounds_in_order_and_disjoint(text: str) -> None:
    layout = lay_out(text)
    for spans in (layout.furniture, layout.headings, layout.paragraphs, layout.sentences, layout.quoted):
        assert_in_order(text, spans)
    assert_in_order(text, tuple(sorted((*layout.furniture, *layout.headings, *layout.paragraphs))))


@given(texts)
def test_nothing_printed_is_lost_between_furniture_headings_and_sentences(text: str) -> None:
    layout = lay_out(text)
    seen = covered((*layout.furniture, *layout.headings, *layout.sentences))
    assert all(place in seen for place, character in enumerate(text) if not character.isspace())
    assert covered(layout.sentences) <= covered(layout.paragraphs)


@given(texts)
def test_passages_hold_every_sentence_exactly_once_and_in_order(text: str) -> None:
    layout = lay_out(text)
    made = passages(text, layout)
    assert tuple(sentence for passage in made for sentence in passage.sentences) == layout.sentences
    assert all((p.span.start, p.span.end) == (p.sentences[0].start, p.sentences[-1].end) for p in made)
    assert_in_order(text, tuple(passage.span for passage in made))


@given(texts)
def test_no_passage_or_sentence_cuts_a_quotation_that_a_passage_can_hold(text: str) -> None:
    layout = lay_out(text)
    held = [span for span in layout.quoted if count_words(span.of(text)) <= HOLD]
    edges = {edge for passage in passages(text, layout) for edge in passage.span}
    assert not [(edge, span) for edge in edges for span in held if span.start < edge < span.end]
    within = {edge for sentence in layout.sentences for edge in sentence}
    paragraph_edges = {edge for paragraph in layout.paragraphs for edge in paragraph}
    assert not [(e, s) for e in within - paragraph_edges for s in held if s.start < e < s.end]


@given(texts)
def test_no_passage_runs_over_a_heading_or_furniture(text: str) -> None:
    layout = lay_out(text)
    for passage in passages(text, layout):
        assert not any(passage.span.overlaps(other) for other in (*layout.furniture, *layout.headings))


@given(texts, st.data())
def test_what_the_reader_calls_furniture_is_never_story(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    known = Span(start, data.draw(st.integers(start, len(text))))
    layout = lay_out(text, reader_furniture=(known,))
    shown = (*layout.paragraphs, *layout.headings)
    assert not known.of(text).strip() or not any(known.overlaps(span) for span in shown)


@given(texts)
def test_a_page_prints_its_own_facts_or_none(text: str) -> None:
    layout = lay_out(text)
    assert layout.outlet is None or layout.outlet in text
    assert all(author in text for author in layout.authors)
    assert layout.published is None or str(layout.published.moment.year) in text
    assert layout.title is None or any(heading.contains(layout.title) for heading in layout.headings)


# Lines that patterns with nested or neighbouring repetitions would try in exponentially or quadratically many ways.
WICKED = [
    "Aa Aa / ", "a | ", "share this article ", "more on a ", "By Aa, Aa and ", "contact a at b@c ", "Aa is a Aa ",
    "follow a on ", "editorial full ad ", "AP / Getty / ", "read more: ", "©  ", "“Aa” (", "1. ", "Aa: Bb", "# ",
    "Jan 1, 2020 ", "subscribe newsletter ", "all rights reserved ", "by clicking agree ", "12:30 ", "- ", "A.A.",
    "\t ", "CUP A: B ",
]  # fmt: skip


def seconds(text: str) -> float:
    """The quickest of three tries: what else the machine does only adds."""
    tries = []
    for _ in range(3):
        began = time.perf_counter()
        lay_out(text)
        tries.append(time.perf_counter() - began)
    return min(tries)


@pytest.mark.parametrize("piece", WICKED)
def test_the_time_grows_with_the_length_of_the_text_however_it_is_made(piece: str) -> None:
    line = (piece * (1400 // len(piece))).rstrip()
    page = "\n\n".join([line, piece * 4 + "!", f"He said it was {piece * 20}over, and nobody asked him why."])
    assert seconds("\n\n".join([page] * 32)) < 40 * seconds("\n\n".join([page] * 4)) + 0.02  # linear: 8 times
    assert seconds(line * 16) < 64 * seconds(line) + 0.05  # linear: 16 times
