"""One question as the call or a batch line puts it, with the scope it may see. Pure; the clock is handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from config.errors import UsageError
from index.scope import Scope
from retrieval.dates import end_of, read_option

# What a batch line may call what it asks; the first is what people are told to write.
QUESTION = ("question", "query")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a question may see, as typed: names and dates not yet read.

    Attributes:
        now, since, until: dates as people write them.
        exclude: sources, exact.
    """

    speaker: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    exclude: tuple[str, ...] = ()
    now: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its scope, ready to be asked."""

    question: str
    scope: Scope
    speaker: str | None


class LineError(UsageError):
    """A batch line cannot be asked; `identifier` is its id where that can be read."""

    def __init__(self, what: str, *, where: str, mend: str, identifier: str | int | None = None) -> None:
        super().__init__(what, where=where, mend=mend)
        self.identifier = identifier


def asked(question: str, narrowed: Narrowed, clock: datetime, name: str = QUESTION[0]) -> Asked:
    """Read a question and its options. Raises UsageError for an empty question, bad text or a bad date.

    Args:
        clock: the moment, UTC; `narrowed.now` replaces it.
        name: what the question is called where it is wrong.
    """
    _check_text(name, question)
    for option in ("speaker", "outlet"):
        value = getattr(narrowed, option)
        if value is not None:
            _check_text(option, value)
    now = clock if narrowed.now is None else read_date("now", narrowed.now, clock)
    since = None if narrowed.since is None else read_date("since", narrowed.since, now)
    until = None if narrowed.until is None else end_of(narrowed.until, read_date("until", narrowed.until, now))
    if since is not None and until is not None and since >= until:
        raise UsageError(f"“{narrowed.since}” lies after until “{narrowed.until}”", where="since", mend="swap the two")
    scope = Scope(now=now, exclude=frozenset(narrowed.exclude), outlet=narrowed.outlet, since=since, until=until)
    return Asked(question, scope, narrowed.speaker)


def read_date(name: str, text: str, now: datetime) -> datetime:
    """The moment that an option gives. Raises UsageError naming the option."""
    _check_text(name, text)
    try:
        return read_option(name, text.strip(), now)
    except OverflowError as error:
        raise UsageError(f"“{text}” is out of range", where=name, mend="write it like 2025-04-30") from error


def _check_text(name: str, text: str) -> None:
    if not text.strip():
        raise UsageError("it is empty", where=name, mend="write something there, or leave it out")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError("this is not valid UTF-8", where=name, mend="write it in UTF-8") from error


def read_line(
    line: bytes, where: str, defaults: Narrowed, clock: datetime, names: Sequence[str] = QUESTION
) -> tuple[str | int | None, Asked]:
    """A batch line's id and question.

    Args:
        line: one line of the batch, as bytes.
        where: the file and the line's number, for people.
        defaults: the options of the call; what the line says is stronger, excluded sources add up.
        names: under which of these the line holds what it asks.

    Raises LineError, which holds the line's id where it can be read.
    """
    fields = _fields(line, where, names[0])
    identifier = fields.get("id")
    if not isinstance(identifier, str | int | None) or isinstance(identifier, bool):
        raise LineError("the id is neither text nor a whole number", where=where, mend="give each line its own id")
    try:
        return identifier, asked(_question(fields, names), _narrowed(fields, defaults), clock, names[0])
    except UsageError as error:
        name = f"{where}, {error.where}"
        raise LineError(error.what, where=name, mend=error.mend, identifier=identifier) from error


def _fields(line: bytes, where: str, name: str) -> Mapping[str, Any]:
    mend = f'write {{"id": "1", "{name}": "…"}}'
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise LineError("the line is not UTF-8", where=where, mend="save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise LineError(f"the line is no JSON ({error})", where=where, mend=mend) from error
    if not isinstance(fields, dict):
        raise LineError("the line is no JSON object", where=where, mend=mend)
    return fields


def _question(fields: Mapping[str, Any], names: Sequence[str]) -> str:
    name = next((name for name in names if name in fields), names[0])
    if name not in fields:
        raise UsageError("it is missing", where=name, mend=f'write {{"id": "1", "{name}": "…"}}')
    if not isinstance(fields[name], str):
        raise UsageError("it is no text", where=name, mend='write it in "quotation marks"')
    return str(fields[name])


def _narrowed(fields: Mapping[str, Any], defaults: Narrowed) -> Narrowed:
    said: dict[str, Any] = {}
    for name in ("speaker", "outlet", "since", "until", "now"):
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            raise UsageError("it is no text", where=name, mend='write it in "quotation marks"')
        if value is not None:
            said[name] = value
    exclude = fields.get("exclude")
    if exclude is not None:
        if not isinstance(exclude, list) or not all(isinstance(source, str) for source in exclude):
            raise UsageError("it is no list of sources", where="exclude", mend='write ["source", …]')
        said["exclude"] = (*defaults.exclude, *exclude)
    return replace(defaults, **said)
