"""What an article prints as somebody's own words: utterances, word by word, with whose they are. Pure.

An utterance is what one speaker says in one go: stretches in quotation marks (or a transcript's lines) with nothing but
an attribution or a paragraph break between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from index.marks import find_quoted
from index.model import Quotation, Span
from index.paragraphs import split_paragraphs
from index.tables.quotations import QuotationRow
from retrieval.verification.tokens import Word, has_words, joined, words_of

# Stands where the reporter's words part two fragments of one sentence: only a cut ("…") may pass it.
NARRATION = "|"
# The longest that an attribution between two parts of an utterance gets: "…," said X, a long apposition. "…".
_ATTRIBUTION_WORDS = 25
# A quotation that covers this share of a stretch in marks is that stretch's, punctuation at the edges aside.
_WHOLE = 0.9
_ENDS_SENTENCE = re.compile(r"[.!?…][\"'“”‘’»)\]]*(?=\s|$)|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]\.)+$|\b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Sgt|Lt|Col|Jr|Sr|No|vs)\.$"
)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is verified against: its live revision and everything known of it.

    Attributes:
        theirs: the printed names that are the asked speaker's here, by all of the coverage in scope.
        others: those that are a namesake's.
    """

    id: int
    revision: str
    text: str
    furniture: tuple[Span, ...] = ()
    rows: tuple[QuotationRow, ...] = ()
    theirs: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stream:
    """Words in the order in which they stand in an article, ready to be looked through.

    Attributes:
        joints: before which words an attribution was left out.
        begins: before which words the outlet itself opens quotation marks anew.
        whose: for each word the quotation that it stands in; None where no quotation is known.
    """

    article: Article
    words: tuple[Word, ...]
    joints: frozenset[int] = frozenset()
    begins: frozenset[int] = frozenset()
    whose: tuple[Quotation | None, ...] = field(default=(), repr=False)

    @cached_property
    def string(self) -> str:
        """The words' keys between single spaces."""
        return joined(self.words)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(word.key) + 1 for word in self.words), initial=1))

    def word_at(self, position: int) -> int:
        """The number of the word that holds a position of `string`; past the end, the number of words."""
        return max(0, min(len(self.words), bisect_right(self._starts, position) - 1))

    def span(self, start: int, end: int) -> Span:
        """Where the words from number `start` to before `end` stand in the revision."""
        return Span(self.words[start].start, self.words[end - 1].end)

    def between(self, number: int) -> str:
        """What is printed between a word and the one before it."""
        return self.article.text[self.words[number - 1].end : self.words[number].start] if number else ""

    def begins_sentence(self, number: int) -> bool:
        """Whether a sentence ends right before a word."""
        if number == 0:
            return True
        gap, text = self.between(number), self.article.text
        if text[self.words[number].start].islower():
            return False
        before = text[max(0, self.words[number - 1].start - 8) : self.words[number - 1].end] + gap
        offset = len(before) - len(gap)
        return any(
            not _ABBREVIATION.search(before[: offset + match.start() + 1]) for match in _ENDS_SENTENCE.finditer(gap)
        )


@dataclass(frozen=True)
class Reading:
    """An article read: what is said in it, and all of its story's words."""

    article: Article
    utterances: tuple[Stream, ...]

    @cached_property
    def story(self) -> Stream:
        """The whole story, whoever speaks; furniture is not in it."""
        text = self.article.text
        return Stream(self.article, tuple(word for span in _story(self.article) for word in words_of(text, *span)))


@dataclass(frozen=True, slots=True)
class _Segment:
    span: Span
    quotation: Quotation | None


def read_article(article: Article) -> Reading:
    """The utterances of an article; nothing of its furniture is among them."""
    segments = _segments(article)
    utterances = tuple(_stream(article, each) for each in _joined(article, segments))
    return Reading(article, tuple(each for each in utterances if each.words))


def _story(article: Article) -> list[Span]:
    ends = [0, *(span.end for span in article.furniture)]
    starts = [*(span.start for span in article.furniture), len(article.text)]
    return [Span(end, start) for end, start in zip(ends, starts, strict=True) if end < start]


def _segments(article: Article) -> list[_Segment]:
    """Stretches that are printed as somebody's own words, in order."""
    spans = [each.content for each in find_quoted(article.text, _paragraphs(article))]
    for row in article.rows:
        if row.quotation.speech == "direct":
            spans = _taken_in(article.text, spans, row.quotation.span)
    return [_Segment(span, _whose(span, article.rows)) for span in sorted(spans) if has_words(article.text, *span)]


def _paragraphs(article: Article) -> list[Span]:
    paragraphs = split_paragraphs(article.text)
    return [each for each in paragraphs if not any(each.overlaps(span) for span in article.furniture)]


def _taken_in(text: str, spans: list[Span], direct: Span) -> list[Span]:
    """The spans with a direct quotation taken in where it says more than they do (a transcript has no marks)."""
    within = [span for span in spans if span.overlaps(direct)]
    edges = [direct.start, *(edge for span in sorted(within) for edge in span), direct.end]
    more = any(start < end and has_words(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
    if not more:
        return spans
    whole = Span(min([direct.start, *(s.start for s in within)]), max([direct.end, *(s.end for s in within)]))
    return [*(span for span in spans if span not in within), whole]


def _whose(span: Span, rows: Sequence[QuotationRow]) -> Quotation | None:
    """The quotation that a stretch belongs to; a term in marks within indirect speech is nobody's statement."""

    def fit(quotation: Quotation) -> tuple[bool, bool, int, int]:
        common = min(span.end, quotation.span.end) - max(span.start, quotation.span.start)
        whole = common >= _WHOLE * (span.end - span.start)
        return whole, whole and quotation.speech == "direct", common, quotation.span.start - quotation.span.end

    inside = [row.quotation for row in rows if row.quotation.span.overlaps(span)]
    best = max(inside, key=fit, default=None)
    return None if best is None or best.speech == "indirect" else best


def _joined(article: Article, segments: Sequence[_Segment]) -> Iterator[list[tuple[_Segment, str]]]:
    """Segments of one utterance together, each with what parts it from the one before."""
    current: list[tuple[_Segment, str]] = []
    for segment in segments:
        parted = _parted(article.text, current[-1][0], segment) if current else "apart"
        if parted == "apart" and current:
            yield current
            current = []
        current.append((segment, parted if current else ""))
    if current:
        yield current


def _parted(text: str, one: _Segment, other: _Segment) -> str:
    """What stands between two stretches: nothing, an attribution, the reporter's narration, or they are apart."""
    between = Span(one.span.end, other.span.start)
    first, second = one.quotation, other.quotation
    if first is None or second is None or between.start > between.end:
        return "apart"
    if first is second:
        return "narration" if has_words(text, *between) else "nothing"
    if not _same_speaker(first, second):
        return "apart"
    if first.group is not None and first.group == second.group:
        return "attribution" if has_words(text, *between) else "nothing"
    count = len(words_of(text, *between))
    if count == 0:
        return "nothing"
    return "attribution" if count <= _ATTRIBUTION_WORDS and _only_attributes(text, between, first, second) else "apart"


def _same_speaker(one: Quotation, other: Quotation) -> bool:
    if one.group is not None and one.group == other.group:
        return True
    return one.speaker is not None and (one.speaker, one.speakers) == (other.speaker, other.speakers)


def _only_attributes(text: str, between: Span, one: Quotation, other: Quotation) -> bool:
    """Whether the words between say who speaks, and tell no story: at most one sentence ends amid them."""
    marks = [span for each in (one, other) for span in (each.cue, each.mention) if span is not None]
    if not any(between.contains(span) for span in marks):
        return False
    words = between.of(text).strip(" \t\r\n\"'“”‘’,")
    ends = [match for match in _ENDS_SENTENCE.finditer(words) if not _ABBREVIATION.search(words[: match.start() + 1])]
    amid = [match for match in ends if has_words(words, match.end())]
    return len(amid) <= (1 if len(words_of(words)) <= _ATTRIBUTION_WORDS // 2 else 0)


def _stream(article: Article, segments: Sequence[tuple[_Segment, str]]) -> Stream:
    words: list[Word] = []
    whose: list[Quotation | None] = []
    joints, begins = set(), set()
    for segment, parted in segments:
        if parted == "narration":
            words.append(Word(NARRATION, segment.span.start, segment.span.start))
            whose.append(None)
        elif parted == "attribution":
            joints.add(len(words))
        begins.add(len(words))
        spoken = words_of(article.text, *segment.span)
        words += spoken
        whose += [segment.quotation] * len(spoken)
    return Stream(article, tuple(words), frozenset(joints), frozenset(begins), tuple(whose))
