"""Corrections by people, for the command line and the chat: who said it, what is no quotation, who is who."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import ports
from index import correcting
from index.coverage import Coverage
from index.model import Span
from index.scope import Scope
from index.speakers import Speaker
from index.tables import articles, corrections
from index.tables.corrections import Correction, State


@dataclass(frozen=True, slots=True)
class ListedSpeaker:
    """A speaker as people see one.

    Attributes:
        outlets: that quote the speaker, as printed, sorted.
        articles: how many quote the speaker.
    """

    speaker: Speaker
    outlets: tuple[str, ...]
    articles: int

    def json(self) -> dict[str, Any]:
        """A line of `onrecord speakers --json`."""
        return {
            "name": self.speaker.name,
            "kind": self.speaker.kind,
            "names": list(self.speaker.names),
            "quotations": self.speaker.quotations,
            "articles": self.articles,
            "outlets": list(self.outlets),
        }


@dataclass(frozen=True, slots=True)
class Logged:
    """A correction, and whether it is in force now."""

    correction: Correction
    state: State

    def json(self) -> dict[str, Any]:
        """A line of `onrecord speakers log --json`."""
        known = self.correction
        return {
            "id": known.id,
            "kind": known.kind,
            "names": list(known.names),
            "sources": list(known.sources),
            "revision": known.revision,
            "start": None if known.span is None else known.span.start,
            "end": None if known.span is None else known.span.end,
            "who": known.who,
            "at": known.at.isoformat(),
            "state": self.state,
            "undone_by": known.undone_by,
            "undone_at": None if known.undone_at is None else known.undone_at.isoformat(),
        }


class Corrections(ports.Corrections):
    """Implements the port. Every change is one transaction; it shows in the next answer.

    Args:
        coverage: open.
        clock: the moment, UTC.
    """

    def __init__(self, coverage: Coverage, clock: Callable[[], datetime]) -> None:
        self._database = coverage.database
        self._clock = clock

    async def speakers(self, scope: Scope) -> tuple[ListedSpeaker, ...]:
        """Everybody who is quoted in scope, most quotations first."""
        found = await self._database.read(correcting.speakers_in_scope, scope)
        quoting = {one.article for each in found for one in each.appearances}
        rows = await self._database.read(articles.articles_by_id, quoting)
        listed = []
        for each in found:
            theirs = {one.article for one in each.appearances}
            outlets = {outlet for article in theirs if (outlet := rows[article].outlet)}
            listed.append(ListedSpeaker(each, tuple(sorted(outlets)), len(theirs)))
        return tuple(sorted(listed, key=lambda each: -each.speaker.quotations))

    async def set_speaker(self, source: str, start: int, end: int, name: str, who: str) -> int:
        """Say who spoke (an empty name: nobody can tell); the correction's number. Raises UsageError."""
        span = Span(start, end)
        return await self._database.write(correcting.correct, source, span, who, self._clock(), speaker=name)

    async def not_a_quotation(self, source: str, start: int, end: int, who: str) -> int:
        """Say that nobody is quoted there; the correction's number. Raises UsageError."""
        return await self._database.write(
            correcting.correct, source, Span(start, end), who, self._clock(), removed=True
        )

    async def merge(self, names: Sequence[str], who: str) -> int:
        """Say that these names are one speaker's; the correction's number. Raises UsageError."""
        now = self._clock()
        return await self._database.write(correcting.merge, names, Scope(now=now), who, now)

    async def split(self, names: Sequence[str], sources: Sequence[str], who: str) -> int:
        """Say that names are different speakers', or one name nobody else's (in these articles); its number."""
        return await self._database.write(correcting.split, names, sources, who, self._clock())

    async def undo(self, number: int, who: str) -> None:
        """Undo a correction. Raises UsageError if there is none, or it is undone already."""
        await self._database.write(correcting.undo, number, who, self._clock())

    async def log(self) -> tuple[Logged, ...]:
        """Every correction, undone ones too, oldest first."""
        known = await self._database.read(corrections.list_corrections)
        return tuple([Logged(each, await self._database.read(corrections.state_of, each)) for each in known])
