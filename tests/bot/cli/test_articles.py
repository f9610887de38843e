from __future__ import annotations

from pathlib import Path

from cli_support import HARBOUR, ODD_SOURCE, Newsroom

SHOW_KEYS = {"source", "revision", "outlet", "title", "published", "url", "authors", "text", "furniture"}


def test_show_gives_the_live_revision_with_every_promised_key(newsroom: Newsroom) -> None:
    called = newsroom("show", newsroom.harbour, "--json")
    assert called.status == 0
    article = called.json
    assert set(article) == SHOW_KEYS
    assert article["text"] == HARBOUR
    assert (article["outlet"], article["published"]) == ("Quillon Mail", "2031-05-02")
    assert all(0 <= start < end <= len(HARBOUR) for start, end in article["furniture"])


def test_a_file_can_be_named_from_where_one_stands(newsroom: Newsroom) -> None:
    relative = Path("harbour.txt")
    relative.symlink_to(newsroom.harbour)
    assert newsroom("show", "rye", "--json").json["source"] == "rye"
    called = newsroom("show", "harbour.txt")
    assert called.status == 2  # a file of that name here is another file
    assert called.err.startswith("error: harbour.txt: no article has this source")


def test_articles_lists_all_of_them_and_marks_those_that_are_not_quoted(own: Newsroom) -> None:
    own("retract", "gull-7")
    listed = {line["source"]: line for line in own("articles", "--json").lines}
    assert set(listed) == {own.harbour, "gull-7", "sold", "memo", "rye", ODD_SOURCE}
    assert [source for source, line in listed.items() if line["retracted"]] == ["gull-7"]
    assert [source for source, line in listed.items() if not line["quotable"]] == ["memo"]
    assert listed["sold"]["embargo_until"] == "2099-01-01T00:00:00+00:00"
    people = own("articles").out
    assert "[retracted]" in people
    assert "[not quotable]" in people
    assert "\x1b" not in people


def test_what_an_editor_sets_is_shown_in_answers_and_outlives_the_file(own: Newsroom) -> None:
    called = own("articles", "set", "rye", "outlet=Tarn Street News", "url=", "published=2031-04-01", "--json")
    assert called.status == 0
    assert (called.json["outlet"], called.json["url"], called.json["published"]) == (
        "Tarn Street News",
        None,
        "2031-04-01",
    )
    (own.folder / "records.jsonl").touch()
    assert own("index", str(own.folder)).status == 0
    assert own("search", "rye bread", "--outlet", "tarn street news", "--json").json["passages"]


def test_options_may_stand_before_the_second_word_too(own: Newsroom) -> None:
    moved = Newsroom(own.folder, own.data, own.indexed)
    called = moved("articles", "--data", str(own.data), "set", "rye", "title=Bread", "--json")
    assert called.json["title"] == "Bread"


def test_setting_is_refused_in_one_line(own: Newsroom) -> None:
    for arguments, said in (
        (("rye", "outlet"), "no FIELD=VALUE"),
        (("rye", "desk=news"), "no such field"),
        (("rye", "published=sometime"), "published"),
        (("nobody", "outlet=x"), "no article has this source"),
    ):
        called = own("articles", "set", *arguments)
        assert (called.status, called.out, called.err.count("\n")) == (2, "", 1)
        assert said in called.err


def test_a_source_with_odd_characters_can_be_named(own: Newsroom) -> None:
    assert own("retract", ODD_SOURCE, "--json").json == {"source": ODD_SOURCE, "retracted": True}
    assert ODD_SOURCE not in own("search", "bells", "--json").out


def test_retracting_twice_is_no_error_and_an_unknown_source_is(own: Newsroom) -> None:
    assert own("retract", "rye").status == 0
    assert own("retract", "rye").status == 0
    called = own("retract", "ryes")
    assert called.status == 2
    assert called.err == "error: ryes: no article has this source; `onrecord articles` lists the sources\n"


def test_status_counts_what_may_be_quoted(newsroom: Newsroom) -> None:
    called = newsroom("status", "--json")
    assert called.status == 0
    status = called.json
    assert (status["articles"], status["retracted"], status["pending"], status["undated"]) == (4, 0, 0, 0)
    assert status["generation"] == 1
    assert "2–9 May 2031" in newsroom("status").out
