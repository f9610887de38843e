"""Files for others' programs: tables that a spreadsheet may open, and text written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from config.errors import UsageError

# What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: object) -> object:
    """The cell as a spreadsheet shows it and never runs it: text that could be a formula has an apostrophe in front."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV with a byte order mark, which spreadsheets need to know that it is UTF-8."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + made.getvalue().encode("utf-8", "backslashreplace")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in the place of the one that may be there. Raises UsageError where that cannot be done."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        mend = "name a file in a folder that is there and may be written"
        raise UsageError(f"it cannot be written ({error.strerror})", where=str(path), mend=mend) from error
