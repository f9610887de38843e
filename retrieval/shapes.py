"""The shape of the answer that a question wants: a number for "how many", an apposition for "who is". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from retrieval.question import Question

_SHAPES: Mapping[str, re.Pattern[str]] = {
    "how many": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
        r"billions?|half|quarter|third|twice|double|several)\b",
        re.IGNORECASE,
    ),
    "when": re.compile(
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|may|june|july|august|september|"
        r"october|november|december)\b|\b\d{4}\b|\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|\b(?:yesterday|today|tomorrow|tonight|"
        r"week|month|year|morning|evening|night|noon)s?\b",
        re.IGNORECASE,
    ),
    "why": re.compile(
        r"\b(?:because|since|due to|owing to|as a result|so that|in order to|after|caused?|reasons?|amid|thanks to|"
        r"therefore|blamed?|attributed|to (?:avoid|prevent|protect|ensure|reduce|save|make|keep))\b",
        re.IGNORECASE,
    ),
    "where": re.compile(r"\b(?:in|at|near|outside|inside|from|to|on|across|off)\s+(?:the\s+)?[A-Z]"),
    "who": re.compile(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)+"),
}


def shape_of(question: Question) -> re.Pattern[str] | None:
    """The pattern that an answering sentence has; None where any sentence may answer."""
    return _apposition(question.topic) if question.kind == "who is" else _SHAPES.get(question.kind)


@lru_cache(maxsize=256)
def _apposition(name: str) -> re.Pattern[str]:
    """A name with words that say who it is: after a comma ("Ann Lee, a judge") or before it ("the judge Ann Lee")."""
    last = rf"\b{re.escape(name.rsplit(maxsplit=1)[-1])}\b"
    comma = rf"{last}\s*(?:\([^)]*\)\s*)?,\s+(?:a|an|the|who|whose|(?:[a-z-]+\s+){{1,3}}of)\b"
    verb = rf"{last}\s+(?:is|was)\s+(?:a|an|the)\b"
    office = rf"\b[a-z]{{3,}}(?:\s+[A-Z][\w’'.-]*){{0,3}}?\s+{last}|\b(?:[A-Z][a-z]+\s+){{3,5}}{last}"
    return re.compile(f"{comma}|{verb}|{office}")
