"""Passages: what is indexed for retrieval.

Whole sentences, about 60 to 160 words, never across a heading or furniture, never cutting a quotation (unless it alone
is more than a passage holds; then only between its own sentences). Within a stretch of uninterrupted story the cuts are
chosen together (least cost over all ways to cut, by dynamic programming), so that no short remainder is left over.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.headings import bare_heading
from index.model import Layout, Passage, Span
from index.paragraphs import count_words
from index.sentences import HOLD

_FEWEST, _BEST, _MOST = 60, 110, HOLD  # words of a passage
_MID_PARAGRAPH = 0.35  # cost of a cut within a paragraph, in the unit of `_cost`


@dataclass(frozen=True, slots=True)
class _Atom:
    """Sentences that must stay together."""

    sentences: tuple[Span, ...]
    words: int
    ends_paragraph: bool


def passages(text: str, layout: Layout) -> tuple[Passage, ...]:
    """All passages of an article in order: every sentence of the layout is in exactly one.

    Args:
        text: the revision's text.
        layout: what `index.layout.lay_out` made of it.
    """
    tied = tuple(span for span in layout.quoted if count_words(span.of(text)) <= HOLD)
    ends = {paragraph.end for paragraph in layout.paragraphs}
    found: list[Passage] = []
    for stretch, heading in _stretches(text, layout):
        atoms = tuple(_atoms(text, stretch, tied, ends))
        for first, last in _best_cuts(atoms):
            sentences = tuple(sentence for atom in atoms[first:last] for sentence in atom.sentences)
            found.append(Passage(Span(sentences[0].start, sentences[-1].end), sentences, heading))
    return tuple(found)


def _stretches(text: str, layout: Layout) -> Iterator[tuple[tuple[Span, ...], Span | None]]:
    """Sentences between which no heading and no furniture stands, with the heading they stand under."""
    barriers = sorted([(span, True) for span in layout.headings] + [(span, False) for span in layout.furniture])
    first = layout.sentences[0].start if layout.sentences else 0
    heading: Span | None = None
    run: list[Span] = []
    index = 0
    for sentence in layout.sentences:
        crossed = False
        under = heading
        while index < len(barriers) and barriers[index][0].start < sentence.start:
            span, is_heading = barriers[index]
            crossed, index = True, index + 1
            if is_heading and span.start > first:  # what stands above the story is its title and deck
                under = bare_heading(text, span)
        if crossed and run:
            yield tuple(run), heading
            run = []
        heading = under
        run.append(sentence)
    if run:
        yield tuple(run), heading


def _atoms(text: str, sentences: Sequence[Span], tied: Sequence[Span], ends: set[int]) -> Iterator[_Atom]:
    group: list[Span] = []
    index = bisect_right(tied, sentences[0].start, key=lambda span: span.end)
    for place, sentence in enumerate(sentences):
        group.append(sentence)
        while index < len(tied) and tied[index].end <= sentence.end:
            index += 1
        open_quotation = index < len(tied) and tied[index].start < sentence.end
        if open_quotation and place + 1 < len(sentences):
            continue
        words = sum(count_words(part.of(text)) for part in group)
        yield _Atom(tuple(group), words, sentence.end in ends)
        group = []


def _cost(words: int, *, ends_paragraph: bool) -> float:
    """How unwelcome a passage of this length and end is; 0 is best."""
    cost = ((words - _BEST) / 50) ** 2
    if words < _FEWEST:
        cost += 1 + (_FEWEST - words) / 15
    if words > _MOST:
        cost += 10 + (words - _MOST) / 5
    return cost if ends_paragraph else cost + _MID_PARAGRAPH


def _best_cuts(atoms: Sequence[_Atom]) -> list[tuple[int, int]]:
    """The passages as ranges of atoms with the least total cost; a passage over the bound is one atom alone."""
    costs, origins = [0.0], [0]
    for end in range(1, len(atoms) + 1):
        words, best, origin = 0, float("inf"), end - 1
        for start in range(end - 1, -1, -1):
            words += atoms[start].words
            if words > _MOST and start < end - 1:
                break
            cost = costs[start] + _cost(words, ends_paragraph=atoms[end - 1].ends_paragraph)
            if cost < best:
                best, origin = cost, start
        costs.append(best)
        origins.append(origin)
    ranges, end = [], len(atoms)
    while end:
        ranges.append((origins[end], end))
        end = origins[end]
    return ranges[::-1]
