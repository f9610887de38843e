from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from config.settings import RetrievalSettings
from retrieval.ranking import Nearby, freshness, fuse

SETTINGS = RetrievalSettings()
NOTHING = Nearby({}, {}, {})
HITS = st.dictionaries(st.integers(1, 20), st.floats(-1, 30, width=32), max_size=12).map(
    lambda found: sorted(found.items(), key=lambda hit: -hit[1])
)


@given(HITS, HITS, st.dictionaries(st.integers(1, 20), st.just(1.0), max_size=5))
def test_every_candidate_is_ranked_once_and_keeps_what_each_retriever_said(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]], spoken: dict[int, float]
) -> None:
    ranked = fuse(dense, lexical, Nearby({}, {}, spoken), SETTINGS)
    assert sorted(each.passage for each in ranked) == sorted({*dict(dense), *dict(lexical), *spoken})
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)
    assert {each.passage: each.dense for each in ranked if each.dense is not None} == dict(dense)
    assert {each.passage: each.lexical for each in ranked if each.lexical is not None} == dict(lexical)
    assert {each.passage for each in ranked if each.spoken} == set(spoken)


@given(HITS, HITS)
def test_what_is_best_for_both_is_best(dense: list[tuple[int, float]], lexical: list[tuple[int, float]]) -> None:
    ranked = fuse([(99, 31.0), *dense], [(99, 31.0), *lexical], NOTHING, SETTINGS)
    assert ranked[0].passage == 99


def test_equal_scores_are_ordered_the_same_every_time() -> None:
    assert [each.passage for each in fuse([(2, 0.5), (1, 0.5)], [], Nearby({}, {}, {3: 0.5}), SETTINGS)] == [1, 2, 3]
    assert fuse([], [], NOTHING, SETTINGS) == []


def test_a_retriever_of_weight_zero_decides_nothing() -> None:
    settings = RetrievalSettings(dense_weight=0.0)
    assert fuse([(1, 0.9), (2, 0.1)], [(2, 3.0), (1, 1.0)], NOTHING, settings)[0].passage == 2


def test_a_newer_article_is_fresher_and_one_without_a_date_is_neither_the_first_nor_the_last() -> None:
    now, day = 2_000_000_000.0, 86_400.0
    assert freshness(now, now) == 1.0
    assert freshness(now - day, now) > freshness(now - 30 * day, now) > freshness(now - 3000 * day, now)
    assert freshness(now, now) > freshness(None, now) > freshness(now - 3000 * day, now)
