"""The metadata table completes what files do not say, and never guesses which article is meant."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import UsageError
from index.model import ArticleDraft
from index.readers import find_files, load_meta, read_file


def _table(folder: Path, text: str, name: str = "meta.csv") -> Path:
    (folder / name).write_text(text)
    return folder / name


def _story(path: Path, text: str = "A story.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _drafts(path: Path, table: Path) -> list[ArticleDraft]:
    items = list(read_file(path, load_meta(table)))
    assert all(isinstance(item, ArticleDraft) for item in items), items
    return [item for item in items if isinstance(item, ArticleDraft)]


def test_every_column_completes_a_file(tmp_path: Path) -> None:
    story = _story(tmp_path / "a.txt")
    row = "a.txt,Quay,The pier,2025-05,https://x.example/1,Una Falk; Bo Ek,Harbour,2025-06-01,no,ferries; piers"
    header = "source,outlet,title,published,url,authors,desk,embargo_until,quotable,tags"
    (draft,) = _drafts(story, _table(tmp_path, f"\ufeff{header}\n{row}\n"))
    assert draft == ArticleDraft(
        source=str(story),
        origin=str(story),
        text="A story.",
        title="The pier",
        outlet="Quay",
        published=draft.published,
        url="https://x.example/1",
        authors=("Una Falk", "Bo Ek"),
        desk="Harbour",
        embargo_until=datetime(2025, 6, 2, tzinfo=UTC),
        quotable=False,
        tags=("ferries", "piers"),
    )
    assert str(draft.published) == "2025-05"


def test_the_files_own_value_wins(tmp_path: Path) -> None:
    story = _story(tmp_path / "a.jsonl", json.dumps({"id": "x", "text": "One.", "outlet": "Own", "quotable": True}))
    (draft,) = _drafts(story, _table(tmp_path, "source,outlet,desk,quotable\nx,Other,Harbour,false\n"))
    assert (draft.outlet, draft.desk, draft.quotable) == ("Own", "Harbour", True)


@pytest.mark.parametrize("cell", ["{path}", "sub/a.txt", "./sub/../sub/a.txt", "a.txt"])
def test_a_file_is_named_by_its_path_or_its_mere_name(tmp_path: Path, cell: str) -> None:
    story = _story(tmp_path / "sub" / "a.txt")
    (draft,) = _drafts(story, _table(tmp_path, f"source,outlet\n{cell.format(path=story)},Quay\n"))
    assert draft.outlet == "Quay"


@pytest.mark.parametrize("cell", ["x", "https://x.example/1", "export.jsonl#1", "{path}#1"])
def test_a_record_is_named_by_id_url_or_line(tmp_path: Path, cell: str) -> None:
    record = {"text": "One."} | ({"id": "x"} if cell == "x" else {"url": cell} if "://" in cell else {})
    story = _story(tmp_path / "export.jsonl", json.dumps(record))
    (draft,) = _drafts(story, _table(tmp_path, f"source,title\n{cell.format(path=story)},The pier\n"))
    assert draft.title == "The pier"


def test_a_row_for_a_file_of_records_completes_each_but_names_none(tmp_path: Path) -> None:
    story = _story(tmp_path / "export.jsonl", '{"id": "x", "text": "One."}\n{"text": "Two."}\n')
    table = _table(tmp_path, "source,outlet,title,url,quotable\nexport.jsonl,Quay,T,https://x.example,no\nx,Own,,,\n")
    one, two = _drafts(story, table)
    assert (one.outlet, two.outlet) == ("Own", "Quay")  # the narrower row first
    assert [(draft.title, draft.url, draft.quotable) for draft in (one, two)] == [(None, None, False)] * 2


def test_a_name_that_two_files_have_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        _story(tmp_path / folder / "a.txt")
    table = _table(tmp_path, "source,quotable\na.txt,no\n")
    with pytest.raises(UsageError, match=r"meta\.csv:2: 2 files are called “a\.txt”; give the path"):
        load_meta(table, find_files([tmp_path]))


def test_a_name_beside_the_table_means_that_file_alone(tmp_path: Path) -> None:
    here, there = _story(tmp_path / "a.txt"), _story(tmp_path / "sub" / "a.txt")
    meta = load_meta(_table(tmp_path, "source,outlet\na.txt,Quay\n"), find_files([tmp_path]))
    outlets = [
        item.outlet for path in (here, there) for item in read_file(path, meta) if isinstance(item, ArticleDraft)
    ]
    assert outlets == ["Quay", None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_common_separators_and_quoted_cells_are_read(tmp_path: Path, delimiter: str) -> None:
    story = _story(tmp_path / "a.txt")
    rows = [["Source", " title "], ["a.txt", f'"One{delimiter} two\nand three"']]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert _drafts(story, _table(tmp_path, text))[0].title == f"One{delimiter} two and three".replace("\t", "")


def test_rows_that_match_nothing_are_told_with_their_line(tmp_path: Path) -> None:
    meta = load_meta(_table(tmp_path, "source,outlet\nx,Quay\n\nhttps://x.example/2,Quay\n/p/a.txt,Quay\ny,Quay\n"))
    known = [("x", None, "/p/e.jsonl"), ("z", "https://x.example/2", "/p/e.jsonl"), ("/p/a.txt", None, "/p/a.txt")]
    assert meta.unmatched(known) == ("meta.csv:6: no article is known as “y”; give its id, URL or path",)


WRONG = [
    ("outlet\nQuay\n", r":1: the table has no column “source”"),
    ("", r":1: the table has no column “source”"),
    ("source,section\nx,y\n", r":1: the column “section” is unknown; columns are source, outlet"),
    ("source,title,title\nx,y,z\n", r":1: the column “title” stands twice"),
    ("source,published\n\nx,03/04/2025\n", r":3: “published” cannot be read"),
    ("source,embargo_until\nx,soon\n", r":2: “embargo_until” cannot be read"),
    ("source,quotable\nx,maybe\n", r":2: “quotable” must be true or false"),
    ("source,outlet\n,Quay\n", r":2: the row names no source"),
    ("source,outlet\nx,The Quay, Gazette\n", r":2: the row has 3 cells, the header 2"),
    ("source,outlet\nx,a\nx,b\n", r":3: “x” stands already in line 2"),
    ('source,outlet\nx,"never closed\n', r"no table"),
]


@pytest.mark.parametrize(("text", "line"), WRONG)
def test_a_wrong_table_ends_the_call_with_its_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(UsageError, match=line) as caught:
        load_meta(_table(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_table_that_is_not_there_ends_the_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_meta(tmp_path / "gone.csv")


def test_a_changed_table_has_another_fingerprint_and_crosses_processes(tmp_path: Path) -> None:
    meta = load_meta(_table(tmp_path, "source,outlet\nx,Quay\n"))
    assert pickle.loads(pickle.dumps(meta)) == meta  # noqa: S301 - our own bytes
    assert load_meta(_table(tmp_path, "source,outlet\nx,Quay\n")).fingerprint == meta.fingerprint
    assert load_meta(_table(tmp_path, "source,outlet\nx,Pier\n")).fingerprint != meta.fingerprint
