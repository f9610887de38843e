"""`init` and `doctor`: setting up, and finding out what is wrong."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.output import print_json, print_line
from config.errors import UsageError

FILE = "onrecord.toml"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("init")(init)
    app.command("doctor")(doctor)


def version() -> str:
    """The installed version, or that it is not installed."""
    try:
        return importlib.metadata.version("onrecord")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def init(
    *,
    force: Annotated[bool, typer.Option("--force", help="Write over a settings file that is already there.")] = False,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Write a commented onrecord.toml into this folder."""
    from bot.cli.template import template  # noqa: PLC0415 - only this command needs the settings' model

    file = Path(FILE)
    kept = f"data = {_toml(str(data))}" if data is not None else '# data = "data"'
    try:
        with file.open("w" if force else "x", encoding="utf-8") as opened:
            opened.write(template().replace('# data = "data"', kept))
    except FileExistsError as error:
        raise UsageError("it is already there", where=str(file), mend="edit it, or replace it with --force") from error
    except OSError as error:
        raise UsageError(
            f"it cannot be written ({error.strerror})", where=str(file), mend="see the folder's rights"
        ) from error
    if json:
        print_json({"file": str(file.absolute())})
        return 0
    print_line(f"{file} is written. Next:")
    print_line("  onrecord index FOLDER")
    print_line('  onrecord ask "who said what about …?"')
    return 0


def doctor(*, json: options.Json = False, data: options.Data = None) -> int:
    """Check everything that the program needs.

    A line for each check, with the mend where something is wrong.
    """
    from bot.cli.checks import examine  # noqa: PLC0415 - only this command needs them

    findings = examine(data)
    for finding in findings:
        if json:
            print_json(finding.json())
        else:
            mend = f"; {finding.mend}" if finding.mend else ""
            print_line(f"{finding.state:8}{finding.check}: {finding.detail}{mend}")
    return int(any(finding.state == "problem" for finding in findings))


def _toml(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's."""
    import json as quoting  # noqa: PLC0415 - `json` is an option's name here

    return quoting.dumps(text, ensure_ascii=False)
