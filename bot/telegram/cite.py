"""The line under an excerpt: who said it, where, when, with the link; and where else it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from bot.telegram.layout import Piece, clipped
from retrieval.answer import Citation, Excerpt

_LONG_QUOTE = 500
_LONGEST_TITLE = 90
_LONGEST_NAME = 80
_MOST_OUTLETS = 8


def quoted(text: str) -> Piece:
    """The exact words as a block quote, folded by the app where they would fill a phone's screen."""
    return Piece(text, "expandable_blockquote" if len(text) > _LONG_QUOTE else "blockquote")


def cited(number: int, excerpt: Excerpt) -> list[Piece]:
    """`1. Speaker, via Agency`, and on a line of its own `Outlet · Title · 3 May 2025`."""
    voice = _voice(excerpt)
    return [Piece(f"\n{number}. "), *voice, *([Piece("\n")] if voice else []), *place(excerpt.citation)]


def place(citation: Citation) -> list[Piece]:
    """Outlet, title (or the file's name) and date; the link lies on the title, or on what stands in its place."""
    title = citation.title or citation.label
    outlet = citation.outlet or (citation.label if citation.title else None)
    parts = [Piece(clipped(outlet, _LONGEST_NAME))] if outlet and outlet != title else []
    parts.append(_linked(clipped(title, _LONGEST_TITLE), citation.url))
    parts.append(Piece(day(citation.published) if citation.published else "undated"))
    return _joined(parts, " · ")


def elsewhere(excerpt: Excerpt, *, full: bool) -> list[Piece]:
    """Where the same statement stands; `full` shows the other wordings too, else only where they are."""
    own = excerpt.citation
    same = [_name(also.citation, own) for also in excerpt.also_in if also.same]
    other = [also for also in excerpt.also_in if not also.same]
    pieces = [Piece("\nAlso in "), *_listed(same)] if same else []
    if full:
        for also in other:
            pieces += [Piece("\nIn other words in "), _name(also.citation, own), Piece(":\n"), quoted(also.text)]
    elif other:
        pieces += [Piece("\nIn other words in "), *_listed([_name(also.citation, own) for also in other])]
    return pieces


def day(published: str) -> str:
    """`2025-05-03T14:03Z` as `3 May 2025`, `2025-05` as `May 2025`; what is no date stays as it is."""
    known = published[:10]
    for read, write in (("%Y-%m-%d", "{0.day} {0:%B} {0.year}"), ("%Y-%m", "{0:%B} {0.year}")):
        try:
            # Only the calendar day is read: the moment's zone is UTC throughout the coverage.
            return write.format(datetime.strptime(known, read))  # noqa: DTZ007
        except ValueError:
            continue
    return clipped(published, 40)


def period(first: str, last: str) -> str:
    """`3 January 2024 to 3 May 2025`, or the one day that both are."""
    begin, end = day(first), day(last)
    return begin if begin == end else f"{begin} to {end}"


def _voice(excerpt: Excerpt) -> list[Piece]:
    """Who speaks. A mention that could not be resolved is shown as printed, never as somebody's name."""
    pieces: list[Piece] = []
    if excerpt.speaker:
        pieces.append(Piece(clipped(excerpt.speaker, _LONGEST_NAME), "bold"))
    elif excerpt.mention:
        pieces.append(Piece(f"“{clipped(excerpt.mention, _LONGEST_NAME)}” (as printed)"))
    elif excerpt.speech:
        pieces.append(Piece("speaker not named"))
    if excerpt.speech == "indirect":
        pieces.append(Piece(", in the reporter's words"))
    if excerpt.via:
        lead = ", via " if pieces else "via "
        pieces.append(Piece(lead + clipped(_and(excerpt.via), 2 * _LONGEST_NAME)))
    return pieces


def _name(there: Citation, own: Citation) -> Piece:
    """What another article is called: its outlet, but its title where the outlet says nothing new."""
    known = there.outlet if there.outlet and there.outlet != own.outlet else there.title or there.label
    return _linked(clipped(known, _LONGEST_NAME), there.url)


def _listed(names: Sequence[Piece]) -> list[Piece]:
    """Each name once, as `A, B and 3 more`."""
    once = list({name.words: name for name in names}.values())
    rest = len(once) - _MOST_OUTLETS
    return _joined(once[:_MOST_OUTLETS], ", ") + ([Piece(f" and {rest} more")] if rest > 0 else [])


def _linked(words: str, url: str | None) -> Piece:
    """The words, linked if the address is one that a browser opens (Telegram refuses a message with a bad one)."""
    if url is None:
        return Piece(words)
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not set(url) & set(" \t\r\n")
    except ValueError:
        good = False
    return Piece(words, "text_link", url) if good else Piece(words)


def _joined(pieces: list[Piece], between: str) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        joined += [Piece(between), piece] if joined else [piece]
    return joined


def _and(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
