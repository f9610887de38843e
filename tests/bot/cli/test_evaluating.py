from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_support import Newsroom

PNG = b"\x89PNG"


def written(path: Path, *lines: dict[str, Any] | str) -> str:
    said = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(said) + "\n", encoding="utf-8")
    return str(path)


SINKING = {"id": "wall", "question": "what is the price of rye", "expected": ["rye"], "now": "2031-06-01"}
GONE = {"id": "gone", "question": "who discovered the comet over Ostrel", "answerable": False, "now": "2031-06-01"}


def test_a_newsrooms_questions_become_figures_and_a_picture(newsroom: Newsroom, tmp_path: Path) -> None:
    file, picture = written(tmp_path / "q.jsonl", SINKING, GONE), tmp_path / "risk.png"
    done = newsroom("eval", file, "--json", "--plot", str(picture))
    assert done.status == 0, done.err
    found = done.json
    assert (found["questions_asked"], found["answerable"]) == (2, 1)
    assert set(found["metrics"]["answer@1"]) == {"value", "low", "high"}
    assert len(found["risk_coverage"]) == 2
    assert [each["id"] for each in found["questions"]] == ["wall", "gone"]
    assert picture.read_bytes().startswith(PNG)
    assert "too small" in found["warnings"][0]


def test_a_bad_line_is_said_and_the_rest_goes_on(newsroom: Newsroom, tmp_path: Path) -> None:
    bad: list[dict[str, Any] | str] = [
        "{not json",
        {"id": "no label", "question": "who"},
        {"id": "no list", "question": "who", "expected": "rye"},
        {"id": "both", "question": "who", "answerable": False, "expected": ["rye"]},
        {"id": "wall", "question": "the same id again", "answerable": True},
        {"id": "when", "question": "who", "answerable": True, "since": "the war"},
    ]
    done = newsroom("eval", written(tmp_path / "q.jsonl", SINKING, *bad, GONE), "--json")
    assert done.status == 1
    assert [each["id"] for each in done.json["questions"]] == ["wall", "gone"]
    assert [each["id"] for each in done.json["failed"]] == [None, "no label", "no list", "both", "wall", "when"]
    errors = done.err.splitlines()
    assert len(errors) == len(bad)
    assert all(f"line {number}" in error for number, error in enumerate(errors, 2)), errors


def test_a_run_is_compared_with_an_earlier_one(newsroom: Newsroom, tmp_path: Path) -> None:
    file = written(tmp_path / "q.jsonl", SINKING, GONE)
    earlier = tmp_path / "earlier.json"
    earlier.write_text(newsroom("eval", file, "--json").out, encoding="utf-8")
    done = newsroom("eval", file, "--json", "--against", str(earlier))
    found = done.json["against"]
    assert found["questions"] == 2
    assert found["differences"]["answer@1"] == {"value": 0, "low": 0, "high": 0, "verdict": "not told apart"}
    table = newsroom("eval", file, "--against", str(earlier)).out
    assert "not told apart" in table
    assert "warning: the sample is too small" in table


@pytest.mark.parametrize("content", ["", "[]", '{"questions": [{"id": 1}]}'])
def test_what_is_no_earlier_run_is_the_calls_error(newsroom: Newsroom, tmp_path: Path, content: str) -> None:
    (tmp_path / "other.json").write_text(content, encoding="utf-8")
    file = written(tmp_path / "q.jsonl", SINKING)
    done = newsroom("eval", file, "--against", str(tmp_path / "other.json"))
    assert done.status == 2
    assert "other.json: this is no evaluation" in done.err


def test_a_picture_that_cannot_be_written_is_said(newsroom: Newsroom, tmp_path: Path) -> None:
    file = written(tmp_path / "q.jsonl", SINKING)
    done = newsroom("eval", file, "--plot", str(tmp_path / "nowhere" / "risk.png"))
    assert done.status == 2
    assert "risk.png: the picture cannot be written" in done.err


def test_a_file_without_a_single_question_is_no_evaluation(newsroom: Newsroom, tmp_path: Path) -> None:
    done = newsroom("eval", written(tmp_path / "q.jsonl", "{"))
    assert done.status == 1
    assert "no line could be asked" in done.err
    assert newsroom("eval", str(tmp_path / "none.jsonl")).status == 2


def test_verdicts_become_questions_that_can_be_asked(newsroom: Newsroom, tmp_path: Path) -> None:
    row = {"key": "k", "question": "what is the price of rye", "answered": True, "verdict": "up", "excerpts": []}
    rows = written(tmp_path / "rated.jsonl", {**row, "excerpts": [{"source": "rye"}]}, "{", {**row, "verdict": "?"})
    done = newsroom("eval", rows, "--from-feedback")
    assert done.status == 1
    assert [line["sources"] for line in done.lines] == [["rye"]]
    assert len(done.err.splitlines()) == 2
    assert newsroom("eval", written(tmp_path / "q.jsonl", *done.lines), "--json").status == 0
