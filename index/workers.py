"""Analyses articles here or in worker processes, so that parsing never holds up anybody's event loop."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from config.errors import InputError
from config.settings import ParserSettings
from index.analysis import Analysis, analyse, analysis_name
from index.bulk import end_with_parent
from index.model import ArticleDraft
from index.models import ResolvedModel, resolve_parser

if TYPE_CHECKING:
    from index.parse import Parser

_parsers: dict[str, Parser] = {}


def _parser(folder: str) -> Parser:
    """The parser of this process, loaded once."""
    from index.parse import Parser  # noqa: PLC0415 - spaCy takes seconds that only analysing pays

    if folder not in _parsers:
        _parsers[folder] = Parser.load(folder)
    return _parsers[folder]


def _work(folder: str, draft: ArticleDraft) -> Analysis:
    return analyse(draft, _parser(folder))


def _begin() -> None:
    """Ctrl-C reaches every process of the terminal; the parent alone decides what happens then. Its end is ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()


class Analyser:
    """Calls `analyse` with the parser of the settings. Use it as a context manager: it owns its processes.

    Args:
        settings: names the parser. Raises ModelError if it is missing or not the one promised.
        workers: processes; 0 analyses in this one (quicker to start, but it holds up the event loop).
    """

    def __init__(self, settings: ParserSettings, *, workers: int = 0) -> None:
        self._model: ResolvedModel = resolve_parser(settings.model, settings.sha256)
        self._pool: ProcessPoolExecutor | None = None
        self.workers = workers
        if workers:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)

    @property
    def name(self) -> str:
        """What the analyses are made with."""
        return analysis_name(self._model.weights)

    async def __call__(self, draft: ArticleDraft) -> Analysis:
        """Analyse one article. Raises InputError if the worker died over it."""
        work = partial(_work, str(self._model.folder), draft)
        if self._pool is None:
            return work()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except BrokenProcessPool as error:
            mend = "index again; if it dies again, this article is too much for the memory"
            raise InputError("the process that analyses articles died", where=draft.source, mend=mend) from error

    def close(self) -> None:
        """End the processes, without waiting for what they have begun."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
