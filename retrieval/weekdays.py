"""The dates that relative day words mean: "on Thursday", "yesterday". Pure.

News prints the bare name of a day for one within a week of publication (Associated Press style), before or after it by
the verb: "said on Thursday" lies behind, "will meet on Thursday" ahead. Precision first. A word is left alone where
someone else speaks (in quotation marks: the day they spoke is not known), where the verb does not tell, where the day
stands in a name, a habit or a full date, and where the answer depends on the time zone, which articles rarely tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from index.model import Published, Span

_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(
    rf"(?<![\w’'-])(?P<day>{'|'.join(name.title() for name in _NAMES)})(?![\w’'-])"
    r"|(?<![\w’'-])(?P<near>today|yesterday|tomorrow)(?![\w’'-])"
)
_SHIFT: Final = {"today": 0, "yesterday": -1, "tomorrow": 1}
# Local time runs from eight hours behind UTC to thirteen ahead of it wherever news is printed in numbers.
_BEHIND, _AHEAD = timedelta(hours=-8), timedelta(hours=13)
_QUOTED = re.compile(r"“[^”]*(?:”|\Z)|‘[^’]*’(?!\w)|„[^“”]*[“”]|«[^»]*»|\"[^\"]*(?:\"|\Z)|\A[^“”]*”")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATED = re.compile(
    rf",?\s+(?:the\s+)?(?:{_MONTH}\s+\d|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})|,?\s+\d{{4}}", re.IGNORECASE
)
_DATE_BEFORE = re.compile(rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?,?\s*\(?\Z", re.IGNORECASE)
# "last Thursday", "every Thursday", "the Thursday before", "Black Friday": another day, or none.
_OTHER_BEFORE = re.compile(
    r"(?:\b(?:last|next|this|that|each|every|one|a|an|the|most|following|previous|past|coming|another|some|any|of|second|first|"
    r"third|fourth|final|since|until|till|through|by|from|than|like|every other)|(?!On\b)\w*[A-Z]\w*(?:-\w+)?|\d)\s*\Z"
)
_AGE_BEFORE = re.compile(r"\b(?:of|than|until|till|since|from|like|as|for|by)\s+\Z")  # "the children of today"
_OTHER_AFTER = re.compile(
    r"\s+(?:(?:of|in)\s+(?:last|next|this|the|that)|before|after|week|next week|last week|[A-Z]|"
    r"(?:is|was|will|would|has|had|were|are|can|could|may|might|should|marks?|marked|comes?|came)\b)"
)
_CLAUSE_END = re.compile(r"[.!?](?=\s|\Z)|[;:\n—]|\s–\s")
_IRREGULAR: Final = (
    "was were had did met won made held began came went took gave left found saw spoke died fell "
    "rose struck hit ran led lost sent kept brought became got knew thought felt stood sat showed grew drew flew threw "
    "broke chose drove swore bought caught taught fought sought sold paid heard meant spent built dealt shot sank"
).split()
_AHEAD_VERB = (
    r"(?:will|shall|won['’]t|'ll|’ll)\b|\b(?:is|are)\s+(?:also\s+|now\s+)?(?:to|due|set|expected|scheduled|planned|likely|"
    r"slated|going|planning|hoping|preparing)\b|\b(?:plans?|hopes?|intends?|expects?|aims?)\s+to\b"
)
_UNSURE = (
    r"\b(?:was|were)\s+to\b|\b(?:would|could|should|may|might|must|can|cannot|scheduled|expected|planned|due|slated|set|"
    r"ahead|if|unless|usually|often|always|normally|typically)\b"
)
# Verbs with a clause of their own after them, which may have its own time ("said the pier opens on Friday").
_SAYING = (
    r"\b(?:said|told|announced|added|warned|confirmed|stated|reported|claimed|argued|insisted|noted|revealed|declared|"
    r"wrote|explained|acknowledged|conceded|admitted|denied|pledged|promised|vowed|estimated|predicted)\b"
)
_PAST = rf"\b(?:{'|'.join(_IRREGULAR)})\b"
# "the delayed train leaves", "is expected to be played": no past.
_ENDED = (
    r"(?<!\bthe )(?<!\ban )(?<!\ba )(?<!\bits )(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\bbe )(?<!\bbeing )(?<!\bof )"
    r"(?<!\bin )(?<!\bwith )(?<!\bfor )\b(?!need\b|speed\b|feed\b|seed\b|hundred\b|indeed\b|breed\b)[a-z]{2,}ed\b"
)
_VERB = re.compile(
    rf"(?P<ahead>\b{_AHEAD_VERB})|(?P<unsure>{_UNSURE})|(?P<saying>{_SAYING})|(?P<past>{_PAST})|(?P<ended>{_ENDED})",
    re.IGNORECASE,
)
# What may stand between a verb of saying and the day on which it was said: to whom, and where.
_SAID_THEN = re.compile(
    r"\s+(?:(?:[A-Z][\w.]*|reporters|journalists|lawmakers|viewers|listeners|investors|analysts|parliament|members|"
    r"supporters|a\s+\w+|the\s+\w+)(?:\s+[A-Z][\w.]*){0,2}\s+)?(?:(?:in|at|to|during|from|via|through|after|before|by|"
    r"outside)\s+(?:[\w’'-]+\s+){1,6}?)?(?:late\s+|early\s+)?(?:on\s+)?\Z"
)

# Six days back is tomorrow: more likely a page that was changed after its date than last week's day.
_MOST_DAYS: Final = 5

Side = Literal["ahead", "behind"]


@dataclass(frozen=True, slots=True)
class DayMeant:
    """A day word of a text and the date that it means. `start` and `end` are code points of that text."""

    start: int
    end: int
    date: date


def days_meant(text: str, published: Published | None, spoken: Sequence[Span] = ()) -> tuple[DayMeant, ...]:
    """The relative day words of an excerpt whose date is certain, in order.

    Args:
        text: the excerpt's.
        published: of its article; nothing is resolved unless at least the day is known.
        spoken: stretches of the text that are somebody's direct words although no marks show it.
    """
    if published is None or published.precision in ("year", "month"):
        return ()
    quoted = [*(Span(*found.span()) for found in _QUOTED.finditer(text)), *spoken]
    return tuple(_meant(text, published, quoted))


def _meant(text: str, published: Published, quoted: Sequence[Span]) -> Iterator[DayMeant]:
    for found in _DAY.finditer(text):
        span = Span(*found.span())
        if any(span.overlaps(words) for words in quoted):
            continue
        side = _side(text, span, quoted)
        if side is None:
            continue
        if found["near"]:
            shift = _SHIFT[found["near"].lower()]
            fits = _agrees(shift, side) and not _AGE_BEFORE.search(text, 0, span.start)
            dates = {day + timedelta(days=shift) for day in _days_of(published)} if fits else set()
        else:
            weekday = _NAMES.index(found["day"].lower())
            dates = {_nearest(day, weekday, side) for day in _days_of(published)} if _bare(text, span) else set()
        near = all(abs((each - published.moment.date()).days) <= _MOST_DAYS for each in dates)
        if len(dates) == 1 and near:
            yield DayMeant(span.start, span.end, dates.pop())


def _agrees(shift: int, side: Side) -> bool:
    """Whether "yesterday" stands beside a past, "tomorrow" beside a future; else the word may mean an age."""
    return shift == 0 or (shift < 0) == (side == "behind")


def _days_of(published: Published) -> set[date]:
    """The calendar days that it may have been where the article was printed."""
    if published.precision == "day":
        return {published.moment.date()}
    return {_local(published.moment, shift) for shift in (_BEHIND, timedelta(), _AHEAD)}


def _local(moment: datetime, shift: timedelta) -> date:
    try:
        return (moment + shift).date()
    except OverflowError:  # the first or last day that there is
        return moment.date()


def _nearest(day: date, weekday: int, side: Side) -> date:
    """The nearest such weekday on that side; the day itself counts."""
    back = (day.weekday() - weekday) % 7
    shift = -back if side == "behind" else (7 - back) % 7
    return date.fromordinal(max(1, min(date.max.toordinal(), day.toordinal() + shift)))


def _bare(text: str, span: Span) -> bool:
    """Whether the name of a day stands there for a day near publication, and for nothing else."""
    before, after = text[: span.start], text[span.end :]
    if before[-1:] in {",", "("} or before[-2:] in {", ", " ("}:
        before = before.rstrip(" (,")
        if _DATE_BEFORE.search(before):
            return False
    return not (
        _DATED.match(after) or _OTHER_AFTER.match(after) or _OTHER_BEFORE.search(before) or _DATE_BEFORE.search(before)
    )


def _side(text: str, span: Span, quoted: Sequence[Span]) -> Side | None:
    """Whether the day lies ahead or behind, by the nearest verb before it in its sentence, else the next after it."""
    bare = _without(text, quoted)
    start = max((found.end() for found in _CLAUSE_END.finditer(bare, 0, span.start)), default=0)
    end = next((found.start() for found in _CLAUSE_END.finditer(bare, span.end)), len(bare))
    before = [
        (str(found.lastgroup), bare[found.end() : span.start]) for found in _VERB.finditer(bare, start, span.start)
    ]
    if before:
        return _by_verbs_before(before)
    after = next(_VERB.finditer(bare, span.end, end), None)
    return None if after is None else _by_verb_after(str(after.lastgroup), bare[span.end : after.start()])


def _by_verbs_before(verbs: Sequence[tuple[str, str]]) -> Side | None:
    """`verbs`: the kind of each, with what stands between it and the day."""
    kind, between = verbs[-1]
    if kind == "ended":
        # "will hold a limited vote on Friday": what looks like a past may be none where something else was said before.
        kind = next((other for other, _ in reversed(verbs[:-1]) if other != "ended"), "past")
        return "behind" if kind in ("past", "saying") else None
    if kind == "saying":
        return "behind" if _SAID_THEN.match(between) else None
    return {"ahead": "ahead", "past": "behind"}.get(kind)  # type: ignore[return-value] # mypy widens the literals


def _by_verb_after(kind: str, between: str) -> Side | None:
    if (
        kind == "saying"
    ):  # "On Friday, the council said" is the day of saying; "On Friday the pier opens, … said" is not
        return "behind" if between.startswith(",") and "," not in between[1:] else None
    return {"ahead": "ahead", "past": "behind", "ended": "behind"}.get(kind)  # type: ignore[return-value] # as above


def _without(text: str, quoted: Sequence[Span]) -> str:
    """The text with quoted words blanked, so that every position stays."""
    letters = list(text)
    for span in quoted:
        letters[span.start : span.end] = " " * len(letters[span.start : span.end])
    return "".join(letters)
