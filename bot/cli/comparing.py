"""`compare`: what each outlet says to one question, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import options
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import print_json

if TYPE_CHECKING:
    from retrieval.compare import Comparison


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("compare")(compare)


def compare(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotation marks.")],
    *,
    speaker: options.Speaker = None,
    since: options.Since = None,
    until: options.Until = None,
    exclude: options.Exclude = None,
    now: options.Now = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Lay the outlets side by side.

    Each outlet is asked by itself: its best excerpt that answers, or that it does not say.
    """
    from bot.cli.asked import Narrowed, asked  # noqa: PLC0415 - reading dates costs what `--help` should not
    from index.coverage import utc_now  # noqa: PLC0415 - as above

    settings = settings_of(data)
    narrowed = Narrowed(speaker, None, since, until, tuple(exclude or ()), now)
    asked(question, narrowed, utc_now())  # a bad option is the call's error, even where there is nothing to ask

    async def work() -> int:
        async with opened(settings, "compare", filled=True) as service:
            one = asked(question, narrowed, service.now())
            found = await service.compare(one.question, one.scope, speaker=one.speaker)
        _tell(found, json=json)
        return 0

    return run_async(work)


def _tell(found: Comparison, *, json: bool) -> None:
    if json:
        print_json(found.json())
    else:
        from bot.cli.compared import print_comparison  # noqa: PLC0415 - only people pay for rich

        print_comparison(found)
