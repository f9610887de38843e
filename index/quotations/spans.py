"""Edges of content spans: what is trimmed away, what is text in marks, what a quotation's inside is."""

from __future__ import annotations

import re

from index.model import Span
from index.quotations.words import Words

_MARKS = "\"'“”„‟‘’‚‛«»‹›`"
_LEFT = re.compile(r"(?:[\s,;:–—\-]+|(?<!\w)that\s+(?=[^\s,.;]))+")
_HANGING = re.compile(r"(?:[\s,;:–—\-]+(?:and|but))+[\s,;:–—\-]*\Z")  # what was to follow is told by others
_RIGHT = " \t\r\n\f\v\xa0,;:–—-"
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")


def inside_marks(text: str, quoted: Span) -> Span:
    """What stands between the outer marks of a quotation, without white space and the comma before the closing mark."""
    start, end = quoted
    width = 2 if text[start : start + 2] in {"``", "''"} else 1
    start += width if text[start] in _MARKS else 0
    if end - start > 1 and text[end - 1] in _MARKS:
        end -= 2 if text[end - 2 : end] in {"''", "``"} else 1
    while end > start and text[end - 1] in " \t\r\n,\xa0":
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def trim(words: Words, span: Span) -> Span:
    """A content span without edge punctuation, a leading "that", and outer marks if one quotation fills it."""
    text = words.text
    start, end = span
    found = _LEFT.match(text, start, end)
    start = found.end() if found else start
    hanging = _HANGING.search(text, start, end)
    end = hanging.start() if hanging else end
    while end > start and text[end - 1] in _RIGHT:
        end -= 1
    if end - start > 1 and text[end - 1] == "." and not _abbreviated(text, start, end):
        end -= 1
    for quoted in quotations_in(words, Span(start, end)):
        if quoted.start == start and quoted.end >= end - 1:
            return inside_marks(text, quoted)
    return Span(start, max(start, end))


def _abbreviated(text: str, start: int, end: int) -> bool:
    """Whether the final full stop belongs to an abbreviation ("U.S.") or to an ellipsis."""
    tail = text[max(start, end - 5) : end]
    return bool(re.search(r"(?:\b[A-Za-z]\.){1,4}\Z|\.\.\Z", tail))


def quotations_in(words: Words, span: Span) -> list[Span]:
    """The quoted spans that begin within `span`, in order."""
    inside = words.inside(span)
    numbers = dict.fromkeys(words.quote[i] for i in inside if words.quote[i] >= 0)
    return [words.quoted[n] for n in numbers if words.quoted[n].start >= span.start]


def count(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def token_span(words: Words, first: int, last: int) -> Span:
    """From the first token's start to the last token's end; nothing if there is nothing between."""
    if last < first:
        return Span(words.start[first], words.start[first])
    return Span(words.start[first], words.end[last])
