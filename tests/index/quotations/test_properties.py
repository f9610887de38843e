"""What must hold for any text at all, however broken."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from index.layout import lay_out
from index.model import Quotation
from index.parse import PIECE, Parser
from index.parse import _pieces as cut
from index.quotations import find_quotations

Find = Callable[[str], tuple[Quotation, ...]]

PARTS = st.sampled_from(
    [
        "Anna Brandt", " said ", "said", ", ", ". ", "“", "”",
        '"', "'", "‘", "’", "''", "``", "\r\n\r\n", "\n", "\t",
        " ", "he", "the ministry", "according to ", "that ", "It leaks", "😀", "e\u0301", "\ufeff", "…", " — ", ":",
        "ROE: ", "no", "denied", "told", "«", "»", "(", ")", "12%",
        "vowed to", "made clear", "and", "whose", "\u200b", "\xa0",
    ]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=40).map("".join)


@settings(max_examples=150)
@given(text=TEXTS)
def test_spans_lie_in_the_text_and_hold_what_they_promise(find: Find, text: str) -> None:
    for quotation in find(text):
        assert 0 <= quotation.span.start < quotation.span.end <= len(text)
        assert quotation.span.of(text).strip()
        for span in (quotation.mention, quotation.cue):
            assert span is None or 0 <= span.start < span.end <= len(text)
        assert quotation.rule


@settings(max_examples=60)
@given(text=TEXTS)
def test_finding_is_pure(parser: Parser, text: str) -> None:
    layout, parsed = lay_out(text), parser.parse(text)
    assert find_quotations(text, layout, parsed) == find_quotations(text, layout, parsed)


@settings(max_examples=100)
@given(text=TEXTS)
def test_the_parse_keeps_every_code_point_in_its_place(parser: Parser, text: str) -> None:
    parsed = parser.parse(text)
    assert parsed.text == text
    assert all(text[token.idx : token.idx + len(token.text)] == token.text for token in parsed)


def test_a_text_longer_than_one_piece_keeps_its_offsets_and_its_quotations(find: Find, parser: Parser) -> None:
    line = "Anna Brandt said the bridge number {} would close. The 😀 river rose.\r\n\r\n"
    text = "".join(line.format(number) for number in range(PIECE // 40))
    assert len(text) > PIECE
    parsed = parser.parse(text)
    assert parsed.text == text
    found = find(text)
    assert len(found) == PIECE // 40
    assert {q.speaker for q in found} == {"Anna Brandt"}
    assert found[-1].span.of(text) == f"the bridge number {PIECE // 40 - 1} would close"


def test_a_text_beyond_spacys_own_limit_is_cut_where_it_hurts_least_and_loses_nothing() -> None:
    text = ("The bridge is tired of lorries.\r\n" * 40_000)[:1_100_000]
    pieces = list(cut(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= PIECE
    assert all(piece.endswith("\n") for piece in pieces[:-1])
