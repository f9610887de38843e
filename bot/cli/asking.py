"""`ask` and `search`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import options
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import print_json, print_line, warn
from config.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.asked import Asked, Narrowed
    from bot.service import Service
    from retrieval.engine import RankedPassage

MOST = 1000


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("ask")(ask)
    app.command("search")(search)
    app.command("quotes")(quotes)


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="The question, in quotation marks.")
    ] = None,
    *,
    batch: options.Batch = None,
    limit: Annotated[
        int | None, typer.Option("-n", metavar="COUNT", min=1, max=MOST, help="At most so many excerpts (default 5).")
    ] = None,
    speaker: options.Speaker = None,
    outlet: options.Outlet = None,
    since: options.Since = None,
    until: options.Until = None,
    exclude: options.Exclude = None,
    now: options.Now = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Answer a question in the coverage's own words.

    Where the coverage holds no answer it says so, and the exit status is 0.
    """
    settings = settings_of(data)
    narrowed = checked(question, batch, narrowed_by(speaker, outlet, since, until, exclude, now), "QUESTION")

    async def work() -> int:
        async with opened(settings, "ask", filled=True) as service:
            return await _ask(service, question or "", batch, narrowed, limit or settings.retrieval.excerpts, json=json)

    return run_async(work)


async def _ask(
    service: Service, question: str, batch: str | None, narrowed: Narrowed, limit: int, *, json: bool
) -> int:
    from bot.cli.asked import asked  # noqa: PLC0415 - reading dates costs what `--help` should not
    from retrieval.answer import answer_json  # noqa: PLC0415 - as above

    async def reply(asked: Asked) -> dict[str, Any]:
        answer = await service.ask(asked.question, asked.scope, limit=limit, speaker=asked.speaker)
        return answer_json(answer)

    if batch is not None:
        return await _batch(service, batch, narrowed, reply)
    one = asked(question, narrowed, service.now())
    answer = await service.ask(one.question, one.scope, limit=limit, speaker=one.speaker)
    if json:
        print_json(answer_json(answer))
    else:
        from bot.cli.render import print_answer  # noqa: PLC0415 - only people pay for rich

        print_answer(answer)
    return 0


def search(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="What to look for, in quotation marks.")] = None,
    *,
    batch: options.Batch = None,
    k: Annotated[int, typer.Option("-k", metavar="COUNT", min=1, max=MOST, help="So many passages.")] = 10,
    outlet: options.Outlet = None,
    since: options.Since = None,
    until: options.Until = None,
    exclude: options.Exclude = None,
    now: options.Now = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Show the ranked passages.

    These are what excerpts are chosen from; copies in several outlets are not merged.
    """
    settings = settings_of(data)
    narrowed = checked(query, batch, narrowed_by(None, outlet, since, until, exclude, now), "QUERY")

    async def work() -> int:
        async with opened(settings, "search", filled=True) as service:
            return await _search(service, query or "", batch, narrowed, k, json=json)

    return run_async(work)


async def _search(service: Service, query: str, batch: str | None, narrowed: Narrowed, k: int, *, json: bool) -> int:
    from bot.cli.asked import asked  # noqa: PLC0415 - reading dates costs what `--help` should not

    async def reply(asked: Asked) -> dict[str, Any]:
        return _passages_json(await service.search(asked.question, asked.scope, k=k))

    if batch is not None:
        return await _batch(service, batch, narrowed, reply)
    one = asked(query, narrowed, service.now())
    found = await service.search(one.question, one.scope, k=k)
    if json:
        print_json(_passages_json(found))
    else:
        from bot.cli.render import print_passages  # noqa: PLC0415 - only people pay for rich

        print_passages(found)
    return 0


def quotes(
    *,
    speaker: options.Speaker = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SOURCE", help="Only this article's quotations.")
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="TOPIC", help="Only what the speaker said about it, by date, earliest first."),
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write them there as a table.")] = None,
    jsonld: Annotated[
        Path | None, typer.Option("--jsonld", metavar="FILE", help="Write them there as schema.org Quotations.")
    ] = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """List who is quoted with what, in reading order.

    With --json each quotation is one line. With --csv or --jsonld they go into a file, and only --json lists them.
    With --speaker and --about each statement stands once, with the outlets that have it and what changed.
    """
    if about is not None and (not about.strip() or speaker is None or source or csv or jsonld):
        mend = "write: onrecord quotes --speaker NAME --about TOPIC"
        raise UsageError("--about wants a topic and a speaker, and no --source, --csv or --jsonld", mend=mend)
    settings = settings_of(data)

    async def work() -> int:
        async with opened(settings, "quotes", filled=True) as service:
            if about is not None and speaker is not None:
                from bot.cli.overtime import list_over_time  # noqa: PLC0415 - only this call pays for it

                await list_over_time(service, speaker, about, json=json)
                return 0
            if csv is not None or jsonld is not None:
                from bot.cli.exporting import export  # noqa: PLC0415 - `--help` need not wait for it

                tell = warn if json else print_line
                tell(await export(service, speaker, source, csv, jsonld))
            if json or (csv is None and jsonld is None):
                await _quotes(service, speaker, source, json=json)
        return 0

    return run_async(work)


async def _quotes(service: Service, speaker: str | None, source: str | None, *, json: bool) -> None:
    from index.scope import Scope  # noqa: PLC0415 - `--help` need not wait for the floors below

    for line in await service.quotes(Scope(now=service.now()), speaker=speaker, source=source):
        if json:
            print_json(line)
        else:
            who = line["speaker"] or f"unresolved: “{line['speaker_mention'] or '?'}”"
            print_line(f"{who} ({line['speech']}, {Path(line['source']).name}): {' '.join(line['text'].split())}")


def _passages_json(found: list[RankedPassage]) -> dict[str, Any]:
    passages = [
        {"source": each.source, "start": each.start, "end": each.end, "text": each.text, "score": each.score}
        for each in found
    ]
    return {"id": None, "passages": passages}


async def _batch(service: Service, file: str, narrowed: Narrowed, reply: Any) -> int:
    from bot.cli.batch import run_batch  # noqa: PLC0415 - `--help` need not wait for the floors below

    return await run_batch(file, narrowed, service, reply)


def narrowed_by(
    speaker: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    exclude: list[str] | None,
    now: str | None,
) -> Narrowed:
    """The call's options that narrow what may be seen, as typed."""
    from bot.cli.asked import Narrowed  # noqa: PLC0415 - reading dates costs what `--help` should not

    return Narrowed(speaker, outlet, since, until, tuple(exclude or ()), now)


def checked(question: str | None, batch: str | None, narrowed: Narrowed, name: str) -> Narrowed:
    """The call's options once everything about the call is known to be right. Raises UsageError."""
    from bot.cli.asked import asked  # noqa: PLC0415 - reading dates costs what `--help` should not
    from index.coverage import utc_now  # noqa: PLC0415 - as above

    if (question is None) == (batch is None):
        what = f"{name} and --batch exclude each other" if batch else f"{name} is missing"
        raise UsageError(what, mend=f"give {name} in quotation marks, or --batch FILE")
    if batch not in (None, "-") and not Path(batch or "").exists():
        raise UsageError("there is no such file", where=str(batch), mend="see how it is spelt")
    # A bad option is the call's error, even where there is nothing to ask or each line has its own.
    asked("-" if question is None else question, narrowed, utc_now())
    return narrowed
