"""What the whole process is told, once, so that a question's readers do not stand in each other's way."""

from __future__ import annotations

import sys
from functools import cache
from typing import Final

import numpy as np  # noqa: F401 - its library must be loaded before it can be told
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # carries no types

# Seconds after which a thread that computes lets another have the interpreter: a reader that comes back from SQLite
# with a row, or the event loop, waits no longer than this.
_TURN: Final = 0.001


@cache
def share_processors() -> None:
    """Let numpy multiply on one thread, and threads of the interpreter take shorter turns, from now on.

    A question's products are small. OpenBLAS would share them out all the same, and its threads then wait busily for
    the next one, tens of milliseconds long, on the processors that the question's other readers need.
    """
    threadpool_limits(limits=1, user_api="blas")
    sys.setswitchinterval(_TURN)
