"""Whether a directory of vectors is whole after a writer died.

Chroma puts its graph on disk every so many rows, over the old one and file by file. A process that is killed in that
moment leaves a graph that does not load, or kills whoever uses it, or finds half of what it should (all were seen).
So a writer leaves a mark while it has the directory open, and who finds a dead writer's mark has every vector looked
at in a process of its own: `python -m index.vector_health DIRECTORY` ends with status 0 if the directory is whole.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import psutil
from numpy.typing import NDArray

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_PAGE: Final = 5000  # rows; 35 microseconds each
_PROBES: Final = 64
_FOUND: Final = 0.9  # of the probes: a graph is an approximation even when it is whole
_MARK: Final = "writer-"


class WriterMark:
    """The mark of one writer in one directory: set before the first write, cleared by an orderly close."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / f"{_MARK}{os.getpid()}-{id(self):x}"
        self._is_set = False

    def set(self) -> None:
        """Put the mark on disk, once, and see to it that it is there."""
        if self._is_set:
            return
        with self._file.open("w", encoding="ascii") as opened:
            opened.write(str(psutil.Process().create_time()))
            opened.flush()
            os.fsync(opened.fileno())
        self._is_set = True

    def clear(self) -> None:
        """Take the mark away; nothing happens if it was never set."""
        if self._is_set:
            self._file.unlink(missing_ok=True)
            self._is_set = False


def dead_writers(directory: Path) -> list[Path]:
    """Marks of writers that ended without closing."""
    return [mark for mark in directory.glob(f"{_MARK}*-*") if not _lives(mark)]


def survives_inspection(directory: Path) -> bool:
    """Whether a process that reads every vector ends well, and finds the directory whole."""
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "index.vector_health", str(directory)]
    done = subprocess.run(  # noqa: S603 - our own module, and a folder of our own
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False
    )
    return done.returncode == 0


def is_whole(collection: Collection) -> bool:
    """Whether every vector can be read and has length 1, and the graph leads to those that are tried.

    Raises Chroma's own error where the graph is too damaged to be read; may crash the process.
    """
    total, tried, found = collection.count(), 0, 0
    for offset in range(0, total, _PAGE):
        page = collection.get(include=["embeddings"], limit=_PAGE, offset=offset)
        vectors = np.asarray(page["embeddings"], np.float32)
        if len(vectors) == 0 or np.abs(np.linalg.norm(vectors, axis=1) - 1).max() > 1e-3:
            return False
        probes = vectors[:: max(1, total // _PROBES)]
        tried += len(probes)
        found += sum(_is_found(collection, probe[np.newaxis]) for probe in probes)
    return found >= _FOUND * tried


def _is_found(collection: Collection, vector: NDArray[np.float32]) -> bool:
    """Whether the nearest to a vector that is here is (as good as) itself: copies of a passage have the same vector."""
    distances = collection.query(query_embeddings=vector, n_results=1, include=["distances"])["distances"]
    return bool(distances and distances[0] and distances[0][0] < 1e-3)


def _lives(mark: Path) -> bool:
    """Whether the process that set the mark still runs: its number may have been given to another one since."""
    try:
        number, began = int(mark.name.removeprefix(_MARK).split("-")[0]), float(mark.read_text(encoding="ascii"))
        return abs(psutil.Process(number).create_time() - began) < 1
    except (ValueError, OSError, psutil.Error):
        return False


if __name__ == "__main__":
    from index.vectors import connect

    sys.exit(0 if is_whole(connect(Path(sys.argv[1]))[1]) else 1)
