"""The labelled questions are themselves right: a wrong label would blame the program for a good answer."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "questions"
COVERAGE = ROOT / "examples" / "coverage"
SEEDS = ROOT.parent / "shared" / "seeds"

LISTS = ("seeds.jsonl", "seeds-second.jsonl", "examples.jsonl")
SEED_LISTS = LISTS[:2]
KINDS = {"who said", "what said", "how many", "when", "where", "who", "why", "what", "did"}
FUNCTION_WORDS = frozenset((QUESTIONS / "function_words.txt").read_text("utf-8").split())
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[”\"'’]?\s+|\n+")

Row = dict[str, Any]


def read(name: str) -> list[Row]:
    return [json.loads(line) for line in (QUESTIONS / name).read_text("utf-8").splitlines()]


def printed(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def example_texts() -> dict[str, str]:
    texts = {
        path.name: path.read_text("utf-8") for path in COVERAGE.iterdir() if path.suffix in {".txt", ".md", ".html"}
    }
    for line in (COVERAGE / "takeover.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        texts[record["id"]] = record["text"] if "text" in record else record["html"]
    return {name: printed(text) if text.lstrip().startswith("<") else text for name, text in texts.items()}


def plain(word: str) -> str:
    """The word without case, accents and a possessive ending."""
    bare = unicodedata.normalize("NFD", word.lower().replace("’", "'")).removesuffix("'s")
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def names(text: str) -> set[str]:
    """First letters of the words that the article only ever capitalises."""
    words = WORD.findall(text)
    lower = {plain(word) for word in words if not word[0].isupper()}
    return {plain(word)[:5] for word in words if plain(word) not in lower}


def content_words(text: str) -> set[str]:
    return {plain(word)[:5] for word in WORD.findall(text) if plain(word) not in FUNCTION_WORDS}


def sentence_around(text: str, start: int, end: int) -> str:
    bounds = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    return text[max(b for b in bounds if b <= start) : min(b for b in bounds if b >= end)]


def shared_words(row: Row, text: str, start: int, end: int) -> set[str]:
    asked = content_words(row["question"]) - names(text)
    return asked & content_words(sentence_around(text, start, end))


@pytest.fixture(scope="module")
def seed_bytes() -> dict[str, bytes]:
    if not SEEDS.is_dir():
        pytest.skip("the real articles are not beside this checkout")
    return {path.name: path.read_bytes() for path in SEEDS.glob("*.txt")}


def test_every_line_has_the_same_shape_and_its_own_id() -> None:
    rows = [row for name in LISTS for row in read(name)]
    keys = {"id", "question", "answerable", "kind", "answer", "paraphrased", "near_miss", "note"}
    assert all(set(row) == keys and row["kind"] in KINDS for row in rows)
    identifiers = [row["id"] for row in chain(rows, read("follow_ups.jsonl"))]
    assert len(identifiers) == len(set(identifiers))
    assert len({row["question"].casefold() for row in rows}) == len(rows)


def test_a_question_is_answerable_exactly_if_it_has_an_answering_place() -> None:
    for row in chain.from_iterable(map(read, LISTS)):
        assert row["answerable"] is bool(row["answer"]), row["id"]
        assert not (row["answerable"] and row["near_miss"]), row["id"]
        assert row["answerable"] or row["note"], row["id"]


@pytest.mark.parametrize(("name", "answerable", "unanswerable"), [(name, 35, 25) for name in LISTS])
def test_there_are_enough_questions_and_half_of_them_are_hard(name: str, answerable: int, unanswerable: int) -> None:
    rows = read(name)
    good, bad = [r for r in rows if r["answerable"]], [r for r in rows if not r["answerable"]]
    assert len(good) >= answerable
    assert len(bad) >= unanswerable
    assert 2 * sum(row["paraphrased"] for row in good) >= len(good)
    assert 2 * sum(row["near_miss"] for row in bad) >= len(bad)


@pytest.mark.parametrize("name", LISTS)
def test_the_readme_tells_the_true_numbers(name: str) -> None:
    rows = read(name)
    good, bad = [r for r in rows if r["answerable"]], [r for r in rows if not r["answerable"]]
    paraphrased, near = sum(r["paraphrased"] for r in good), sum(r["near_miss"] for r in bad)
    line = next(
        told for told in (QUESTIONS / "README.md").read_text("utf-8").splitlines() if told.startswith(f"| `{name}`")
    )
    assert line.endswith(f"| {len(good)} | {paraphrased} | {len(bad)} | {near} |")


def test_the_answering_words_stand_once_in_the_example_they_name() -> None:
    texts = example_texts()
    for row in read("examples.jsonl"):
        for place in row["answer"]:
            assert texts[place["source"]].count(place["words"]) == 1, (row["id"], place)


def test_no_answer_stands_in_an_example_that_may_not_be_quoted() -> None:
    closed = {"oyster-reefs-embargoed.txt", "infirmary-background.txt"}
    assert not closed & {place["source"] for row in read("examples.jsonl") for place in row["answer"]}


def test_a_paraphrased_question_shares_no_content_word_with_its_answer_in_the_examples() -> None:
    texts = example_texts()
    for row in (row for row in read("examples.jsonl") if row["paraphrased"]):
        for place in row["answer"]:
            text = texts[place["source"]]
            start = text.index(place["words"])
            shared = shared_words(row, text, start, start + len(place["words"]))
            assert not shared, (row["id"], place["source"], shared)


def test_the_seeds_are_the_files_that_were_labelled(seed_bytes: dict[str, bytes]) -> None:
    for row in chain.from_iterable(map(read, SEED_LISTS)):
        for place in row["answer"]:
            data = seed_bytes[place["source"]]
            assert place["sha256"] == hashlib.sha256(data).hexdigest(), row["id"]
            stretch = data.decode("utf-8")[place["start"] : place["end"]]
            assert 0 <= place["start"] < place["end"] <= len(data.decode("utf-8")), row["id"]
            assert stretch.strip() == stretch, row["id"]
            assert "\n" not in stretch, row["id"]


def test_a_paraphrased_question_shares_no_content_word_with_its_answer_in_the_seeds(
    seed_bytes: dict[str, bytes],
) -> None:
    for row in (row for row in chain.from_iterable(map(read, SEED_LISTS)) if row["paraphrased"]):
        for place in row["answer"]:
            text = seed_bytes[place["source"]].decode("utf-8")
            shared = shared_words(row, text, place["start"], place["end"])
            assert not shared, (row["id"], place["source"], shared)


def test_every_follow_up_says_how_it_should_be_read() -> None:
    rows = read("follow_ups.jsonl")
    assert len(rows) >= 20
    assert all(row["read_as"] and row["read_as"] != row["question"] for row in rows)
