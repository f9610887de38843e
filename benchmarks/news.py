"""Questions about real news, labelled by place: `benchmarks/news/questions.jsonl`, which holds none of its words.

Each group is five articles of RealTimeQA's coverage (`../shared/eval/realtimeqa`, not part of this repository) that are
near each other, about which somebody who had read them wrote some 36 questions, a third of which none of the five
answers. A label is an article's id and the code points of a sentence that answers. The articles on which the quiz's own
146 questions turn, and others that evaluations are made of, are not among them. Groups share no articles, except two of
the same number, which share all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.stories import Asked, Story, Told, labelled
from index.analysis import analyse
from index.model import ArticleDraft, Span
from index.models import resolve_parser
from index.parse import Parser

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = Path(__file__).with_name("news") / "questions.jsonl"
ARTICLES = ROOT.parent / "shared" / "eval" / "realtimeqa" / "articles.jsonl"
# With these groups nothing was taught; with the first the confidence was fitted, with the second not even that.
FITTED = frozenset(range(51, 63))
HELD_OUT = frozenset({69, 77, 84, 92, 99, 106, 114, 121, 128, 136, 143, 150, 158, 165, 173, 180})


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
    def number(self) -> int:
        """The number, which is that of its articles."""
        return int(self.name[1:])

    @property
    def held_out(self) -> bool:
        """Whether it serves for measuring only."""
        return self.number in HELD_OUT

    @property
    def taught(self) -> bool:
        """Whether what ships learned from it."""
        return not self.held_out and self.number not in FITTED

    def labelled(self) -> list[dict[str, Any]]:
        """The questions in the form of `tests/questions`."""
        return [
            labelled(
                f"{self.name} {at}",
                each.kind,
                each.text,
                [{"source": source, "start": span.start, "end": span.end} for source, span in each.answers],
            )
            for at, each in enumerate(self.questions)
        ]


def read_groups(file: Path = QUESTIONS) -> list[NewsGroup]:
    """All groups, in order."""
    return [_group(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def read_articles(file: Path = ARTICLES) -> dict[str, dict[str, Any]]:
    """RealTimeQA's articles by id. Raises OSError where they are not beside the project."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {row["id"]: row for row in rows}


def news_stories(groups: Sequence[NewsGroup], file: Path) -> list[Story]:
    """The groups of news as stories, those of one number as one; `file` holds the articles."""
    articles, parser = read_articles(file), Parser.load(str(resolve_parser("en_core_web_sm").folder))
    stories: dict[int, Story] = {}
    spans: dict[str, list[Span]] = {}
    for group in groups:
        story = stories.setdefault(group.number, Story(f"news {group.number}"))
        if not story.articles:
            for source in group.articles:
                told, spans[source] = _told_of(articles[source], parser)
                story.articles.append(told)
        for each in group.questions:
            labels = ((group.articles.index(source), spans[source].index(span)) for source, span in each.answers)
            story.questions.append(Asked(each.kind, each.text, tuple(labels)))
    return list(stories.values())


def _told_of(row: Mapping[str, Any], parser: Parser) -> tuple[Told, list[Span]]:
    draft = ArticleDraft(source=row["id"], origin=row["id"], text=row["text"], title=row["title"], outlet=row["outlet"])
    spans = [span for passage in analyse(draft, parser).passages for span in passage.sentences]
    sentences = [" ".join(span.of(row["text"]).split()) for span in spans]
    return Told(row["outlet"], row["published"] or "", row["title"], sentences), spans


def _group(row: Mapping[str, Any]) -> NewsGroup:
    questions = [
        NewsQuestion(kind, text, tuple((source, Span(start, end)) for source, start, end in answers))
        for kind, text, answers in row["questions"]
    ]
    return NewsGroup(row["name"], tuple(row["articles"]), tuple(questions))
