"""What several floors' tests need: models that are loaded once, and a newsroom in a folder of its own."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the support modules that several folders share

from hypothesis import HealthCheck
from hypothesis import settings as profile
from newsroom_support import NEWS, Clock, Newsroom, in_a_loop_of_its_own, settings_in, silent, write_records

import index.coverage
import index.embedding.assessor
import index.operations
from bot.service import Service
from config.settings import EmbedderSettings, ParserSettings
from index.database import Database
from index.embedder import Embedder, load_embedder
from index.embedding.assessor import load_assessor
from index.workers import Analyser

Load = Callable[[EmbedderSettings], Embedder]
# How fast this machine is tells nothing about the code; `ONRECORD_EXAMPLES=2000 pytest` looks further and elsewhere.
EXAMPLES = int(os.environ.pop("ONRECORD_EXAMPLES", "0"))
profile.register_profile("quick", deadline=None, derandomize=True)
profile.register_profile("long", deadline=None, max_examples=EXAMPLES or 1, suppress_health_check=list(HealthCheck))
profile.load_profile("long" if EXAMPLES else "quick")


@pytest.fixture(scope="session", autouse=True)
def _nothing_set() -> Iterator[None]:
    """No settings of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
            patched.delenv(name)
        yield


@pytest.fixture(scope="session")
def loaded_once() -> Iterator[Load]:
    """The real embedder, loaded once for each setting instead of once for each call that needs it."""
    kept = functools.cache(load_embedder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(index.coverage, "load_embedder", kept)
        patched.setattr(index.operations, "load_embedder", kept)
        yield kept


@pytest.fixture(scope="session", autouse=True)
def loaded_assessor_once() -> Iterator[None]:
    """The real assessor, loaded once for each setting."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(index.embedding.assessor, "load_assessor", functools.cache(load_assessor))
        yield


@pytest.fixture(scope="session")
def embedder(loaded_once: Load) -> Embedder:
    """The default embedder."""
    return loaded_once(EmbedderSettings())


@pytest.fixture(scope="session")
def analyser() -> Iterator[Analyser]:
    """The default parser, in this process."""
    with Analyser(ParserSettings()) as ready:
        yield ready


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty coverage's database."""
    async with await Database.open(tmp_path / "coverage.sqlite") as opened:
        yield opened


@pytest.fixture
def resolved(tmp_path: Path) -> Path:
    """The test's folder, as sources name it."""
    return tmp_path.resolve()


@pytest.fixture
async def newsroom(resolved: Path, clock: Clock, loaded_once: Load) -> AsyncIterator[Newsroom]:  # noqa: ARG001
    """An empty newsroom."""
    async with Service(settings_in(resolved), "a test", clock, wait=0.0) as service:
        yield Newsroom(resolved, clock, service)


@pytest.fixture(scope="session")
def indexed_news(tmp_path_factory: pytest.TempPathFactory, loaded_once: Load) -> Path:  # noqa: ARG001
    """A folder with the invented coverage, indexed. Tests copy it."""
    folder = tmp_path_factory.mktemp("news").resolve()
    write_records(folder / "articles" / "records.jsonl", *NEWS)

    async def index_all() -> None:
        async with Service(settings_in(folder), "a test", Clock()) as service:
            report = await service.index([folder / "articles"], None, silent)
            assert (report.added, report.failed) == (len(NEWS), [])

    in_a_loop_of_its_own(index_all())
    return folder


@pytest.fixture
async def news(indexed_news: Path, resolved: Path, clock: Clock) -> AsyncIterator[Newsroom]:
    """A newsroom with the invented coverage, for this test alone."""
    shutil.copytree(indexed_news / "data", resolved / "data")
    async with Service(settings_in(resolved), "a test", clock, wait=0.0) as service:
        yield Newsroom(resolved, clock, service)
