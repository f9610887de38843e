from __future__ import annotations

from retrieval.terms import content_terms
from retrieval.worded import worded

TERMS = content_terms("cracks in the spillway")
WEIGHTS = {term.match: 1.0 for term in TERMS}


def test_more_terms_rarer_terms_and_fewer_other_words_score_higher() -> None:
    both = worded(TERMS, WEIGHTS, "", "The spillway has a crack.")
    one = worded(TERMS, WEIGHTS, "", "The spillway has a leak.")
    long = worded(TERMS, WEIGHTS, "", "The spillway has a crack." + " Rain fell." * 80)
    assert both > long > 0
    assert both > one > 0
    assert worded(TERMS, {TERMS[0].match: 1.0, TERMS[1].match: 3.0}, "", "The spillway has a leak.") > one
    assert worded(TERMS, WEIGHTS, "Rain\n", "Rain fell.") == 0.0
    assert worded((), {}, "", "") == 0.0


def test_a_word_of_the_title_counts_less_than_one_of_the_passage() -> None:
    assert worded(TERMS, WEIGHTS, "", "Spillway rain fell.") > worded(TERMS, WEIGHTS, "Spillway\n", "rain fell.") > 0
