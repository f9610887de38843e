"""What opening a coverage tells the process."""

from __future__ import annotations

import sys

from newsroom_support import Newsroom
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]  # carries no types


async def test_small_products_are_not_shared_out_and_readers_get_their_turn_soon(newsroom: Newsroom) -> None:
    assert newsroom.service.coverage.data
    assert {each["num_threads"] for each in threadpool_info() if "numpy" in each["filepath"]} <= {1}
    assert sys.getswitchinterval() <= 0.001
