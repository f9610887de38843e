"""What somebody said about a topic, by date: each statement once, and where a later one words, counts or denies anew.

The topic is matched as for an answer to "what did X say about Y": the same candidates, weights and verdict.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from index.coverage import Coverage
from index.model import Span
from index.scope import Scope
from index.tables import articles
from index.tables.quotations import QuotationRow
from retrieval.abstain import judge
from retrieval.age import published_of
from retrieval.answer import AlsoIn, Excerpt
from retrieval.choose import chosen_of, once_each
from retrieval.gather import Found, find, weigh_units
from retrieval.question import Question
from retrieval.quotes import quotation_json
from retrieval.terms import content_terms
from retrieval.verbatim import Chosen, sound_texts, verified
from retrieval.verdict import Differing, What, difference_json
from retrieval.verification.altered import SHARE, nearest
from retrieval.verification.reading import Article, Stream
from retrieval.verification.tokens import Word, words_of

# Statements on one topic that are laid out, the ones that fit best.
MOST: Final = 300
_WEIGHTY: Final[tuple[What, ...]] = ("number", "negation", "modal", "word")


@dataclass(frozen=True, slots=True)
class Changed:
    """How a statement differs from an earlier one that it comes near to.

    Attributes:
        earlier: the position of that one.
        what: the weightiest thing that differs; "negation" too where one of the two is a denial.
        differences: word by word: `given` are the later one's words, `source` the earlier one's, each with where they
            stand in its own revision.
    """

    earlier: int
    what: What
    differences: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement on the topic.

    Attributes:
        excerpt: its whole sentences, with the other articles that have it.
        said: the quotation as a line of `quotes`.
    """

    excerpt: Excerpt
    said: Mapping[str, Any]
    changed: Changed | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What somebody said about a topic.

    Attributes:
        who: the speakers whom the name means, each with how many quotations are theirs.
        statements: the earliest first; those without a date last.
        reason: why there are none.
    """

    who: tuple[tuple[str, int], ...]
    statements: tuple[Statement, ...]
    reason: str | None


async def timeline(coverage: Coverage, name: str, topic: str, scope: Scope) -> Timeline:
    """What whoever the name means said about the topic, within the scope."""
    text = f"what did {name} say about {topic}?"
    question = Question(text, "said", content_terms(topic), speaker=name, topic=topic, over_time=True)
    found = await find(coverage, question, scope)
    who = tuple((each.name, each.quotations) for each in found.people.speakers)
    if not found.speakers:
        return Timeline(who, (), f"nobody called “{name}” is quoted in the coverage")
    weighed = await weigh_units(coverage, question, found)
    verdict = judge(question, found, weighed, coverage.settings.retrieval.threshold)
    if not verdict.answered:
        return Timeline(who, (), verdict.reason)
    units = [each for each in weighed.evidence if verdict.wanted(each)]
    stems = frozenset(term.stem for term in question.terms)
    chosen = [chosen_of(each, each.unit.span, weighed.texts, found.speakers, stems) for each in units]
    dates = await coverage.database.read(articles.dates_of, {each.article for each in chosen})
    kept = once_each([each for each in chosen if _theirs(each, found)], weighed.texts, dates, MOST)
    kept.sort(key=lambda each: (dates.get(each.article) is None, dates.get(each.article) or 0.0, each.span))
    return Timeline(who, await coverage.database.read(_statements, kept, scope), None)


def _theirs(chosen: Chosen, found: Found) -> bool:
    """Whether the excerpt is named after words of the speaker asked for."""
    said = chosen.quotation
    return said is not None and (said.speaker in found.speakers or bool(found.speakers.intersection(said.speakers)))


def _statements(connection: sqlite3.Connection, chosen: Sequence[Chosen], scope: Scope) -> tuple[Statement, ...]:
    texts = sound_texts(connection, {each.revision for each in chosen})
    shown = [(each, excerpt) for each in chosen for excerpt in verified(connection, [each], scope)]
    lines = [_line(each, excerpt, texts) for each, excerpt in shown]
    return tuple(
        Statement(excerpt, line, changed_of(line, lines[:at]))
        for at, ((_, excerpt), line) in enumerate(zip(shown, lines, strict=True))
    )


def _line(chosen: Chosen, excerpt: Excerpt, texts: Mapping[str, str]) -> Mapping[str, Any]:
    if chosen.quotation is None:
        raise ValueError("a statement is somebody's words")
    row = QuotationRow(0, chosen.article, chosen.revision, chosen.quotation)
    return quotation_json(excerpt.citation.source, row, texts[chosen.revision])


def changed_of(line: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> Changed | None:
    """How a statement differs from the earlier one that is most like it; None if none is like it. Pure.

    Args:
        line, earlier: quotations as lines of `quotes`, the earlier ones by date.
    """
    words = words_of(line["text"])
    best: tuple[float, int, Changed] | None = None
    for at, other in enumerate(earlier):
        near = nearest(words, _stream(other["text"]))
        if near is None or near.share < SHARE:
            continue
        told = tuple(_differing(line, other, words, near.stream, each) for each in near.differences)
        denied = line["polarity"] != other["polarity"]
        if (told or denied) and (best is None or (near.share, at) > best[:2]):
            kinds = {each.what for each in told} | ({"negation"} if denied else set())
            best = near.share, at, Changed(at, next(each for each in _WEIGHTY if each in kinds), told)
    return None if best is None else best[2]


def _stream(text: str) -> Stream:
    return Stream(Article(0, "", text), words_of(text))


def _differing(
    line: Mapping[str, Any], other: Mapping[str, Any], words: Sequence[Word], stream: Stream, each: Any
) -> Differing:
    given = _words(line, words, *each.given)
    source = _words(other, stream.words, *each.source)
    return Differing(each.kind, each.what, given[0], source[0], given[1], source[1])


def _words(line: Mapping[str, Any], words: Sequence[Word], start: int, end: int) -> tuple[str, Span | None]:
    """Some words of a quotation as printed, and where they stand in its revision."""
    if start >= end:
        return "", None
    inside = Span(words[start].start, words[end - 1].end)
    return inside.of(line["text"]), Span(line["start"] + inside.start, line["start"] + inside.end)


def in_time(shown: Sequence[Excerpt], limit: int) -> tuple[Excerpt, ...]:
    """At most so many of the excerpts, spread over their time, the earliest first; undated ones last. Pure."""
    ordered = sorted(shown, key=_moment)
    if len(ordered) <= limit or limit < 2:
        return tuple(ordered[:limit])
    steps = [round(at * (len(ordered) - 1) / (limit - 1)) for at in range(limit)]
    return tuple(ordered[at] for at in steps)


def _moment(excerpt: Excerpt) -> tuple[bool, datetime | None, str]:
    published = published_of(excerpt.citation.published)
    return published is None, None if published is None else published.moment, excerpt.citation.source


def statement_json(statement: Statement, others: Sequence[Statement]) -> dict[str, Any]:
    """A statement's JSON shape: the quotation's line, its article, where else it stands, what changed."""
    excerpt, cited = statement.excerpt, statement.excerpt.citation
    return {
        **statement.said,
        "outlet": cited.outlet,
        "title": cited.title,
        "published": cited.published,
        "url": cited.url,
        "excerpt": {"text": excerpt.text, "start": cited.start, "end": cited.end},
        "also_in": [_also_json(each) for each in excerpt.also_in],
        "changed": None if statement.changed is None else _changed_json(statement.changed, others),
    }


def _also_json(also: AlsoIn) -> dict[str, Any]:
    cited = also.citation
    place = {"source": cited.source, "start": cited.start, "end": cited.end, "text": also.text}
    return {**place, "outlet": cited.outlet, "published": cited.published, "same": also.same}


def _changed_json(changed: Changed, statements: Sequence[Statement]) -> dict[str, Any]:
    earlier = statements[changed.earlier]
    place = {name: earlier.said[name] for name in ("source", "start", "end", "text")}
    return {
        "what": changed.what,
        "since": {**place, "published": earlier.excerpt.citation.published},
        "differences": [difference_json(each) for each in changed.differences],
    }
