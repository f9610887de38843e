"""Floors over annotated articles; each is pinned to the data by its fingerprint and is only lowered on purpose."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from index.model import Quotation
from index.parse import Parser

ROOT = Path(__file__).resolve().parents[3]
GOLD = ROOT / "tests" / "gold"
SEEDS = ROOT.parent / "shared" / "seeds"
# Hard on purpose: joint statements, nicknames, relatives, a live blog, an interview without labels.
HARD = frozenset(
    """business_dairy council_live court_pharmacy fishing_talks hockey_final interview_baker prison_theatre
    science_seagrass transport_bridge""".split()
)


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
    articles = [a for a in benchmark.named(GOLD / "articles", GOLD / "articles") if Path(a.name).stem not in HARD]
    tally = benchmark.run(parser, articles, {}, all_zones=False)
    assert (len(articles), tally.gold) == (30, 462)  # new articles or gold: measure anew, and pin the floors anew
    assert tally.f(tally.matched) >= 0.98
    assert tally.f(tally.joint) >= 0.96
    assert tally.wrong_person <= 2
    assert tally.wrong_on_quoted <= 1
    assert tally.persons_right >= 0.96 * tally.persons


def test_hard_articles_of_other_fields_stay_above_their_floors(benchmark: ModuleType, parser: Parser) -> None:
    articles = [a for a in benchmark.named(GOLD / "articles", GOLD / "articles") if Path(a.name).stem in HARD]
    tally = benchmark.run(parser, articles, {}, all_zones=False)
    assert (len(articles), tally.gold) == (9, 150)
    assert tally.f(tally.matched) >= 0.93
    assert tally.f(tally.joint) >= 0.86
    assert tally.wrong_person <= 5
    assert tally.persons_right >= 0.84 * tally.persons


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not part of the repository")
def test_the_seed_articles_stay_above_their_floors(benchmark: ModuleType, parser: Parser) -> None:
    articles = list(benchmark.named(SEEDS, GOLD / "seeds.json"))  # refuses a text that is not the annotated one
    cache: dict[str, tuple[Quotation, ...]] = {}
    tally = benchmark.run(parser, articles, cache, all_zones=False)
    assert tally.gold == 77
    assert tally.f(tally.matched) >= 0.97
    assert tally.f(tally.joint) >= 0.95
    assert tally.wrong_on_quoted == 0
    said = [benchmark.what_said(articles, cache, names) for names in benchmark.speakers_of(articles)[:6]]
    wanted, right, found = (sum(column) for column in zip(*said, strict=True))
    assert right >= 0.95 * wanted
    assert right >= 0.97 * found


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not part of the repository")
def test_two_people_agree_on_who_said_what_in_the_seed_articles(benchmark: ModuleType) -> None:
    first, second = (
        {a.name: a for a in benchmark.named(SEEDS, GOLD / name)} for name in ("seeds_first.json", "seeds_second.json")
    )
    assert first.keys() == second.keys()
    matched = sum(len(benchmark.match(a.text, a.items, second[name].items)) for name, a in first.items())
    assert matched >= 0.85 * sum(len(a.items) for a in first.values())


POLNEAR = ROOT.parent / "shared" / "eval" / "polnear" / "dev"
SLICE = 4  # every fourth article: a few seconds
FINGERPRINT = "cbdde1fa8e850ec8eb067378f6a1da1f3f7f4dab51ef3f4808a623a54e5ce4e0"


@pytest.mark.skipif(not POLNEAR.is_dir(), reason="the evaluation data are not part of the repository")
def test_polnear_stays_above_its_floors(benchmark: ModuleType, parser: Parser) -> None:
    cache: dict[str, tuple[Quotation, ...]] = {}
    reported = list(benchmark.polnear("dev", reported=True))[::SLICE]
    everything = list(benchmark.polnear("dev", reported=False))[::SLICE]
    assert fingerprint(reported) == FINGERPRINT  # other data: measure anew, and pin the floors anew
    tally = benchmark.run(parser, reported, cache, all_zones=True)
    assert tally.f(tally.matched) >= 0.84
    assert tally.f(tally.joint) >= 0.80
    assert tally.direct_found >= 0.97 * tally.direct
    tally = benchmark.run(parser, everything, cache, all_zones=True)
    assert tally.f(tally.matched) >= 0.67


def fingerprint(articles: Sequence[Any]) -> str:
    """The hash of texts and gold together."""
    whole = hashlib.sha256()
    for article in articles:
        items = [(tuple(i.span), [tuple(s) for s in i.sources], i.counts, i.direct) for i in article.items]
        whole.update(repr((article.name, article.text, items)).encode())
    return whole.hexdigest()
