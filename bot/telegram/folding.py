"""What a look found, put together with what a chat knows: each fact once. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.telegram.tables.news import Known, News
from retrieval.lookout import Place, Sighting
from retrieval.watch import Said, same_fact
from retrieval.words import plain


def statement(said: Said) -> str:
    """The hash of a statement's words, typography aside."""
    return hashlib.sha256(plain(said.sentences).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class _Fact:
    """A fact while it is put together; `known` is what the chat has of it."""

    statement: str
    said: Said | None
    watches: set[int]
    places: list[Place]
    sources: set[str]
    known: Known | None = None
    changed: bool = False


def fold(
    chat_id: int, known: Sequence[tuple[Known, Said | None]], sightings: Sequence[Sighting], topical: Mapping[int, bool]
) -> list[News]:
    """What is to be noted, in the order in which it was found.

    Args:
        known: the chat's facts, each with its statement where its text is still there.
        sightings: of that chat's watches.
        topical: by watch, whether it is about a topic: of a story that several articles carry one excerpt is enough.
    """
    facts = [
        _Fact(fact.statement, said, set(fact.watches), [fact.place], set(fact.sources), fact) for fact, said in known
    ]
    for sighting in sightings:
        found = _same(facts, sighting, topical)
        if found is None:
            said = sighting.said
            found = _Fact(statement(said), said, set(), [], set())
            facts.append(found)
        found.watches.add(sighting.wanted)
        found.sources.add(sighting.place.key.source)
        found.places.append(sighting.place)
        found.changed = True
    return [_news(chat_id, fact) for fact in facts if fact.changed and _is_open(fact)]


def _is_open(fact: _Fact) -> bool:
    """Whether further places matter: of what was told nothing more is."""
    return fact.known is None or fact.known.state in {"due", "gone"}


def _news(chat_id: int, fact: _Fact) -> News:
    number = None if fact.known is None else fact.known.id
    return News(chat_id, fact.statement, frozenset(fact.watches), tuple(fact.places), number)


def _same(facts: Sequence[_Fact], sighting: Sighting, topical: Mapping[int, bool]) -> _Fact | None:
    hashed = statement(sighting.said)
    for fact in facts:
        if fact.said is None and fact.statement == hashed:
            return fact
        if topical[sighting.wanted] and sighting.wanted in fact.watches and fact.sources & sighting.story:
            return fact
        if fact.said is not None and same_fact(fact.said, sighting.said):
            return fact
    return None
