"""Questions about real news, labelled by place: `benchmarks/news/questions.jsonl`, which holds none of its words.

Each group is five articles of RealTimeQA's coverage (`../shared/eval/realtimeqa`, not part of this repository) that are
near each other, about which somebody who had read them wrote some 36 questions, a third of which none of the five
answers. A label is an article's id and the code points of a sentence that answers. The articles on which the quiz's own
146 questions turn, and others that evaluations are made of, are not among them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.model import Span

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = Path(__file__).with_name("news") / "questions.jsonl"
ARTICLES = ROOT.parent / "shared" / "eval" / "realtimeqa" / "articles.jsonl"
# Groups from this number on are held out: nothing that ships was taught or fitted with them.
HELD_OUT = 51


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """One question; `answers` are (article's id, sentence), none where nothing answers."""

    kind: str
    text: str
    answers: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """Articles by id, and questions about them. Two groups of the same number have the same articles."""

    name: str
    articles: tuple[str, ...]
    questions: tuple[NewsQuestion, ...]

    @property
    def held_out(self) -> bool:
        """Whether it serves for measuring only."""
        return int(self.name[1:]) >= HELD_OUT


def read_groups(file: Path = QUESTIONS) -> list[NewsGroup]:
    """All groups, in order."""
    return [_group(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def read_articles(file: Path = ARTICLES) -> dict[str, dict[str, Any]]:
    """RealTimeQA's articles by id. Raises OSError where they are not beside the project."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {row["id"]: row for row in rows}


def _group(row: Mapping[str, Any]) -> NewsGroup:
    questions = [
        NewsQuestion(kind, text, tuple((source, Span(start, end)) for source, start, end in answers))
        for kind, text, answers in row["questions"]
    ]
    return NewsGroup(row["name"], tuple(row["articles"]), tuple(questions))
