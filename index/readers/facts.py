"""What a record, a front matter or a metadata row says about an article, checked key by key."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from config.errors import InputError
from index.model import ArticleDraft, Published, Span
from index.readers.dates import parse_embargo, parse_published
from index.readers.decode import check_characters

logger = logging.getLogger(__name__)
_LONGEST_TAG = 200
_HALF = re.compile("[\ud800-\udfff\0]")  # characters that the database cannot keep
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said about an article; None where nothing is said."""

    title: str | None = None
    outlet: str | None = None
    published: Published | None = None
    url: str | None = None
    authors: tuple[str, ...] | None = None
    desk: str | None = None
    embargo_until: datetime | None = None
    quotable: bool | None = None
    tags: tuple[str, ...] | None = None

    def completed(self, other: Facts) -> Facts:
        """These facts, and what `other` says where these are silent."""
        silent = {field.name for field in fields(self) if getattr(self, field.name) is None}
        return replace(self, **{name: getattr(other, name) for name in silent})

    def draft(
        self, source: str, origin: str, text: str, *, encoding: str = "utf-8", furniture: tuple[Span, ...] = ()
    ) -> ArticleDraft:
        """The article of this text; quotable unless something says otherwise."""
        return ArticleDraft(
            source=source,
            origin=origin,
            text=text,
            title=self.title,
            outlet=self.outlet,
            published=self.published,
            url=self.url,
            authors=self.authors or (),
            desk=self.desk,
            embargo_until=self.embargo_until,
            quotable=self.quotable is not False,
            encoding=encoding,
            furniture=furniture,
            tags=self.tags or (),
        )


def read_facts(said: Mapping[str, object], where: str, *, strict_dates: bool = False) -> Facts:
    """The facts of a mapping with the documented keys; others are ignored, None says nothing.

    A `published` that cannot be read (or can be read in two ways) says nothing: the article is kept undated, and the
    log says so. An `embargo_until` or `quotable` that cannot be read is an error: nothing may become quotable by
    accident.

    Args:
        said: the keys and values as read.
        where: the place, for the log.
        strict_dates: an unreadable `published` is an error too (for metadata, which exists to tell dates).

    Raises:
        InputError: a value has the wrong type or cannot be read; the message names the key.
    """
    return Facts(
        title=one_line(said, "title"),
        outlet=one_line(said, "outlet"),
        published=_published(said, where, strict=strict_dates),
        url=one_line(said, "url"),
        authors=_authors(said),
        desk=one_line(said, "desk"),
        embargo_until=_embargo(said),
        quotable=_quotable(said),
        tags=tags_in(said.get("tags"), said.get("keywords")),
    )


def tags_in(*values: object) -> tuple[str, ...] | None:
    """The tags that the values hold: texts divided by `;`, else by `,`; lists of texts, or of objects with a `name`.

    Whatever else is exported under such keys says nothing: an article without a tag is on fewer desks, never on more.
    """
    found = (" ".join(tag.split()) for value in values for tag in _tags(value))
    kept = (tag for tag in found if tag and len(tag) <= _LONGEST_TAG and not _HALF.search(tag))
    return tuple(dict.fromkeys(kept)) or None


def _tags(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split(";" if ";" in value else ",")
    elif isinstance(value, list):
        for each in value:
            name = each.get("name") if isinstance(each, Mapping) else each
            yield from [name] if isinstance(name, str) else []


def string(said: Mapping[str, object], key: str) -> str | None:
    """The text under a key, verbatim; None if there is none.

    Raises:
        InputError: it is not text, or cannot be kept.
    """
    value = said.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"“{key}” must be text, not {kind(value)}", mend="put it in quotation marks")
    try:
        check_characters(value)
    except InputError as error:
        raise InputError(f"in “{key}”, {error.what}", mend=error.mend) from None
    return value


def one_line(said: Mapping[str, object], key: str) -> str | None:
    """The text under a key with its white space tidied; None if nothing is left."""
    value = string(said, key)
    return " ".join(value.split()) or None if value is not None else None


def kind(value: object) -> str:
    """What JSON calls a value, for messages."""
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def _published(said: Mapping[str, object], where: str, *, strict: bool) -> Published | None:
    value = said.get("published")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # a year; anything else is no date that we read
    if value is None:
        return None
    if not isinstance(value, str):
        what = f"“published” must be a date in text, not {kind(value)}"
        raise InputError(what, mend="write it like 2025-05-01")
    read = parse_published(value)
    if read is not None or not value.strip():
        return read
    if strict:
        raise InputError(f"“published” cannot be read, or in two ways: “{value}”", mend="write it like 2025-05-01")
    logger.warning("%s: the date “%s” cannot be read, or in two ways; kept undated", where, value[:60])
    return None


def _authors(said: Mapping[str, object]) -> tuple[str, ...] | None:
    value = said.get("authors")
    if isinstance(value, str):
        value = value.split(";")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise InputError("“authors” must be text or a list of texts", mend='write ["First Name", "Second Name"]')
    names = (one_line({"authors": name}, "authors") for name in value)
    return tuple(name for name in names if name) or None


def _embargo(said: Mapping[str, object]) -> datetime | None:
    value = said.get("embargo_until")
    if value is None:
        return None
    moment = parse_embargo(value) if isinstance(value, str) else None
    if moment is None:
        shown = f"“{value}”" if isinstance(value, str) else kind(value)
        mend = "write it like 2025-05-01T06:00Z, or leave the key out"
        raise InputError(f"“embargo_until” cannot be read for certain: {shown}", mend=mend)
    return moment


def _quotable(said: Mapping[str, object]) -> bool | None:
    value = said.get("quotable")
    if value is None or isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _TRUE | _FALSE:
        shown = f"“{value}”" if isinstance(value, str) else kind(value)
        raise InputError(f"“quotable” must be true or false, not {shown}", mend="write true or false")
    return word in _TRUE
