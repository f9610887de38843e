"""`quotes`: who is quoted with what, one a line, cut from the article."""

from __future__ import annotations

import json

from cli_support import HARBOUR, Newsroom

KEYS = {
    "source",
    "start",
    "end",
    "text",
    "speech",
    "zone",
    "speaker",
    "speakers",
    "speaker_mention",
    "speaker_start",
    "speaker_end",
    "cue",
    "cue_start",
    "cue_end",
    "via",
    "polarity",
    "group",
    "rule",
}


def lines(newsroom: Newsroom, *options: str) -> list[dict[str, object]]:
    called = newsroom("quotes", *options, "--json")
    assert (called.status, called.err) == (0, "")
    return [json.loads(line) for line in called.out.splitlines()]


def test_each_quotation_is_a_line_with_every_promised_key(newsroom: Newsroom) -> None:
    found = lines(newsroom)
    assert found
    assert all(set(line) >= KEYS for line in found)


def test_the_words_stand_in_the_article_to_the_code_point(newsroom: Newsroom) -> None:
    found = lines(newsroom, "--source", newsroom.harbour)
    assert found
    for line in found:
        assert line["source"] == newsroom.harbour
        assert line["text"] == HARBOUR[line["start"] : line["end"]]  # type: ignore[misc]


def test_a_surname_finds_its_speaker_and_nobody_else(newsroom: Newsroom) -> None:
    found = lines(newsroom, "--speaker", "Vandermolen")
    assert {line["speaker"] for line in found} == {"Petra Vandermolen"}


def test_an_unknown_source_is_a_wrong_call(newsroom: Newsroom) -> None:
    called = newsroom("quotes", "--source", "nowhere")
    assert called.status == 2
    assert "nowhere" in called.err


def test_people_read_who_said_what(newsroom: Newsroom) -> None:
    called = newsroom("quotes", "--speaker", "Vandermolen")
    assert called.out.startswith("Petra Vandermolen (")


def test_what_somebody_said_about_a_topic_comes_by_date_with_its_outlets(newsroom: Newsroom) -> None:
    found = lines(newsroom, "--speaker", "Vandermolen", "--about", "the harbour wall")
    assert all(set(line) >= KEYS | {"published", "outlet", "excerpt", "also_in", "changed"} for line in found)
    assert next(line["published"] for line in found) == "2031-05-02"
    assert [also["outlet"] for line in found for also in line["also_in"]] == ["Gull Wire"]  # type: ignore[attr-defined]
    assert all(line["text"] == HARBOUR[line["start"] : line["end"]] for line in found)  # type: ignore[misc]
    people = newsroom("quotes", "--speaker", "Vandermolen", "--about", "the harbour wall")
    assert people.out.splitlines()[0].strip() == "2 May 2031"


def test_a_topic_that_somebody_did_not_speak_about_is_said_so(newsroom: Newsroom) -> None:
    called = newsroom("quotes", "--speaker", "Vandermolen", "--about", "rye bread")
    assert (called.status, called.out[:30]) == (0, "Petra Vandermolen is quoted, b")


def test_a_topic_wants_a_speaker(newsroom: Newsroom) -> None:
    called = newsroom("quotes", "--about", "the harbour wall")
    assert called.status == 2
    assert "--speaker NAME --about TOPIC" in called.err
