"""Codes, people and desks from the command line."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from cli_support import Newsroom, run_call


def test_a_code_is_shown_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    made = run_call("invite", "--role", "editor", "--hours", "2", "--json", "--data", data).json
    assert (made["role"], made["desk"]) == ("editor", None)
    with sqlite3.connect(tmp_path / "data" / "telegram.db") as held:
        assert made["code"] not in "\n".join(held.iterdump())
    assert run_call("invite", "--data", data).out.splitlines()[0].startswith("or_")


def test_a_code_for_a_desk_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    refused = run_call("invite", "--desk", "sport", "--data", str(tmp_path / "data"))
    assert (refused.status, len(refused.err.splitlines())) == (2, 1)
    assert "no such desk" in refused.err


def test_nobody_is_shut_out_who_was_not_in(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert "nobody was let in" in run_call("people", "--data", data).out
    refused = run_call("people", "remove", "--data", data, "--", "-100123")
    assert (refused.status, "was not let in" in refused.err) == (2, True)


def test_a_file_can_be_put_on_a_desk_and_the_desks_are_listed(own: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "pier.txt").write_text("The pier in Tarn Street opens on Monday.\n", encoding="utf-8")
    assert own("index", str(tmp_path / "pier.txt"), "--desk", "harbour").status == 0
    assert own("desks", "--json").lines == [{"desk": "harbour", "articles": 1}]
    assert json.loads(own("invite", "--desk", "harbour", "--json").out)["desk"] == "harbour"
