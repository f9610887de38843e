"""What the buttons under an answer show in its place: the sentences around, all the sources, words to copy. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.telegram import texts
from bot.telegram.cite import attribution, cited, name, place, quoted
from bot.telegram.layout import Piece, Rendered, block, clipped, lay_out
from bot.telegram.message import View, gone
from bot.telegram.tables.feedback import Report
from retrieval.answer import Citation, Excerpt
from retrieval.recall import Context, Gone

PageOf = Callable[[Citation], str | None]


def _no_page(_: Citation) -> None:
    return None


def context_text(contexts: Sequence[Context | Gone], start: int, total: int, page_of: PageOf = _no_page) -> Rendered:
    """The sentences around each excerpt, verbatim, the excerpt itself in bold.

    Args:
        start: the first one's position.
        page_of: the address at which the whole article can be read; None where there is none.
    """
    blocks = [_around(_number(start + at, total), each, page_of) for at, each in enumerate(contexts)]
    return _fitting("In context", blocks, texts.CONTEXT_TOO_LONG)


def _around(number: int | None, context: Context | Gone, page_of: PageOf) -> list[Piece]:
    if isinstance(context, Gone):
        return gone(number, context)
    words = (Piece(context.before), Piece(context.excerpt.text, "bold"), Piece(context.after))
    alone = [] if context.before.strip() or context.after.strip() else [Piece(texts.NOTHING_AROUND, "italic")]
    address = page_of(context.excerpt.citation)
    whole = [Piece("\n"), Piece("Read the whole article", "text_link", address)] if address else []
    return [block("blockquote", *words), *cited(number, context.excerpt), *alone, *whole]


def sources_text(view: View) -> Rendered:
    """Every article that the answer quotes, with its link, and those where the same statement stands."""
    total = len(view.items)
    for most in (40, 12, 6, 3, 1, 0):
        blocks = [_source(_number(at, total), each, most) for at, each in enumerate(view.items)]
        message = lay_out(_headed("Sources", blocks))
        if message.fits:
            return message
    return _fitting("Sources", blocks, texts.SOURCES_TOO_LONG)


def _source(number: int | None, excerpt: Excerpt | Gone, most: int) -> list[Piece]:
    if isinstance(excerpt, Gone):
        return gone(number, excerpt)
    own = excerpt.citation
    lead = [] if number is None else [Piece(f"{number}. ")]
    pieces = [*lead, place(own, excerpt.text)]
    for also in excerpt.also_in[:most]:
        tail = "" if also.same else " (in other words)"
        pieces += [Piece("\n• "), place(also.citation) if most > 1 else name(also.citation, own), Piece(tail)]
    rest = len(excerpt.also_in) - most
    return pieces + ([Piece(f"\n• and {rest} more")] if rest > 0 else [])


def copy_text(view: View, start: int, end: int) -> Rendered:
    """Each excerpt with a print-ready attribution, in a block that the app copies when it is tapped."""
    blocks = [
        gone(_number(at, len(view.items)), each) if isinstance(each, Gone) else [Piece(attribution(each), "pre")]
        for at, each in enumerate(view.items[start:end], start=start)
    ]
    return _fitting("Tap to copy", blocks, texts.COPY_TOO_LONG)


def report_text(number: int, report: Report, question: str, excerpt: Excerpt | Gone, source: str) -> Rendered:
    """What editors are told of a report: what is said to be wrong with which excerpt, where, and by whom."""
    lead = [Piece(f"Report {number}: ", "bold"), Piece(texts.REPORT_KINDS[report.kind], "bold")]
    asked = Piece(f"Question: {clipped(question, 300)}")
    where = "in private" if report.chat_id == report.user_id else f"in group {report.chat_id}"
    who = Piece(f"Reported by {report.user_id} {where}")
    article = [Piece(clipped(f"Source: {source}", 300))]
    what = [*gone(None, excerpt), Piece("\n"), *article] if isinstance(excerpt, Gone) else _reported(excerpt)
    message = lay_out([*lead, Piece("\n"), asked, Piece("\n\n"), *what, Piece("\n\n"), who])
    if message.fits:
        return message
    return lay_out([*lead, Piece("\n"), asked, Piece("\n\n"), *article, Piece("\n\n"), who])


def _reported(excerpt: Excerpt) -> list[Piece]:
    return [quoted(excerpt.text), *cited(None, excerpt)]


def _number(at: int, total: int) -> int | None:
    return at + 1 if total > 1 else None


def _fitting(heading: str, blocks: Sequence[list[Piece]], rest: str) -> Rendered:
    """As many of the blocks, whole, as Telegram takes; a line says so where that is not all."""
    for count in range(len(blocks), 0, -1):
        note = [] if count == len(blocks) else [[Piece(rest, "italic")]]
        message = lay_out(_headed(heading, [*blocks[:count], *note]))
        if message.fits:
            return message
    return lay_out(_headed(heading, [[Piece(rest, "italic")]]))


def _headed(heading: str, blocks: Iterable[list[Piece]]) -> list[Piece]:
    pieces = [Piece(heading, "bold")]
    for at, each in enumerate(blocks):
        pieces += [Piece("\n\n" if at else "\n"), *each]
    return pieces
