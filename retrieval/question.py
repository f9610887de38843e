"""What a question asks: whose words, about what, from which outlet and time, and what kind of answer. Pure.

Only explicit words filter ("since 30 April", "in newsx"); relative ones ("this week") never do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from retrieval.dates import bounds
from retrieval.terms import Term, content_terms, is_function_word, words

Kind = Literal["said", "who said", "who is", "who", "when", "where", "how many", "why", "did", "what"]

_SAY = (
    r"say|said|says|saying|tell|told|tells|claim|claimed|claims|argue|argued|stated|announce|announced|"
    r"warn|warned|respond|responded|reply|replied|comment|commented|promise|promised|declare|declared|"
    r"explain|explained|think|thinks|want|wants|wanted|demand|demanded|propose|proposed|vow|vowed|insist|"
    r"insisted|suggest|suggested|predict|predicted|describe|described|liken|likened|call|called|mention|"
    r"mentioned|admit|admitted|deny|denied|confirm|confirmed|hope|hoped|believe|believes|believed|expect|"
    r"expected|recommend|recommended|urge|urged|accuse|accused|criticise|criticised|criticize|criticized|"
    r"praise|praised|note|noted|add|added|stress|stressed|emphasise|emphasised|emphasize|emphasized|"
    r"indicate|indicated|ask for|asked for|offer|offered|reveal|revealed|point to|pointed to|compare|"
    r"compared"
)
_DO = r"did|does|do|has|have|had"
_ABOUT = r"about|on|regarding|concerning|over|of"
LONGEST_NAME = 7
_ASKING = re.compile(
    r"(?:what|which|who|whose|how|why|when|where|is|are|was|were|did|does|do|has|have|had|will|would|can|could|shall|"
    r"should|may|might|must|in|by|for|at|if|whether|any)\b",
    re.IGNORECASE,
)
# "What does X have to say" is about words, "how long does X have to claim the prize" is not.
_OBLIGED = re.compile(r"\b(?:have|has|had|need|needs|want|wants|wanted|able|going|like|plan|plans|try|tries) to$")
_TO_SAY = re.compile(r"\b(?:have|has|had)(?:\s+(?:any|some)thing)?\s+to\s+say\b", re.IGNORECASE)
_ADVERB = re.compile(r"\s+(?:not|ever|also|really|actually|just|then|once)$", re.IGNORECASE)
_DETERMINER = r"(?:the|a|an|his|her|their|its)\s+"

_NOUNS = (
    r"statements?|comments?|remarks?|words|position|views?|opinion|take|response|reaction|reply|answer|warning|quotes?|"
    r"argument|claims?|promise|advice|message|explanation|assessment|verdict|forecast|prediction|stance|demands?|"
    r"quotations?"
)
_WORDS = rf"(?:(?:all|any|the|exact|own|actual|very|direct|full|latest|recent|first|last)\s+)*(?:{_NOUNS})"
_ALL, _HAS = "everything|anything|whatever|all", r"(?:has|had|have)\s+(?:ever\s+)?"
# How the words are wanted, not which: at the end of a question.
_MANNER = re.compile(
    r",?\s+(?:word for word|verbatim|in (?:his|her|their|its) (?:own|exact|very) words|"
    r"(?:only |in )?direct (?:quotes?|quotations?|speech)(?: only)?)$",
    re.IGNORECASE,
)

# Each pattern names the speaker, and the topic where the question gives one. The first group can only mean speech.
_SAID = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:what|which \w+|how|why|when|where)\b.*?\b(?:{_DO})\s+(?P<speaker>.+?)\s+(?:{_SAY})\b(?P<topic>.*)$",
        rf"^(?:{_DO})\s+(?P<speaker>.+?)\s+(?:ever\s+)?(?:{_SAY})\b(?P<topic>.*)$",
        rf"^(?:{_ALL})\s+(?:that\s+)?(?P<speaker>(?!(?:we|i|you|it|there)\b).+?)\s+(?:{_HAS})?(?:{_SAY})\b(?P<topic>.*)$",
        r"^(?P<topic>.+?),?\s+(?:says|said)\s+(?P<speaker>(?!(?:about|on|regarding|that|to)\b).+?)$",
        r"^(?:according to|per)\s+(?P<speaker>.+?),\s*(?P<topic>.*)$",
        r"^(?P<topic>.*?),?\s*\b(?:according to|per)\s+(?P<speaker>.+?)$",
        rf"^(?:what (?:is|was|are|were)\s+)?(?P<speaker>.+?)['’]s?\s+(?:{_WORDS})\b(?:\s+(?:{_ABOUT}))?(?P<topic>.*)$",
        rf"^(?:{_WORDS})\s+(?:by|from|of)\s+(?P<speaker>.+?)(?:\s+(?:{_ABOUT})\s+(?P<topic>.+))?$",
    )
)
# "What kind of talks does X want?": what is asked for stands before whoever speaks, and is no less of a topic there.
_THING = re.compile(
    r"^(?:what|which|how (?:many|much))\s+(?:(?:kind|sort|type|form)s?\s+of\s+)?(?P<thing>.+?)\s+"
    rf"(?:{_DO})\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_MEDIUM = re.compile(
    r"^(?P<who>.+?)(?:['’]s|(?<=s)['’])\s+(?P<what>(?:\w+\s+)?(?:videos?|letters?|reports?|posts?|tweets?|speech|speeches|memos?|"
    r"messages?|filings?|manifesto|interviews?|study|studies|papers?|documents?|e-?mails?|columns?|articles?|releases?))$"
)
_NOTHING = frozenset("else exactly precisely thing things word words way ways more".split())
# These may mean speech: they count only if the coverage quotes somebody of that name.
_PERHAPS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?P<speaker>[^,:?]+?)\s+(?:on|about|regarding)\s+(?P<topic>.+)$",
        r"^(?P<speaker>[^,:?]+?)\s*:\s+(?P<topic>.+)$",
        r"^(?P<speaker>[^,:?]+?),\s+(?P<topic>(?:what|how|why|when|where|who|which|did|does|is|are|will)\b.+)$",
        r"^(?P<topic>.+?),\s+(?P<speaker>[^,:?]+)$",
    )
)
_WHO_SAID = re.compile(
    rf"^who\s+(?:else\s+)?(?:has\s+|had\s+|first\s+)?(?:{_SAY})\b(?P<topic>.*)$|"
    r"^(?:whose words|who is quoted)\b(?P<more>.*)$",
    re.IGNORECASE,
)
_NAME_PART = r"(?:[A-Z][\w.'’-]*|de|der|van|von|bin|al|el|la|le)"
_WHO_IS = re.compile(rf"^who(?:['’]s| is| was| are| were)\s+(?P<topic>[A-Z][\w.'’-]*(?:\s+{_NAME_PART}){{0,4}})$")
_KINDS: dict[Kind, str] = {
    "how many": (
        r"\bhow (?:many|much|large|big|high|long|far|old|often|tall|deep|fast|expensive|heavy)\b|"
        r"\bwhat (?:percentage|share|number|rate|price|sum|amount|proportion)\b"
    ),
    "when": r"^(?:since |until |by )?when\b|\b(?:what|which) (?:day|date|year|month|time)\b|\bhow soon\b|\bdeadline\b",
    "where": r"^where\b|\b(?:in|at) (?:what|which) (?:place|city|country|town|state|region)\b",
    "why": r"^why\b|\bwhat (?:is|was) the reason\b|\bhow come\b",
    "who": r"^(?:who|whom|whose)\b|^who['’]s\b",
    "did": r"^(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\b",
}
_VIA = re.compile(
    r",?\s(?:via|as (?:reported|quoted) by|quoted by)\s(?:the\s)?(?P<name>[^,]+?)"
    r"(?=\s(?:on|about|since|before|in)\s|,|$)",
    re.IGNORECASE,
)
# Words in marks; single marks count only around several words, for they are apostrophes too.
_VIEWS = rf"(?:{_NOUNS}|minds?|tone|line|tune|attitudes?|thinking|rhetoric|wording|plans?)"
_CHANGE = r"(?:chang|evolv|shift|develop|mov|soften|harden|var)(?:e|es|ed|y|ied|ies|ing|s)?"
_ONTO = rf"(?:\s+(?:{_ABOUT}|towards?|to)\s+(?P<topic>.+?))?"
_HOW = rf"(?:(?:how|when|in what way)\s+)?(?:{_DO})\s+(?P<speaker>.+?)"
_LINE = r"(?:a |the )?(?:timeline|chronology|history|evolution)"
_ALONG = r"(?:over (?:time|the (?:years|months|weeks|days))|through(?:out)? (?:time|the (?:years|months|weeks)))"
# "How has X's position on Y changed", "how did X change her mind on Y", "timeline of X on Y".
_CHANGED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_HOW}['’]s?\s+{_VIEWS}{_ONTO}\s+{_CHANGE}(?:\s+{_ALONG})?$",
        rf"^{_HOW}\s+{_CHANGE}\s+(?:his|her|their|its)\s+{_VIEWS}{_ONTO}(?:\s+{_ALONG})?$",
        rf"^{_LINE}\s+of\s+(?P<speaker>.+?)(?:['’]s?\s+{_VIEWS})?{_ONTO}$",
    )
)
_OVER_TIME = re.compile(
    rf",?\s+(?:{_ALONG}|by date|in (?:order of date|date order|chronological order)|chronologically)$", re.IGNORECASE
)
_MARKED = re.compile(r"(?:[“\"«„]|(?<!\w)['‘](?=[^'’]*\s[^'’]*['’](?!\w)))([^”\"»“]+?)(?:[”\"»“]|['’](?!\w))")
_RECENT = re.compile(
    r"\b(?:this (?:week|weekend|month|morning|spring|summer|autumn|fall|winter)|recent(?:ly)?|latest|today|yesterday|"
    r"tonight|currently|now|just|last (?:week|night|month))\b",
    re.IGNORECASE,
)
_TAIL = re.compile(rf"^\s*(?:{_ABOUT}|that|to|in|during|when|is|was|as|with|at|for)?\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Attributes:
        text: as asked.
        kind: the kind of answer it wants.
        speaker: whose words are asked for, as typed; None if nobody's in particular.
        certain: whether the question can only mean that speaker's words ("what did X say"), or may ("X on Y").
        topic: what the words should be about; empty for everything (only with a speaker).
        terms: content terms, without the speaker's name, the outlet and the dates.
        outlet: the outlet asked for, as typed.
        since, until: explicit bounds in UTC, `until` exclusive.
        recent: whether it asks about what is new ("this week", "recently"): that moves the ranking and filters nothing.
        via: who must have reported the words ("Renn via Tern Wire"), as typed.
        everybody: whether all who say something on it are asked for ("who is quoted on tariffs").
        quoted: words in quotation marks whose speaker is asked for ("who said “never”").
        over_time: whether the words are wanted by date ("how has her position on tariffs changed").
        direct: whether the very words are wanted ("in her own words", "word for word").
    """

    text: str
    kind: Kind
    terms: tuple[Term, ...]
    speaker: str | None = None
    certain: bool = True
    topic: str = ""
    outlet: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    recent: bool = False
    via: str | None = None
    quoted: str | None = None
    everybody: bool = False
    direct: bool = False
    over_time: bool = False


def understand(text: str, *, now: datetime, outlets: Sequence[str] = ()) -> Question:
    """Read a question. Nothing is looked up: whether the speaker exists is the coverage's to say.

    Args:
        now: dates without a year are the latest ones not after it.
        outlets: the names that "in …" may mean.
    """
    asked, since, until = bounds(" ".join(text.split()).rstrip(" ?!."), now)
    asked = re.sub(r"^(?:so|and|ok|okay|please|hi|hello|hey)[, ]+", "", asked, flags=re.IGNORECASE)
    asked, outlet = _outlet(_TO_SAY.sub("say", asked.rstrip(" ?!.,")), outlets)
    asked, over_time, certain = _over_time(asked)
    asked, via = _via(asked)
    asked, direct = _MANNER.sub("", asked), _MANNER.search(asked) is not None
    read = replace(_read(text, asked), outlet=outlet, since=since, until=until, recent=bool(_RECENT.search(asked)))
    if via is not None and read.speaker is None:  # "Renn via Tern Wire" asks for all that Renn said there
        name = _name(asked)
        read = replace(
            read, kind="said", speaker=name, topic="" if name else read.topic, terms=() if name else read.terms
        )
    marked = _MARKED.search(asked) if read.kind == "who said" else None
    over_time, certain = over_time and read.speaker is not None, certain and read.certain
    quoted = marked[1] if marked else None
    return replace(read, via=via, quoted=quoted, direct=direct, over_time=over_time, certain=certain)


def _over_time(asked: str) -> tuple[str, bool, bool]:
    """A question for somebody's words by date as one for the words alone, whether it was one, and can be nothing else.

    Whether "the history of the bridge" is anybody's words is the coverage's to say.
    """
    for pattern in _CHANGED:
        found = pattern.match(asked)
        if found:
            topic = (found["topic"] or "").strip()
            return f"what did {found['speaker'].strip()} say{f' about {topic}' if topic else ''}", True, False
    bare = _OVER_TIME.sub("", asked)
    return bare.strip(" ,"), bare != asked, True


def _read(text: str, asked: str) -> Question:
    who_said = _WHO_SAID.match(asked)
    if who_said:
        topic = (who_said["topic"] or who_said["more"] or "").strip()
        everybody = who_said["more"] is not None
        return Question(text, "who said", content_terms(topic), topic=topic, everybody=everybody)
    who_is = _WHO_IS.match(asked)
    if who_is:
        return Question(text, "who is", content_terms(asked), topic=who_is["topic"])
    for patterns, certain in ((_SAID, True), (_PERHAPS, False)):
        for pattern in patterns:
            found = pattern.match(asked)
            if found and (speaker := _name(found["speaker"])):
                speaker, where = _apart(speaker)
                said = _said(text, asked, speaker, f"{where} {found['topic'] or ''}".strip())
                return _with_thing(replace(said, certain=certain), asked[: found.start("speaker")])
    return Question(text, _kind(asked), content_terms(asked), topic=asked)


def _via(asked: str) -> tuple[str, str | None]:
    """The question without "via Tern Wire", and that name."""
    found = _VIA.search(asked)
    if found is None:
        return asked, None
    return " ".join((asked[: found.start()] + asked[found.end() :]).strip(" ,").split()), found["name"].strip()


def _outlet(asked: str, outlets: Sequence[str]) -> tuple[str, str | None]:
    """The question without "in OUTLET", and the outlet; the longest name that fits."""
    for outlet in sorted(outlets, key=len, reverse=True):
        name = r"\W+".join(re.escape(part) for part in words(outlet))
        found = re.search(rf"(?:^|\b)(?:in|from|per)\s+(?:the\s+)?{name}(?:,|\b(?!['’]))", asked, flags=re.IGNORECASE)
        if found:
            return " ".join((asked[: found.start()] + asked[found.end() :]).strip(" ,").split()), outlet
    return asked, None


def _said(text: str, asked: str, speaker: str, topic: str) -> Question:
    after_comma = topic.strip() if asked.endswith(f", {topic.strip()}") else ""  # "X, when …" asks when
    topic = _TAIL.sub("", topic).strip()
    # What follows the verb of saying may begin like a question and is none: "… think will be lost".
    inner = _kind(topic)
    kinds = [_kind(after_comma), "what" if inner == "did" else inner, _kind(asked)]
    kind: Kind = next((each for each in kinds if each != "what"), "what")
    kept = tuple(term for term in content_terms(asked) if term.word in words(topic))
    return Question(text, "said" if kind in ("what", "did") else kind, kept, speaker=speaker, topic=topic)


def _apart(speaker: str) -> tuple[str, str]:
    """The speaker, and in what they said it, where the question names that: "the ministry's video"."""
    found = _MEDIUM.match(speaker)
    return (found["who"], found["what"]) if found else (speaker, "")


def _with_thing(said: Question, before: str) -> Question:
    """The question with what it asks for, where that stands before the speaker."""
    found = _THING.match(before)
    if found is None or said.over_time:
        return said
    terms = content_terms(found["thing"])
    if not terms or _NOTHING.intersection(words(found["thing"].casefold())):
        return said
    new = tuple(term for term in terms if term.stem not in {each.stem for each in said.terms})
    return replace(said, terms=(*new, *said.terms), topic=f"{found['thing']} {said.topic}".strip())


def _name(candidate: str) -> str | None:
    """The candidate if it can be somebody: a name or a body, not "it", "the tariffs" being up to the coverage."""
    name = re.sub(rf"^{_DETERMINER}", "", candidate.strip(" ,'\"“”"), flags=re.IGNORECASE)
    name = _ADVERB.sub("", name)
    parts = words(name)
    if _ASKING.match(name) or _OBLIGED.search(name):
        return None
    if not parts or len(parts) > LONGEST_NAME or all(is_function_word(part) for part in parts):
        return None
    return name


def _kind(asked: str) -> Kind:
    return next((kind for kind, pattern in _KINDS.items() if re.search(pattern, asked, re.IGNORECASE)), "what")
