"""What a sentence has to do with a question: names apart, paraphrases counted by likeness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.terms import content_terms, stem
from retrieval.topic import fit_of, likened, named, topic_of


class _Alike:
    """Words in one pair are alike, others are not."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self._pairs = {frozenset(pair) for pair in pairs}

    def similarities(self, words: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        rows = [[0.6 * (frozenset((word, other)) in self._pairs) for other in others] for word in words]
        return np.array(rows, np.float32).reshape(len(words), len(others))


def _stems(sentence: str) -> frozenset[str]:
    return frozenset(map(stem, sentence.lower().split()))


def test_a_name_is_told_by_how_the_coverage_prints_it_however_it_was_typed() -> None:
    terms = content_terms("what will the skarrow repair cost")
    texts = ["The old Skarrow bridge is shut.", "Nobody knows what the repair of the Skarrow bridge will cost."]
    topic = topic_of(terms, {}, texts)
    assert [term.word for term in topic.names] == ["skarrow"]
    assert [term.word for term in topic.others] == ["repair", "cost"]


def test_a_word_that_begins_sentences_is_no_name_for_its_capital() -> None:
    topic = topic_of(
        content_terms("who pays the ferries"), {}, ["It sank. Ferries sail.", "Two ferries sail, ferries!"]
    )
    assert topic.names == ()


def test_a_paraphrase_counts_by_its_likest_word_and_the_word_itself_counts_more() -> None:
    topic = topic_of(content_terms("fix cost"), {}, [])
    alike = _Alike(("fix", "repair"))
    paraphrased = likened("the repair cost", _stems("the repair cost"), topic, alike)
    said = likened("the fix cost", _stems("the fix cost"), topic, alike)
    neither = likened("the cost", _stems("the cost"), topic, alike)
    assert neither.topic < paraphrased.topic < said.topic == 1.0
    assert fit_of(_stems("the repair cost"), topic).topic == pytest.approx(neither.topic)


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    terms = content_terms("repair tolls")
    topic = topic_of(terms, {terms[0].match: 1.0, terms[1].match: 4.0}, [])
    assert fit_of(frozenset([terms[0].stem]), topic).topic == pytest.approx(0.2)


def test_a_question_without_terms_fits_everything() -> None:
    topic = topic_of((), {}, ["Whatever."])
    assert fit_of(frozenset(), topic).every == 1.0
    assert named(frozenset(), topic) == 1.0
    assert likened("", frozenset(), topic, _Alike()).topic == 1.0
