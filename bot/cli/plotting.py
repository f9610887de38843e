"""The evaluation's picture: risk by coverage, and how sure the answers were where there is an answer and where not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from config.errors import UsageError
from retrieval.evaluation import Outcome, risk_coverage

_BINS = 20
_INCHES = (10.0, 4.2)


def draw(outcomes: Sequence[Outcome], path: Path) -> None:
    """Write the picture. Raises UsageError if it cannot be written there, or not in that format."""
    figure = Figure(figsize=_INCHES, layout="constrained")
    left, right = figure.subplots(1, 2)
    curve = risk_coverage(outcomes)
    left.step([0.0, *(coverage for coverage, _ in curve)], [0.0, *(risk for _, risk in curve)], where="pre")
    left.set(xlabel="coverage: share of questions answered, the surest first", ylabel="risk: share of these wrong")
    left.set(xlim=(0, 1), ylim=(0, 1), title="Risk by coverage")
    groups = {True: "answerable", False: "unanswerable"}
    for answerable, label in groups.items():
        sure = [each.confidence for each in outcomes if each.answerable == answerable]
        right.hist(sure, bins=_BINS, range=(0, 1), alpha=0.6, label=f"{label} ({len(sure)})")
    right.set(xlabel="confidence", ylabel="questions", xlim=(0, 1), title="Confidence")
    right.legend()
    try:
        figure.savefig(path, dpi=120)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error).split("\n")[0]
        mend = "name a .png file in a folder that is there"
        raise UsageError(f"the picture cannot be written ({said})", where=str(path), mend=mend) from error
