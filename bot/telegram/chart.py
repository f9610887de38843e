"""Draws the chart of `/stats`: days as JSON on standard input, a PNG on standard output.

Run as `python -m bot.telegram.chart`: drawing takes a second of processor time that the bot does not have to spare.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence

# Colours that are told apart without seeing red and green (Okabe and Ito, 2008).
_KINDS = (("answered", "#0072B2"), ("not in the coverage", "#E69F00"), ("failed", "#999999"))


def drawn(days: Sequence[Sequence[str | int]]) -> bytes:
    """A PNG of stacked bars. Each day is its date (ISO 8601) and how many were answered, abstained from, failed."""
    import matplotlib as mpl  # noqa: PLC0415 - only this process pays for it

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the backend is chosen
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - as above

    figure, axes = plt.subplots(figsize=(8, 4), dpi=120)
    names, below = [str(day[0])[5:] for day in days], [0] * len(days)
    for place, (label, colour) in enumerate(_KINDS, start=1):
        counts = [int(day[place]) for day in days]
        axes.bar(names, counts, bottom=below, label=label, color=colour)
        below = [low + count for low, count in zip(below, counts, strict=True)]
    axes.set_ylabel("questions a day")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xticks(range(0, len(names), 5), names[::5])
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, ncols=3, loc="upper left", bbox_to_anchor=(0, 1.12))
    made = io.BytesIO()
    figure.savefig(made, format="png", bbox_inches="tight")
    plt.close(figure)
    return made.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))
