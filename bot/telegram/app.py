"""The running bot: puts the parts together, starts, polls, and closes in order."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from telegram import Update, User
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from bot.ports import Newsroom
from bot.telegram.clock import Clock, SystemClock
from bot.telegram.decide import Identity
from bot.telegram.handlers import Handlers
from bot.telegram.limiter import PerChatLimiter
from bot.telegram.menus import set_menus
from bot.telegram.ordered import PerChatProcessor
from bot.telegram.people import People
from bot.telegram.polling import Poller, wrong_token
from bot.telegram.reindex import Reindexing
from bot.telegram.sending import Sender
from config.errors import ConfigError
from config.logs import hide
from config.settings import Settings

_LOG = logging.getLogger(__name__)
_TOKEN = re.compile(r"\d+:[\w-]+")
_LONGEST_WAIT = 30.0
_CLOSING_SECONDS = 30.0
App = Application[Any, Any, Any, Any, Any, Any]


async def run_bot(settings: Settings, newsroom: Newsroom, *, stop: asyncio.Event | None = None) -> None:
    """Run the bot by polling until `stop` is set or the task is cancelled; what was taken is finished first.

    Raises ConfigError where the token or the base URL is wrong, UsageError where a second instance polls.
    """
    await serve(settings, newsroom, stop or asyncio.Event(), SystemClock())


async def serve(settings: Settings, newsroom: Newsroom, stop: asyncio.Event, clock: Clock) -> None:
    """As `run_bot`, with the clock handed in."""
    application = _build(settings, clock)
    try:
        if not await _connect(application, stop, clock):
            return
        await application.initialize()
        people = People(settings.telegram)
        sender = Sender(application.bot, people, clock)
        reindexing = Reindexing(newsroom, sender, clock)
        handlers = Handlers(_identity(application.bot.bot), newsroom, people, sender, reindexing)
        application.add_handler(TypeHandler(Update, _callback(handlers)))
        application.add_error_handler(_log_error)
        _log_setup(application.bot.bot, settings)
        await set_menus(application.bot, people)
        poller = Poller(application.bot, application.update_queue.put, clock, seconds=settings.telegram.poll_seconds)
        async with _running(application, reindexing, poller):
            await _first(poller.run(), stop.wait())
    finally:
        await application.shutdown()
        await application.bot.shutdown()  # the application leaves it open where it was not initialised itself


def _build(settings: Settings, clock: Clock) -> App:
    token, root = settings.telegram.read_token(), settings.telegram.base_url.rstrip("/")
    hide(token)
    if _TOKEN.fullmatch(token) is None:
        mend = "copy it from @BotFather once more: digits, a colon, letters and digits"
        raise ConfigError("the Telegram token is malformed", where="telegram.token", mend=mend)
    if urlsplit(root).scheme not in {"http", "https"}:
        mend = "write the Bot API server's address, such as https://api.telegram.org"
        raise ConfigError("the base URL is no web address", where="telegram.base_url", mend=mend)
    return (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .get_updates_connection_pool_size(4)  # one can stall polling silently
        .rate_limiter(PerChatLimiter(clock))
        .concurrent_updates(PerChatProcessor())
        .updater(None)
        .job_queue(None)
        .build()
    )


async def _connect(application: App, stop: asyncio.Event, clock: Clock) -> bool:
    """Reach Telegram, however long it is away; False if told to stop before. Raises ConfigError for a wrong token."""
    wait = 1.0
    while not stop.is_set():
        try:
            await application.bot.initialize()
            # Telegram refuses polling while a webhook of an earlier set-up is still there.
            await _remove_webhook(application)
        except InvalidToken:
            raise wrong_token() from None  # the library's own text holds the token
        except TelegramError as error:
            _LOG.warning("Telegram cannot be reached (%s); trying again in %.0f s", type(error).__name__, wait)
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
async def _running(application: App, reindexing: Reindexing, poller: Poller) -> AsyncIterator[None]:
    await application.start()
    try:
        yield
    finally:
        try:
            async with asyncio.timeout(_CLOSING_SECONDS):
                await application.stop()
        except TimeoutError:
            _LOG.warning("some questions were not answered before the bot closed")
        await reindexing.close()
        await poller.confirm()


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


def _identity(me: User) -> Identity:
    return Identity(me.id, me.username or "")


def _callback(handlers: Handlers) -> Any:
    async def callback(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await handlers.handle(update)

    return callback


async def _log_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The last net: a bug is logged, and the bot goes on."""
    number = update.update_id if isinstance(update, Update) else None
    _LOG.error("update %s was not handled", number, exc_info=context.error)


def _log_setup(me: User, settings: Settings) -> None:
    """Say whom the bot answers and how it is set up for groups, and the mend."""
    if not (settings.telegram.admins or settings.telegram.allowed_chats):
        _LOG.warning("nobody is let in yet: write to @%s, it tells your number for telegram.admins", me.username)
    if me.can_read_all_group_messages:
        _LOG.warning(
            "@%s receives every message of its groups and needs none of that: /setprivacy in @BotFather", me.username
        )
    else:
        _LOG.info("privacy mode is on: in groups use /ask@%s, or reply to the bot's messages", me.username)
    if me.can_join_groups is False:
        _LOG.info("@%s cannot be added to groups: /setjoingroups in @BotFather allows it", me.username)
