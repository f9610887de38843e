"""The questions about real news can be read; beside the shared articles their labels are sentences."""

from __future__ import annotations

import re

import pytest

from benchmarks.news import ARTICLES, FITTED, HELD_OUT, read_articles, read_groups


def test_every_label_is_of_an_article_of_its_group() -> None:
    groups = read_groups()
    assert len({group.name for group in groups}) == len(groups)
    for group in groups:
        assert all(source in group.articles for each in group.questions for source, _ in each.answers)


def test_what_is_measured_with_shares_no_article_with_what_was_taught_or_fitted() -> None:
    groups = read_groups()
    held, taught = ([each for each in groups if getattr(each, name)] for name in ("held_out", "taught"))
    assert {each.number for each in held} == HELD_OUT
    assert {each.number for each in groups} - {each.number for each in [*held, *taught]} == FITTED
    elsewhere = {source for each in groups if not each.held_out for source in each.articles}
    assert not elsewhere & {source for each in held for source in each.articles}


def test_a_third_of_the_questions_about_a_group_has_no_answer() -> None:
    for group in read_groups():
        share = sum(not each.answers for each in group.questions) / len(group.questions)
        assert 0.25 < share < 0.5, group.name


@pytest.mark.skipif(not ARTICLES.exists(), reason="the shared data is not beside the project")
def test_labels_are_sentences_and_no_question_copies_one() -> None:
    articles = read_articles()
    for group in read_groups():
        for each in group.questions:
            for source, span in each.answers:
                sentence = span.of(articles[source]["text"])
                assert sentence == sentence.strip()
                assert 0 < len(sentence) < 2000
                assert longest_run(each.text, sentence) < 12, each.text


def longest_run(question: str, sentence: str) -> int:
    """The most words in a row that both hold."""
    asked, held = (re.findall(r"\w+", text.lower()) for text in (question, sentence))
    joined = " " + " ".join(held) + " "
    return max(
        (
            n
            for at in range(len(asked))
            for n in range(1, len(asked) - at + 1)
            if " " + " ".join(asked[at : at + n]) + " " in joined
        ),
        default=0,
    )
