"""The quick way to the best passages finds exactly what scoring every match would find."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.database import Database
from index.model import Passage, Span, revision_name
from index.scope import Scope
from index.tables import articles, passages
from index.tables.articles import ArticleFacts

NOW = datetime(2031, 5, 1, tzinfo=UTC)
COMMON, RARE = ["harbour", "council", "ferry"], ["lantern", "quarry", "heron", "sluice", "tallow"]


def store(connection: object, number: int, text: str, *, quotable: bool) -> None:
    facts = ArticleFacts(
        source=f"{number}",
        origin="/news.jsonl",
        revision=revision_name(text),
        encoding="utf-8",
        title=None,
        outlet=None,
        published=None,
        url=None,
        authors=(),
        desk=None,
        embargo_until=None,
        quotable=quotable,
        furniture=(),
        headings=(),
        analysis="1",
        given="{}",
    )
    article = articles.save_article(connection, facts, text, NOW)  # type: ignore[arg-type]
    whole = Span(0, len(text))
    passages.save_passages(connection, article, facts.revision, text, [Passage(whole, (whole,))], contexts=[""])  # type: ignore[arg-type]


# With nearly everything in scope the index is ranked by itself and what is out of scope is left out afterwards.
@pytest.mark.parametrize("share", [0.6, 0.95, 1.0])
@pytest.mark.parametrize("k", [1, 5, 40, 400])
async def test_common_words_are_passed_over_only_where_nothing_is_lost(k: int, share: float, tmp_path: Path) -> None:
    dice = random.Random(3)
    async with await Database.open(tmp_path / "c.sqlite") as database:
        for number in range(300):
            words = [
                *dice.choices(COMMON, k=dice.randint(1, 5)),
                *dice.choices(["gull", "rope", "tide"], k=20),
                f"n{number}",
            ]
            words += dice.choices(RARE, k=2) if dice.random() < 0.15 else []
            dice.shuffle(words)
            await database.write(store, number, " ".join(words), quotable=dice.random() < share)
        scope = Scope(now=NOW)
        for _ in range(40):
            asked = [f'"{word}"' for word in dice.sample(COMMON, 2) + dice.sample(RARE, dice.randint(0, 3))]
            quick = await database.read(passages.search_words, asked, scope, k)
            every = await database.read(passages._best_inside, " OR ".join(asked), scope, k)
            assert [passage for passage, _ in quick] == [passage for passage, _ in every]
            assert [score for _, score in quick] == pytest.approx([score for _, score in every])
