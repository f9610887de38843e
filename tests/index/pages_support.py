"""Invented pages with every line labelled: furniture (F), headline zone (H) or story (S)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.model import Span

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class LabelledPage:
    outlet: str
    name: str
    text: str
    lines: tuple[tuple[str, Span], ...]

    def spans(self, label: str) -> list[Span]:
        return [span for each, span in self.lines if each == label]


def pages_of(outlet: str, gap: str) -> list[LabelledPage]:
    """The pages of one outlet, their lines joined by `gap` (blank lines as pasted, newlines as extracted)."""
    pages = []
    for part in (PAGES / f"{outlet}.txt").read_text("utf-8").split("=== ")[1:]:
        name, *rows = part.splitlines()
        text, lines = "", []
        for row in rows:
            start = len(text) + len(gap) if text else 0
            text += (gap if text else "") + row[2:]
            lines.append((row[0], Span(start, len(text))))
        pages.append(LabelledPage(outlet, name, text, tuple(lines)))
    return pages


OUTLETS = tuple(sorted(path.stem for path in PAGES.glob("*.txt")))
