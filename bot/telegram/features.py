"""Puts the features together: each registers its commands, buttons and other paths, in the order of the help."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.telegram import (
    audit,
    basics,
    desks,
    doors,
    forgetting,
    inline,
    invites,
    pages,
    reports,
    retracting,
    settings_menu,
    stats,
    status,
    uploads,
    verifying,
    voicing,
    watch_commands,
)
from bot.telegram.asking import Searching
from bot.telegram.commands import Registry, Tools
from bot.telegram.handlers import Parts
from bot.telegram.people import Moves
from bot.telegram.press import Buttons
from bot.telegram.quotas import Quotas
from bot.telegram.reindex import Reindexing

# The ways that are no feature's: questions of every kind, and what the buttons under answers do.
OWN_PATHS = ("question", "edited question", "answer buttons", "report to admins")


def registered(tools: Tools, moves: Moves, reads_all: Callable[[], Awaitable[bool]]) -> Parts:
    """Everything that the handlers work with, registered."""
    registry = Registry()
    for path in OWN_PATHS:
        registry.path(path)
    access = tools.access
    page = pages.register(registry, tools)
    told = reports.Reports(tools)
    buttons = Buttons(tools.newsroom, tools.state, tools.people, tools.sender, tools.bot, access.scope_of, told, page)
    quotas = Quotas(tools)
    searching = Searching(tools, quotas, page, buttons)
    reindexing = Reindexing(tools.newsroom, tools.sender, tools.clock)
    basics.register(registry, tools, reindexing, reads_all)
    verifying.register(registry, tools, searching)
    voicing.register(registry, tools, searching, buttons)
    status.register(registry, tools, reindexing)
    panel = desks.register(registry, tools)
    settings_menu.register(registry, tools, panel)
    forgetting.register(registry, tools)
    uploads.register(registry, tools)
    retracting.register(registry, tools)
    reports.register(registry, told)
    stats.register(registry, tools)
    keeper = doors.register(registry, tools)
    made = invites.register(registry, tools)
    audit.register(registry, tools)
    inline.register(registry, tools, quotas)
    watch_commands.register(registry, tools, page)
    return Parts(tools, registry, moves, reindexing, buttons, quotas, made, keeper)
