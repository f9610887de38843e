"""`eval`: how well a newsroom's own questions are answered, and whether two runs differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import options
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import one_line, print_json, warn
from config.errors import OnRecordError, UsageError

if TYPE_CHECKING:
    from bot.cli.evaluated import Run
    from bot.service import Service

_FORM = 'write {"id", "question", "answerable": true, "expected": ["words"]}'


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("eval")(evaluate)


def evaluate(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help='Questions, a line each: {"id", "question", "answerable", …}.')
    ],
    *,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="OTHER.json", help="Compare with an earlier run: what its --json printed."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE.png", help="Draw risk by coverage, and how sure the answers were."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", min=0, help="Of the resampling.")] = 0,
    from_feedback: Annotated[
        bool,
        typer.Option(
            "--from-feedback", help="FILE holds exported verdicts (👍, 👎): print them as questions, and end."
        ),
    ] = False,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Measure the answers to questions with known answers.

    Each line holds what a line of `ask --batch` holds, and `answerable` (true or false), `expected` (a list: a right
    excerpt holds one of these words) or `sources` (a list: a right excerpt is from one of these articles). A line that
    cannot be read is said and left out; the exit status is then 1.
    """
    if from_feedback:
        return _converted(file)
    settings = settings_of(data)
    other = None if against is None else _earlier(against)
    lines = list(_lines(file))

    async def work() -> int:
        async with opened(settings, "eval", filled=True) as service:
            run = await _run(service, file, lines, seed)
        return _told(run, other, plot, json=json)

    return run_async(work)


async def _run(service: Service, file: str, lines: Sequence[tuple[int, bytes]], seed: int) -> Run:
    from bot.cli.asked import LineError  # noqa: PLC0415 - `--help` need not wait for the floors below
    from bot.cli.evaluated import Run  # noqa: PLC0415 - as above
    from bot.cli.labelled import read_labelled  # noqa: PLC0415 - as above
    from retrieval.evaluation import Outcome, outcome_of  # noqa: PLC0415 - as above

    outcomes: dict[str, Outcome] = {}
    failed: list[dict[str, Any]] = []
    await service.warm()  # else the first question's time would be that of loading the model
    for number, line in lines:
        where, identifier = f"{file}, line {number}", None
        try:
            labelled = read_labelled(line, where, service.now())
            identifier = labelled.id
            if identifier in outcomes:
                raise UsageError("another line has this id", where=f"{where}, id", mend="give each line its own")
            answer = await service.ask(
                labelled.asked.question, labelled.asked.scope, limit=5, speaker=labelled.asked.speaker
            )
            outcomes[identifier] = outcome_of(identifier, labelled.expected, answer)
        except OnRecordError as error:
            known = error.identifier if isinstance(error, LineError) else identifier
            failed.append({"id": known, "error": one_line(str(error))})
            warn(f"error: {error}")
    return Run(tuple(outcomes.values()), tuple(failed), seed)


def _told(run: Run, other: Sequence[Any] | None, plot: Path | None, *, json: bool) -> int:
    from bot.cli.evaluated import print_run, run_json  # noqa: PLC0415 - only this command pays for it

    if not run.outcomes:
        raise OnRecordError("no line could be asked", mend=_FORM)
    if plot is not None:
        from bot.cli.plotting import draw  # noqa: PLC0415 - Matplotlib takes a second

        draw(run.outcomes, plot)
    if json:
        print_json(run_json(run, other))
    else:
        print_run(run, other)
    return int(bool(run.failed))


def _earlier(path: Path) -> Sequence[Any]:
    """The outcomes of an earlier run. Raises UsageError if the file is none."""
    from bot.cli.evaluated import read_run  # noqa: PLC0415 - only this command pays for it

    return read_run(_read(str(path)), str(path))


def _lines(file: str) -> list[tuple[int, bytes]]:
    """The lines that are not blank, with their number."""
    lines = _read(file).removeprefix(b"\xef\xbb\xbf").splitlines()
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"the file cannot be read ({reason})", where=file, mend="see how it is spelt") from error


def _converted(file: str) -> int:
    """Print verdicts as questions; 1 if a row was none."""
    import json  # noqa: PLC0415 - `json` is this command's option

    from config.errors import InputError  # noqa: PLC0415 - as above
    from retrieval.feedback import questions_of  # noqa: PLC0415 - `--help` need not wait for the floors below

    rows, failed = [], False
    for number, line in _lines(file):
        try:
            row = json.loads(line)
            questions_of([row])
            rows.append(row)
        except (ValueError, TypeError, AttributeError, KeyError, InputError) as error:
            failed = True
            said = str(error) if isinstance(error, InputError) else f"the line is no exported verdict ({error})"
            warn(f"error: {file}, line {number}: {said}")
    for question in questions_of(rows):
        print_json(question)
    return int(failed)
