"""Follow-ups without a verb: "and China?", "for the youngest?", "lorries". Pure.

They put something new in the place of something of the same kind: a name for a name, several for several, what has an
article for what has one. Where nothing is of its kind, it is added at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.model import Span
from retrieval.parts import AUX, DETERMINER, PREPOSITION, WH, Parts, Phrase
from retrieval.places import is_place
from retrieval.question import Question
from retrieval.rewrite import other_speaker, spoken_by
from retrieval.speakers import speakers_meant
from retrieval.terms import content_terms, is_function_word, words

_CLAUSE = re.compile(
    rf"(?:{WH})\b|\b{AUX}\b|\b(?:say|says|said|show|tell|give|list|explain|find|compare|thinks?|wants?|pays?|paid)\b",
    re.IGNORECASE,
)
_SPEAKER_ON = re.compile(r"(?P<speaker>[^,:?]*[A-Z][^,:?]*?)\s+(?:on|about|regarding)\s+\S", re.UNICODE)
_ABOUT = re.compile(r"(?:about|on|regarding|concerning|over)\s+(?P<topic>.+)", re.IGNORECASE)
_ACCORDING = re.compile(r"(?:according to|per|from|by)\s+(?P<speaker>.+)", re.IGNORECASE)
_PREPOSED = re.compile(rf"(?P<word>{PREPOSITION})\s+(?P<what>.+)", re.IGNORECASE)
_AT_A_PLACE: Final = frozenset("in at near on inside outside around within across".split())
_ONLY = re.compile(r"^(?:only|just|also|even)\s+", re.IGNORECASE)
# More words than this are a search, not the answer to "and …?".
_MOST_TERMS: Final = 2
_MOST_LINKED: Final = 5


def is_fragment(said: str, *, linked: bool) -> bool:
    """Whether these words say no more than what should be put in another's place.

    Args:
        linked: whether "and", "what about" or the like stood before them.
    """
    if _CLAUSE.search(said) or (_SPEAKER_ON.match(said) and not linked):
        return False
    terms = content_terms(said)
    if not terms:
        return False
    if linked or _PREPOSED.match(said) or _ACCORDING.match(said):
        return len(terms) <= _MOST_LINKED
    names = all(term.named for term in terms[1:]) and said[:1].isupper()
    return len(terms) <= (_MOST_TERMS + 1 if names else _MOST_TERMS)


def fragment(earlier: Question, parts: Parts, said: str, *, of_topic: bool, voices: Sequence[str] = ()) -> str | None:
    """The earlier question with the fragment in the place of what is of its kind.

    Args:
        of_topic: whether "what about" stood before it, which leans to the topic where both would do.
        voices: names that are quoted.
    """
    said = _ONLY.sub("", said)
    about = _ABOUT.fullmatch(said)
    if about and (earlier.speaker or earlier.kind == "who said"):
        return _other_topic(earlier, parts, about["topic"])
    according = _ACCORDING.fullmatch(said)
    if according and said.lower().startswith(("according", "per")):
        known = earlier.speaker and earlier.certain
        name = according["speaker"]
        return other_speaker(earlier, parts, name) if known else f"{parts.text} according to {name}"
    preposed = _PREPOSED.fullmatch(said)
    if preposed:
        return _other_place(parts, preposed["word"], preposed["what"])
    if not earlier.speaker:
        return _done(parts, said) or _other_phrase(parts, said)
    if not is_place(said) and speakers_meant(said, voices):
        return other_speaker(earlier, parts, said)
    return _other_voice_or_topic(earlier, parts, said, of_topic=of_topic)


def _other_topic(earlier: Question, parts: Parts, topic: str) -> str:
    if earlier.topic and parts.text.endswith(earlier.topic):
        return f"{parts.text[: -len(earlier.topic)]}{topic}"
    if earlier.speaker is None:
        return f"who said something about {topic}"
    return spoken_by(earlier.speaker, topic)


def _other_place(parts: Parts, word: str, what: str) -> str:
    """The last phrase with such a preposition replaced, if it is of the same kind; else one more at the end."""
    same = _AT_A_PLACE if word.lower() in _AT_A_PLACE else frozenset([word.lower()])
    new = _phrase(what)
    for phrase in reversed(parts.phrases):
        before = parts.text[: phrase.span.start].rstrip()
        old = before.split()[-1].lower() if before else ""
        alike = phrase.named == new.named and bool(phrase.determiner) == bool(new.determiner)
        if old in same and alike:
            kept = before[: len(before) - len(old)]
            return f"{kept}{word} {what}{parts.text[phrase.span.end :]}"
    return f"{parts.text} {word} {what}"


def _other_voice_or_topic(earlier: Question, parts: Parts, said: str, *, of_topic: bool) -> str:
    """With a speaker asked for: a name or a body takes the speaker's place, any other thing the topic's."""
    new, speaker = _phrase(said), earlier.speaker or ""
    shown = next((each for each in parts.phrases if each.is_subject), None)
    group = shown is not None and not shown.named and bool(shown.determiner)
    leans = of_topic and bool(new.determiner) and has_determiner(earlier.topic)
    voice = new.named or "’s " in said or (group and bool(new.determiner) and not leans)
    if is_place(said) and not is_place(speaker):
        voice = False
    if voice:
        return other_speaker(earlier, parts, said)
    return _other_topic(earlier, parts, said)


def _done(parts: Parts, said: str) -> str | None:
    """For example "how many people died in the fire": "and injured?"."""
    if not (parts.counted and not parts.aux and re.fullmatch(r"[a-z]{3,}(?:ed|en)", said)):
        return None
    where = re.search(rf"\b(?:{PREPOSITION})\s.*", parts.rest)
    return f"{parts.wh} were {said} {where.group() if where else ''}"


def _other_phrase(parts: Parts, said: str) -> str:
    new = _phrase(said)
    best = max(parts.phrases, key=lambda each: _likeness(each, new, parts.phrases), default=None)
    if best is None or (new.named and not best.named and not best.determiner and not _same_case(best, new)):
        return f"{parts.text}, {said}"
    text = best.text
    start, end = best.span
    if best.determiner and not new.determiner and not new.named:
        start += len(best.determiner) + 1  # "the price of rye": "and wheat"
    tail = _tail(text, said)
    start = max(start, tail) if tail is not None and best.span.start <= tail else start
    start = best.span.start + tail if tail is not None else start
    return f"{parts.text[:start]}{said}{parts.text[end:]}"


def _tail(text: str, said: str) -> int | None:
    """Where the part of a phrase begins that is of the fragment's kind: "the price of | rye" and "wheat"."""
    new = _phrase(said)
    found = re.search(r"\bof\s+(?=\S+)", text)
    if found is None or new.determiner or " of " in said:
        return None
    return found.end()


def _same_case(one: Phrase, other: Phrase) -> bool:
    return one.named == other.named


def _likeness(old: Phrase, new: Phrase, among: Sequence[Phrase]) -> tuple[float, int]:
    """How well a phrase of the question is replaced by the new one; of equals the first, of names the last."""
    score = 4.0 * (old.named == new.named) + 1.5 * (bool(old.determiner) == bool(new.determiner))
    score += 0.5 * (old.determiner == new.determiner) + 1.0 * (old.plural == new.plural)
    shared = {word.lower() for word in words(old.text)} & {word.lower() for word in words(new.text)}
    score += 3.0 * any(not is_function_word(word) for word in shared)
    order = among.index(old)
    return score, order if new.named else -order


def _phrase(text: str) -> Phrase:
    bare = re.sub(rf"^(?:{PREPOSITION})\s+", "", text, flags=re.IGNORECASE)
    return Phrase(bare, Span(0, len(bare)))


def has_determiner(text: str) -> bool:
    """Whether the words begin with one."""
    return re.match(rf"(?:{DETERMINER})\s", text, re.IGNORECASE) is not None
