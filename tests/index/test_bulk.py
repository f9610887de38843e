"""The child process for heavy work: it answers, it says why it failed, and it never outlives its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from config.errors import InputError, OnRecordError
from config.settings import EmbedderSettings
from index.bulk import Child, ChildDiedError, bulk_encoder
from index.embedder import load_embedder

ROOT = Path(__file__).resolve().parents[2]


def make_tool(name: str) -> Callable[[str], str]:
    if name == "broken":
        raise InputError("cannot be made", where=name, mend="make another")

    def tool(request: str) -> str:
        if request == "pid":
            return str(os.getpid())
        if request == "foreseen":
            raise InputError("too long", where="story.txt", mend="shorten it")
        if request == "unforeseen":
            raise ZeroDivisionError("by nought")
        if request == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if request == "for ever":
            time.sleep(1000)
        return f"{name} {request}"

    return tool


@pytest.fixture
def child() -> Iterator[Child[str, str]]:
    with Child(make_tool, "tool") as started:
        yield started


def gone(pid: int) -> bool:
    """Whether the process ends; waited for as long as a slow machine may need."""
    for _ in range(600):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_a_child_answers_call_after_call_in_one_process(child: Child[str, str]) -> None:
    assert [child.call("a"), child.call("b")] == ["tool a", "tool b"]
    assert child.call("pid") == child.call("pid") != str(os.getpid())


async def test_calls_of_several_tasks_get_their_own_replies(child: Child[str, str]) -> None:
    replies = await asyncio.gather(*(child.acall(str(number)) for number in range(20)))
    assert replies == [f"tool {number}" for number in range(20)]


def test_an_error_of_ours_comes_back_as_it_was(child: Child[str, str]) -> None:
    with pytest.raises(InputError) as failure:
        child.call("foreseen")
    assert str(failure.value) == "story.txt: too long; shorten it"
    assert child.call("next") == "tool next"


def test_any_other_error_comes_back_as_one_line(child: Child[str, str]) -> None:
    with pytest.raises(OnRecordError, match="ZeroDivisionError: by nought"):
        child.call("unforeseen")
    assert child.call("next") == "tool next"


def test_a_tool_that_cannot_be_made_says_why_at_every_call() -> None:
    with Child(make_tool, "broken") as child:
        for _ in range(2):
            with pytest.raises(InputError, match="cannot be made"):
                child.call("anything")


def test_a_childs_death_is_a_clear_error(child: Child[str, str]) -> None:
    with pytest.raises(ChildDiedError, match="SIGKILL"):
        child.call("die")
    with pytest.raises(ChildDiedError):
        child.call("after")


async def test_cancelling_ends_the_child(child: Child[str, str]) -> None:
    pid = int(await child.acall("pid"))
    task = asyncio.create_task(child.acall("for ever"))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gone(pid)


def test_an_error_of_the_parent_ends_a_busy_child() -> None:
    with pytest.raises(KeyboardInterrupt), Child(make_tool, "tool") as child:  # noqa: PT012 - the block is the case
        pid = int(child.call("pid"))
        child._pipe.send("for ever")
        raise KeyboardInterrupt
    assert gone(pid)


def test_a_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import sys, os, signal; sys.path[:0] = sys.argv[1:];"
        "from test_bulk import make_tool; from index.bulk import Child;"
        "child = Child(make_tool, 'tool'); print(child.call('pid'), flush=True); child.call('for ever')"
    )
    command = [sys.executable, "-c", code, str(ROOT), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    assert gone(pid)


def test_closing_twice_is_fine_and_a_closed_child_says_so() -> None:
    child = Child(make_tool, "tool")
    child.close()
    child.close()
    with pytest.raises(ChildDiedError, match="closed"):
        child.call("a")


def test_a_child_left_open_warns_and_ends() -> None:
    child = Child(make_tool, "tool")
    pid = int(child.call("pid"))
    with pytest.warns(ResourceWarning, match="unclosed child process"):
        child.__del__()
    assert gone(pid)


async def test_passages_get_the_same_vectors_in_the_child() -> None:
    settings = EmbedderSettings(precision="float32", threads=1)
    texts = ["The bridge is closed until Friday.", "Nobody was hurt, police said."]
    with bulk_encoder(settings) as child:
        vectors = await child.acall(texts)
    assert np.allclose(vectors, load_embedder(settings).encode_passages(texts), atol=1e-6)
