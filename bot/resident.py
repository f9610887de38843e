"""The newsroom as the running bot has it: answers at once, keeps the live generation up to date, re-indexes elsewhere.

Everything heavy happens in child processes, so that the bot's event loop never waits for it: passages are embedded in
one that lives as long as there is something to embed, and a re-index is the command `onrecord reindex` itself, which
also reads the settings anew. Both end when the bot ends, whatever it ends of.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.ports import ReindexReport
from bot.service import Service
from config.errors import OnRecordError
from config.settings import EmbedderSettings
from index.bulk import Child
from index.lock import HolderLock, vectors_lock
from index.scope import Scope
from index.status import CoverageStatus, Progress
from index.tables.embeddings import Embedded, Pending
from retrieval.answer import Answer, Excerpt
from retrieval.recall import Context, Gone, Kept

_LOG = logging.getLogger(__name__)
# An upsert holds up the event loop for about half a millisecond a row.
UPSERT_ROWS: Final = 16
_LONGEST_PAUSE: Final = 60.0
_COMMAND: Final = (sys.executable, "-m", "bot.cli.main")
_SECRET: Final = "ONRECORD_TELEGRAM__TOKEN"  # noqa: S105 - the name of the variable, not the token

Batch = tuple[list[str], list[Any]]
Vectors = NDArray[np.float32]
Report = Callable[[Progress], None]


class Resident:
    """Implements `bot.ports.Newsroom` for the bot. Use it as an async context manager, inside the service's.

    Args:
        service: open.
        pause: seconds between two looks at whether the live generation lacks something.
        command: what starts `onrecord` in another process.
    """

    def __init__(self, service: Service, *, pause: float = 2.0, command: Sequence[str] = _COMMAND) -> None:
        self._service = service
        self._pause = pause
        self._command = command
        self._lock: HolderLock = vectors_lock(service.settings.data, "onrecord bot")
        self._holds = False
        self._keeping: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._keeping = asyncio.create_task(self._keep_up(), name="onrecord: keep up")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        if self._holds:
            self._lock.release()

    async def ask(self, question: str, scope: Scope, *, limit: int = 5) -> Answer:
        """Answer one question within a scope. Raises EmptyCoverageError where there is nothing to ask."""
        return await self._service.ask(question, scope, limit=limit)

    async def status(self, scope: Scope) -> CoverageStatus:
        """Counts of the coverage within a scope and the state of the live generation."""
        return await self._service.status(scope)

    async def excerpts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Excerpt | Gone, ...]:
        """Excerpts of an earlier answer, in order, verified anew; for each that may not be shown any more, why."""
        return await self._service.excerpts(kept, scope)

    async def contexts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Context | Gone, ...]:
        """The same with the sentences around each, verbatim."""
        return await self._service.contexts(kept, scope)

    def now(self) -> datetime:
        """The moment, UTC."""
        return self._service.now()

    async def reindex(self, report: Report) -> ReindexReport:
        """Build a new generation in a child process and switch to it; `report` is called on this loop.

        Cancelled, the child is killed, and the live generation stays as it was. Raises what the child raised, such as
        BusyError; OnRecordError if the child ended without a word.
        """
        child = await self._start()
        try:
            last = await _listen(child, report)
            said = await child.stdout.read() if child.stdout is not None else b""
            status = await child.wait()
        except BaseException:
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())
            raise
        if status != 0:
            raise last or OnRecordError(f"the re-index ended with status {status}", mend="see the log, and try again")
        done = json.loads(said)
        return ReindexReport(done["generation"], done["passages"], done["seconds"])

    async def _start(self) -> Process:
        """The child's standard input is a pipe that nothing is written to: its end tells the child that we are gone."""
        data = str(self._service.settings.data.absolute())
        environment = {name: value for name, value in os.environ.items() if name != _SECRET}
        return await asyncio.create_subprocess_exec(
            *self._command,
            *("reindex", "--supervised", "--json", "--data", data),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C in the terminal is ours to judge
        )

    async def _keep_up(self) -> None:
        """For as long as the bot runs: what others added to the coverage is embedded soon after."""
        await self._safely(self._service.warm())
        pause = self._pause
        while True:
            worked = await self._safely(self._round())
            pause = self._pause if worked else min(_LONGEST_PAUSE, 2 * pause)
            await asyncio.sleep(pause)

    async def _safely(self, work: Any) -> bool:
        try:
            await work
        except OnRecordError as error:
            _LOG.warning("the live generation could not be brought up to date: %s", error)
            return False
        except Exception:  # noqa: BLE001 - whatever it is, the bot goes on answering
            _LOG.exception("the live generation could not be brought up to date")
            return False
        return True

    async def _round(self) -> None:
        """One look: whoever held the lock before (a command that was indexing) may have let go of it."""
        self._holds = self._holds or self._lock.try_acquire()
        if not self._holds or not await self._service.count_articles():
            return
        if await self._service.coverage.live() is None:
            await self.reindex(_unheard)
            return
        encoding = _Encoding()
        try:
            await self._service.keep_up(_unheard, upsert_rows=UPSERT_ROWS, encode_by=encoding.begin)
        finally:
            await encoding.close()


class _Encoding:
    """Embeds in a child process that is started by the first batch."""

    def __init__(self) -> None:
        self._settings = EmbedderSettings()
        self._child: Child[Batch, Any] | None = None

    def begin(self, settings: EmbedderSettings) -> Callable[[Sequence[Pending]], Any]:
        self._settings = settings
        return self._encode

    async def _encode(self, batch: Sequence[Pending]) -> list[Embedded]:
        if self._child is None:
            self._child = Child(_make_encoder, self._settings)
        whole, inside = await self._child.acall(([each.text for each in batch], [each.sentences for each in batch]))
        return [Embedded(vector, sentences) for vector, sentences in zip(whole, inside, strict=True)]

    @property
    def child_ended(self) -> bool:
        """Whether no child is left."""
        return self._child is None or self._child.closed

    async def close(self) -> None:
        """End the child. Cancelled meanwhile, it still waits for that: nobody else would end it."""
        if self._child is None:
            return
        closing = asyncio.ensure_future(asyncio.to_thread(self._child.close))
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            await closing
            raise


def _make_encoder(settings: EmbedderSettings) -> Callable[[Batch], Any]:
    """Runs in the child."""
    from index.embedder import load_embedder  # noqa: PLC0415 - the parent has it already, the child loads it here

    embedder = load_embedder(settings)

    def encode(batch: Batch) -> Any:
        return embedder.encode_with_sentences(*batch)

    return encode


def _unheard(_: Progress) -> None:
    return


async def _listen(child: Process, report: Report) -> OnRecordError | None:
    """Pass on what the child says of its progress until it has nothing more to say; the error that it ended with."""
    failure: OnRecordError | None = None
    while child.stderr is not None and (line := await child.stderr.readline()):
        said = _said(line)
        if "progress" in said:
            report(Progress(**said["progress"]))
        elif "error" in said:
            failure = _revived(said["error"])
        else:
            _LOG.warning("re-index: %s", line.decode("utf-8", "replace").rstrip())
    return failure


def _said(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _revived(said: dict[str, str]) -> OnRecordError:
    """The child's error as it was raised there."""
    kinds = [OnRecordError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    found = next((kind for kind in kinds if kind.code == said["code"]), OnRecordError)
    return found(said["what"], where=said["where"], mend=said["mend"])
