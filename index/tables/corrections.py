"""What people corrected: who, when, what; applied to an article's quotations whenever these are stored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import Any, Literal

from index.corrections import Change, corrected, located, meant
from index.model import Quotation, Span
from index.names import fold
from index.speakers import Decisions, ordered
from index.tables import articles, quotations

CorrectionKind = Literal["speaker", "not a quotation", "merge", "split"]
State = Literal["applied", "waiting", "undone"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction as it is stored.

    Attributes:
        names: the speaker that was set (none: nobody is named), or the names that were merged or split.
        sources: the article it is about; for a split perhaps several, or none.
        span: the words, in `revision`.
        at: when, UTC.
    """

    id: int
    kind: CorrectionKind
    names: tuple[str, ...]
    sources: tuple[str, ...]
    article: int | None
    revision: str | None
    span: Span | None
    who: str
    at: datetime
    undone_by: str | None
    undone_at: datetime | None


_ALL = "SELECT c.*, a.source FROM correction c LEFT JOIN article a ON a.id = c.article"


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _row(row: sqlite3.Row) -> Correction:
    return Correction(
        id=row["id"],
        kind=row["kind"],
        names=tuple(json.loads(row["names"])),
        sources=tuple(json.loads(row["sources"])) if row["source"] is None else (row["source"],),
        article=row["article"],
        revision=row["revision"],
        span=None if row["start"] is None else Span(row["start"], row["end"]),
        who=row["who"],
        at=datetime.fromtimestamp(row["at"], UTC),
        undone_by=row["undone_by"],
        undone_at=_moment(row["undone_at"]),
    )


def list_corrections(connection: sqlite3.Connection) -> list[Correction]:
    """Every correction, undone ones too, oldest first."""
    return [_row(row) for row in connection.execute(f"{_ALL} ORDER BY c.id")]


def find_correction(connection: sqlite3.Connection, number: int) -> Correction | None:
    """The correction of that number."""
    row = connection.execute(f"{_ALL} WHERE c.id = ?", (number,)).fetchone()
    return None if row is None else _row(row)


def add_about_names(
    connection: sqlite3.Connection,
    kind: Literal["merge", "split"],
    names: Sequence[str],
    sources: Sequence[str],
    who: str,
    now: datetime,
) -> int:
    """Note that names were merged or split; the correction's number."""
    added = connection.execute(
        "INSERT INTO correction (kind, names, sources, who, at) VALUES (?, ?, ?, ?, ?)",
        (kind, json.dumps(names, ensure_ascii=False), json.dumps(sources), who, now.timestamp()),
    )
    return int(added.lastrowid or 0)


def add_about_words(
    connection: sqlite3.Connection, article: int, revision: str, change: Change, who: str, now: datetime
) -> int:
    """Note that a quotation was corrected; the correction's number. The caller applies it (`apply_again`)."""
    kind = "not a quotation" if change.removed else "speaker"
    names = [] if change.speaker is None else [change.speaker]
    added = connection.execute(
        "INSERT INTO correction (kind, names, article, revision, start, end, who, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (kind, json.dumps(names, ensure_ascii=False), article, revision, *change.span, who, now.timestamp()),
    )
    return int(added.lastrowid or 0)


def note_undone(connection: sqlite3.Connection, number: int, who: str, now: datetime) -> None:
    """Note that a correction was undone. The caller applies what is left."""
    connection.execute(
        "UPDATE correction SET undone_by = ?, undone_at = ? WHERE id = ?", (who, now.timestamp(), number)
    )


def _change(connection: sqlite3.Connection, correction: Correction, text: str) -> Change | None:
    """The correction as a change of this text; None if its words do not stand there any more."""
    before = articles.revision_text(connection, correction.revision or "")
    if before is None or correction.span is None:
        return None
    span = located(before, correction.span, text)
    if span is None:
        return None
    return Change(span, correction.kind == "not a quotation", correction.names[0] if correction.names else None)


def _active(connection: sqlite3.Connection, article: int) -> list[Correction]:
    rows = connection.execute(f"{_ALL} WHERE c.article = ? AND c.undone_at IS NULL ORDER BY c.id", (article,))
    return [_row(row) for row in rows]


def state_of(connection: sqlite3.Connection, correction: Correction) -> State:
    """Whether a correction is in force; `waiting` if its words, or a quotation of them, are not found at present."""
    if correction.undone_at is not None:
        return "undone"
    if correction.article is None:
        return "applied"
    row = articles.articles_by_id(connection, [correction.article])[correction.article]
    text = articles.revision_text(connection, row.revision)
    change = None if text is None else _change(connection, correction, text)
    found = found_quotations(connection, correction.article)
    return "waiting" if change is None or meant(found, change.span) is None else "applied"


def apply_to(
    connection: sqlite3.Connection, article: int, text: str, found: Sequence[Quotation]
) -> tuple[Quotation, ...]:
    """The quotations that were found in an article's text, corrected; what was found is kept if it differs."""
    active = _active(connection, article)
    connection.execute("DELETE FROM quotation_found WHERE article = ?", (article,))
    if not active:
        return tuple(found)
    kept = json.dumps([asdict(each) for each in found], ensure_ascii=False)
    connection.execute("INSERT INTO quotation_found VALUES (?, ?)", (article, kept))
    changes = (_change(connection, each, text) for each in active)
    return corrected(found, [change for change in changes if change is not None])


def found_quotations(connection: sqlite3.Connection, article: int) -> tuple[Quotation, ...]:
    """An article's quotations as they were found, before anybody corrected them."""
    row = connection.execute("SELECT quotations FROM quotation_found WHERE article = ?", (article,)).fetchone()
    if row is None:
        return tuple(each.quotation for each in quotations.quotations_of(connection, [article])[article])
    return tuple(_revived(each) for each in json.loads(row[0]))


def _revived(stored: dict[str, Any]) -> Quotation:
    spans = {key: None if stored[key] is None else Span(*stored[key]) for key in ("span", "mention", "cue")}
    names = {key: tuple(stored[key]) for key in ("speakers", "via")}
    return Quotation(**{**stored, **spans, **names})


def decisions(connection: sqlite3.Connection) -> Decisions:
    """What editors decided about names; of contradicting decisions the latest holds."""
    made = _Made()
    rows = connection.execute(
        "SELECT id, kind, names, sources FROM correction WHERE kind IN ('merge', 'split') AND undone_at IS NULL"
        " ORDER BY id"
    )
    for row in rows:
        names = list(dict.fromkeys(fold(name) or name for name in json.loads(row["names"])))
        sources = json.loads(row["sources"])
        if row["kind"] == "merge":
            made.merge(names)
        elif sources:
            ids = (article.id for each in sources if (article := articles.find_article(connection, each)) is not None)
            made.others |= {(article, name): row["id"] for article in ids for name in names}
        else:
            made.split(names)
    return made.decisions()


class _Made:
    """Decisions about names, in the order in which they were made."""

    def __init__(self) -> None:
        self.same: set[tuple[str, str]] = set()
        self.apart: set[tuple[str, str]] = set()
        self.alone: set[str] = set()
        self.others: dict[tuple[int, str], int] = {}

    def merge(self, names: Sequence[str]) -> None:
        self.alone -= set(names)
        pairs = {ordered(*pair) for pair in combinations(names, 2)}
        self.same |= pairs
        self.apart -= pairs

    def split(self, names: Sequence[str]) -> None:
        if len(names) == 1:
            self.alone.add(names[0])
            self._forget(names)
        for pair in combinations(names, 2):
            self.apart.add(ordered(*pair))
            if pair[1] in self._reached(pair[0]):
                self._forget(pair[1:])

    def _forget(self, names: Iterable[str]) -> None:
        """Give up what joined these names to others."""
        self.same = {pair for pair in self.same if not set(pair) & set(names)}

    def _reached(self, name: str) -> set[str]:
        """The names joined to this one, directly or by way of others."""
        found, waiting = {name}, [name]
        while waiting:
            at = waiting.pop()
            near = {other for pair in self.same if at in pair for other in pair} - found
            found |= near
            waiting += near
        return found

    def decisions(self) -> Decisions:
        """All pairs of what is joined, also where it is joined by way of a third name."""
        joined = {name for pair in self.same for name in pair}
        same = {ordered(name, other) for name in joined for other in self._reached(name) if other != name}
        return Decisions(frozenset(same), frozenset(self.apart), frozenset(self.alone), self.others)
