"""The invented stories can be read, their labels point at sentences, and those for measuring are not taught with."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.stories import Told, for_assessing, for_teaching, held_out, read_stories, write_coverage


def test_every_label_names_a_sentence_of_its_story() -> None:
    stories = read_stories([*for_assessing(), *held_out()])
    assert stories
    for story in stories:
        for asked in story.questions:
            assert bool(asked.answers) == (asked.kind != "n")
            assert all(story.articles[article].sentences[sentence] for article, sentence in asked.answers)
    assert len({story.name for story in stories}) == len(stories)


def test_what_is_held_out_is_not_taught_with() -> None:
    assert set(for_teaching()) < set(for_assessing())
    taught = {told.text() for story in read_stories(for_assessing()) for told in story.articles}
    kept = {told.text() for story in read_stories(held_out()) for told in story.articles}
    assert kept
    assert not taught & kept


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.txt"
    file.write_text("# story: one\n## Outlet | 2031-01-02 | Title\n1. Rain.\n?d what fell | a1\nno number\n")
    with pytest.raises(ValueError, match=r"wrong.txt, line 5"):
        read_stories([file])


def test_an_article_keeps_all_its_sentences_in_order(tmp_path: Path) -> None:
    told = Told("Outlet", "2031-01-02", "Title", [f"Sentence {number}." for number in range(9)])
    assert " ".join(told.text().split()) == " ".join(told.sentences)
    write_coverage([], tmp_path / "none.jsonl")
    assert (tmp_path / "none.jsonl").read_text().strip() == ""
