from __future__ import annotations

import os
import signal

import pytest

from config.errors import InputError, ModelError
from config.settings import ParserSettings
from index.model import ArticleDraft
from index.workers import Analyser

DRAFT = ArticleDraft("s", "o", "“We counted 38 cracks,” said Marta Kessling, an engineer. She left.\n")


async def until_it_fails(pool: Analyser) -> None:
    while True:  # the pool may need a moment to notice
        await pool(DRAFT)


async def test_a_worker_process_analyses_as_this_one_does_and_its_death_is_one_failed_article(
    analyser: Analyser,
) -> None:
    with Analyser(ParserSettings(), workers=1) as pool:
        assert await pool(DRAFT) == await analyser(DRAFT)
        assert pool._pool is not None
        (worker,) = pool._pool._processes
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(InputError, match=r"^s: the process that analyses articles died"):
            await until_it_fails(pool)


def test_a_parser_that_is_not_there_is_an_error_with_its_mend() -> None:
    with pytest.raises(ModelError, match=r"install|set the model"):
        Analyser(ParserSettings(model="no_such_model"))


def test_another_model_makes_other_analyses(analyser: Analyser) -> None:
    version, weights = analyser.name.split(":")
    assert version
    assert len(weights) == 16
