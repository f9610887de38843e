"""Quotation marks: which of them open, which close, and which are apostrophes, feet, inches or left-outs.

One pass over the marks of each paragraph with a stack of open ones. A mark that never closes is dropped with its
paragraph, so that a misprint costs one paragraph and never the rest of the article. A paragraph that opens with a mark
while the one before is still open continues the same quotation (the convention of multi-paragraph quotations).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from index.model import Span
from index.paragraphs import split_paragraphs

Family = Literal["double", "single", "guillemet", "chevron", "corner", "white corner"]

_DEEPEST = 8  # quotations within quotations; what opens more often than that never closes
_MARK = re.compile(r"``|''|[“”„‟«»‹›\"＂‘’‚‛'`「」『』]")
_FAMILIES: dict[str, Family] = {
    **dict.fromkeys(("``", "''", "“", "”", "„", "‟", '"', "＂"), "double"),
    **dict.fromkeys(("‘", "’", "‚", "‛", "'", "`"), "single"),
    **dict.fromkeys(("«", "»"), "guillemet"),
    **dict.fromkeys(("‹", "›"), "chevron"),
    **dict.fromkeys(("「", "」"), "corner"),
    **dict.fromkeys(("『", "』"), "white corner"),
}
_CURLY_OPENING = frozenset({"“", "«", "‹"})
_LOW = frozenset({"„", "‟", "”", "»", "›"})
_OPENS_ONLY = frozenset({"``", "„", "‟", "‛", "「", "『"})
_CLOSES_ONLY = frozenset({"」", "』"})
_STRAIGHT_DOUBLE = frozenset({'"', "''", "＂"})
_BEFORE_OPENING = frozenset("([{<—–-/:;,…¿¡*_>|=")
_MARK_CHARACTERS = frozenset("“”„‟«»‹›\"＂‘’‚‛'`")
_PUNCTUATION = frozenset(".,;:!?…)]}—–-/*_|")
# Words that begin with a left-out: no quotation opens here.
_ELISION = re.compile(
    r"(?:\d0s|\d\ds?(?![\d,.%])|(?:em|til|tis|twas|twere|twill|nuff|neath|n|s|re|ve|ll|d|m|t)(?!\w))", re.IGNORECASE
)
_AND = re.compile(r"[‘’'](?:n|N)[‘’']")
_INITIALS = re.compile(r"(?:\b[A-Z]\.)+\Z")
_FEET = re.compile(r"\d[’'′]\s?\d{1,2}(?:\.\d)?\Z")
# A narrator's "…, he said." at a paragraph's end tells that the closing mark was forgotten, not left open on purpose.
_NARRATED_END = re.compile(
    r"[,?!]\s(?:he|she|they|it|[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){0,3})\s"
    r"(?:said|says|added|adds|told|tells|wrote|writes|asked|explained|noted|tweeted|continued|argued|warned)\b[^.“”\"]{0,60}\.\Z"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch in quotation marks.

    Attributes:
        span: the marks included.
        content: the same without the outer marks.
        depth: 0 if it stands in no other quotation, 1 within one, and so on.
        reopened: marks inside `content` that only repeat the opening at a new paragraph, in order.
        closed: False for a part of a multi-paragraph quotation whose end lies elsewhere or is missing.
        nested: quotations directly inside this one, in order.
    """

    span: Span
    content: Span
    depth: int = 0
    reopened: tuple[Span, ...] = ()
    closed: bool = True
    nested: tuple[Quoted, ...] = ()


class _Mark(NamedTuple):
    span: Span
    sign: str
    family: Family
    opens: bool
    closes: bool


@dataclass(slots=True, eq=False)
class _Open:
    """An opening that waits for its closing mark; `breaks` holds (re-opening mark, end of the paragraph before it)."""

    mark: _Mark
    breaks: list[tuple[Span, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pair:
    span: Span
    content: Span
    reopened: tuple[Span, ...] = ()
    closed: bool = True


def quoted_spans(text: str, paragraphs: Sequence[Span] | None = None) -> tuple[Span, ...]:
    """Outermost quotations, marks included, in order; see `find_quoted`."""
    return tuple(quoted.span for quoted in find_quoted(text, paragraphs))


def find_quoted(
    text: str, paragraphs: Sequence[Span] | None = None, *, cuts: Collection[int] = ()
) -> tuple[Quoted, ...]:
    """Outermost quotations in order, each with those nested in it.

    Args:
        text: the revision's text.
        paragraphs: where to look, in order, not overlapping; None means all paragraphs of the text.
        cuts: indexes of paragraphs that do not adjoin the one before (something else stands between): a quotation that
            goes on over a cut comes back in parts.
    """
    machine = _Machine(text)
    for index, paragraph in enumerate(split_paragraphs(text) if paragraphs is None else paragraphs):
        machine.read(paragraph, adjoins=index not in cuts)
    return _nested(machine.finish())


class _Machine:
    """Reads paragraph after paragraph; what is still open at the end of one waits in `carried`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pairs: list[_Pair] = []
        self._carried: _Open | None = None
        self._last_end = 0

    def read(self, paragraph: Span, *, adjoins: bool) -> None:
        marks = list(_classified(self._text, paragraph))
        stack = self._resumed(paragraph, marks, adjoins=adjoins)
        first_pair = len(self._pairs)
        for mark in marks:
            self._step(mark, stack, first_pair)
        self._carried = self._unclosed(paragraph, stack)
        self._last_end = paragraph.end

    def finish(self) -> list[_Pair]:
        self._give_up()
        return self._pairs

    def _resumed(self, paragraph: Span, marks: list[_Mark], *, adjoins: bool) -> list[_Open]:
        """The stack this paragraph starts with; takes a mark that only re-opens out of `marks`."""
        carried = self._carried
        if carried is None:
            return []
        first = next((mark for mark in marks if mark.family == carried.mark.family), None)
        if first is not None and first.span.start == paragraph.start and (first.opens or first.family == "double"):
            marks.remove(first)
            if adjoins:
                carried.breaks.append((first.span, self._last_end))
                return [carried]
            self._keep(carried, self._last_end)
            return [_Open(first)]
        if adjoins and first is not None and _only_closes(self._text, first):
            return [carried]
        self._give_up()
        return []

    def _step(self, mark: _Mark, stack: list[_Open], first_pair: int) -> None:
        place = _matching(mark, stack) if mark.closes else None
        if place is not None:
            opened = stack[place]
            del stack[place:]
            self._pairs.append(_pair(opened, mark))
        elif mark.opens:
            stack.append(_Open(mark))
            del stack[:-_DEEPEST]
        elif mark.sign in _STRAIGHT_DOUBLE and not stack:
            self._extend_over_inches(mark, first_pair)

    def _extend_over_inches(self, mark: _Mark, first_pair: int) -> None:
        """A closing mark too many: if the last quotation ended on a digit, that one was an inch sign."""
        if len(self._pairs) <= first_pair:
            return
        last = self._pairs[-1]
        if self._text[last.content.end - 1].isdigit():
            start, inner = last.span.start, last.content.start
            self._pairs[-1] = _Pair(Span(start, mark.span.end), Span(inner, mark.span.start), last.reopened)

    def _unclosed(self, paragraph: Span, stack: list[_Open]) -> _Open | None:
        """What goes on in the next paragraph: the quotation already carried, else the last double mark left open."""
        if any(opened is self._carried for opened in stack):
            return self._carried
        if _NARRATED_END.search(self._text, max(paragraph.start, paragraph.end - 160), paragraph.end):
            return None
        waiting = [opened for opened in stack if opened.mark.family != "single"] or stack[-1:]
        return waiting[-1] if waiting else None

    def _give_up(self) -> None:
        """Drop what never closed, but keep the paragraphs of it that a later one confirmed by re-opening."""
        carried = self._carried
        if carried is not None and carried.breaks:
            self._keep(carried, carried.breaks.pop()[1])
        self._carried = None

    def _keep(self, carried: _Open, end: int) -> None:
        opening = carried.mark.span
        reopened = tuple(mark for mark, _ in carried.breaks)
        self._pairs.append(_Pair(Span(opening.start, end), Span(opening.end, end), reopened, closed=False))


def _pair(opened: _Open, mark: _Mark) -> _Pair:
    opening = opened.mark.span
    reopened = tuple(span for span, _ in opened.breaks)
    return _Pair(Span(opening.start, mark.span.end), Span(opening.end, mark.span.start), reopened)


def _only_closes(text: str, mark: _Mark) -> bool:
    return mark.closes and not mark.opens and mark.family != "single" and not text[mark.span.start - 1].isdigit()


def _matching(mark: _Mark, stack: Sequence[_Open]) -> int | None:
    """Index of the opening that `mark` closes; openings above it were no openings."""
    for place in range(len(stack) - 1, -1, -1):
        if _fits(stack[place].mark, mark):
            return place
    return None


def _fits(opened: _Mark, closing: _Mark) -> bool:
    if opened.family != closing.family:
        return False
    if closing.opens and closing.sign in _CURLY_OPENING:  # “ closes only what „ opened, as in German
        return opened.sign in _LOW
    return True


def _classified(text: str, paragraph: Span) -> Iterator[_Mark]:
    """The paragraph's marks with what each may do by its neighbours; apostrophes are left out."""
    found = [_mark(text, paragraph, match.span()) for match in _MARK.finditer(text, *paragraph)]
    marks = [mark for mark in found if mark.opens or mark.closes]
    yield from _without_apostrophes(text, paragraph, marks)


def _mark(text: str, paragraph: Span, place: tuple[int, int]) -> _Mark:
    span = Span(*place)
    sign = span.of(text)
    left = text[span.start - 1] if span.start > paragraph.start else ""
    right = text[span.end] if span.end < paragraph.end else ""
    family = _FAMILIES[sign]
    allowed = _single_roles if family == "single" else _double_roles
    opens, closes = allowed(text, span, left, right)
    return _Mark(span, sign, family, opens, closes)


def _looks_opening(left: str, right: str) -> bool:
    free = left == "" or left.isspace() or left in _BEFORE_OPENING or left in _MARK_CHARACTERS
    return free and right != "" and not right.isspace()


def _looks_closing(left: str, right: str) -> bool:
    free = right == "" or right.isspace() or right in _PUNCTUATION or right in _MARK_CHARACTERS
    return free and left != "" and not left.isspace()


def _double_roles(text: str, span: Span, left: str, right: str) -> tuple[bool, bool]:
    """(may open, may close) of a double mark, guillemet, chevron or corner bracket."""
    sign = span.of(text)
    opening, closing = _looks_opening(left, right), _looks_closing(left, right)
    if sign in _OPENS_ONLY:
        return True, False
    if sign in _CLOSES_ONLY:
        return False, True
    if sign in _STRAIGHT_DOUBLE:
        if left.isdigit() and _FEET.search(text, max(0, span.start - 8), span.start):
            return False, False
        return (opening, closing) if opening != closing else (True, True)
    if sign in {"“", "«", "‹"}:
        return True, closing and not opening
    return (opening and not closing) or left == "", True  # ” » ›, which some print at both ends


def _single_roles(text: str, span: Span, left: str, right: str) -> tuple[bool, bool]:
    """(may open, may close) of a single mark; neither for an apostrophe."""
    sign = span.of(text)
    if (left.isalnum() and right.isalnum()) or _is_elision(text, span):
        return False, False
    opening, closing = _looks_opening(left, right), _looks_closing(left, right)
    if sign in {"‘", "‚", "‛"}:
        return right != "" and not right.isspace() and not left.isalnum(), False
    if sign == "`":
        return opening and right.isalnum(), False
    return sign == "'" and opening and not closing, closing and not opening


def _is_elision(text: str, span: Span) -> bool:
    around = text[max(0, span.start - 2) : span.end + 2]
    return _ELISION.match(text, span.end) is not None or _AND.search(around) is not None


def _without_apostrophes(text: str, paragraph: Span, marks: Sequence[_Mark]) -> Iterator[_Mark]:
    """Leave out plural possessives: a surer closing mark follows before the next opening."""
    surer_follows = False
    kept: list[_Mark] = []
    for mark in reversed(marks):
        if mark.family == "single" and mark.opens:
            surer_follows = False
        elif mark.family == "single" and mark.closes:
            if _may_be_possessive(text, paragraph, mark.span):
                if surer_follows:
                    continue
            else:
                surer_follows = True
        kept.append(mark)
    return reversed(kept)


def _may_be_possessive(text: str, paragraph: Span, mark: Span) -> bool:
    """Whether a closing single mark reads as an apostrophe too: "workers’ rights", "the U.S.’ aims", "droppin’ it"."""
    following = text[mark.end : mark.end + 2]
    if len(following) < 2 or not following[0].isspace() or not following[1].isalnum() or mark.end + 1 >= paragraph.end:
        return False
    before = text[max(paragraph.start, mark.start - 8) : mark.start]
    ending = before[-1:].lower()
    return ending in {"s", "x", "z"} or before[-1:].isdigit() or before[-2:] == "in" or bool(_INITIALS.search(before))


def _nested(pairs: Sequence[_Pair]) -> tuple[Quoted, ...]:
    """Outermost quotations with the others hung into them; a stack machine's pairs never cross."""
    ordered = sorted(pairs, key=lambda pair: (pair.span.start, -pair.span.end))
    position = 0

    def gather(end: int, depth: int) -> tuple[Quoted, ...]:
        nonlocal position
        found = []
        while position < len(ordered) and ordered[position].span.start < end:
            pair = ordered[position]
            position += 1
            inner = gather(pair.span.end, depth + 1)
            found.append(Quoted(pair.span, pair.content, depth, pair.reopened, pair.closed, inner))
        return tuple(found)

    return gather(max((pair.span.end for pair in pairs), default=0), 0)
