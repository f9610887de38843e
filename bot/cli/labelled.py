"""Lines of questions with known answers, as `onrecord eval` reads them. Pure; the clock is handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cli.asked import Asked, LineError, Narrowed, read_line
from config.errors import UsageError
from retrieval.evaluation import Expected


@dataclass(frozen=True, slots=True)
class Labelled:
    """One question with what it should get."""

    id: str
    asked: Asked
    expected: Expected


def read_labelled(line: bytes, where: str, clock: datetime) -> Labelled:
    """One line of the file: what `ask --batch` reads, with `answerable` and `expected` words or `sources`.

    Args:
        where: the file and the line's number, for people; a line without an id is known by it.

    Raises LineError, which holds the line's id where that can be read.
    """
    identifier, asked = read_line(line, where, Narrowed(), clock)
    fields = json.loads(line.decode("utf-8"))
    try:
        expected = _expected(fields)
    except UsageError as error:
        place = f"{where}, {error.where}"
        raise LineError(error.what, where=place, mend=error.mend, identifier=identifier) from error
    return Labelled(where if identifier is None else str(identifier), asked, expected)


def _expected(fields: Mapping[str, Any]) -> Expected:
    words, sources = _texts(fields, "expected"), _texts(fields, "sources")
    answerable = fields.get("answerable", True if words or sources else None)
    if not isinstance(answerable, bool):
        what = "it is missing" if answerable is None else "it is neither true nor false"
        raise UsageError(what, where="answerable", mend="say whether the coverage answers: true or false")
    if not answerable and (words or sources):
        mend = "leave expected and sources out, or say true"
        raise UsageError("nothing can be expected of a question without an answer", where="answerable", mend=mend)
    return Expected(answerable, words, sources)


def _texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise UsageError("it is no list of texts", where=name, mend='write ["…", "…"]')
    return tuple(value)
