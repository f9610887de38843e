"""Names of speakers, and who is who in a scope."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from index.scope import Scope
from index.scope_sql import scope_condition
from index.speakers import Appearance, Decisions, Speaker, blocks, group
from index.speakers.values import key_of

# Articles of one name whose stories are compared with others', the newest.
_STORIES = 200


def save_names(
    connection: sqlite3.Connection, article: int, appearances: Iterable[Appearance], story: Collection[int] | None
) -> None:
    """Make these the names of the article's speakers; `story` None leaves its story as it is."""
    connection.execute("DELETE FROM speaker_name WHERE article = ?", (article,))
    for one in appearances:
        folded = key_of(one.name)
        connection.execute(
            "INSERT INTO speaker_name VALUES (?, ?, ?, ?, ?)",
            (article, one.name, folded, _evidence_of(one), one.quotations),
        )
        keys = [(key, folded) for key in sorted(blocks(one.name, one.called))]
        connection.executemany("INSERT OR IGNORE INTO speaker_key VALUES (?, ?)", keys)
    if story is not None:
        names = sorted(story)
        connection.execute(
            "INSERT OR REPLACE INTO story VALUES (?, ?)", (article, struct.pack(f"<{len(names)}I", *names))
        )


def _evidence_of(one: Appearance) -> str:
    told = {
        "kind": one.kind,
        "called": sorted(one.called),
        "known": one.known or None,
        "titles": sorted(one.titles),
        "gender": one.gender,
        "fuller": sorted(one.fuller),
    }
    return json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)


@lru_cache(maxsize=20_000)
def _evidence(stored: str) -> dict[str, Any]:
    told = json.loads(stored)
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in told.items()}


def names_of_article(connection: sqlite3.Connection, article: int) -> dict[str, Appearance]:
    """The article's speakers by name, without its story."""
    rows = connection.execute(
        "SELECT *, NULL AS published_from FROM speaker_name WHERE article = ?", (article,)
    ).fetchall()
    return {row["name"]: _appearance(row) for row in rows}


def printed_names(connection: sqlite3.Connection, name: str) -> list[str]:
    """How articles print a name (case, accents and punctuation aside), the one that most of them have first."""
    rows = connection.execute(
        "SELECT name, count(*) AS articles FROM speaker_name WHERE folded = ? GROUP BY name"
        " ORDER BY name != ?, articles DESC, name",
        (key_of(name), name),
    )
    return [row["name"] for row in rows]


def any_unread(connection: sqlite3.Connection) -> bool:
    """Whether there are articles whose speakers' names were never collected."""
    counts = connection.execute("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM story)").fetchone()
    return bool(counts[0] > counts[1])


def unread_articles(connection: sqlite3.Connection, at_most: int) -> list[int]:
    """Articles whose speakers' names were never collected (an older program stored them)."""
    rows = connection.execute(
        "SELECT id FROM article WHERE id NOT IN (SELECT article FROM story) ORDER BY id LIMIT ?", (at_most,)
    )
    return [row[0] for row in rows]


def names_holding(connection: sqlite3.Connection, parts: Iterable[str], keys: Iterable[str], scope: Scope) -> list[str]:
    """Speakers' names in scope, as printed, that hold one of these strings when folded, or have one of these keys."""
    condition, values = scope_condition(scope)
    wanted = {f"part{at}": each for at, each in enumerate(sorted(set(parts)))}
    holds = " OR ".join(f"instr(folded, :{name})" for name in wanted) or "0"
    rows = connection.execute(
        # Each name has one key that begins so: far fewer rows than the appearances.
        f"WITH held AS (SELECT folded FROM speaker_key WHERE key >= '=' AND key < '>' AND ({holds})"
        " UNION SELECT folded FROM speaker_key WHERE key IN (SELECT value FROM json_each(:keys)))"
        " SELECT DISTINCT n.name FROM held JOIN speaker_name n ON n.folded = held.folded"
        f" JOIN article a ON a.id = n.article WHERE n.quotations > 0 AND {condition} ORDER BY n.name",
        {**values, **wanted, "keys": json.dumps(sorted(set(keys)))},
    )
    return [row[0] for row in rows]


def _appearance(row: sqlite3.Row) -> Appearance:
    evidence = _evidence(row["evidence"])
    return Appearance(row["article"], row["name"], at=row["published_from"], quotations=row["quotations"], **evidence)


def _appearances(connection: sqlite3.Connection, scope: Scope, folded: Collection[str] | None) -> list[Appearance]:
    """Appearances in scope of the names (folded; None for all of them), without their stories."""
    condition, values = scope_condition(scope)
    named = "1" if folded is None else "n.folded IN (SELECT value FROM json_each(:folded))"
    rows = connection.execute(
        "SELECT n.article, n.name, n.evidence, n.quotations, a.published_from FROM speaker_name n"
        f" JOIN article a ON a.id = n.article WHERE n.quotations > 0 AND {named} AND {condition}",
        {**values, "folded": json.dumps(sorted(folded or ()))},
    )
    return [_appearance(row) for row in rows]


def _with_stories(connection: sqlite3.Connection, appearances: Sequence[Appearance]) -> list[Appearance]:
    """The appearances with the stories of each name's newest articles; of one name alone none is needed."""
    by_name: dict[str, list[Appearance]] = defaultdict(list)
    for one in appearances:
        by_name[key_of(one.name)].append(one)
    if len(by_name) < 2:
        return list(appearances)
    stories = _stories(connection, _newest(connection, by_name.values()))
    return [replace(one, story=stories[one.article]) if one.article in stories else one for one in appearances]


def _newest(connection: sqlite3.Connection, named: Iterable[Sequence[Appearance]]) -> set[int]:
    """The newest articles of each name; which of equally old ones does not depend on when they were added."""
    few = [each for each in named if len(each) <= _STORIES]
    found = {one.article for each in few for one in each}
    for many in (each for each in named if len(each) > _STORIES):
        rows = connection.execute(
            "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?))"
            " ORDER BY published_from DESC, source LIMIT ?",
            (json.dumps(sorted({one.article for one in many})), _STORIES),
        )
        found |= {row[0] for row in rows}
    return found


def _stories(connection: sqlite3.Connection, articles: Collection[int]) -> dict[int, frozenset[int]]:
    rows = connection.execute(
        "SELECT article, names FROM story WHERE article IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(articles)),),
    )
    return {row[0]: frozenset(struct.unpack(f"<{len(row[1]) // 4}I", row[1])) for row in rows}


@dataclass(frozen=True, slots=True)
class Around:
    """Speakers in scope and those whose names come near theirs.

    Attributes:
        asked: those who appear under one of the names that were looked for.
        others: whom their names could mean as well; of these perhaps not every name.
    """

    asked: tuple[Speaker, ...]
    others: tuple[Speaker, ...]


def speakers_around(
    connection: sqlite3.Connection, names: Collection[str], scope: Scope, decisions: Decisions
) -> Around:
    """The speakers in scope who appear under these names, whole, as if every article in scope had been looked at."""
    wanted = {key_of(name) for name in names}
    if not wanted:
        return Around((), ())
    loaded, near = set[str](), _near(connection, wanted, decisions)
    while not near <= loaded:
        loaded |= near
        speakers = group(_with_stories(connection, _appearances(connection, scope, loaded)), decisions)
        asked = [each for each in speakers if wanted & {key_of(name) for name in each.names}]
        near = _near(connection, {key_of(name) for each in asked for name in each.names}, decisions)
    return Around(tuple(asked), tuple(each for each in speakers if each not in asked))


def _near(connection: sqlite3.Connection, folded: Collection[str], decisions: Decisions) -> set[str]:
    """These names, those that share a key with one of them, and those that editors joined to one of them."""
    rows = connection.execute(
        "SELECT DISTINCT other.folded FROM speaker_key one JOIN speaker_key other ON other.key = one.key"
        " WHERE one.folded IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(folded)),),
    )
    joined = {name for pair in decisions.same if set(pair) & set(folded) for name in pair}
    return {row[0] for row in rows} | joined | set(folded)


def all_speakers(connection: sqlite3.Connection, scope: Scope, decisions: Decisions) -> tuple[Speaker, ...]:
    """Every speaker in scope."""
    return group(_with_stories(connection, _appearances(connection, scope, None)), decisions)
