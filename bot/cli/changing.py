"""`index` and `reindex`: what changes the coverage as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import options
from bot.cli.opening import empty, opened, run_async, settings_of
from bot.cli.output import counted, print_error_json, print_json, print_line, warn
from config.errors import OnRecordError

_KINDS = 5

if TYPE_CHECKING:
    from bot.service import Service
    from index.ingest import IngestReport


def add_index(app: typer.Typer) -> None:
    """Register `index`."""
    app.command("index")(index)


def add_reindex(app: typer.Typer) -> None:
    """Register `reindex`."""
    app.command("reindex")(reindex)


def index(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Files and folders to read.", show_default=False)
    ],
    *,
    meta: Annotated[
        Path | None,
        typer.Option(
            "--meta",
            metavar="FILE.csv",
            help="A table that completes what files do not say: source, outlet, title, published, url, authors, desk, "
            "embargo_until, quotable, tags.",
        ),
    ] = None,
    desk: Annotated[
        str | None,
        typer.Option("--desk", metavar="NAME", help="Put what these files give on this desk alone, now and later."),
    ] = None,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Read files and folders into the coverage.

    Unchanged files cost a hash. Nothing is removed: articles whose files are gone are counted and kept.
    """
    settings = settings_of(data)

    async def work() -> int:
        from bot.cli.progress import reporting  # noqa: PLC0415 - `--help` shows no progress

        began = time.monotonic()
        async with opened(settings, "index", create=True) as service:
            with reporting(supervised=supervised) as report:
                if desk is not None:
                    await _open_doors(service, paths, desk)
                done = await service.index(paths, meta, report)
            total = await service.count_articles()
        _tell_index(done, time.monotonic() - began, total, json=json)
        if not supervised:
            _tell_left_out(paths, meta)
        if total == 0:
            warn(f"error: {empty(settings)}")
        return 1 if done.failed or total == 0 else 0

    return run_async(partial(_supervised, work) if supervised else work)


def _tell_left_out(paths: list[Path], meta: Path | None) -> None:
    """Say what in the folders was not read: a folder of PDFs would look empty otherwise."""
    from index.readers.find import SUFFIXES, look_through  # noqa: PLC0415 - `--help` reads no files

    found, known = look_through(paths, meta), " ".join(sorted(SUFFIXES))
    if found.others:
        kinds = ", ".join(f"{number} {suffix or 'without a suffix'}" for suffix, number in found.others[:_KINDS])
        table = "; a table of metadata is read with --meta" if meta is None and ".csv" in dict(found.others) else ""
        warn(f"note: files of other kinds were left out: {kinds}; I read {known}{table}")
    elif not found.files:
        warn(f"note: there is no file to read in {' '.join(str(path) for path in paths)}; I read {known}")


async def _open_doors(service: Service, paths: list[Path], desk: str) -> None:
    """Before anything is read, so that no article is on another desk for a moment."""
    from index.readers import find_files  # noqa: PLC0415 - `--help` reads no files

    for file in find_files(paths):
        await service.open_door(file, desk)


async def _supervised(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """For the bot, which holds our standard input: end when it ends, and say an error as JSON."""
    from bot.cli.progress import end_with_standard_input  # noqa: PLC0415 - only the bot's children need it

    end_with_standard_input()
    try:
        return await work()
    except OnRecordError as error:
        print_error_json(error)
        return error.exit_status


def _tell_index(done: IngestReport, seconds: float, total: int, *, json: bool) -> None:
    if json:
        print_json(_index_json(done, seconds, total))
    else:
        print_line(
            f"{counted(done.articles, 'article')} read: {done.added} added, {done.updated} updated, "
            f"{done.unchanged} unchanged; "
            f"{counted(done.passages, 'passage')}, {counted(done.quotations, 'quotation')}; {seconds:.1f} s; "
            f"{total} in the coverage"
        )
        if done.missing:
            print_line(f"{done.missing} articles are kept though their files are gone; `onrecord retract` stops them")
    for line in done.unmatched:
        warn(f"warning: {line}")
    for item in done.failed:
        where = "" if item.error.startswith(item.source) else f"{item.source}: "
        warn(f"failed: {where}{item.error}")


def _index_json(done: IngestReport, seconds: float, total: int) -> dict[str, Any]:
    return {
        "articles": done.articles,
        "added": done.added,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "missing": done.missing,
        "failed": [{"source": item.source, "error": item.error} for item in done.failed],
        "passages": done.passages,
        "quotations": done.quotations,
        "seconds": seconds,
        "total": total,
    }


def reindex(
    *,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Build the live generation anew, beside the old one.

    Questions are answered all the while; do this after the embedder or the parser was changed.
    """
    settings = settings_of(data)

    async def work() -> int:
        from bot.cli.progress import reporting  # noqa: PLC0415 - `--help` shows no progress

        async with opened(settings, "reindex", filled=True) as service:
            with reporting(supervised=supervised) as report:
                done = await service.reindex(report)
        if json:
            print_json(asdict(done))
        else:
            print_line(f"generation {done.generation} is live: {done.passages} passages, {done.seconds:.1f} s")
        return 0

    # --supervised is how the bot runs this: progress as JSON lines, and an end when the bot ends.
    return run_async(partial(_supervised, work) if supervised else work)
