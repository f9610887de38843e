"""An answer as one Telegram message: a page of excerpts with their citations, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.dates import day
from bot.telegram import texts
from bot.telegram.cite import cited, elsewhere, period, quoted
from bot.telegram.layout import Piece, Rendered, clipped, lay_out
from retrieval.answer import Answer, Excerpt, Searched
from retrieval.recall import Gone

# What a phone shows without much scrolling; "More" brings the next ones.
PAGE = 3
_LONGEST_REASON = 300
_LONGEST_FILTER = 80


@dataclass(frozen=True, slots=True)
class View:
    """An answer as far as it is shown.

    Attributes:
        items: its excerpts (of an abstention those that came closest), in place of each that may not be shown any more
            the reason.
        differ: how many of the items, counted from the first, contradict each other.
    """

    answered: bool
    reason: str | None
    searched: Searched
    items: tuple[Excerpt | Gone, ...]
    differ: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A message with the items from `start` to `end` (exclusive) of so many."""

    rendered: Rendered
    start: int
    end: int
    total: int


@dataclass(frozen=True, slots=True)
class _Style:
    """How much is said beside the excerpts: how other outlets differ, and whether links open at the words."""

    wordings: bool
    at_words: bool


_STYLES = (
    _Style(wordings=True, at_words=True),
    _Style(wordings=False, at_words=True),
    _Style(wordings=False, at_words=False),
)


def render(answer: Answer) -> Rendered:
    """The first page of an answer, without buttons."""
    return page(view_of(answer)).rendered


def view_of(answer: Answer) -> View:
    """What is shown of a fresh answer."""
    items = answer.excerpts if answer.answered else answer.closest
    return View(answer.answered, answer.reason, answer.searched, items, answer.differ)


def page(view: View, start: int = 0) -> Page:
    """The items from `start` on, as many as make a page and as Telegram takes in one message.

    An excerpt is never cut: where not all fit, first the other outlets' wordings give way to their outlets' names, then
    whole excerpts go to the next page. One that is too long for any message is told by its citation alone.
    """
    total = len(view.items)
    start = min(max(start, 0), max(total - 1, 0))
    most = view.differ if start == 0 and view.differ > 1 else PAGE
    for end in range(min(start + most, total), start, -1):
        for style in _STYLES:
            message = lay_out(_compose(view, start, end, style))
            if message.fits:
                return Page(message, start, end, total)
    end = min(start + 1, total)
    return Page(_without_words(view, start, end), start, end, total)


def _without_words(view: View, start: int, end: int) -> Rendered:
    """For an excerpt that no message can hold; without its links if even those are too long."""
    style = _STYLES[-1]
    message = lay_out(_compose(view, start, end, style, words=False))
    return message if message.fits else Rendered(message.text)


def _compose(view: View, start: int, end: int, style: _Style, *, words: bool = True) -> list[Piece]:
    sections = [] if view.answered else _abstention(view.reason)
    if view.answered and not view.items:
        sections.append([Piece(texts.UNCHECKED)])
    blocks = [_block(number, view, style, words=words) for number in range(start, end)]
    heading = _heading(view, start, end)
    if blocks and heading:
        blocks[0] = [heading, Piece("\n"), *blocks[0]]
    sections += blocks
    # Whose words were looked for is seen under the excerpts; in an abstention it is not.
    foot = _understood(replace(view.searched, speaker=None)) if view.answered else _searched(view.searched)
    if foot:
        sections.append([Piece(foot, "italic")])
    return _spaced(sections)


def _heading(view: View, start: int, end: int) -> Piece | None:
    """What the excerpts are, where they are not simply the answer."""
    if not view.answered:
        return Piece("Closest, but not an answer:", "italic")
    return Piece("Accounts differ", "bold") if start < view.differ and end - start > 1 else None


def _abstention(reason: str | None) -> list[list[Piece]]:
    said = [Piece("The coverage does not say.", "bold")]
    if reason:
        said.append(Piece("\n" + _sentence(clipped(reason, _LONGEST_REASON))))
    return [said]


def _sentence(reason: str) -> str:
    """The reason as a sentence of its own; below, retrieval gives it in the form that suits a log and JSON."""
    return reason[:1].upper() + reason[1:] + ("" if reason.endswith((".", "!", "?", "…")) else ".")


def _block(at: int, view: View, style: _Style, *, words: bool) -> list[Piece]:
    excerpt = view.items[at]
    number = at + 1 if len(view.items) > 1 else None
    if isinstance(excerpt, Gone):
        return gone(number, excerpt)
    body = quoted(excerpt.text) if words else Piece(texts.TOO_LONG, "italic")
    # Without its words the link is the only way to them: it opens at them even where others do not.
    source = cited(number, excerpt, at=style.at_words or not words)
    return [body, *source, *elsewhere(excerpt, full=style.wordings)]


def gone(number: int | None, why: Gone) -> list[Piece]:
    """In place of an excerpt that may not be shown any more."""
    return [Piece(("" if number is None else f"{number}. ") + texts.GONE[why], "italic")]


def _searched(searched: Searched) -> str:
    """What was looked at, for a reader who wonders whether the answer could have been there."""
    what = "1 article" if searched.articles == 1 else f"{searched.articles:,} articles"
    line = f"Searched {what}"
    if searched.first and searched.last:
        line += f", {period(searched.first, searched.last)}"
    if searched.undated:
        line += f" ({searched.undated:,} undated)"
    narrowed = _understood(searched)
    return f"{line}.\n{narrowed}" if narrowed else f"{line}."


def _understood(searched: Searched) -> str:
    """How the question itself narrowed the search; empty if it did not."""
    limits = [
        f"speaker {clipped(searched.speaker, _LONGEST_FILTER)}" if searched.speaker else "",
        f"outlet {clipped(searched.outlet, _LONGEST_FILTER)}" if searched.outlet else "",
        f"since {day(searched.since)}" if searched.since else "",
        f"before {day(searched.until)}" if searched.until else "",
    ]
    given = [limit for limit in limits if limit]
    return f"Understood: {', '.join(given)}" if given else ""


def _spaced(sections: list[list[Piece]]) -> list[Piece]:
    pieces: list[Piece] = []
    for section in sections:
        pieces += [Piece("\n\n"), *section] if pieces else section
    return pieces
