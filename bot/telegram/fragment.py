"""Links that open at the words: a text fragment on an article's address.

Source: WICG, "URL Fragment Text Directives" (https://wicg.github.io/scroll-to-text-fragment/). The directive is
`#:~:text=start[,end]`; a fragment that the address has already stays in front of it. `-`, `,` and `&` are its syntax
and are always percent-encoded inside a term. A browser compares with the page's text with its white space collapsed,
without regard to case, between word borders, and never finds one term across two paragraphs; where it finds nothing it
shows the page as ever, so a link with a fragment is never worse than one without.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.telegram.wording import bare

_DELIMITER = ":~:"
# A quotation up to this long (encoded) is given whole; of a longer one its first and last words.
_WHOLE = 240
_TERM = 110
_MOST_WORDS = 8
_CLAUSES = re.compile(r"(?<=[。，、！？；：])")


def at_words(url: str, text: str) -> str:
    """The address, opening at these exact words of the article; unchanged where there is nothing to look for."""
    lines = [words for line in text.splitlines() if (words := bare(line).split())]
    if not lines:
        return url
    address, _, own = url.partition("#")
    return f"{address}#{own.partition(_DELIMITER)[0]}{_DELIMITER}text={','.join(_terms(lines))}"


def _terms(lines: list[list[str]]) -> list[str]:
    """One term where the words are few and in one paragraph, else a term for their start and one for their end."""
    whole = _encoded(lines[0])
    if len(lines) == 1 and len(whole) <= _WHOLE:
        return [whole]
    start, end = _few(lines[0]), _few(lines[-1], last=True)
    if len(lines) == 1 and len(start) + len(end) > len(lines[0]):
        # The end would be looked for after the start, and they overlap.
        return [_encoded(start)]
    return [_encoded(start), _encoded(end)]


def _few(words: list[str], *, last: bool = False) -> list[str]:
    """As many of the first (or last) words as make a short term; always one, cut if it must be."""
    kept: list[str] = []
    for word in (words[::-1] if last else words)[:_MOST_WORDS]:
        if kept and len(_encoded([*kept, word])) > _TERM:
            break
        kept.append(word)
    kept[0] = _cut(kept[0], last=last)
    return bare(" ".join(kept[::-1] if last else kept)).split()


def _cut(word: str, *, last: bool) -> str:
    """A script without spaces makes words of any length: the clauses of it that fit, or else a part of one."""
    parts = _CLAUSES.split(word)
    while len(parts) > 1 and len(_encoded(["".join(parts)])) > _TERM:
        parts.pop(0 if last else -1)
    word = "".join(parts)
    while len(_encoded([word])) > _TERM:
        word = word[1:] if last else word[:-1]
    return word


def _encoded(words: list[str]) -> str:
    """`quote` leaves the hyphen as it is; the comma and the ampersand it encodes."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
