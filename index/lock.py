"""Locks between processes. The kernel releases them when their holder dies, however it dies."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from config.errors import BusyError

WAIT_SECONDS = 30.0


class HolderLock:
    """A lock file in the data folder that names its holder.

    Args:
        path: the lock's file; the holder's name stands beside it, in `path` with the suffix `.holder`.
        holder: what this process is doing, in words ("onrecord index").
    """

    def __init__(self, path: Path, holder: str) -> None:
        self._lock = FileLock(path)
        self._note = path.with_suffix(".holder")
        self._holder = holder

    def try_acquire(self, seconds: float = 0.0) -> bool:
        """Whether the lock was had within that time."""
        try:
            self._lock.acquire(timeout=seconds, poll_interval=0.05)
        except Timeout:
            return False
        note = {"holder": self._holder, "pid": os.getpid(), "since": int(time.time())}
        self._note.write_text(json.dumps(note), encoding="utf-8")
        return True

    def holder(self) -> str:
        """Who holds it, for people; a guess if the holder has just begun."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"{note['holder']} (process {note['pid']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        self._lock.release()

    @contextmanager
    def held(self, seconds: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold the lock for a block. Raises BusyError naming the holder if it is not free within `seconds`."""
        if not self.try_acquire(seconds):
            raise self._busy()
        try:
            yield
        finally:
            self.release()

    @asynccontextmanager
    async def aheld(
        self, seconds: float = WAIT_SECONDS, waiting: Callable[[float], None] | None = None
    ) -> AsyncIterator[None]:
        """The same, while the loop keeps turning; `waiting` is told the seconds waited so far, often."""
        began = time.monotonic()
        while not self.try_acquire():
            waited = time.monotonic() - began
            if waited >= seconds:
                raise self._busy()
            if waiting is not None:
                waiting(waited)
            await asyncio.sleep(0.05)
        try:
            yield
        finally:
            self.release()

    def _busy(self) -> BusyError:
        mend = "wait until it is done, or stop it, and call again"
        return BusyError(f"the coverage is being written by {self.holder()}", mend=mend)


def coverage_lock(data: Path, holder: str) -> HolderLock:
    """The lock of whoever changes the coverage (index, reindex, retract, articles set)."""
    data.mkdir(parents=True, exist_ok=True)
    return HolderLock(data / "coverage.lock", holder)


def vectors_lock(data: Path, holder: str) -> HolderLock:
    """The lock of whoever writes the live generation's vectors: the bot if it runs, else the command that runs."""
    data.mkdir(parents=True, exist_ok=True)
    return HolderLock(data / "vectors.lock", holder)
