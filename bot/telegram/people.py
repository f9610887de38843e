"""Who may ask and who may command: numeric ids from the settings, nothing else."""

from __future__ import annotations

from config.settings import TelegramSettings


class People:
    """The allow-list and the admins.

    Usernames, titles and a group's own admin rights play no part: they can be changed by their holders.
    """

    def __init__(self, settings: TelegramSettings) -> None:
        self._admins = frozenset(settings.admins)
        self._chats = set(settings.allowed_chats)

    @property
    def admins(self) -> frozenset[int]:
        """The admins' user ids."""
        return self._admins

    def is_admin(self, user_id: int | None) -> bool:
        """Whether this person may command the bot."""
        return user_id in self._admins

    def may_ask(self, chat_id: int) -> bool:
        """Whether this chat gets answers. A private chat's id is its user's id, so an admin may ask in private."""
        return chat_id in self._chats or (chat_id > 0 and chat_id in self._admins)

    def moved(self, old: int, new: int) -> bool:
        """A group became a supergroup: let the new id in if the old one was. True if that changed anything."""
        if old not in self._chats or new in self._chats:
            return False
        self._chats.add(new)
        return True
