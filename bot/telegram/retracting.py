"""`/retract`: an article is not quoted any more, after a second look."""

from __future__ import annotations

import secrets

from bot.ports import Card
from bot.telegram import texts
from bot.telegram.audit import note
from bot.telegram.commands import Call, Pressing, Registry, Tools
from bot.telegram.decide import Spec
from bot.telegram.layout import Button, Keyboard, Rendered, clipped, plain
from bot.telegram.people import Role
from config.errors import UsageError

HOW_TO = "Write /retract and the article's source, address or file name."
NOT_FOUND = "There is no such article here that could be quoted. Is it spelt as in the answer's citation?"
_MOST_WAITING = 200


def card_text(card: Card) -> str:
    """An article in a line. Pure."""
    name = card.source.rsplit("/", 1)[-1]
    return clipped(" · ".join(part for part in (card.title, card.outlet, card.published, name) if part), 300)


class Retracting:
    """Asks again, then retracts. What is to be confirmed is kept in memory: a button of before a start asks anew."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._waiting: dict[str, str] = {}

    async def retract(self, call: Call) -> Rendered:
        """Which article it is, with a button for each that could be meant."""
        if not call.argument:
            return plain(HOW_TO)
        cards = await self._tools.newsroom.find(call.argument, call.scope)
        if not cards:
            return plain(NOT_FOUND)
        lines = ["Retract this article? It is not quoted any more then, at once and everywhere."]
        lines += [f"{number}. {card_text(card)}" for number, card in enumerate(cards, start=1)]
        return Rendered("\n".join(lines), keyboard=self._keyboard(cards))

    def _keyboard(self, cards: tuple[Card, ...]) -> Keyboard:
        rows = []
        for number, card in enumerate(cards, start=1):
            key = secrets.token_urlsafe(9)
            self._waiting[key] = card.source
            rows.append((Button("Retract" if len(cards) == 1 else f"Retract {number}", f"retr:{key}"),))
        while len(self._waiting) > _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        return (*rows, (Button("Cancel", "retr:-"),))

    async def pressed(self, pressing: Pressing) -> None:
        """It is meant, or it is not."""
        screen, source = pressing.screen, self._waiting.pop(pressing.rest, None)
        if pressing.rest == "-":
            await screen.tell()
            await screen.show(plain("Nothing was retracted."))
            return
        if source is None:
            await screen.tell(texts.TOO_OLD)
            return
        # Looked up again: what may be seen here can have changed since.
        cards = await self._tools.newsroom.find(source, self._tools.access.scope_of(screen.chat_id))
        card = next((each for each in cards if each.source == source), None)
        await screen.tell(None if card else texts.TOO_OLD)
        if card is None:
            return
        try:
            await self._tools.newsroom.retract(source)
        except UsageError:
            await screen.show(plain(NOT_FOUND))
            return
        await note(self._tools, pressing.user_id, "retract", card_text(card))
        await screen.show(plain(f"Retracted: {card_text(card)}"))


def register(registry: Registry, tools: Tools) -> None:
    """`/retract`."""
    retracting = Retracting(tools)
    registry.command(
        Spec("retract", "stop an article from being quoted", Role.EDITOR, private=True), retracting.retract
    )
    registry.buttons("retr", retracting.pressed, role=Role.EDITOR, private=True)
