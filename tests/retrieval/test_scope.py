"""What is out of scope leaves no trace: a question is answered as if the article had never been indexed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from newsroom_support import (
    NEWS,
    Clock,
    Newsroom,
    in_a_loop_of_its_own,
    settings_in,
    shown,
    silent,
    told,
    write_records,
)

from bot.service import Service
from index.scope import Scope
from index.tables import articles, quotations
from retrieval.answer import answer_json

EMBARGO_ENDS = datetime(2031, 6, 1, 12, tzinfo=UTC)
HIDDEN = {
    "id": "hidden-pipe",
    "outlet": "Gasket Gazette",
    "title": "Sabotage at the Velmar pipeline",
    "published": "2032-01-15",
    "text": (
        "Somebody cut the Velmar pipeline in three places, the operator says.\n\n"
        "“They used a torch and 44 metres of rope,” said Quirin Osterfeld, who runs the Velmar pipeline. "
        "“We counted 38 cracks in the spillway,” he added about the dam.\n"
    ),
}
TELLTALE = ("hidden-pipe", "Osterfeld", "Velmar", "torch", "44 metres", "Gasket")
QUESTIONS = (
    "What did Quirin Osterfeld say about the Velmar pipeline?",
    "who cut the Velmar pipeline?",
    "how many metres of rope were used",
    "What did Marta Kessling say about the spillway?",
    "What did Osterfeld say?",
    "who said they counted 38 cracks in the spillway",
    "what did the coach say about the goalkeeper",
    # these are found in part in several articles, so that how rare a word is decides
    "how many cracks in the dam did the Orvane choir count in Lisvar before the winter cup",
    "Orvane children closed the valley road for the cup and a vaccine trial in three places",
)
# How an article is kept from a question: what its record says, and what the question may see.
WAYS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "excluded": ({}, {"exclude": frozenset({"hidden-pipe"})}),
    "of another desk": ({"desk": "politics"}, {"desks": frozenset({"sport"})}),
    "of no desk": ({}, {"desks": frozenset({"sport"})}),
    "embargoed": ({"embargo_until": "2031-06-01T12:00:00Z"}, {}),
    "unquotable": ({"quotable": False}, {}),
    "retracted": ({}, {}),
    "of another outlet": ({}, {"outlet": "orvane LEDGER"}),
    "too late": ({}, {"until": datetime(2032, 1, 15, tzinfo=UTC)}),
    "too early": ({}, {"since": datetime(2032, 1, 16, tzinfo=UTC)}),
    "without a date": ({"published": None}, {"until": datetime(2040, 1, 1, tzinfo=UTC)}),
}


def records(way: str) -> list[dict[str, Any]]:
    """The other articles, on the desk that may be asked where desks count."""
    said, seen = WAYS[way]
    known = [{**record, "desk": "sport"} if "desks" in seen else record for record in NEWS]
    hidden = {key: value for key, value in {**HIDDEN, **said}.items() if value is not None}
    return [*known, hidden]


def indexed(folder: Path, kept: list[dict[str, Any]], *, retract: bool) -> Path:
    write_records(folder / "articles" / "records.jsonl", *kept)

    async def index_all() -> None:
        async with Service(settings_in(folder), "a test", Clock()) as service:
            assert (await service.index([folder / "articles"], None, silent)).failed == []
            if retract:
                await service.retract("hidden-pipe")

    in_a_loop_of_its_own(index_all())
    return folder


@pytest.fixture(scope="module", params=list(WAYS))
def both(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    loaded_once: object,  # noqa: ARG001 - comes first
) -> tuple[str, Path, Path]:
    """A coverage with the hidden article, and one that never had it."""
    way = request.param
    folders = [tmp_path_factory.mktemp(name).resolve() for name in ("hidden", "never")]
    with_it = indexed(folders[0], records(way), retract=way == "retracted")
    return way, with_it, indexed(folders[1], records(way)[:-1], retract=False)


async def test_a_hidden_article_leaves_no_trace_in_any_answer(both: tuple[str, Path, Path]) -> None:
    way, with_it, without_it = both
    scope = Scope(now=Clock()(), **WAYS[way][1])
    async with (
        Service(settings_in(with_it), "a test", Clock()) as hiding,
        Service(settings_in(without_it), "a test", Clock()) as lacking,
    ):
        for question in QUESTIONS:
            one, other = [answer_json(await service.ask(question, scope)) for service in (hiding, lacking)]
            for answer in (one, other):
                del answer["milliseconds"]
                answer["searched"].pop("unknown_exclude")  # the other coverage does not know the source
            assert one == other
            assert not [word for word in TELLTALE if word in json.dumps([one["excerpts"], one["closest"]])]
        for question in QUESTIONS:
            found, expected = [await service.search(question, scope, k=10) for service in (hiding, lacking)]
            assert found == expected


async def test_a_hidden_article_is_not_counted_and_its_speakers_are_not_named(both: tuple[str, Path, Path]) -> None:
    way, with_it, without_it = both
    scope = Scope(now=Clock()(), **WAYS[way][1])
    async with (
        Service(settings_in(with_it), "a test", Clock()) as hiding,
        Service(settings_in(without_it), "a test", Clock()) as lacking,
    ):
        one, other = await hiding.status(scope), await lacking.status(scope)
        assert (one.articles, one.passages, one.quotations) == (other.articles, other.passages, other.quotations)
        assert (one.first, one.last, one.undated) == (other.first, other.last, other.undated)
        names = [
            await service.coverage.database.read(quotations.speaker_counts, scope) for service in (hiding, lacking)
        ]
        assert names[0] == names[1]
        outlets = await hiding.coverage.database.read(articles.outlets, scope)
        assert "Gasket Gazette" not in outlets


async def test_an_embargoed_article_is_quoted_from_the_moment_its_embargo_ends(newsroom: Newsroom) -> None:
    newsroom.write_records(*NEWS, {**HIDDEN, "embargo_until": EMBARGO_ENDS.isoformat()})
    await newsroom.index()
    newsroom.clock.at = EMBARGO_ENDS - timedelta(seconds=1)
    assert "torch" not in told(await newsroom.ask(QUESTIONS[0]))
    newsroom.clock.at = EMBARGO_ENDS
    answer = await newsroom.ask(QUESTIONS[0])
    assert answer.answered
    assert "torch" in answer.excerpts[0].text


@pytest.mark.parametrize(
    ("narrowed", "sources"),
    [
        ({}, {"dam-ledger", "dam-wire", "choir", "vaccine", "cup"}),
        ({"since": datetime(2031, 3, 4, tzinfo=UTC)}, {"dam-ledger", "dam-wire", "choir"}),
        ({"since": datetime(2031, 3, 4, 0, 0, 1, tzinfo=UTC)}, {"dam-wire", "choir"}),
        ({"until": datetime(2031, 3, 5, tzinfo=UTC)}, {"dam-ledger", "vaccine"}),
        ({"until": datetime(2031, 3, 4, 23, tzinfo=UTC)}, {"vaccine"}),
        # a month or a year is in a period only if all of it is
        ({"since": datetime(2031, 4, 1, tzinfo=UTC), "until": datetime(2031, 5, 1, tzinfo=UTC)}, {"choir"}),
        ({"since": datetime(2031, 4, 2, tzinfo=UTC)}, set()),
        ({"until": datetime(2031, 4, 30, tzinfo=UTC), "since": datetime(2031, 4, 1, tzinfo=UTC)}, set()),
        ({"since": datetime(2030, 1, 1, tzinfo=UTC), "until": datetime(2031, 1, 1, tzinfo=UTC)}, {"vaccine"}),
        ({"until": datetime(2030, 12, 31, tzinfo=UTC)}, set()),
        ({"outlet": "THE LISVAR MAIL!"}, {"vaccine", "cup"}),
        ({"outlet": "Mail"}, set()),
        ({"exclude": frozenset({"cup", "choir", "nobody's"})}, {"dam-ledger", "dam-wire", "vaccine"}),
        ({"exclude": frozenset({"CUP", "cup "})}, {"dam-ledger", "dam-wire", "choir", "vaccine", "cup"}),
        ({"desks": frozenset()}, set()),
    ],
)
async def test_dates_outlets_and_exclusions_are_bounds(
    news: Newsroom, narrowed: dict[str, Any], sources: set[str]
) -> None:
    scope = news.scope(**narrowed)
    rows = await news.service.articles()
    seen = await news.service.coverage.database.read(articles.articles_in_scope, [row.id for row in rows], scope)
    assert {row.source for row in seen.values()} == sources
    found = await news.service.search("Orvane dam choir vaccine cup Lisvar", scope, k=50)
    assert {passage.source for passage in found} == sources
    answer = await news.service.ask("Orvane dam choir vaccine cup Lisvar", scope)
    assert answer.searched.articles == len(sources)
    assert {source for source, *_ in shown(answer)} <= sources


async def test_bounds_of_the_question_and_of_the_call_both_hold(news: Newsroom) -> None:
    answer = await news.ask(
        "What did Marta Kessling say since 5 March 2031?", until=datetime(2031, 3, 7, tzinfo=UTC), outlet="Tern Wire"
    )
    assert {source for source, *_ in shown(answer)} == {"dam-wire"}
    assert (answer.searched.since, answer.searched.until) == ("2031-03-05T00:00:00+00:00", "2031-03-07T00:00:00+00:00")
    assert answer.searched.articles == 1


async def test_an_outlet_in_the_question_does_not_widen_the_scope(news: Newsroom) -> None:
    answer = await news.ask("What did Dario Fenn say in the Lisvar Mail?", outlet="Tern Wire")
    assert {source for source, *_ in shown(answer)} <= {"dam-wire"}
    assert "Fenn said" not in told(answer)


async def test_unknown_exclusions_are_told(news: Newsroom) -> None:
    answer = await news.ask("what did Fenn say?", exclude=frozenset({"nobody's", "cup"}))
    assert answer.searched.unknown_exclude == ("nobody's",)
    assert not answer.answered


@pytest.mark.parametrize("exact_below", [0, 4000])
async def test_a_scope_is_held_by_either_way_of_searching_vectors(
    indexed_news: Path, clock: Clock, tmp_path: Path, exact_below: int
) -> None:
    import shutil  # noqa: PLC0415 - for this copy alone

    shutil.copytree(indexed_news / "data", tmp_path / "data")
    settings = settings_in(tmp_path, exact_below=exact_below)
    async with Service(settings, "a test", clock) as service:
        coverage = service.coverage
        vector = await coverage.embed_question("the cup and the choir")
        assert vector is not None
        scope = Scope(now=clock(), exclude=frozenset({"cup", "dam-wire"}))
        hits = await coverage.nearest(vector, scope, 50)
        rows = await service.articles()
        allowed = {row.id for row in rows if row.source not in scope.exclude}
        from index.tables.passages import passages_in_scope  # noqa: PLC0415 - reads what the hits are

        inside = await coverage.database.read(passages_in_scope, [each for each, _ in hits], scope)
        assert {row.article for row in inside.values()} == allowed
        assert len(inside) == len(hits)
        assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
        assert await coverage.nearest(vector, scope, 1) == [pytest.approx(hits[0])]
