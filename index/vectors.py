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

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

Vectors = NDArray[np.float32]

MAX_ROWS: Final = 5461
"""The most rows that embedded Chroma takes in one call (SQLite's limit of bound values)."""

_COLLECTION: Final = "passages"
# Measured by benchmarks/vectors.py; docs/decisions/0002 has the numbers.
_HNSW: Final[CreateHNSWConfiguration] = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 200,
    "sync_threshold": 1000,
}


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

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the directory, made if it is not there.

        Raises StoreError if it cannot be written or holds something that Chroma cannot read.
        """
        import chromadb  # noqa: PLC0415 - half a second that only those who use vectors pay
        from chromadb.config import Settings  # noqa: PLC0415 - as above

        directory = directory.resolve()
        with _as_store_errors(directory):
            directory.mkdir(parents=True, exist_ok=True)
            quiet = Settings(anonymized_telemetry=False)
            client = cast("Client", chromadb.PersistentClient(path=str(directory), settings=quiet))
            try:
                collection = client.get_or_create_collection(
                    _COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
                )
            except BaseException:
                client.close()
                raise
        return cls(directory, client, collection)

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Put vectors (n, dimensions) under ids (n, each once); what an id had before is replaced.

        The rows are safe on disk when this returns. It takes about 0.6 ms a row during which other threads stand still:
        a caller that shares the process with an event loop passes few rows at a time.
        """
        with self._rows() as rows:
            for start in range(0, len(ids), MAX_ROWS):
                part = slice(start, start + MAX_ROWS)
                rows.upsert(ids=list(ids[part]), embeddings=vectors[part])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove these ids; unknown ones are passed over."""
        with self._rows() as rows:
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


@contextmanager
def _as_store_errors(directory: Path) -> Iterator[None]:
    """Chroma's errors (and SQLite's, and the file system's) as ours."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - imported by `open` already

    try:
        yield
    except (ChromaError, OSError, RuntimeError, ValueError) as error:
        mend = "run `onrecord reindex`, which makes the vectors anew beside it"
        raise StoreError(f"the vectors cannot be used ({error})", where=str(directory), mend=mend) from error
