"""Excerpts of earlier answers, shown again only as far as they may be at this moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom_support import CHOIR, DAM, DAM_WIRE, Newsroom

from index.model import Span
from retrieval.answer import Excerpt
from retrieval.recall import Context, ExcerptKey, Gone, Kept, kept, widened

QUESTION = "What did Marta Kessling say?"


@pytest.fixture
async def told_twice(newsroom: Newsroom) -> Newsroom:
    """One statement in two outlets."""
    alone = {**DAM, "text": DAM["text"].replace(" “None of them was there in the autumn.”", "")}
    newsroom.write_records(alone, DAM_WIRE, CHOIR)
    await newsroom.index()
    return newsroom


async def test_an_excerpt_comes_back_as_it_was_with_its_speaker_and_its_copies(told_twice: Newsroom) -> None:
    answer = await told_twice.ask(QUESTION)
    again = await told_twice.service.excerpts(kept(answer), told_twice.scope())
    assert [replace(each, score=0.0) for each in answer.excerpts] == list(again)
    assert any(each.also_in for each in again if isinstance(each, Excerpt))


@pytest.mark.parametrize("gone", ["dam-ledger", "dam-wire"])
async def test_a_retracted_article_is_not_quoted_any_more_not_even_as_a_copy(told_twice: Newsroom, gone: str) -> None:
    held = kept(await told_twice.ask(QUESTION))
    await told_twice.service.retract(gone)
    again = await told_twice.service.excerpts(held, told_twice.scope())
    around = await told_twice.service.contexts(held, told_twice.scope())
    for before, after, context in zip(held, again, around, strict=True):
        if before.key.source == gone:
            assert after is context is Gone.RETRACTED
        else:
            assert isinstance(after, Excerpt)
            assert not [also for also in after.also_in if also.citation.source == gone]


async def test_a_corrected_article_is_not_quoted_in_its_old_words(told_twice: Newsroom) -> None:
    held = kept(await told_twice.ask("What did Benno Achtel say?"))
    told_twice.write_records({**CHOIR, "text": CHOIR["text"].replace("Nobody", "Hardly anybody")}, DAM, DAM_WIRE)
    await told_twice.index()
    assert held
    assert await told_twice.service.excerpts(held, told_twice.scope()) == (Gone.CORRECTED,) * len(held)
    assert await told_twice.service.contexts(held, told_twice.scope()) == (Gone.CORRECTED,) * len(held)


@pytest.mark.parametrize("narrowed", [{"desks": frozenset({"sport"})}, {"exclude": frozenset({"choir"})}])
async def test_outside_the_scope_nothing_is_told_not_even_a_retraction(
    news: Newsroom, narrowed: dict[str, object]
) -> None:
    held = kept(await news.ask("What did Benno Achtel say?"))
    assert set(await news.service.excerpts(held, news.scope(**narrowed))) == {Gone.UNAVAILABLE}
    await news.service.retract("choir")
    assert set(await news.service.excerpts(held, news.scope(**narrowed))) == {Gone.UNAVAILABLE}


@pytest.mark.parametrize(
    "change", [{"source": "nowhere"}, {"revision": "0" * 64}, {"end": 10_000}, {"start": -1}, {"end": 0}]
)
async def test_a_place_that_is_none_gives_nothing(news: Newsroom, change: dict[str, object]) -> None:
    key = kept(await news.ask("What did Benno Achtel say?"))[0].key
    assert await news.service.excerpts([Kept(key._replace(**change))], news.scope()) == (Gone.UNAVAILABLE,)  # type: ignore[arg-type]


async def test_a_context_is_one_stretch_of_the_revision(news: Newsroom) -> None:
    start = CHOIR["text"].index("“Nobody")
    quotation = Kept(ExcerptKey("choir", (await news.service.show("choir")).row.revision, start, start + 20))
    (context,) = await news.service.contexts([quotation], news.scope())
    assert isinstance(context, Context)
    assert context.before + context.excerpt.text + context.after in CHOIR["text"]
    assert context.before.startswith("The children's choir")
    assert context.after.endswith("next year.")


def sentences_in(text: str) -> list[Span]:
    """Sentences end at a full stop; white space and `#` (furniture) belong to none."""
    spans, start = [], 0
    for part in text.split("."):
        bare = part.strip(" #\n")
        if bare:
            at = text.index(bare, start)
            spans.append(Span(at, min(at + len(bare) + 1, len(text))))
        start += len(part) + 1
    return spans


@given(st.text("ab. \n#", max_size=60), st.integers(0, 60), st.integers(1, 20), st.integers(0, 3))
def test_a_widened_span_holds_the_span_and_crosses_no_furniture(text: str, start: int, length: int, by: int) -> None:
    span = Span(start, min(start + length, len(text)))
    if span.start >= span.end:
        return
    sentences = sentences_in(text)
    wide = widened(text, sentences, span, by)
    assert wide.contains(span)
    inside = [each for each in sentences if each.overlaps(span)]
    if inside:
        core = Span(min(span.start, inside[0].start), max(span.end, inside[-1].end))
        assert "#" not in text[wide.start : core.start]
        assert "#" not in text[core.end : wide.end]
        assert sum(wide.contains(each) and not each.overlaps(span) for each in sentences) <= 2 * by
