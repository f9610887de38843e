"""Links to the reading page in what the bot says, and the page's life beside the bot's."""

from __future__ import annotations

import logging
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from bot.page.html import ANCHOR
from bot.page.links import Link, Signer, load_key
from bot.page.site import PATH, Site
from bot.ports import Library
from bot.telegram.commands import Registry, Tools
from bot.telegram.message import View
from config.errors import ConfigError
from config.settings import PageSettings
from index.model import Span
from index.scope import Scope
from retrieval.answer import Citation, Excerpt

_LOG = logging.getLogger(__name__)
_HOUR = 3600
KEY_FILE = "page.key"


class PageLinks:
    """Makes links for chats. They end after the settings' hours, rounded up to a full one.

    Args:
        root: the public address, without a slash at its end.
        now: the clock, UTC.
    """

    def __init__(self, signer: Signer, root: str, hours: int, now: Callable[[], datetime]) -> None:
        self._signer, self._root, self._hours, self._now = signer, root, hours, now

    def url(self, cited: Citation, chat_id: int) -> str:
        """The address of the article's page for that chat, which opens at the excerpt."""
        ends = (math.ceil(self._now().timestamp() / _HOUR) + self._hours) * _HOUR
        token = self._signer.write(Link(cited.revision, Span(cited.start, cited.end), chat_id, ends), cited.source)
        return f"{self._root}{PATH}{token}#{ANCHOR}"

    def excerpt(self, excerpt: Excerpt, chat_id: int) -> Excerpt:
        """The excerpt with a link for each article that has none of its own."""
        also = tuple(replace(each, citation=self._linked(each.citation, chat_id)) for each in excerpt.also_in)
        return replace(excerpt, citation=self._linked(excerpt.citation, chat_id), also_in=also)

    def view(self, view: View, chat_id: int) -> View:
        """The same for everything that a message shows."""
        items = tuple(self.excerpt(each, chat_id) if isinstance(each, Excerpt) else each for each in view.items)
        return replace(view, items=items)

    def _linked(self, cited: Citation, chat_id: int) -> Citation:
        return cited if cited.url else replace(cited, url=self.url(cited, chat_id))


def register(registry: Registry, tools: Tools) -> PageLinks | None:
    """Set up the page if the settings want it; what makes its links. Raises ConfigError, StoreError."""
    settings = tools.settings.page
    if not settings.enabled or not isinstance(tools.newsroom, Library):
        return None
    if settings.public_url is None:
        mend = "set the https address under which readers reach it, or page.enabled = false"
        raise ConfigError("the reading page has no address", where="page.public_url", mend=mend)
    signer = Signer(load_key(tools.settings.data / KEY_FILE))

    async def scope_of(chat_id: int) -> Scope | None:
        await tools.access.refresh()
        return tools.access.scope_of(chat_id) if tools.people.may_ask(tools.people.home(chat_id)) else None

    site = Site(tools.newsroom, signer, scope_of, tools.newsroom.now)
    registry.background(_served(site, settings), "reading page")
    return PageLinks(signer, settings.public_url.rstrip("/"), settings.hours, tools.newsroom.now)


@asynccontextmanager
async def _served(site: Site, settings: PageSettings) -> AsyncIterator[None]:
    async with site.listening(settings.listen, settings.port) as port:
        _LOG.info("the reading page listens on %s:%d", settings.listen, port)
        yield
