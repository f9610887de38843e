"""The parts of a question as typed: what it asks with, its auxiliary, its subject, the rest. Pure.

No parser is run: a question is short, and its word order is nearly fixed. Where the order does not tell, the subject
takes the words up to the first one that cannot belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from index.model import Span

WH: Final = r"what|which|who|whom|whose|how|why|when|where"
BE: Final = r"is|are|was|were"
DO: Final = r"did|does|do"
MODAL: Final = r"will|would|can|could|shall|should|may|might|must|has|have|had"
AUX: Final = rf"(?:{BE}|{DO}|{MODAL})"
PREPOSITION: Final = (
    r"about|above|across|after|against|among|around|at|before|behind|below|between|beyond|by|during|for|from|in|inside|"
    r"into|near|of|off|on|onto|outside|over|regarding|since|through|to|toward|towards|under|until|up|with|within|without"
)
DETERMINER: Final = r"the|a|an|this|that|these|those|his|her|its|their|our|any|all|some|no|every|each"
_TOKEN = re.compile(r"[^\s,;:()“”\"]+")
_WITH_AUX = re.compile(rf"(?P<wh>(?:\w+\s+)?(?:{WH})\b.*?)\s+(?P<aux>{AUX}(?:n['’]t)?)\s+(?P<rest>.+)", re.IGNORECASE)
_YES_NO = re.compile(rf"(?P<aux>{AUX}(?:n['’]t)?)\s+(?P<rest>.+)", re.IGNORECASE)
_WH_ALONE = re.compile(
    r"(?:\w+\s+)?(?:what|who|whom|how|why|when|where|how (?:much|many|long|often|far|old|well|soon))", re.IGNORECASE
)
_BREAKS = re.compile(
    rf"(?:{PREPOSITION}|{AUX}|{WH}|and|or|but|than|as|if|be|been|being|not|so|that|there|back|away|out|down|according)",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"\w{2,}(?:ed|en|ing|wn|ght|ld|nt|elt|ut|ung|um)\Z")
# Verbs that are hardly ever nouns: where one stands, a noun phrase has ended.
_VERBS: Final = frozenset(
    """
    say think believe know tell get go come become make take give stay remain happen win lose pay begin buy sell build
    bring carry cause decide approve uphold reject resign die kill leave meet keep send speak write read agree disagree
    refuse accept appear arrive ask announce argue claim close deny describe develop die eat elect enter explain fail
    fall find follow grow hear hold include invent lead learn lie mean occur open own prove publish raise reach
    receive recommend reduce replace require return save see seem sign sing spend stand succeed suffer suggest teach
    throw warn wear
    """.split()
)
_SAYING_FIRST = re.compile(r"(?:said|says|say|claims?|claimed|thinks?|told|argued?|argues)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase of a question: where it stands, and what kind of thing it may be."""

    text: str
    span: Span
    is_subject: bool = False

    @property
    def named(self) -> bool:
        """Whether it is a name."""
        return all(word[:1].isupper() or word[:1].isdigit() for word in bare_words(self.text))

    @property
    def plural(self) -> bool:
        """Whether it looks like several."""
        return is_plural(self.text)

    @property
    def determiner(self) -> str:
        """Its determiner, lower case; empty without one."""
        first = self.text.split()[0].lower()
        return first if re.fullmatch(DETERMINER, first) else ""


@dataclass(frozen=True)
class Parts:
    """A question cut into parts, each as typed; empty where there is none.

    Attributes:
        wh: what it asks with, its noun included ("how many pins").
        aux: the auxiliary between it and the subject.
        subject: empty where the question asks for the subject itself.
        rest: all after it.
    """

    text: str
    wh: str
    aux: str
    subject: str
    rest: str

    @property
    def counted(self) -> str:
        """The noun that the question word counts or chooses from ("pins"); empty without one."""
        return (
            re.sub(
                rf"^(?:{PREPOSITION}\s+)?(?:how (?:many|much)|which|what|whose)\b\s*", "", self.wh, flags=re.IGNORECASE
            )
            if (not _WH_ALONE.fullmatch(self.wh))
            else ""
        )

    @property
    def clause(self) -> str:
        """Subject and rest."""
        return " ".join(filter(None, (self.subject, self.rest)))

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The noun phrases in order: the counted noun, the subject, then those of the rest."""
        return tuple(_phrases(self))

    @property
    def theme(self) -> str:
        """The phrase that "it" or "that" most likely means; empty if the question has none."""
        clear = (each for each in self.phrases if each.determiner or (each.named and not each.text[:1].isdigit()))
        subject = next((each for each in self.phrases if each.text == self.subject), None)
        found = subject or next(clear, None) or next(iter(self.phrases), None)
        return "" if found is None else found.text


def bare_words(text: str) -> list[str]:
    """The words without a determiner."""
    parts = text.split()
    return parts[1:] if len(parts) > 1 and re.fullmatch(DETERMINER, parts[0].lower()) else parts


def is_plural(text: str) -> bool:
    """Whether the words look like several people or things."""
    last = text.rsplit(maxsplit=1)[-1].lower()
    return (last.endswith("s") and not last.endswith(("ss", "us", "is"))) or last in {
        "people",
        "children",
        "men",
        "women",
    }


def parts_of(question: str) -> Parts:
    """Cut a question (without its final mark) into parts."""
    text = " ".join(question.split()).rstrip(" ?!.")
    found = _WITH_AUX.fullmatch(text)
    if found and not _verb_inside(found["wh"]):
        return _with_aux(text, found["wh"], found["aux"], found["rest"])
    yes_no = _YES_NO.fullmatch(text)
    if yes_no:
        return _with_aux(text, "", yes_no["aux"], yes_no["rest"])
    asks = re.match(r"(?:who|what|how (?:many|much) [\w’'-]+|which [\w’'-]+)\s+(?=\S)", text, re.IGNORECASE)
    if asks:
        return Parts(text, asks.group().strip(), "", "", text[asks.end() :])
    return Parts(text, "", "", "", text)


def _verb_inside(wh: str) -> bool:
    """Whether the auxiliary belongs to a clause within ("who said that the reservoir is empty")."""
    later = wh.split()[1:]
    return bool(re.match(r"(?:who|whom)\b", wh, re.IGNORECASE) and later) or any(map(_SAYING_FIRST.match, later))


def _with_aux(text: str, wh: str, aux: str, rest: str) -> Parts:
    low = aux.lower().removesuffix("n't").removesuffix("n’t")
    for_subject = bool(wh) and not re.fullmatch(DO, low) and _asks_for_subject(wh, rest)
    if for_subject:
        return Parts(text, wh, aux, "", rest)
    subject = _subject(rest, verb_follows=not re.fullmatch(BE, low))
    return Parts(text, wh, aux, subject, rest[len(subject) :].strip())


def _asks_for_subject(wh: str, rest: str) -> bool:
    first = rest.split(maxsplit=1)[0]
    begins_phrase = re.fullmatch(DETERMINER, first.lower()) is not None or first[:1].isupper()
    if _WH_ALONE.fullmatch(wh):
        return wh.lower() in ("who", "what") and first.lower() in (
            "happen",
            "happened",
            "be",
            "been",
            "caused",
            "cause",
        )
    return not begins_phrase


def _subject(rest: str, *, verb_follows: bool) -> str:
    """The words of the rest that are its subject.

    Args:
        verb_follows: whether a verb must come after it ("did the bridge open"), or may ("was the bridge closed").
    """
    tokens = list(_TOKEN.finditer(rest))
    words = [token.group() for token in tokens]
    ends, closed = _phrase_end(tokens, 0)
    if ends == 0:
        return ""
    following = words[ends].lower() if ends < len(words) else ""
    no_verb_yet = verb_follows and not closed and len(bare_words(" ".join(words[:ends]))) == 1
    if following == "of" or (no_verb_yet and re.fullmatch(PREPOSITION, following)):
        further, its_closed = _phrase_end(tokens, ends + 1)
        # "the price of bread", "a ticket for the zoo cost": else the verb would stand nowhere
        if following == "of" or further == len(words) or its_closed:
            ends, closed = max(further, ends), its_closed
    if ends > 1 and not closed and _last_is_verb(words, ends, verb_follows=verb_follows):
        ends -= 1
    return rest[: tokens[ends - 1].end()]


def _last_is_verb(words: Sequence[str], ends: int, *, verb_follows: bool) -> bool:
    """Whether the last word that could belong to the subject is the question's verb."""
    if re.fullmatch(DETERMINER, words[ends - 2].lower()):
        return False
    if verb_follows:
        return ends == len(words) or words[ends].lower() not in ("be", "been", "not", "have")
    return words[ends - 1].islower() and _PARTICIPLE.search(words[ends - 1]) is not None


def _phrase_end(tokens: Sequence[re.Match[str]], start: int) -> tuple[int, bool]:
    """The end of the noun phrase that begins at a token, and whether a verb follows it for certain.

    It ends before the next determiner, preposition, known verb or mark, and where a name ends.
    """
    words = [token.group() for token in tokens]
    at = start
    if at < len(words) and re.fullmatch(DETERMINER, words[at].lower()):
        at += 1
    head = at
    while at < len(words):
        word = words[at]
        if at > start and tokens[at].start() - tokens[at - 1].end() > 1:
            return at, False
        if at > head and word in _VERBS:
            return at, True
        if _BREAKS.fullmatch(word) or re.fullmatch(DETERMINER, word.lower()):
            return at, False
        # "did Gwen Abel meet", "the ferry Saint Brannoc ran"; but "the Kestrel telescope"
        after_name = at > head and word.islower() and words[at - 1][:1].isupper()
        if after_name and (head == start or words[head].islower()):
            return at, True
        at += 1
    return at, False


def _phrases(parts: Parts) -> list[Phrase]:
    found = []
    if parts.counted:
        start = parts.text.find(parts.counted)
        found.append(Phrase(parts.counted, Span(start, start + len(parts.counted)), is_subject=not parts.subject))
    offset = len(parts.text) - len(parts.clause) if parts.text.endswith(parts.clause) else 0
    if parts.subject:
        found.append(Phrase(parts.subject, Span(offset, offset + len(parts.subject)), is_subject=True))
    begin = len(parts.text) - len(parts.rest)
    tokens = list(_TOKEN.finditer(parts.rest))
    at = 0
    while at < len(tokens):
        end, _ = _phrase_end(tokens, at)
        at, end = (at, end) if end > at else (at + 1, at + 1)
        words = [token.group() for token in tokens[at:end]]
        if not words or _BREAKS.fullmatch(words[0]):
            at = max(end, at + 1) if words else at
            continue
        found += _cut(parts, tokens[at:end], begin, first=at == 0)
        at = end
    return found


def _cut(parts: Parts, tokens: Sequence[re.Match[str]], begin: int, *, first: bool) -> list[Phrase]:
    """The phrase in these tokens of the rest; the first may begin with the question's verb ("won | the cup")."""
    words = [token.group() for token in tokens]
    verb_first = first and (not parts.aux or bool(parts.subject) or bool(parts.counted)) and words[0].islower()
    if verb_first and not re.fullmatch(DETERMINER, words[0].lower()):
        tokens = tokens[1:]
    if not tokens:
        return []
    span = Span(begin + tokens[0].start(), begin + tokens[-1].end())
    return [Phrase(span.of(parts.text), span)]
