"""From a question and its scope to weighed units: every read of the coverage that an answer needs."""

from __future__ import annotations

import asyncio
import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from config.settings import RetrievalSettings
from index.coverage import Coverage, Hits, sentences_of, tokens_of
from index.embedding.late import QuestionTokens, Tokens
from index.memory import remembered
from index.model import Span
from index.scope import Scope
from index.tables import articles, embeddings, passages, quotations
from index.tables.articles import ScopeSummary
from index.tables.embeddings import Generation, Vectors
from index.tables.passages import PassageRow
from retrieval.evidence import Evidence, asked_of, rarity, refined, weigh
from retrieval.meeting import meetings
from retrieval.people import People
from retrieval.question import Question
from retrieval.ranking import Candidate, Nearby, freshness, fuse
from retrieval.spoken import WEIGHED_ON_TOPIC, Spoken, on_topic, read_spoken, with_those_met
from retrieval.topic import topic_of
from retrieval.units import Unit, units_of
from retrieval.worded import worded

# Passages whose sentences are weighed, besides more of the speaker's.
LOOKED_AT = 12
# Passages of each retriever's that are looked at where somebody's words are asked for, besides those that hold them.
OTHERS = 20
# Units in which words that are only alike are looked for.
REFINED = 32
# Passages whose units a connection remembers: a few thousand bytes each.
UNITS_KEPT = 1024
# Passages whose print tells which of the question's words are names.
PRINTED = 12


@dataclass(frozen=True, slots=True)
class Found:
    """What the retrievers found for one question.

    Attributes:
        summary: what was searched.
        candidates: fused, best first.
        rows: the candidates' passages, those in scope only.
        alike: cosine similarity to the question of each of their sentences, by passage and number.
        fresh: how near each passage's publication is to the newest in scope (0…1).
        counts: for each term's expression, in how many passages in scope it occurs.
        weights: rarity of each term's expression.
        speakers: the stored speakers that the question means.
        spoken: ids of quotations of those speakers.
        people: whom the question's speaker means, namesakes apart.
        tokens: the question's words in their context; None where the live generation keeps none.
    """

    summary: ScopeSummary
    candidates: tuple[Candidate, ...]
    rows: Mapping[int, PassageRow]
    alike: Mapping[tuple[int, int], float]
    fresh: Mapping[int, float]
    counts: Mapping[str, int]
    weights: Mapping[str, float]
    speakers: frozenset[str]
    spoken: frozenset[int]
    people: People = field(default_factory=People)
    tokens: QuestionTokens | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """Units with their evidence, best first, and the texts they were cut from (by revision)."""

    evidence: tuple[Evidence, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Worded:
    """What the question's words find, with what is known of the scope."""

    summary: ScopeSummary
    lexical: Hits
    counts: Mapping[str, int]
    passages: int


def _read_words(connection: sqlite3.Connection, question: Question, scope: Scope, k: int) -> _Worded:
    expressions = [term.match for term in question.terms]
    return _Worded(
        summary=articles.summarise(connection, scope),
        lexical=passages.search_words(connection, expressions, scope, k),
        counts=passages.word_counts(connection, expressions, scope),
        passages=passages.count_in_scope(connection, scope),
    )


async def _spoken(coverage: Coverage, question: Question, scope: Scope) -> Spoken:
    if question.speaker is None:
        return Spoken()
    return await coverage.database.read(read_spoken, question, question.speaker, scope)


async def find(coverage: Coverage, question: Question, scope: Scope, *, at_least: int = 0) -> Found:
    """Ask every retriever for the settings' number of candidates, or `at_least` so many, and fuse."""
    settings: RetrievalSettings = coverage.settings.retrieval
    k = max(settings.candidates, at_least)
    besides = k if question.speaker is None or at_least else OTHERS
    # Side by side: SQLite, the embedder and Chroma all let go of the interpreter's lock.
    (vector, tokens, dense), said, first = await asyncio.gather(
        _nearest(coverage, question.text, scope, k),
        _spoken(coverage, question, scope),
        coverage.database.read(_read_words, question, scope, besides),
    )
    weights = rarity(first.counts, first.passages)
    hits = _FoundBy(list(dict(dense)), list(dict(first.lexical)), besides)
    rows, alike, lexical, theirs = await coverage.database.read(
        _read_candidates, hits, question, scope, vector, weights, said
    )
    newest = min(scope.now.timestamp(), first.summary.latest or math.inf)
    fresh = {each: freshness(row.published_from, newest) for each, row in rows.items()}
    spoken = dict.fromkeys(theirs.holding, 1.0)
    nearby = Nearby(_best_alike(alike), fresh, spoken, recent=question.recent)
    return Found(
        summary=first.summary,
        candidates=tuple(each for each in fuse(dense, lexical, nearby, settings) if each.passage in rows),
        rows=rows,
        alike=alike,
        fresh=fresh,
        counts=first.counts,
        weights=weights,
        speakers=said.people.names,
        spoken=frozenset(row.id for row in theirs.quotations),
        people=said.people,
        tokens=tokens,
    )


@dataclass(frozen=True, slots=True)
class _FoundBy:
    """Passages that were found by likeness and by words, best first.

    Attributes:
        most: how many of each are looked at beside the words of the speaker asked for.
    """

    dense: Sequence[int]
    worded: Sequence[int]
    most: int

    def besides(self, theirs: frozenset[int]) -> set[int]:
        """What to look at besides the passages that hold the words of the speaker asked for."""
        most = self.most if theirs else None
        return {*self.dense[:most], *self.worded[:most]}


def _read_candidates(
    connection: sqlite3.Connection,
    hits: _FoundBy,
    question: Question,
    scope: Scope,
    vector: Vectors | None,
    weights: Mapping[str, float],
    said: Spoken,
) -> tuple[dict[int, PassageRow], dict[tuple[int, int], float], Hits, Spoken]:
    """The passages in scope, how alike their sentences are, those found by words with their scores, what is spoken."""
    worded_ids = dict.fromkeys([*hits.worded, *dict(said.lexical)])
    theirs = with_those_met(connection, question, scope, said, {*hits.dense, *worded_ids})
    rows = passages.passages_in_scope(connection, {*theirs.holding, *hits.besides(theirs.holding)}, scope)
    alike = _similarities(connection, rows.values(), vector)
    worded_hits = _reworded(connection, question, weights, [rows[each] for each in worded_ids if each in rows])
    return rows, alike, worded_hits, theirs


def _reworded(
    connection: sqlite3.Connection, question: Question, weights: Mapping[str, float], rows: Sequence[PassageRow]
) -> Hits:
    """The passages that were found by words, scored with what is in scope alone."""
    texts = articles.known_texts(connection, {row.revision for row in rows})
    return [(row.id, worded(question.terms, weights, row.context, row.span.of(texts[row.revision]))) for row in rows]


async def _nearest(
    coverage: Coverage, text: str, scope: Scope, k: int
) -> tuple[Vectors | None, QuestionTokens | None, Hits]:
    read = await coverage.read_question(text)
    return (None, None, []) if read is None else (*read, await coverage.nearest(read[0], scope, k))


def _best_alike(alike: Mapping[tuple[int, int], float]) -> dict[int, float]:
    """The highest similarity of a sentence, by passage."""
    best: dict[int, float] = {}
    for (passage, _), similarity in alike.items():
        best[passage] = max(similarity, best.get(passage, -1.0))
    return best


async def weigh_units(coverage: Coverage, question: Question, found: Found, *, looked_at: int = LOOKED_AT) -> Weighed:
    """Cut the `looked_at` best candidates, and all of the speaker's, into units and weigh them."""
    best = found.candidates[:looked_at]
    more = [each for each in found.candidates[looked_at:] if each.spoken]
    more = more[:WEIGHED_ON_TOPIC] if on_topic(question) else more
    chosen = [*best, *more]
    spoken_only = {each.passage for each in more}  # of these nothing but the speaker's own words can be wanted
    rows = {each.passage: found.rows[each.passage] for each in chosen if each.passage in found.rows}
    characters = coverage.settings.retrieval.excerpt_characters
    generation, texts, units, held = await coverage.database.read(_read_units, list(rows.values()), characters)
    printed = [row.span.of(texts[row.revision]) for row in list(rows.values())[:PRINTED]]
    topic = topic_of(question.terms, found.weights, printed)
    asked = asked_of(question, topic, await coverage.word_vectors(generation))
    meets = {} if found.tokens is None else meetings(question, found.weights, found.tokens, held)
    evidence = [
        weigh(
            unit,
            candidate,
            asked,
            texts[row.revision],
            alike=found.alike.get((row.id, unit.at), 0.0),
            fresh=found.fresh.get(row.id, 0.0),
            met=meets.get(row.id),
        )
        for candidate in chosen
        if (row := rows.get(candidate.passage)) is not None
        for unit in units[row.id]
        if row.id not in spoken_only or any(each.id in found.spoken for each in unit.quotations)
    ]
    evidence.sort(key=order)
    refine = [refined(each, asked, texts[each.unit.passage.revision]) for each in evidence[:REFINED]]
    return Weighed(tuple(sorted([*refine, *evidence[REFINED:]], key=order)), texts)


def order(evidence: Evidence) -> tuple[float, int, Span]:
    """By score, best first; ties go to what was stored first."""
    return -evidence.score, evidence.unit.passage.id, evidence.unit.core


def _similarities(
    connection: sqlite3.Connection, rows: Iterable[PassageRow], vector: Vectors | None
) -> dict[tuple[int, int], float]:
    """Cosine similarity to the question of each sentence, by passage and number."""
    if vector is None:
        return {}
    held = sentences_of(connection, _embedded(rows))
    return {
        (passage, at): similarity
        for passage, sentences in held.items()
        for at, similarity in enumerate((sentences @ vector).tolist())
    }


def _embedded(rows: Iterable[PassageRow]) -> dict[int, bytes]:
    return {row.id: row.embedded for row in rows}


def _read_units(
    connection: sqlite3.Connection, rows: Sequence[PassageRow], characters: int
) -> tuple[Generation | None, dict[str, str], dict[int, tuple[Unit, ...]], dict[int, Tokens]]:
    """The live generation, the passages' texts by revision, their units and their words by passage."""
    texts = articles.known_texts(connection, {row.revision for row in rows})
    by_id = {row.id: row for row in rows}

    def cut(ids: Sequence[int]) -> dict[int, tuple[Unit, ...]]:
        lacking = [by_id[each] for each in ids]
        said = quotations.quotations_inside(connection, {row.id: (row.article, row.span) for row in lacking})
        return {row.id: units_of(row, texts[row.revision], said[row.id], characters) for row in lacking}

    units = remembered(connection, f"units {characters}", by_id, cut, most=UNITS_KEPT)
    return embeddings.live_generation(connection), texts, units, tokens_of(connection, _embedded(rows))


def by_speaker(evidence: Evidence, found: Found) -> bool:
    """Whether the unit holds words of the speaker asked for."""
    return any(row.id in found.spoken for row in evidence.unit.quotations)


def scoped(scope: Scope, question: Question) -> Scope:
    """The scope, narrowed by what the question explicitly says."""
    return replace(
        scope,
        outlet=question.outlet or scope.outlet,
        since=max(filter(None, (question.since, scope.since)), default=None),
        until=min(filter(None, (question.until, scope.until)), default=None),
    )
