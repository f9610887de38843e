"""An evaluation's figures, as JSON and for people, alone and against an earlier run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.cli.output import print_line
from config.errors import UsageError
from retrieval.evaluation import (
    METRICS,
    SMALLER,
    WORTH_SEEING,
    Figure,
    Outcome,
    Power,
    differences,
    figures,
    power,
    risk_coverage,
)

_MEANING = {
    "answer@1": "answerable ones whose first excerpt is right (the closest one where nothing was answered)",
    "answer@3": "the same, for the first three",
    "precision": "excerpts shown as an answer that are right",
    "abstention": "mean of the next two",
    "answered": "answerable ones that were answered",
    "abstained": "unanswerable ones that were not answered",
    "risk-coverage area": "mean share of wrong first excerpts over all coverages; smaller is better",
    "p50 ms": "half of the questions took no longer",
    "p95 ms": "19 of 20 questions took no longer",
}


@dataclass(frozen=True)
class Run:
    """What the questions of one file got, and the lines that could not be asked."""

    outcomes: tuple[Outcome, ...]
    failed: tuple[Mapping[str, Any], ...]
    seed: int

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every metric."""
        return figures(self.outcomes, seed=self.seed)

    @cached_property
    def power(self) -> Power | None:
        """How large a difference could be seen."""
        return power(self.outcomes, self.figures)

    @property
    def warnings(self) -> list[str]:
        """What the reader of the figures must know."""
        return [line for line in (_too_small(self.power, len(self.outcomes)), *_lacking(self.outcomes)) if line]


def _too_small(found: Power | None, size: int) -> str:
    if found is None or found.smallest <= WORTH_SEEING:
        return ""
    return (
        f"the sample is too small to tell two runs apart: with {size} questions a difference in {found.metric} below "
        f"about {100 * found.smallest:.0f} points cannot be seen; {100 * WORTH_SEEING:.0f} points take about "
        f"{found.enough} questions"
    )


def _lacking(outcomes: Sequence[Outcome]) -> list[str]:
    kinds = {each.answerable for each in outcomes}
    lines = []
    if False not in kinds:
        lines.append("no question is unanswerable, so abstention is not measured: add some with answerable false")
    if True not in kinds:
        lines.append("no question is answerable, so answers are not measured")
    unjudged = sum(not each.judged for each in outcomes)
    if unjudged:
        lines.append(f"{unjudged} answerable without expected words or sources: only their abstention counts")
    return lines


def run_json(run: Run, other: Sequence[Outcome] | None) -> dict[str, Any]:
    """The JSON shape; `questions` is what `--against` reads."""
    found = run.power
    return {
        "questions_asked": len(run.outcomes),
        "answerable": sum(each.answerable for each in run.outcomes),
        "metrics": {name: asdict(figure) for name, figure in run.figures.items()},
        "smallest_difference": None if found is None else {"metric": found.metric, "points": 100 * found.smallest},
        "risk_coverage": [[coverage, risk] for coverage, risk in risk_coverage(run.outcomes)],
        "warnings": run.warnings,
        "failed": [dict(each) for each in run.failed],
        "against": None if other is None else _against_json(run, other),
        "questions": [asdict(each) for each in run.outcomes],
    }


def _against_json(run: Run, other: Sequence[Outcome]) -> dict[str, Any]:
    ours, theirs = paired(run.outcomes, other)
    found = differences(ours, theirs, seed=run.seed) if ours else {}
    return {
        "questions": len(ours),
        "differences": {name: {**asdict(each), "verdict": verdict(name, each)} for name, each in found.items()},
    }


def paired(ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
    """The questions of both runs that have the same id and are labelled alike, in our order."""
    known = {each.id: each for each in theirs}
    both = [each for each in ours if each.id in known and known[each.id].answerable == each.answerable]
    return tuple(both), tuple(known[each.id] for each in both)


def verdict(name: str, difference: Figure) -> str:
    """What a difference tells: "better", "worse", or "not told apart"."""
    if difference.low is None or difference.high is None or difference.low <= 0 <= difference.high:
        return "not told apart"
    return "better" if (difference.low > 0) != (name in SMALLER) else "worse"


def read_run(written: bytes, where: str) -> list[Outcome]:
    """The outcomes that `--json` printed. Raises UsageError if this is no such file."""
    try:
        rows = json.loads(written)["questions"]
        return [Outcome(**{**row, "right": tuple(bool(each) for each in row["right"])}) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        mend = "give what `onrecord eval FILE --json` printed"
        raise UsageError("this is no evaluation", where=where, mend=mend) from error


def print_run(run: Run, other: Sequence[Outcome] | None) -> None:
    """The table, the warnings, and the comparison."""
    answerable = sum(each.answerable for each in run.outcomes)
    print_line(f"{len(run.outcomes)} questions, {answerable} answerable; intervals of 95 %")
    _print_table(("", "value", "interval", "share of"), [_row(name, run.figures[name]) for name in METRICS])
    for line in run.warnings:
        print_line(f"warning: {line}")
    if other is not None:
        _print_against(run, other)


def _print_against(run: Run, other: Sequence[Outcome]) -> None:
    ours, theirs = paired(run.outcomes, other)
    if not ours:
        print_line("the other run has none of these questions")
        return
    print_line(f"\nagainst the other run, {len(ours)} questions of both; above 0 is more than there")
    found = differences(ours, theirs, seed=run.seed)
    rows = [(*_row(name, found[name], signed=True)[:3], verdict(name, found[name])) for name in METRICS]
    _print_table(("", "difference", "interval", ""), rows)


def _row(name: str, figure: Figure, *, signed: bool = False) -> tuple[str, str, str, str]:
    if figure.value is None or figure.low is None or figure.high is None:
        return name, "–", "", _MEANING[name]
    digits = 0 if name.endswith("ms") else 3
    sign = "+" if signed else ""
    interval = f"{figure.low:{sign}.{digits}f} … {figure.high:{sign}.{digits}f}"
    return name, f"{figure.value:{sign}.{digits}f}", interval, _MEANING[name]


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*heads, box=None, pad_edge=False, highlight=False)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, soft_wrap=True, width=140).print(table)
