"""The running bot: puts the parts together, starts, polls or listens, and closes in order."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.ports import Newsroom
from bot.telegram.access import Access
from bot.telegram.clock import Clock, SystemClock
from bot.telegram.commands import Tools
from bot.telegram.connection import ALLOWED_UPDATES, Connection
from bot.telegram.decide import Identity
from bot.telegram.features import registered
from bot.telegram.fence import Fence
from bot.telegram.handlers import Handlers, Parts
from bot.telegram.http import NotSentError
from bot.telegram.inbox import Inbox
from bot.telegram.menus import set_menus
from bot.telegram.ordered import PerChatProcessor
from bot.telegram.people import Moves, People
from bot.telegram.polling import Poller, wrong_token
from bot.telegram.reindex import Reindexing
from bot.telegram.sending import Sender
from bot.telegram.setup import log_setup
from bot.telegram.state import State, alone, open_state
from bot.telegram.taking import Taking
from bot.telegram.webhook import Webhook
from config.errors import ConfigError
from config.logs import hide
from config.settings import Settings

_LOG = logging.getLogger(__name__)
_LONGEST_WAIT = 30.0
_CLOSING_SECONDS = 30.0
App = Application[Any, Any, Any, Any, Any, Any]


def _nobody_waits(_: str) -> None:
    """For whoever need not know that the bot answers now."""


async def run_bot(
    settings: Settings,
    newsroom: Newsroom,
    *,
    stop: asyncio.Event | None = None,
    started: Callable[[str], None] = _nobody_waits,
) -> None:
    """Run the bot until `stop` is set or the task is cancelled; what was taken is finished, or kept for the next start.

    `started` is called with the bot's username once it answers.

    Raises ConfigError where the token, the base URL or the webhook is wrong, UsageError where a second instance polls,
    BusyError where a second one uses this data folder.
    """
    await serve(settings, newsroom, stop or asyncio.Event(), SystemClock(), started)


async def serve(
    settings: Settings,
    newsroom: Newsroom,
    stop: asyncio.Event,
    clock: Clock,
    started: Callable[[str], None] = _nobody_waits,
) -> None:
    """As `run_bot`, with the clock handed in."""
    token, root = _address(settings)
    secret = settings.telegram.read_webhook_secret() or secrets.token_urlsafe(32)
    hide(secret)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(alone(settings.data))
        state = await stack.enter_async_context(await open_state(settings.data))
        fence = Fence(settings.data / "telegram.sending")
        stack.callback(fence.close)
        application = _build(Connection(token, root, fence, clock))
        stack.push_async_callback(_shut_down, application)
        if not await _connect(application, settings, stop, clock):
            return
        await application.initialize()
        inbox = Inbox(state, fence, newsroom.now)
        await _work(application, settings, newsroom, state, inbox, secret, stop, clock, fence, started)


async def _work(
    application: App,
    settings: Settings,
    newsroom: Newsroom,
    state: State,
    inbox: Inbox,
    secret: str,
    stop: asyncio.Event,
    clock: Clock,
    fence: Fence,
    started: Callable[[str], None],
) -> None:
    """Everything between the connection's opening and its closing."""
    bot: Connection = application.bot
    parts = await _parts(bot, settings, newsroom, state, clock, fence)
    taking = Taking(bot, inbox, Handlers(parts), parts.tools.sender, application.update_queue)
    application.add_handler(TypeHandler(Update, taking.process))
    log_setup(bot.bot, settings)
    await set_menus(bot, parts.tools.people, parts.registry.specs)
    async with _running(application, parts, taking, inbox):
        await taking.resume()
        started(bot.username)
        source = _listen if settings.telegram.webhook_url else _poll
        await source(bot, settings, taking, secret, stop, clock)


async def _parts(
    bot: Connection, settings: Settings, newsroom: Newsroom, state: State, clock: Clock, fence: Fence
) -> Parts:
    people = People(settings.telegram)
    moves = Moves(people, state, newsroom.now)
    await moves.load()
    sender = Sender(bot, people, clock, moves.follow)
    access = Access(state, people, settings.telegram, newsroom.now)
    await access.refresh()
    me = Identity(bot.id, bot.username)
    tools = Tools(me, settings, newsroom, state, people, access, sender, bot, clock, fence)
    return registered(tools, moves, partial(_reads_all, bot))


async def _reads_all(bot: Connection) -> bool:
    """Whether privacy mode is off; as it was at the start if Telegram does not say just now."""
    try:
        return bool((await bot.get_me()).can_read_all_group_messages)
    except TelegramError:
        return bool(bot.bot.can_read_all_group_messages)


async def _poll(bot: Connection, settings: Settings, taking: Taking, _: str, stop: asyncio.Event, clock: Clock) -> None:
    wanted = settings.telegram
    poller = Poller(bot, taking.take, clock, seconds=wanted.poll_seconds, token_place=wanted.token_place)
    try:
        await _first(poller.run(), stop.wait())
    finally:
        await poller.confirm()


async def _listen(
    bot: Connection, settings: Settings, taking: Taking, secret: str, stop: asyncio.Event, clock: Clock
) -> None:
    """Receive by webhook. It stays set when the bot ends, so that Telegram keeps what comes meanwhile."""
    wanted = settings.telegram
    url = wanted.webhook_url or ""
    async with Webhook(url, secret, taking.take).listening(wanted.webhook_listen, wanted.webhook_port) as port:
        _LOG.info("listening on %s:%d for Telegram's updates", wanted.webhook_listen, port)
        await _first(_set_webhook(bot, url, secret, clock, wanted.token_place), stop.wait())
        await stop.wait()


async def _set_webhook(bot: Connection, url: str, secret: str, clock: Clock, place: str) -> None:
    wait = 1.0
    while True:
        try:
            await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
        except InvalidToken:
            raise wrong_token(place) from None
        except BadRequest as error:
            mend = "set a public https address on port 443, 80, 88 or 8443"
            reason = f"Telegram does not take the webhook's address ({error.message})"
            raise ConfigError(reason, where="telegram.webhook_url", mend=mend) from None
        except TelegramError as error:
            _LOG.warning("the webhook was not set (%s); trying again in %.0f s", type(error).__name__, wait)
            await clock.sleep(wait)
            wait = min(_LONGEST_WAIT, 2 * wait)
        else:
            return


def _address(settings: Settings) -> tuple[str, str]:
    """The token and the Bot API server's root. Raises ConfigError."""
    token, root = settings.telegram.read_token(), settings.telegram.base_url.rstrip("/")
    hide(token)
    if urlsplit(root).scheme not in {"http", "https"}:
        mend = "write the Bot API server's address, such as https://api.telegram.org"
        raise ConfigError("the base URL is no web address", where="telegram.base_url", mend=mend)
    return token, root


def _build(bot: Connection) -> App:
    return ApplicationBuilder().bot(bot).concurrent_updates(PerChatProcessor()).updater(None).job_queue(None).build()


async def _shut_down(application: App) -> None:
    await application.shutdown()
    await application.bot.shutdown()  # the application leaves it open where it was not initialised itself


async def _connect(application: App, settings: Settings, stop: asyncio.Event, clock: Clock) -> bool:
    """Reach Telegram, however long it is away; False if told to stop before. Raises ConfigError for a wrong token."""
    wait = 1.0
    while not stop.is_set():
        try:
            await application.bot.initialize()
            if (
                settings.telegram.webhook_url is None
            ):  # Telegram refuses it while a webhook of an earlier set-up is still there
                await _remove_webhook(application)
        except InvalidToken:
            raise wrong_token(settings.telegram.token_place) from None  # the library's own text holds the token
        except TelegramError as error:
            reason = "no connection" if isinstance(error, NotSentError) else type(error).__name__
            _LOG.warning("Telegram cannot be reached (%s); trying again in %.0f s", reason, wait)
            await _first(clock.sleep(wait), stop.wait())
            wait = min(_LONGEST_WAIT, 2 * wait)
        else:
            return True
    return False


async def _remove_webhook(application: App) -> None:
    try:
        await application.bot.delete_webhook()
    except InvalidToken:  # the token was good a moment ago: this server has no webhooks
        _LOG.info("the Bot API server knows no webhooks")


@asynccontextmanager
async def _running(application: App, parts: Parts, taking: Taking, inbox: Inbox) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        await inbox.start()
        await application.start()
        stack.push_async_callback(_end, application, parts.reindexing, taking, inbox)
        for background in parts.registry.backgrounds:
            await stack.enter_async_context(background)
        yield


async def _end(application: App, reindexing: Reindexing, taking: Taking, inbox: Inbox) -> None:
    try:
        async with asyncio.timeout(_CLOSING_SECONDS):
            await application.stop()
    except TimeoutError:
        _LOG.warning("some questions were not answered before the bot closed; the next start answers them")
    await taking.close()
    await reindexing.close()
    await inbox.close()


async def _first(*coroutines: Any) -> None:
    """Until one is done; the others are cancelled, and what the first raised is raised."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
    for task in done:
        task.result()
