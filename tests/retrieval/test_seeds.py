"""Real articles beside the checkout. None of their words stand here: the places are code points of the files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from newsroom_support import SEEDS, Clock, in_a_loop_of_its_own, settings_in, shown, silent

from bot.service import Service
from config.settings import RetrievalSettings
from index.scope import Scope
from retrieval.answer import Answer
from retrieval.words import same_statement

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the articles are not beside this checkout")

# question → the places (file's number, start, end) any of which answers
FIRST: dict[str, tuple[tuple[str, int, int], ...]] = {
    "what did Hassett tell CNBC?": (
        ("002", 2212, 2255),
        ("003", 823, 866),
    ),
    "how many jobs could China lose?": (("002", 3084, 3094),),
    "what did the foreign ministry liken giving in to?": (
        ("002", 2504, 2519),
        ("003", 3062, 3077),
    ),
}
THRESHOLD = RetrievalSettings().threshold
EVERYTHING = (
    "what did Bessent say?",
    "What did the foreign ministry say?",
    "what did Trump say about tariffs",
    "tariff",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, loaded_once: object) -> Path:  # noqa: ARG001 - comes first
    made = tmp_path_factory.mktemp("seeds").resolve()

    async def index_all() -> None:
        async with Service(settings_in(made, threshold=THRESHOLD), "a test", Clock()) as service:
            assert (await service.index([SEEDS], None, silent)).failed == []

    in_a_loop_of_its_own(index_all())
    return made


@pytest.fixture
async def service(folder: Path) -> AsyncIterator[Service]:
    async with Service(settings_in(folder, threshold=THRESHOLD), "a test", Clock()) as opened:
        yield opened


def text_of(source: str) -> str:
    return Path(source).read_bytes().decode("utf-8")


async def ask(service: Service, question: str, limit: int = 5) -> Answer:
    return await service.ask(question, Scope(now=Clock()()), limit=limit)


@pytest.mark.parametrize("question", [*FIRST, *EVERYTHING])
async def test_every_excerpt_is_the_file_to_the_code_point(service: Service, question: str) -> None:
    answer = await ask(service, question, 20)
    places = list(shown(answer))
    assert places
    held = {source: text_of(source) for source, *_ in places}
    for source, text, start, end in places:
        assert held[source][start:end] == text


@pytest.mark.parametrize("question", FIRST)
async def test_the_answer_stands_in_the_first_excerpt(service: Service, question: str) -> None:
    answer = await ask(service, question)
    assert answer.answered
    first = answer.excerpts[0]
    spans = [(first.citation.source, first.citation.start, first.citation.end)]
    spans += [(also.citation.source, also.citation.start, also.citation.end) for also in first.also_in]
    assert any(
        Path(source).name.startswith(number) and start <= answer_start and answer_end <= end
        for source, start, end in spans
        for number, answer_start, answer_end in FIRST[question]
    )


async def test_all_that_somebody_said_is_many_statements_and_none_twice(service: Service) -> None:
    answer = await ask(service, "what did Bessent say?", 20)
    assert answer.answered
    texts = [excerpt.text for excerpt in answer.excerpts]
    assert len(texts) >= 5
    assert all("Bessent" in (excerpt.speaker or "") for excerpt in answer.excerpts)
    for at, one in enumerate(texts):
        assert not any(same_statement(one, other) for other in texts[at + 1 :])


@pytest.mark.parametrize("question", ["what did Janet Yellen say?", "what tariff applies to Canadian steel?"])
async def test_what_is_not_in_the_coverage_is_not_answered_and_the_reason_is_said(
    service: Service, question: str
) -> None:
    answer = await ask(service, question)
    assert not answer.answered
    assert answer.excerpts == ()
    assert answer.reason
