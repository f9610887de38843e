"""The `--meta` table: what completes articles whose files say too little."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from config.errors import InputError, UsageError
from index.readers.decode import BOM, check_characters, read_text
from index.readers.facts import Facts, read_facts
from index.readers.find import absolute

COLUMNS = ("source", "outlet", "title", "published", "url", "authors", "desk", "embargo_until", "quotable", "tags")
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class MetaRow:
    """One row: the line it stands on, what it names, and what it says.

    Attributes:
        line: in the file, counted from 1.
        source: the cell as written.
        path: the absolute path that the cell would name, followed by `#line` if the cell has that.
        bare: whether the cell may also stand for any file of this name.
    """

    line: int
    source: str
    path: str
    bare: bool
    facts: Facts


@dataclass(frozen=True, slots=True)
class Meta:
    """A metadata table, ready to be asked.

    Attributes:
        path: the table's absolute path.
        rows: in the table's order.
        fingerprint: changes whenever the table does.
    """

    path: str
    rows: tuple[MetaRow, ...]
    fingerprint: str
    _keys: Mapping[tuple[str, str], int]

    def facts(self, source: str, url: str | None, origin: str, *, several: bool = False) -> Facts:
        """What the table says about an article; the narrower row first: its id, its URL, its path, its file's name.

        A row that names a file of several records completes each, but for `title` and `url`, which only one can have.

        Args:
            source, url, origin: of the article.
            several: whether the file may hold other articles too.
        """
        facts = Facts()
        for number in self._matching(source, None, ""):
            facts = facts.completed(self.rows[number].facts)
        for number in self._matching("", url, origin):
            of_file = several and url not in self._names(self.rows[number])
            said = self.rows[number].facts
            facts = facts.completed(replace(said, title=None, url=None) if of_file else said)
        return facts

    def unmatched(self, known: Iterable[tuple[str, str | None, str]]) -> tuple[str, ...]:
        """The rows that name no article, a line each.

        Args:
            known: source, URL and origin of every article of the coverage.
        """
        used = {number for article in known for number in self._matching(*article)}
        name = Path(self.path).name
        return tuple(
            f"{name}:{row.line}: no article is known as “{row.source}”; give its id, URL or path"
            for number, row in enumerate(self.rows)
            if number not in used
        )

    def _matching(self, source: str, url: str | None, origin: str) -> Iterator[int]:
        asked = [("verbatim", source), ("path", source), ("verbatim", url or ""), ("path", origin)]
        asked.append(("bare", Path(origin).name))
        seen: set[int] = set()
        for key in asked:
            number = self._keys.get(key)
            if number is not None and number not in seen:
                seen.add(number)
                yield number

    @staticmethod
    def _names(row: MetaRow) -> tuple[str, str]:
        return row.source, row.source.strip()


def completed(facts: Facts, meta: Meta | None, *, source: str, origin: str, several: bool = False) -> Facts:
    """An article's own facts, and what the table says where they are silent."""
    return facts if meta is None else facts.completed(meta.facts(source, facts.url, origin, several=several))


def load_meta(path: Path, files: Sequence[Path] = ()) -> Meta:
    """Read a metadata table: CSV with a header; commas, semicolons, tabs or bars; several authors separated by ";".

    Args:
        path: the table. Its `source` column holds a record's id, a URL, an absolute path, a path relative to the
            table's folder, or the mere name of a file.
        files: the files that will be read (from `find_files`), so that a name that two of them have is noticed.

    Raises:
        UsageError: the table cannot be read, has no `source` column or an unknown one, names an article twice or by a
            name that several files have, or has a date, an embargo or a boolean that cannot be read.
    """
    place = absolute(path)
    try:
        text = read_text(place).text.removeprefix(BOM)
        check_characters(text)
    except InputError as error:
        raise UsageError(error.what, where=str(path), mend=error.mend) from None
    except OSError as error:
        raise UsageError(f"the table cannot be read ({error.strerror})", where=str(path)) from None
    names = Counter(file.name for file in files)
    rows = tuple(_row(place, line, cells, names) for line, cells in _records(text, place))
    fingerprint = hashlib.sha256(f"{place}\0{text}\0{[row.bare for row in rows]}".encode()).hexdigest()
    return Meta(str(place), rows, fingerprint, _index(rows, place))


def _records(text: str, place: Path) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _check_header(header, place)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, _cells(header, cells, f"{place}:{line}")
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"this is no table ({error})", where=f"{place}:{reader.line_num}") from None


def _check_header(header: list[str], place: Path) -> None:
    where = f"{place}:1"
    if "source" not in header:
        raise UsageError("the table has no column “source”", where=where, mend="name the columns in the first line")
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        known = ", ".join(COLUMNS)
        raise UsageError(f"the column “{unknown[0]}” is unknown", where=where, mend=f"columns are {known}")
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise UsageError(f"the column “{twice[0]}” stands twice", where=where, mend="keep one of them")


def _cells(header: list[str], cells: list[str], where: str) -> dict[str, str]:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        what = f"the row has {len(cells)} cells, the header {len(header)}"
        raise UsageError(what, where=where, mend='put cells that hold the separator in "quotation marks"')
    return dict(zip(header, cells, strict=False))


def _row(place: Path, line: int, cells: dict[str, str], names: Counter[str]) -> MetaRow:
    where, source = f"{place}:{line}", cells.get("source", "")
    if not source.strip():
        raise UsageError("the row names no source", where=where, mend="give an id, a URL or a path")
    try:
        said = {key: cell for key, cell in cells.items() if key != "source" and cell.strip()}
        facts = read_facts(said, where, strict_dates=True)
    except InputError as error:
        raise UsageError(error.what, where=where, mend=error.mend) from None
    path, exists = _as_path(source.strip(), place.parent)
    bare = not exists and os.sep not in source and "#" not in source
    if bare and names[source.strip()] > 1:
        what = f"{names[source.strip()]} files are called “{source.strip()}”"
        raise UsageError(what, where=where, mend="give the path")
    return MetaRow(line, source, path, bare, facts)


def _as_path(cell: str, folder: Path) -> tuple[str, bool]:
    """The absolute path of a cell, taken from the table's folder, else (if it is only there) from the current one."""
    candidates = [absolute(base / cell) for base in (folder, Path.cwd())]
    for path in candidates:
        if _exists(path):
            return str(path), True
    return str(candidates[0]), False


def _exists(path: Path) -> bool:
    try:
        return path.is_file() or ("#" in path.name and path.with_name(path.name.rpartition("#")[0]).is_file())
    except (OSError, ValueError):  # an id that no file could be called
        return False


def _index(rows: tuple[MetaRow, ...], place: Path) -> dict[tuple[str, str], int]:
    keys: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows):
        own = {("verbatim", row.source), ("verbatim", row.source.strip()), ("path", row.path)}
        if row.bare:
            own.add(("bare", row.source.strip()))
        for key in own:
            if key in keys:
                what = f"“{row.source}” stands already in line {rows[keys[key]].line}"
                raise UsageError(what, where=f"{place}:{row.line}", mend="keep one row for an article")
            keys[key] = number
    return keys
