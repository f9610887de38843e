"""`speakers`: who is quoted, under which names, and what people corrected."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import options
from bot.cli.articles import known_source
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import print_json, print_line

if TYPE_CHECKING:
    from pathlib import Path

    from bot.corrections import Corrections, ListedSpeaker, Logged
    from bot.service import Service

_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

Start = Annotated[int, typer.Argument(metavar="START", min=0, help="Where its words start (`quotes --json` tells).")]
End = Annotated[int, typer.Argument(metavar="END", min=0, help="Where they end.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="WHO", help="Who corrects, for the log. Default: whoever is logged in.")
]
Names = Annotated[list[str], typer.Argument(metavar="NAME…", help="Names as `speakers` lists them.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(_app, name="speakers")


@_app.callback(invoke_without_command=True)
def speakers(context: typer.Context, *, json: options.Json = False, data: options.Data = None) -> int:
    """List who is quoted, or correct it.

    Each with the names that articles use, the number of quotations, and the outlets. Corrections are kept with who
    made them and when, hold for the same words in later revisions, and can be undone.
    """
    context.obj = data
    if context.invoked_subcommand is not None:
        return 0
    settings = settings_of(data)

    async def work() -> int:
        from index.scope import Scope  # noqa: PLC0415 - `--help` need not wait for the floors below

        async with opened(settings, "speakers", filled=True) as service:
            for each in await service.corrections.speakers(Scope(now=service.now())):
                if json:
                    print_json(each.json())
                else:
                    print_line(_speaker_line(each))
        return 0

    return run_async(work)


@_app.command("merge")
def merge(
    context: typer.Context, names: Names, *, by: By = None, json: options.Json = False, data: options.Data = None
) -> int:
    """Say that names are one speaker's."""
    return _correct(context, data, lambda known: known.merge(names, _who(by)), json=json)


@_app.command("split")
def split(
    context: typer.Context,
    names: Names,
    *,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="SOURCE", help="Only in this article is it somebody else; may be repeated."),
    ] = None,
    by: By = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Say that names are different speakers', or that one name is nobody else's."""

    async def correct(service: Service) -> int:
        found = [await known_source(service, source) for source in sources or ()]
        return await service.corrections.split(names, found, _who(by))

    return _change(context, data, correct, json=json)


@_app.command("set")
def set_speaker(
    context: typer.Context,
    source: options.Source,
    start: Start,
    end: End,
    name: Annotated[str, typer.Argument(metavar="NAME", help='Who said it; "" if nobody can tell.')],
    *,
    by: By = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Say who is quoted at one place of an article."""

    async def correct(service: Service) -> int:
        found = await known_source(service, source)
        return await service.corrections.set_speaker(found, start, end, name, _who(by))

    return _change(context, data, correct, json=json)


@_app.command("not-a-quotation")
def not_a_quotation(
    context: typer.Context,
    source: options.Source,
    start: Start,
    end: End,
    *,
    by: By = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Say that nobody is quoted at one place of an article."""

    async def correct(service: Service) -> int:
        found = await known_source(service, source)
        return await service.corrections.not_a_quotation(found, start, end, _who(by))

    return _change(context, data, correct, json=json)


@_app.command("undo")
def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", min=1, help="The correction's number in the log.")],
    *,
    by: By = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Undo a correction. It stays in the log."""

    async def correct(known: Corrections) -> int:
        await known.undo(number, _who(by))
        return number

    return _correct(context, data, correct, json=json)


@_app.command("log")
def log(context: typer.Context, *, json: options.Json = False, data: options.Data = None) -> int:
    """List the corrections.

    One whose words are not in the article at present is waiting: it holds again where they come back.
    """
    settings = settings_of(data or context.obj)

    async def work() -> int:
        async with opened(settings, "speakers log", filled=True) as service:
            for each in await service.corrections.log():
                _tell(each, json=json)
        return 0

    return run_async(work)


def _who(by: str | None) -> str:
    """Who corrects. Raises nothing: where the system knows no name, that is what is noted."""
    try:
        return " ".join((by or getpass.getuser()).split()) or "unknown"
    except (OSError, KeyError, ImportError):
        return "unknown"


def _correct(
    context: typer.Context, data: Path | None, correct: Callable[[Corrections], Awaitable[int]], *, json: bool
) -> int:
    return _change(context, data, lambda service: correct(service.corrections), json=json)


def _change(
    context: typer.Context, data: Path | None, correct: Callable[[Service], Awaitable[int]], *, json: bool
) -> int:
    """Make one correction, and show it as the log has it."""
    settings = settings_of(data or context.obj)

    async def work() -> int:
        async with opened(settings, "speakers", filled=True) as service:
            number = await correct(service)
            (made,) = [each for each in await service.corrections.log() if each.correction.id == number]
        _tell(made, json=json)
        return 0

    return run_async(work)


def _tell(logged: Logged, *, json: bool) -> None:
    if json:
        print_json(logged.json())
    else:
        print_line(_log_line(logged.json()))


def _speaker_line(listed: ListedSpeaker) -> str:
    told = listed.json()
    count = told["quotations"]
    others = [name for name in told["names"] if name != told["name"]]
    also = f" (also {', '.join(others)})" if others else ""
    outlets = f" · {', '.join(told['outlets'])}" if told["outlets"] else ""
    return f"{told['name']}{also}: {count} quotation{'' if count == 1 else 's'}{outlets}"


def _log_line(told: dict[str, Any]) -> str:
    names = ", ".join(f"“{name}”" for name in told["names"])
    where = ", ".join(told["sources"])
    place = "" if told["start"] is None else f" {told['start']}–{told['end']}"
    what = f"{told['kind']} {names}".strip() if names or told["kind"] != "speaker" else "speaker unknown"
    undone = f", undone by {told['undone_by']}" if told["undone_by"] else ""
    made = f"{told['who']}, {told['at'][:16].replace('T', ' ')} UTC"
    return f"{told['id']}  {what}{f' in {where}{place}' if where else ''} ({made}; {told['state']}{undone})"
