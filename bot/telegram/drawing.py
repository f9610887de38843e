"""Charts, drawn in processes of their own: it takes a second of processor time that the bot does not have to spare."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE
from typing import Any

_LOG = logging.getLogger(__name__)
_SECONDS = 60.0


async def drawn_by(module: str, what: Any) -> bytes | None:
    """The PNG that a module makes of this, given as JSON; None where that fails, which is logged."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(_SECONDS):
            png, said = await child.communicate(json.dumps(what).encode())
    except BaseException:
        child.kill()
        await asyncio.shield(child.wait())
        raise
    if child.returncode:
        _LOG.error("the chart was not drawn: %s", said.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1])
        return None
    return png
