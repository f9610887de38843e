"""`speakers`: who is quoted under which names, and corrections that stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_support import Called, run_call

MILL = (
    "The mill at Garlow will be sold, the council was told on Monday.\n\n"
    "“Nobody else wanted it,” said Orla Tenby, the mayor of Garlow. She expects a contract in May.\n\n"
    "The buyer is a brewery from Upper Garlow.\n"
)
WEIR = (
    "The weir below the mill is cracked, engineers found.\n\n"
    "“We shall mend it before the flood,” Mayor Tenby said. The work may take a month.\n\n"
    "Fishing is not allowed until then.\n"
)
COACH = (
    "Garlow Rovers lost again.\n\n"
    "“We were asleep for an hour,” said Odile Tenby, the coach of Garlow Rovers. The next match is on Friday.\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "articles", tmp_path / "data")


class Desk:
    """A small coverage that a test may change."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder, self.data = folder, data
        folder.mkdir()
        self.write(mill=MILL, weir=WEIR, coach=COACH)

    def __call__(self, *arguments: str) -> Called:
        return run_call(*arguments, "--data", str(self.data))

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            record = {"id": name, "outlet": f"The {name.title()} Post", "title": name, "text": text}
            (self.folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
        assert self("index", str(self.folder)).status == 0

    def made(self, *arguments: str) -> dict[str, Any]:
        called = self("speakers", *arguments, "--by", "Ines", "--json")
        assert (called.status, called.err) == (0, "")
        return called.json

    def listed(self) -> dict[str, dict[str, Any]]:
        return {line["name"]: line for line in self("speakers", "--json").lines}

    def said(self, source: str) -> dict[str, Any]:
        (line,) = [each for each in self("quotes", "--source", source, "--json").lines if each["speech"] == "direct"]
        return line

    def place(self, source: str) -> tuple[str, str, str]:
        line = self.said(source)
        return source, str(line["start"]), str(line["end"])


def test_a_speaker_is_listed_once_with_the_names_and_outlets_of_all_articles(desk: Desk) -> None:
    listed = desk.listed()
    mayor = listed["Orla Tenby"]
    assert set(mayor) == {"name", "kind", "names", "quotations", "articles", "outlets"}
    assert set(mayor["names"]) == {"Orla Tenby", "Tenby"}
    assert mayor["outlets"] == ["The Mill Post", "The Weir Post"]
    assert listed["Odile Tenby"]["names"] == ["Odile Tenby"]
    people = desk("speakers").out
    assert "Orla Tenby (also Tenby): " in people


def test_a_question_for_one_of_two_namesakes_brings_nothing_of_the_other(desk: Desk) -> None:
    found = {line["source"] for line in desk("quotes", "--speaker", "Orla Tenby", "--json").lines}
    assert found == {"mill", "weir"}
    assert {line["source"] for line in desk("quotes", "--speaker", "Odile Tenby", "--json").lines} == {"coach"}
    assert {line["source"] for line in desk("quotes", "--speaker", "Tenby", "--json").lines} == {
        "mill",
        "weir",
        "coach",
    }


def test_the_speaker_that_an_editor_sets_is_asked_for_and_outlives_re_indexing_and_correction(desk: Desk) -> None:
    made = desk.made("set", *desk.place("weir"), "odile tenby")
    assert (made["kind"], made["names"], made["who"], made["state"]) == ("speaker", ["Odile Tenby"], "Ines", "applied")
    assert desk.said("weir")["speaker"] == "Odile Tenby"
    desk.write(weir="Corrected on Tuesday: the engineers came from Lunde.\n\n" + WEIR.replace("a month", "two months"))
    assert desk.said("weir")["speaker"] == "Odile Tenby"
    assert desk("reindex").status == 0
    assert desk.said("weir")["speaker"] == "Odile Tenby"
    assert {line["source"] for line in desk("quotes", "--speaker", "Odile Tenby", "--json").lines} == {"coach", "weir"}


def test_what_is_no_quotation_is_gone_until_it_is_undone(desk: Desk) -> None:
    place = desk.place("coach")
    before = desk("quotes", "--source", "coach", "--json").lines
    made = desk.made("not-a-quotation", *place)
    gone = desk("quotes", "--source", "coach", "--json").lines
    assert [line for line in before if line not in gone] == [line for line in before if str(line["start"]) == place[1]]
    undone = desk.made("undo", str(made["id"]))
    assert (undone["state"], undone["undone_by"]) == ("undone", "Ines")
    assert desk("quotes", "--source", "coach", "--json").lines == before


def test_a_correction_waits_where_its_words_are_gone_and_holds_where_they_come_back(desk: Desk) -> None:
    made = desk.made("set", *desk.place("weir"), "Odile Tenby")
    desk.write(weir="The weir below the mill is cracked.\n\n“It is safe,” Mayor Tenby said. Fishing is not allowed.\n")
    assert desk.said("weir")["speaker"] == "Tenby"
    assert [line["state"] for line in desk("speakers", "log", "--json").lines] == ["waiting"]
    desk.write(weir=WEIR)
    assert desk.said("weir")["speaker"] == "Odile Tenby"
    assert desk("speakers", "log", "--json").json == made


def test_a_correction_is_kept_for_a_retracted_article(desk: Desk) -> None:
    desk.made("set", *desk.place("weir"), "Odile Tenby")
    assert desk("retract", "weir").status == 0
    assert desk.listed()["Odile Tenby"]["quotations"] == 1
    assert [line["state"] for line in desk("speakers", "log", "--json").lines] == ["applied"]


def test_speakers_are_merged_and_split_by_hand_and_that_can_be_undone(desk: Desk) -> None:
    before = desk.listed()
    merged = desk.made("merge", "Orla Tenby", "Odile Tenby")
    (one,) = [line for line in desk.listed().values() if "Odile Tenby" in line["names"]]
    assert set(one["names"]) == {"Orla Tenby", "Odile Tenby", "Tenby"}
    desk.made("undo", str(merged["id"]))
    assert desk.listed() == before
    desk.made("split", "Orla Tenby", "Tenby")
    assert desk.listed()["Orla Tenby"]["names"] == ["Orla Tenby"]


def test_namesakes_of_one_full_name_are_split_by_article(desk: Desk) -> None:
    desk.write(coach=COACH.replace("Odile", "Orla"))
    assert desk.listed()["Orla Tenby"]["articles"] == 3
    desk.made("split", "Orla Tenby", "--source", "coach")
    assert sorted(line["articles"] for line in desk("speakers", "--json").lines if line["name"] == "Orla Tenby") == [
        1,
        2,
    ]


def test_nobody_can_tell_is_a_speaker_too(desk: Desk) -> None:
    desk.made("set", *desk.place("weir"), "")
    assert desk.said("weir")["speaker"] is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("set", "nowhere", "1", "9", "Orla Tenby"), "nowhere: no article has this source"),
        (("set", "mill", "0", "5", "Orla Tenby"), "mill: no quotation stands at 0–5"),
        (("set", "mill", "x", "5", "Orla Tenby"), "START"),
        (("not-a-quotation", "mill", "5", "0"), "mill: no quotation stands at 5–0"),
        (("merge", "Orla Tenby", "Bix Farrow"), "Bix Farrow: nobody of this name is quoted"),
        (("merge", "Orla Tenby", "ORLA TENBY"), "merging takes two names"),
        (("split", "Bix Farrow"), "Bix Farrow: nobody of this name is quoted"),
        (("split", "Odile Tenby", "--source", "mill"), "mill: the article quotes nobody called Odile Tenby"),
        (("undo", "77"), "77: no correction has this number"),
    ],
)
def test_a_correction_that_makes_no_sense_is_one_line_and_changes_nothing(
    desk: Desk, arguments: tuple[str, ...], told: str
) -> None:
    called = desk("speakers", *arguments)
    assert called.status == 2
    assert told in called.err
    assert called.err.count("\n") == 1
    assert desk("speakers", "log", "--json").out == ""


def test_an_undone_correction_is_not_undone_twice(desk: Desk) -> None:
    made = desk.made("merge", "Orla Tenby", "Odile Tenby")
    desk.made("undo", str(made["id"]))
    called = desk("speakers", "undo", str(made["id"]))
    assert called.status == 2
    assert "undone by Ines already" in called.err


def test_people_read_the_log(desk: Desk) -> None:
    desk.made("merge", "Orla Tenby", "Odile Tenby")
    assert desk("speakers", "log").out.startswith("1  merge “Orla Tenby”, “Odile Tenby” (Ines, ")
