"""Heavy work in one child process, so that the parent's event loop keeps turning.

The child is started with "spawn" (it inherits no locks and no open database), makes its tool once, and then answers
calls one after another. It ends when it is closed, and by itself when its parent dies, whatever the parent died of.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from config import errors
from config.errors import OnRecordError
from config.settings import EmbedderSettings

Argument = TypeVar("Argument")
Request = TypeVar("Request")
Reply = TypeVar("Reply")

_PATIENCE = 5.0  # seconds that a child gets to end by itself before it is killed


class ChildDiedError(OnRecordError):
    """The child process ended in the middle of its work."""

    code = "child"


class Child(Generic[Request, Reply]):
    """A child process with a tool of its own.

    Args:
        make: a function of a module, that makes the tool (a function of a request) in the child.
        argument: what `make` is called with. Everything that crosses over is pickled.

    One call at a time; calls from several threads or tasks wait for one another. Whoever starts it closes it.
    """

    def __init__(self, make: Callable[[Argument], Callable[[Request], Reply]], argument: Argument) -> None:
        context = multiprocessing.get_context("spawn")
        self._turn = threading.Lock()
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, make, argument), daemon=True)
        self._process.start()
        theirs.close()
        self._open = True

    def call(self, request: Request) -> Reply:
        """The tool's reply, waited for.

        Raises what the tool raised, if it is one of ours (any other error comes as OnRecordError);
        ChildDiedError if the process ended.
        """
        with self._turn:
            try:
                self._pipe.send(request)
                failed, reply = self._pipe.recv()
            except (EOFError, OSError) as error:
                raise self._died() from error
        if failed:
            raise _revived(reply)
        answer: Reply = reply
        return answer

    async def acall(self, request: Request) -> Reply:
        """The same, while the loop keeps turning. Cancelled, it closes the child, whose work is lost."""
        waiting = asyncio.ensure_future(asyncio.to_thread(self.call, request))
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            self._kill()
            with contextlib.suppress(OnRecordError):
                await waiting
            raise

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return not self._open

    def close(self) -> None:
        """End the child: at once if it idles, after at most five seconds if it does not. A second call does nothing."""
        if not self._open:
            return
        self._open = False
        self._pipe.close()
        self._process.join(_PATIENCE)
        self._kill()
        self._process.close()

    def _kill(self) -> None:
        if self._process.is_alive():
            self._process.kill()
        self._process.join()

    def _died(self) -> ChildDiedError:
        if not self._open:
            return ChildDiedError("the child process is closed")
        self._process.join(_PATIENCE)
        status = self._process.exitcode
        cause = f"signal {signal.Signals(-status).name}" if status is not None and status < 0 else f"status {status}"
        mend = "what was done is kept: try again, with more free memory or a smaller embedder.batch"
        return ChildDiedError(f"the child process for heavy work ended ({cause})", mend=mend)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None and self._open:
            self._kill()
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_open", False):
            warnings.warn(f"unclosed child process {self._process.pid}", ResourceWarning, source=self, stacklevel=2)
            self.close()


def bulk_encoder(settings: EmbedderSettings) -> Child[Sequence[str], NDArray[np.float32]]:
    """A child process that turns lists of passages into vectors as `Embedder.encode_passages` does."""
    return Child(_make_encoder, settings)


def _make_encoder(settings: EmbedderSettings) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    from index.embedder import load_embedder  # noqa: PLC0415 - the parent needs none of it

    return load_embedder(settings).encode_passages


def _serve(pipe: Connection, make: Callable[[Any], Callable[[Any], Any]], argument: Any) -> None:
    """The child's life: Ctrl-C is the parent's business; the parent's end is the child's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    tool: Callable[[Any], Any] | None = None
    while True:
        try:
            request = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            tool = tool or make(argument)
            reply = (False, tool(request))
        except Exception as error:  # noqa: BLE001 - it is raised again in the parent
            reply = (True, _packed(error))
        pipe.send(reply)


def end_with_parent() -> None:
    """End this child process at once when its parent ends, whatever the parent died of. Runs in a thread of its own."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _packed(error: Exception) -> tuple[str, str, str, str]:
    if isinstance(error, OnRecordError):
        return type(error).__name__, error.what, error.where, error.mend
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(last.filename)}, line {last.lineno}"  # noqa: PTH119 - a name for people
    return "OnRecordError", f"unforeseen in the child process: {type(error).__name__}: {error}", where, ""


def _revived(packed: tuple[str, str, str, str]) -> OnRecordError:
    name, what, where, mend = packed
    kind = getattr(errors, name, OnRecordError)
    error: OnRecordError = kind(what, where=where, mend=mend)
    return error
