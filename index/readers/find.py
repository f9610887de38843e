"""Which files a call is about."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import UsageError

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson"})


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a call.

    Attributes:
        files: absolute, sorted, each once. Files that were named explicitly and have no known type are among them,
            and so are folders that cannot be listed: reading them says what is wrong.
        skipped: how many files in folders have no known type, are hidden, or are no ordinary files.
        others: of these, the suffixes of those that are not hidden (empty for none), with how many have it.
    """

    files: tuple[Path, ...]
    skipped: int
    others: tuple[tuple[str, int], ...] = ()


def find_files(paths: Sequence[Path], meta: Path | None = None) -> tuple[Path, ...]:
    """The files that `paths` name: `look_through` without the count.

    Raises:
        UsageError: a path does not exist.
    """
    return look_through(paths, meta).files


def look_through(paths: Sequence[Path], meta: Path | None = None) -> Found:
    """The files that `paths` name, those in folders with a known suffix (`.txt .md .html .json .jsonl` …) only.

    Hidden files and folders are left out unless they are named themselves. A link to a file goes by the link's own
    name, unless the file it points to is found too; linked folders are entered once, so that loops end.

    Args:
        paths: files and folders, absolute or from the current folder.
        meta: a metadata table, which is not taken for an article wherever it lies.

    Raises:
        UsageError: a path does not exist.
    """
    table = None if meta is None else os.path.realpath(meta)
    found: set[Path] = set()
    visited: set[str] = set()
    others: Counter[str] = Counter()
    skipped = 0
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError("there is no such file or folder", where=str(path), mend="see how it is spelt")
        if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a parent may not be read
            found.add(absolute(path))
            continue
        for entry in _walk(os.path.realpath(path), visited):
            if _wanted(entry):
                found.add(entry)
            elif os.path.realpath(entry) != table:
                skipped += 1
                others.update([] if entry.name.startswith(".") else [entry.suffix.lower()])
    kept = {path for path in found if os.path.realpath(path) != table}
    files = tuple(sorted(path for path in kept if not _doubles(path, kept)))
    return Found(files, skipped, tuple(others.most_common()))


def absolute(path: Path) -> Path:
    """The absolute path by which a file is known: its folder's real place, and its own name, even if it is a link."""
    return (
        Path(os.path.realpath(path.parent)) / path.name if path.name not in {"", ".."} else Path(os.path.realpath(path))
    )


def _doubles(path: Path, found: set[Path]) -> bool:
    """Whether it is a link to a file that was found itself."""
    return path.is_symlink() and Path(os.path.realpath(path)) in found - {path}


def _walk(folder: str, visited: set[str]) -> Iterator[Path]:
    """Every file under a real folder (and the folder itself if it cannot be listed), each real folder once."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        if here in visited:
            continue
        visited.add(here)
        try:
            with os.scandir(here) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield Path(here)
            continue
        for entry in inside:
            if not _is_folder(entry):
                yield Path(entry.path)
            elif not entry.name.startswith("."):
                waiting.append(os.path.realpath(entry.path))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads round in a circle
        return False


def _wanted(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    try:
        mode = path.stat().st_mode
    except OSError:  # a broken link, or no permission: reading it says so
        return path.suffix.lower() in SUFFIXES
    return stat.S_ISDIR(mode) or (stat.S_ISREG(mode) and path.suffix.lower() in SUFFIXES)
