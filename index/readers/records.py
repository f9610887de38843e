"""JSON and JSON lines: records with the documented keys, each on its own. One bad record never stops the others."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config.errors import InputError
from index.model import ArticleDraft, FailedItem
from index.readers.decode import (
    BOM,
    Decoded,
    check_text,
    fallback_encoding,
    leading_bom,
    read_text,
    refuse_damaged_utf8,
    refuse_signature,
    require_ordinary,
    wide_encoding,
)
from index.readers.facts import kind, read_facts, string
from index.readers.meta import Meta, completed
from index.readers.webpage import extract

Item = ArticleDraft | FailedItem
_SPACE = " \t\r\n"
_NO_SPACE = re.compile(r"[^ \t\r\n]")
_DECODER = json.JSONDecoder()
_HEAD = 8  # bytes that tell what kind of file it is
_SAMPLE = 1 << 20  # bytes of lines that are not UTF-8, from which their encoding is found


@dataclass(frozen=True, slots=True)
class _File:
    """What every record of a file shares; `several` if it may hold other records too."""

    origin: str
    encoding: str
    meta: Meta | None
    several: bool


def read_lines(path: Path, meta: Meta | None) -> Iterator[Item]:
    """The records of a `.jsonl` or `.ndjson` file, one a line, read one by one.

    A record's source is its `id`, else its `url`, else `FILE#line`, counted from 1.

    Raises:
        InputError: the file is no text, or holds no records.
        OSError: it cannot be read.
    """
    require_ordinary(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        refuse_signature(head)
        file.seek(0)
        wide = wide_encoding(head)
        items = _wide_lines(file, path, wide, meta) if wide else _narrow_lines(file, path, meta)
        first = next(items, None)
        if first is None:
            raise InputError("there are no records in it", mend="write one object a line, or leave the file out")
        yield first
        yield from items


def _narrow_lines(file: BinaryIO, path: Path, meta: Meta | None) -> Iterator[Item]:
    decoder = _LineDecoder(path)
    for number, raw in enumerate(file, 1):
        place = f"{path}#{number}"
        try:
            decoded = decoder(raw)
        except InputError as error:
            yield FailedItem(place, str(error))
        else:
            yield from _line(decoded, place, path, meta)


def _wide_lines(file: BinaryIO, path: Path, encoding: str, meta: Meta | None) -> Iterator[Item]:
    number = 0
    try:
        with io.TextIOWrapper(file, encoding, newline="\n") as lines:
            for number, text in enumerate(lines, 1):
                yield from _line(Decoded(text, encoding), f"{path}#{number}", path, meta)
    except UnicodeDecodeError:
        error = f"the bytes from here on do not fit the encoding {encoding}; save the file as UTF-8"
        yield FailedItem(f"{path}#{number + 1}", error)


def _line(decoded: Decoded, place: str, path: Path, meta: Meta | None) -> Iterator[Item]:
    text = decoded.text.removeprefix(BOM).strip(_SPACE)
    if not text:
        return
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        yield FailedItem(place, f"malformed JSON at column {error.colno} ({error.msg}); write one object a line")
    except (ValueError, RecursionError) as error:
        yield FailedItem(place, _unreadable(error))
    else:
        yield _safely(value, place, _File(str(path), decoded.encoding, meta, several=True))


class _LineDecoder:
    """Decodes lines as strict UTF-8; those that are not by the encoding that all such lines of the file share."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding: str | None = None

    def __call__(self, raw: bytes) -> Decoded:
        try:
            return Decoded(raw.decode("utf-8"), "utf-8")
        except UnicodeDecodeError as error:
            refuse_damaged_utf8(raw, error)
            self._encoding = self._encoding or fallback_encoding(self._sample())
        try:
            return Decoded(raw.decode(self._encoding), self._encoding)
        except UnicodeDecodeError as error:
            what = f"byte {error.start} of the line does not fit the encoding {self._encoding}"
            raise InputError(what, mend="save the file as UTF-8") from None

    def _sample(self) -> bytes:
        """Lines that are not UTF-8: one line alone may be too short to tell its encoding."""
        sample = bytearray()
        with self._path.open("rb") as file:
            for raw in file:
                try:
                    raw.decode("utf-8")
                except UnicodeDecodeError:
                    sample += raw
                if len(sample) > _SAMPLE:
                    break
        return bytes(sample)


def read_json(path: Path, meta: Meta | None) -> Iterator[Item]:
    """The records of a `.json` file: one object, several, a list of objects, or `{"articles": [objects]}`.

    A record's source is its `id`, else its `url`. Else a file that holds a single object is a file of its own, known
    by its absolute path, and a record among others is `FILE#line`, the line it begins on (the second record that
    begins on one line is `FILE#line.2`). Records before a place of malformed JSON are kept.

    Raises:
        InputError: the file is no text, or empty.
        OSError: it cannot be read.
    """
    decoded = read_text(path)
    text = decoded.text.removeprefix(BOM)
    check_text(text)
    try:
        for place, value in _placed(text, str(path)):
            yield _safely(value, place, _File(str(path), decoded.encoding, meta, several=place != str(path)))
    except json.JSONDecodeError as error:
        what = f"malformed JSON at column {error.colno} ({error.msg}); what follows is not read; mend the JSON"
        yield FailedItem(f"{path}#{error.lineno}", what)
    except (ValueError, RecursionError) as error:
        yield FailedItem(str(path), _unreadable(error))


def _unreadable(error: Exception) -> str:
    why = "nested too deeply" if isinstance(error, RecursionError) else "a number too long to read"
    return f"the JSON holds something that cannot be read ({why}); write plain JSON"


def _placed(text: str, path: str) -> Iterator[tuple[str, object]]:
    """Each record with what it is called if it has neither id nor URL."""
    line, seen, on_line = 1, 0, 0
    for start, value, alone in _values(text):
        newlines = text.count("\n", seen, start)
        line, seen, on_line = line + newlines, start, 1 if newlines else on_line + 1
        yield (path if alone else f"{path}#{line}" + (f".{on_line}" if on_line > 1 else "")), value


def _values(text: str) -> Iterator[tuple[int, object, bool]]:
    """Where each record begins, its value, and whether it is all that the file holds."""
    begin = at = _past_space(text, 0)
    while at < len(text):
        inner = at if text[at] == "[" else _articles_list(text, at)
        if inner is not None:
            at = yield from _elements(text, inner)
            if inner != at and text[begin] == "{":
                return  # what else stands beside the list of articles is about the file
            continue
        start = at
        value, end = _DECODER.raw_decode(text, at)
        at = _past_space(text, end)
        yield start, value, start == begin and at == len(text)


def _elements(text: str, at: int) -> Generator[tuple[int, object, bool], None, int]:
    """The elements of the list that opens at `at`; returns where the text goes on behind it."""
    at = _past_space(text, at + 1)
    if text[at : at + 1] == "]":
        return _past_space(text, at + 1)
    while True:
        value, end = _DECODER.raw_decode(text, at)
        yield at, value, False
        at = _past_space(text, end)
        if text[at : at + 1] == "]":
            return _past_space(text, at + 1)
        if text[at : at + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _past_space(text, at + 1)


def _articles_list(text: str, at: int) -> int | None:
    """Where the list under the key "articles" of the object at `at` opens, if it has one."""
    at = _past_space(text, at + 1) if text[at] == "{" else len(text)
    while text[at : at + 1] == '"':
        key, end = _DECODER.raw_decode(text, at)
        at = _past_space(text, end)
        if text[at : at + 1] != ":":
            return None
        at = _past_space(text, at + 1)
        if key == "articles" and text[at : at + 1] == "[":
            return at
        _, end = _DECODER.raw_decode(text, at)
        at = _past_space(text, end)
        if text[at : at + 1] != ",":
            return None
        at = _past_space(text, at + 1)
    return None


def _past_space(text: str, at: int) -> int:
    found = _NO_SPACE.search(text, at)
    return len(text) if found is None else found.start()


def _safely(value: object, place: str, file: _File) -> Item:
    try:
        return _record(value, place, file)
    except InputError as error:
        return FailedItem(place, str(error))


def _record(value: object, place: str, file: _File) -> ArticleDraft:
    if not isinstance(value, Mapping):
        raise InputError(f"a record must be an object, not {kind(value)}", mend='write {"text": "…"}')
    facts = read_facts(value, place)
    text, markup = string(value, "text"), string(value, "html")
    if text is None and markup is None:
        raise InputError("the record has neither “text” nor “html”", mend="add the article's text")
    if text is None or (not text.strip() and markup is not None):
        page = extract(markup or "")
        text, facts = page.text, facts.completed(page.facts)
    check_text(text)
    source = _identifier(value) or _own_url(value) or place
    facts = completed(facts, file.meta, source=source, origin=file.origin, several=file.several)
    return facts.draft(source, file.origin, text, encoding=file.encoding, furniture=leading_bom(text))


def _identifier(value: Mapping[str, object]) -> str | None:
    """The id, verbatim; a number by its digits; None if there is none, or nothing but white space."""
    given = value.get("id")
    if isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    read = string(value, "id")
    return read if read is not None and read.strip() else None


def _own_url(value: Mapping[str, object]) -> str | None:
    read = string(value, "url")
    return read if read is not None and read.strip() else None
