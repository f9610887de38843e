"""Plain text and Markdown: the revision's text is the whole file's, to the code point."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import frontmatter.default_handlers
import yaml

from config.errors import InputError
from index.model import ArticleDraft, Span
from index.readers.decode import check_text, leading_bom, read_text
from index.readers.facts import Facts, read_facts
from index.readers.meta import Meta, completed

_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<block>.*?)(?:^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE
)
_OPENED = re.compile(r"\A\ufeff?---[ \t]*\r?\n")
# Lines that are nothing but YAML. A dateline ("LONDON: …") begins with a capital, keys do not.
_YAML_LINE = re.compile(r"[a-z_][\w-]*[ \t]*:(?:\s|$)|[ \t]+\S|- |#")
_OURS = re.compile(
    r"^(?:title|outlet|published|date|url|authors?|desk|embargo_until|quotable|tags|keywords)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_ALIASES = {"date": "published", "author": "authors"}  # what static site generators call them


def read_plain(path: Path, meta: Meta | None) -> ArticleDraft:
    """The article of a `.txt` file. Its source is the absolute path.

    Raises:
        InputError: the file is no text, or empty.
        OSError: it cannot be read.
    """
    decoded = read_text(path)
    check_text(decoded.text)
    facts = completed(Facts(), meta, source=str(path), origin=str(path))
    furniture = leading_bom(decoded.text)
    return facts.draft(str(path), str(path), decoded.text, encoding=decoded.encoding, furniture=furniture)


def read_markdown(path: Path, meta: Meta | None) -> ArticleDraft:
    """The article of a `.md` file. Its source is the absolute path; its text is the whole file, markup included.

    YAML front matter says the facts and is furniture. A block between two rules is front matter if it has one of the
    documented keys or is nothing but lines of YAML, else the story's text. Front matter that cannot be read or is not
    closed fails the file, for it may hold an embargo.

    Raises:
        InputError: the file is no text, is empty, or has malformed front matter.
        OSError: it cannot be read.
    """
    decoded = read_text(path)
    check_text(decoded.text)
    facts, furniture = _front_matter(decoded.text, str(path))
    check_text(decoded.text[furniture[0].end :] if furniture else decoded.text)
    facts = completed(facts, meta, source=str(path), origin=str(path))
    return facts.draft(str(path), str(path), decoded.text, encoding=decoded.encoding, furniture=furniture)


def _front_matter(text: str, where: str) -> tuple[Facts, tuple[Span, ...]]:
    found = _FRONT.match(text)
    if found is None:
        opened = _OPENED.match(text)
        first = re.split(r"\r?\n[ \t]*\r?\n", text[opened.end() :], maxsplit=1)[0] if opened else ""
        if opened and _OURS.search(first):
            raise InputError("the front matter is not closed", mend="end it with a line that holds only ---")
        return Facts(), leading_bom(text)
    said = _mapping(found["block"])
    if said is None:
        return Facts(), leading_bom(text)
    return read_facts(said, where), (Span(0, found.end()),)


def _mapping(block: str) -> dict[str, object] | None:
    """The front matter's keys, values as they are written; None if the block is a part of the story."""
    if not _OURS.search(block) and not all(_YAML_LINE.match(line) for line in block.splitlines()):
        return None
    if not block.strip():
        return {}
    try:
        # BaseLoader leaves every value as it is written: "2025-05" stays a month and "No" a word.
        said = frontmatter.default_handlers.YAMLHandler().load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 2}" if mark is not None else ""
        raise InputError(f"the front matter is not valid YAML{line}", mend="quote values that hold a colon") from None
    if not isinstance(said, Mapping):
        raise InputError("the front matter is not a list of “key: value” lines", mend="write one key a line")
    named = {str(key).lower(): value for key, value in said.items() if value != ""}
    return {ours: named[key] for key, ours in _ALIASES.items() if key in named} | named
