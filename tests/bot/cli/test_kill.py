"""An `onrecord index` that is killed at any moment loses nothing and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from cli_support import ROOT

from index.build import generation_folder
from index.vectors import VectorStore

ARTICLES, KILLS = 24, 20
_NAMES = ("Runa Holt", "Piet Amsel", "Odile Marsh", "Jonas Fell", "Tilda Quay")
_THINGS = ("ferry", "reservoir", "orchard", "tramway", "observatory", "brass band", "salt mine")
# Has everything loaded and forks a child for each call: loading anew would take most of the time.
_NURSERY = """
import os, sys
from bot.cli.main import main
from index.models import resolve_parser
from index.workers import _parser
import chromadb, index.embedding.onnx_engine, bot.service, bot.cli.progress
_parser(str(resolve_parser("en_core_web_sm").folder))
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)
        os._exit(main(line.rstrip("\\n").split("\\t")))
    print(child, flush=True)
    sys.stdin.readline()  # only now is it reaped: until then its number cannot become another process's
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """Starts calls as forks of one warm process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def start(self, *arguments: str) -> int:
        """Begin a call; its process."""
        self._say("\t".join(arguments))
        return int(self._line())

    def ended(self) -> int:
        """How the call ended, waited for."""
        self._say("")
        return int(self._line())

    def close(self) -> None:
        self._process.communicate()


def _article(number: int, chance: random.Random) -> str:
    name, thing = chance.choice(_NAMES), chance.choice(_THINGS)
    said = f"“The {thing} opens in {chance.randint(2, 90)} days,” said {name}, who runs the {thing}."
    more = f"It cost {chance.randint(2, 900)} crowns. {name} had promised it in year {number}."
    return f"News of the {thing}\n\n{said}\n\n{more}\n"


def _counts(data: Path) -> Counter[str]:
    """Of everything that could be lost or doubled."""
    with sqlite3.connect(f"file:{data / 'coverage.sqlite'}?mode=ro", uri=True) as connection:

        def one(sql: str) -> int:
            return int(connection.execute(sql).fetchone()[0])

        assert one("SELECT count(*) FROM pragma_integrity_check() WHERE integrity_check != 'ok'") == 0
        live = one("SELECT generation FROM live")
        counts = Counter(
            articles=one("SELECT count(*) FROM article"),
            revisions=one("SELECT count(*) FROM revision"),
            history=one("SELECT count(*) FROM article_revision"),
            passages=one("SELECT count(*) FROM passage"),
            quotations=one("SELECT count(*) FROM quotation"),
            words=one("SELECT count(*) FROM passage_words_docsize"),
            noted=one(f"SELECT count(*) FROM vector WHERE generation = {live}"),
        )
        held = sorted(str(row[0]) for row in connection.execute("SELECT id FROM passage"))
    connection.close()
    with VectorStore.open(generation_folder(data, live)) as store:
        assert sorted(store.ids()) == held
    return counts


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the warm process forks")
def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    seed = int(os.environ.get("ONRECORD_TEST_SEED", random.randrange(1_000_000)))
    chance = random.Random(seed)
    folder, whole, broken = tmp_path / "articles", tmp_path / "whole", tmp_path / "broken"
    folder.mkdir()
    for number in range(ARTICLES):
        (folder / f"{number:02}.txt").write_text(_article(number, chance), encoding="utf-8")
    nursery = Nursery()
    try:
        began = time.monotonic()
        nursery.start("index", str(folder), "--data", str(whole))
        assert nursery.ended() == 0
        lasted = time.monotonic() - began
        killed = 0
        for _ in range(KILLS):
            process = nursery.start("index", str(folder), "--data", str(broken))
            time.sleep(chance.uniform(0.0, lasted))
            os.kill(process, signal.SIGKILL)
            killed += nursery.ended() == -signal.SIGKILL
            for number in chance.sample(range(ARTICLES), ARTICLES // 3):  # so that the next run has work to do
                (folder / f"{number:02}.txt").write_text(_article(number, chance), encoding="utf-8")
        assert killed, "no run was met alive"
        for data in (whole, broken):
            nursery.start("index", str(folder), "--data", str(data))
            assert nursery.ended() == 0, f"ONRECORD_TEST_SEED={seed}"
    finally:
        nursery.close()
    expected, found = _counts(whole), _counts(broken)
    for name in ("articles", "passages", "quotations", "words", "noted"):
        assert found[name] == expected[name], f"{name}; ONRECORD_TEST_SEED={seed}"
    assert found["articles"] == ARTICLES
    assert found["words"] == found["passages"] == found["noted"]
