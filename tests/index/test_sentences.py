from __future__ import annotations

import pytest
from generated_articles import texts
from hypothesis import given

from index.marks import quoted_spans
from index.model import Span
from index.paragraphs import count_words
from index.sentences import HOLD, raw_sentences, split_sentences


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)), quoted_spans(text))]


def test_a_split_quotation_and_its_attribution_are_one_sentence() -> None:
    text = "It rained. “We go,” the pilot said. “It is late.” The ship left."
    assert sentences(text) == ["It rained.", "“We go,” the pilot said. “It is late.”", "The ship left."]


def test_a_quotation_of_several_sentences_is_not_cut() -> None:
    text = "She said: “It sank. Nobody saw it. We did.” Then she left."
    assert sentences(text) == ["She said: “It sank. Nobody saw it. We did.”", "Then she left."]


def test_the_next_statement_with_its_own_attribution_is_its_own_sentence() -> None:
    text = "He smiled. “We won,” he said. “We will win again,” his coach added."
    assert sentences(text) == ["He smiled.", "“We won,” he said.", "“We will win again,” his coach added."]


def test_a_loud_quotation_keeps_its_attribution() -> None:
    assert sentences("“We won!” Captain Moss shouted. Rain fell.") == ["“We won!” Captain Moss shouted.", "Rain fell."]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. No of the U.S. Treasury met Lt. Gov. Ann Lee.",
        "It opens at 7 p.m. Friday in St. Ives.",
        "J. K. Moss paid $3.5 million to Acme Inc. in Jan. 2020.",
    ],
)
def test_abbreviations_end_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The pier closed in May. Divers were sent down.", 2),
        ("It has been shut since last Sept. “Nobody came,” she said.", 2),
        ("She was born on Feb. 3 in Tarn.", 1),
    ],
)
def test_a_month_that_tells_when_ends_a_sentence(text: str, number: int) -> None:
    assert len(sentences(text)) == number


def test_only_a_quotation_longer_than_a_passage_is_cut_and_only_between_its_sentences() -> None:
    inside = " ".join(f"Sentence number {number} of this long statement has exactly ten words." for number in range(30))
    found = sentences(f"She wrote: “{inside}” He read it.")
    assert len(found) > 20
    assert all(count_words(sentence) <= HOLD for sentence in found)
    assert all(sentence.endswith((".", ".”")) for sentence in found)


def test_what_has_no_sentence_end_is_cut_at_a_clause_or_a_gap() -> None:
    found = sentences("and then we went on, " * 400)
    assert len(found) > 5
    assert all(sentence.endswith(",") for sentence in found)


@given(texts)
def test_sentences_cover_a_paragraph_whatever_its_script(text: str) -> None:
    whole = Span(0, len(text))
    for found in (split_sentences(text, whole, quoted_spans(text)), raw_sentences(text, whole)):
        places = {place for span in found for place in range(*span)}
        assert all(place in places for place, character in enumerate(text) if not character.isspace())
        assert sum(len(span.of(text)) for span in found) == len(places)
