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
