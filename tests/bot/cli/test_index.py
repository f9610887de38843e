from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from cli_support import HARBOUR, PYTHON, ROOT, Newsroom, run_call

from bot.cli import opening
from index.lock import coverage_lock

KEYS = ["articles", "added", "updated", "unchanged", "missing", "failed", "passages", "quotations", "seconds", "total"]


def test_a_first_reading_counts_what_it_did(newsroom: Newsroom) -> None:
    called = newsroom.indexed
    assert (called.status, called.err) == (0, "")
    report = called.json
    assert list(report) == KEYS
    assert (report["articles"], report["added"], report["total"]) == (6, 6, 6)
    assert report["failed"] == []
    assert report["passages"] >= 6
    assert report["quotations"] >= 1


def test_a_second_reading_changes_nothing(own: Newsroom) -> None:
    report = own("index", str(own.folder), "--meta", str(own.folder / "meta.csv"), "--json").json
    assert (report["articles"], report["unchanged"], report["added"], report["updated"]) == (6, 6, 0, 0)
    assert report["total"] == 6


def test_what_cannot_be_taken_is_listed_and_the_rest_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "broken.jsonl").write_bytes(b'{"id": "x", "text": \n{"id": "y", "text": "The ferry sails at nine."}\n')
    (folder / "empty.txt").write_bytes(b"")
    called = run_call("index", str(folder), "--json", "--data", str(tmp_path / "data"))
    assert called.status == 1
    report = called.json
    assert report["added"] == 2
    assert {Path(item["source"]).name.split("#")[0] for item in report["failed"]} == {"broken.jsonl", "empty.txt"}
    told = called.err.splitlines()
    assert len(told) == len(report["failed"])
    assert all(line.startswith("failed: ") for line in told)


def test_a_folder_that_holds_nothing_to_read_is_not_called_empty_coverage_only(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    called = run_call("index", str(folder), "--data", str(tmp_path / "data"))
    assert called.err.startswith(f"note: there is no file to read in {folder}; I read .htm .html")
    for name in ("a.pdf", "b.PDF", "c.docx", ".hidden", "meta.csv"):
        (folder / name).write_bytes(b"%PDF-1.4")
    called = run_call("index", str(folder), "--data", str(tmp_path / "data"))
    assert called.status == 1
    assert called.err.startswith("note: files of other kinds were left out: 2 .pdf, 1 .")
    assert "a table of metadata is read with --meta" in called.err
    assert "hidden" not in called.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_failed_item(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text(HARBOUR, encoding="utf-8")
    (tmp_path / "closed.txt").chmod(0)
    report = run_call("index", str(tmp_path / "closed.txt"), "--json", "--data", str(tmp_path / "data")).json
    assert "permission" in report["failed"][0]["error"]


def test_a_link_to_nothing_is_a_failed_item(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    called = run_call("index", str(folder), "--json", "--data", str(tmp_path / "data"))
    assert called.status == 1
    assert [Path(item["source"]).name for item in called.json["failed"]] == ["gone.txt"]


def test_files_that_are_gone_are_counted_and_kept(own: Newsroom, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry to Quillon sails at nine, its captain said.", encoding="utf-8")
    own("index", str(folder))
    (folder / "ferry.txt").unlink()
    report = own("index", str(folder), "--json").json
    assert (report["missing"], report["total"]) == (1, 7)
    assert own("show", str(folder / "ferry.txt")).status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "nowhere: there is no such file or folder"),
        ((".", "--meta", "nowhere.csv"), "nowhere.csv: the table cannot be read"),
        ((), "Missing argument"),
    ],
)
def test_a_wrong_call_reads_nothing(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    called = run_call("index", *arguments, "--data", str(tmp_path / "data"))
    assert (called.status, called.out, called.err.count("\n")) == (2, "", 1)
    assert said in called.err


def test_a_folder_without_articles_leaves_an_empty_coverage(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    called = run_call("index", str(tmp_path / "empty"), "--json", "--data", str(tmp_path / "data"))
    assert called.status == 1
    assert called.json["total"] == 0
    assert "the coverage is empty" in called.err


def test_a_second_writer_waits_and_then_names_the_holder(own: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "WRITER_WAIT", 0.2)
    with coverage_lock(own.data, "onrecord index").held():
        called = own("index", str(own.folder))
        assert called.status == 1
        assert called.err.count("\n") == 1
        assert f"the coverage is being written by onrecord index (process {os.getpid()})" in called.err
        assert own("ask", "harbour wall", "--json").status == 0  # readers always work


def test_a_writer_goes_on_as_soon_as_the_other_is_done(own: Newsroom) -> None:
    lock = coverage_lock(own.data, "onrecord reindex")
    lock.try_acquire()

    async def both() -> int:
        asyncio.get_running_loop().call_later(0.3, lock.release)
        command = ["-m", "bot.cli.main", "articles", "set", "rye", "title=Later", "--data", str(own.data)]
        process = await asyncio.create_subprocess_exec(*PYTHON, *command, cwd=ROOT)
        return await process.wait()

    assert asyncio.run(both()) == 0


def test_a_bad_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_RETRIEVAL__THRESHOLD", "7")
    called = run_call("status")
    assert (called.status, called.err.count("\n")) == (2, 1)
    assert "retrieval.threshold" in called.err


def test_what_nobody_foresaw_is_one_line_too(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("json.dumps", lambda *_, **__: 1 / 0)
    called = newsroom("status", "--json")
    assert called.status == 1
    assert called.err.startswith("error: unforeseen ZeroDivisionError (division by zero); run again with ONRECORD_LOG")
    assert called.err.count("\n") == 1


def test_an_unmatched_row_of_the_table_is_a_warning(own: Newsroom, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("source,outlet\nnobody,Nowhere News\n", encoding="utf-8")
    called = own("index", str(own.folder), "--meta", str(table), "--json")
    assert called.status == 0
    assert called.err.startswith("warning: table.csv:2: no article is known as “nobody”")
    assert json.loads(called.out)["failed"] == []
