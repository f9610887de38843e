"""How the bot is set up for groups, said to its operator in the log and to the group that asks with /start."""

from __future__ import annotations

import logging

from telegram import User

from config.settings import Settings

_LOG = logging.getLogger(__name__)


def group_start(username: str, *, reads_all: bool | None) -> str:
    """How to ask in a group, and what of it the bot is given.

    `reads_all` is getMe's `can_read_all_group_messages`; None leaves out what follows from it.
    """
    ask = (
        f"Ask me with /ask@{username} and your question, or reply to one of my messages. "
        "I answer only with the exact words of our articles."
    )
    if reads_all is None:
        return ask
    if reads_all:
        seen = (
            f"Privacy mode is off: Telegram gives me every message of this group, and @{username} in a message works "
            "too. I answer only what is addressed to me and keep nothing of the rest. I do not need to read along: "
            "/setprivacy in @BotFather turns privacy mode on; then remove me from the group and add me again."
        )
    else:
        seen = (
            "Privacy mode is on: Telegram gives me only commands and replies to me, nothing else of this group. "
            f"So a mere @{username} in a message may not reach me; /ask@{username} always does."
        )
    return f"{ask}\n\n{seen}"


def log_setup(me: User, settings: Settings) -> None:
    """Say whom the bot answers and how it is set up for groups, and the mend."""
    if not (settings.telegram.admins or settings.telegram.allowed_chats):
        _LOG.warning(
            "nobody is let in yet: write to @%s in Telegram; it tells the number for telegram.admins", me.username
        )
    if me.can_read_all_group_messages:
        _LOG.warning(
            "@%s receives every message of its groups and needs none of that: /setprivacy in @BotFather", me.username
        )
    else:
        _LOG.info("privacy mode is on: in groups use /ask@%s, or reply to the bot's messages", me.username)
    if me.can_join_groups is False:
        _LOG.info("@%s cannot be added to groups: /setjoingroups in @BotFather allows it", me.username)
