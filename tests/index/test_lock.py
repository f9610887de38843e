from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import BusyError
from index.lock import HolderLock, coverage_lock, vectors_lock

HOLD = """
import sys, time
from pathlib import Path
from index.lock import coverage_lock
with coverage_lock(Path(sys.argv[1]), "onrecord index").held():
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def lock(tmp_path: Path) -> HolderLock:
    return HolderLock(tmp_path / "coverage.lock", "a first")


def test_a_second_writer_is_told_who_holds_the_lock(lock: HolderLock, tmp_path: Path) -> None:
    second = HolderLock(tmp_path / "coverage.lock", "a second")
    with lock.held():
        with pytest.raises(BusyError) as raised, second.held(0.0):
            pass
        assert "written by a first (process " in str(raised.value)
        assert "wait" in raised.value.mend
    with second.held(0.0):
        assert "a second" in lock.holder()


def test_a_lock_is_released_when_its_block_fails(lock: HolderLock, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), lock.held():
        raise ValueError("inside")
    assert HolderLock(tmp_path / "coverage.lock", "a second").try_acquire()


async def test_a_waiting_task_lets_the_loop_turn_and_says_that_it_waits(lock: HolderLock, tmp_path: Path) -> None:
    second, said = HolderLock(tmp_path / "coverage.lock", "a second"), asyncio.Event()
    assert lock.try_acquire()

    async def wait() -> str:
        async with second.aheld(60, lambda _: said.set()):
            return "in"

    waiting = asyncio.create_task(wait())
    await said.wait()
    lock.release()
    lock.release()
    assert await waiting == "in"
    assert lock.try_acquire()
    lock.release()


async def test_a_task_that_waited_long_enough_gives_up(lock: HolderLock, tmp_path: Path) -> None:
    with lock.held(), pytest.raises(BusyError, match="a first"):
        async with HolderLock(tmp_path / "coverage.lock", "a second").aheld(0.0):
            pass


async def test_a_task_that_is_cancelled_while_it_waits_holds_nothing(lock: HolderLock, tmp_path: Path) -> None:
    second, said = HolderLock(tmp_path / "coverage.lock", "a second"), asyncio.Event()
    with lock.held():

        async def wait() -> None:
            async with second.aheld(60, lambda _: said.set()):
                pass

        waiting = asyncio.create_task(wait())
        await said.wait()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert lock.try_acquire()
    lock.release()


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        ours = coverage_lock(tmp_path, "a test")
        assert not ours.try_acquire()
        assert ours.holder() == f"onrecord index (process {child.pid})"
        child.kill()
        child.wait()
        assert ours.try_acquire(30.0)
        ours.release()
    finally:
        child.kill()
        child.communicate()


def test_the_two_locks_of_a_coverage_are_apart(tmp_path: Path) -> None:
    with coverage_lock(tmp_path / "new", "a first").held(0.0), vectors_lock(tmp_path / "new", "a second").held(0.0):
        pass


@pytest.mark.parametrize("note", ["", "{", json.dumps({"holder": "x"}), "[]"])
def test_a_holder_whose_note_is_not_written_yet_is_guessed(lock: HolderLock, tmp_path: Path, note: str) -> None:
    (tmp_path / "coverage.holder").write_text(note, encoding="utf-8")
    assert lock.holder() == "another process"
