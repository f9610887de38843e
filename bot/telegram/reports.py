"""What readers report as wrong: told to editors in private, decided by them with one tap, and told back once."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Literal, NamedTuple

from bot.ports import Correctable, Corrections
from bot.telegram import texts
from bot.telegram.audit import note
from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.late import headed
from bot.telegram.layout import Button, Keyboard, Rendered, clipped, plain
from bot.telegram.people import Role
from bot.telegram.sending import Place
from bot.telegram.tables import feedback
from bot.telegram.tables.feedback import OpenReport
from bot.telegram.views import report_text
from config.errors import UsageError
from index.model import Span
from retrieval.answer import Excerpt
from retrieval.recall import Gone

_LOG = logging.getLogger(__name__)
_SECONDS = 30.0
_NUMBERED = re.compile(r"(\d{1,12})(?:\s+(.*))?", re.DOTALL)
Outcome = Literal["speaker", "words", "mended", "dismissed"]
# For editors, and for whoever reported it: the coverage's own words stay out of it.
_DECIDED: dict[Outcome, str] = {
    "speaker": "the speaker was corrected",
    "words": "not a quotation any more",
    "mended": "mended",
    "dismissed": "dismissed",
}
_TOLD: dict[Outcome, str] = {
    "speaker": "the editors have corrected the speaker. Thank you.",
    "words": "the editors agree that it is no quotation. Thank you.",
    "mended": "the editors have seen to it. Thank you.",
    "dismissed": "the editors have looked at it and leave it as it is.",
}
_PRESSED: dict[str, Outcome] = {"n": "words", "m": "mended", "d": "dismissed"}
DECIDED_ALREADY = "That report was decided already."
NO_SUCH = "There is no such report here."
NONE_OPEN = "No report waits for you."
HOW_TO_NAME = (
    "Answer the report with the speaker's name, or write /speaker, its number and the name. “?”: nobody can tell."
)
NOTHING_TO_CORRECT = "No quotation stands there any more that could be corrected."


class Seen(NamedTuple):
    """A report as far as an editor may see it, and whether it is still open."""

    report: OpenReport
    excerpt: Excerpt | Gone
    is_open: bool

    @property
    def quotation(self) -> Span | None:
        """Where the quotation stands that could be corrected."""
        return self.excerpt.quotation if isinstance(self.excerpt, Excerpt) else None


class Reports:
    """Tells reports, and does what editors decide."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._corrections = tools.newsroom.corrections if isinstance(tools.newsroom, Correctable) else None

    async def tell(self, report: OpenReport) -> None:
        """To every editor's private chat that may see the excerpt; to admins who see everything in any case."""
        for editor in sorted(self._tools.people.editors):
            excerpt = await self._excerpt(report, editor)
            if excerpt is Gone.UNAVAILABLE and self._tools.access.desks_of(editor) is not None:
                continue
            seen = Seen(report, excerpt, is_open=True)
            if not await self._send(Place(editor), seen.report.id, self._offered(seen)):
                _LOG.warning("editor %d was not told of a report; it is kept", editor)

    async def pressed(self, pressing: Pressing) -> None:
        """An editor decides."""
        what, _, number = pressing.rest.partition(":")
        seen = await self._seen(int(number), pressing.screen.chat_id)
        if seen is None or not (what == "s" or what in _PRESSED):
            await pressing.screen.tell(texts.TOO_OLD)
        elif not seen.is_open:
            await pressing.screen.tell(DECIDED_ALREADY)
        elif what == "s":
            await pressing.screen.tell()
            await self._send(pressing.screen.place, seen.report.id, plain(HOW_TO_NAME))
        else:
            await pressing.screen.tell()
            said = await self._decide(seen, _PRESSED[what], pressing.user_id)
            await pressing.screen.show(headed(self._text(seen), said))

    async def speaker(self, call: Call) -> Rendered:
        """`/speaker NUMBER NAME`, or `/speaker NAME` as a reply to a report."""
        numbered = _NUMBERED.fullmatch(call.argument)
        number = int(numbered[1]) if numbered else await self._replied(call)
        name = (numbered[2] or "") if numbered else call.argument
        if number is None or not name.strip():
            return plain(HOW_TO_NAME)
        return await self._name(number, name.strip(), call)

    async def replied(self, call: Call) -> Rendered | None:
        """A report that an editor answers with a name in private; None for everything else."""
        number = await self._replied(call) if call.private and call.role >= Role.EDITOR else None
        return None if number is None or not call.argument else await self._name(number, call.argument, call)

    async def waiting(self, call: Call) -> Rendered | None:
        """The earliest open report that this editor may see, with its buttons."""
        chat_id, found = call.facts.chat_id, []
        for each in await self._tools.state.read(feedback.open_reports):
            seen = await self._seen(each.id, chat_id)
            if seen is not None:
                found.append(seen)
        if not found:
            return plain(NONE_OPEN)
        message = headed(self._offered(found[0]), texts.counted(len(found), "open report"))
        await self._send(call.place, found[0].report.id, message)
        return None

    async def _send(self, place: Place, number: int, rendered: Rendered) -> bool:
        """Send what is about a report, so that an answer to it is known to be."""
        sent = await self._tools.sender.send(place, rendered)
        if sent is not None:
            await self._tools.state.write(feedback.put_in, number, sent.chat_id, sent.message_id)
        return sent is not None

    async def _name(self, number: int, name: str, call: Call) -> Rendered:
        seen = await self._seen(number, call.facts.chat_id)
        if seen is None or call.facts.user_id is None:
            return plain(NO_SUCH)
        if not seen.is_open:
            return plain(DECIDED_ALREADY)
        return plain(await self._decide(seen, "speaker", call.facts.user_id, "" if name == "?" else name))

    async def _decide(self, seen: Seen, outcome: Outcome, editor: int, name: str = "") -> str:
        """Correct what is to be corrected, close the report, tell whoever reported it; what was done, in a line."""
        if not await self._tools.state.write(feedback.close, seen.report.id, outcome):
            return DECIDED_ALREADY
        try:
            await self._correct(seen, outcome, name, f"telegram:{editor}")
        except UsageError as error:
            await self._tools.state.write(feedback.open_again, seen.report.id)
            return f"Not done: {error.what}."
        except BaseException:
            await self._tools.state.write(feedback.open_again, seen.report.id)
            raise
        same = await self._tools.state.write(feedback.close_same, seen.report, outcome)
        await note(self._tools, editor, "report", f"{seen.report.id}: {_DECIDED[outcome]}")
        for each in (seen.report, *same):
            await self._tell_reporter(each, outcome)
        return f"Report {seen.report.id}: {_DECIDED[outcome]}."

    async def _correct(self, seen: Seen, outcome: Outcome, name: str, who: str) -> None:
        if outcome not in ("speaker", "words"):
            return
        place, corrections = seen.quotation, self._corrections
        if place is None or corrections is None:
            raise UsageError(NOTHING_TO_CORRECT.rstrip("."), mend="dismiss the report")
        source = seen.report.kept.key.source
        if outcome == "words":
            await corrections.not_a_quotation(source, place.start, place.end, who)
        else:
            await corrections.set_speaker(source, place.start, place.end, name, who)

    async def _tell_reporter(self, report: OpenReport, outcome: Outcome) -> None:
        """In private where they may ask there, else where they reported it. Nothing of the coverage is said."""
        told, people = report.report, self._tools.people
        kind = texts.REPORT_KINDS[told.kind]
        rendered = plain(f"Your report ({kind}) on “{clipped(report.question, 200)}”: {_TOLD[outcome]}")
        places = [told.user_id, people.home(told.chat_id)]
        for chat_id in dict.fromkeys(each for each in places if people.may_ask(each)):
            if await self._tools.sender.send(Place(chat_id), rendered) is not None:
                return
        _LOG.info("the outcome of report %d could not be told", report.id)

    async def _seen(self, number: int, chat_id: int) -> Seen | None:
        """The report, if that chat may see its excerpt: of others it is not even told that they are there."""
        found = await self._tools.state.read(feedback.find_report, number)
        if found is None:
            return None
        report, is_open = found
        excerpt = await self._excerpt(report, chat_id)
        if excerpt is Gone.UNAVAILABLE and self._tools.access.desks_of(chat_id) is not None:
            return None
        return Seen(report, excerpt, is_open)

    async def _excerpt(self, report: OpenReport, chat_id: int) -> Excerpt | Gone:
        async with asyncio.timeout(_SECONDS):
            scope = self._tools.access.scope_of(chat_id)
            (excerpt,) = await self._tools.newsroom.excerpts([report.kept], scope)
        return excerpt

    def _offered(self, seen: Seen) -> Rendered:
        return replace(self._text(seen), keyboard=_keyboard(seen, self._corrections))

    def _text(self, seen: Seen) -> Rendered:
        report = seen.report
        return report_text(report.id, report.report, report.question, seen.excerpt, report.kept.key.source)

    async def _replied(self, call: Call) -> int | None:
        """The number of the report that the message answers; None if it answers none."""
        if call.facts.replied_id is None:
            return None
        chat_id = self._tools.people.home(call.facts.chat_id)
        return await self._tools.state.read(feedback.at_message, chat_id, call.facts.replied_id)


def _keyboard(seen: Seen, corrections: Corrections | None) -> Keyboard:
    number = seen.report.id
    mend = (Button("Not a quotation", f"rep:n:{number}"), Button("Set the speaker", f"rep:s:{number}"))
    close = (Button("Mended", f"rep:m:{number}"), Button("Dismiss", f"rep:d:{number}"))
    return (mend, close) if seen.quotation is not None and corrections is not None else (close,)


def register(registry: Registry, reports: Reports) -> None:
    """`/reports`, `/speaker`, the buttons of reports, and what reporters are told."""
    in_private: list[tuple[str, str, Callable[[Call], Awaitable[Rendered | None]]]] = [
        ("reports", "what readers reported as wrong", reports.waiting),
        ("speaker", "say who is quoted in a report: its number and the name", reports.speaker),
    ]
    for name, line, handler in in_private:
        registry.command(Spec(name, line, Role.EDITOR, private=True), handler)
    registry.buttons("rep", reports.pressed, role=Role.EDITOR, private=True)
    registry.on_reply(reports.replied, "reply to a report")
    registry.path("report outcome")
