"""The marks of answers that are leaving, and what a start makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.telegram.fence import Fence
from config.errors import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "telegram.sending"


@pytest.fixture
def fence(path: Path) -> Iterator[Fence]:
    fence = Fence(path)
    yield fence
    fence.close()


def after_a_kill(path: Path) -> tuple[frozenset[int], frozenset[int]]:
    """What a new process reads, while the old one never closed its file."""
    again = Fence(path)
    again.close()
    return again.marked, again.taken


def test_a_mark_outlives_the_process_that_made_it(path: Path, fence: Fence) -> None:
    fence.mark(7)
    fence.mark(8)
    fence.confirm(8)
    assert after_a_kill(path) == ({7, 8}, {8})


def test_what_was_refused_may_be_sent_again(path: Path, fence: Fence) -> None:
    fence.mark(7)
    fence.clear(7)
    fence.mark(9)
    fence.clear(9)
    fence.mark(9)
    assert after_a_kill(path) == ({9}, frozenset())


def test_a_torn_or_foreign_line_is_no_mark(path: Path) -> None:
    path.write_bytes(b"+7\n+\nx9\n\xff\xfe\n+12a\n\n+8")
    assert after_a_kill(path) == ({7, 8}, frozenset())


def test_the_file_does_not_grow_for_ever(path: Path, fence: Fence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.fence._MOST_BYTES", 200)
    fence.mark(1)
    for number in range(2, 500):
        fence.mark(number)
        fence.confirm(number)
        fence.done(number)
        assert path.stat().st_size < 260
    # A mark that is in doubt stays through every rewriting.
    assert 1 in after_a_kill(path)[0]


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        Fence(tmp_path / "nowhere" / "telegram.sending")
