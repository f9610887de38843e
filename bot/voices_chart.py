"""Draws who is quoted how often, for a phone held upright: names above their bars, the direct part in front.

Run as `python -m bot.voices_chart` it reads the JSON of `Bars` on standard input and writes a PNG to standard output:
drawing takes a second of processor time that a bot does not have to spare.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.lettering import Lettering, lettering

# Told apart without seeing red and green (Okabe and Ito, 2008), and by their lightness alone.
_DIRECT, _OTHER = "#0072B2", "#B7D3E8"
_DPI = 150
_INCHES = (1080 / _DPI, 1350 / _DPI)
MOST = 12
_FEWEST = 8  # fewer leave room below, so that bars keep their height
_LONGEST_NAME = 40


class Bar(NamedTuple):
    """A speaker with all quotations and how many of them are direct."""

    name: str
    quotations: int
    direct: int


class Bars(NamedTuple):
    """What a chart shows: a heading, a line under it, and the speakers, the most quoted first."""

    heading: str
    line: str
    bars: tuple[Bar, ...]


def bars_of(voices: dict[str, Any], heading: str) -> Bars:
    """The chart of what `Voices.json` gives. Pure."""
    found = voices["voices"][:MOST]
    rest = voices["speakers"] - len(found)
    line = f"{voices['quotations']:,} quotations in {voices['articles']:,} articles"
    line += f", {voices['unresolved']:,} with no known speaker" if voices["unresolved"] else ""
    line += f"; {rest:,} more speakers" if rest else ""
    return Bars(heading, line, tuple(Bar(each["speaker"], each["quotations"], each["direct"]) for each in found))


def drawn(chart: Bars) -> bytes:
    """A PNG of 1080 × 1350 points."""
    import matplotlib as mpl  # noqa: PLC0415 - only whoever draws pays for it

    mpl.use("Agg")
    letters = lettering([chart.heading, chart.line, *(bar.name for bar in chart.bars)])
    with mpl.rc_context({"font.family": letters.families}):
        return _png(chart, letters)


def _png(chart: Bars, letters: Lettering) -> bytes:
    from matplotlib.figure import Figure  # noqa: PLC0415 - after the backend is chosen

    figure = Figure(figsize=_INCHES, dpi=_DPI, layout="constrained")
    axes = figure.subplots()
    _bars(axes, [bar._replace(name=_written(bar.name, place, letters)) for place, bar in enumerate(chart.bars, 1)])
    heading = _clipped(letters.text(chart.heading))
    figure.legend(frameon=False, fontsize=13, loc="outside lower left", ncols=2)
    figure.suptitle(heading, fontsize=20, fontweight="bold", x=0.02, ha="left", parse_math=False)
    axes.set_title(letters.text(chart.line), fontsize=12, loc="left", pad=12, parse_math=False)
    made = io.BytesIO()
    figure.savefig(made, format="png")
    return made.getvalue()


def _bars(axes: Any, bars: Sequence[Bar]) -> None:
    places = range(len(bars))
    rest = [bar.quotations - bar.direct for bar in bars]
    axes.barh(places, [bar.direct for bar in bars], height=0.42, color=_DIRECT, label="direct")
    axes.barh(places, rest, height=0.42, left=[bar.direct for bar in bars], color=_OTHER, label="mixed or indirect")
    most = max((bar.quotations for bar in bars), default=1)
    for place, bar in zip(places, bars, strict=True):
        axes.text(0, place - 0.26, _clipped(bar.name), fontsize=15, va="bottom", parse_math=False)
        axes.text(bar.quotations + most * 0.015, place, f"{bar.quotations:,}", fontsize=15, va="center")
    axes.set(xlim=(0, most * 1.12), ylim=(max(len(bars), _FEWEST) - 0.5, -0.9), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)


def _written(name: str, place: int, letters: Lettering) -> str:
    """The name as it can be drawn; where nothing of it can, which one it is in the list beside the chart."""
    shown = letters.text(name)
    return shown if any(letter.isalnum() for letter in shown) else f"{shown} (number {place} of the list)"


def _clipped(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def read(written: bytes) -> Bars:
    """What `json.dumps` makes of a chart, again."""
    heading, line, bars = json.loads(written)
    return Bars(heading, line, tuple(Bar(*bar) for bar in bars))


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(read(sys.stdin.buffer.read())))
