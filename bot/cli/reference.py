"""The reference of the command line, made from what `--help` is made from. `python -m bot.cli.reference` prints it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import typer.main

from bot.cli.main import app
from bot.cli.output import use_utf8

_BEGIN = """\
# The command line

<!-- Made by `python -m bot.cli.reference`; a test holds it to the program. -->

`--data DIR` (or `ONRECORD_DATA`; default `./data`) says where everything is kept. Options follow the command.

With `--json` (which `--batch` implies) standard output holds one JSON object a line and nothing else. Logs, warnings
and progress go to standard error; progress is shown on a terminal only.

| exit status | meaning |
| --- | --- |
| 0 | done; that the coverage does not say is done too |
| 1 | some of it failed (the rest is kept), or the coverage is empty |
| 2 | the call is wrong: an unknown command or option, a missing file, a bad date, a bad setting |
| 130 | stopped by Ctrl-C; what was read is kept |

Every error is one line on standard error: what is wrong, where, and the mend. One process writes at a time: a second
one waits up to 30 seconds and then names the other; asking always works.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    root: Any = typer.main.get_command(app)
    parts = [_BEGIN]
    for name, command in _commands("onrecord", root):
        parts.append(_section(name, command))
    return "\n".join(parts)


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it, in the order of `--help`."""
    for word, inner in getattr(command, "commands", {}).items():
        yield f"{name} {word}", inner
        yield from _commands(f"{name} {word}", inner)


def _section(name: str, command: Any) -> str:
    arguments = " ".join(param.metavar for param in command.params if param.param_type_name == "argument")
    lines = [f"## `{name}{' ' if arguments else ''}{arguments}`", "", inspect.cleandoc(command.help or ""), ""]
    rows = [row for param in command.params if (row := _row(param)) is not None]
    if rows:
        lines += ["| | |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def _row(param: Any) -> str | None:
    if getattr(param, "hidden", False):
        return None
    told = (param.help or "").replace("|", "\\|")
    if param.param_type_name == "argument":
        return f"| `{param.metavar}` | {told} |"
    value = f" {param.metavar}" if param.metavar else ""
    default = param.default
    counted = f" (default {default})" if isinstance(default, int) and not isinstance(default, bool) else ""
    return f"| `{', '.join(param.opts)}{value}` | {told}{counted} |"


if __name__ == "__main__":
    use_utf8()
    print(reference(), end="")  # noqa: T201 - it is what this is for
