"""Who is quoted how often in a scope: plain counting, so that a newsroom can audit whom it quotes."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.model import Speech
from index.names import fold
from index.scope import Scope
from index.speakers import Speaker
from index.speakers.values import Kind
from index.tables import articles, corrections, quotations, speakers
from index.tables.quotations import Tally


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker across the coverage.

    Attributes:
        name: the fullest printed name.
        names: all the printed names, the one with most quotations first.
        direct, mixed, indirect: how many of the quotations are of which kind of speech.
        articles: how many quote the speaker.
        outlets: those of them that name themselves, sorted.
    """

    name: str
    kind: Kind | None
    names: tuple[str, ...]
    direct: int
    mixed: int
    indirect: int
    articles: int
    outlets: tuple[str, ...]

    @property
    def quotations(self) -> int:
        """All of them; one that several speakers share counts for each."""
        return self.direct + self.mixed + self.indirect

    @property
    def direct_share(self) -> float:
        """The part of them that is quoted directly, 0…1."""
        return self.direct / self.quotations if self.quotations else 0.0

    def json(self) -> dict[str, Any]:
        """One of the `voices` of `onrecord voices --json`."""
        return {
            "speaker": self.name,
            "kind": self.kind,
            "names": list(self.names),
            "quotations": self.quotations,
            "direct": self.direct,
            "mixed": self.mixed,
            "indirect": self.indirect,
            "direct_share": self.direct_share,
            "articles": self.articles,
            "outlets": list(self.outlets),
        }


@dataclass(frozen=True, slots=True)
class Voices:
    """Who is quoted in a scope.

    Attributes:
        voices: the most quoted first.
        quotations: all quotations in scope; one that several speakers share is one here.
        unresolved: those of them whose speaker is not known.
        articles: articles in scope; `first` and `last` of the dated ones.
    """

    voices: tuple[Voice, ...]
    quotations: int
    unresolved: int
    articles: int
    first: str | None
    last: str | None
    undated: int

    def json(self, most: int | None = None) -> dict[str, Any]:
        """The shape of `onrecord voices --json`; at most so many voices, `speakers` says how many there are."""
        return {
            "articles": self.articles,
            "from": self.first,
            "to": self.last,
            "undated": self.undated,
            "quotations": self.quotations,
            "unresolved": self.unresolved,
            "speakers": len(self.voices),
            "voices": [each.json() for each in self.voices[:most]],
        }


@dataclass(slots=True)
class _Count:
    """What is counted of one speaker."""

    speech: Counter[Speech] = field(default_factory=Counter)
    articles: set[int] = field(default_factory=set)
    outlets: dict[str, str] = field(default_factory=dict)


def voices(connection: sqlite3.Connection, scope: Scope) -> Voices:
    """Count everybody who is quoted in scope."""
    tallies = quotations.tallies(connection, scope)
    found = speakers.all_speakers(connection, scope, corrections.decisions(connection))
    summary = articles.summarise(connection, scope)
    return Voices(
        voices=counted(tallies, found),
        quotations=sum(each.quotations for each in tallies),
        unresolved=sum(each.quotations for each in tallies if not each.speakers),
        articles=summary.articles,
        first=summary.first,
        last=summary.last,
        undated=summary.undated,
    )


def kinds(connection: sqlite3.Connection, scope: Scope) -> dict[tuple[str, str], Kind | None]:
    """What each speaker in scope is taken for, by the article's source and the name as printed there."""
    found = speakers.all_speakers(connection, scope, corrections.decisions(connection))
    rows = articles.articles_by_id(connection, {one.article for each in found for one in each.appearances})
    return {(rows[one.article].source, one.name): each.kind for each in found for one in each.appearances}


def counted(tallies: Iterable[Tally], known: Sequence[Speaker]) -> tuple[Voice, ...]:
    """The tallies by speaker, the most quoted first, then by name. Pure.

    Args:
        known: who bears which name in which article; a name that none of them bears there speaks for itself alone.
    """
    whose = {(one.article, one.name): at for at, each in enumerate(known) for one in each.appearances}
    counts: defaultdict[int | str, _Count] = defaultdict(_Count)
    for tally in tallies:
        for who in {whose.get((tally.article, name), name) for name in tally.speakers}:
            _add(counts[who], tally)
    made = [_voice(known[who] if isinstance(who, int) else who, count) for who, count in counts.items()]
    return tuple(sorted(made, key=lambda voice: (-voice.quotations, fold(voice.name), voice.name)))


def _add(count: _Count, tally: Tally) -> None:
    count.speech[tally.speech] += tally.quotations
    count.articles.add(tally.article)
    if tally.outlet:
        count.outlets.setdefault(fold(tally.outlet), tally.outlet)


def _voice(speaker: Speaker | str, count: _Count) -> Voice:
    return Voice(
        name=speaker if isinstance(speaker, str) else speaker.name,
        kind=None if isinstance(speaker, str) else speaker.kind,
        names=(speaker,) if isinstance(speaker, str) else speaker.names,
        direct=count.speech["direct"],
        mixed=count.speech["mixed"],
        indirect=count.speech["indirect"],
        articles=len(count.articles),
        outlets=tuple(sorted(count.outlets.values())),
    )
