"""Where the paragraphs of a plain text lie: blank lines, single newlines, one long line or hard-wrapped lines alike."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from index.model import Span

_WRAPS = range(40, 121)  # columns: nobody wraps prose narrower or wider, and an unwrapped paragraph is mostly longer
_BULLET = re.compile(r"\s*(?:[-*•–—·▪●◦‣]|\(?\d{1,2}[.)])\s")


def trimmed(text: str, span: Span) -> Span:
    """`span` without the white space at its edges; empty (start equals end) where there is nothing else."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def touching(spans: Sequence[Span], place: Span) -> Sequence[Span]:
    """Those of `spans` (in order, not overlapping) that share something with `place`."""
    first = bisect_right(spans, place.start, key=lambda span: span.end)
    last = bisect_left(spans, place.end, key=lambda span: span.start)
    return spans[first:last]


def count_words(text: str) -> int:
    """Words of a text: stretches between white space."""
    return len(text.split())


def split_lines(text: str) -> list[Span]:
    """Every line with its line ending left out, blank ones too; all of Unicode's line ends count."""
    lines, start = [], 0
    for line in text.splitlines(keepends=True):
        lines.append(Span(start, start + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))))
        start += len(line)
    return lines


def _first_word(line: str) -> str:
    return next(iter(line.split(maxsplit=1)), "")


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether a wrapping editor would have broken here: the next word had no room left."""
    return len(line.rstrip()) + 1 + len(_first_word(following)) > width


def wrap_width(lines: Sequence[str]) -> int | None:
    """The column at which the text was hard-wrapped, or None if it was not.

    Args:
        lines: all lines, blank ones too.
    """
    width = max((len(line.rstrip()) for line in lines if " " in line.strip()), default=0)
    joints = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    full = [(a, b) for a, b in joints if _is_full(a, b, width)]
    amid = sum(b.lstrip()[:1].islower() for _, b in full)  # wrapped prose goes on in lower case; headlines do not
    ended = sum(a.rstrip().endswith((".", "!", "?", "”", '"')) for a, _ in full)  # and few of its lines end a sentence
    wrapped = len(full) >= 3 and len(full) * 2 > len(joints) and amid * 3 >= len(full) and ended * 2 <= len(full)
    return width if wrapped and width in _WRAPS else None


def split_paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs in order, white space at their edges left out, together covering everything but white space.

    A line is a paragraph, unless the text is hard-wrapped: then a line that was full goes on in the next one,
    except where that one is indented or a list item.
    """
    lines = split_lines(text)
    words = [line.of(text) for line in lines]
    width = wrap_width(words)
    paragraphs: list[Span] = []
    joining = False
    for index, line in enumerate(lines):
        body = trimmed(text, line)
        if body.start == body.end:
            joining = False
            continue
        if joining and not _starts_anew(words[index]):
            paragraphs[-1] = Span(paragraphs[-1].start, body.end)
        else:
            paragraphs.append(body)
        joining = width is not None and index + 1 < len(lines) and _is_full(words[index], words[index + 1], width)
    return tuple(paragraphs)


def _starts_anew(line: str) -> bool:
    return line.startswith(("  ", "\t", "\u3000")) or _BULLET.match(line) is not None
