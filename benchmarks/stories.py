"""The invented stories under `benchmarks/stories`: three articles each, and questions with the sentences that answer.

A file holds stories in this form; a question's kind is p (paraphrased), d (shares words), s (somebody's words),
k (keywords) or n (no sentence answers), and its labels name an article by letter and a sentence by number:

    # story: name
    ## Outlet | 2031-03-04 | Title
    1. First sentence.
    ?p who pays for it | a1 b7
    ?n who is against it | -

Files that end in `_4.txt` are held out: nothing that ships was taught or fitted with those of the second half of the
alphabet, and with those of the first half only the weights of the ranking and the confidence were fitted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("stories")
_HELD_OUT = "_4.txt"
_PARAGRAPHS = (2, 3, 1, 2)  # sentences of one paragraph after the other
_QUESTION = re.compile(r"\?([pdskn]) (.+?) \| (-|(?:[a-h]\d+ ?)+)$")


@dataclass(frozen=True, slots=True)
class Told:
    """One article of a story."""

    outlet: str
    date: str
    title: str
    sentences: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The sentences in paragraphs."""
        paragraphs, at, turn = [], 0, 0
        while at < len(self.sentences):
            size = _PARAGRAPHS[turn % len(_PARAGRAPHS)]
            paragraphs.append(" ".join(self.sentences[at : at + size]))
            at, turn = at + size, turn + 1
        return "\n\n".join(paragraphs)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; `answers` are (article, sentence) by number, none where nothing answers."""

    kind: str
    text: str
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one event, or events alike, with questions."""

    name: str
    articles: list[Told] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)

    def labelled(self) -> list[dict[str, Any]]:
        """The questions in the form of `tests/questions`."""
        return [
            labelled(
                f"{self.name} {number}",
                each.kind,
                each.text,
                [
                    {"source": f"{self.name}-{article}", "words": self.articles[article].sentences[sentence]}
                    for article, sentence in each.answers
                ],
            )
            for number, each in enumerate(self.questions)
        ]


def labelled(name: str, kind: str, question: str, answer: list[dict[str, Any]]) -> dict[str, Any]:
    """A question in the form of `tests/questions`; nothing in `answer` where nothing answers."""
    known = {"id": name, "question": question, "kind": kind, "answerable": bool(answer)}
    return {**known, "answer": answer, "note": ""}


def held_out() -> list[Path]:
    """The files that nothing was taught with."""
    return sorted(FOLDER.glob(f"*{_HELD_OUT}"))


def for_teaching() -> list[Path]:
    """The others."""
    return sorted(set(FOLDER.glob("*.txt")) - set(held_out()))


def for_assessing() -> list[Path]:
    """Those and the ones under `more`, which were written later: only the assessor was taught with them."""
    return [*for_teaching(), *sorted((FOLDER / "more").glob("*.txt"))]


def read_stories(files: Iterable[Path]) -> list[Story]:
    """The stories of these files, in order. Raises ValueError for a line that cannot be read."""
    return [story for file in files for story in _read(file)]


def _read(file: Path) -> list[Story]:
    stories: list[Story] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            _take(line.strip(), stories, file.stem)
        except (IndexError, ValueError) as error:
            raise ValueError(f"{file.name}, line {number}: {line[:60]!r} cannot be read") from error
    return stories


def _take(line: str, stories: list[Story], prefix: str) -> None:
    if line.startswith("# story:"):
        stories.append(Story(f"{prefix} {line.partition(':')[2].strip()}"))
    elif line.startswith("## "):
        outlet, date, title = (part.strip() for part in line[3:].split("|"))
        stories[-1].articles.append(Told(outlet, date, title))
    elif found := _QUESTION.match(line):
        answers = (
            () if found[3] == "-" else tuple((ord(each[0]) - ord("a"), int(each[1:]) - 1) for each in found[3].split())
        )
        stories[-1].questions.append(Asked(found[1], found[2], answers))
    elif line:
        stories[-1].articles[-1].sentences.append(line.split(". ", 1)[1])


def records_of(stories: Iterable[Story]) -> list[dict[str, Any]]:
    """The stories' articles as `onrecord index` reads them."""
    return [
        {"id": f"{story.name}-{at}", "outlet": told.outlet, "date": told.date, "title": told.title, "text": told.text()}
        for story in stories
        for at, told in enumerate(story.articles)
    ]


def write_coverage(records: Iterable[Mapping[str, Any]], target: Path) -> None:
    """One JSON Lines file."""
    target.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in records) + "\n", encoding="utf-8")
