"""What the page itself prints about the article: outlet, authors, date. Nothing is invented: no print, no fact."""

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
    rf"\A(?:(?:Words|Written|Story|Reported|Reporting|Posted|Text|Analysis|Opinion|Report|Review|Published|"
    rf"Photographs?|Compiled)\s)?[Bb][Yy]:?\s(?P<names>{_NAMES}(?:(?:,|\s?&|\s[Aa][Nn][Dd]|,\s[Aa][Nn][Dd]|"
    rf"\s?\|)\s{_NAMES})*)"
    r"(?P<rest>(?:\s?[,|•·–—/(-]\s?|\s(?:for|of|in|at|FOR|OF|IN)\s).{0,80})?\W?\Z|\A(?:Author|Authors|Writer|"
    r"Reporter)s?\s?:\s(?P<labelled>.{3,80})\Z"
)
_NAMES_ONLY = re.compile(
    rf"\A{_NAME}(?:\s{_NAME}){{1,3}}(?:(?:,|\s?&|,?\s[Aa][Nn][Dd])\s{_NAME}(?:\s{_NAME}){{1,3}})*\Z"
)
_HEADER = re.compile(
    r"\A(?:source|outlet|publication|publisher|newspaper|site)\s?:\s(?P<value>\S.{1,60})\Z", re.IGNORECASE
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
_RIGHTS = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright)\s?(?:©|\([cC]\))?\s?(?:\d{4}(?:\s?[–-]\s?\d{4})?)?,?\s?(?:by\s)?"
    r"(?P<outlet>(?:(?:[A-Z][\w&.'’-]*|of|the|and|&)\s){0,5}?[A-Z][\w&.'’-]*)(?=[.,;|]|\s(?:All|LLC|Ltd|Inc)|\Z)"
)
_COMPANY_DOT = re.compile(r"(?<!\bCo)(?<!\bInc)(?<!\bLtd)(?<!\bCorp)\.\Z")
_TRUST = re.compile(
    r"\A[Ww]hy (?:you (?:can|should) )?[Tt]rust (?P<outlet>(?:[A-Z][\w&.'’-]*\s){0,4}[A-Z][\w&.'’-]*)\s?[:?]"
)
_APPEARED = re.compile(
    r"\A(?:This|The) (?:article|story|post) (?:originally|first) appeared (?:on|in|at) "
    r"(?-i:(?P<outlet>(?:[Tt]he\s)?(?:[A-Z][\w&'’-]*\s){0,4}[A-Z][\w&'’-]*(?:\.\w+)?))",
    re.IGNORECASE,
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
    return tuple(part for part in parts if part and not _is_outlet_like(part))


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


def find_outlet(blocks: Sequence[Block], roles: Sequence[Role], title: int | None) -> str | None:
    """The outlet's name as printed: in a field, a masthead, a notice of rights or trust, or the wire's dateline."""
    for find in (_header_outlet, _masthead_above, _notice_outlet, _masthead_below, _wire):
        outlet = find(blocks, roles, title)
        if outlet:
            return outlet
    return None


def _header_outlet(blocks: Sequence[Block], _roles: Sequence[Role], _title: int | None) -> str | None:
    found = (_HEADER.match(block.text) for block in blocks[:12])
    return next((match["value"].strip() for match in found if match), None)


def _notice_outlet(blocks: Sequence[Block], roles: Sequence[Role], _title: int | None) -> str | None:
    for index, role in enumerate(roles):
        if role != "notice":
            continue
        for pattern in (_TRUST, _APPEARED, _RIGHTS):
            found = pattern.search(blocks[index].text)
            if found:
                return _COMPANY_DOT.sub("", str(found["outlet"]).strip())
    return None


def _masthead_above(blocks: Sequence[Block], roles: Sequence[Role], title: int | None) -> str | None:
    """A line above the story that is shaped like an outlet's name."""
    told = [index for index, block in enumerate(blocks) if block.told and roles[index] == "story"]
    if not told:
        return None
    last = told[0] if title is None else title + 3
    return _masthead(blocks, roles, title, range(min(8, len(blocks), last)))


def _masthead_below(blocks: Sequence[Block], roles: Sequence[Role], title: int | None) -> str | None:
    """The page's last line or last but one, below the story, if it is shaped like an outlet's name."""
    told = [index for index, block in enumerate(blocks) if block.told and roles[index] == "story"]
    edge = range(max(told[-1] + 1, len(blocks) - 2), len(blocks)) if told else range(0)
    return _masthead(blocks, roles, title, edge)


def _masthead(blocks: Sequence[Block], roles: Sequence[Role], title: int | None, where: range) -> str | None:
    lines = (blocks[i] for i in where if i != title and roles[i] in {"story", "credit", "recurring"})
    return next((block.text for block in lines if is_outlet_name(block)), None)


def is_outlet_name(block: Block) -> bool:
    """Whether a line reads as the name of an outlet: few words, one of them a word of the trade, nothing else."""
    if block.words > 5 or block.closed or not block.text[:1].isalnum() or any(sign in block.text for sign in ":;?!,|>"):
        return False
    words = block.text.split()
    named = len(words) == 1 or all(
        word[0].isupper() or word[0].isdigit() or word in {"of", "the", "and", "&"} for word in words
    )
    person = words[-1].casefold() in _TRADES
    generic = person or words[0].casefold() in _GENERIC or any(word.endswith(("'s", "’s")) for word in words)
    return (
        named
        and not generic
        and any(PRESS_WORD.search(word) for word in (words[0], words[-1]))
        and block.key not in _SECTIONS
    )


_TRADES = frozenset(["writer", "reporter", "editor", "columnist", "correspondent", "staff", "bureau", "newsroom"])
_GENERIC = frozenset(
    [
        "for",
        "around",
        "more",
        "top",
        "latest",
        "breaking",
        "read",
        "watch",
        "follow",
        "special",
        "our",
        "your",
        "all",
        "other",
        "related",
        "in",
        "about",
        "contact",
        "sign",
        "subscribe",
    ]
)


_SECTIONS = frozenset(
    f"{kind} {what}"
    for kind in (
        "latest",
        "world",
        "breaking",
        "top",
        "more",
        "local",
        "national",
        "sports",
        "business",
        "us",
        "uk",
        "related",
        "politics",
        "tech",
        "technology",
        "health",
        "science",
        "entertainment",
        "in other",
        "other",
        "good",
        "bad",
        "fake",
        "no",
        "the",
        "all",
        "international",
        "featured",
        "recent",
        "live",
        "press",
        "video",
        "breaking world",
    )
    for what in ("news", "media", "press", "review")
) | {
    "news",
    "press",
    "media",
    "radio",
    "tv",
    "today",
    "daily",
    "post",
    "record",
    "review",
    "reporter",
    "times",
    "journal",
}


def _wire(blocks: Sequence[Block], roles: Sequence[Role], _title: int | None) -> str | None:
    """The agency or outlet that the dateline names."""
    for index, role in enumerate(roles[:20]):
        line = blocks[index].text
        if role == "dateline":
            return _bare_wire(line)
        if role == "story" and blocks[index].told:
            found = _DATELINE.match(line)
            return (found["wire"] or found["newswire"]) if found else None
    return None


def _bare_wire(line: str) -> str | None:
    found = _BARE_DATELINE.match(line)
    if found and found["wire"]:
        return str(found["wire"])
    words = re.sub(r"[\s—–-]+\Z", "", line).split()
    return words[-1] if words and PRESS_WORD.search(words[-1]) and words[-1].isupper() else None
