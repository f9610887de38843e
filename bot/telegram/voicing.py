"""`/quotes NAME`, `/voices [period]`, `/compare QUESTION`: who says what, how often, and in which outlet."""

from __future__ import annotations

from dataclasses import replace

from bot.ports import Voicing
from bot.telegram import texts
from bot.telegram.asking import Found, Searching
from bot.telegram.cite import cited, elsewhere, period, quoted
from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.drawing import drawn_by
from bot.telegram.late import headed
from bot.telegram.layout import Button, Keyboard, Piece, Rendered, clipped, lay_out, plain
from bot.telegram.message import PAGE, Page, View, page
from bot.telegram.press import TURNING, Buttons, narrowed, new_key
from bot.telegram.tables import shown
from bot.telegram.tables.shown import Shown, Understood
from bot.voices_chart import bars_of
from index.scope import Scope
from retrieval.answer import Excerpt, Searched
from retrieval.compare import Comparison, Side
from retrieval.periods import within
from retrieval.said import SaidPage
from retrieval.voices import Voice, Voices

HOW_TO_QUOTE = (
    "Write a name after /quotes, for example: /quotes Marta Kessling\n"
    "Or a name and a topic, by date: /quotes Marta Kessling about the bridge"
)
HOW_TO_COMPARE = "Write your question after /compare, for example: /compare What will the repair cost?"
NOBODY = "Nobody of that name is quoted in the coverage that I may show here."
NOBODY_AT_ALL = "Nobody is quoted in that part of the coverage."
_LISTED = 8
_LONGEST_NAME = 40
_LONGEST_CHANGE = 160
_NOTHING_SEARCHED = Searched(0, None, None, 0)


def said_text(name: str, found: SaidPage, key: str) -> Rendered:
    """A page of everything that somebody said, with the ways to the others. Pure."""
    if not found.total:
        return plain(f"{found.reason[0].upper()}{found.reason[1:]}." if found.reason else NOBODY)
    made = _page_of(found)
    end = _end(found)
    rendered = headed(made.rendered, _said_heading(name, found, end))
    return Rendered(rendered.text, rendered.marks, _turning(key, found, end))


def _end(found: SaidPage) -> int:
    """The position after the last excerpt that the page's message holds."""
    return found.start + max(_page_of(found).end, 1)


def _page_of(found: SaidPage) -> Page:
    return page(View(answered=True, reason=None, searched=_NOTHING_SEARCHED, items=found.excerpts))


def _said_heading(name: str, found: SaidPage, end: int) -> str:
    who = [f"{clipped(each, _LONGEST_NAME)} ({count})" for each, count in found.who[:5]]
    whose = clipped(found.who[0][0] if found.who else name, _LONGEST_NAME)
    of = f"{found.total}{' newest' if found.cut else ''}"
    about = f" about {clipped(found.topic, _LONGEST_NAME)}" if found.topic else ""
    order = "the earliest first" if found.topic else "newest first"
    lines = [f"{whose}{about}: {found.start + 1}–{end} of {of}, {order}", *_changes(found, end)]
    return "\n".join([*lines, *([f"That name is several speakers’: {', '.join(who)}"] if len(found.who) > 1 else [])])


def _changes(found: SaidPage, end: int) -> list[str]:
    """Which of the page's statements differ from an earlier one, and in what."""
    shown = found.changes[: end - found.start]
    return [f"{at}: {clipped(change, _LONGEST_CHANGE)}" for at, change in enumerate(shown, 1) if change]


def _turning(key: str, found: SaidPage, end: int) -> Keyboard:
    first = (Button("‹ First", f"{TURNING}:{key}:0"),) if found.start else ()
    rest = found.total - end
    row = (*first, *((Button(f"More ({rest}) ›", f"{TURNING}:{key}:{end}"),) if rest > 0 else ()))
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


def comparison_text(found: Comparison) -> tuple[Rendered, int]:
    """Each outlet's best excerpt, as many as one message holds, and how many; those that do not say in a line. Pure."""
    saying = [side for side in found.sides if side.excerpt is not None]
    for most in range(len(saying), -1, -1):
        for full in (True, False):
            message = lay_out(_compared(found, saying, most, full=full))
            if message.fits:
                return message, most
    return plain(texts.NOT_SHOWN), 0


def _compared(found: Comparison, saying: list[Side], most: int, *, full: bool) -> list[Piece]:
    pieces = [] if saying else [Piece("The coverage does not say.", "bold"), Piece("\n\n")]
    for number, side in enumerate(saying[:most], start=1):
        pieces += [*_side(number if most > 1 else None, side, full=full), Piece("\n\n")]
    silent = [side.outlet for side in found.sides if side.excerpt is None]
    notes = [
        f"Also: {_names([side.outlet for side in saying[most:]])}; too long for one message." if saying[most:] else "",
        f"{'Does not say' if saying else 'Asked'}: {_names(silent)}." if silent else "",
        f"Further away and not asked: {texts.counted(found.not_asked, 'outlet')}." if found.not_asked else "",
        f"Left out: {texts.counted(found.without_outlet, 'article')} whose outlet is not known."
        if found.without_outlet
        else "",
    ]
    told = "\n".join(note for note in notes if note)
    return [*pieces, Piece(told, "italic")] if told else pieces[:-1]


def _side(number: int | None, side: Side, *, full: bool) -> list[Piece]:
    if side.excerpt is None:
        return []
    copied = f" (a copy of {clipped(side.copy_of, _LONGEST_NAME)}’s story)" if side.copy_of else ""
    counted = [] if number is None else [Piece(f"{number}. ")]
    lead = [*counted, Piece(clipped(side.outlet, _LONGEST_NAME), "bold"), Piece(f"{copied}\n")]
    return [*lead, quoted(side.excerpt.text), *cited(None, side.excerpt), *elsewhere(side.excerpt, full=full)]


def _names(outlets: list[str]) -> str:
    return ", ".join(clipped(each, _LONGEST_NAME) for each in outlets)


class VoiceCommands:
    """What people say and press about who says what."""

    def __init__(self, tools: Tools, newsroom: Voicing, searching: Searching, buttons: Buttons) -> None:
        self._tools, self._newsroom, self._searching, self._buttons = tools, newsroom, searching, buttons

    async def quotes(self, call: Call) -> Found:
        """The first page; the name is kept for the others."""
        await self._searching.require_articles(call.scope)
        chat_id, key = self._tools.people.home(call.facts.chat_id), new_key()
        rendered, excerpts = await self._said(call.argument, call.scope, 0, chat_id, key)
        if rendered.keyboard:
            await self._keep_name(key, call.argument, chat_id, call.scope)
        rendered = await self._buttons.under(rendered, "said", call.argument, excerpts, chat_id, call.scope)
        return rendered, "answered" if excerpts else "abstained"

    async def _keep_name(self, key: str, name: str, chat_id: int, scope: Scope) -> None:
        """For the other pages, whose buttons hold the key."""
        at = self._tools.newsroom.now().timestamp()
        kept = Shown(key, chat_id, at, name, scope, Understood(name), True, 1.0, 0, (), form="said")  # noqa: FBT003
        await self._tools.state.write(shown.keep, kept)

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
        name = kept.question
        rendered, excerpts = await self._said(name, scope, int(start[:6]), screen.chat_id, key)
        await screen.show(await self._buttons.under(rendered, "said", name, excerpts, screen.chat_id, scope))

    async def _said(
        self, name: str, scope: Scope, start: int, chat_id: int, key: str
    ) -> tuple[Rendered, tuple[Excerpt, ...]]:
        """A page, and the excerpts that stand on it."""
        found = await self._newsroom.said_by(name, scope, start, PAGE)
        linked = tuple(self._searching.linked(each, chat_id) for each in found.excerpts)
        told = replace(found, excerpts=linked)
        return said_text(name, told, key), found.excerpts[: _end(told) - found.start] if found.total else ()

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
        message, most = comparison_text(told)
        excerpts = [side.excerpt for side in found.sides if side.excerpt is not None]
        message = await self._searching.buttoned(message, "comparison", call.argument, excerpts[:most], call)
        return message, "answered" if excerpts else "abstained"

    def _side_linked(self, side: Side, chat_id: int) -> Side:
        excerpt = None if side.excerpt is None else self._searching.linked(side.excerpt, chat_id)
        return Side(side.outlet, side.confidence, excerpt, side.reason, side.copy_of)


def register(registry: Registry, tools: Tools, searching: Searching, buttons: Buttons) -> None:
    """The three commands, where the newsroom can answer them."""
    if not isinstance(tools.newsroom, Voicing):
        return
    commands = VoiceCommands(tools, tools.newsroom, searching, buttons)
    handler = searching.handler
    registry.command(Spec("quotes", "everything that somebody said"), handler(commands.quotes, HOW_TO_QUOTE))
    registry.command(Spec("voices", "who is quoted how often, for example /voices month"), handler(commands.voices, ""))
    registry.command(Spec("compare", "what each outlet says to a question"), handler(commands.compare, HOW_TO_COMPARE))
    registry.buttons(TURNING, commands.turned)
