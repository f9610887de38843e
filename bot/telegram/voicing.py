"""`/quotes NAME`, `/voices [period]`, `/compare QUESTION`: who says what, how often, and in which outlet."""

from __future__ import annotations

from bot.ports import Voicing
from bot.telegram import texts
from bot.telegram.asking import Found, Searching
from bot.telegram.cite import cited, elsewhere, period, quoted
from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.drawing import drawn_by
from bot.telegram.late import headed
from bot.telegram.layout import Button, Keyboard, Piece, Rendered, clipped, lay_out, plain
from bot.telegram.message import PAGE, View, page
from bot.telegram.press import narrowed, new_key
from bot.telegram.tables import shown
from bot.telegram.tables.shown import Shown, Understood
from bot.voices_chart import bars_of
from index.scope import Scope
from retrieval.answer import Searched
from retrieval.compare import Comparison, Side
from retrieval.periods import within
from retrieval.said import SaidPage
from retrieval.voices import Voice, Voices

HOW_TO_QUOTE = "Write a name after /quotes, for example: /quotes Marta Kessling"
HOW_TO_COMPARE = "Write your question after /compare, for example: /compare What will the repair cost?"
NOBODY = "Nobody of that name is quoted in the coverage that I may show here."
NOBODY_AT_ALL = "Nobody is quoted in that part of the coverage."
_LISTED = 8
_LONGEST_NAME = 40
_NOTHING_SEARCHED = Searched(0, None, None, 0)


def said_text(name: str, found: SaidPage, key: str) -> Rendered:
    """A page of everything that somebody said, with the ways to the others. Pure."""
    if not found.total:
        return plain(NOBODY)
    made = page(View(answered=True, reason=None, searched=_NOTHING_SEARCHED, items=found.excerpts))
    end = found.start + max(made.end, 1)
    rendered = headed(made.rendered, _said_heading(name, found, end))
    return Rendered(rendered.text, rendered.marks, _turning(key, found, end))


def _said_heading(name: str, found: SaidPage, end: int) -> str:
    who = [f"{clipped(each, _LONGEST_NAME)} ({count})" for each, count in found.who[:5]]
    whose = clipped(found.who[0][0] if found.who else name, _LONGEST_NAME)
    of = f"{found.total}{' newest' if found.cut else ''}"
    lines = [f"{whose}: {found.start + 1}–{end} of {of}, newest first"]
    return "\n".join([*lines, *([f"That name is several speakers’: {', '.join(who)}"] if len(found.who) > 1 else [])])


def _turning(key: str, found: SaidPage, end: int) -> Keyboard:
    first = (Button("‹ First", f"qt:{key}:0"),) if found.start else ()
    rest = found.total - end
    row = (*first, *((Button(f"More ({rest}) ›", f"qt:{key}:{end}"),) if rest > 0 else ()))
    return (row,) if row else ()


def voices_text(found: Voices) -> str:
    """The most quoted as a short list, for a caption. Pure."""
    lines = [f"{at}. {_voice_line(each)}" for at, each in enumerate(found.voices[:_LISTED], 1)]
    counts = f"{texts.counted(found.quotations, 'quotation')} in {texts.counted(found.articles, 'article')}"
    return "\n".join([_voices_heading(found), "", *lines, "", counts])


def _voice_line(voice: Voice) -> str:
    outlets = f", {texts.counted(len(voice.outlets), 'outlet')}" if voice.outlets else ""
    return f"{clipped(voice.name, _LONGEST_NAME)}: {voice.quotations:,} ({voice.direct_share:.0%} direct){outlets}"


def _voices_heading(found: Voices) -> str:
    return f"Who is quoted, {period(found.first, found.last)}" if found.first and found.last else "Who is quoted"


def comparison_text(found: Comparison) -> Rendered:
    """Each outlet's best excerpt; those that do not say in one line. Pure."""
    saying = [side for side in found.sides if side.excerpt is not None]
    for most in range(len(saying), -1, -1):
        for full in (True, False):
            message = lay_out(_compared(found, saying, most, full=full))
            if message.fits:
                return message
    return plain(texts.NOT_SHOWN)


def _compared(found: Comparison, saying: list[Side], most: int, *, full: bool) -> list[Piece]:
    pieces = [] if saying else [Piece("The coverage does not say.", "bold"), Piece("\n\n")]
    for side in saying[:most]:
        pieces += [*_side(side, full=full), Piece("\n\n")]
    silent = [side.outlet for side in found.sides if side.excerpt is None]
    notes = [
        f"Also: {_names([side.outlet for side in saying[most:]])}; too long for one message." if saying[most:] else "",
        f"Does not say: {_names(silent)}." if silent else "",
        f"Further away and not asked: {texts.counted(found.not_asked, 'outlet')}." if found.not_asked else "",
        f"On no side: {texts.counted(found.without_outlet, 'article')} without an outlet."
        if found.without_outlet
        else "",
    ]
    told = "\n".join(note for note in notes if note)
    return [*pieces, Piece(told, "italic")] if told else pieces[:-1]


def _side(side: Side, *, full: bool) -> list[Piece]:
    if side.excerpt is None:
        return []
    copied = f" (a copy of {clipped(side.copy_of, _LONGEST_NAME)}’s story)" if side.copy_of else ""
    lead = [Piece(clipped(side.outlet, _LONGEST_NAME), "bold"), Piece(f"{copied}\n")]
    return [*lead, quoted(side.excerpt.text), *cited(None, side.excerpt), *elsewhere(side.excerpt, full=full)]


def _names(outlets: list[str]) -> str:
    return ", ".join(clipped(each, _LONGEST_NAME) for each in outlets)


class VoiceCommands:
    """What people say and press about who says what."""

    def __init__(self, tools: Tools, newsroom: Voicing, searching: Searching) -> None:
        self._tools, self._newsroom, self._searching = tools, newsroom, searching

    async def quotes(self, call: Call) -> Found:
        """The first page; the name is kept for the others."""
        await self._searching.require_articles(call.scope)
        chat_id, key = self._tools.people.home(call.facts.chat_id), new_key()
        rendered = await self._said(call.argument, call.scope, 0, chat_id, key)
        if rendered.keyboard:
            at = self._tools.newsroom.now().timestamp()
            kept = Shown(
                key=key,
                chat_id=chat_id,
                at=at,
                question=call.argument,
                scope=call.scope,
                understood=Understood(call.argument),
                answered=True,
                confidence=1.0,
                differ=0,
                kept=(),
            )
            await self._tools.state.write(shown.keep, kept)
        return rendered, "abstained" if rendered.text == NOBODY else "answered"

    async def turned(self, pressing: Pressing) -> None:
        """Another page, found again within what the chat may see now."""
        key, _, start = pressing.rest.partition(":")
        screen = pressing.screen
        kept = await self._tools.state.read(shown.find, key, screen.chat_id) if start.isdecimal() else None
        if kept is None:
            await screen.tell(texts.TOO_OLD)
            return
        await screen.tell()
        scope = narrowed(self._tools.access.scope_of(screen.chat_id), kept.scope)
        await screen.show(await self._said(kept.question, scope, int(start[:6]), screen.chat_id, key))

    async def _said(self, name: str, scope: Scope, start: int, chat_id: int, key: str) -> Rendered:
        found = await self._newsroom.said_by(name, scope, start, PAGE)
        linked = tuple(self._searching.linked(each, chat_id) for each in found.excerpts)
        return said_text(name, SaidPage(found.who, linked, found.start, found.total, found.cut), key)

    async def voices(self, call: Call) -> Found:
        """The chart with a short list under it; the list alone where it cannot be drawn."""
        scope = within(call.scope, call.argument)
        await self._searching.require_articles(call.scope)
        found = await self._newsroom.voices(scope)
        if not found.voices:
            return plain(NOBODY_AT_ALL), "abstained"
        text = voices_text(found)
        png = await drawn_by("bot.voices_chart", bars_of(found.json(), _voices_heading(found)))
        if png is None:
            return plain(text), "answered"
        await self._tools.sender.picture(call.place, png, text)
        return None, "answered"

    async def compare(self, call: Call) -> Found:
        """Each outlet asked by itself."""
        chat_id = self._tools.people.home(call.facts.chat_id)
        found = await self._newsroom.compare(call.argument, call.scope)
        sides = tuple(self._side_linked(each, chat_id) for each in found.sides)
        told = Comparison(found.question, sides, found.not_asked, found.without_outlet, found.milliseconds)
        return comparison_text(told), "answered" if any(side.excerpt for side in sides) else "abstained"

    def _side_linked(self, side: Side, chat_id: int) -> Side:
        excerpt = None if side.excerpt is None else self._searching.linked(side.excerpt, chat_id)
        return Side(side.outlet, side.confidence, excerpt, side.reason, side.copy_of)


def register(registry: Registry, tools: Tools, searching: Searching) -> None:
    """The three commands, where the newsroom can answer them."""
    if not isinstance(tools.newsroom, Voicing):
        return
    commands = VoiceCommands(tools, tools.newsroom, searching)
    handler = searching.handler
    registry.command(Spec("quotes", "everything that somebody said"), handler(commands.quotes, HOW_TO_QUOTE))
    registry.command(Spec("voices", "who is quoted how often, for example /voices month"), handler(commands.voices, ""))
    registry.command(Spec("compare", "what each outlet says to a question"), handler(commands.compare, HOW_TO_COMPARE))
    registry.buttons("qt", commands.turned)
