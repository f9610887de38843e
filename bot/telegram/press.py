"""Answers with buttons, and what happens when one is pressed.

Nothing of an article is kept for the buttons: at each press its words are read again, and shown only if they may be
shown to this chat at this moment.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery

from bot.ports import Newsroom
from bot.telegram import buttons, texts
from bot.telegram.buttons import Action, Press
from bot.telegram.cite import attribution
from bot.telegram.late import headed
from bot.telegram.layout import Keyboard, Rendered, clipped, plain
from bot.telegram.message import Page, View, page, view_of
from bot.telegram.pages import PageLinks
from bot.telegram.people import People
from bot.telegram.reports import Reports
from bot.telegram.screen import Screen, acknowledge
from bot.telegram.sending import Sender
from bot.telegram.state import State
from bot.telegram.tables import feedback, shown
from bot.telegram.tables.feedback import OpenReport, Report, Verdict
from bot.telegram.tables.shown import Form, Shown, Understood
from bot.telegram.views import context_text, copy_text, sources_text
from config.errors import OnRecordError
from index.scope import Scope
from retrieval.answer import Answer, Citation, Excerpt, Searched
from retrieval.recall import kept, kept_of

_LOG = logging.getLogger(__name__)
_SECONDS = 30.0
_LONGEST_READING = 300
TURNING = "qt"
"""The prefix of the buttons that turn the pages of what somebody said."""
T = TypeVar("T")


def new_key() -> str:
    """Twelve characters that nobody guesses."""
    return secrets.token_urlsafe(9)


def narrowed(now: Scope, then: Scope) -> Scope:
    """What a chat may see now, and no more of it than its question asked for then."""
    desks = now.desks if then.desks is None else then.desks if now.desks is None else now.desks & then.desks
    return replace(
        now,
        desks=desks,
        exclude=now.exclude | then.exclude,
        outlet=now.outlet or then.outlet,
        since=max(filter(None, (now.since, then.since)), default=None),
        until=min(filter(None, (now.until, then.until)), default=None),
    )


@dataclass(frozen=True, slots=True)
class _Pressed:
    """One press, with everything that is known about it."""

    press: Press
    found: Shown
    screen: Screen
    user_id: int
    scope: Scope


class Buttons:
    """Gives answers their buttons, and does what the buttons say.

    Args:
        state: the bot's own, open.
        scope_of: what a chat may see at this moment.
        reports: tells editors what was reported.
        pages: makes links for articles without one of their own; None where there is no reading page.
        key: makes a new key at each call.
    """

    def __init__(
        self,
        newsroom: Newsroom,
        state: State,
        people: People,
        sender: Sender,
        bot: Bot,
        scope_of: Callable[[int], Scope],
        reports: Reports,
        pages: PageLinks | None = None,
        *,
        key: Callable[[], str] = new_key,
    ) -> None:
        self._newsroom, self._state, self._people = newsroom, state, people
        self._sender, self._bot, self._scope_of, self._key = sender, bot, scope_of, key
        self._reports, self._pages = reports, pages
        self._actions: dict[Action, Callable[[_Pressed], Awaitable[None]]] = {
            Action.PAGE: self._page,
            Action.CONTEXT: self._context,
            Action.SOURCES: self._sources,
            Action.COPY: self._copy,
            Action.UP: partial(self._rate, "up"),
            Action.DOWN: partial(self._rate, "down"),
            Action.REPORT: self._report,
            Action.REPORT_ONE: self._report_one,
            Action.REPORT_KIND: self._report_kind,
            Action.BUTTONS: self._buttons,
            Action.TYPED: self._as_typed,
        }

    async def answered(self, answer: Answer, chat_id: int, scope: Scope, typed: str | None = None) -> Rendered:
        """An answer to that chat as a message with its buttons; what they need is kept.

        Args:
            typed: what was typed, where the answer's question is what that was read as.

        Where it cannot be kept the answer goes out without buttons: it counts more than they do.
        """
        view = view_of(answer)
        first, key = page(self._linked(view, chat_id)), self._key()
        at = self._newsroom.now().timestamp()
        try:
            await self._state.write(shown.keep, _kept(answer, key, chat_id, scope, at, typed))
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is given
            _log("keeping the buttons of an answer", error)
            return first.rendered
        return _with_buttons(key, view, first, answer.question if typed else None)

    async def under(
        self, rendered: Rendered, form: Form, words: str, found: Sequence[Excerpt], chat_id: int, scope: Scope
    ) -> Rendered:
        """A message that is no answer, with buttons for the excerpts that it shows; what they need is kept.

        Its own buttons stay above them. Where it cannot be kept the message goes out without.

        Args:
            words: what stood after the command.
            found: the excerpts, in the message's order.
        """
        key, at = self._key(), self._newsroom.now().timestamp()
        places = tuple(kept_of(each) for each in found)
        made = Shown(key, chat_id, at, words, scope, Understood(), True, 1.0, 0, places, form=form)  # noqa: FBT003
        if not found:
            return rendered
        try:
            await self._state.write(shown.keep, made)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message goes out
            _log("keeping the buttons of a message", error)
            return rendered
        whole = Page(rendered, 0, len(found), len(found))
        return replace(rendered, keyboard=(*rendered.keyboard, *buttons.under_excerpts(key, whole)))

    async def placed(self, rendered: Rendered, chat_id: int, message_id: int) -> None:
        """Note which message shows an answer, so that replies to it are read from it. A failure is logged."""
        key = buttons.key_of(rendered.keyboard)
        if key is None:
            return
        try:
            await self._state.write(shown.put_in, key, chat_id, message_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer stands
            _log("noting where an answer stands", error)

    async def pressed(self, query: CallbackQuery) -> None:
        """Do what a button says, once, for whoever may ask in its chat. Nothing is raised."""
        press = buttons.read(query.data)
        if press is None or query.message is None:
            await acknowledge(self._bot, query, texts.TOO_OLD)
            return
        screen = Screen(self._bot, self._sender, query, self._people.home(query.message.chat.id))
        if not self._people.may_ask(screen.chat_id):
            _LOG.info("a button in chat %d: the chat is not let in", screen.chat_id)
            await screen.tell()
            return
        found = await self._find(press, screen)
        if found is not None:
            scope = narrowed(self._scope_of(screen.chat_id), found.scope)
            await self._do(_Pressed(press, found, screen, query.from_user.id, scope))

    async def _find(self, press: Press, screen: Screen) -> Shown | None:
        """The answer of the key; None, and the presser is told, where this chat has none such."""
        try:
            found = await self._state.read(shown.find, press.key, screen.chat_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log("a button", error)
            await screen.tell(texts.BUTTON_FAILED)
            return None
        if found is None or not _within(press, len(found.kept)):
            await screen.tell(texts.TOO_OLD)
            return None
        return found

    async def _do(self, pressed: _Pressed) -> None:
        try:
            await self._actions[pressed.press.action](pressed)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log(f"the button {pressed.press.action.name}", error)
            # The press was acknowledged before the work began: a line of its own is the only way left to say so.
            await self._sender.send(pressed.screen.place, plain(texts.BUTTON_FAILED))

    async def _page(self, pressed: _Pressed) -> None:
        await pressed.screen.tell()
        found, press = pressed.found, pressed.press
        if found.form != "answer":  # no button of ours: its words would be put in the place of something else's
            return
        if not found.answered and press.start == 0:
            # Why there was no answer is not kept: it is found out again, and perhaps there is one by now.
            answer = await _soon(self._newsroom.ask(found.question, pressed.scope))
            await self._show_anew(pressed, answer, found.typed)
            return
        view = await self._view(pressed)
        shown_page = page(self._linked(view, found.chat_id), press.start)
        await pressed.screen.show(_with_buttons(press.key, view, shown_page, found.question if found.typed else None))

    async def _as_typed(self, pressed: _Pressed) -> None:
        """The follow-up was none: what was typed is asked by itself, in the place of what it was read as."""
        await pressed.screen.tell()
        typed = pressed.found.typed
        if typed is not None:
            await self._show_anew(pressed, await _soon(self._newsroom.ask(typed, pressed.scope)), None)

    async def _show_anew(self, pressed: _Pressed, answer: Answer, typed: str | None) -> None:
        """An answer with a key of its own in the place of the one whose button was pressed."""
        rendered = await self.answered(answer, pressed.found.chat_id, pressed.scope, typed)
        await pressed.screen.show(rendered)
        await self.placed(rendered, pressed.screen.chat_id, pressed.screen.place.reply_to or 0)

    async def _context(self, pressed: _Pressed) -> None:
        await pressed.screen.tell()
        press, found = pressed.press, pressed.found
        around = await _soon(self._newsroom.contexts(found.kept[press.start : press.end], pressed.scope))
        rendered = context_text(around, press.start, len(found.kept), self._page_of(found.chat_id))
        if found.form != "answer":  # what it says besides its excerpts is not kept: it stays where it is
            await self._sender.send(pressed.screen.place, rendered)
            return
        await pressed.screen.show(replace(rendered, keyboard=buttons.back(press.key, press.start)))

    async def _sources(self, pressed: _Pressed) -> None:
        await pressed.screen.tell()
        rendered = sources_text(self._linked(await self._view(pressed), pressed.found.chat_id))
        await pressed.screen.show(replace(rendered, keyboard=buttons.back(pressed.press.key, pressed.press.start)))

    async def _copy(self, pressed: _Pressed) -> None:
        await pressed.screen.tell()
        press = pressed.press
        rendered = copy_text(await self._view(pressed), press.start, press.end)
        await pressed.screen.show(replace(rendered, keyboard=buttons.back(press.key, press.start)))

    async def _rate(self, verdict: Verdict, pressed: _Pressed) -> None:
        at = self._newsroom.now().timestamp()
        try:
            new = await self._state.write(feedback.rate, pressed.press.key, pressed.user_id, verdict, at)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log("noting a verdict", error)
            await pressed.screen.tell(texts.NOT_NOTED)
            return
        await pressed.screen.tell(texts.NOTED if new else texts.NOTED_ALREADY)

    async def _report(self, pressed: _Pressed) -> None:
        press = pressed.press
        if press.end - press.start == 1:
            one = press._replace(action=Action.REPORT_ONE, position=press.start)
            await self._report_one(replace(pressed, press=one))
            return
        await pressed.screen.tell(texts.WHICH_EXCERPT)
        await _offer(pressed, buttons.which_excerpt(press))

    async def _report_one(self, pressed: _Pressed) -> None:
        await pressed.screen.tell(texts.WHAT_IS_WRONG)
        await _offer(pressed, buttons.what_is_wrong(pressed.press))

    async def _report_kind(self, pressed: _Pressed) -> None:
        press, found = pressed.press, pressed.found
        at = self._newsroom.now().timestamp()
        report = Report(press.key, press.position or 0, found.chat_id, pressed.user_id, press.kind or "other", at)
        try:
            number = await self._state.write(feedback.report, report)
        except Exception as error:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _log("noting a report", error)
            await pressed.screen.tell(texts.NOT_NOTED)
            return
        await pressed.screen.tell(texts.REPORTED if number else texts.REPORTED_ALREADY)
        await self._offer_page(pressed)
        if number:
            await self._reports.tell(OpenReport(number, report, found.question, found.kept[report.position]))

    async def _buttons(self, pressed: _Pressed) -> None:
        await pressed.screen.tell()
        await self._offer_page(pressed)

    async def _offer_page(self, pressed: _Pressed) -> None:
        """The page's own buttons again; its words stand as they are."""
        press = pressed.press
        whole = Page(plain(""), press.start, press.end, len(pressed.found.kept))
        if pressed.found.form != "answer":
            await _offer(pressed, buttons.under_excerpts(press.key, whole))
            return
        read = pressed.found.typed is not None
        await pressed.screen.offer(buttons.under_answer(press.key, whole, read=read))

    def _linked(self, view: View, chat_id: int) -> View:
        """The view with a link of the reading page for each article that has none. Never what is copied: they end."""
        return view if self._pages is None else self._pages.view(view, chat_id)

    def _page_of(self, chat_id: int) -> Callable[[Citation], str | None]:
        """Where that chat reads an article whole."""
        pages = self._pages
        return lambda cited: None if pages is None else pages.url(cited, chat_id)

    async def _view(self, pressed: _Pressed) -> View:
        found = pressed.found
        items = await _soon(self._newsroom.excerpts(found.kept, pressed.scope))
        # Of accounts that contradicted each other, one may be gone by now.
        left = sum(isinstance(each, Excerpt) for each in items[: found.differ])
        searched = Searched(0, None, None, 0, *found.understood)
        return View(found.answered, None, searched, items, found.differ if left > 1 else 0)


async def _offer(pressed: _Pressed, keyboard: Keyboard) -> None:
    """Other buttons; those that turn pages stay, for only the message itself knows them."""
    turning = pressed.screen.rows_of(TURNING) if pressed.found.form == "said" else ()
    await pressed.screen.offer((*turning, *keyboard))


async def _soon(reading: Coroutine[Any, Any, T]) -> T:
    """What the newsroom says. Raises TimeoutError where it says nothing for too long."""
    async with asyncio.timeout(_SECONDS):
        return await reading


def _kept(answer: Answer, key: str, chat_id: int, scope: Scope, at: float, typed: str | None) -> Shown:
    searched = answer.searched
    return Shown(
        key=key,
        chat_id=chat_id,
        at=at,
        question=answer.question,
        scope=scope,
        understood=Understood(searched.speaker, searched.outlet, searched.since, searched.until),
        answered=answer.answered,
        confidence=answer.confidence,
        differ=answer.differ,
        kept=kept(answer),
        typed=typed,
    )


def _with_buttons(key: str, view: View, shown_page: Page, read_as: str | None) -> Rendered:
    """The page with its buttons; what a follow-up was read as stands above it."""
    only = view.items[0] if len(view.items) == 1 else None
    copied = attribution(only) if isinstance(only, Excerpt) else None
    keyboard = buttons.under_answer(key, shown_page, copied, read=read_as is not None)
    line = None if read_as is None else f"Read as: {clipped(read_as, _LONGEST_READING).rstrip('?')}?"
    return headed(replace(shown_page.rendered, keyboard=keyboard), line)


def _within(press: Press, total: int) -> bool:
    """Whether a press speaks of a page and an excerpt that the answer has: its data could be forged."""
    in_order = press.start <= press.end <= total
    return in_order and (press.position is None or press.start <= press.position < press.end)


def _log(what: str, error: Exception) -> None:
    """Foreseen errors in one line, others with their traceback."""
    if isinstance(error, OnRecordError):
        _LOG.error("%s failed: %s", what, error)
    else:
        _LOG.error("%s failed", what, exc_info=error)
