"""`articles`, `articles set`, `show`, `retract` and `status`: what the coverage holds, article by article."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import options
from bot.cli.opening import empty, has_data, opened, run_async, settings_of
from bot.cli.output import print_json, print_line, warn
from config.errors import UsageError

if TYPE_CHECKING:
    from bot.service import Service
    from index.status import CoverageStatus
    from index.tables.articles import ArticleRow

FIELDS = ("outlet", "title", "published", "url")
_listing = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("show")(show)
    app.add_typer(_listing, name="articles")
    app.command("status")(status)
    app.command("retract")(retract)


@_listing.callback(invoke_without_command=True)
def articles(context: typer.Context, *, json: options.Json = False, data: options.Data = None) -> int:
    """List the articles, or complete one with `set`.

    Retracted articles are listed too.
    """
    context.obj = data
    if context.invoked_subcommand is not None:
        return 0
    settings = settings_of(data)

    async def work() -> int:
        async with opened(settings, "articles", filled=True) as service:
            for row in await service.articles():
                if json:
                    print_json(_article_json(row))
                else:
                    print_line(_article_line(row))
        return 0

    return run_async(work)


@_listing.command("set")
def set_facts(
    context: typer.Context,
    source: options.Source,
    facts: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE…", help=f"{', '.join(FIELDS)}; an empty value says “unknown”.")
    ],
    *,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Say what an article's file does not.

    It is stronger than the file, and kept when the file is read again.
    """
    settings = settings_of(data or context.obj)
    said = dict(_fact(fact) for fact in facts)

    async def work() -> int:
        from bot.cli.progress import reporting  # noqa: PLC0415 - `--help` shows no progress

        async with opened(settings, "articles set", filled=True) as service:
            known = await known_source(service, source)
            with reporting() as report:
                await service.set_facts(known, said, report)
            row = (await service.show(known)).row
        if json:
            print_json(_article_json(row))
        else:
            print_line(_article_line(row))
        return 0

    return run_async(work)


def show(source: options.Source, *, json: options.Json = False, data: options.Data = None) -> int:
    """Show one article whole: its live revision."""
    settings = settings_of(data)

    async def work() -> int:
        async with opened(settings, "show", filled=True) as service:
            found = await service.show(await known_source(service, source))
        if json:
            print_json(found.json())
        else:
            from bot.cli.render import print_article  # noqa: PLC0415 - only people pay for rich

            print_article(found)
        return 0

    return run_async(work)


def status(*, json: options.Json = False, data: options.Data = None) -> int:
    """Count what the coverage holds."""
    settings = settings_of(data)

    async def work() -> int:
        from index.scope import Scope  # noqa: PLC0415 - `--help` need not wait for the floors below
        from index.status import CoverageStatus  # noqa: PLC0415 - as above

        found = CoverageStatus(0, 0, 0, 0, 0, None, None, None, None, 0, 0, settings.retrieval.reranker)
        if has_data(settings):
            async with opened(settings, "status") as service:
                found = await service.status(Scope(now=service.now()))
        if json:
            print_json({**asdict(found), "data": str(settings.data.absolute())})
        else:
            for line in _status_lines(found):
                print_line(line)
        if found.articles + found.retracted == 0:
            warn(f"error: {empty(settings)}")
            return 1
        return 0

    return run_async(work)


def retract(source: options.Source, *, json: options.Json = False, data: options.Data = None) -> int:
    """Stop an article from being quoted, at once.

    It is kept, and reading its file again does not undo it.
    """
    settings = settings_of(data)

    async def work() -> int:
        async with opened(settings, "retract", filled=True) as service:
            known = await known_source(service, source)
            await service.retract(known)
        if json:
            print_json({"source": known, "retracted": True})
        else:
            print_line(f"retracted: {known}; nothing quotes it from now on")
        return 0

    return run_async(work)


async def known_source(service: Service, source: str) -> str:
    """The source as the coverage knows it: as given, or the absolute path of the file that it names."""
    from index.readers.find import absolute  # noqa: PLC0415 - as in the commands

    path = os.fsencode(absolute(Path(source))).decode("utf-8", "backslashreplace") if source else source
    for candidate in (source, path):
        with suppress(UsageError):
            return (await service.show(candidate)).row.source
    return source


def _fact(text: str) -> tuple[str, str | None]:
    field, equals, value = text.partition("=")
    if not equals:
        raise UsageError("this is no FIELD=VALUE", where=text, mend="write it like outlet=Reuters")
    if field not in FIELDS:
        raise UsageError("there is no such field", where=field, mend=f"the fields are {', '.join(FIELDS)}")
    return field, value.strip() or None


def _article_json(row: ArticleRow) -> dict[str, Any]:
    from index.tables.articles import as_moment  # noqa: PLC0415 - as in the commands

    embargo, retracted = as_moment(row.embargo_until), as_moment(row.retracted_at)
    return {
        "source": row.source,
        "revision": row.revision,
        "outlet": row.outlet,
        "title": row.title,
        "published": row.published,
        "url": row.url,
        "authors": list(row.authors),
        "desk": row.desk,
        "embargo_until": None if embargo is None else embargo.isoformat(),
        "quotable": row.quotable,
        "retracted": None if retracted is None else retracted.isoformat(),
        "origin": row.origin,
    }


def _article_line(row: ArticleRow) -> str:
    from index.tables.articles import as_moment  # noqa: PLC0415 - as in the commands

    facts = [row.published or "undated", row.outlet or "outlet unknown", " ".join((row.title or "no title").split())]
    embargo = as_moment(row.embargo_until)
    marks = [
        "retracted" if row.retracted_at is not None else "",
        "" if row.quotable else "not quotable",
        f"embargo until {embargo:%Y-%m-%d %H:%M} UTC" if embargo else "",
    ]
    told = ", ".join(mark for mark in marks if mark)
    return f"{' · '.join(facts)}{f' [{told}]' if told else ''}\n    {row.source}"


def _status_lines(found: CoverageStatus) -> list[str]:
    from bot.dates import days  # noqa: PLC0415 - as in the commands

    period = days(found.first, found.last) if found.first and found.last else "no dates"
    generation = "none yet" if found.generation is None else f"{found.generation}, made by {found.embedder}"
    return [
        f"articles     {found.articles} that may be quoted now, {period}, {found.undated} undated",
        f"retracted    {found.retracted}",
        f"passages     {found.passages}, {found.pending} waiting to be embedded",
        f"quotations   {found.quotations}",
        f"generation   {generation}",
        *([] if found.reranker is None else [f"reranker     {found.reranker}, {_weights(found.reranker_weights)}"]),
        f"on disk      {found.size_bytes / 1_000_000:.1f} MB",
    ]


def _weights(found: str | None) -> str:
    return "which is not here: onrecord doctor says more" if found is None else f"weights {found[:16]}…"
