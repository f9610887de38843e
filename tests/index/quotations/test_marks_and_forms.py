"""Quotations in marks, split ones, and the forms in which the line itself says who speaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.model import Quotation

Find = Callable[[str], tuple[Quotation, ...]]

LEAD = "The town of Wexcombe met on Monday evening in the old mill.\n\n"


def test_a_split_quotation_is_one_group_of_two_spans(find: Find) -> None:
    text = LEAD + "“The bridge is tired,” Anna Brandt said. “We all are.”"
    found = find(text)
    assert [q.span.of(text) for q in found] == ["The bridge is tired", "We all are."]
    assert found[0].group is not None
    assert found[0].group == found[1].group
    assert {q.speaker for q in found} == {"Anna Brandt"}


def test_a_paragraph_break_alone_does_not_split(find: Find) -> None:
    text = LEAD + "“The bridge is tired. It has earned its rest.\n\n“We will build another,” Anna Brandt said."
    found = find(text)
    assert len(found) == 1
    assert found[0].group is None
    assert found[0].span.of(text).startswith("The bridge")
    assert found[0].span.of(text).endswith("another")


def test_a_fragment_inside_a_longer_span_gets_no_line_of_its_own(find: Find) -> None:
    text = LEAD + "Anna Brandt said the plan was “a gamble” that “nobody asked for”."
    assert [q.span.of(text) for q in find(text)] == ["the plan was “a gamble” that “nobody asked for”"]


def test_press_release_forms_name_their_speaker(find: Find) -> None:
    text = LEAD + (
        "“Batteries let us work without masts” – Anil Deshmukh, Regional Commissioner\n\n"
        "And from the union’s chair, Moira Keane: “Drivers are not test equipment.”"
    )
    assert [(q.speaker, q.span.of(text)) for q in find(text)] == [
        ("Anil Deshmukh", "Batteries let us work without masts"),
        ("Moira Keane", "Drivers are not test equipment."),
    ]


def test_a_transcript_is_read_line_by_line(find: Find) -> None:
    text = LEAD + "ROE: Is the bridge safe?\n\nBRANDT: It is safe. It is only tired of lorries.\n\nROE: And of us?"
    assert [(q.speaker, q.speech, q.span.of(text)) for q in find(text)] == [
        ("ROE", "direct", "Is the bridge safe?"),
        ("BRANDT", "direct", "It is safe. It is only tired of lorries."),
        ("ROE", "direct", "And of us?"),
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Der Chef kam in die Mühle und sprach mit uns. „Die Brücke ist müde und wir sind es auch“, sagte er.",
            "Die Brücke ist müde und wir sind es auch",
        ),
        (
            "Le maire est venu au moulin pour parler. « Le pont est fatigué et nous le sommes aussi », a-t-il dit.",
            "Le pont est fatigué et nous le sommes aussi",
        ),
    ],
)
def test_in_other_languages_the_marks_count_and_nobody_is_named(find: Find, text: str, content: str) -> None:
    assert [(q.rule, q.speaker, q.span.of(text)) for q in find(text)] == [("marks", None, content)]


def test_a_headline_is_a_zone_of_its_own(find: Find) -> None:
    text = (
        "Brandt: the old bridge will never open again\n\n"
        "Mayor Anna Brandt met engineers on Monday evening in the old mill by the river. She left late.\n\n"
        "Brandt said the bridge was tired. The engineers agreed to look at it once more in spring."
    )
    zones = {q.zone: q.speaker for q in find(text)}
    assert zones["body"] == "Anna Brandt"
    assert zones.get("headline", "Anna Brandt") == "Anna Brandt"
