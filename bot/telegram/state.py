"""The bot's own state: one SQLite file beside the coverage, opened with the same one-writer class.

Use: `await state.write(answers.keep, …)`, `await state.read(drops.counts)` with the functions of `bot.telegram.tables`.
Times in it are seconds since 1970 (UTC).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from config.errors import BusyError, StoreError
from index.database import FEW, Database

State = Database
_WAIT_SECONDS = 5.0
_SCHEMA = Path(__file__).with_name("migrations")


async def open_state(folder: Path) -> State:
    """Open (and create or migrate) `telegram.db` in the data folder. The caller closes it.

    Raises StoreError where it cannot be opened or was written by a newer program.
    """
    return await Database.open(folder / "telegram.db", readers=1, schema=_SCHEMA, pages=FEW)


@asynccontextmanager
async def alone(folder: Path) -> AsyncIterator[None]:
    """Be the only bot on a data folder. Raises BusyError where another one stays; it may need a moment to end."""
    lock = FileLock(folder / "telegram.lock", timeout=_WAIT_SECONDS, thread_local=False)
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(lock.acquire)
    except Timeout:
        mend = "stop it first, or give this one a data folder of its own with --data"
        raise BusyError("another bot runs on this data", where=str(folder), mend=mend) from None
    except OSError as error:
        mend = "check the folder's rights and disk, or name another with --data"
        raise StoreError(f"the data cannot be opened ({error.strerror})", where=str(folder), mend=mend) from error
    try:
        yield
    finally:
        lock.release()
