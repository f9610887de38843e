"""The lines under an excerpt: who said it, where, when, with the link; and where else it stands, in which words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.dates import day
from bot.telegram.fragment import at_words
from bot.telegram.layout import Piece, clipped
from bot.telegram.wording import Change, Wording, wording
from retrieval.answer import NOT_READ, AlsoIn, Citation, Excerpt

_SAME = Wording(part=False, changes=())
_LONG_QUOTE = 500
# Outlet, title and date together fill two lines of a phone; the title gives way.
_TWO_LINES = 78
_SHORTEST_TITLE = 24
_LONGEST_NAME = 80
_LONGEST_DATE = 40
_LEFT_TO_RIGHT, _ENDS = "\u2066", "\u2069"  # an isolate, and its end
_MOST_OUTLETS = 8
_MOST_WORDINGS = 3
# Marks that Telegram removes from every message (TDLib, `clean_input_string`): A and a ring for Å loses its ring.
_REMOVED = re.compile("[\u0333\u033f\u030a]")
_NOT_WHOLE = "\nTelegram leaves out some marks on letters here; the article has them."


def quoted(text: str) -> Piece:
    """The exact words as a block quote, folded by the app where they would fill a phone's screen."""
    return Piece(text, "expandable_blockquote" if len(text) > _LONG_QUOTE else "blockquote")


def cited(number: int | None, excerpt: Excerpt, *, at: bool = True) -> list[Piece]:
    """`1. Speaker, via Agency`, and on a line of its own `Outlet · Title · 3 May 2025`.

    Args:
        number: None where there is nothing to count.
        at: whether the link opens at the words.
    """
    voice = _voice(excerpt)
    lead = "\n" if number is None else f"\n{number}. "
    whole = [Piece(_NOT_WHOLE, "italic")] if _REMOVED.search(excerpt.text) else []
    words = excerpt.text if at else None
    return [*whole, Piece(lead), *voice, *([Piece("\n")] if voice else []), place(excerpt.citation, words)]


def place(citation: Citation, words: str | None = None) -> Piece:
    """Outlet, title (or the file's name) and date as one link, which opens at the words if there are any."""
    title = citation.title or citation.label
    outlet = citation.outlet or (citation.label if citation.title else None)
    first = [clipped(outlet, _LONGEST_NAME)] if outlet and outlet != title else []
    when = clipped(day(citation.published), _LONGEST_DATE) if citation.published else "undated"
    left = _TWO_LINES - sum(len(part) + len(" · ") for part in (*first, when))
    parts = [*first, clipped(title, max(_SHORTEST_TITLE, left)), when]
    return linked(" · ".join(_apart(parts)), citation.url, words)


def _apart(parts: list[str]) -> list[str]:
    """In a line that is partly written from right to left the date is isolated, else its words change places."""
    mixed = any(unicodedata.bidirectional(character) in {"R", "AL"} for part in parts for character in part)
    date = parts[-1].replace(" ", "\u00a0")  # nor may a line end inside it
    return [*parts[:-1], f"{_LEFT_TO_RIGHT}{date}{_ENDS}"] if mixed else parts


def elsewhere(excerpt: Excerpt, *, full: bool) -> list[Piece]:
    """Where the same statement stands; `full` shows how other wordings differ too, else only where they are."""
    own = excerpt.citation
    told = [(also, _SAME if also.same else wording(excerpt.text, also.text)) for also in excerpt.also_in]
    pieces = _also([also.citation for also, how in told if how == _SAME], own)
    other = [(also, how) for also, how in told if how != _SAME]
    shown = other[:_MOST_WORDINGS] if full else []
    for also, how in shown:
        pieces += _differing(also, how, own)
    if other[len(shown) :]:
        pieces += [
            Piece("\nIn other words in "),
            *_listed([name(also.citation, own) for also, _ in other[len(shown) :]]),
        ]
    return pieces


def _also(places: list[Citation], own: Citation) -> list[Piece]:
    """`Also in Outlet`, `Also in 3 outlets: …`; articles are counted where their outlets say nothing new."""
    names = [name(each, own) for each in places]
    number = len({each.words for each in names})
    what = "outlets" if all(each.outlet not in {None, own.outlet} for each in places) else "articles"
    lead = "\nAlso in " if number == 1 else f"\nAlso in {number} {what}: "
    return [Piece(lead), *_listed(names)] if names else []


def _differing(also: AlsoIn, how: Wording | None, own: Citation) -> list[Piece]:
    """`Outlet differs: “shut” for “closed”`, or the whole of the other wording."""
    who = name(also.citation, own)
    if how is None:
        return [Piece("\nIn other words in "), who, Piece(":\n"), quoted(also.text)]
    told = [*(["quotes only part"] if how.part else []), *map(_change, how.changes)]
    return [Piece("\n"), who, Piece(f" differs: {'; '.join(told)}")]


def _change(change: Change) -> str:
    if not change.here:
        return f"adds “{change.there}”"
    return f"“{change.there}” for “{change.here}”" if change.there else f"leaves out “{change.here}”"


def attribution(excerpt: Excerpt) -> str:
    """The exact words and, ready for print, whose they are and where they stand; then the address on a line alone."""
    cited_in = excerpt.citation
    speaker = excerpt.speaker or (f"“{excerpt.mention}”" if excerpt.mention else "")
    if speaker and excerpt.speech == "indirect":
        speaker += " (reported speech)"
    title = f"“{cited_in.title}”" if cited_in.title else ""
    via = f"via {_and(excerpt.via)}" if excerpt.via else ""
    when = clipped(day(cited_in.published), _LONGEST_DATE) if cited_in.published else "undated"
    parts = [speaker, via, cited_in.outlet or ("" if cited_in.title else cited_in.label), title, when]
    source = ", ".join(" ".join(part.split()) for part in parts if part)
    return "\n".join([excerpt.text, f"— {source}", *([cited_in.url] if cited_in.url and opens(cited_in.url) else [])])


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
        pieces.append(Piece(NOT_READ if excerpt.unread else "speaker not named"))
    if excerpt.speech == "indirect":
        pieces.append(Piece(", in the reporter's words"))
    if excerpt.via:
        lead = ", via " if pieces else "via "
        pieces.append(Piece(lead + clipped(_and(excerpt.via), 2 * _LONGEST_NAME)))
    return pieces


def name(there: Citation, own: Citation) -> Piece:
    """What another article is called: its outlet, but its title where the outlet says nothing new."""
    known = there.outlet if there.outlet and there.outlet != own.outlet else there.title or there.label
    return linked(clipped(known, _LONGEST_NAME), there.url)


def _listed(names: Sequence[Piece]) -> list[Piece]:
    """Each name once, as `A, B and 3 more`."""
    once = list({each.words: each for each in names}.values())
    rest = len(once) - _MOST_OUTLETS
    pieces: list[Piece] = []
    for each in once[:_MOST_OUTLETS]:
        pieces += [Piece(", "), each] if pieces else [each]
    return pieces + ([Piece(f" and {rest} more")] if rest > 0 else [])


def linked(words: str, url: str | None, at: str | None = None) -> Piece:
    """The words, linked (to where `at` stands on the page) if the address is one that a browser opens."""
    if url is None or not opens(url):
        return Piece(words)
    return Piece(words, "text_link", at_words(url, at) if at else url)


def opens(url: str) -> bool:
    """Whether a browser opens it: Telegram refuses a message with an address that is none."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not set(url) & set(" \t\r\n")
    except ValueError:
        return False


def _and(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
