"""JSON and JSON lines: each record on its own, its text untouched."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import ArticleDraft, FailedItem, Span
from index.readers import read_file

PAGE = (
    "<html><head><title>Ferries</title></head><body><article><h1>Ferries sail again</h1>"
    "<p>The ferries of the northern line sail again after nine days in port, the company said on Friday.</p>"
    "<p>“We checked every engine twice,” said Una Falk, who runs the line.</p></article></body></html>"
)


def _items(path: Path, text: str | bytes) -> list[ArticleDraft | FailedItem]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_file(path))


def _drafts(items: Sequence[ArticleDraft | FailedItem]) -> list[ArticleDraft]:
    drafts = [item for item in items if isinstance(item, ArticleDraft)]
    assert len(drafts) == len(items), items
    return drafts


def _error(path: Path, record: dict[str, Any]) -> str:
    (item,) = _items(path, json.dumps(record))
    assert isinstance(item, FailedItem)
    assert item.source == f"{path}#1"
    assert "\n" not in item.error
    return item.error


def test_every_documented_key_is_read(tmp_path: Path) -> None:
    record = {
        "id": " x/1 ",
        "url": "https://quay.example/1",
        "title": "The\npier",
        "outlet": "The Quay Gazette",
        "published": "1 May 2025 14:30 BST",
        "authors": ["Una Falk", "Bo Ek"],
        "desk": "Harbour",
        "embargo_until": "2025-05-01T06:00Z",
        "quotable": False,
        "tags": ["Harbour  works", "Ferries"],
        "text": "\ufeff It holds.\r\n",
        "section": {"ignored": True},
    }
    (draft,) = _drafts(_items(tmp_path / "a.jsonl", json.dumps(record)))
    assert draft == ArticleDraft(
        source=" x/1 ",  # verbatim
        origin=str(tmp_path / "a.jsonl"),
        text="\ufeff It holds.\r\n",  # verbatim, the title not in front
        title="The pier",
        outlet="The Quay Gazette",
        published=draft.published,
        url="https://quay.example/1",
        authors=("Una Falk", "Bo Ek"),
        desk="Harbour",
        embargo_until=datetime(2025, 5, 1, 6, tzinfo=UTC),
        quotable=False,
        furniture=(Span(0, 1),),
        tags=("Harbour works", "Ferries"),
    )
    assert str(draft.published) == "2025-05-01T13:30Z"


TAGS = [
    ({"tags": "ferries; Smith, Jones & Co"}, ("ferries", "Smith, Jones & Co")),
    ({"tags": "ferries, harbour,, ferries"}, ("ferries", "harbour")),
    ({"tags": ["ferries, and more"], "keywords": "harbour"}, ("ferries, and more", "harbour")),
    ({"keywords": [{"id": 4, "name": "ferries"}, {"id": 5}, 7, None, ["x"]]}, ("ferries",)),
    ({"tags": {"ferries": 1}}, ()),
    ({"tags": 7}, ()),
    ({"tags": [" ", "half \ud83d", "x" * 1000]}, ()),
    ({"tags": None}, ()),
]


@pytest.mark.parametrize(("said", "tags"), TAGS)
def test_tags_are_read_in_every_usual_shape_and_a_strange_one_fails_no_record(
    tmp_path: Path, said: dict[str, Any], tags: tuple[str, ...]
) -> None:
    (draft,) = _drafts(_items(tmp_path / "a.jsonl", json.dumps(said | {"text": "One."})))
    assert draft.tags == tags


@pytest.mark.parametrize(
    ("record", "source"),
    [
        ({"id": "a", "url": "https://x.example/1"}, "a"),
        ({"id": 7}, "7"),
        ({"id": 12345678901234567890}, "12345678901234567890"),
        ({"id": None, "url": "https://x.example/1"}, "https://x.example/1"),
        ({"id": "", "url": " "}, "{path}#1"),
        ({}, "{path}#1"),
    ],
)
def test_the_source_is_the_id_else_the_url_else_the_line(tmp_path: Path, record: dict[str, Any], source: str) -> None:
    path = tmp_path / "a.jsonl"
    (draft,) = _drafts(_items(path, json.dumps(record | {"text": "One."})))
    assert draft.source == source.format(path=path)


SHAPES = [
    ('{"text": "one"}', ["{path}"]),  # a file of its own
    ('{"id": "a", "text": "one"}', ["a"]),
    ('[\n{"text": "one"},\n\n{"text": "two"}]', ["{path}#2", "{path}#4"]),
    ('[{"text": "one"}, {"text": "two"}]', ["{path}#1", "{path}#1.2"]),  # both must be kept
    ('{"n": [1], "articles": [\n{"text": "one"}\n], "next": null}', ["{path}#2"]),
    ('\ufeff{"text": "one"}\n{"text": "two"}', ["{path}#1", "{path}#2"]),  # lines under the wrong suffix
    ("[]", []),
]


@pytest.mark.parametrize(("text", "sources"), SHAPES)
def test_a_json_file_may_hold_one_record_or_several(tmp_path: Path, text: str, sources: list[str]) -> None:
    path = tmp_path / "a.json"
    assert [draft.source for draft in _drafts(_items(path, text))] == [name.format(path=path) for name in sources]


WRONG = [
    ({"text": 5}, "“text” must be text, not a number"),
    ({"text": ""}, "no text"),
    ({"title": "x"}, "neither “text” nor “html”"),
    ({"text": "a", "id": ["x"]}, "“id” must be text, not a list"),
    ({"text": "a", "id": True}, "“id” must be text, not true or false"),
    ({"text": "a", "title": {}}, "“title” must be text, not an object"),
    ({"text": "a", "outlet": 1}, "“outlet”"),
    ({"text": "a", "url": 1}, "“url”"),
    ({"text": "a", "desk": 1}, "“desk”"),
    ({"text": "a", "authors": [1]}, "“authors” must be text or a list of texts"),
    ({"text": "a", "published": ["2025"]}, "“published” must be a date in text, not a list"),
    ({"text": "a", "embargo_until": "soon"}, "“embargo_until” cannot be read for certain: “soon”"),
    ({"text": "a", "embargo_until": "03/04/2025"}, "“embargo_until”"),
    ({"text": "a", "embargo_until": ""}, "“embargo_until”"),
    ({"text": "a", "embargo_until": 1746057600}, "“embargo_until”"),
    ({"text": "a", "quotable": "perhaps"}, "“quotable” must be true or false"),
    ({"text": "a", "quotable": 0}, "“quotable”"),
    ({"text": "a", "quotable": ""}, "“quotable”"),
    ({"text": "half \ud83d"}, "lone surrogate"),
    ({"text": "a", "title": "half \ud83d"}, "in “title”"),
    ({"text": "nul \0"}, "NUL"),
    ({"html": "<p></p>"}, "no story is found"),
]


@pytest.mark.parametrize(("record", "line"), WRONG)
def test_a_wrong_record_fails_with_its_key(tmp_path: Path, record: dict[str, Any], line: str) -> None:
    assert line in _error(tmp_path / "a.jsonl", record)


@pytest.mark.parametrize("published", ["03/04/2025", "last week", 1746057600, ""])
def test_a_date_that_cannot_be_read_keeps_the_article_undated(tmp_path: Path, published: object) -> None:
    (draft,) = _drafts(_items(tmp_path / "a.jsonl", json.dumps({"text": "One.", "published": published})))
    assert draft.published is None


def test_a_bad_line_does_not_stop_the_others(tmp_path: Path) -> None:
    deep = b'{"text": ' + b"[" * 200_000
    lines = [b'\xef\xbb\xbf{"text": "one"}\r', b"", b"{broken", b'["text"]', deep, b'{"text": "six"}']
    items = _items(tmp_path / "a.jsonl", b"\n".join(lines))
    assert [item.source.rpartition("#")[2] for item in items] == ["1", "3", "4", "5", "6"]
    assert [type(item) for item in items] == [ArticleDraft, FailedItem, FailedItem, FailedItem, ArticleDraft]


def test_records_before_malformed_json_are_kept(tmp_path: Path) -> None:
    first, second = _items(tmp_path / "a.json", '{"articles": [\n{"text": "one"},\n{"text": }]}')
    assert isinstance(first, ArticleDraft)
    assert second == FailedItem(
        f"{tmp_path / 'a.json'}#3",
        "malformed JSON at column 10 (Expecting value); what follows is not read; mend the JSON",
    )


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_file_without_anything_is_not_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    (item,) = _items(tmp_path / name, "\n")
    assert isinstance(item, FailedItem)


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "one"}\n' * 3)
    items = read_file(path)
    first = list(islice(items, 2))
    with path.open("a") as file:
        file.write('{"text": "late"}\n' * 20_000)
    assert len(first) + len(list(items)) == 20_003  # what was appended meanwhile is met


def test_lines_that_are_not_utf_8_share_an_encoding_and_leave_the_others_alone(tmp_path: Path) -> None:
    lines = ['{"text": "“Yes”"}'.encode(), '{"text": "“No”, said the préfet"}'.encode("cp1252")]
    one, two = _drafts(_items(tmp_path / "a.jsonl", b"\n".join(lines)))
    assert (one.text, one.encoding) == ("“Yes”", "utf-8")
    assert (two.text, two.encoding) == ("“No”, said the préfet", "cp1252")


def test_wide_lines_are_read_by_their_mark(tmp_path: Path) -> None:
    drafts = _drafts(_items(tmp_path / "a.jsonl", '\ufeff{"text": "“Ja”"}\n{"text": "ਊ"}\n'.encode("utf-16-le")))
    assert [draft.text for draft in drafts] == ["“Ja”", "ਊ"]  # the letter's bytes hold a newline's


def test_html_in_a_record_gives_what_the_record_does_not_say(tmp_path: Path) -> None:
    (draft,) = _drafts(_items(tmp_path / "a.jsonl", json.dumps({"id": "x", "outlet": "Own", "html": PAGE})))
    assert "“We checked every engine twice,” said Una Falk" in draft.text
    assert "<p>" not in draft.text
    assert (draft.outlet, draft.title) == ("Own", "Ferries sail again")


def test_items_can_cross_to_another_process(tmp_path: Path) -> None:
    items = _items(tmp_path / "a.jsonl", '{"text": "one", "published": "2025"}\n{')
    assert pickle.loads(pickle.dumps(items)) == items  # noqa: S301 - our own bytes


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip), max_size=6))
def test_a_records_text_is_verbatim_in_lines_and_in_lists(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    texts = [f"{text}." for text in texts] + ["End."]
    records = [{"text": text} for text in texts]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    assert [draft.text for draft in _drafts(_items(folder / "a.jsonl", lines))] == texts
    listed = _drafts(_items(folder / "a.json", json.dumps({"articles": records}, indent=1)))
    assert [draft.text for draft in listed] == texts
    assert len({draft.source for draft in listed}) == len(texts)
