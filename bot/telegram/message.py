"""An answer as one Telegram message: numbered excerpts with their citations, or why there are none."""

from __future__ import annotations

from bot.telegram.cite import cited, day, elsewhere, period, quoted
from bot.telegram.layout import Piece, Rendered, clipped, lay_out
from retrieval.answer import Answer, Excerpt, Searched

_LONGEST_REASON = 300
_LONGEST_FILTER = 80
_UNCHECKED = (
    "I found an answer but could not check its words against the article, so I do not show it. "
    "The editors' log says more."
)


def render(answer: Answer) -> Rendered:
    """The whole answer in one message that Telegram takes.

    An excerpt is never cut: where not all fit, first the other outlets' wordings give way to their outlets' names, then
    whole excerpts are left out from the end and counted.
    """
    shown = answer.excerpts if answer.answered else answer.closest
    for count in range(len(shown), 0, -1):
        for full in (True, False):
            message = lay_out(_compose(answer, shown, count, full=full))
            if message.fits:
                return message
    return lay_out(_compose(answer, shown, 0, full=False))


def _compose(answer: Answer, shown: tuple[Excerpt, ...], count: int, *, full: bool) -> list[Piece]:
    sections = [] if answer.answered else _abstention(answer)
    if answer.answered and not shown:
        sections.append([Piece(_UNCHECKED)])
    if shown and not answer.answered:
        sections.append([Piece("Closest, but not an answer:", "italic")])
    blocks = [_block(number, excerpt, full=full) for number, excerpt in enumerate(shown[:count], start=1)]
    sections += _apart(blocks, answer.differ)
    if len(shown) > count:
        sections.append([Piece(_left_out(len(shown) - count, count))])
    foot = _searched(answer.searched) if not answer.answered else _narrowed(answer.searched)
    if foot:
        sections.append([Piece(foot)])
    return _spaced(sections)


def _apart(blocks: list[list[Piece]], differ: int) -> list[list[Piece]]:
    """The blocks, those that contradict each other under a heading, if at least two of them are shown."""
    if min(differ, len(blocks)) <= 1:
        return blocks
    also = [[Piece("Also:", "bold")]] if len(blocks) > differ else []
    return [[Piece("Accounts differ:", "bold")], *blocks[:differ], *also, *blocks[differ:]]


def _abstention(answer: Answer) -> list[list[Piece]]:
    said = [Piece("The coverage does not say.", "bold")]
    if answer.reason:
        said.append(Piece("\n" + _sentence(clipped(answer.reason, _LONGEST_REASON))))
    return [said]


def _sentence(reason: str) -> str:
    """The reason as a sentence of its own; below, retrieval gives it in the form that suits a log and JSON."""
    return reason[:1].upper() + reason[1:] + ("" if reason.endswith((".", "!", "?", "…")) else ".")


def _block(number: int, excerpt: Excerpt, *, full: bool) -> list[Piece]:
    return [quoted(excerpt.text), *cited(number, excerpt), *elsewhere(excerpt, full=full)]


def _left_out(missing: int, shown: int) -> str:
    what = "excerpt" if missing == 1 else "excerpts"
    return f"{missing} more {what} did not fit here." if shown else f"{missing} {what} too long for one message."


def _searched(searched: Searched) -> str:
    """What was looked at, for a reader who wonders whether the answer could have been there."""
    what = "1 article" if searched.articles == 1 else f"{searched.articles:,} articles"
    line = f"Searched {what}"
    if searched.first and searched.last:
        line += f", dated {period(searched.first, searched.last)}"
    if searched.undated:
        line += f" ({searched.undated:,} undated)"
    narrowed = _narrowed(searched)
    return f"{line}. {narrowed}" if narrowed else f"{line}."


def _narrowed(searched: Searched) -> str:
    """How the question itself narrowed the search; empty if it did not."""
    limits = [
        f"speaker {clipped(searched.speaker, _LONGEST_FILTER)}" if searched.speaker else "",
        f"outlet {clipped(searched.outlet, _LONGEST_FILTER)}" if searched.outlet else "",
        f"since {day(searched.since)}" if searched.since else "",
        f"before {day(searched.until)}" if searched.until else "",
    ]
    given = [limit for limit in limits if limit]
    return f"Narrowed to: {', '.join(given)}." if given else ""


def _spaced(sections: list[list[Piece]]) -> list[Piece]:
    pieces: list[Piece] = []
    for section in sections:
        pieces += [Piece("\n\n"), *section] if pieces else section
    return pieces
