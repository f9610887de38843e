"""The retriever: a question and a scope in, an answer or an abstention out. It never writes a sentence of its own."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config.errors import EmptyCoverageError
from index.coverage import Coverage
from index.scope import Scope
from index.tables import articles, passages
from retrieval.abstain import Verdict, judge
from retrieval.answer import Answer, Excerpt, Searched
from retrieval.assess import assessed, likely_ones, likely_statements
from retrieval.choose import chosen_of, grown, once_each, spread
from retrieval.differ import differing
from retrieval.gather import Found, Weighed, find, scoped, weigh_units
from retrieval.question import Question, understand
from retrieval.ranking import Candidate, reranked
from retrieval.rerank import second_opinion, second_opinion_on_passages
from retrieval.terms import content_terms
from retrieval.timeline import in_time
from retrieval.verbatim import Chosen, sound_texts, verified

# An excerpt is shown only if its score comes near the best one's: the fifth best of five is not an answer by itself.
NEAR_BEST = 0.02
# From which odds on, where they are known: of what stands beside the best, less likely ones mostly answer nothing.
SURE = 3.0
ANOTHER_ACCOUNT = 0.8
CLOSEST = 5
# Passages that a search ranks, before the k best are given.
SEARCHED = 120
# Units that are looked at for what is shown: many more than are shown, for much syndicated statements.
MOST_GROWN = 60
NEAREST = 15
# Statements among which those are chosen that show how somebody's words changed over time.
OVER_TIME = 40
# A failure is never shown as "nothing found".
UNVERIFIED = "what was found could not be checked against the stored articles, so that it is not shown; see the log"


@dataclass(frozen=True, slots=True)
class Options:
    """What the call sets besides the question; `speaker` replaces the one that the question names."""

    limit: int = 5
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """One passage of a search: the exact text and where it stands."""

    source: str
    start: int
    end: int
    text: str
    score: float


class Retriever:
    """Answers questions about one open coverage."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    async def ask(self, text: str, scope: Scope, options: Options | None = None) -> Answer:
        """Answer a question, or say why not.

        Raises EmptyCoverageError if there is no article at all (in scope or not).
        """
        began = time.perf_counter()
        options = options or Options()
        await self._require_articles()
        question = await self._read(text, scope, options)
        scope = scoped(scope, question)
        found = await find(self._coverage, question, scope)
        if question.speaker is not None and not found.speakers and options.speaker is None:
            question, found = await self._without_speaker(question, scope, found)
        weighed = await weigh_units(self._coverage, question, found)
        weighed = await assessed(self._coverage, question, found, weighed)
        verdict = judge(question, found, weighed, self._coverage.settings.retrieval.threshold)
        weighed, verdict = await likely_statements(self._coverage, question, weighed, verdict)
        weighed = await second_opinion(self._coverage, question, weighed, verdict)
        stems = frozenset(term.stem for term in question.terms)
        by_date = question.over_time and bool(found.speakers)
        most = OVER_TIME if by_date else 2 * options.limit if verdict.chosen else options.limit
        shown = await self._show(weighed, found, verdict, scope, most, stems)
        searched = await self._searched(question, scope, found)
        if by_date and verdict.answered:
            shown = in_time(shown, options.limit)
            return replace(_answer(text, verdict, shown, searched, began), by_date=True)
        shown = likely_ones(shown, options.limit) if verdict.chosen else shown
        apart = differing(shown, question) if verdict.answered else ()
        led = tuple(shown[at] for at in apart)
        others = tuple(each for at, each in enumerate(shown) if at not in apart)
        if verdict.answered and not verdict.all_wanted:
            others = _near_best(others, max((each.score for each in shown), default=0.0))
        return replace(_answer(text, verdict, (*led, *others), searched, began), differ=len(apart))

    async def search(self, text: str, scope: Scope, k: int) -> list[RankedPassage]:
        """The ranked passages before excerpts are chosen; copies are not merged. Raises EmptyCoverageError."""
        await self._require_articles()
        question = await self._read(text, scope, Options())
        scope = scoped(scope, question)
        found = await find(self._coverage, question, scope, at_least=max(k, SEARCHED))
        weighed = await weigh_units(self._coverage, question, found, looked_at=SEARCHED)
        best: dict[int, float] = {}
        for each in reversed(weighed.evidence):  # ascending, so that a passage's best unit is written last
            best[each.unit.passage.id] = each.score
        order = await second_opinion_on_passages(
            self._coverage, question, reranked(found.candidates, best), found, weighed
        )
        return await self._coverage.database.read(_ranked, order, scope, k)

    async def _require_articles(self) -> None:
        if not await self._coverage.database.read(articles.any_article):
            mend = "add articles with: onrecord index FOLDER"
            raise EmptyCoverageError("the coverage is empty", where=str(self._coverage.data), mend=mend)

    async def _read(self, text: str, scope: Scope, options: Options) -> Question:
        outlets = await self._coverage.database.read(articles.outlets, scope)
        question = understand(text, now=scope.now, outlets=outlets)
        return replace(question, speaker=options.speaker) if options.speaker else question

    async def _without_speaker(self, question: Question, scope: Scope, found: Found) -> tuple[Question, Found]:
        """Nobody of that name is quoted: then the name is a word like others ("what does the deal say?")."""
        kept = question.speaker if question.certain else None
        plain = replace(question, speaker=kept, terms=content_terms(question.text), topic=question.text)
        return plain, replace(await find(self._coverage, plain, scope), speakers=found.speakers)

    async def _show(
        self, weighed: Weighed, found: Found, verdict: Verdict, scope: Scope, limit: int, stems: frozenset[str]
    ) -> tuple[Excerpt, ...]:
        # What comes closest may well be somebody else's words: the reader sees whose.
        units = [each for each in weighed.evidence if verdict.wanted(each) or not verdict.answered]
        units = spread(units) if verdict.spread and verdict.answered else units
        characters = self._coverage.settings.retrieval.excerpt_characters
        spans = (
            [(each, each.unit.span) for each in units]
            if verdict.everything
            else grown(units[: MOST_GROWN if verdict.answered else NEAREST], weighed.texts, characters)
        )
        every = verdict.all_wanted or not verdict.answered
        # Another account of the same thing may be worded otherwise: it is looked for farther off than what is shown.
        near = -math.inf if every or not units else units[0].score - ANOTHER_ACCOUNT
        worth = [(each, span) for each, span in spans if each.score >= near]
        chosen: list[Chosen] = [chosen_of(each, span, weighed.texts, found.speakers, stems) for each, span in worth]
        dates = await self._coverage.database.read(articles.dates_of, {each.article for each in chosen})
        kept = once_each(chosen, weighed.texts, dates, limit if verdict.answered else min(limit, CLOSEST))
        return await self._coverage.database.read(verified, kept, scope)

    async def _searched(self, question: Question, scope: Scope, found: Found) -> Searched:
        unknown = await self._coverage.database.read(articles.unknown_sources, scope.exclude)
        summary = found.summary
        return Searched(
            articles=summary.articles,
            first=summary.first,
            last=summary.last,
            undated=summary.undated,
            speaker=question.speaker,
            outlet=scope.outlet,
            since=_moment(scope.since),
            until=_moment(scope.until),
            unknown_exclude=unknown,
            namesakes=tuple(each.name for each in found.people.namesakes),
        )


def _near_best(shown: tuple[Excerpt, ...], best: float) -> tuple[Excerpt, ...]:
    return tuple(each for each in shown if _stands_beside(each, best))


def _stands_beside(each: Excerpt, best: float) -> bool:
    """Whether an excerpt is shown with the best one, whose score is given (or is it)."""
    return each.score >= (best if each.odds is not None and each.odds < SURE else best - NEAR_BEST)


def _ranked(
    connection: sqlite3.Connection, candidates: Sequence[Candidate], scope: Scope, k: int
) -> list[RankedPassage]:
    rows = passages.passages_in_scope(connection, [each.passage for each in candidates], scope)
    texts = sound_texts(connection, {row.revision for row in rows.values()})
    named = articles.articles_by_id(connection, {row.article for row in rows.values()})
    known = [(each, rows[each.passage]) for each in candidates if each.passage in rows]
    ranked = [(each, row) for each, row in known if row.revision in texts]
    return [
        RankedPassage(
            named[row.article].source, row.span.start, row.span.end, row.span.of(texts[row.revision]), each.score
        )
        for each, row in ranked[:k]
    ]


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _answer(text: str, verdict: Verdict, shown: tuple[Excerpt, ...], searched: Searched, began: float) -> Answer:
    answered = verdict.answered and bool(shown)
    reason = UNVERIFIED if verdict.answered and not shown else verdict.reason
    return Answer(
        question=text,
        answered=answered,
        confidence=verdict.confidence,
        reason=None if answered else reason,
        searched=searched,
        excerpts=shown if answered else (),
        closest=() if answered else shown,
        milliseconds=(time.perf_counter() - began) * 1000,
    )
