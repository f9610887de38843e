"""Which outlet a page says it is of. Nothing is invented: no print, no outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.blocks import Block, Role
from index.furniture.lexicon import PRESS_WORD
from index.names import fold

_HEADER = re.compile(
    r"\A(?:source|outlet|publication|publisher|newspaper|site)\s?:\s(?P<value>\S.{1,60})\Z", re.IGNORECASE
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


def find_outlet(blocks: Sequence[Block], roles: Sequence[Role], title: int | None) -> str | None:
    """The outlet's name as printed: in a field, a masthead, a notice of trust or rights, or its own dateline.

    An agency is only credited on others' pages: its name alone, in brackets or in a line of rights, tells no outlet.
    """
    for find in (_header_outlet, _masthead_above, _notice_outlet, _masthead_below, _own_dateline):
        outlet = find(blocks, roles, title)
        if outlet:
            return outlet
    return None


def _header_outlet(blocks: Sequence[Block], roles: Sequence[Role], _title: int | None) -> str | None:
    """A field above the story; "Source: …" below it tells where figures come from."""
    first = next((i for i, block in enumerate(blocks) if block.told and roles[i] == "story"), len(blocks))
    found = (_HEADER.match(block.text) for block in blocks[: min(12, first)])
    return next((match["value"].strip() for match in found if match), None)


def _notice_outlet(blocks: Sequence[Block], roles: Sequence[Role], _title: int | None) -> str | None:
    lines = [blocks[index].text for index, role in enumerate(roles) if role == "notice"]
    for pattern in (_TRUST, _APPEARED, _RIGHTS):
        for line in lines:
            found = pattern.search(line)
            name = _COMPANY_DOT.sub("", str(found["outlet"]).strip()) if found else ""
            if name and (pattern is not _RIGHTS or _holds_rights(name, line)):
                return name
    return None


def _holds_rights(name: str, line: str) -> bool:
    """Whether who holds the rights is an outlet, not a photographer or an agency."""
    words = name.split()
    press = any(PRESS_WORD.search(word) for word in (words[0], words[-1]))
    return not _is_agency(name) and (press or "all rights reserved" in line.casefold())


def _is_agency(name: str) -> bool:
    return fold(name).removeprefix("the ") in _AGENCIES


_AGENCIES = frozenset(
    [
        *("ap", "associated press", "reuters", "thomson reuters", "afp", "agence france presse", "epa", "epa efe"),
        *("efe", "pa", "pa media", "press association", "xinhua", "anadolu", "anadolu agency", "ani", "pti"),
        *("press trust of india", "ians", "dpa", "kyodo", "kyodo news", "yonhap", "tass", "upi", "ansa", "aap"),
        *("canadian press", "getty images", "bloomberg news", "newswire", "pr newswire", "prnewswire"),
        *("globenewswire", "business wire"),
    ]
)


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
        and not _is_agency(block.text)
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


def _own_dateline(blocks: Sequence[Block], roles: Sequence[Role], _title: int | None) -> str | None:
    """The outlet that prints its own name before the dash of a line of its own ("New York CNN —")."""
    line = next((blocks[index].text for index, role in enumerate(roles[:20]) if role == "dateline"), "")
    words = [] if "(" in line else re.sub(r"[\s—–-]+\Z", "", line).split()
    own = bool(words) and PRESS_WORD.search(words[-1]) is not None and words[-1].isupper()
    return words[-1] if own and not _is_agency(words[-1]) else None
