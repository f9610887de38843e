"""The questions about real news can be read; beside the shared articles their labels are sentences."""

from __future__ import annotations

import re

import pytest

from benchmarks.news import ARTICLES, HELD_OUT, read_articles, read_groups


def test_every_label_is_of_an_article_of_its_group_and_some_groups_are_held_out() -> None:
    groups = read_groups()
    assert len({group.name for group in groups}) == len(groups)
    assert 0 < sum(group.held_out for group in groups) < len(groups) / 2
    for group in groups:
        assert all(source in group.articles for each in group.questions for source, _ in each.answers)
    taught = {source for group in groups if not group.held_out for source in group.articles}
    assert not taught & {source for group in groups if group.held_out for source in group.articles}
    numbers = {int(group.name[1:]) for group in groups}
    assert {int(group.name[1:]) for group in groups if group.held_out} == set(range(HELD_OUT, max(numbers) + 1))


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
