"""A scope as a condition on the `article` table, so that it is joined before anything is ranked or counted."""

from __future__ import annotations

import json
from typing import Any

from index.names import fold
from index.scope import Scope

# The alias under which every statement joins the article table.
ARTICLE = "a"


def scope_condition(scope: Scope) -> tuple[str, dict[str, Any]]:
    """A condition over `article AS a` and its named parameters; true for the articles in scope."""
    parts = [
        "a.retracted_at IS NULL",
        "a.quotable = 1",
        "(a.embargo_until IS NULL OR a.embargo_until <= :scope_now)",
    ]
    values: dict[str, Any] = {"scope_now": scope.now.timestamp()}
    if scope.desks is not None:
        parts.append(
            "EXISTS (SELECT 1 FROM article_desk d WHERE d.article = a.id"
            " AND d.desk IN (SELECT value FROM json_each(:scope_desks)))"
        )
        values["scope_desks"] = json.dumps(sorted(scope.desks))
    if scope.exclude:
        parts.append("a.source NOT IN (SELECT value FROM json_each(:scope_exclude))")
        values["scope_exclude"] = json.dumps(sorted(scope.exclude))
    if scope.outlet is not None:
        parts.append("a.outlet_key = :scope_outlet")
        values["scope_outlet"] = fold(scope.outlet)
    if scope.since is not None:
        parts.append("a.published_from >= :scope_since")
        values["scope_since"] = scope.since.timestamp()
    if scope.until is not None:
        parts.append("a.published_until <= :scope_until")
        values["scope_until"] = scope.until.timestamp()
    return " AND ".join(parts), values
