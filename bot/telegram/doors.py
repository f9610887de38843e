"""Groups that ask to be let in, who is in, and how somebody is shut out again."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence

from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.desks import Choice, desk_key, desk_of, seen
from bot.telegram.layout import Button, Keyboard, Rendered, clipped, plain
from bot.telegram.office import shut_out
from bot.telegram.people import Role
from bot.telegram.sending import Place
from bot.telegram.setup import group_start
from bot.telegram.tables import audit, doors
from bot.telegram.tables.audit import Deed
from bot.telegram.tables.doors import Desks, Doors, Room, RoomState

_LOG = logging.getLogger(__name__)
_DAY = 86_400.0
MOST_KNOCKS = 20
"""So many groups may wait for an answer of one day; more are only logged."""
_LONGEST_TITLE = 60
MOST_SHOWN = 40

ALREADY = "That was decided already."
NOBODY = "Nobody was let in by a code, and no group has asked."
BY_SETTINGS = "The settings let them in (telegram.admins, telegram.allowed_chats): take the number out there."
NOT_IN = "They are not let in."


def decide(connection: sqlite3.Connection, chat_id: int, state: RoomState, desks: Choice, deed: Deed) -> bool:
    """Allow or deny a group, bind it to its desks and write it down, in one transaction. False if it is so already."""
    if not doors.decide_room(connection, chat_id, state, deed.who):
        return False
    if state == "allowed" and isinstance(desks, frozenset):
        doors.bind(connection, chat_id, desks)
    audit.note(connection, deed)
    return True


def knock_text(room: Room) -> str:
    """What admins are told of a group that asks."""
    return f"The group “{room.title}” ({room.chat_id}) asks to be let in. It has heard nothing from me yet."


def knock_keyboard(chat_id: int, desks: Sequence[str]) -> Keyboard:
    """Allow (as the settings say, or with one desk), or deny."""
    allow = [Button("Allow", f"door:y:{chat_id}")]
    one_desk = [(Button(clipped(f"Allow: {desk}", 40), f"door:y:{chat_id}:{desk_key(desk)}"),) for desk in desks[:8]]
    return (tuple(allow), *one_desk, (Button("Deny", f"door:n:{chat_id}"),))


def people_text(held: Doors, admins: frozenset[int], default: Desks) -> str:
    """Who is in. Pure."""
    lines = [f"{number}: admin, by the settings" for number in sorted(admins)]
    lines += [f"{each.user_id}: {each.role}{_sees(each.user_id, held, default)}" for each in held.people[-MOST_SHOWN:]]
    rooms = [f"{each.chat_id} “{each.title}”: {each.state}{_room_sees(each, held, default)}" for each in held.rooms]
    lines += rooms[-MOST_SHOWN:]
    return "\n".join(lines) or NOBODY


def _room_sees(room: Room, held: Doors, default: Desks) -> str:
    return _sees(room.chat_id, held, default) if room.state == "allowed" else ""


def _sees(number: int, held: Doors, default: Desks) -> str:
    return f", sees {seen(held.desks.get(number, default))}"


class DoorKeeper:
    """Tells admins of groups that ask, and does what they decide."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def knock(self, chat_id: int, title: str | None) -> None:
        """A group that is not let in asks something: the admins hear of it, once. The group hears nothing."""
        tools, at = self._tools, self._tools.newsroom.now().timestamp()
        room = Room(tools.people.home(chat_id), clipped(title or "", _LONGEST_TITLE) or "without a title", "asked", at)
        if not await tools.state.write(doors.knock, room.chat_id, room.title, at, most=MOST_KNOCKS, since=at - _DAY):
            return
        _LOG.warning("group %d asks but is not let in; the admins are asked in private", room.chat_id)
        message = Rendered(knock_text(room), keyboard=knock_keyboard(room.chat_id, await tools.newsroom.desks()))
        for admin in sorted(tools.people.admins):
            if await tools.sender.send(Place(admin), message) is None:
                _LOG.warning("admin %d was not told of it; /people shows it too", admin)

    async def pressed(self, pressing: Pressing) -> None:
        """An admin decides about a group."""
        answer, number, *key = pressing.rest.split(":")
        chat_id = int(number)
        room = await self._tools.state.read(doors.find_room, chat_id)
        desks = await desk_of(self._tools, key[0]) if key else None
        if room is None or (key and desks is None):
            await pressing.screen.tell(ALREADY)
            return
        state: RoomState = "allowed" if answer == "y" else "denied"
        choice: Choice = frozenset({desks}) if desks is not None else "settings"
        deed = Deed(self._tools.newsroom.now().timestamp(), pressing.user_id, state, f"group {chat_id} “{room.title}”")
        done = await self._tools.state.write(decide, chat_id, state, choice, deed)
        await self._tools.access.refresh()
        await pressing.screen.tell(None if done else ALREADY)
        held = await self._tools.state.read(doors.find_room, chat_id) or room
        seeing = f", sees {seen(self._tools.access.desks_of(chat_id))}" if held.state == "allowed" else ""
        await pressing.screen.show(plain(f"“{held.title}” ({chat_id}): {held.state}{seeing}."))
        if done and state == "allowed":
            await self._tools.sender.send(Place(chat_id), plain(group_start(self._tools.me.username, reads_all=None)))

    async def people(self, _: Call) -> Rendered:
        """Who is in, and which groups asked; those that were denied may be let in after all."""
        await self._tools.access.refresh()
        held, people = self._tools.access.doors, self._tools.people
        named = frozenset(user for user in people.admins if people.is_named_admin(user))
        again = [room for room in held.rooms if room.state != "allowed"][-MOST_SHOWN:]
        rows = tuple((Button(clipped(f"Allow “{room.title}”", 50), f"door:y:{room.chat_id}"),) for room in again)
        return Rendered(clipped_lines(people_text(held, named, self._tools.access.default)), keyboard=rows)

    async def remove(self, call: Call) -> Rendered:
        """Whom to shut out: everybody with a button, or the number that was named."""
        await self._tools.access.refresh()
        held = self._tools.access.doors
        if number := whole_number(call.argument):
            return self._sure(number)
        people = [(f"{each.user_id} ({each.role})", each.user_id) for each in held.people]
        rooms = [(f"“{each.title}”", each.chat_id) for each in held.rooms if each.state == "allowed"]
        rows = tuple(
            (Button(clipped(label, 50), f"rm:a:{number}"),) for label, number in (people + rooms)[-MOST_SHOWN:]
        )
        return Rendered("Whom shall I shut out?", keyboard=rows) if rows else plain(f"{NOBODY} {BY_SETTINGS}")

    def _sure(self, number: int) -> Rendered:
        people = self._tools.people
        if people.is_named_admin(number) or people.is_listed(number):
            return plain(f"{number}: {BY_SETTINGS}")
        if not people.may_ask(number):
            return plain(f"{number}: {NOT_IN}")
        row = (Button("Shut out", f"rm:y:{number}"), Button("Cancel", "rm:x:0"))
        return Rendered(f"Shut out {number}? They get no answer from then on, old buttons included.", keyboard=(row,))

    async def removing(self, pressing: Pressing) -> None:
        """An admin has pressed a button of `/remove`."""
        step, number = pressing.rest.split(":")
        await pressing.screen.tell()
        if step == "a":
            await pressing.screen.show(self._sure(int(number)))
        elif step == "y":
            await pressing.screen.show(plain(await self._shut_out(int(number), pressing.user_id)))
        else:
            await pressing.screen.show(plain("Nothing was changed."))

    async def _shut_out(self, number: int, by: int) -> str:
        deed = Deed(self._tools.newsroom.now().timestamp(), by, "removed", str(number))
        done = await self._tools.state.write(shut_out, number, deed)
        await self._tools.access.refresh()
        if self._tools.people.may_ask(number):
            return f"{number}: {BY_SETTINGS}"
        return f"{number} is shut out." if done else f"{number}: {NOT_IN}"


def whole_number(text: str) -> int | None:
    """A person's or a chat's number; None if the text is none."""
    text = text.strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else None


def clipped_lines(text: str, most: int = 3500) -> str:
    """As many whole lines as fit in a message."""
    if len(text) <= most:
        return text
    return text[:most].rsplit("\n", 1)[0] + "\n…"


def register(registry: Registry, tools: Tools) -> DoorKeeper:
    """Groups that ask, `/people` and `/remove`."""
    keeper = DoorKeeper(tools)
    registry.command(Spec("people", "who is let in, and which groups asked", Role.ADMIN, private=True), keeper.people)
    registry.command(Spec("remove", "shut somebody out", Role.ADMIN, private=True), keeper.remove)
    registry.buttons("door", keeper.pressed, role=Role.ADMIN, private=True)
    registry.buttons("rm", keeper.removing, role=Role.ADMIN, private=True)
    registry.path("knock")
    return keeper
