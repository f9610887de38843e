"""News of a chat's watches as one Telegram message, and the list of its watches. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.telegram import texts
from bot.telegram.cite import cited, elsewhere, quoted
from bot.telegram.layout import Button, Keyboard, Piece, Rendered, clipped, lay_out
from bot.telegram.tables.watches import WatchRow
from retrieval.answer import Excerpt
from retrieval.watch import Watch
from retrieval.words import same_words

PREFIX = "watch"
MOST = 10
_LONGEST_NAME = 60
_LONGEST_HEADING = 160
IN_DOUBT = "My last message of this kind may not have come through. /watches shows it again."
NONE_YET = 'Nothing is watched here. Try: /watch Calloway, /watch "hardship fund" outlet:klaxon, /watch ferry fares'


def notice(excerpts: Sequence[Excerpt], names: Sequence[str], *, digest: bool, doubt: bool = False) -> Rendered | None:
    """The excerpts with their citations under one heading; None where that is more than one message holds.

    A single excerpt always makes a message: without the words where they are too long for any.

    Args:
        names: of the watches.
        doubt: whether the message before this one may be missing.
    """
    for linked, words in ((True, True), (False, True), (False, False)):
        message = lay_out(_pieces(excerpts, names, digest=digest, doubt=doubt, linked=linked, words=words))
        if message.fits:
            return message
        if words and not linked and len(excerpts) > 1:
            return None
    return Rendered(message.text)


def _pieces(
    excerpts: Sequence[Excerpt], names: Sequence[str], *, digest: bool, doubt: bool, linked: bool, words: bool
) -> list[Piece]:
    lead = "Today's digest: " if digest else "New: "
    heading = clipped(lead + ", ".join(names), _LONGEST_HEADING) if names else lead.rstrip(": ")
    pieces = [Piece(heading, "bold"), Piece("\n")]
    for number, excerpt in enumerate(map(_compared, excerpts), start=1):
        body = quoted(excerpt.text) if words else Piece(texts.TOO_LONG, "italic")
        shown = None if len(excerpts) == 1 else number
        pieces += [*([Piece("\n\n")] if number > 1 else []), body, *cited(shown, excerpt, at=linked or not words)]
        pieces += elsewhere(excerpt, full=False)
    return [*pieces, *([Piece("\n\n"), Piece(IN_DOUBT, "italic")] if doubt else [])]


def _compared(excerpt: Excerpt) -> Excerpt:
    """The excerpt with, of each copy, whether its words are equal."""
    also = tuple(replace(each, same=same_words(excerpt.text, each.text)) for each in excerpt.also_in)
    return replace(excerpt, also_in=also)


def understood(watch: Watch) -> str:
    """How a watch was understood: `what Bessent says about tariffs, with “Phase 1”, in Reuters`."""
    name = watch.speaker or ""
    if watch.either:
        parts = [f"what {name} says, and articles that name {name}"]
    else:
        parts = [f"what {name} says" if name else ""]
        if watch.topic:
            parts.append(f"about {watch.topic}" if name else f"articles about {watch.topic}")
    if watch.phrases:
        exact = " and ".join(f"“{phrase}”" for phrase in watch.phrases)
        parts.append(f"with the words {exact}" if any(parts) else f"sentences with the words {exact}")
    if watch.outlet:
        parts.append(f"in {watch.outlet}")
    return " ".join(part for part in parts if part)


def begun(watch: Watch) -> str:
    """The reply to /watch."""
    hint = ""
    if watch.speaker and not watch.topic and not watch.phrases:
        hint = f"\nIf you meant the topic: /watch topic:{_option(watch.speaker)}"
    return f"I watch for {understood(watch)}. What comes from now on is told here, once.{hint}"


def _option(text: str) -> str:
    return f'"{text}"' if " " in text else text


def listed(rows: Sequence[WatchRow], hour: int, quiet: str) -> Rendered:
    """The chat's watches, each with its buttons.

    Args:
        hour: of the digests.
        quiet: what is to be said of the quiet hours; may be empty.
    """
    if not rows:
        return Rendered(NONE_YET)
    lines = ["What is watched here:"]
    for number, row in enumerate(rows, start=1):
        how = f"digest at {hour:02d}:00" if row.digest else "at once"
        lines.append(f"{number}. {clipped(row.watch.text, _LONGEST_NAME)} ({understood(row.watch)}): {how}")
    lines += [quiet] if quiet else []
    return Rendered(clipped_lines(lines), (), _keyboard(rows))


def clipped_lines(lines: Sequence[str]) -> str:
    """The lines as far as one message holds them."""
    text = "\n".join(lines)
    return text if len(text) <= 3500 else text[:3499] + "…"


def _keyboard(rows: Sequence[WatchRow]) -> Keyboard:
    buttons: list[tuple[Button, ...]] = [
        (
            Button(f"{number}. At once", f"{PREFIX}:n:{row.id}")
            if row.digest
            else Button(f"{number}. Daily digest", f"{PREFIX}:d:{row.id}"),
            Button(f"{number}. Remove", f"{PREFIX}:r:{row.id}"),
        )
        for number, row in enumerate(rows, start=1)
    ]
    return (*buttons, (Button("Show the latest again", f"{PREFIX}:l:0"),))
