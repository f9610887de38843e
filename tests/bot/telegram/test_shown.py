"""What is kept for the buttons: whole, for one chat only, and for as long as it is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.press import narrowed
from bot.telegram.state import State, open_state
from bot.telegram.tables import chats, feedback, shown
from bot.telegram.tables.feedback import Report
from bot.telegram.tables.shown import Shown, Understood
from index.model import Span
from index.scope import Scope
from retrieval.recall import ExcerptKey, Kept

NOW = datetime(2031, 5, 1, 12, 30, tzinfo=UTC)
FIRST = ExcerptKey("/x/a.txt", "ab" * 32, 3, 40)
ANSWER = Shown(
    key="k" * 12,
    chat_id=-100,
    at=1000.0,
    question="What did she say? שלום 😀",
    scope=Scope(
        now=NOW,
        desks=frozenset({"city", "sport"}),
        exclude=frozenset({"/x/z.txt"}),
        outlet="Wire",
        since=NOW,
        until=NOW,
    ),
    understood=Understood("Mara Lind", None, "2031-04-01", None),
    answered=True,
    confidence=0.75,
    differ=2,
    kept=(
        Kept(FIRST, Span(4, 20), ((FIRST._replace(source="b"), True), (FIRST._replace(source="c", start=0), False))),
        Kept(FIRST._replace(start=50, end=60)),
    ),
)


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[State]:
    async with await open_state(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("answer", [ANSWER, replace(ANSWER, scope=Scope(now=NOW), kept=(), understood=Understood())])
async def test_an_answer_is_found_as_it_was_kept(state: State, answer: Shown) -> None:
    await state.write(shown.keep, answer)
    assert await state.read(shown.find, answer.key, answer.chat_id) == answer


async def test_a_key_opens_nothing_elsewhere_and_moves_with_its_group(state: State) -> None:
    await state.write(shown.keep, ANSWER)
    assert await state.read(shown.find, ANSWER.key, -200) is None
    assert await state.read(shown.find, "x" * 12, -100) is None
    await state.write(feedback.report, Report(ANSWER.key, 0, -100, 5, "words", 1.0))
    await state.write(chats.move, -100, -1000, 2000.0)
    assert await state.read(shown.find, ANSWER.key, -100) is None
    assert await state.read(shown.find, ANSWER.key, -1000) == replace(ANSWER, chat_id=-1000)
    (report,) = await state.read(feedback.open_reports)
    assert report.report.chat_id == -1000


async def test_old_answers_are_forgotten_unless_somebody_judged_them(state: State) -> None:
    for number, key in enumerate(["old", "rated", "wrong", "new"]):
        await state.write(shown.keep, replace(ANSWER, key=key, at=2000.0 if key == "new" else float(number)))
    await state.write(feedback.rate, "rated", 5, "up", 10.0)
    await state.write(feedback.report, Report("wrong", 1, -100, 5, "other", 10.0))
    await state.write(shown.forget, 1500.0)
    found = [key for key in ("old", "rated", "wrong", "new") if await state.read(shown.find, key, -100)]
    assert found == ["rated", "wrong", "new"]
    assert (
        await state.read(lambda c: c.execute("SELECT count(*) FROM shown_excerpts WHERE key = 'old'").fetchone()[0])
        == 0
    )


async def test_a_report_names_the_excerpt_and_the_question(state: State) -> None:
    await state.write(shown.keep, ANSWER)
    report = Report(ANSWER.key, 1, -100, 5, "speaker", 10.0)
    assert await state.write(feedback.report, report)
    assert not await state.write(feedback.report, report._replace(at=11.0))
    (found,) = await state.read(feedback.open_reports)
    assert (found.report, found.question, found.kept) == (report, ANSWER.question, ANSWER.kept[1])


desks = st.none() | st.frozensets(st.sampled_from("abc"))
moments = st.none() | st.datetimes(datetime(2030, 1, 1), datetime(2031, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - hypothesis takes none with a zone
scopes = st.builds(
    Scope,
    now=st.just(NOW),
    desks=desks,
    exclude=st.frozensets(st.sampled_from("xyz")),
    outlet=st.none() | st.sampled_from(["Wire", "Mail"]),
    since=moments,
    until=moments,
)


@given(scopes, scopes)
def test_a_press_never_sees_more_than_the_chat_may_see_now(now: Scope, then: Scope) -> None:
    both = narrowed(now, then)
    for each in (now, then):
        assert each.desks is None or (both.desks is not None and both.desks <= each.desks)
        assert both.exclude >= each.exclude
        assert each.since is None or (both.since is not None and both.since >= each.since)
        assert each.until is None or (both.until is not None and both.until <= each.until)
    assert both.outlet == now.outlet or (now.outlet is None and both.outlet == then.outlet)
    assert both.now == now.now


async def test_a_message_shows_the_answer_that_was_put_there_last(state: State) -> None:
    again = replace(ANSWER, key="l" * 12, typed="and then?")
    for answer in (ANSWER, again):
        await state.write(shown.keep, answer)
        await state.write(shown.put_in, answer.key, answer.chat_id, 77)
        assert await state.read(shown.at_message, answer.chat_id, 77) == answer
    assert await state.read(shown.at_message, -101, 77) is None
    assert await state.read(shown.at_message, -100, 78) is None


async def test_a_supergroup_s_messages_are_not_taken_for_the_group_s(state: State) -> None:
    await state.write(shown.keep, ANSWER)
    await state.write(shown.put_in, ANSWER.key, ANSWER.chat_id, 77)
    await state.write(chats.move, -100, -1001, 1.0)
    assert await state.read(shown.at_message, -1001, 77) is None
    assert await state.read(shown.find, ANSWER.key, -1001) is not None


async def test_a_report_is_decided_once_and_open_again_where_that_failed(state: State) -> None:
    await state.write(shown.keep, ANSWER)
    number = await state.write(feedback.report, Report(ANSWER.key, 0, -100, 5, "speaker", 10.0))
    other = await state.write(feedback.report, Report(ANSWER.key, 0, -100, 6, "speaker", 11.0))
    assert number is not None
    assert other is not None
    assert await state.write(feedback.close, number, "speaker")
    assert not await state.write(feedback.close, number, "dismissed")
    await state.write(feedback.open_again, number)
    assert await state.write(feedback.close, number, "words")
    found = await state.read(feedback.find_report, number)
    assert found is not None
    assert not found[1]
    same = await state.write(feedback.close_same, found[0], "words")
    assert [each.id for each in same] == [other]
    assert await state.read(feedback.open_reports) == []
