"""`/audit`: what admins and editors did, the newest first."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.telegram.commands import Call, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Rendered, clipped, plain
from bot.telegram.people import Role
from bot.telegram.tables import audit
from bot.telegram.tables.audit import Deed

SHOWN = 20
NOTHING = "Nothing has been done yet."


async def note(tools: Tools, who: int | None, act: str, what: str) -> None:
    """Write an act down that has no transaction of its own in the bot's state."""
    await tools.state.write(audit.note, Deed(tools.newsroom.now().timestamp(), who, act, clipped(what, 200)))


def audit_text(deeds: list[Deed]) -> str:
    """The deeds, a line each. Pure."""
    if not deeds:
        return NOTHING
    return "\n".join(["What was done (UTC), the newest first:", *map(_line, deeds)])


def _line(deed: Deed) -> str:
    who = "command line" if deed.who is None else str(deed.who)
    return clipped(f"{datetime.fromtimestamp(deed.at, UTC):%-d %b, %H:%M} · {who} · {deed.act}: {deed.what}", 180)


def register(registry: Registry, tools: Tools) -> None:
    """`/audit`."""

    async def show(_: Call) -> Rendered:
        return plain(audit_text(await tools.state.read(audit.latest, SHOWN)))

    registry.command(Spec("audit", "what admins and editors did", Role.ADMIN, private=True), show)
