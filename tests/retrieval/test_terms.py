from __future__ import annotations

import itertools
import sqlite3
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.terms import any_of, content_terms, stem, stems_near, stems_of, words


@pytest.mark.parametrize(
    ("one", "other"),
    [("cracks", "cracked"), ("Kessling’s", "Kessling"), ("Núñez", "nunez"), ("closing", "closed"), ("1,250", "1,250")],
)
def test_words_of_one_root_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_content_terms_are_each_once_in_order_without_words_that_only_ask() -> None:
    terms = content_terms("How many cracks were there, and who said that the cracks of 2031 matter to Orvane?")
    assert [(term.word, term.named) for term in terms] == [
        ("cracks", False),
        ("2031", True),
        ("matter", False),
        ("Orvane", True),
    ]


def test_the_capital_that_begins_a_question_makes_no_name() -> None:
    assert [term.named for term in content_terms("Cracks in OSCE reports")] == [False, True]
    assert content_terms("UNESCO funds")[0].named


@pytest.mark.parametrize("text", ["1,250.5%", "O’Neil’s", "e\u0301tude", "東京", "מים", "don't"])
def test_a_printed_word_is_one_word(text: str) -> None:
    assert words(text) == [text]


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6).map(" ".join))
def test_no_question_is_full_text_syntax(question: str) -> None:
    match = any_of(content_terms(question))
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE w USING fts5 (x, tokenize = 'porter unicode61 remove_diacritics 2')")
    if match is not None:
        assert connection.execute("SELECT count(*) FROM w WHERE w MATCH ?", (match,)).fetchone() == (0,)
    connection.close()


@given(
    st.sampled_from(["cracks", "O’Neil's", "Núñez", "1,250", "5%", "résumé", "e\u0301tude", "ЁЛКА", "3.5%", "Zoë’s"])
)
def test_full_text_finds_a_term_where_it_is_printed_so(word: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE w USING fts5 (x, tokenize = 'porter unicode61 remove_diacritics 2')")
    connection.execute("INSERT INTO w VALUES (?)", (f"before {word} after",))
    (term,) = content_terms(word)
    assert connection.execute("SELECT count(*) FROM w WHERE w MATCH ?", (term.match,)).fetchone() == (1,)
    connection.close()


def test_words_that_are_passed_over_without_stemming_are_never_the_wanted_ones() -> None:
    text = (
        "O'Neil said ‘Nothing’ about O’Brien's 3.5% at the Cafés; G7 talks, the 19th, co-operated _quietly_. 2pm, 1,200"
    )
    every = Counter(stems_of(text))
    for wanted in itertools.combinations(every, 2):
        near = Counter(stems_near(text, frozenset(wanted)))
        assert {each: near[each] for each in wanted} == {each: every[each] for each in wanted}
