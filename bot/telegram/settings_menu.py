"""`/settings`: what a chat chooses for itself, by buttons."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.desks import DeskPanel
from bot.telegram.layout import Button, Keyboard, Rendered
from bot.telegram.people import Role
from bot.telegram.tables import preferences
from bot.telegram.tables.preferences import Preferences

EXCERPTS = (1, 3, 5, 10)
USUAL_EXCERPTS = 5
QUIET = ((20, 8), (22, 7), (23, 6))
NOT_HERE = "In a group only editors and admins change the settings."


def settings_text(chosen: Preferences, zone: str) -> str:
    """The choices in words. Pure."""
    quiet = "none"
    if chosen.quiet_from is not None and chosen.quiet_until is not None:
        quiet = f"{chosen.quiet_from}:00 to {chosen.quiet_until}:00 ({zone})"
    lines = [f"Excerpts in an answer: at most {chosen.excerpts or USUAL_EXCERPTS}", f"Quiet hours: {quiet}"]
    return "\n".join([*lines, "", "In quiet hours I send nothing by myself; questions are answered at any hour."])


def settings_keyboard(chosen: Preferences, chat_id: int, *, desks: bool) -> Keyboard:
    """The buttons; that for desks only where an admin is alone."""
    now = chosen.excerpts or USUAL_EXCERPTS
    counts = tuple(Button(f"{'✓ ' if each == now else ''}{each}", f"set:x:{each}:{chat_id}") for each in EXCERPTS)
    hours = (chosen.quiet_from, chosen.quiet_until)
    spans = [Button(f"{'✓ ' if hours == (None, None) else ''}never quiet", f"set:q:-:{chat_id}")]
    spans += [
        Button(f"{'✓ ' if hours == each else ''}{each[0]}–{each[1]}", f"set:q:{each[0]}-{each[1]}:{chat_id}")
        for each in QUIET
    ]
    more = ((Button("Desks ›", f"set:d:-:{chat_id}"),),) if desks else ()
    return counts, tuple(spans), *more


def changed(chosen: Preferences, what: str, value: str) -> Preferences:
    """The choices after a press. Raises ValueError for what no button of ours says."""
    if what == "x" and int(value) in EXCERPTS:
        return chosen._replace(excerpts=int(value))
    spans = {"-": (None, None)} | {f"{begin}-{end}": (begin, end) for begin, end in QUIET}
    if what != "q" or value not in spans:
        raise ValueError(f"no button of ours: {what}:{value}")
    return chosen._replace(quiet_from=spans[value][0], quiet_until=spans[value][1])


async def preferences_of(tools: Tools, chat_id: int) -> Preferences:
    """What a chat chose."""
    return await tools.state.read(preferences.find, tools.people.home(chat_id))


async def is_quiet(tools: Tools, chat_id: int) -> bool:
    """Whether nothing is to be sent to that chat by itself at this moment."""
    hour = tools.newsroom.now().astimezone(ZoneInfo(tools.settings.telegram.time_zone)).hour
    return (await preferences_of(tools, chat_id)).quiet_at(hour)


class SettingsMenu:
    """`/settings`, and its buttons."""

    def __init__(self, tools: Tools, desks: DeskPanel) -> None:
        self._tools, self._desks = tools, desks

    async def settings(self, call: Call) -> Rendered:
        """The choices of this chat."""
        return await self._menu(call.facts.chat_id, desks=call.private and call.role is Role.ADMIN)

    async def pressed(self, pressing: Pressing) -> None:
        """Somebody changes the settings of the chat in which the buttons stand."""
        what, value, number = pressing.rest.split(":")
        chat_id, screen = pressing.screen.chat_id, pressing.screen
        admin = pressing.role is Role.ADMIN and chat_id > 0
        # The number was written when the group perhaps had another; a button passed on elsewhere changes nothing.
        if self._tools.people.home(int(number)) != chat_id or (chat_id < 0 and pressing.role < Role.EDITOR):
            await screen.tell(NOT_HERE)
            return
        if what == "d":
            await screen.tell(None if admin else NOT_HERE)
            if admin:
                await screen.show(await self._desks.panel(chat_id))
            return
        await screen.tell()
        chosen = changed(await preferences_of(self._tools, chat_id), what, value)
        await self._tools.state.write(preferences.keep, chat_id, chosen)
        await screen.show(await self._menu(chat_id, desks=admin))

    async def _menu(self, chat_id: int, *, desks: bool) -> Rendered:
        chat_id = self._tools.people.home(chat_id)
        chosen = await preferences_of(self._tools, chat_id)
        text = settings_text(chosen, self._tools.settings.telegram.time_zone)
        return Rendered(text, keyboard=settings_keyboard(chosen, chat_id, desks=desks))


def register(registry: Registry, tools: Tools, desks: DeskPanel) -> None:
    """`/settings`."""
    menu = SettingsMenu(tools, desks)
    registry.command(Spec("settings", "excerpts in an answer, quiet hours"), menu.settings)
    registry.buttons("set", menu.pressed)
