"""`/watch`, `/watches`, and the buttons of the list."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from bot.ports import Lookout
from bot.telegram import texts
from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Rendered, plain
from bot.telegram.notice import MOST, NONE_YET, PREFIX, begun, listed, notice
from bot.telegram.pages import PageLinks
from bot.telegram.screen import Screen
from bot.telegram.settings_menu import preferences_of
from bot.telegram.tables import news, watches
from bot.telegram.watching import Watching, excerpts_of
from config.errors import UsageError

_LOG = logging.getLogger(__name__)
MOST_WATCHES = 30
FULL = f"This chat watches for {MOST_WATCHES} things already. Remove one first: /watches"
TWICE = "That is watched here already: /watches"
NO_SUCH = "That is not watched here any more."
NOTHING_TOLD = "Nothing has been told here yet."
WHICH_HOUR = "Write the hour of the digests after /watches, for example: /watches 7"


class WatchCommands:
    """What people say and press about watches."""

    def __init__(self, tools: Tools, lookout: Lookout, watching: Watching) -> None:
        self._tools, self._lookout, self._watching = tools, lookout, watching

    async def watch(self, call: Call) -> Rendered:
        """Set up a watch, or say how."""
        chat_id = self._tools.people.home(call.facts.chat_id)
        if not call.argument:
            return plain(NONE_YET)
        try:
            wanted = await self._lookout.understand_watch(call.argument, call.scope)
        except UsageError as error:
            return plain(f"{error.what[:1].upper()}{error.what[1:]}: {error.mend}.")
        if len(await self._tools.state.read(watches.of_chat, chat_id)) >= MOST_WATCHES:
            return plain(FULL)
        begins = await self._lookout.begin_watch()
        at = self._tools.newsroom.now().timestamp()
        made = await self._tools.state.write(
            watches.add, chat_id, call.place.topic, call.facts.user_id, wanted, begins, at
        )
        return plain(TWICE if made is None else begun(wanted))

    async def watches(self, call: Call) -> Rendered:
        """The chat's watches; with an hour after it, that of the digests is set first."""
        chat_id = self._tools.people.home(call.facts.chat_id)
        if call.argument:
            if not (call.argument.isdecimal() and int(call.argument) < 24):
                return plain(WHICH_HOUR)
            await self._tools.state.write(watches.set_digest_hour, chat_id, int(call.argument))
        return await self._list(chat_id)

    async def pressed(self, pressing: Pressing) -> None:
        """Remove a watch, switch its digest, or show again what was told last."""
        what, _, number = pressing.rest.partition(":")
        screen, state = pressing.screen, self._tools.state
        if what == "l":
            await self._latest(screen)
            return
        if what not in {"r", "d", "n"} or not number.isdecimal():
            await screen.tell(texts.TOO_OLD)
            return
        if what == "r":
            done = await state.write(watches.remove, int(number), screen.chat_id)
        else:
            done = await state.write(watches.set_digest, int(number), screen.chat_id, digest=what == "d")
        await screen.tell(None if done else NO_SUCH)
        await screen.show(await self._list(screen.chat_id))
        self._watching.wake()

    async def _list(self, chat_id: int) -> Rendered:
        rows = await self._tools.state.read(watches.of_chat, chat_id)
        hour = await self._tools.state.read(watches.digest_hour, chat_id)
        chosen = await preferences_of(self._tools, chat_id)
        zone = ZoneInfo(self._tools.settings.telegram.time_zone)
        quiet = ""
        if chosen.quiet_from is not None and chosen.quiet_until is not None:
            quiet = (
                f"Quiet from {chosen.quiet_from:02d}:00 to {chosen.quiet_until:02d}:00 ({zone.key}): all of it after."
            )
        return listed(rows, hour, quiet)

    async def _latest(self, screen: Screen) -> None:
        """What was told last, read again within what the chat may see now."""
        facts = await self._tools.state.read(news.latest, screen.chat_id, MOST)
        shown = await excerpts_of(self._tools.newsroom, facts, self._tools.access.scope_of(screen.chat_id))
        excerpts = [self._watching.linked(shown[fact.id], screen.chat_id) for fact in facts if fact.id in shown]
        await screen.tell(None if excerpts else NOTHING_TOLD)
        for number in range(len(excerpts), 0, -1):
            message = notice(excerpts[:number], (), digest=False)
            if message is not None:
                await self._tools.sender.send(screen.place, message)
                return


def register(registry: Registry, tools: Tools, pages: PageLinks | None = None) -> None:
    """`/watch`, `/watches` and what they set going; nothing where the newsroom cannot be watched."""
    if tools.fence is None or not isinstance(tools.newsroom, Lookout):
        return
    watching = Watching(tools, tools.newsroom, tools.fence, pages)
    commands = WatchCommands(tools, tools.newsroom, watching)
    registry.command(Spec("watch", "tell this chat of new coverage: a speaker, “exact words”, a topic"), commands.watch)
    registry.command(Spec("watches", "what is watched here, digests"), commands.watches)
    registry.buttons(PREFIX, commands.pressed)
    registry.background(watching, "watch")
    registry.on_arrival(watching.wake)
