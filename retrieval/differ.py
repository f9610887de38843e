"""Accounts that contradict each other: different numbers for the thing that was asked about. Pure.

Only "how many" questions are looked at: two figures near the same words of the question, in different articles, that
share no number. Precision first: what is not certain to be about the same thing is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answer import Excerpt
from retrieval.question import Question
from retrieval.terms import stem, words

# How many words may stand between a number and the word that says what is counted.
REACH = 5
# Both excerpts must hold this share of the question's words to be about the same thing.
SAME_THING = 0.5
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS = {word: str(value) for value, word in enumerate(_SMALL)} | {
    word: str(value) for value, word in zip(range(30, 100, 10), _TENS, strict=True)
}


def differing(excerpts: Sequence[Excerpt], question: Question) -> tuple[int, ...]:
    """Positions of the excerpts that contradict the first one that gives a figure, that one included; or nothing."""
    if question.kind != "how many" or not question.terms:
        return ()
    counted = {term.stem for term in question.terms}
    figures = [(at, each, figures_of(each.text, counted)) for at, each in enumerate(excerpts)]
    figures = [(at, each, found) for at, each, found in figures if found and _share(each.text, counted) >= SAME_THING]
    if not figures:
        return ()
    first = figures[0]
    others = [
        at
        for at, each, found in figures[1:]
        if each.citation.source != first[1].citation.source and not found & first[2]
    ]
    return (first[0], *others) if others else ()


def figures_of(text: str, counted: set[str]) -> frozenset[str]:
    """The numbers of a text that stand near a word with one of these stems, years and dates aside."""
    parts = words(text)
    stems = [stem(part) for part in parts]
    places = [at for at, each in enumerate(stems) if each in counted]
    found = {
        number
        for at, part in enumerate(parts)
        if (number := _number(part)) and any(abs(at - place) <= REACH for place in places)
    }
    return frozenset(found)


def _number(word: str) -> str | None:
    bare = word.casefold()
    if bare in _NUMBERS:
        return _NUMBERS[bare]
    digits = bare.rstrip("%").replace(",", "")
    if not digits.replace(".", "", 1).isdigit() or (len(digits) == len("2031") and digits[:2] in ("19", "20")):
        return None
    return digits


def _share(text: str, counted: set[str]) -> float:
    stems = {stem(word) for word in words(text)}
    return len(stems & counted) / len(counted)
