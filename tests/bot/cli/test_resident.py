"""The bot's newsroom: re-indexing in a child process, and keeping up with what other processes add."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from cli_support import ROOT, Newsroom

from bot.resident import Resident, _Encoding
from bot.service import Service
from config.errors import BusyError, EmptyCoverageError, OnRecordError
from config.settings import EmbedderSettings, load_settings
from index.lock import coverage_lock, vectors_lock
from index.model import Span
from index.scope import Scope
from index.status import Progress
from index.tables.embeddings import Pending


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child must find the program whether or not it is installed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", "123456:AAHsecretsecretsecretsecretsecret00")


def service_of(data: Path) -> Service:
    return Service(load_settings(data=data), "onrecord bot")


async def until(happened: Callable[[], object]) -> None:
    """Until it happened, looked at again and again."""
    async with asyncio.timeout(120):
        while not happened():  # noqa: ASYNC110 - another process is watched, which sets no event of ours
            await asyncio.sleep(0.05)


async def test_a_reindex_runs_in_a_child_while_questions_are_answered(own: Newsroom) -> None:
    async with service_of(own.data) as service, Resident(service) as resident:
        heard: list[Progress] = []
        task = asyncio.create_task(resident.reindex(heard.append))
        scope = Scope(now=resident.now())
        answered = 0
        while not task.done():
            answered += (await resident.ask("What did Lucienne Abara say about rye?", scope)).searched.articles == 4
            await asyncio.sleep(0.01)
        done = await task
        assert answered
        assert (done.generation, done.passages) == (2, own.indexed.json["passages"])
        assert {progress.stage for progress in heard} >= {"analysing", "embedding"}
        assert (await resident.status(scope)).generation == 2


async def test_the_loop_lags_for_a_small_part_of_a_reindex_only(own: Newsroom) -> None:
    """A ratio within one run: work on the loop itself would make the longest lag as long as the re-index."""
    loop = asyncio.get_running_loop()
    async with service_of(own.data) as service, Resident(service) as resident:
        scope = Scope(now=resident.now())
        await resident.ask("What did Lucienne Abara say about rye?", scope)  # loads the model
        began, beats = loop.time(), [loop.time()]
        task = asyncio.create_task(resident.reindex(lambda _: None))
        while not task.done():
            await asyncio.sleep(0.005)
            beats.append(loop.time())
        await task
        longest = max(later - earlier for earlier, later in pairwise(beats))
        print(f"re-index {loop.time() - began:.2f} s, longest lag {longest * 1000:.0f} ms")  # noqa: T201 - for -s
        assert longest < (loop.time() - began) / 3


async def test_an_encoder_that_is_closed_while_the_bot_stops_leaves_no_child_behind() -> None:
    encoding = _Encoding()
    encode = encoding.begin(EmbedderSettings())
    await encode([Pending(1, b"", "The ferry sails at noon.", (Span(0, 24),))])
    closing = asyncio.create_task(encoding.close())
    await asyncio.sleep(0)  # it has begun, and its thread may not have
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert encoding.child_ended


async def test_a_cancelled_reindex_ends_its_child_and_leaves_the_live_generation(own: Newsroom) -> None:
    async with service_of(own.data) as service, Resident(service) as resident:
        heard: list[Progress] = []
        task = asyncio.create_task(resident.reindex(heard.append))
        await until(lambda: heard or task.done())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with coverage_lock(own.data, "test").held(0):  # the child's end has freed it
            assert (await resident.status(Scope(now=resident.now()))).generation == 1


async def test_the_childs_error_is_raised_as_it_was_there(own: Newsroom, tmp_path: Path) -> None:
    async with service_of(tmp_path / "nothing") as service, Resident(service) as resident:
        with pytest.raises(EmptyCoverageError, match="the coverage is empty"):
            await resident.reindex(lambda _: None)
    command = [sys.executable, "-c", "import sys; sys.exit(9)"]
    async with service_of(own.data) as service, Resident(service, command=command) as resident:
        with pytest.raises(OnRecordError, match="status 9"):
            await resident.reindex(lambda _: None)
    said = '{"error": {"code": "busy", "what": "taken", "where": "", "mend": "wait"}}'
    command = [sys.executable, "-c", f"import sys; sys.stderr.write('{said}'); sys.exit(1)"]
    async with service_of(own.data) as service, Resident(service, command=command) as resident:
        with pytest.raises(BusyError, match="taken; wait"):
            await resident.reindex(lambda _: None)


async def test_the_child_never_gets_the_token(own: Newsroom) -> None:
    found = "{'generation': 'ONRECORD_TELEGRAM__TOKEN' in os.environ, 'passages': 0, 'seconds': 0}"
    code = f"import os, json; print(json.dumps({found}))"
    async with service_of(own.data) as service, Resident(service, command=[sys.executable, "-c", code]) as resident:
        assert (await resident.reindex(lambda _: None)).generation is False


async def test_what_another_process_adds_is_embedded_soon_and_can_be_asked(own: Newsroom, tmp_path: Path) -> None:
    article = tmp_path / "ferry.txt"
    article.write_text("“The ferry sails at nine,” said Runa Holt, the captain of the ferry.", encoding="utf-8")
    async with service_of(own.data) as service, Resident(service, pause=0.05) as resident:
        await until(lambda: not _free(own.data))
        command = [sys.executable, "-m", "bot.cli.main", "index", str(article), "--data", str(own.data)]
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        assert await process.wait() == 0
        scope = Scope(now=resident.now())
        assert (await resident.ask("When does the ferry sail?", scope)).searched.articles == 5
        async with asyncio.timeout(120):
            while (await resident.status(scope)).pending:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)
    assert _free(own.data)


def _free(data: Path) -> bool:
    lock = vectors_lock(data, "test")
    free = lock.try_acquire()
    lock.release()
    return free


def test_the_child_dies_with_its_parent(own: Newsroom) -> None:
    code = (
        "import asyncio, os, signal, sys\n"
        "from pathlib import Path\n"
        "from bot.resident import Resident\n"
        "from bot.service import Service\n"
        "from config.settings import load_settings\n"
        "async def main():\n"
        "    settings = load_settings(data=Path(sys.argv[1]))\n"
        "    async with Service(settings, 'bot') as service, Resident(service) as resident:\n"
        "        await resident.reindex(lambda _: os.kill(os.getpid(), signal.SIGKILL))\n"
        "asyncio.run(main())\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(own.data)], check=False, cwd=ROOT)
    assert killed.returncode == -9
    # Its lock falls when the child does: that is all that can be seen of it from here.
    with coverage_lock(own.data, "test").held(60):
        assert own("status", "--json").json["generation"] == 1
