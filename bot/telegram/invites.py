"""Letting people in by one-time codes."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.telegram.commands import Call, Registry, Tools
from bot.telegram.decide import Facts, Spec
from bot.telegram.layout import Piece, Rendered, lay_out, plain
from bot.telegram.office import HOURS, MOST_HOURS, ROLES, Asked, make, new_code, redeem
from bot.telegram.people import Role
from bot.telegram.tables.doors import RoleName
from bot.telegram.tables.invites import Invite

OPENS_NOTHING = "This code opens nothing: it is mistyped, used up or too old. Ask an admin for a new one."
HOW_TO_INVITE = (
    "Write /invite, or /invite editor, or /invite reader 24 sport: the role (reader, editor, admin), how many hours "
    f"the code lasts ({HOURS} if you do not say), and the desk, if it is to open only one."
)


def asked_for(argument: str) -> Asked | None:
    """What stands after /invite: role, hours and desk in this order, each optional; None if that is nothing."""
    words = argument.split()
    role: RoleName | None = next((each for each in ROLES if words and each == words[0].lower()), None)
    words = words[1:] if role else words
    hours = int(words.pop(0)) if words and words[0].isdecimal() and len(words[0]) < 5 else HOURS
    return Asked(role or "reader", hours, " ".join(words) or None) if 1 <= hours <= MOST_HOURS else None


class Invites:
    """`/invite`, and the codes that people bring."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def invite(self, call: Call) -> Rendered:
        """Make a code and say how it is used."""
        asked = asked_for(call.argument)
        if asked is None:
            return plain(HOW_TO_INVITE)
        known = await self._tools.newsroom.desks()
        if asked.desk is not None and asked.desk not in known:
            return plain(f"There is no desk “{asked.desk}”. {_there_are(known)}\n\n{HOW_TO_INVITE}")
        code, now = new_code(), self._tools.newsroom.now()
        invite = await self._tools.state.write(make, code, asked, call.facts.user_id, now)
        return _told(code, invite, self._tools.me.username)

    async def bring(self, facts: Facts, code: str) -> Rendered | None:
        """Somebody brings a code; None where nothing is said, for they have guessed too often."""
        if facts.user_id is None or self._tools.people.is_named_admin(facts.user_id):
            return plain("You are an admin already; this code is still good for somebody else.")
        at = self._tools.newsroom.now().timestamp()
        opened = await self._tools.state.write(redeem, code, facts.user_id, at)
        if not isinstance(opened, Invite):
            return None if opened else plain(OPENS_NOTHING)
        await self._tools.access.refresh()
        return plain(_welcome(opened))


def _there_are(desks: tuple[str, ...]) -> str:
    return f"There are: {', '.join(desks)}." if desks else "There are no desks yet."


def _welcome(invite: Invite) -> str:
    """For whoever was just let in."""
    more = {"reader": "", "editor": " You may also send me files; /help says what else.", "admin": " /help says more."}
    desk = f" You see the desk {invite.desk}." if invite.desk else ""
    ask = "Ask me about our coverage, in your own words."
    return f"Welcome. You are let in as {invite.role}.{desk} {ask}{more[invite.role]}"


def _told(code: str, invite: Invite, username: str) -> Rendered:
    until = datetime.fromtimestamp(invite.expires, UTC)
    desk = f" to the desk {invite.desk}" if invite.desk else ""
    return lay_out(
        [
            Piece(f"This code lets one person in as {invite.role}{desk}. It is good once, until "),
            Piece(
                f"{until:%-d %B, %H:%M} UTC. Pass on the link:\n\nhttps://t.me/{username}?start={code}\n\nor the code: "
            ),
            Piece(code, "code"),
            Piece("\n\nI cannot show it a second time."),
        ]
    )


def register(registry: Registry, tools: Tools) -> Invites:
    """`/invite` and codes."""
    made = Invites(tools)
    registry.command(Spec("invite", "let somebody in by a one-time code", Role.ADMIN, private=True), made.invite)
    registry.path("code")
    return made
