"""A quotation in marks and the narration around it."""

from __future__ import annotations

from dataclasses import dataclass

from index.model import Span
from index.quotations.spans import count, inside_marks
from index.quotations.words import Words

_FINAL = frozenset(".?!…")
_OPEN_END = frozenset(",?!-–—…")
_WORDS_OF_A_SENTENCE = 3  # fewer words in marks are a term or a title unless a cue stands beside them


@dataclass(frozen=True, slots=True)
class Setting:
    """A quotation in marks and the narration around it, as token ranges.

    Attributes:
        number: its index in `words.quoted`.
        first, last: its first and last token.
        begin: first token of the narration of the same sentence before it (== first if there is none).
        stop: last token of the narration of the same sentence after it (== last if there is none).
        inner: the span inside the marks.
    """

    number: int
    first: int
    last: int
    begin: int
    stop: int
    inner: Span


def settings_of(words: Words) -> list[Setting]:
    """All quotations in marks with the narration of their sentences."""
    found = []
    for number, quoted in enumerate(words.quoted):
        inside = words.inside(quoted)
        if len(inside) == 0:
            continue
        first, last = inside[0], inside[-1]
        inner = inside_marks(words.text, quoted)
        if inner.end > inner.start:
            found.append(Setting(number, first, last, begin_of(words, first), _stop(words, last), inner))
    return found


def begin_of(words: Words, first: int) -> int:
    """First token of the unquoted words right before `first` in its sentence."""
    at, begin = first, words.bounds[words.sentence[first]][0]
    while at > begin and words.quote[at - 1] < 0:
        at -= 1
    return at


def _stop(words: Words, last: int) -> int:
    """Last token of the unquoted words right after `last` in its sentence."""
    at, end = last, words.bounds[words.sentence[last]][1]
    while at < end and words.quote[at + 1] < 0:
        at += 1
    return at


def ends_open(words: Words, setting: Setting) -> bool:
    """Whether the quotation ends as one does before "she said": a comma, a question mark, a dash inside or after it."""
    inner = words.text[words.quoted[setting.number].start : words.quoted[setting.number].end].rstrip("\"'”’»`")
    after = words.lower[setting.last + 1] if setting.last + 1 < len(words) else ""
    return inner[-1:] in _OPEN_END or (after in {",", "--", "—", "–", "-"} and setting.stop > setting.last)


def is_utterance(words: Words, setting: Setting) -> bool:
    """Whether the words in marks could be a whole sentence that somebody said."""
    inner = setting.inner.of(words.text)
    if count(inner) < _WORDS_OF_A_SENTENCE and inner[-1:] not in {"?", "!", "."}:
        return False
    return inner[:1].isupper() or inner[:1] in "…[.(" or inner[:1].isdigit()
