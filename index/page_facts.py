"""What the page itself prints about the article: authors and date. Nothing is invented: no print, no fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import dateparser

from index.blocks import Block, Role
from index.furniture.lexicon import PRESS_WORD
from index.model import Precision, Published

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_TIME = r"\d{1,2}(?::|\.)\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?"
_ZONE = r"UTC|GMT|BST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|IST|JST|SGT|HKT|AEST|AEDT|ET|CT|MT|PT|Z|[+-]\d{2}:?\d{2}"
_DATE = re.compile(
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?:[T "
    rf"](?P<isotime>\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?)\s?(?P<isozone>{_ZONE})?)?"
    rf"|(?P<words>(?:{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|"
    rf"th)?\s(?:of\s)?{_MONTH},?\s\d{{4}}))"
    rf"|(?P<month>{_MONTH},?\s\d{{4}})"
    r"|(?P<numbers>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}/\d{1,2}/\d{1,2})",
    re.IGNORECASE,
)
_CLOCK = re.compile(rf"(?P<time>{_TIME})(?:\s?(?P<zone>{_ZONE})\b)?", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:first|originally|published|posted|updated|last|modified|created|issued|release[d]?|date[d]?|time|on|at|"
    r"the|of|home|"
    r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?|edition|print|online|local|ago|am|pm|a\.m|p\.m|"
    r"ist|hrs|hours)\b",
    re.IGNORECASE,
)
_NAME = r"[A-ZÀ-Þ](?:[\w'’-]+|\.)(?:\.)?"
_NAMES = rf"{_NAME}(?:\s(?:(?:de|da|di|del|der|den|van|von|la|le|bin|al|el|ibn|dos|du)\s)*{_NAME}){{0,4}}"
_BYLINE = re.compile(
    rf"\A[*_]{{0,3}}(?:(?:EXCLUSIVE|Exclusive|Special [Rr]eport)[:|,]?\s)?"
    rf"(?:(?:Words|Written|Story|Reported|Reporting|Posted|Text|Analysis|Opinion|Report|Review|Published|"
    rf"Photographs?|Compiled)\s)?[Bb][Yy]:?\s(?P<names>{_NAMES}(?:(?:,|\s?&|\s[Aa][Nn][Dd]|,\s[Aa][Nn][Dd]|"
    rf"\s?\|)\s{_NAMES})*)"
    r"(?P<rest>(?:\s?[,|•·–—/(-]\s?|\s(?:for|of|in|at|FOR|OF|IN)\s).{0,80})?[\W_]{0,3}\Z|\A(?:Author|Authors|Writer|"
    r"Reporter)s?\s?:\s(?P<labelled>.{3,80})\Z"
)
_NAMES_ONLY = re.compile(
    rf"\A{_NAME}(?:\s{_NAME}){{1,3}}(?:(?:,|\s?&|,?\s[Aa][Nn][Dd])\s{_NAME}(?:\s{_NAME}){{1,3}})*\Z"
)
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|columnist|critic|analyst|producer|contributor|chief|staff)\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\A(?:source|outlet|publication|publisher|newspaper|site|url|link|section|category|language|id|byline|tags|"
    r"keywords"
    r"|length|edition|page)\s?:\s\S.{0,200}\Z",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"\A(?P<place>[A-Z][\w.’' -]{1,40}(?:,\s[A-Z][\w.’' ]{1,30}){0,2}?)?\s?(?:,?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|"
    r"Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}(?:,\s\d{4})?,?)?\s?"
    r"(?:\((?P<wire>[A-Z][\w/. &-]{1,30})\)|/(?P<newswire>[A-Z]\w+)/)\s?(?:—|–|--|-)\s"
)
_BARE_DATELINE = re.compile(
    r"\A(?:[A-Z][\w.’'-]*,?\s(?:[\w.’'-]+,?\s){0,6})?(?:\((?P<wire>[A-Z][\w/. &-]{1,30})\)\s?)?(?:—|–|--)\Z"
)


_BY = re.compile(rf"(?:\s|\||,)[Bb]y\s(?P<names>{_NAMES}(?:,?\s(?:and|&)\s{_NAMES})*)[\s*_]*\Z")


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and next to nothing else."""
    if len(line) > 120:
        return False
    line = _BY.sub(" ", line)
    found = _DATE.search(line)
    if found is None:
        return False
    left = _ASIDE.sub(" ", _CLOCK.sub(" ", line[: found.start()] + " " + _DATE.sub(" ", line[found.end() :])))
    left = re.sub(rf"\b(?:{_ZONE})\b|[\W_]", " ", left)
    return not left.split()


def is_byline(line: str) -> bool:
    """Whether a line says who wrote the story."""
    return len(line) <= 160 and _BYLINE.match(line) is not None


def is_dateline(line: str) -> bool:
    """Whether a line is nothing but a place and a wire's name before a dash."""
    return len(line) <= 80 and _BARE_DATELINE.match(line) is not None


def is_field(line: str) -> bool:
    """Whether a line is one field of a record's head ("Source: The Estuary Times")."""
    return _FIELD.match(line) is not None


def is_names(line: str) -> bool:
    """Whether a line is nothing but names of two to four words ("Jane Doe and John Q. Roe")."""
    return len(line) <= 120 and _NAMES_ONLY.match(line) is not None


def authors_of(line: str) -> tuple[str, ...]:
    """The names in a byline, as printed; empty if it is none."""
    found = _BYLINE.match(line)
    dated = _BY.search(line)
    if found is None and dated is not None and is_date_line(line):
        names: str | None = dated["names"]
    else:
        names = line if found is None and is_names(line) else found and (found["names"] or found["labelled"])
    if not names:
        return ()
    parts = re.split(r"\s*(?:,|&|\||\band\b|\bAND\b)\s*", names)
    return tuple(part for part in parts if part and not (_is_outlet_like(part) or _ROLE.search(part)))


def _is_outlet_like(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and PRESS_WORD.search(words[-1]) is not None


def published_in(line: str) -> Published | None:
    """The date a line prints, as precisely as it does; None if there is none.

    A time without a zone tells no moment, so it is left out; a date in figures that reads in two ways gives its year.
    """
    found = _DATE.search(line)
    if found is None:
        return None
    if found["iso"]:
        return _published(found["iso"], found["isotime"], found["isozone"])
    if found["numbers"]:
        return _from_numbers(found["numbers"])
    if found["month"]:
        return _parsed(found["month"].replace(",", " "), "month")
    clock = _CLOCK.search(line, found.end()) or _CLOCK.search(line[: found.start()])
    return _published(found["words"], clock and clock["time"], clock and clock["zone"])


_US_ZONES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}


def _published(day: str, time: str | None, zone: str | None) -> Published | None:
    if not time or not zone:
        return _parsed(day, "day")
    name = zone.upper()
    settings = {"TIMEZONE": _US_ZONES[name]} if name in _US_ZONES else {}
    moment = f"{day} {time}" if settings else f"{day} {time} {'UTC' if name == 'Z' else zone}"
    precision: Precision = "second" if time.count(":") == 2 else "minute"
    return _parsed(moment, precision, settings) or _parsed(day, "day")


def _parsed(words: str, precision: Precision, settings: dict[str, str] | None = None) -> Published | None:
    chosen = {
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "PREFER_DAY_OF_MONTH": "first",
        **(settings or {}),
    }
    moment = dateparser.parse(words, languages=["en"], settings=chosen)
    if moment is None:
        return None
    moment = moment.astimezone(UTC)
    if precision in {"day", "month"}:
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return Published(moment, precision)


def _from_numbers(figures: str) -> Published | None:
    parts = [int(part) for part in re.split(r"[/.-]", figures)]
    if parts[0] > 31:
        year, month, day = parts
    else:
        first, second, year = parts
        if first <= 12 and second <= 12 and first != second:
            return Published(datetime(year, 1, 1, tzinfo=UTC), "year")
        month, day = (first, second) if first <= 12 else (second, first)
    try:
        return Published(datetime(year, month, day, tzinfo=UTC), "day")
    except ValueError:
        return None


def find_published(blocks: Sequence[Block], roles: Sequence[Role]) -> Published | None:
    """The date printed on a line of its own, or in the first paragraph's dateline; "Updated" only if nothing else."""
    lines = [blocks[index].text for index, role in enumerate(roles) if role == "date"]
    lines.sort(key=lambda line: "updated" in line.casefold() or "modified" in line.casefold())
    for line in lines:
        found = published_in(line)
        if found is not None:
            return found
    dateline = next((_DATELINE.match(blocks[i].text) for i, role in enumerate(roles) if role == "story"), None)
    return published_in(dateline.group()) if dateline else None


def find_authors(blocks: Sequence[Block], roles: Sequence[Role]) -> tuple[str, ...]:
    """The authors that bylines print, in order."""
    names = [
        name
        for index, role in enumerate(roles)
        if role in {"byline", "date"}
        for name in authors_of(blocks[index].text)
    ]
    return tuple(dict.fromkeys(names))
