"""`/verify`: did they say this, word for word? The words stand after the command, or in the message that it answers."""

from __future__ import annotations

from collections.abc import Iterable

from bot.telegram.asking import Found, Searching
from bot.telegram.cite import cited, elsewhere, quoted
from bot.telegram.commands import Call, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Piece, Rendered, clipped, lay_out
from bot.verdicts import difference_in_words, ruling_in_words
from retrieval.verdict import Differing, Match, Verdict, What

HOW_TO_VERIFY = (
    "Write the words after /verify, for example: /verify “The bridge will open in May,” said the mayor.\n"
    "Or answer a message with /verify: then its words are looked up, or the part of it that you quote."
)
MORE_PLACES = "It stands in more places than one message can hold."
_MOST_DIFFERENCES = 6
_LONGEST_DIFFERENCE = 300
# What changes a meaning most is said first.
_WEIGHT: dict[What, int] = {"number": 0, "negation": 0, "qualifier": 1, "modal": 2, "word": 3}


def verdict_text(verdict: Verdict) -> tuple[Rendered, int]:
    """The ruling, what differs, and the source's own sentences, as many as one message holds: how many. Pure."""
    for most in range(len(verdict.matches), -1, -1):
        for full in (True, False):
            message = lay_out(_composed(verdict, most, full=full))
            if message.fits:
                return message, most
    return Rendered(ruling_in_words(verdict)), 0


def _composed(verdict: Verdict, most: int, *, full: bool) -> list[Piece]:
    pieces = [Piece(ruling_in_words(verdict), "bold")]
    if verdict.speaker:
        pieces.append(Piece(f"\nLooked for: {clipped(verdict.speaker, 80)}", "italic"))
    if verdict.cause and not _told_below(verdict, most):
        pieces.append(Piece(f"\n{clipped(verdict.cause[:1].upper() + verdict.cause[1:], _LONGEST_DIFFERENCE)}."))
    for number, match in enumerate(verdict.matches[:most], 1):
        pieces += [Piece("\n\n"), *_place(number if len(verdict.matches) > 1 else None, match, full=full)]
    if most < len(verdict.matches):
        pieces.append(Piece(f"\n\n{MORE_PLACES}", "italic"))
    return pieces


def _told_below(verdict: Verdict, most: int) -> bool:
    """Whether a difference that stands below says the same as the cause: on a phone twice is once too often."""
    shown = [each for match in verdict.matches[:most] for each in _first(match.differences)]
    both = [(each.given, each.source) for each in shown if each.given and each.source]
    cause = verdict.cause or ""
    return any(f"“{given}”" in cause and f"“{source}”" in cause for given, source in both)


def _place(number: int | None, match: Match, *, full: bool) -> list[Piece]:
    told = [
        Piece(f"• {clipped(difference_in_words(each), _LONGEST_DIFFERENCE)}\n") for each in _first(match.differences)
    ]
    return [*told, quoted(match.excerpt.text), *cited(number, match.excerpt), *elsewhere(match.excerpt, full=full)]


def _first(differences: Iterable[Differing]) -> list[Differing]:
    """The weightiest: a changed number, a dropped or added "not"; else in their order."""
    return sorted(differences, key=lambda each: _WEIGHT[each.what])[:_MOST_DIFFERENCES]


def words_given(call: Call) -> str:
    """What is to be verified: what was typed, else what was quoted, else the message that was answered."""
    return (call.argument or call.facts.quoted or call.facts.replied_text or "").strip()


def register(registry: Registry, tools: Tools, searching: Searching) -> None:
    """`/verify`."""

    async def verify(call: Call) -> Found:
        await searching.require_articles(call.scope)
        found = await tools.newsroom.verify(words_given(call), None, call.scope)
        chat_id = tools.people.home(call.facts.chat_id)
        matches = tuple(
            Match(searching.linked(each.excerpt, chat_id), each.said, each.differences) for each in found.matches
        )
        told = Verdict(found.text, found.speaker, found.ruling, found.cause, matches)
        message, most = verdict_text(told)
        excerpts = [each.excerpt for each in found.matches[:most]]
        message = await searching.buttoned(message, "verdict", words_given(call), excerpts, call)
        return message, "abstained" if found.ruling == "not_found" else "answered"

    line = "did they say this? Write the words after it, or answer a message with it"
    registry.command(Spec("verify", line), searching.handler(verify, HOW_TO_VERIFY, words_given))
