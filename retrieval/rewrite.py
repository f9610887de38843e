"""A question said again with one part changed: who speaks, the outlet, the time, what it asks with. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.names import fold
from retrieval.parts import BE, DO, Parts
from retrieval.question import Question
from retrieval.terms import is_function_word

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_YEAR: Final = r"(?:19|20)\d\d"
_DAY_NAME: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE: Final = (
    rf"(?:{_YEAR}-\d\d-\d\d|{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?|{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?|"
    rf"{_MONTH}(?:\s+{_YEAR})?|{_YEAR}|{_DAY_NAME})"
)
_RELATIVE: Final = (
    r"(?:today|yesterday|tonight|(?:this|last|past|in the last|in the past)\s+(?:\w+\s+)?(?:days?|weeks?|months?|"
    rf"years?|morning|summer|winter|spring|autumn|{_DAY_NAME}))"
)
_WITHIN: Final = r"(?:since|before|after|until|till|up to|from|in|on|during|by|around)"
_TIME = re.compile(
    rf"(?:only |just )?(?:{_WITHIN}\s+{_DATE}|{_RELATIVE}|(?P<bare>{_DATE}))",
    re.IGNORECASE,
)
_OLD_TIME = re.compile(
    rf",?\s+(?:{_WITHIN}\s+{_DATE}|{_RELATIVE})(?=$|[\s,])",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"(?P<word>since|from|before)\s+(?P<month>{_MONTH}(?:\s+{_YEAR})?)", re.IGNORECASE)
_YEAR_ALONE = re.compile(rf"(?P<word>since|from|before)\s+(?P<year>{_YEAR})", re.IGNORECASE)
_ONLY = re.compile(r"(?:only|just|in|from|according to|per|by|what does|says)\s+", re.IGNORECASE)
_ARTICLES: Final = frozenset(["the", "a", "an"])


def spoken_by(speaker: str, topic: str) -> str:
    """What somebody said about a topic, as a question."""
    return f"what did {speaker} say about {topic}" if topic else f"what did {speaker} say"


def about(earlier: Question, parts: Parts) -> str | None:
    """Everything on what the earlier question was about; None if that is nothing."""
    theme = earlier.topic if earlier.speaker else parts.theme
    return f"what else is known about {theme}" if theme else None


def other_speaker(earlier: Question, parts: Parts, speaker: str) -> str:
    """The earlier question, asked about somebody else's words."""
    old = earlier.speaker or ""
    at = fold_find(parts.text, old)
    if at is None or not earlier.certain:
        return spoken_by(speaker, earlier.topic)
    start, end = at
    before, after = parts.text[:start], parts.text[end:]
    if before.lower().endswith(("the ", "a ", "an ")):
        before = before.rsplit(" ", 2)[0] + " "
    before = re.sub(r"\b(does|do)\s$", _number_of(speaker) + " ", before)
    return f"{before}{speaker}{after}"


def _number_of(speaker: str) -> str:
    last = speaker.rsplit(maxsplit=1)[-1].lower()
    group = re.match(r"(?:the\s|[a-z])", speaker) and last.endswith("s") and not last.endswith(("ss", "us"))
    return "do" if group else "does"


def fold_find(text: str, name: str) -> tuple[int, int] | None:
    """Where a name stands in a text, case aside; None where it does not."""
    at = text.lower().find(name.lower()) if name else -1
    return None if at < 0 or len(text.lower()) != len(text) else (at, at + len(name))


def narrowed(earlier: Question, parts: Parts, said: str, outlets: Sequence[str]) -> str | None:
    """The earlier question, asked of one outlet only; None unless the words name a known outlet."""
    outlet = outlet_meant(_ONLY.sub("", said, count=1) if _ONLY.match(said) else said, outlets)
    if outlet is None:
        return None
    text = parts.text
    if earlier.outlet:
        names = r"\W+".join(map(re.escape, fold(earlier.outlet).split()))
        text = re.sub(rf",?\s+(?:in|from|per)\s+(?:the\s+)?{names}\b", "", text, flags=re.IGNORECASE)
    return f"{text}, in {_with_article(outlet, said)}"


def _with_article(outlet: str, said: str) -> str:
    typed = re.search(r"\bthe\s", said, re.IGNORECASE) is not None
    return f"the {outlet}" if typed and not outlet.lower().startswith("the ") else outlet


def outlet_meant(name: str, outlets: Sequence[str]) -> str | None:
    """The one outlet that has all these words in its name; None if none or several have."""
    wanted = set(fold(name).split()) - _ARTICLES
    if not wanted or all(is_function_word(word) for word in wanted):
        return None
    fitting = [outlet for outlet in outlets if wanted <= set(fold(outlet).split())]
    exact = [outlet for outlet in fitting if set(fold(outlet).split()) - _ARTICLES == wanted]
    found = exact or fitting
    return found[0] if len(found) == 1 else None


def timed(parts: Parts, said: str) -> str | None:
    """The earlier question within another time; None unless the words are a time and nothing else."""
    found = _TIME.fullmatch(said)
    if found is None:
        return None
    when = re.sub(r"^(?:only|just)\s+", "", said, flags=re.IGNORECASE)
    when = (
        f"in {when}"
        if found["bare"] and re.fullmatch(rf"{_MONTH}(?:\s+{_YEAR})?|{_YEAR}", when, re.IGNORECASE)
        else when
    )
    when = f"on {when}" if found["bare"] and not when.startswith("in ") else when
    kept = _OLD_TIME.sub("", parts.text).strip(" ,")
    return f"{kept} {_from_its_first_day(when)}"


def _from_its_first_day(when: str) -> str:
    """Since May is since 1 May: a month or year alone would filter nothing."""
    month = _MONTH_ALONE.fullmatch(when)
    if month:
        return f"{month['word']} 1 {month['month']}"
    year = _YEAR_ALONE.fullmatch(when)
    return f"{year['word']} 1 January {year['year']}" if year else when


def with_wh(earlier: Question, parts: Parts, wh: str, *, negated: bool = False) -> str:
    """The earlier question, asked with another question word."""
    if earlier.speaker and (not earlier.certain or earlier.kind in ("said", "who said")):
        return _why_said(earlier, wh)
    if not parts.aux:
        somebody = re.match("who", parts.wh, re.IGNORECASE)
        return f"{wh} was it that somebody {parts.rest}" if somebody else _loose(wh, parts)
    if parts.subject and not parts.rest and re.fullmatch(BE, parts.aux, re.IGNORECASE):
        return f"what is the reason for {parts.subject}" if wh == "why" else f"{wh} {parts.aux} {parts.subject}"
    return _counting(parts, wh) or _asking(parts, wh, "not" if negated else "")


def _counting(parts: Parts, wh: str) -> str | None:
    if wh in ("how many", "how much") and parts.subject and not parts.wh:
        return f"{wh} {parts.subject} {parts.aux} {parts.rest}"
    return f"who {parts.aux} {parts.rest}" if wh == "who" and not parts.subject else None


def _asking(parts: Parts, wh: str, negation: str) -> str:
    subject = parts.subject or parts.counted or ("that" if parts.wh.lower() == "what" else "")
    clause = f"{wh} {parts.aux} {subject} {negation} {parts.rest}"
    asked_object = parts.wh.lower() in ("what", "who", "whom") and re.fullmatch(DO, parts.aux, re.IGNORECASE)
    return f"{clause} that" if asked_object and len(parts.rest.split()) == 1 else clause


def _loose(wh: str, parts: Parts) -> str:
    """For a question without an auxiliary: "how much rain fell" → "when was it that rain fell"."""
    return f"{wh} was it that {' '.join(filter(None, (parts.counted, parts.rest)))}"


def _why_said(earlier: Question, wh: str) -> str:
    topic = f" about {earlier.topic}" if earlier.topic else ""
    if wh in ("how many", "how much"):
        return f"{wh}{' ' if earlier.topic else ''}{earlier.topic} according to {earlier.speaker}"
    return f"{wh} did {earlier.speaker} say that{topic}"


def as_typed(text: str, speaker: str) -> str:
    """The speaker with the article that stood before the name ("the coach")."""
    found = re.search(rf"\b(?:the|a|an)\s+{re.escape(speaker)}", text, re.IGNORECASE)
    return found.group() if found else speaker
