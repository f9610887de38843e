"""Paragraphs with what their shape tells, before anybody asks what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.model import Span
from index.paragraphs import count_words, split_paragraphs, touching, trimmed

# What a block is for the reader of the page. "story" is what is left when nothing else is sure.
Role = Literal[
    "story", "title", "deck", "heading",  # the story and its headline zone
    "label", "navigation", "teaser", "caption", "credit", "byline", "date", "dateline",
    "bio", "notice", "repeat", "masthead", "recurring",
]  # fmt: skip
HEADLINE_ROLES: frozenset[Role] = frozenset({"title", "deck", "heading"})

_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]*_\d]{0,4}\Z")
_SIGNED_END = re.compile(r"[.!?…][\"'”’»]{0,2}\s\([^()]{1,40}\)\Z")  # "… will sail again. (Agency)"
_BULLET = re.compile(r"(?:[*•·▪●◦‣–—-]|\(?\d{1,3}[.)])\s+")
_WORD = re.compile(r"\w+")
SENTENCE_BREAK = re.compile(r"[a-z0-9)”\"’][.!?][”\"’')]*\s+[“\"‘'(]?[A-Z0-9]")
STORY_WORDS = 12  # a closed block of at least this many words is told, not labelled


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or what is left of it beside the reader's own furniture.

    Attributes:
        text: its words, white space at the edges left out.
        key: its words in lower case without punctuation, to find repetitions.
        gap: whether a blank line (or the text's edge) stands before it.
        closed: whether it ends as a sentence does.
        bullet: whether it begins as a list item does.
    """

    span: Span
    text: str
    key: str
    words: int
    gap: bool
    closed: bool
    bullet: bool

    @property
    def told(self) -> bool:
        """Whether it reads as a paragraph of prose: sentences, or a sentence of some length."""
        return self.closed and (self.words >= STORY_WORDS or SENTENCE_BREAK.search(self.text) is not None)


def key_of(text: str) -> str:
    """Words of a text for comparison: lower case, no punctuation, no space between them but one."""
    return " ".join(_WORD.findall(text.casefold()))


def blocks_of(text: str, hidden: Sequence[Span]) -> tuple[Block, ...]:
    """All blocks of a text in order.

    Args:
        hidden: what is known not to be story, in order, not overlapping; blocks lie beside it.
    """
    blocks: list[Block] = []
    last_end = 0
    for paragraph in split_paragraphs(text):
        for span in outside(text, paragraph, hidden):
            gap = last_end == 0 or _is_blank_between(text[last_end : span.start])
            blocks.append(_block(text, span, gap=gap))
            last_end = span.end
    return tuple(blocks)


def outside(text: str, place: Span, hidden: Sequence[Span]) -> list[Span]:
    """What of `place` is not hidden, white space at the edges left out."""
    inside = touching(hidden, place)
    edges = [place.start, *(edge for span in inside for edge in span), place.end]
    parts = (trimmed(text, Span(a, max(a, b))) for a, b in zip(edges[::2], edges[1::2], strict=True))
    return [part for part in parts if part.start < part.end]


def _is_blank_between(between: str) -> bool:
    return len(f"{between}x".splitlines()) > 2


def _block(text: str, span: Span, *, gap: bool) -> Block:
    words = span.of(text)
    return Block(
        span=span,
        text=words,
        key=key_of(words),
        words=count_words(words),
        gap=gap,
        closed=_SENTENCE_END.search(words[-8:]) is not None or _SIGNED_END.search(words[-60:]) is not None,
        bullet=_BULLET.match(words) is not None,
    )
