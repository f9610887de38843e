from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_support import Newsroom

WALL = "What did Petra Vandermolen say about the harbour wall?"


def encoded(*lines: dict[str, object]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_answers_come_in_order_each_with_its_id(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + encoded({"id": "b", "question": WALL}, {"id": 2, "question": "rye bread"}))
    called = newsroom("ask", "--batch", str(file))
    assert (called.status, called.err) == (0, "")
    assert [line["id"] for line in called.lines] == ["b", 2]
    assert [line["question"] for line in called.lines] == [WALL, "rye bread"]


BAD = [
    (b"{not json", None),
    (b'["a"]', None),
    (b"\xff\xfe{}", None),
    (b'{"id": "a"}', "a"),
    (b'{"id": "a", "question": ""}', "a"),
    (b'{"id": "a", "question": 7}', "a"),
    (b'{"id": "a", "question": "\\ud800"}', "a"),
    (b'{"id": ["a"], "question": "x"}', None),
    (b'{"id": "a", "question": "x", "now": "soon"}', "a"),
    (b'{"id": "a", "question": "x", "until": 3}', "a"),
    (b'{"id": "a", "question": "x", "exclude": "gull-7"}', "a"),
    (b"[" * 100_000, None),
]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_bad_line_is_told_in_its_place_and_the_rest_is_answered(newsroom: Newsroom, command: str) -> None:
    good = json.dumps({"id": "good", "question": "harbour wall"}).encode()
    stdin = b"".join(bad + b"\n" + good + b"\n" for bad, _ in BAD)
    called = newsroom(command, "--batch", "-", stdin=stdin)
    assert called.status == 1
    assert called.err == ""
    lines = called.lines
    assert [line["id"] for line in lines[1::2]] == ["good"] * len(BAD)
    assert all("error" not in line for line in lines[1::2])
    for number, (line, (_, identifier)) in enumerate(zip(lines[::2], BAD, strict=True)):
        assert set(line) == {"id", "error"}
        assert line["id"] == identifier
        assert f"standard input, line {2 * number + 1}" in line["error"]
        assert "\n" not in line["error"]


def test_each_line_has_its_own_scope_on_top_of_the_calls(newsroom: Newsroom) -> None:
    lines = encoded(
        {"id": 1, "question": "wall", "exclude": [newsroom.harbour]},
        {"id": 2, "query": "wall", "until": "2031-05-02"},
        {"id": 3, "question": "wall", "outlet": "Crumb Weekly", "speaker": None},
    )
    called = newsroom("search", "--batch", "-", "--exclude", "rye", "-k", "50", stdin=lines)
    seen = [{passage["source"] for passage in line["passages"]} for line in called.lines]
    assert newsroom.harbour not in seen[0]
    assert "rye" not in seen[0]
    assert seen[1] == {newsroom.harbour}
    assert seen[2] == set()


def test_an_embargo_holds_in_every_line(newsroom: Newsroom) -> None:
    question = "What did Oskar Brandl say about the lighthouse?"
    lines = encoded({"id": 1, "question": question}, {"id": 2, "question": question, "now": "2099-06-01"})
    closed, opened = newsroom("ask", "--batch", "-", stdin=lines).lines
    assert "hotel chain" not in json.dumps(closed)
    assert "hotel chain" in json.dumps(opened)
