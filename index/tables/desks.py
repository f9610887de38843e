"""Desks: named parts of the coverage, by the articles' own column, by rules, or by the door that a file came by."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from typing import Literal, NamedTuple

from config.settings import DeskSettings
from index.names import fold

Kind = Literal["source", "outlet", "folder", "column", "tag"]

# An article's desks: of its file's door alone, if it has one; else its own column and every rule that fits.
_BELONGS = """
SELECT a.id AS article, o.desk AS desk FROM article a JOIN origin_desk o ON o.origin = a.origin WHERE {which}
UNION
SELECT a.id, trim(a.desk) FROM article a
    WHERE trim(coalesce(a.desk, '')) != '' AND a.origin NOT IN (SELECT origin FROM origin_desk) AND {which}
UNION
SELECT a.id, r.desk FROM article a JOIN desk_rule r ON CASE r.kind
        WHEN 'source' THEN a.source GLOB r.pattern OR coalesce(a.url, '') GLOB r.pattern
        WHEN 'outlet' THEN a.outlet_key = r.pattern
        WHEN 'folder' THEN substr(a.origin, 1, length(r.pattern)) = r.pattern
        WHEN 'column' THEN trim(coalesce(a.desk, '')) = r.pattern
        WHEN 'tag' THEN r.pattern IN (SELECT value FROM json_each(a.tag_keys))
    END
    WHERE a.origin NOT IN (SELECT origin FROM origin_desk) AND {which}
"""


class Rule(NamedTuple):
    """One way for an article to be on a desk. `pattern` is as the database compares it."""

    desk: str
    kind: Kind
    pattern: str


class DeskCount(NamedTuple):
    """A desk and how many articles are on it, retracted ones not counted."""

    name: str
    articles: int


def rules_of(settings: Iterable[DeskSettings]) -> frozenset[Rule]:
    """The rules that the settings write down."""
    rules: set[Rule] = set()
    for desk in settings:
        rules |= {Rule(desk.name, "source", pattern) for pattern in desk.sources}
        rules |= {Rule(desk.name, "outlet", fold(name)) for name in desk.outlets}
        rules |= {Rule(desk.name, "folder", _folder(path)) for path in desk.folders}
        rules |= {Rule(desk.name, "tag", fold(tag)) for tag in desk.tags}
        rules |= {Rule(desk.name, "column", value.strip()) for value in (*desk.columns, desk.name)}
    return frozenset(rules)


def _folder(path: str | os.PathLike[str]) -> str:
    """The folder's real place, as articles' origins have it, with the separator that ends its name."""
    return os.path.join(os.path.realpath(path), "")  # noqa: PTH118 - Path drops the separator


def rules_apply(connection: sqlite3.Connection, rules: frozenset[Rule]) -> bool:
    """Whether these very rules are in force."""
    return {Rule(*row) for row in connection.execute("SELECT desk, kind, pattern FROM desk_rule")} == rules


def set_rules(connection: sqlite3.Connection, rules: frozenset[Rule]) -> None:
    """Put these rules in the place of those in force, and every article on its desks by them."""
    connection.execute("DELETE FROM desk_rule")
    connection.executemany("INSERT INTO desk_rule (desk, kind, pattern) VALUES (?, ?, ?)", sorted(rules))
    connection.executemany("INSERT OR IGNORE INTO desk VALUES (?)", sorted({(rule.desk,) for rule in rules}))
    connection.execute("DELETE FROM article_desk")
    _assign(connection, "TRUE", {})


def assign(connection: sqlite3.Connection, article: int) -> None:
    """Put one article, which was added or changed, on its desks."""
    connection.execute("DELETE FROM article_desk WHERE article = ?", (article,))
    _assign(connection, "a.id = :article", {"article": article})


def _assign(connection: sqlite3.Connection, which: str, values: dict[str, int]) -> None:
    belongs = _BELONGS.format(which=which)
    connection.execute(f"INSERT OR IGNORE INTO desk SELECT DISTINCT desk FROM ({belongs})", values)
    connection.execute(f"INSERT OR IGNORE INTO article_desk SELECT article, desk FROM ({belongs})", values)


def through_door(connection: sqlite3.Connection, origin: str, desk: str) -> None:
    """Whatever this file gives is on that desk alone, from now on."""
    connection.execute("INSERT OR REPLACE INTO origin_desk (origin, desk) VALUES (?, ?)", (origin, desk))
    for row in connection.execute("SELECT id FROM article WHERE origin = ?", (origin,)).fetchall():
        assign(connection, row[0])


def is_on(connection: sqlite3.Connection, article: int, desks: Iterable[str]) -> bool:
    """Whether an article is on one of these desks."""
    sql = "SELECT 1 FROM article_desk WHERE article = ? AND desk IN (SELECT value FROM json_each(?))"
    return connection.execute(sql, (article, json.dumps(sorted(desks)))).fetchone() is not None


def counts(connection: sqlite3.Connection) -> list[DeskCount]:
    """Every desk that a rule or an article names, by name."""
    rows = connection.execute(
        "SELECT d.name, count(a.id) FROM desk d LEFT JOIN article_desk x ON x.desk = d.name"
        " LEFT JOIN article a ON a.id = x.article AND a.retracted_at IS NULL"
        " GROUP BY d.name HAVING count(x.article) OR d.name IN (SELECT desk FROM desk_rule) ORDER BY d.name"
    )
    return [DeskCount(*row) for row in rows]
