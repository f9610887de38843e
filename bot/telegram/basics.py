"""The commands that every bot of ours has: asking, help, and what admins need daily."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.telegram import texts
from bot.telegram.audit import note
from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Rendered, plain
from bot.telegram.people import Role
from bot.telegram.reindex import Reindexing
from bot.telegram.setup import group_start
from bot.telegram.why import chat_named, why


def register(
    registry: Registry, tools: Tools, reindexing: Reindexing, reads_all: Callable[[], Awaitable[bool]]
) -> None:
    """`/ask`, `/start`, `/help`, `/why`, `/reindex`."""

    async def ask(_: Call) -> Rendered:
        return plain(texts.HOW_TO_ASK)  # with a question after it, it is a question

    async def start(call: Call) -> Rendered:
        if call.private:
            return plain(texts.START)
        return plain(group_start(tools.me.username, reads_all=await reads_all()))

    async def help_(call: Call) -> Rendered:
        offered = [spec for spec in registry.specs.values() if spec.in_menu and spec.role <= call.role]
        here = [(spec.name, spec.line) for spec in offered if call.private or not spec.private]
        return plain(texts.help_text(tools.me.username, here))

    async def tell_why(call: Call) -> Rendered:
        chat_id = chat_named(call.argument, call.facts.chat_id) if call.private else call.facts.chat_id
        return plain(await why(tools.state, chat_id))

    async def reindex(call: Call) -> None:
        if await reindexing.ask_for(call.place):
            await note(tools, call.facts.user_id, "reindex", "begun")

    async def cancel(pressing: Pressing) -> None:
        if await reindexing.cancel(pressing):
            await note(tools, pressing.user_id, "reindex", "cancelled")

    registry.command(Spec("ask", "ask about the coverage"), ask)
    registry.command(Spec("help", "how to ask"), help_)
    registry.command(Spec("start", "begin", in_menu=False), start)
    registry.command(Spec("why", "what I left unanswered here, and why", Role.ADMIN), tell_why)
    registry.command(Spec("reindex", "build the search index anew", Role.ADMIN), reindex)
    registry.buttons("redo", cancel, role=Role.ADMIN)
