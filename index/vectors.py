"""The vectors of one generation, in a Chroma directory of their own.

Nothing but ids and vectors is kept here: the truth is SQLite, every hit is joined to live rows there, and a generation
is deleted by removing its folder. What another process writes is seen after closing and opening again, not before.
Everything here blocks, and an upsert holds the interpreter's lock: call it where no loop has to turn, or with few rows.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from config.errors import StoreError
from index.vector_health import WriterMark, dead_writers, survives_inspection

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

Vectors = NDArray[np.float32]

MAX_ROWS: Final = 5461
"""The most rows that embedded Chroma takes in one call (SQLite's limit of bound values)."""

_COLLECTION: Final = "passages"
# Recall of the true 60 nearest, on news text: .999 of 20,000, .995 of 99,000 (with the defaults .952 of 20,000).
# Rows past the last multiple of `sync_threshold` are put into the graph anew at every opening, a millisecond or more
# each: so it is small.
_HNSW: Final[CreateHNSWConfiguration] = {
    "space": "cosine",
    "max_neighbors": 24,
    "ef_construction": 200,
    "ef_search": 400,
    "sync_threshold": 1000,
}


class DamagedVectorsError(StoreError):
    """A writer died while the graph was put on disk. Remove the folder and fill it anew from the cached embeddings."""


class VectorIndex(Protocol):
    """What retrieval and the writer need of a vector index; the seam where a Chroma server may come in."""

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None: ...  # noqa: D102 - see VectorStore

    def delete(self, ids: Sequence[str]) -> None: ...  # noqa: D102 - see VectorStore

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]: ...  # noqa: D102 - see VectorStore

    def count(self) -> int: ...  # noqa: D102 - see VectorStore

    def ids(self) -> list[str]: ...  # noqa: D102 - see VectorStore

    def close(self) -> None: ...  # noqa: D102 - see VectorStore


class VectorStore:
    """An open directory of vectors. Whoever opens it closes it; `with` does so. Unclosed, it warns."""

    def __init__(self, directory: Path, client: Client, collection: Collection) -> None:
        self.directory = directory
        self._client: Client | None = client
        self._collection = collection
        self._mark = WriterMark(directory)

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the directory, made if it is not there.

        If a writer died here, every vector is looked at first (a second, and four more for 100,000).

        Raises:
            DamagedVectorsError: it does not hold what was put in: make it anew.
            StoreError: it cannot be written, or holds something that Chroma cannot read.
        """
        directory = directory.resolve()
        with _as_store_errors(directory):
            directory.mkdir(parents=True, exist_ok=True)
            dead = dead_writers(directory)
            if dead and not survives_inspection(directory):
                raise _damaged(directory)
            for mark in dead:
                mark.unlink(missing_ok=True)
            return cls(directory, *connect(directory))

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Put vectors (n, dimensions) of length 1 under ids (n, each once); what an id had before is replaced.

        The rows are safe on disk when this returns. Other threads stand still meanwhile, for 0.6 ms a row (20,000 held)
        to 1.4 ms (100,000): a caller that shares the process with an event loop passes few rows at a time.
        """
        with self._rows() as rows:
            self._mark.set()
            for start in range(0, len(ids), MAX_ROWS):
                part = slice(start, start + MAX_ROWS)
                rows.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove these ids; unknown ones are passed over."""
        with self._rows() as rows:
            self._mark.set()
            for start in range(0, len(ids), MAX_ROWS):
                rows.delete(ids=list(ids[start : start + MAX_ROWS]))

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The k nearest ids (fewer if fewer are here) with their cosine similarity, the nearest first.

        Args:
            vector: shape (dimensions,).
            k: at least 1.
        """
        with self._rows() as rows:
            found = rows.query(query_embeddings=vector[np.newaxis, :], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(row, 1.0 - distance) for row, distance in zip(found["ids"][0], distances[0], strict=True)]

    def count(self) -> int:
        """How many ids are here."""
        with self._rows() as rows:
            return rows.count()

    def ids(self) -> list[str]:
        """All ids, in no order."""
        with self._rows() as rows:
            return rows.get(include=[])["ids"]

    def close(self) -> None:
        """Let go of the directory: it may be removed afterwards. A second call does nothing."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
            self._mark.clear()

    @contextmanager
    def _rows(self) -> Iterator[Collection]:
        if self._client is None:
            raise StoreError("the vectors were closed already", where=str(self.directory), mend="open them again")
        with _as_store_errors(self.directory):
            yield self._collection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_client", None) is not None:
            warnings.warn(f"unclosed vector store {self.directory}", ResourceWarning, source=self, stacklevel=2)


def connect(directory: Path) -> tuple[Client, Collection]:
    """Chroma's own view of a directory that is there. Raises Chroma's own errors; the caller closes the client."""
    import chromadb  # noqa: PLC0415 - half a second that only those who use vectors pay
    from chromadb.config import Settings  # noqa: PLC0415 - as above

    quiet = Settings(anonymized_telemetry=False)
    client = cast("Client", chromadb.PersistentClient(path=str(directory), settings=quiet))
    try:
        collection = client.get_or_create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        collection.count()  # loads the graph: here, not at the first question
    except BaseException:
        client.close()
        raise
    return client, collection


def _damaged(directory: Path) -> DamagedVectorsError:
    what = "the vectors are damaged, because a process died while writing them"
    return DamagedVectorsError(what, where=str(directory), mend="run `onrecord reindex`; no article is lost")


@contextmanager
def _as_store_errors(directory: Path) -> Iterator[None]:
    """Chroma's errors (and SQLite's, and the file system's) as ours."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - imported by `open` already

    try:
        yield
    except (ChromaError, OSError, RuntimeError, ValueError) as error:
        mend = "run `onrecord reindex`, which makes the vectors anew beside it"
        raise StoreError(f"the vectors cannot be used ({error})", where=str(directory), mend=mend) from error
