"""Text and Markdown files: the text is the whole file's, and front matter loses neither story nor embargo."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import ArticleDraft, FailedItem, Span
from index.readers import read_file

STORY = "# The pier\n\n“It holds,” said Una Falk.\n"


def _read(folder: Path, name: str, text: str) -> ArticleDraft | FailedItem:
    (folder / name).write_bytes(text.encode())
    (item,) = read_file(folder / name)
    return item


def _draft(folder: Path, name: str, text: str) -> ArticleDraft:
    item = _read(folder, name, text)
    assert isinstance(item, ArticleDraft), item
    return item


def test_a_text_file_is_its_own_source_and_its_text_to_the_code_point(tmp_path: Path) -> None:
    draft = _draft(tmp_path, "a.txt", "\ufeffOne.\r\n\r\n“Two,” she said. \U0001f6a2\n")
    assert draft.text == (tmp_path / "a.txt").read_bytes().decode()
    assert draft.source == draft.origin == str(tmp_path / "a.txt")
    assert draft.furniture == (Span(0, 1),)
    assert (draft.title, draft.published, draft.quotable) == (None, None, True)


def test_a_text_file_has_no_front_matter(tmp_path: Path) -> None:
    assert _draft(tmp_path, "a.txt", f"---\ntitle: No\n---\n{STORY}").title is None


def test_front_matter_says_the_facts_and_is_furniture_of_the_whole_text(tmp_path: Path) -> None:
    front = (
        "\ufeff---\r\ntitle: No\r\noutlet: The Quay Gazette\r\ndate: 2025-05\r\nauthor: Una Falk; Bo Ek\r\n"
        "embargo_until: 2025-06-01T06:00+02:00\r\nquotable: false\r\nid: 12\r\ndesk:\r\n"
        "tags: [ferries, piers]\r\n---\r\n"
    )
    draft = _draft(tmp_path, "a.md", front + STORY)
    assert draft.text == front + STORY
    assert draft.furniture == (Span(0, len(front)),)
    assert draft.source == str(tmp_path / "a.md")  # an id changes nothing: it is a file of its own
    assert (draft.title, draft.outlet, draft.authors) == ("No", "The Quay Gazette", ("Una Falk", "Bo Ek"))
    assert str(draft.published) == "2025-05"
    assert draft.tags == ("ferries", "piers")
    assert (draft.embargo_until, draft.quotable, draft.desk) == (datetime(2025, 6, 1, 4, tzinfo=UTC), False, None)


STORIES = [
    STORY,
    f"---\n\nA short break.\n\n---\n{STORY}",  # two rules
    f"---\nLONDON: The mayor left.\n---\n{STORY}",  # a dateline is no key
    f"---\nNever closed, never meant as front matter.\n\n{STORY}",
    f"{STORY}\n---\ntitle: not at the beginning\n---\n",
]


@pytest.mark.parametrize("text", STORIES)
def test_what_only_looks_like_front_matter_stays_story(tmp_path: Path, text: str) -> None:
    draft = _draft(tmp_path, "a.md", text)
    assert (draft.text, draft.furniture, draft.title) == (text, (), None)


BROKEN = [
    ("---\ntitle: The pier: it holds\n---\nStory.", "not valid YAML at line 2"),
    ("---\ntitle: x\nembargo_until: 2025-06-01\n\nStory without an end.", "not closed"),
    ("---\ntitle: x\n---\n \n", "no text"),
    ("---\nembargo_until: soon\n---\nStory.", "“embargo_until” cannot be read for certain"),
    ("---\nquotable: perhaps\n---\nStory.", "“quotable” must be true or false"),
    ("---\ntitle: [a, b]\n---\nStory.", "“title” must be text, not a list"),
]


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_front_matter_that_cannot_be_trusted_fails_in_one_line(tmp_path: Path, text: str, line: str) -> None:
    item = _read(tmp_path, "a.md", text)
    assert isinstance(item, FailedItem)
    assert line in item.error
    assert "\n" not in item.error


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from(["a.txt", "a.md"]))
def test_no_file_loses_or_gains_a_character(tmp_path_factory: pytest.TempPathFactory, story: str, name: str) -> None:
    text = f"{story}\r\nEnd.\n"
    item = _read(tmp_path_factory.mktemp("files"), name, text)
    assert isinstance(item, FailedItem) or item.text == text
