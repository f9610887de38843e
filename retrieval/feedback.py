"""What people thought of answers (👍, 👎), as questions with known answers. Pure.

What a verdict tells: 👍 on an answer, that its articles answer; 👍 on an abstention, that nothing does; 👎 on an
abstention, that something would have. 👎 on an answer tells neither whether there is one nor where: its line comes
without `answerable`, for an editor to complete, and an evaluation says so until then.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from config.errors import InputError

Row = Mapping[str, Any]
_NEEDED = ("key", "question", "answered", "verdict")


def questions_of(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Lines for `onrecord eval`, one for each answer that was rated, in the order of their first verdict.

    Several people's verdicts on one answer count by majority; where they are even, the answer is left out.

    Args:
        rows: as the bot exports them: `key` (of the answer), `question`, `scope` (JSON: now, exclude, outlet, since,
            until), `answered`, `verdict` ("up" or "down") and `excerpts` (each with its `source`).

    Raises InputError for a row that is none.
    """
    by_answer: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_answer[str(_checked(row)["key"])].append(row)
    lines = (_line(key, rated) for key, rated in by_answer.items())
    return [line for line in lines if line is not None]


def _checked(row: Row) -> Row:
    missing = [name for name in _NEEDED if name not in row]
    if missing or row["verdict"] not in ("up", "down"):
        what = f"this is no verdict: {', '.join(missing) or 'verdict'} is missing or wrong"
        raise InputError(what, where=str(row.get("key", "")), mend="give the rows as the bot exported them")
    return row


def _line(key: str, rated: list[Row]) -> dict[str, Any] | None:
    votes = Counter(str(row["verdict"]) for row in rated)
    if votes["up"] == votes["down"]:
        return None
    row, good = rated[0], votes["up"] > votes["down"]
    line: dict[str, Any] = {"id": key, "question": row["question"], **_scope(row)}
    sources = sorted({str(each["source"]) for each in row.get("excerpts") or ()})
    if not row["answered"]:
        return {**line, "answerable": not good}
    return {**line, "answerable": True, "sources": sources} if good else {**line, "shown": sources}


def _scope(row: Row) -> dict[str, Any]:
    """What the question was allowed to see, as the line's options; desks have none."""
    written = row.get("scope")
    scope: Mapping[str, Any] = json.loads(written) if isinstance(written, str) else written or {}
    names = ("now", "exclude", "outlet", "since", "until")
    return {name: scope[name] for name in names if scope.get(name)}
