from __future__ import annotations

import json

import pytest
from cli_support import BAKERY, HARBOUR, ODD, ODD_SOURCE, OTHER, Called, Newsroom

ANSWER_KEYS = {
    "id",
    "question",
    "answered",
    "confidence",
    "reason",
    "searched",
    "excerpts",
    "accounts_differ",
    "by_date",
    "closest",
    "milliseconds",
}
SEARCHED_KEYS = {
    "articles",
    "from",
    "to",
    "undated",
    "speaker",
    "outlet",
    "since",
    "until",
    "unknown_exclude",
    "namesakes",
}
EXCERPT_KEYS = {
    "text",
    "source",
    "revision",
    "start",
    "end",
    "outlet",
    "title",
    "published",
    "url",
    "speaker",
    "via",
    "speech",
    "score",
    "also_in",
}
WALL = "What did Petra Vandermolen say about the harbour wall?"
LIGHTHOUSE = "What did Oskar Brandl say about the lighthouse?"


def sources(answer: dict[str, object]) -> set[str]:
    """Every source that an answer gives away."""
    found: set[str] = set()
    for part in ("excerpts", "closest"):
        excerpts = answer[part]
        assert isinstance(excerpts, list)
        for excerpt in excerpts:
            found |= {excerpt["source"], *(also["source"] for also in excerpt["also_in"])}
    return found


def test_an_answer_has_every_promised_key(newsroom: Newsroom) -> None:
    called = newsroom("ask", WALL, "--json")
    assert (called.status, called.err) == (0, "")
    answer = called.json
    assert set(answer) == ANSWER_KEYS
    assert set(answer["searched"]) == SEARCHED_KEYS
    assert answer["answered"] is True
    for excerpt in answer["excerpts"]:
        assert set(excerpt) >= EXCERPT_KEYS
        assert all(set(also) == {"source", "start", "end", "text", "outlet", "same"} for also in excerpt["also_in"])


def test_an_excerpt_is_cut_out_of_its_article_to_the_code_point(newsroom: Newsroom) -> None:
    texts = {newsroom.harbour: HARBOUR, "gull-7": OTHER, "rye": BAKERY, ODD_SOURCE: ODD}
    answer = newsroom("ask", WALL, "--json").json
    assert answer["excerpts"]
    for excerpt in answer["excerpts"]:
        assert excerpt["text"] == texts[excerpt["source"]][excerpt["start"] : excerpt["end"]]
        for also in excerpt["also_in"]:
            assert also["text"] == texts[also["source"]][also["start"] : also["end"]]


def test_what_is_not_there_is_an_abstention_and_no_failure(newsroom: Newsroom) -> None:
    called = newsroom("ask", "Who won the regatta on Lake Sorrel?", "--json")
    assert called.status == 0
    answer = called.json
    assert (answer["answered"], answer["excerpts"]) == (False, [])
    assert answer["reason"]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_nothing_is_ever_shown_of_embargoed_and_unquotable_articles(newsroom: Newsroom, command: str) -> None:
    for arguments in ([LIGHTHOUSE, "--json"], [LIGHTHOUSE], ["--batch", "-"]):
        line = json.dumps({"id": 1, "question": LIGHTHOUSE}).encode()
        called = newsroom(command, *arguments, stdin=line)
        assert called.status == 0
        assert "hotel chain" not in called.out
        assert "paid twice" not in called.out
    assert newsroom("ask", LIGHTHOUSE, "--json").json["searched"]["articles"] == 4


def test_an_embargo_ends_at_its_moment_of_the_asked_now(newsroom: Newsroom) -> None:
    before = newsroom("ask", LIGHTHOUSE, "--json", "--now", "2098-12-31T23:59")
    after = newsroom("ask", LIGHTHOUSE, "--json", "--now", "2099-01-01T00:00")
    assert "sold" not in sources(before.json)
    assert "sold" in sources(after.json)


@pytest.mark.parametrize("arguments", [(WALL, "--json"), (WALL,)])
def test_a_retracted_article_is_quoted_no_more(own: Newsroom, arguments: tuple[str, ...]) -> None:
    assert own("retract", "gull-7").status == 0
    for command in ("ask", "search"):
        called = own(command, *arguments)
        assert "gull-7" not in called.out
        assert "Gull Wire" not in called.out


def test_reading_the_file_again_does_not_undo_a_retraction(own: Newsroom) -> None:
    own("retract", own.harbour)
    assert own("index", str(own.folder), "--meta", str(own.folder / "meta.csv")).status == 0
    assert own.harbour not in own("ask", WALL, "--json").out


def test_an_excluded_source_stays_out_of_everything_and_unknown_ones_are_told(newsroom: Newsroom) -> None:
    options = ("--exclude", newsroom.harbour, "--exclude", "never-seen")
    answer = newsroom("ask", WALL, "--json", *options).json
    assert sources(answer) == {"gull-7"}
    assert answer["searched"]["unknown_exclude"] == ["never-seen"]
    assert answer["searched"]["articles"] == 3
    found = newsroom("search", WALL, "--json", "--exclude", newsroom.harbour).json["passages"]
    assert newsroom.harbour not in {passage["source"] for passage in found}


def test_until_a_day_includes_that_day(newsroom: Newsroom) -> None:
    def seen(*options: str) -> set[str]:
        found = newsroom("search", "harbour wall rye bread bells", "--json", "-k", "50", *options).json["passages"]
        return {passage["source"] for passage in found}

    assert seen("--until", "2031-05-03") == {newsroom.harbour, "gull-7"}
    assert seen("--since", "2031-05-03", "--until", "2031-05-06") == {"gull-7", "rye"}
    assert seen("--outlet", "crumb weekly") == {"rye"}


def test_a_speaker_given_as_an_option_is_the_one_asked_about(newsroom: Newsroom) -> None:
    answer = newsroom("ask", "the wall", "--speaker", "Lucienne Abara", "--json").json
    assert answer["searched"]["speaker"] == "Lucienne Abara"
    assert all(excerpt["speaker"] == "Lucienne Abara" for excerpt in answer["excerpts"])


def test_no_more_excerpts_are_shown_than_were_asked_for(newsroom: Newsroom) -> None:
    assert len(newsroom("ask", WALL, "--json", "-n", "1").json["excerpts"]) == 1


def test_a_search_gives_k_passages_where_k_exist(newsroom: Newsroom) -> None:
    found = newsroom("search", "harbour wall", "--json", "-k", "2").json
    assert set(found) == {"id", "passages"}
    assert len(found["passages"]) == 2
    assert all(set(passage) == {"source", "start", "end", "text", "score"} for passage in found["passages"])
    scores = [passage["score"] for passage in found["passages"]]
    assert scores == sorted(scores, reverse=True)


def test_json_keeps_odd_text_exactly_and_people_see_signs_in_its_place(newsroom: Newsroom) -> None:
    question = "What did Ivo Kestrel say about the bells?"
    exact = newsroom("ask", question, "--json", "--speaker", "Ivo Kestrel")
    assert "😀" in exact.out
    assert ODD_SOURCE in sources(exact.json)
    shown = newsroom("show", ODD_SOURCE)
    assert newsroom("show", ODD_SOURCE, "--json").json["text"] == ODD
    assert "\x1b" not in shown.out
    assert "\x07" not in shown.out
    assert "\u202e" not in shown.out
    assert "He then left." in shown.out


def test_people_read_who_said_it_where_and_what_was_searched(newsroom: Newsroom) -> None:
    out = newsroom("ask", WALL).out
    assert "“We lost four centimetres of wall in one winter,”" in out
    assert "Petra Vandermolen" in out
    assert "Quillon Mail · Sinking wall · 2 May 2031" in out
    assert "https://mail.example/w" in out
    assert out.rstrip().endswith("searched 4 articles, 2–9 May 2031")
    assert "\x1b" not in out


def test_people_read_that_the_coverage_does_not_say(newsroom: Newsroom) -> None:
    out = newsroom("ask", "Who won the regatta on Lake Sorrel?").out
    assert "The coverage does not say." in out


def one_line(called: Called) -> bool:
    return called.err.count("\n") == 1 and "Traceback" not in called.err and called.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "QUESTION is missing"),
        (("x", "--batch", "-"), "exclude each other"),
        (("",), "question: it is empty"),
        (("x", "--now", "soon"), "now: “soon” is no date"),
        (("x", "--since", "2031-02-30"), "since: “2031-02-30” is no date"),
        (("x", "--since", "2031-05-02", "--until", "2031-05-01"), "lies after until"),
        (("x", "-n", "0"), "-n"),
        (("x", "--frobnicate"), "--frobnicate"),
        (("--batch", "nowhere.jsonl"), "nowhere.jsonl: there is no such file"),
        (("x\udc80",), "not valid UTF-8"),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(newsroom: Newsroom, arguments: tuple[str, ...], said: str) -> None:
    called = newsroom("ask", *arguments)
    assert called.status == 2
    assert one_line(called)
    assert said in called.err


@pytest.mark.parametrize("command", [("ask", "x"), ("search", "x"), ("articles",), ("reindex",), ("show", "x")])
def test_an_empty_coverage_is_one_line_and_status_1_and_makes_no_folder(
    newsroom: Newsroom, command: tuple[str, ...]
) -> None:
    nowhere = newsroom.data.with_name("nowhere")
    called = Newsroom(newsroom.folder, nowhere, newsroom.indexed)(*command)
    assert called.status == 1
    assert one_line(called)
    assert "the coverage is empty; add articles with: onrecord index" in called.err
    assert not nowhere.exists()
