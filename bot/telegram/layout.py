"""A message as a row of pieces, and its text with marks in Telegram's units.

Telegram counts UTF-16 code units; a mark says where its words begin and how many units they take. The words themselves
go out untouched: nothing is escaped, so nothing can alter a quotation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

MarkKind = Literal["bold", "italic", "blockquote", "expandable_blockquote", "text_link"]

MOST_UNITS = 4096
MOST_MARKS = 100


class Piece(NamedTuple):
    """Some words, and how they are marked, if at all."""

    words: str
    kind: MarkKind | None = None
    url: str | None = None


class Mark(NamedTuple):
    """A marked stretch: `offset` and `length` in UTF-16 code units of the whole text."""

    kind: MarkKind
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent: the text and its marks, in order, never overlapping."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it as one message with every mark in force (it drops the 101st silently)."""
        return units(self.text) <= MOST_UNITS and len(self.marks) <= MOST_MARKS


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def lay_out(pieces: Iterable[Piece]) -> Rendered:
    """Put the pieces one after the other."""
    words: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for piece in pieces:
        length = units(piece.words)
        if piece.kind and length:
            marks.append(Mark(piece.kind, offset, length, piece.url))
        words.append(piece.words)
        offset += length
    return Rendered("".join(words), tuple(marks))


def plain(text: str) -> Rendered:
    """A text without marks."""
    return Rendered(text)


def clipped(text: str, longest: int) -> str:
    """At most `longest` code points on one line, cut at a word with an ellipsis. Never for an article's words."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[longest // 2 :] else cut}…"
