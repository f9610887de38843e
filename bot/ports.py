"""The seam between people (Telegram, the command line) and the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from index.scope import Scope
from index.status import CoverageStatus, Progress
from retrieval.answer import Answer, Excerpt
from retrieval.recall import Context, Gone, Kept


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a finished re-index did: the new live generation, how many passages it holds, how long it took."""

    generation: int
    passages: int
    seconds: float


class Newsroom(Protocol):
    """Everything the bot may ask of the floors below. Errors are those of `config.errors`."""

    async def ask(self, question: str, scope: Scope, *, limit: int = 5) -> Answer:
        """Answer one question within a scope. Raises EmptyCoverageError where there is nothing to ask."""
        ...

    async def status(self, scope: Scope) -> CoverageStatus:
        """Counts of the coverage within a scope and the state of the live generation."""
        ...

    async def reindex(self, report: Callable[[Progress], None]) -> ReindexReport:
        """Build a new generation beside the live one and switch to it.

        `report` is called on the event loop, often. Raises BusyError where another process already re-indexes.
        Cancelling the task stops the build and leaves the live generation as it was.
        """
        ...

    async def excerpts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Excerpt | Gone, ...]:
        """Excerpts of an earlier answer, in order, verified anew; for each that may not be shown any more, why."""
        ...

    async def contexts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Context | Gone, ...]:
        """The same with the sentences around each, verbatim."""
        ...

    def now(self) -> datetime:
        """The moment, UTC (injected, so that tests hold the clock)."""
        ...
