"""`verify`: did they say this, word for word?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import options
from bot.cli.asking import checked, narrowed_by
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import print_json

if TYPE_CHECKING:
    from bot.cli.asked import Asked, Narrowed
    from bot.service import Service
    from retrieval.verdict import Verdict


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("verify")(verify)


def verify(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The words, in quotation marks.")] = None,
    *,
    batch: Annotated[
        str | None,
        typer.Option(
            "--batch",
            metavar="FILE",
            help='Verify each line of FILE ("-" is standard input), {"id", "text", "speaker"}, one JSON object each.',
        ),
    ] = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="NAME", help="Whose words they are claimed to be.")
    ] = None,
    outlet: options.Outlet = None,
    since: options.Since = None,
    until: options.Until = None,
    exclude: options.Exclude = None,
    now: options.Now = None,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Tell whether somebody said this, word for word.

    The verdict is one of exact, trimmed, misattributed, unattributed, altered, paraphrase and not_found; each shows
    what differs and the source's own sentence. A text that says itself who speaks (“…,” said X) needs no --speaker.
    """
    settings = settings_of(data)
    narrowed = checked(text, batch, narrowed_by(speaker, outlet, since, until, exclude, now), "TEXT")

    async def work() -> int:
        async with opened(settings, "verify", filled=True) as service:
            return await _verify(service, text or "", batch, narrowed, json=json)

    return run_async(work)


async def _verify(service: Service, text: str, batch: str | None, narrowed: Narrowed, *, json: bool) -> int:
    from bot.cli.asked import asked  # noqa: PLC0415 - reading dates costs what `--help` should not
    from retrieval.verdict import verdict_json  # noqa: PLC0415 - as above

    async def rule(one: Asked) -> Verdict:
        return await service.verify(one.question, one.speaker, one.scope)

    async def reply(one: Asked) -> dict[str, Any]:
        return verdict_json(await rule(one))

    if batch is not None:
        from bot.cli.batch import run_batch  # noqa: PLC0415 - `--help` need not wait for the floors below

        return await run_batch(batch, narrowed, service, reply, ("text",))
    verdict = await rule(asked(text, narrowed, service.now(), "text"))
    if json:
        print_json(verdict_json(verdict))
    else:
        from bot.cli.verdicts import print_verdict  # noqa: PLC0415 - only people pay for rich

        print_verdict(verdict)
    return 0
