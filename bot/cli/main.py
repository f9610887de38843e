"""`onrecord`: the console entry. Reads the call, and turns whatever happens into one line and an exit status.

Nothing heavy is imported here or by the modules of commands: each command imports what it needs when it runs.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.cli import (
    articles,
    asking,
    changing,
    comparing,
    evaluating,
    inviting,
    rating,
    running,
    setup,
    speakers,
    verifying,
    voices,
)
from bot.cli.output import let_go, one_line, use_utf8, warn
from config.errors import OnRecordError
from config.logs import redact

STOPPED_WRITING = "stopped; what was read is kept, run the same command again to go on"
INTERRUPTED = 130  # what typer makes of Ctrl-C, as shells do
# What these are asked is one argument; typed without quotation marks the shell makes several of it.
_IN_WORDS = {
    "onrecord ask": "what did the mayor say?",
    "onrecord search": "the mayor and the bridge",
    "onrecord compare": "what did the mayor say?",
    "onrecord verify": "“The bridge will open in May,” said the mayor.",
}
_LOG = logging.getLogger(__name__)

app = typer.Typer(
    name="onrecord",
    help="Quote a newsroom's own coverage, word for word, with citations. `onrecord COMMAND --help` says more.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def _begin(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Quote a newsroom's own coverage, word for word, with citations. `onrecord COMMAND --help` says more."""
    if version:
        typer.echo(f"onrecord {setup.version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


changing.add_index(app)
asking.add_to(app)
comparing.add_to(app)
verifying.add_to(app)
voices.add_to(app)
articles.add_to(app)
speakers.add_to(app)
changing.add_reindex(app)
evaluating.add_to(app)
rating.add_to(app)
running.add_to(app)
inviting.add_to(app)
setup.add_to(app)


def main(arguments: Sequence[str]) -> int:
    """Run one call; its exit status (0 done, 1 some of it failed or the coverage is empty, 2 the call is wrong)."""
    use_utf8()
    try:
        status = app(list(arguments), prog_name="onrecord", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # typer turns a broken pipe into SystemExit, and nothing else
        let_go()
        return 0  # whoever read the pipe has had enough
    except OnRecordError as error:
        warn(f"error: {error}")
        return error.exit_status
    except typer.TyperException as error:
        warn(f"error: {_call_line(error)}")
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last net: people get a line, the log the rest
        return _unforeseen(error)
    if status == INTERRUPTED:
        warn(STOPPED_WRITING if arguments[0] in ("index", "reindex") else "stopped")
    return status if isinstance(status, int) else 0


def _call_line(error: typer.TyperException) -> str:
    """A wrong call in one line: where, what, the mend."""
    context = getattr(error, "ctx", None)
    where = "onrecord" if context is None else context.command_path
    if where in _IN_WORDS and "unexpected extra argument" in error.format_message():
        return f'{where}: several words were given; put them in quotation marks: {where} "{_IN_WORDS[where]}"'
    return f"{where}: {one_line(error.format_message()).rstrip('.')}; see {where} --help"


def _unforeseen(error: Exception) -> int:
    if _LOG.isEnabledFor(logging.DEBUG):
        _LOG.debug("unforeseen", exc_info=error)
    said = one_line(redact(str(error))) or "no more is known"
    warn(f"error: unforeseen {type(error).__name__} ({said}); run again with ONRECORD_LOG__LEVEL=DEBUG to see where")
    return 1


def run() -> None:
    """The console entry: ends the process with the exit status."""
    status = main(sys.argv[1:])
    if status == INTERRUPTED:
        # A thread may still be encoding; nothing that it could add is needed, and nothing is lost.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    run()
