"""Whoever implements the seam to the newsroom implements all of it."""

from __future__ import annotations

import inspect

import pytest
from newsroom_support import Newsroom

from bot import ports
from bot.resident import Resident
from retrieval.recall import kept


def asked_of(kind: type) -> dict[str, inspect.Signature]:
    """The seam's methods as this class has them."""
    names = [name for name in vars(ports.Newsroom) if not name.startswith("_")]
    return {name: inspect.signature(getattr(kind, name)) for name in names}


@pytest.mark.parametrize("kind", [Resident])
def test_the_running_bot_has_everything_that_may_be_asked(kind: type) -> None:
    def shape(signature: inspect.Signature) -> list[tuple[str, object, object]]:
        return [(each.name, each.kind, each.default) for each in signature.parameters.values()]

    wanted, found = asked_of(ports.Newsroom), asked_of(kind)
    assert {name: shape(each) for name, each in found.items()} == {name: shape(each) for name, each in wanted.items()}


async def test_the_resident_reads_excerpts_again_within_the_scope(news: Newsroom) -> None:
    async with Resident(news.service, pause=3600) as resident:
        held = kept(await resident.ask("What did Benno Achtel say?", news.scope()))
        assert held
        for scope in (news.scope(), news.scope(desks=frozenset({"sport"}))):
            assert await resident.excerpts(held, scope) == await news.service.excerpts(held, scope)
            assert await resident.contexts(held, scope) == await news.service.contexts(held, scope)
