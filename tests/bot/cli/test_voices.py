"""`voices`: who is quoted how often; `quotes --csv` and `--jsonld`: quotations for other programs."""

from __future__ import annotations

import csv
import io
import json
import struct
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from cli_support import Newsroom, run_call

from bot.cli.sheets import safe

HARBOURMASTER = "Petra Vandermolen"


def counted(newsroom: Newsroom, *options: str) -> dict[str, Any]:
    called = newsroom("voices", *options, "--json")
    assert (called.status, called.err) == (0, "")
    return called.json


def voice(told: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in told["voices"] if each["speaker"] == name]
    return dict(found)


def read_table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_a_voice_has_the_numbers_that_its_quotations_come_to(newsroom: Newsroom) -> None:
    lines = newsroom("quotes", "--json").lines
    theirs = [line for line in lines if line["speaker"] == HARBOURMASTER]
    speech = Counter(line["speech"] for line in theirs)
    told = counted(newsroom)
    found = voice(told, HARBOURMASTER)
    assert found["quotations"] == len(theirs) > 1
    assert found["direct_share"] == speech["direct"] / len(theirs)
    assert found["outlets"] == ["Gull Wire", "Quillon Mail"]
    assert found["articles"] == 2
    assert told["quotations"] == len(lines)
    assert told["speakers"] == len(told["voices"])


def test_a_period_and_an_outlet_narrow_the_count(newsroom: Newsroom) -> None:
    assert voice(counted(newsroom, "--outlet", "Gull Wire"), HARBOURMASTER)["articles"] == 1
    late = counted(newsroom, "--since", "2031-05-04")
    assert HARBOURMASTER not in {each["speaker"] for each in late["voices"]}
    assert late["from"] == "2031-05-06"


def test_who_is_embargoed_or_unquotable_is_not_even_counted(newsroom: Newsroom) -> None:
    assert "Brandl" not in json.dumps(counted(newsroom))


def test_a_desk_that_there_is_not_is_a_wrong_call(newsroom: Newsroom) -> None:
    called = newsroom("voices", "--desk", "weather")
    assert called.status == 2
    assert "weather" in called.err


def test_so_many_and_no_more(newsroom: Newsroom) -> None:
    told = counted(newsroom, "-k", "1")
    assert [each["speaker"] for each in told["voices"]] == [HARBOURMASTER]
    assert told["speakers"] > 1
    called = newsroom("voices", "-k", "1")
    assert called.out.startswith(f"{HARBOURMASTER}: ")
    assert "more speakers" in called.out


def test_the_table_and_the_chart_are_written(newsroom: Newsroom, tmp_path: Path) -> None:
    table, chart = tmp_path / "voices.csv", tmp_path / "voices.png"
    assert newsroom("voices", "--csv", str(table), "--chart", str(chart)).status == 0
    assert read_table(table)[0]["speaker"] == HARBOURMASTER
    image = chart.read_bytes()
    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">II", image[16:24]) == (1080, 1350)


@pytest.mark.parametrize("path", ["voices.jpg", "nowhere/voices.png"])
def test_a_chart_that_cannot_be_is_a_wrong_call(newsroom: Newsroom, tmp_path: Path, path: str) -> None:
    called = newsroom("voices", "--chart", str(tmp_path / path))
    assert called.status == 2
    assert len(called.err.splitlines()) == 1


def test_the_table_of_quotations_holds_each_with_its_article(newsroom: Newsroom, tmp_path: Path) -> None:
    table = tmp_path / "quotes.csv"
    called = newsroom("quotes", "--csv", str(table))
    rows, lines = read_table(table), newsroom("quotes", "--json").lines
    assert (called.status, called.out.split()[0]) == (0, str(len(rows)))
    assert [row["text"] for row in rows] == [line["text"] for line in lines]
    assert {row["outlet"] for row in rows if row["speaker"] == HARBOURMASTER} == {"Quillon Mail", "Gull Wire"}


def test_a_name_that_is_a_formula_is_text_in_the_table(tmp_path: Path) -> None:
    record = {
        "id": "=1+1",
        "outlet": "+Wire",
        "title": '=HYPERLINK("https://x.example")',
        "text": "“The mill wheel turns again,” said Ottla Behrend, the miller, about the old wheel.\n",
    }
    (tmp_path / "articles.jsonl").write_text(json.dumps(record), encoding="utf-8")
    data = ("--data", str(tmp_path / "data"))
    run_call("index", str(tmp_path / "articles.jsonl"), *data)
    assert run_call("quotes", "--csv", str(tmp_path / "q.csv"), *data).status == 0
    (row,) = read_table(tmp_path / "q.csv")
    assert (row["source"], row["outlet"]) == ("'=1+1", "'+Wire")
    assert row["title"].startswith("'=")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_marked_as_text(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe(f"a{cell}") == f"a{cell}"
    assert safe(-1) == -1


def test_linked_data_says_who_spoke_where(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "quotes.jsonld"
    assert newsroom("quotes", "--speaker", "Vandermolen", "--jsonld", str(path)).status == 0
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["@context"] == "https://schema.org"
    first = next(each for each in told["@graph"] if each["isPartOf"]["publisher"]["name"] == "Quillon Mail")
    assert first["@type"] == "Quotation"
    assert first["spokenByCharacter"] == {"@type": "Person", "name": HARBOURMASTER}
    assert first["isPartOf"] | {"@id": ""} == {
        "@type": "NewsArticle",
        "@id": "",
        "headline": "Sinking wall",
        "url": "https://mail.example/w",
        "publisher": {"@type": "Organization", "name": "Quillon Mail"},
        "datePublished": "2031-05-02",
        "identifier": newsroom.harbour,
    }


def test_the_reporters_wording_is_nobodys_creation(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom("quotes", "--jsonld", str(tmp_path / "all.jsonld"))
    graph = json.loads((tmp_path / "all.jsonld").read_text(encoding="utf-8"))["@graph"]
    speech = [line["speech"] for line in newsroom("quotes", "--json").lines]
    assert [("creator" in each) for each in graph if "spokenByCharacter" in each] == [
        kind == "direct" for kind, each in zip(speech, graph, strict=True) if "spokenByCharacter" in each
    ]
