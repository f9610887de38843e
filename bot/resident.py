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
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.corrections import Corrections
from bot.ports import Added, Card, ReindexReport
from bot.service import Service
from config.errors import OnRecordError
from config.settings import EmbedderSettings
from index.bulk import Child
from index.embedding.whole import Encoded
from index.lock import HolderLock, vectors_lock
from index.model import FailedItem
from index.scope import Scope
from index.status import CoverageStatus, Progress
from index.tables.embeddings import Pending
from retrieval.answer import Answer, Excerpt
from retrieval.compare import Comparison
from retrieval.lookout import Beginning, Looked, Place, Wanted
from retrieval.recall import Context, Gone, Kept
from retrieval.said import SaidPage
from retrieval.verdict import Verdict
from retrieval.voices import Voices
from retrieval.watch import Said, Watch
from retrieval.whole import Whole

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
        loaded: called when everything that stays for good is in memory.
    """

    def __init__(
        self,
        service: Service,
        *,
        pause: float = 2.0,
        command: Sequence[str] = _COMMAND,
        loaded: Callable[[], None] = lambda: None,
    ) -> None:
        self._service = service
        self._loaded = loaded
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

    async def verify(self, text: str, speaker: str | None, scope: Scope) -> Verdict:
        """Whether somebody said this, word for word; without a speaker, whoever the text itself names."""
        return await self._service.verify(text, speaker, scope)

    async def compare(self, question: str, scope: Scope) -> Comparison:
        """Ask each outlet by itself. Raises EmptyCoverageError where there is nothing to ask."""
        return await self._service.compare(question, scope)

    async def said_by(self, name: str, scope: Scope, start: int, size: int) -> SaidPage:
        """A page of everything that whoever the name means said, newest first."""
        return await self._service.said_by(name, scope, start, size)

    async def voices(self, scope: Scope) -> Voices:
        """Who is quoted how often in scope."""
        return await self._service.voices(scope)

    async def read_as(self, asked: str, follow_up: str, speakers: Sequence[str], scope: Scope) -> str | None:
        """The question that a follow-up to another one should be read as; None where it stands by itself."""
        return await self._service.read_as(asked, follow_up, speakers, scope)

    async def status(self, scope: Scope) -> CoverageStatus:
        """Counts of the coverage within a scope and the state of the live generation."""
        return await self._service.status(scope)

    async def excerpts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Excerpt | Gone, ...]:
        """Excerpts of an earlier answer, in order, verified anew; for each that may not be shown any more, why."""
        return await self._service.excerpts(kept, scope)

    async def contexts(self, kept: Sequence[Kept], scope: Scope) -> tuple[Context | Gone, ...]:
        """The same with the sentences around each, verbatim."""
        return await self._service.contexts(kept, scope)

    async def latest_arrival(self) -> int:
        """The number of the last arrival in the coverage."""
        return await self._service.latest_arrival()

    async def understand_watch(self, text: str, scope: Scope) -> Watch:
        """What was typed after /watch. Raises UsageError where there is nothing to watch for."""
        return await self._service.understand_watch(text, scope)

    async def begin_watch(self) -> Beginning:
        """Where a watch begins that is set up now."""
        return await self._service.begin_watch()

    async def look(self, after: int, wanted: Sequence[Wanted]) -> Looked:
        """What of the next arrivals after that number is wanted, a few at a time."""
        return await self._service.look(after, wanted)

    async def look_at(self, article: int, wanted: Wanted) -> Looked:
        """The same for one article whose embargo has ended; `done` is empty where it was not possible yet."""
        return await self._service.look_at(article, wanted)

    async def said_at(self, places: Sequence[Place]) -> list[Said | None]:
        """The statements at these places, to be compared with others."""
        return await self._service.said_at(places)

    async def wholes(self, revision: str, scope: Scope) -> list[Whole]:
        """The articles in scope whose live revision this is, whole."""
        return await self._service.wholes(revision, scope)

    @property
    def corrections(self) -> Corrections:
        """What people correct: speakers of quotations, and who is who."""
        return self._service.corrections

    def now(self) -> datetime:
        """The moment, UTC."""
        return self._service.now()

    async def reindex(self, report: Report) -> ReindexReport:
        """Build a new generation in a child process and switch to it; `report` is called on this loop.

        Cancelled, the child is killed, and the live generation stays as it was. Raises what the child raised, such as
        BusyError; OnRecordError if the child ended without a word.
        """
        done = await self._supervise(("reindex",), report)
        return ReindexReport(done["generation"], done["passages"], done["seconds"])

    async def add(self, path: Path, desk: str | None, report: Report) -> Added:
        """Read one file into the coverage, in a child process; with a desk, onto that desk alone.

        Cancelled, the child is killed; what it had stored stays. Raises what the child raised, such as BusyError.
        """
        on = () if desk is None else ("--desk", desk)
        done = await self._supervise(("index", *on, "--", str(path)), report)
        failed = tuple(FailedItem(item["source"], item["error"]) for item in done["failed"])
        counts = (done["added"], done["updated"], done["unchanged"])
        return Added(*counts, failed, done["passages"], done["quotations"])

    async def find(self, name: str, scope: Scope) -> tuple[Card, ...]:
        """At most five articles in scope that are meant by a name: their source, URL, or file's own name."""
        return await self._service.find(name, scope)

    async def retract(self, source: str) -> None:
        """Stop an article from being quoted, at once, everywhere. Raises UsageError for an unknown source."""
        await self._service.retract(source)

    async def desks(self) -> tuple[str, ...]:
        """The names of all desks, sorted."""
        return await self._service.desks()

    async def _supervise(self, words: Sequence[str], report: Report) -> Any:
        """Run a command of our own in a child process; what it says in the end, as JSON.

        Raises what the child raised; OnRecordError if it ended without a word.
        """
        child = await self._start(words)
        try:
            last = await _listen(child, report, words[0])
            said = await child.stdout.read() if child.stdout is not None else b""
            status = await child.wait()
        except BaseException:
            with suppress(ProcessLookupError):
                child.kill()
            await asyncio.shield(child.wait())
            raise
        if not said.strip():
            raise last or OnRecordError(
                f"`onrecord {words[0]}` ended with status {status}", mend="see the log, and try again"
            )
        return json.loads(said)

    async def _start(self, words: Sequence[str]) -> Process:
        """The child's standard input is a pipe that nothing is written to: its end tells the child that we are gone."""
        data = str(self._service.settings.data.absolute())
        environment = {name: value for name, value in os.environ.items() if name != _SECRET}
        return await asyncio.create_subprocess_exec(
            *self._command,
            *(words[0], "--supervised", "--json", "--data", data, *words[1:]),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C in the terminal is ours to judge
        )

    async def _keep_up(self) -> None:
        """For as long as the bot runs: what others added to the coverage is embedded soon after."""
        await self._safely(self._service.warm())
        self._loaded()
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

    async def _encode(self, batch: Sequence[Pending]) -> list[Encoded]:
        if self._child is None:
            self._child = Child(_make_encoder, self._settings)
        made: list[Encoded] = await self._child.acall(
            ([each.text for each in batch], [each.sentences for each in batch])
        )
        return made

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
        return embedder.encode_whole(*batch)

    return encode


def _unheard(_: Progress) -> None:
    return


async def _listen(child: Process, report: Report, name: str) -> OnRecordError | None:
    """Pass on what the child says of its progress until it has nothing more to say; the error that it ended with."""
    failure: OnRecordError | None = None
    while child.stderr is not None and (line := await child.stderr.readline()):
        said = _said(line)
        if "progress" in said:
            report(Progress(**said["progress"]))
        elif "error" in said:
            failure = _revived(said["error"])
        else:
            _LOG.warning("%s: %s", name, line.decode("utf-8", "replace").rstrip())
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
