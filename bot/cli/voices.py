"""`voices`: who is quoted how often, in a period and scope."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import options
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import one_line, print_json, print_line
from config.errors import UsageError

if TYPE_CHECKING:
    from bot.service import Service
    from index.scope import Scope
    from retrieval.voices import Voice, Voices

_USUAL = 20
_HEAD = (
    "speaker",
    "kind",
    "quotations",
    "direct",
    "mixed",
    "indirect",
    "direct_share",
    "articles",
    "outlets",
    "names",
)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("voices")(voices)


def voices(
    *,
    most: Annotated[
        int | None,
        typer.Option("-k", metavar="COUNT", min=1, help=f"At most so many speakers (default {_USUAL}; in files all)."),
    ] = None,
    outlet: options.Outlet = None,
    since: options.Since = None,
    until: options.Until = None,
    exclude: options.Exclude = None,
    desk: Annotated[
        list[str] | None, typer.Option("--desk", metavar="NAME", help="Only this desk's articles; may be repeated.")
    ] = None,
    now: options.Now = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the table there.")] = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE.png", help="Write a chart there, made for a phone.")
    ] = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Count who is quoted how often.

    Each speaker once for the whole coverage, with how much of it is quoted directly, in how many articles, and by
    which outlets.
    """
    from bot.cli.asked import Narrowed, asked  # noqa: PLC0415 - reading dates costs what `--help` should not
    from index.coverage import utc_now  # noqa: PLC0415 - as above

    if chart is not None and chart.suffix.lower() != ".png":
        raise UsageError("a chart is a PNG", where=str(chart), mend="name a file that ends in .png")
    settings = settings_of(data)
    narrowed = Narrowed(None, outlet, since, until, tuple(exclude or ()), now)
    asked("-", narrowed, utc_now())  # a bad option is the call's error, even where there is nothing to count

    async def work() -> int:
        async with opened(settings, "voices", filled=True) as service:
            scope = asked("-", narrowed, service.now()).scope
            found = await service.voices(await _on_desks(service, scope, desk))
        _write(found, csv, chart, most)
        _tell(found, most, json=json)
        return 0

    return run_async(work)


async def _on_desks(service: Service, scope: Scope, wanted: list[str] | None) -> Scope:
    from dataclasses import replace  # noqa: PLC0415 - `--help` need not wait for it

    if wanted is None:
        return scope
    known = await service.desks()
    for name in wanted:
        if name not in known:
            there = ", ".join(known) or "none"
            raise UsageError("there is no such desk", where=name, mend=f"the desks are: {there}")
    return replace(scope, desks=frozenset(wanted))


def _write(found: Voices, csv: Path | None, chart: Path | None, most: int | None) -> None:
    from bot.cli.sheets import table, write_whole  # noqa: PLC0415 - `--help` need not wait for it

    if csv is not None:
        write_whole(csv, table(_HEAD, (_row(each) for each in found.voices[:most])))
    if chart is not None:
        from bot.voices_chart import bars_of, drawn  # noqa: PLC0415 - only whoever draws pays for matplotlib

        write_whole(chart, drawn(bars_of(found.json(most), _heading(found))))


def _row(voice: Voice) -> list[Any]:
    told = voice.json() | {"outlets": "; ".join(voice.outlets), "names": "; ".join(voice.names)}
    told["direct_share"] = f"{voice.direct_share:.3f}"
    return [told[name] for name in _HEAD]


def _heading(found: Voices) -> str:
    if not (found.first and found.last):
        return "Who is quoted"
    return f"Who is quoted, {found.first}" + (f" to {found.last}" if found.last != found.first else "")


def _tell(found: Voices, most: int | None, *, json: bool) -> None:
    if json:
        print_json(found.json(most))
        return
    for each in found.voices[: most or _USUAL]:
        outlets = f" · {', '.join(each.outlets)}" if each.outlets else ""
        told = f"{each.quotations} ({each.direct_share:.0%} direct), articles: {each.articles}"
        print_line(one_line(f"{each.name}: {told}{outlets}"))
    rest = len(found.voices) - (most or _USUAL)
    if rest > 0:
        print_line(f"and {rest} more speakers; -k COUNT shows them")
    print_line(
        f"{found.quotations} quotations in {found.articles} articles, {found.unresolved} of them with no known speaker"
    )
