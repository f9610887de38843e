"""Many questions, one answer a line, in order: what a line cannot be asked is said in its place."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import IO, Any

from bot.cli.asked import QUESTION, Asked, LineError, Narrowed, read_line
from bot.cli.output import one_line, print_json
from bot.service import Service
from config.errors import OnRecordError, UsageError

_LOG = logging.getLogger(__name__)
_BOM = b"\xef\xbb\xbf"
Reply = Callable[[Asked], Awaitable[dict[str, Any]]]


async def run_batch(
    file: str, defaults: Narrowed, service: Service, reply: Reply, names: Sequence[str] = QUESTION
) -> int:
    """Answer each line of the file (`-` is standard input); 1 if any could not be, else 0.

    Args:
        defaults: what the call's options say for every line.
        reply: the JSON answer to one question, without its id.
        names: under which of these a line holds what it asks.

    Raises UsageError if the file cannot be opened.
    """
    failed = False
    with ExitStack() as stack:
        lines = _open(file, stack)
        async for number, line in _numbered(lines):
            where = f"{_name(file)}, line {number}"
            answer = await _answer(partial(read_line, line, where, defaults, service.now(), names), where, reply)
            failed |= "error" in answer
            print_json(answer)
    return int(failed)


async def _answer(read: Callable[[], tuple[str | int | None, Asked]], where: str, reply: Reply) -> dict[str, Any]:
    identifier: str | int | None = None
    try:
        identifier, question = read()
        return {**await reply(question), "id": identifier}
    except LineError as error:
        return {"id": error.identifier, "error": one_line(str(error))}
    except OnRecordError as error:
        return {"id": identifier, "error": one_line(str(error))}
    except Exception as error:  # noqa: BLE001 - as said below
        # One question that meets a bug must not take the others' answers with it.
        _LOG.debug("unforeseen", exc_info=error)
        what = f"{where}: unforeseen {type(error).__name__}; run again with ONRECORD_LOG__LEVEL=DEBUG"
        return {"id": identifier, "error": what}


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _open(file: str, stack: ExitStack) -> IO[bytes]:
    if file == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(open(file, "rb"))  # noqa: PTH123 - a path of the call, taken as it is
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"the file cannot be read ({reason})", where=file, mend="see how it is spelt") from error


async def _numbered(lines: IO[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    """Lines that are not blank with their number from 1, as they come: someone may be typing them."""
    number = 0
    while line := await asyncio.to_thread(lines.readline):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield number, line
