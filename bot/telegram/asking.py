"""What commands that search the coverage have in common: the quota, the time they may take, and what is empty."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.telegram.commands import Call, Tools
from bot.telegram.layout import Rendered, plain
from bot.telegram.pages import PageLinks
from bot.telegram.press import Buttons
from bot.telegram.quotas import Quotas, Refused
from bot.telegram.tables.asked import Kind
from bot.telegram.tables.shown import Form
from config.errors import EmptyCoverageError, UsageError
from index.scope import Scope
from retrieval.answer import Excerpt

_SECONDS = 60.0
Found = tuple[Rendered | None, Kind]
"""What is replied (None where the work has said all itself), and what it came to."""
Work = Callable[[Call], Awaitable[Found]]


class Searching:
    """Runs commands that search, each as one question of the quota.

    Args:
        pages: makes links for articles without one of their own; None where there is no reading page.
        buttons: gives messages the buttons of their excerpts.
    """

    def __init__(self, tools: Tools, quotas: Quotas, pages: PageLinks | None, buttons: Buttons) -> None:
        self._tools, self._quotas, self._pages, self._buttons = tools, quotas, pages, buttons

    def handler(
        self, work: Work, how: str, words: Callable[[Call], str] = lambda call: call.argument
    ) -> Callable[[Call], Awaitable[Rendered | None]]:
        """The work as a command's handler.

        Args:
            how: what is said to whoever gives it no words; empty where it needs none.
            words: those that it was given.
        """

        async def handle(call: Call) -> Rendered | None:
            if how and not words(call):
                return plain(how)
            ticket = await self._quotas.take(call.facts)
            if isinstance(ticket, Refused):
                return plain(ticket.line) if ticket.line else None
            kind: Kind = "failed"
            try:
                async with asyncio.timeout(_SECONDS):
                    rendered, kind = await work(call)
            except UsageError as error:
                return plain(f"{error.what[:1].upper()}{error.what[1:]}: {error.mend}.")
            finally:
                await self._quotas.settle(ticket, kind)
            return rendered

        return handle

    async def require_articles(self, scope: Scope) -> None:
        """Raises EmptyCoverageError where the scope holds nothing: that nothing is found there would say nothing."""
        if not (await self._tools.newsroom.status(scope)).articles:
            raise EmptyCoverageError("the scope holds no article", mend="bind the chat to a desk, or add articles")

    async def buttoned(
        self, rendered: Rendered, form: Form, words: str, found: Sequence[Excerpt], call: Call
    ) -> Rendered:
        """The message with buttons for the excerpts that it shows, in its order; `words` stood after the command."""
        chat_id = self._tools.people.home(call.facts.chat_id)
        return await self._buttons.under(rendered, form, words, found, chat_id, call.scope)

    def linked(self, excerpt: Excerpt, chat_id: int) -> Excerpt:
        """The excerpt with a link of the reading page for each article that has none."""
        return excerpt if self._pages is None else self._pages.excerpt(excerpt, chat_id)
