"""What goes to the two streams: JSON lines to standard output, one line of trouble to standard error."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from config.errors import OnRecordError

# What a terminal would obey instead of showing: C0 and C1 controls but tab and newline, DEL, and the marks that
# turn the reading direction round (they could make one speaker's words look like another's).
_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)}
_CONTROLS[0x7F] = "␡"
_CONTROLS |= dict.fromkeys(range(0x80, 0xA0), "�")
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS |= {code: f"⟨U+{code:04X}⟩" for code in _TURNING}


def use_utf8() -> None:
    """Make both streams UTF-8 whatever the locale says; what has no UTF-8 form is escaped, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def shown(text: str) -> str:
    """The text as a terminal may have it: controls and escapes as visible signs, line ends as newlines."""
    return text.replace("\r\n", "\n").translate(_CONTROLS)


def one_line(text: str) -> str:
    """The text on one line, fit for a terminal."""
    return " ".join(shown(text).split())


def counted(number: int, noun: str) -> str:
    """`1 article`, `1,204 articles`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on one line of standard output, at once; what UTF-8 cannot hold is escaped."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(value)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_line(text: str) -> None:
    """A line for people on standard output, at once."""
    sys.stdout.write(shown(text) + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """A line for people on standard error."""
    sys.stderr.write(one_line(text) + "\n")
    sys.stderr.flush()


def print_error_json(error: OnRecordError) -> None:
    """An error on standard error as a process that supervises this one reads it."""
    said = {"code": error.code, "what": error.what, "where": error.where, "mend": error.mend}
    sys.stderr.write(json.dumps({"error": said}) + "\n")
    sys.stderr.flush()


def let_go() -> None:
    """The reader of the pipe went away: send what is still buffered nowhere, so that closing it does not fail."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.__stdout__.fileno())  # type: ignore[union-attr] # None has no pipe: suppressed
        os.close(nowhere)
