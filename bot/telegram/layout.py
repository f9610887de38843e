"""A message as a row of pieces, and its text with marks in Telegram's units.

Telegram counts UTF-16 code units; a mark says where its words begin and how many units they take. The words themselves
go out untouched: nothing is escaped, so nothing can alter a quotation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

MarkKind = Literal["bold", "italic", "blockquote", "expandable_blockquote", "text_link", "pre", "code"]

MOST_UNITS = 4096
MOST_MARKS = 100
# Telegram refuses a message whose entities are too large together, at about 9,500 bytes (tdlib/telegram-bot-api#165).
MOST_MARK_BYTES = 8000
_MARK_BYTES = 20


class Piece(NamedTuple):
    """Some words, and how they are marked, if at all; `inner` pieces, in order, are those very words marked further."""

    words: str
    kind: MarkKind | None = None
    url: str | None = None
    inner: tuple[Piece, ...] = ()


class Mark(NamedTuple):
    """A marked stretch: `offset` and `length` in UTF-16 code units of the whole text."""

    kind: MarkKind
    offset: int
    length: int
    url: str | None = None


class Button(NamedTuple):
    """A button under a message: what it says, and what it sends us (at most 64 bytes) or puts on the clipboard."""

    label: str
    data: str | None = None
    copies: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent: the text, its marks in the order of their offsets, and the buttons under it, row by row."""

    text: str
    marks: tuple[Mark, ...] = ()
    keyboard: Keyboard = ()

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it as one message with every mark in force (it drops the 101st silently)."""
        weight = sum(_MARK_BYTES + len((mark.url or "").encode()) for mark in self.marks)
        return units(self.text) <= MOST_UNITS and len(self.marks) <= MOST_MARKS and weight <= MOST_MARK_BYTES


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def lay_out(pieces: Iterable[Piece], keyboard: Keyboard = ()) -> Rendered:
    """Put the pieces one after the other."""
    words: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for piece in pieces:
        marks += _marks(piece, offset)
        words.append(piece.words)
        offset += units(piece.words)
    return Rendered("".join(words), tuple(marks), keyboard)


def block(kind: MarkKind, *inner: Piece) -> Piece:
    """One marked piece made of others."""
    return Piece("".join(piece.words for piece in inner), kind, None, inner)


def _marks(piece: Piece, offset: int) -> list[Mark]:
    length = units(piece.words)
    marks = [Mark(piece.kind, offset, length, piece.url)] if piece.kind and length else []
    for inner in piece.inner:
        marks += _marks(inner, offset)
        offset += units(inner.words)
    return marks


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
