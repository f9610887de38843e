"""The small invented coverage, indexed once, and nothing set but what a test sets."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_support import Called, Newsroom, run_call, write_coverage


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but those of the test, and a folder of its own to stand in."""
    for name in list(os.environ):
        if name.startswith("ONRECORD_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call() -> Callable[..., Called]:
    return run_call


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Shared by the session: tests only read it."""
    root = tmp_path_factory.mktemp("newsroom").resolve()
    write_coverage(root / "articles")
    meta = ("--meta", str(root / "articles" / "meta.csv"))
    indexed = run_call("index", str(root / "articles"), *meta, "--data", str(root / "data"), "--json")
    return Newsroom(root / "articles", root / "data", indexed)


@pytest.fixture
def own(newsroom: Newsroom, tmp_path: Path) -> Newsroom:
    """A copy of the data that a test may change."""
    shutil.copytree(newsroom.data, tmp_path / "own")
    return Newsroom(newsroom.folder, tmp_path / "own", newsroom.indexed)
