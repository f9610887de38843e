"""Every scenario is played twice: the bot fetches its updates, or Telegram posts them."""

from __future__ import annotations

import functools

import pytest
from scenario_support import WAYS, Play, Way, on_stage


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    """How updates reach the bot."""
    chosen: Way = request.param
    return chosen


@pytest.fixture
def play(way: Way) -> Play:
    """A way to start a bot that way, for the length of a block."""
    return functools.partial(on_stage, way)
