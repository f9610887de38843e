"""A follow-up read from the question before it: "and about China?", "when was that?", "why?". Pure, deterministic.

What it should be read as is a question in full, made of words that were typed: it can be shown, and taken back. A
question that stands by itself is left as it is; where the two are in doubt, it is left as it is too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from index.names import fold
from retrieval.fragments import fragment, is_fragment
from retrieval.parts import AUX, DETERMINER, PREPOSITION, WH, Parts, is_plural, parts_of
from retrieval.question import Question
from retrieval.rewrite import about, as_typed, fold_find, narrowed, spoken_by, timed, with_wh
from retrieval.terms import content_terms

_LEAD = re.compile(
    r"(?:no[, ]+)?(?:sorry[, ]+)?I (?:meant|mean)\s+|"
    r"(?:(?:and|or|but|so|ok|okay|then|also|well|now|plus)\b[, ]*)+(?:(?:what|how) about\b\s*)?|"
    r"(?:what|how) about\b\s*",
    re.IGNORECASE,
)
# Replies that ask nothing.
_THANKS = (
    "thanks,thank you,thanks a lot,many thanks,thank you very much,great,ok,okay,yes,no,hi,hello,hey,good,nice,"
    "well done,stop,help,bye,please,wow,cool,wrong,source,sources,really,correct,not true,i see,never mind,no thanks"
)
_NOTHING: Final = frozenset(_THANKS.split(","))
_THAT = r"(?:that|this|it|so)"
_HE = r"(?:he|she|they)"
# Each way to ask for one more thing about what was asked: the question word that it comes to.
_BARE = re.compile(
    rf"(?P<wh>(?:(?:{PREPOSITION})\s+)?(?:why|when|where|who|whom|how|what year|what day|which day|which year|"
    r"how (?:long|often|many|much|far|soon|come|exactly|so)|(?<=\s)(?:which|what) [a-z]+))"
    rf"(?:\s+(?P<exactly>exactly|precisely|though|then))?"
    rf"(?P<not>\s+not)?(?:\s+(?:was|is|were|are|did|does|do|will|would|has|had)\s+(?:{_THAT}|{_HE})"
    rf"(?:\s+(?P<verb>happen(?:ed)?|be|been|say|said|think|claim|mean|announce)(?:\s+{_THAT})?)?)?",
    re.IGNORECASE,
)
_WHO_IS_HE = re.compile(rf"who(?:['’]s|\s+(?:is|was|are|were))\s+(?:{_HE}|{_THAT})", re.IGNORECASE)
_SAY_WHY = re.compile(
    rf"(?:did|does|do|has|have)\s+{_HE}\s+(?:ever\s+)?(?:say|said|explain|explained|tell|told)\s+"
    r"(?P<wh>why|when|where|how)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:what(?:['’]s| is| was)\s+the\s+reason|for what reason|what for|how come|how so)", re.IGNORECASE
)
_ELSE = re.compile(
    rf"(?:(?:is there |was there )?(?:anything|something|what|everything|nothing) (?:else|more)"
    rf"(?:\s+(?:(?:did|does|do|has|have|had)\s+)?{_HE}?\s*(?:say|said|says)?)?|(?:tell me )?more|"
    rf"(?:did|does|has) {_HE} (?:say|said) (?:anything|something) else)",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(
    r"(?:in )?(?:his|her|their|the)\s+(?:own|exact|actual|very)\s+words|(?:only )?(?:the )?(?:direct|exact) "
    r"quot(?:e|es|ations?)|(?:quote|quoted) (?:directly|exactly)|word for word|verbatim",
    re.IGNORECASE,
)
_WHO_SAYS = re.compile(
    rf"(?:who (?:else )?(?:says|said|claims|claimed|thinks)|says who|said who)(?:\s+(?P<what>{_THAT}|[\d.,]+%?))?",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?P<who>he|she|him|his|hers|her)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?P<who>they|them|their|theirs)\b", re.IGNORECASE)
_THING = re.compile(
    rf"\b(?P<who>its|it)\b|\b(?P<this>that|this)\b(?=\s*(?:$|\?|,|(?:{PREPOSITION}|"
    r"happen\w*|mean|cost|affect\w*|take|true|correct|right|false|new|legal|possible|really|why|when|where|all|enough)\b))",
    re.IGNORECASE,
)
# "is it true that", "how long does it take to", "will it rain": this "it" means nothing.
_EMPTY_IT = re.compile(
    r"\bit\s+(?:rain|snow|freez\w+|take[sn]? (?:\w+ ){0,3}(?:to|for|until)|true|possible|legal|likely|safe|known|clear|"
    r"necessary|illegal|allowed|worth|too late|cost to)\b|"
    r"\bit(?:['’]s| is| was)?\s+(?:true|possible|legal|likely|known)\b",
    re.IGNORECASE,
)
_POSSESSIVE: Final = frozenset(["his", "her", "hers", "its", "their", "theirs"])
_THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|be|been|any|a|an|no)\b)", re.IGNORECASE)
_THERE_IS = re.compile(rf"\b{AUX}\s+there\b", re.IGNORECASE)
_AGREES = re.compile(
    r"(?:(?:did|does|do|has|have|would)\s+.+\s+|(?:who|anyone|anybody|everyone)\s+(?:else\s+)?)(?:dis)?agree[sd]?",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(r"(?:no,?\s+)?not\s+(?P<old>[^,]+?)\s*(?:,|\bbut\b)\s*(?:but\s+)?(?P<new>.+)", re.IGNORECASE)
_SAID_ALONE = re.compile(
    rf"what\s+(?:did|does|do|has|have)\s+(?P<who>.+?)\s+(?:say|said|think|claim|argue)(?:\s+(?:about )?{_THAT})?",
    re.IGNORECASE,
)
_POSSESSED = re.compile(
    r"\s+(?!(?:and|or|say|said|think|in|on|at|about|for|to|with|by|from|of|since|before|after|then|again|too|also)\b)[a-z]"
)
# A question without an object is a follow-up only if it is as short as this.
SHORT_TERMS: Final = 1


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a rule looks at: both questions, how the second begins, and what the answer named."""

    earlier: Question
    parts: Parts
    said: str
    linked: bool
    of_topic: bool
    outlets: Sequence[str]
    speakers: Sequence[str]
    voices: Sequence[str]

    @property
    def person(self) -> str | None:
        """Whom "he" or "she" means."""
        if self.earlier.speaker:
            return as_typed(self.parts.text, self.earlier.speaker)
        if self.earlier.kind == "who is":
            return self.earlier.topic
        if self.speakers:
            return self.speakers[0]
        named = [each.text for each in self.parts.phrases if each.named and not each.text[:1].isdigit()]
        if named:
            return named[0]
        subject = next((each for each in self.parts.phrases if each.is_subject), None)
        return subject.text if subject and subject.determiner and not subject.plural else None

    @property
    def several(self) -> str:
        """Whom or what "they" means; empty if nothing that was asked is several."""
        topic = self.earlier.topic if self.earlier.speaker else ""
        if topic and is_plural(topic):
            return topic
        if self.earlier.speaker:
            return as_typed(self.parts.text, self.earlier.speaker)
        several = [each.text for each in self.parts.phrases if each.plural]
        return several[0] if several else ""

    @property
    def thing(self) -> str:
        """What "it" or "that" means."""
        if self.earlier.speaker and self.earlier.topic:
            return self.earlier.topic
        return self.parts.theme


def read_as(
    earlier: Question,
    follow_up: str,
    *,
    outlets: Sequence[str] = (),
    speakers: Sequence[str] = (),
    voices: Sequence[str] = (),
) -> str | None:
    """The question that a follow-up should be read as; None if it stands by itself (or is no question).

    Args:
        earlier: the question that it follows, as understood; if that was a follow-up itself, what it was read as.
        follow_up: as typed.
        outlets: names that may be asked for ("and Reuters?"), those in scope.
        speakers: who is quoted in the answer to the earlier question, the first excerpt's speaker first.
        voices: whoever is quoted in scope: tells "and renn?" from "and rye?" where no capital does.
    """
    bare = " ".join(follow_up.split()).rstrip(" ?!.…")
    lead = _LEAD.match(bare)
    said = bare[lead.end() :].strip(" ,") if lead else bare
    if not said or fold(said) in _NOTHING or not content_or_question(said):
        return None
    asked = " ".join(earlier.text.split()).rstrip(" ?!.")
    of_topic = lead is not None and "about" in lead.group().lower()
    turn = _Turn(earlier, parts_of(asked), said, lead is not None, of_topic, outlets, speakers, voices)
    for rule in _RULES:
        found = rule(turn)
        if found is not None:
            return " ".join(found.split())
    return None


def content_or_question(text: str) -> bool:
    """Whether there is anything to read: a letter or a figure."""
    return any(letter.isalnum() for letter in text)


def _in_outlet(turn: _Turn) -> str | None:
    return narrowed(turn.earlier, turn.parts, turn.said, turn.outlets)


def _asked_barely(turn: _Turn) -> str | None:
    """For example "why?", "when was that?", "did she say why?", "until when?"."""
    if _REASON.fullmatch(turn.said):
        return with_wh(turn.earlier, turn.parts, "why")
    say_why = _SAY_WHY.fullmatch(turn.said)
    if say_why:
        return with_wh(turn.earlier, turn.parts, say_why["wh"].lower())
    found = _BARE.fullmatch(turn.said)
    if found is None or _WHO_IS_HE.fullmatch(turn.said):
        return None
    wh = re.sub(r"\s+(?:exactly|so|come)$", "", found["wh"].lower())
    return with_wh(
        turn.earlier, turn.parts, "why" if found["wh"].lower().endswith("come") else wh, negated=bool(found["not"])
    )


def _else(turn: _Turn) -> str | None:
    if not _ELSE.fullmatch(turn.said):
        return None
    speaker = turn.person if turn.earlier.kind in ("said", "who said") or turn.earlier.speaker else None
    return f"what did {speaker} say" if speaker else about(turn.earlier, turn.parts)


def _who_else(turn: _Turn) -> str | None:
    if not re.fullmatch(r"(?:and |but )?who else", turn.said, re.IGNORECASE):
        return None
    if turn.earlier.speaker or turn.earlier.kind == "who said":
        return f"who else said something about {turn.thing}" if turn.thing else None
    asked = re.sub(r"^who\b", "who else", turn.parts.text, flags=re.IGNORECASE)
    return asked if asked != turn.parts.text else f"who else ({turn.thing})"


def _agrees(turn: _Turn) -> str | None:
    if not (_AGREES.fullmatch(turn.said) and turn.earlier.speaker):
        return None
    speaker = as_typed(turn.parts.text, turn.earlier.speaker)
    topic = f" about {turn.earlier.topic}" if turn.earlier.topic else ""
    return f"{turn.said} with what {speaker} said{topic}"


def _corrected(turn: _Turn) -> str | None:
    """For example "not the coach, the captain"."""
    found = _NOT_BUT.fullmatch(turn.said)
    at = fold_find(turn.parts.text, found["old"]) if found else None
    return f"{turn.parts.text[: at[0]]}{found['new']}{turn.parts.text[at[1] :]}" if found and at else None


def _own_words(turn: _Turn) -> str | None:
    if not _OWN_WORDS.fullmatch(turn.said):
        return None
    return f"{turn.parts.text}, word for word"


def _who_says(turn: _Turn) -> str | None:
    """For example "who says so?", "who says 19?"."""
    found = _WHO_SAYS.fullmatch(turn.said)
    if found is None:
        return None
    what = found["what"] or "that"
    if what[:1].isdigit() and turn.parts.counted:
        rest = " ".join(filter(None, (turn.parts.counted, turn.parts.aux, turn.parts.clause)))
        return f"who says that {what} {rest}"
    theme = turn.thing
    return f"who said that about {theme}" if theme else None


def _fragment(turn: _Turn) -> str | None:
    """Words without a verb: a new speaker, topic, place or thing in the place of the old one."""
    if not is_fragment(turn.said, linked=turn.linked):
        return None
    said = turn.said
    if turn.person is not None and _PERSON.search(said):
        said = _replaced(said, _PERSON, turn.person)
    return fragment(turn.earlier, turn.parts, said, of_topic=turn.of_topic, voices=(*turn.speakers, *turn.voices))


def _timed(turn: _Turn) -> str | None:
    return timed(turn.parts, turn.said)


def _with_pronouns(turn: _Turn) -> str | None:
    """A clause that points back: the pronouns are replaced by what they mean."""
    said, pointed = turn.said, False
    if _antecedent_inside(said):
        return None
    person = turn.person
    if person is not None and _PERSON.search(said):
        said, pointed = _replaced(said, _PERSON, person), True
    if _THEY.search(said) and (they := turn.several):
        said, pointed = _replaced(said, _THEY, they), True
    if _is_about(said):
        said, found = _things(turn, said)
        pointed = pointed or found
    if _THERE.search(said) and not _THERE_IS.search(said) and (place := _place(turn)):
        said, pointed = _THERE.sub(lambda _: place, said, count=1), True
    if not pointed:
        return None
    alone = _SAID_ALONE.fullmatch(said)
    if alone and turn.earlier.topic and turn.earlier.speaker and fold(alone["who"]) != fold(turn.earlier.speaker):
        return spoken_by(alone["who"], turn.earlier.topic)
    return said


def _is_about(said: str) -> bool:
    return not re.search(rf"\b(?:say|said|think|mean|announce|claim)\s+{_THAT}\b", said, re.IGNORECASE)


def _things(turn: _Turn, said: str) -> tuple[str, bool]:
    found = _THING.search(said)
    if not found or _EMPTY_IT.search(said) or not turn.thing:
        return said, False
    words = f"what {turn.earlier.speaker} said about {turn.thing}" if turn.earlier.speaker else turn.thing
    return _replaced(said, _THING, words if found["this"] else turn.thing), True


def _place(turn: _Turn) -> str | None:
    found = re.findall(r"\b((?:in|at|on|near)\s+(?:the\s+)?[^\s,]+(?:\s+[A-Z]\S*)*)", turn.parts.text)
    if found:
        return str(found[-1])
    return f"at {turn.thing}" if turn.thing else None


def _antecedent_inside(said: str) -> bool:
    """Whether the pronoun means something in the follow-up itself, as in "which farmer fears for his land"."""
    pronouns = [found for each in (_PERSON, _THEY, _THING) if (found := each.search(said))]
    first = min(pronouns, key=lambda found: found.start(), default=None)
    if first is None or first.groupdict().get("this"):
        return False
    before = said[: first.start()]
    if re.search(r"(?<!^)\b[A-Z][\w’'-]+", before) or re.fullmatch(
        r"who (?:said|says|thinks|claims)\s+", before, re.IGNORECASE
    ):
        return True
    possessive = first.group().lower() in _POSSESSIVE and _POSSESSED.match(said[first.end() :])
    statement = not re.match(rf"(?:(?:{PREPOSITION})\s+)?(?:{WH}|{AUX})\b", said, re.IGNORECASE)
    enough = (
        1
        if statement
        else 2
        if possessive or re.match(r"(?:which|what)\s+(?!\w+\s+\w+$)\w+", said, re.IGNORECASE)
        else 3
    )
    return len(content_terms(before)) >= enough


def _replaced(text: str, pattern: re.Pattern[str], meaning: str) -> str:
    """The text with each pronoun replaced; a possessive one by the meaning's possessive."""

    def put(found: re.Match[str]) -> str:
        word = found.group().lower()
        after = text[found.end() :]
        possessive = word in _POSSESSIVE and (word != "her" or _POSSESSED.match(after))
        return f"{meaning}{'’' if meaning.endswith('s') else '’s'}" if possessive else meaning

    return pattern.sub(put, text)


def _linked(turn: _Turn) -> str | None:
    """For example "and what did the board say?": whose topic is the earlier one."""
    alone = _SAID_ALONE.fullmatch(turn.said)
    if alone is None or not turn.linked or not turn.earlier.topic or _PERSON.fullmatch(alone["who"]):
        return None
    return spoken_by(alone["who"], turn.earlier.topic)


def _short(turn: _Turn) -> str | None:
    """For example "who paid?", "what happened?": a question without an object has the earlier one's."""
    if not re.match(rf"(?:(?:{PREPOSITION})\s+)?(?:{WH})\b", turn.said, re.IGNORECASE):
        return None
    terms = content_terms(turn.said)
    if (
        turn.linked
        and len(terms) <= SHORT_TERMS + 1
        and turn.thing
        and not re.search(rf"\b(?:{PREPOSITION})\b", turn.said)
    ):
        return f"{turn.said} ({turn.thing})"
    copular = re.match(r"(?:who|what)(?:['’]s|\s+(?:is|are|was|were))\s+\S", turn.said, re.IGNORECASE)
    if len(terms) > SHORT_TERMS or any(term.named for term in terms) or copular or not turn.thing:
        return None
    if re.search(rf"\b(?:{DETERMINER})\s+\w+", turn.said, re.IGNORECASE):
        return None
    subject_asked = re.fullmatch(r"who\s+\w+", turn.said, re.IGNORECASE)
    if subject_asked and re.match(r"who\b", turn.parts.text, re.IGNORECASE) and not turn.parts.aux:
        tail = turn.parts.rest.split(maxsplit=1)
        return f"{turn.said} {tail[1]}" if len(tail) > 1 else None
    return f"{turn.said} ({turn.thing})"


_RULES: Final[tuple[Callable[[_Turn], str | None], ...]] = (
    _in_outlet,
    _asked_barely,
    _else,
    _who_else,
    _agrees,
    _corrected,
    _own_words,
    _who_says,
    _timed,
    _fragment,
    _with_pronouns,
    _linked,
    _short,
)
