"""`verify`: did they say this, word for word?"""

from __future__ import annotations

import json

import pytest
from cli_support import HARBOUR, Newsroom

LOST = "We lost four centimetres of wall in one winter"
KEYS = {"id", "text", "speaker", "verdict", "cause", "matches"}
EXCERPT = {"text", "source", "revision", "start", "end", "outlet", "title", "published", "url", "speaker", "via"}
EXCERPT |= {"speech", "score", "also_in", "differences"}
DIFFERENCE = {"kind", "what", "given", "source", "given_start", "given_end", "start", "end"}


def verdict(newsroom: Newsroom, text: str, *options: str) -> dict[str, object]:
    called = newsroom("verify", text, *options, "--json")
    assert (called.status, called.err) == (0, "")
    return called.json


def test_a_verdict_has_every_promised_key_and_the_sources_own_sentence(newsroom: Newsroom) -> None:
    found = verdict(newsroom, f"“{LOST}.”", "--speaker", "Vandermolen")
    assert set(found) == KEYS
    assert (found["verdict"], found["cause"], found["id"]) == ("exact", None, None)
    (match,) = found["matches"]  # type: ignore[misc]
    assert set(match) >= EXCERPT
    assert match["speaker"] == "Petra Vandermolen"
    assert match["differences"] == []
    places = {(match["source"], match["text"]), *((each["source"], each["text"]) for each in match["also_in"])}
    assert {source for source, _ in places} == {newsroom.harbour, "gull-7"}
    assert all(LOST in text for _, text in places)


def test_what_differs_is_told_with_the_offsets_of_both_sides(newsroom: Newsroom) -> None:
    text = LOST.replace("four", "nine")
    found = verdict(newsroom, text, "--speaker", "Petra Vandermolen", "--exclude", "gull-7")
    assert found["verdict"] == "altered"
    assert found["cause"] == "a number is changed: “nine” for “four”"
    (match,) = found["matches"]  # type: ignore[misc]
    (difference,) = match["differences"]
    assert set(difference) == DIFFERENCE
    assert HARBOUR[difference["start"] : difference["end"]] == difference["source"] == "four"
    assert text[difference["given_start"] : difference["given_end"]] == difference["given"] == "nine"
    assert HARBOUR[match["start"] : match["end"]] == match["text"]


def test_the_wrong_speaker_is_told_who_it_was(newsroom: Newsroom) -> None:
    found = verdict(newsroom, LOST, "--speaker", "Oskar Brandl")
    assert found["verdict"] == "misattributed"
    assert "Petra Vandermolen" in str(found["cause"])
    assert verdict(newsroom, f'"{LOST}," said Oskar Brandl')["verdict"] == "misattributed"


@pytest.mark.parametrize(
    "text", ["The lighthouse will be sold to a hotel chain", "The lighthouse keeper was paid twice"]
)
def test_what_may_not_be_shown_is_not_hinted_at(newsroom: Newsroom, text: str) -> None:
    found = verdict(newsroom, text, "--speaker", "Oskar Brandl")
    assert (found["verdict"], found["cause"], found["matches"]) == ("not_found", None, [])


def test_a_retracted_article_no_longer_bears_anything_out(own: Newsroom) -> None:
    text = "Our rye ferments for thirty hours"
    assert verdict(own, text, "--speaker", "Lucienne Abara")["verdict"] == "exact"
    assert own("retract", "rye").status == 0
    assert verdict(own, text, "--speaker", "Lucienne Abara")["verdict"] == "not_found"


def test_excluded_and_later_articles_are_not_looked_at(newsroom: Newsroom) -> None:
    text = "Our rye ferments for thirty hours"
    assert verdict(newsroom, text, "--exclude", "rye")["verdict"] == "not_found"
    assert verdict(newsroom, text, "--until", "2031-05-05")["verdict"] == "not_found"


def test_a_batch_is_ruled_line_by_line_and_a_bad_line_costs_only_itself(newsroom: Newsroom) -> None:
    lines = [
        b'{"id": "a", "text": "Our rye ferments for thirty hours", "speaker": "Lucienne Abara"}',
        b'{"id": "b", "question": "rye"}',
        b'{"id": 3, "text": "Our rye ferments for thirty hours", "speaker": "Ivo Kestrel"}',
        b'{"id": "d", "text": 7}',
        b'{"id": "e", "text": "Nobody ever printed such a thing about zebras"}',
    ]
    called = newsroom("verify", "--batch", "-", stdin=b"\n".join(lines))
    assert called.status == 1
    assert [line["id"] for line in called.lines] == ["a", "b", 3, "d", "e"]
    assert [line.get("verdict") for line in called.lines] == ["exact", None, "misattributed", None, "not_found"]
    assert set(called.lines[1]) == {"id", "error"}
    assert '"text"' in called.lines[1]["error"]
    assert "question" not in json.loads(called.out.splitlines()[1])["error"]


def test_people_read_the_verdict_first_then_what_differs_and_the_source(newsroom: Newsroom) -> None:
    called = newsroom("verify", LOST.replace("one winter", "two winters"), "--speaker", "Vandermolen")
    lines = called.out.splitlines()
    assert lines[0] == "Altered: these are not the words as they were said."
    assert lines[1].startswith("A number is changed: “two")
    assert any(LOST in line for line in lines)
    assert "Petra Vandermolen" in called.out
    assert "2031" in called.out


@pytest.mark.parametrize("arguments", [(), ("words", "--batch", "-"), ("  ",)])
def test_a_wrong_call_is_told_in_one_line(newsroom: Newsroom, arguments: tuple[str, ...]) -> None:
    called = newsroom("verify", *arguments)
    assert (called.status, called.out) == (2, "")
    assert len(called.err.splitlines()) == 1
