"""One question asked of each outlet by itself: what each says, side by side, or that it does not say."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from index.coverage import Coverage
from index.names import fold
from index.scope import Scope
from index.tables import articles
from retrieval.answer import Answer, Excerpt, excerpt_json
from retrieval.engine import Options, Retriever
from retrieval.question import understand

# Outlets that are asked one by one: those whose passages rank first.
MOST_OUTLETS: Final = 12
# Passages among which these are looked for.
_LOOKED_AT: Final = 300


@dataclass(frozen=True, slots=True)
class Side:
    """One outlet.

    Attributes:
        excerpt: its best one that answers; None where the outlet does not say.
        reason: why it does not say.
        copy_of: the outlet that had the story first, where the excerpt stands in a copy of another outlet's.
    """

    outlet: str
    confidence: float
    excerpt: Excerpt | None
    reason: str | None
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the outlets say: those that answer first, the surest in front.

    Attributes:
        not_asked: outlets in scope whose coverage came too far behind to be asked.
        without_outlet: articles in scope that name no outlet, and so stand on no side.
    """

    question: str
    sides: tuple[Side, ...]
    not_asked: int
    without_outlet: int
    milliseconds: float

    def json(self) -> dict[str, Any]:
        """The shape of `onrecord compare --json`."""
        return {
            "question": self.question,
            "outlets": [
                {
                    "outlet": side.outlet,
                    "answered": side.excerpt is not None,
                    "confidence": side.confidence,
                    "reason": side.reason,
                    "excerpt": None if side.excerpt is None else excerpt_json(side.excerpt),
                    "copy_of": side.copy_of,
                }
                for side in self.sides
            ],
            "not_asked": self.not_asked,
            "without_outlet": self.without_outlet,
            "milliseconds": self.milliseconds,
        }


async def compare(coverage: Coverage, text: str, scope: Scope, *, speaker: str | None = None) -> Comparison:
    """Ask every outlet in scope (the nearest MOST_OUTLETS of them). Raises EmptyCoverageError without any article.

    Args:
        speaker: whose words are wanted, if the call says so instead of the question.
    """
    began = time.perf_counter()
    retriever = Retriever(coverage)
    known = await coverage.database.read(articles.outlets, scope)
    named = understand(text, now=scope.now, outlets=known).outlet
    outlets = (named,) if named else await _nearest_outlets(retriever, coverage, text, scope, _once(known))
    options = Options(limit=1, speaker=speaker)
    sides = [_side(each, await retriever.ask(text, replace(scope, outlet=each), options)) for each in outlets]
    return Comparison(
        question=text,
        sides=tuple(sorted(sides, key=lambda side: (side.excerpt is None, -side.confidence, fold(side.outlet)))),
        not_asked=0 if named else len(_once(known)) - len(outlets),
        without_outlet=await coverage.database.read(articles.count_without_outlet, scope),
        milliseconds=(time.perf_counter() - began) * 1000,
    )


def _once(outlets: Sequence[str]) -> tuple[str, ...]:
    """Each outlet once, however it is written."""
    return tuple({fold(each): each for each in reversed(outlets)}.values())[::-1]


async def _nearest_outlets(
    retriever: Retriever, coverage: Coverage, text: str, scope: Scope, outlets: Sequence[str]
) -> tuple[str, ...]:
    if len(outlets) <= MOST_OUTLETS:
        # Also says that there is nothing to ask, where there is not one article.
        return tuple(outlets) if outlets else await _none(retriever, text, scope)
    ranked = await retriever.search(text, scope, _LOOKED_AT)
    places = await coverage.database.read(_outlets_of, [each.source for each in ranked])
    spelt = {fold(each): each for each in outlets}
    first = dict.fromkeys(fold(place) for place in places if place)
    return tuple(spelt[each] for each in first if each in spelt)[:MOST_OUTLETS]


async def _none(retriever: Retriever, text: str, scope: Scope) -> tuple[str, ...]:
    await retriever.search(text, scope, 1)
    return ()


def _outlets_of(connection: sqlite3.Connection, sources: Sequence[str]) -> list[str | None]:
    rows = {source: articles.find_article(connection, source) for source in set(sources)}
    return [row.outlet for source in sources if (row := rows[source]) is not None]


def _side(outlet: str, answer: Answer) -> Side:
    excerpt = answer.excerpts[0] if answer.excerpts else None
    return Side(
        outlet, answer.confidence, excerpt, answer.reason, None if excerpt is None else _copied(excerpt, outlet)
    )


def _copied(excerpt: Excerpt, outlet: str) -> str | None:
    if excerpt.story is None:
        return None
    first = excerpt.story.original.outlet
    return first if first is not None and fold(first) != fold(outlet) else None
