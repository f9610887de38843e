"""The seam between people (Telegram, the command line) and the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from index.model import FailedItem
from index.scope import Scope
from index.status import CoverageStatus, Progress
from retrieval.answer import Answer, Excerpt
from retrieval.compare import Comparison
from retrieval.lookout import Beginning, Looked, Place, Wanted
from retrieval.recall import Context, Gone, Kept
from retrieval.said import SaidPage
from retrieval.verdict import Verdict
from retrieval.voices import Voices
from retrieval.watch import Said, Watch
from retrieval.whole import Whole


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a finished re-index did: the new live generation, how many passages it holds, how long it took."""

    generation: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file that was added: counts of articles, what could not be taken, and what was found."""

    added: int
    updated: int
    unchanged: int
    failed: tuple[FailedItem, ...]
    passages: int
    quotations: int


@dataclass(frozen=True, slots=True)
class Card:
    """An article as it is named to people: what it is known by, and its title, outlet and date where they are known."""

    source: str
    title: str | None
    outlet: str | None
    published: str | None


class Newsroom(Protocol):
    """Everything the bot may ask of the floors below. Errors are those of `config.errors`."""

    async def ask(self, question: str, scope: Scope, *, limit: int = 5) -> Answer:
        """Answer one question within a scope. Raises EmptyCoverageError where there is nothing to ask."""
        ...

    async def verify(self, text: str, speaker: str | None, scope: Scope) -> Verdict:
        """Whether somebody said this, word for word; without a speaker, whoever the text itself names."""
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

    async def add(self, path: Path, desk: str | None, report: Callable[[Progress], None]) -> Added:
        """Read one file into the coverage, in a process of its own; with a desk, onto that desk alone.

        `report` is called on the event loop. Raises BusyError where another process writes and does not end.
        """
        ...

    async def find(self, name: str, scope: Scope) -> tuple[Card, ...]:
        """At most five articles in scope that are meant by a name: their source, URL, or file's own name."""
        ...

    async def retract(self, source: str) -> None:
        """Stop an article from being quoted, at once, everywhere. Raises UsageError for an unknown source."""
        ...

    async def desks(self) -> tuple[str, ...]:
        """The names of all desks, sorted."""
        ...

    def now(self) -> datetime:
        """The moment, UTC (injected, so that tests hold the clock)."""
        ...


@runtime_checkable
class Lookout(Protocol):
    """What a newsroom offers to those who watch it: what arrived, and what of it is wanted."""

    async def latest_arrival(self) -> int:
        """The number of the last arrival; it rises whenever an article is new, corrected or free to be quoted."""
        ...

    async def understand_watch(self, text: str, scope: Scope) -> Watch:
        """What was typed after /watch. Raises UsageError where there is nothing to watch for."""
        ...

    async def begin_watch(self) -> Beginning:
        """Where a watch begins that is set up now."""
        ...

    async def look(self, after: int, wanted: Sequence[Wanted]) -> Looked:
        """What of the next arrivals after that number is wanted, a few at a time."""
        ...

    async def look_at(self, article: int, wanted: Wanted) -> Looked:
        """The same for one article whose embargo has ended; `done` is empty where it was not possible yet."""
        ...

    async def said_at(self, places: Sequence[Place]) -> list[Said | None]:
        """The statements at these places, to be compared with others: they are not for showing."""
        ...


@runtime_checkable
class Library(Protocol):
    """What a newsroom offers to the reading page."""

    async def wholes(self, revision: str, scope: Scope) -> list[Whole]:
        """The articles in scope whose live revision this is, whole."""
        ...


@runtime_checkable
class Voicing(Protocol):
    """What a newsroom offers about whose words it holds, and about questions that lean on others."""

    async def compare(self, question: str, scope: Scope) -> Comparison:
        """Ask each outlet by itself. Raises EmptyCoverageError where there is nothing to ask."""
        ...

    async def said_by(self, name: str, scope: Scope, start: int, size: int) -> SaidPage:
        """A page of everything that whoever the name means said, newest first."""
        ...

    async def voices(self, scope: Scope) -> Voices:
        """Who is quoted how often in scope."""
        ...

    async def read_as(self, asked: str, follow_up: str, speakers: Sequence[str], scope: Scope) -> str | None:
        """The question that a follow-up to another one should be read as; None where it stands by itself.

        `speakers` are those quoted in the answer to the other one, the first excerpt's first.
        """
        ...


class Corrections(Protocol):
    """What editors may correct; every method but the last raises UsageError where the call makes no sense.

    Each correction is kept with who made it and when, holds for the same words in later revisions, and can be undone.
    """

    async def set_speaker(self, source: str, start: int, end: int, name: str, who: str) -> int:
        """Say who is quoted at a span of the live revision (an empty name: nobody can tell); its number."""
        ...

    async def not_a_quotation(self, source: str, start: int, end: int, who: str) -> int:
        """Say that nobody is quoted at a span of the live revision; the correction's number."""
        ...

    async def merge(self, names: Sequence[str], who: str) -> int:
        """Say that names are one speaker's; the correction's number."""
        ...

    async def split(self, names: Sequence[str], sources: Sequence[str], who: str) -> int:
        """Say that names are different speakers', or one name nobody else's (in these articles); its number."""
        ...

    async def undo(self, number: int, who: str) -> None:
        """Undo a correction; it stays in the log."""
        ...


@runtime_checkable
class Correctable(Protocol):
    """A newsroom whose quotations people may correct."""

    @property
    def corrections(self) -> Corrections:
        """What people correct."""
        ...
