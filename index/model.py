"""The words of the house as frozen values. Nothing here knows a database, a clock or an event loop.

All positions are Unicode code points of the revision's text (never bytes, never UTF-16 units); `end` is exclusive.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Speech = Literal["direct", "mixed", "indirect"]
Zone = Literal["body", "headline"]
Polarity = Literal["affirmed", "denied"]
Precision = Literal["year", "month", "day", "minute", "second"]


class Span(NamedTuple):
    """A stretch of one revision's text: code points `start` (inclusive) to `end` (exclusive).

    The revision is the text at hand; values that outlive it (`Passage`, excerpts) carry the revision's name beside it.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end


def revision_name(text: str) -> str:
    """Name of the revision that has this text: the SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, as precisely as the coverage tells.

    Attributes:
        moment: in UTC; the first instant of the period if only a day, month or year is known.
        precision: the smallest unit that is really known.
    """

    moment: datetime
    precision: Precision

    def __str__(self) -> str:
        """ISO 8601, cut to what is known: `2025`, `2025-05`, `2025-05-01`, `2025-05-01T14:03Z`."""
        formats = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%MZ"}
        return self.moment.strftime(formats.get(self.precision, "%Y-%m-%dT%H:%M:%SZ"))


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """What a reader found in one file or record. Unknown fields stay None: nothing is invented.

    Attributes:
        source: what the article is known by (a record's id, else its URL, else `FILE#line`; a file's absolute path).
        origin: the absolute path of the file it came from.
        text: the exact text; for a `.txt` file the decoded file.
        encoding: how the bytes were decoded (`utf-8` unless that failed).
        furniture: spans that the reader itself knows are not the story (a BOM, front matter).
        tags: what the outlet files the article under, as printed; desks may be defined by them.
    """

    source: str
    origin: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: Published | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    desk: str | None = None
    embargo_until: datetime | None = None
    quotable: bool = True
    encoding: str = "utf-8"
    furniture: tuple[Span, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailedItem:
    """One item that could not be taken, and why, in one line."""

    source: str
    error: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A span that is indexed for retrieval: whole sentences, never cutting a quotation or joining across a heading."""

    span: Span
    sentences: tuple[Span, ...]
    heading: Span | None = None


MARKS_ALONE = "marks"
"""The rule of quotations in articles that are not in English: nobody is named."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What someone is reported to have said.

    Attributes:
        span: the content, outer quotation marks left out.
        speech: direct (all in marks), mixed (partly), indirect (the reporter's words).
        speaker: fullest printed name, without title; a body as printed; None if unresolved.
        speakers: several, if they speak jointly (then `speaker` is the first); else empty.
        mention: the nearest printed mention of the speaker, even "he".
        cue: the words that say that something was said ("said", "according to").
        via: who reported it ("Bessent said, according to Reuters": Reuters).
        group: shared by the parts of one split quotation of this article; None if it is not split.
        rule: the name of the rule that found it.
    """

    span: Span
    speech: Speech
    rule: str
    zone: Zone = "body"
    speaker: str | None = None
    speakers: tuple[str, ...] = ()
    mention: Span | None = None
    cue: Span | None = None
    via: tuple[str, ...] = ()
    polarity: Polarity = "affirmed"
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is divided, before anybody asks what it means.

    Attributes:
        furniture: spans that are not the story, in order, not overlapping.
        headings: the title and section headings as printed, in order.
        paragraphs: the story's paragraphs, in order, without furniture.
        sentences: whole sentences of the paragraphs, in order; never cutting a quotation.
        quoted: spans in quotation marks, marks included, in order, outermost only.
        title, outlet, authors, published: recognised in the text itself, or None: nothing is invented.
    """

    furniture: tuple[Span, ...]
    headings: tuple[Span, ...]
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    quoted: tuple[Span, ...]
    title: Span | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: Published | None = None
