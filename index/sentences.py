"""Whole sentences of a paragraph, with exact offsets, never cutting a quotation.

sentencex finds the sentence ends; here its boundaries are mended (abbreviations, marks left behind), moved out of
quotations, and a quotation without an attribution of its own is kept with the sentence that has it: the sentence is
the smallest thing an excerpt can show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import sentencex

from index.model import Span
from index.paragraphs import count_words, touching, trimmed

HOLD = 160  # words: what one passage can hold; only a longer quotation may be cut, and only between its own sentences
_JOINED = 120  # words: the longest that a sentence may become by taking in the quotation that follows it
_ATTRIBUTION = 25  # words: the longest attribution after a quotation that ended on "?" or "!"
_LONGEST = 300  # words: what has no sentence end for longer than this (transcripts, tables) is cut at a clause or a gap
_SEEN = 20_000  # code points: in a longer paragraph sentencex sees no marks, for which it needs quadratic time
_PIECE = 120  # words: the pieces it is cut into

_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"‘'—–-])(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Govs|Lt|Gen|Col|Cmdr|Adm|Maj|Sgt|Capt|Cpl|Pvt|Det|Insp"
    r"|Supt|Rev|Hon|Pres|Amb|Atty|Msgr|Fr|Sr|St|Ste|Mt|Ft|No|Nos|vs|v|cf|approx|est|dept|Ave|Blvd"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.|(?:[A-Z]\.)+|[A-Z]\.\s?[A-Z]\.)\s*\Z"
)
_INITIALS_END = re.compile(r"(?:[A-Z]\.){2,}\s*\Z")
_NEVER_ENDS = re.compile(r"(?:^|[\s(“\"‘'—–-])(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Lt|Gen|Col|Sgt|Capt|Rev|Hon)\.\s*\Z")
_CLOCK = re.compile(r"\b[ap]\.\s?m\.\s*\Z", re.IGNORECASE)
_AFTER_CLOCK = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*|[A-Z]{2,4}\b|(?:Eastern|Central|Mountain|Pacific|Local)\b"
)
_OPENING_LEFT = re.compile(r"[“„‘«\"'`(\[]+\Z")
_ENDING = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*\s*\Z")
_LOUD = re.compile(r"[?!][\"'”’»]+\s*\Z")
_AFTER_QUOTATION = re.compile(r"[^.]{0,2}\.[”\"’']{1,2}\s+(?=[A-Z“‘\"])")
# A month's name that is, or may be, abbreviated ends a sentence if it tells when, and another one begins behind it.
_AFTER_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|from|last|next|this|early|late|for|before|after|to|through|of)\s"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.\s+(?=[“‘\"]?[A-Z][a-z]*\s)"
)
_NO_MARKS = dict.fromkeys(map(ord, '“”„«»"'), " ")
_CLAUSE = re.compile(r"[;:,—]\s+")
_GAP = re.compile(r"\s+")


def split_sentences(text: str, paragraph: Span, quoted: Sequence[Span]) -> tuple[Span, ...]:
    """The sentences of one paragraph in order, white space at their edges left out, covering all else.

    Args:
        text: the revision's text.
        paragraph: where to look.
        quoted: quotations (marks included) in order, not overlapping; others than the paragraph's are ignored.
    """
    whole = [span for span in touching(quoted, paragraph) if count_words(span.of(text)) <= HOLD]
    ends = {*_boundaries(text, paragraph), *_after_quotations(text, paragraph, whole), *_after_months(text, paragraph)}
    starts = _outside(sorted(ends), whole)
    sentences = _spans(text, paragraph, starts)
    sentences = _with_attributions(text, sentences, whole)
    return tuple(piece for sentence in sentences for piece in _bounded(text, sentence, whole))


def _after_quotations(text: str, paragraph: Span, quoted: Sequence[Span]) -> list[int]:
    """Where a sentence begins because a quotation that closes on a full stop stands before it."""
    inside = (span for span in quoted if paragraph.start < span.end < paragraph.end)
    begins = (_AFTER_QUOTATION.match(text, max(paragraph.start, span.end - 3), paragraph.end) for span in inside)
    return [found.end() for found in begins if found]


def _after_months(text: str, paragraph: Span) -> list[int]:
    """Where a sentence begins behind "closed in May.": sentencex takes the month for an abbreviation."""
    return [found.end() for found in _AFTER_MONTH.finditer(text, paragraph.start, paragraph.end)]


def raw_sentences(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of any stretch, quotation or not, as sentencex and our mending see them."""
    return tuple(_spans(text, span, _boundaries(text, span)))


def _spans(text: str, within: Span, starts: Iterable[int]) -> list[Span]:
    edges = [within.start, *starts, within.end]
    spans = (trimmed(text, Span(a, b)) for a, b in pairwise(edges))
    return [span for span in spans if span.start < span.end]


def _boundaries(text: str, paragraph: Span, *, blind: bool = False) -> list[int]:
    """Where sentences begin within the paragraph, its start left out.

    sentencex never ends a sentence within marks, however it paired them; `blind` keeps it from seeing any.
    """
    words = paragraph.of(text)
    shown = words.translate(_NO_MARKS) if blind or len(words) > _SEEN else words
    starts: list[int] = []
    position = 0
    for found in sentencex.get_sentence_boundaries("en", shown):
        position += len(found["text"])
        start = _mended(words, position)
        if 0 < start < len(words) and not _is_false(words, start, starts[-1] if starts else 0):
            starts.append(start)
    return [paragraph.start + start for start in starts]


def _mended(words: str, start: int) -> int:
    """Put a mark that was left at the end of the sentence before back in front of its own word."""
    before = words[max(0, start - 4) : start]
    left = _OPENING_LEFT.search(before)
    if left is None or not words[start - len(left.group()) - 1 : start - len(left.group())].isspace():
        return start
    return start - len(left.group())


def _is_false(words: str, start: int, last: int) -> bool:
    """Whether no sentence can begin here."""
    if start <= last:
        return True
    before, after = words[max(last, start - 24) : start], words[start : start + 12]
    if not before[-1:].isspace():  # no gap: only scripts without gaps end sentences so
        return before[-1:] not in "。！？"
    if after[:1].islower():
        return True
    if _CLOCK.search(before):
        return _AFTER_CLOCK.match(after) is not None
    return _NEVER_ENDS.search(before) is not None or _is_abbreviation(before)


def _is_abbreviation(before: str) -> bool:
    return _ABBREVIATION.search(before) is not None and _INITIALS_END.search(before) is None


def _outside(starts: Sequence[int], quoted: Sequence[Span]) -> list[int]:
    """The boundaries that lie in no quotation."""
    kept, index = [], 0
    for start in starts:
        while index < len(quoted) and quoted[index].end <= start:
            index += 1
        if index == len(quoted) or start <= quoted[index].start:
            kept.append(start)
    return kept


def _with_attributions(text: str, sentences: Sequence[Span], quoted: Sequence[Span]) -> list[Span]:
    """Join a sentence that is nothing but a quotation to the one before, a loud quotation to the one after."""
    joined: list[Span] = []
    for sentence in sentences:
        previous = joined[-1] if joined else None
        if previous is not None and _belong_together(text, previous, sentence, quoted):
            joined[-1] = Span(previous.start, sentence.end)
        else:
            joined.append(sentence)
    return joined


def _belong_together(text: str, previous: Span, sentence: Span, quoted: Sequence[Span]) -> bool:
    if count_words(text[previous.start : sentence.end]) > _JOINED:
        return False
    if _is_all_quoted(text, sentence, quoted):
        return True
    loud = _LOUD.search(previous.of(text)) is not None and _is_all_quoted(text, previous, quoted)
    return loud and count_words(sentence.of(text)) <= _ATTRIBUTION and not _opens_quoted(sentence, quoted)


def _is_all_quoted(text: str, sentence: Span, quoted: Sequence[Span]) -> bool:
    inside = touching(quoted, sentence)
    if not inside:
        return False
    edges = [sentence.start, *(edge for span in inside for edge in span), sentence.end]
    outside = (text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return not any(character.isalnum() for part in outside for character in part)


def _opens_quoted(sentence: Span, quoted: Sequence[Span]) -> bool:
    return any(span.start == sentence.start for span in touching(quoted, sentence))


def _bounded(text: str, sentence: Span, quoted: Sequence[Span]) -> list[Span]:
    """A sentence, or the parts of one that no passage can hold: its sentences without regard to marks, else pieces."""
    if count_words(sentence.of(text)) <= HOLD:
        return [sentence]
    starts = _outside(_boundaries(text, sentence, blind=True), touching(quoted, sentence))
    return [piece for part in _spans(text, sentence, starts) for piece in _pieces(text, part, quoted)]


def _pieces(text: str, sentence: Span, quoted: Sequence[Span]) -> list[Span]:
    """A sentence, or the pieces of something endless: cut at clauses, else at gaps, never in a quotation."""
    if count_words(sentence.of(text)) <= _LONGEST:
        return [sentence]
    inside = touching(quoted, sentence)
    gaps = _outside([match.end() for match in _GAP.finditer(text, *sentence)], inside)
    clauses = {match.end() for match in _CLAUSE.finditer(text, *sentence)}
    cuts, first, best = [], 0, None
    for count, gap in enumerate(gaps):
        best = gap if gap in clauses else best
        if count - first >= _PIECE:
            cut = best or gap
            cuts.append(cut)
            first, best = count, None
    return _spans(text, sentence, cuts)
