"""One file to its articles, whatever it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from config.errors import InputError
from index.model import ArticleDraft, FailedItem
from index.readers.find import SUFFIXES, absolute
from index.readers.meta import Meta
from index.readers.plain import read_markdown, read_plain
from index.readers.records import read_json, read_lines
from index.readers.webpage import read_webpage

_SINGLE = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_webpage,
    ".htm": read_webpage,
}
_SEVERAL = {".json": read_json, ".jsonl": read_lines, ".ndjson": read_lines}


def holds_several(path: Path) -> bool:
    """Whether a file of this kind may hold more than one article."""
    return path.suffix.lower() in _SEVERAL


def read_file(path: Path, meta: Meta | None = None) -> Iterator[ArticleDraft | FailedItem]:
    """The articles of a file, lazily; what cannot be taken comes as a `FailedItem` in its place.

    Args:
        path: the file; its suffix says how it is read.
        meta: completes what the file does not say.

    Yields:
        Drafts whose `origin` is the file's absolute path, and failures that name the file (`FILE#line` for a record)
        and the mend. Nothing is raised for a bad file.
    """
    place = absolute(path)
    source = os.fsencode(place).decode("utf-8", "backslashreplace")
    try:
        yield from _read(place, meta)
    except InputError as error:
        yield FailedItem(source, str(error))
    except OSError as error:
        yield FailedItem(source, _os_line(error))


def _read(path: Path, meta: Meta | None) -> Iterator[ArticleDraft | FailedItem]:
    suffix = path.suffix.lower()
    if suffix in _SINGLE:
        yield _SINGLE[suffix](path, meta)
    elif suffix in _SEVERAL:
        yield from _SEVERAL[suffix](path, meta)
    elif path.is_dir():
        next(path.iterdir(), None)  # says why it cannot be listed, if it cannot
        raise InputError("it is a folder", mend="name the files in it, or the folder when indexing")
    else:
        kind = f"“{path.suffix}” files are" if path.suffix else "files without a suffix are"
        raise InputError(f"{kind} not read", mend=f"save it as one of {' '.join(sorted(SUFFIXES))}")


def _os_line(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "the file is gone, or the link points to nothing; put it back, or index again without it"
        case PermissionError():
            return "it may not be read (permission denied); let this user read it"
        case IsADirectoryError():
            return "it is a folder that is called like a file; name the files in it"
        case _:
            return f"it cannot be read ({error.strerror}); see the file"
