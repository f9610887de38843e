"""The shape of the answer that a question wants: a number for "how many", an apposition for "who is". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from retrieval.question import Question
from retrieval.terms import is_function_word, words

_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|billions?|half|quarter|third|"
    r"twice|double|several)\b"
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b(?![.,]?\d)")
# A time and no quantity: "the first quarter".
_QUARTER = re.compile(r"\b(?:first|second|third|fourth|last|this|next|previous|same) (?:quarter|half)\b", re.IGNORECASE)
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "how many": re.compile(_NUMBER, re.IGNORECASE),
    "how old": re.compile(
        r",\s\d{1,3}\b(?![,.]?\d)|\b(?:aged?|turn(?:s|ed)?)\s\d|\d[- ]years?[- ]old|\bborn\b", re.IGNORECASE
    ),
    "how long": re.compile(
        rf"(?:{_NUMBER}|\b(?:a|an|few)\b)[\s-]*(?:\w+\s)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|"
        r"centur(?:y|ies)|miles?|metres?|meters?|kilometres?|kilometers?|km|feet|ft|m)\b|\b(?:since|until)\b",
        re.IGNORECASE,
    ),
    "how much": re.compile(
        r"[^\W\d_]?[£$€¥₹]\s?\d|\d.{0,12}\b(?:dollars?|euros?|pounds?|pence|cents?|yuan|yen|rupees?|francs?|crowns?|"
        r"million|billion|trillion|per cent|percent|tonn?es?|litres?)|\d\s?%|\b\d+(?:p|bn|m|k)\b|"
        r"\b(?:half|quarter|twice|double|third)\b",
        re.IGNORECASE,
    ),
    "what share": re.compile(r"\d\s?%|per\s?cent|\b(?:half|third|quarter|majority)s?\b|one in|out of", re.IGNORECASE),
    "when": re.compile(
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|june|july|august|september|"
        r"october|november|december|summer|winter|spring|autumn|weekend)\b|\b(?-i:May)\b|\b\d{4}\b|\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|"
        r"\b(?:yesterday|today|tomorrow|tonight|ago|weeks?|months?|years?|days?|morning|evening|night|noon)\b",
        re.IGNORECASE,
    ),
    "why": re.compile(
        r"\b(?:because|since|due to|owing to|as a result|so that|in order to|after|caused?|reasons?|amid|thanks to|"
        r"therefore|blam|attribut|driven|contribut|led to|prompt|to (?:avoid|prevent|protect|ensure|reduce|save|make|"
        r"keep|allow|mitigate))",
        re.IGNORECASE,
    ),
}
# What stands where, in a sentence; that it is news to the asker is checked against the question's own words.
_PLACE = re.compile(r"\b(?:in|at|near|outside|inside|from|to|on|across|off|of)\s+(?:the\s+)?([A-ZÀ-Þ][\w’'-]+)")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+")
_SUBTYPES = (
    ("how old", re.compile(r"\bhow old\b|\bwhat age\b", re.IGNORECASE)),
    ("how long", re.compile(r"\bhow (?:long|far|tall|high|deep|soon)\b", re.IGNORECASE)),
    ("what share", re.compile(r"per\s?cent|\bshare\b|\bproportion\b", re.IGNORECASE)),
    ("how much", re.compile(r"\bhow (?:much|expensive)\b|\bwhat (?:price|sum|amount)\b", re.IGNORECASE)),
)


def shaped(question: Question, sentence: str) -> bool:
    """Whether a sentence has what the kind of question wants; True where any sentence may answer."""
    if question.kind == "who is":
        return bool(_apposition(question.topic).search(sentence))
    if question.kind in {"where", "who", "who said"}:
        asked = _folded(question.text)
        printed = _names_in(sentence, places=question.kind == "where")
        return any(not (is_function_word(each) or _folded(each) <= asked) for each in printed)
    kind = _subtype(question) if question.kind == "how many" else question.kind
    return kind not in _SHAPES or _holds(kind, sentence)


@lru_cache(maxsize=4096)
def _holds(kind: str, sentence: str) -> bool:
    """Kept, for many questions of one kind meet the same sentences."""
    if kind in {"how many", "how much", "what share"}:
        sentence = _QUARTER.sub("", sentence)
    if kind == "how many":
        sentence = _YEAR.sub("", sentence)
    return bool(_SHAPES[kind].search(sentence))


def has_shape(question: Question) -> bool:
    """Whether the question wants an answer of a certain shape."""
    return question.kind in {"who is", "where", "who", "who said", *_SHAPES}


def _subtype(question: Question) -> str:
    return next((name for name, pattern in _SUBTYPES if pattern.search(question.text)), "how many")


@lru_cache(maxsize=2048)
def _names_in(sentence: str, *, places: bool) -> tuple[str, ...]:
    """What may be a name in a sentence: of a place, or any."""
    return tuple(dict.fromkeys((_PLACE if places else _CAPITAL).findall(sentence)))


@lru_cache(maxsize=4096)
def _folded(text: str) -> frozenset[str]:
    return frozenset(re.sub(r"['’]s?$", "", word) for word in words(text.casefold()))


@lru_cache(maxsize=256)
def _apposition(name: str) -> re.Pattern[str]:
    """A name with words that say who it is: after a comma ("Ann Lee, a judge") or before it ("the judge Ann Lee")."""
    last = rf"\b{re.escape(name.rsplit(maxsplit=1)[-1])}\b"
    comma = rf"{last}\s*(?:\([^)]*\)\s*)?,\s+(?:a|an|the|who|whose|(?:[a-z-]+\s+){{1,3}}of)\b"
    verb = rf"{last}\s+(?:is|was)\s+(?:a|an|the)\b"
    office = rf"\b[a-z]{{3,}}(?:\s+[A-Z][\w’'.-]*){{0,3}}?\s+{last}|\b(?:[A-Z][a-z]+\s+){{3,5}}{last}"
    return re.compile(f"{comma}|{verb}|{office}")
