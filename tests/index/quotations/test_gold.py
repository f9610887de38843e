"""Floors over annotated articles; each is pinned to the data by its fingerprint and is only lowered on purpose."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from index.parse import Parser

ROOT = Path(__file__).resolve().parents[3]
GOLD = ROOT / "tests" / "gold"
SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """The benchmark's own scoring, so that the gate and the table can never disagree."""
    spec = importlib.util.spec_from_file_location("quotations_benchmark", ROOT / "benchmarks" / "quotations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["quotations_benchmark"] = module
    spec.loader.exec_module(module)
    return module


def test_articles_of_other_fields_stay_above_their_floors(benchmark: ModuleType, parser: Parser) -> None:
    articles = list(benchmark.named(GOLD / "articles", GOLD / "articles"))
    tally = benchmark.run(parser, articles, {}, all_zones=False)
    assert (len(articles), tally.gold) == (19, 308)  # new articles or gold: measure anew, and pin the floors anew
    assert tally.f(tally.matched) >= 0.97
    assert tally.f(tally.joint) >= 0.95
    assert tally.wrong_person == 0
    assert tally.persons_right >= 0.98 * tally.persons


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not part of the repository")
def test_the_seed_articles_stay_above_their_floors(benchmark: ModuleType, parser: Parser) -> None:
    tally = benchmark.run(parser, benchmark.named(SEEDS, GOLD / "seeds.json"), {}, all_zones=False)
    assert tally.f(tally.matched) >= 0.95
    assert tally.f(tally.joint) >= 0.93
    assert tally.wrong_on_quoted == 0
