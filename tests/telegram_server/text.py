"""What Telegram does to a text with explicit entities.

Source: TDLib, `td/telegram/misc.cpp` (`clean_input_string`) and `td/telegram/MessageEntity.cpp` (`fix_formatted_text`):
control characters become spaces, CR, U+2028 to U+202E and three combining marks are removed, entities that do not
lie on character borders or leave the text are errors, and a text of only invisible characters is empty.
"""

from __future__ import annotations

import itertools
import re
from typing import Any
from urllib.parse import urlsplit

MOST_UNITS = 4096
MOST_CAPTION_UNITS = 1024
MOST_ENTITIES = 100
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_SPACED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_EMPTY = re.compile("[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc]*")
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})


class RefusedError(Exception):
    """400 Bad Request, with Telegram's description."""


def shown(text: str) -> str:
    """The text as readers get it."""
    return _REMOVED.sub("", _SPACED.sub(" ", text)).strip(" \n")


def check_text(text: str, entities: list[dict[str, Any]], longest: int = MOST_UNITS) -> list[dict[str, Any]]:
    """The entities that stay in force. Raises RefusedError where Telegram would refuse the message."""
    if longest == MOST_UNITS and _EMPTY.fullmatch(shown(text)):
        raise RefusedError("Bad Request: message text is empty")
    if _units(shown(text)) > longest:
        raise RefusedError(f"Bad Request: message {'is' if longest == MOST_UNITS else 'caption is'} too long")
    borders = _borders(text)
    for entity in entities:
        _check_place(entity, borders)
        if entity["type"] == "text_link":
            _check_link(entity.get("url", ""))
    _check_nesting(entities)
    return sorted(entities, key=lambda entity: entity["offset"])[:MOST_ENTITIES]


def words_of(text: str, entity: dict[str, Any]) -> str:
    """The words that an entity marks."""
    raw = text.encode("utf-16-le")
    return raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _borders(text: str) -> set[int]:
    """Every UTF-16 position between two characters."""
    borders, at = {0}, 0
    for character in text:
        at += 2 if ord(character) > 0xFFFF else 1
        borders.add(at)
    return borders


def _check_place(entity: dict[str, Any], borders: set[int]) -> None:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if end > max(borders):
        raise RefusedError(f"Bad Request: entity beginning at UTF-16 offset {start} ends after the end of the text")
    if not {start, end} <= borders:
        raise RefusedError(
            f"Bad Request: entity at UTF-16 offset {start} begins or ends in a middle of a UTF-16 symbol"
        )


def good_link(url: str) -> bool:
    """Whether Telegram takes this as an address."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "tg"} and bool(parts.hostname) and " " not in url


def _check_link(url: str) -> None:
    if not good_link(url):
        raise RefusedError("Bad Request: entity URL is invalid")


def _check_nesting(entities: list[dict[str, Any]]) -> None:
    quotes = sorted((e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _QUOTES)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(quotes)):
        raise RefusedError("Bad Request: blockquote entities can't be nested")
