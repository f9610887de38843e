"""Looking through what has arrived in the coverage for those who watch it: every read that this needs."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from index.coverage import Coverage
from index.model import Span
from index.scope import Scope
from index.tables import arrivals, articles, copies, passages, quotations
from index.tables.arrivals import Arrival
from index.tables.articles import ArticleRow
from index.tables.embeddings import Vectors
from retrieval.recall import ExcerptKey
from retrieval.speakers import beginnings, speakers_meant
from retrieval.verbatim import sound_texts
from retrieval.watch import Arrived, Match, Said, Watch, matches, read_watch

# Articles that are looked at in one go: a few hundredths of a second.
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a watch begins.

    Attributes:
        cursor: the last arrival before it.
        newest: the highest number of an article then.
        embargoed: articles that are news when they become public, with when that is (seconds since 1970, UTC).
    """

    cursor: int
    newest: int
    embargoed: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A watch with what its chat may see.

    Attributes:
        key: the caller's.
        newest: the highest number of an article when the watch began; what older articles said then is no news.
        began: when that was, seconds since 1970 (UTC).
    """

    key: int
    watch: Watch
    scope: Scope
    newest: int
    began: float


class Place(NamedTuple):
    """Where a statement stands: the excerpt, the quotation that names its speaker, its sentences, its own words."""

    key: ExcerptKey
    quotation: Span | None
    core: Span
    words: Span


@dataclass(frozen=True, slots=True)
class Sighting:
    """A statement that is wanted.

    Attributes:
        wanted: the key of the watch.
        story: sources of the articles in scope that carry the same story, its own included; only for a topic.
    """

    wanted: int
    place: Place
    said: Said
    story: frozenset[str] = frozenset()


@dataclass(slots=True)
class Looked:
    """What a look found.

    Attributes:
        upto: the last arrival that was looked at.
        sightings: in the order of arrival.
        embargoed: (key of the watch, article, when its embargo ends) of what is still to be looked at.
        done: articles that were looked at.
    """

    upto: int
    sightings: list[Sighting] = field(default_factory=list)
    embargoed: list[tuple[int, int, float]] = field(default_factory=list)
    done: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """Articles as they stand now, and which of them each scope holds."""

    rows: Mapping[int, ArticleRow]
    arrived: Mapping[int, Arrived]
    inside: Mapping[Scope, Mapping[int, ArticleRow]]
    stories: Mapping[Scope, Mapping[int, frozenset[str]]]


def begin(connection: sqlite3.Connection, now: float) -> Beginning:
    """Where a watch begins that is set up at this moment."""
    embargoed = tuple(arrivals.embargoed(connection, now))
    return Beginning(arrivals.latest(connection), arrivals.newest_article(connection), embargoed)


def understand_watch(connection: sqlite3.Connection, text: str, scope: Scope) -> Watch:
    """What was typed after /watch, the speakers in scope being known. Raises UsageError."""

    def speaks(name: str) -> bool:
        return bool(speakers_meant(name, quotations.speakers_holding(connection, beginnings(name), scope)))

    return read_watch(text, speaks)


def said_at(connection: sqlite3.Connection, places: Sequence[Place]) -> list[Said | None]:
    """The statements at these places, whoever may see them; None where the text is gone."""
    texts = sound_texts(connection, {place.key.revision for place in places})
    rows = {source: articles.find_article(connection, source) for source in {place.key.source for place in places}}
    known = quotations.quotations_of(connection, {row.id for row in rows.values() if row is not None})
    found: list[Said | None] = []
    for place in places:
        row, text = rows[place.key.source], texts.get(place.key.revision)
        spoken = [] if row is None else [each.quotation for each in known[row.id]]
        quotation = next((each for each in spoken if each.span == place.quotation), None)
        match = Match(place.key.span, place.core, place.words, quotation)
        found.append(None if text is None else match.said(text))
    return found


class Lookout:
    """Looks through arrivals for many watches at once."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    async def look(self, after: int, wanted: Sequence[Wanted], limit: int = AT_ONCE) -> Looked:
        """What of the arrivals after that number is wanted; up to so many of them are looked at.

        Those who watch a topic wait for an article's vectors: the look ends before the first article without.
        """
        news = await self._coverage.database.read(arrivals.after, after, limit)
        return await self._look(after, news, wanted, fresh=False)

    async def look_at(self, article: int, wanted: Wanted) -> Looked:
        """The same for one article whose embargo has ended: nothing of it was known before.

        `done` is empty where it was not possible yet.
        """
        return await self._look(0, [Arrival(0, article)], [wanted], fresh=True)

    async def _look(self, after: int, news: Sequence[Arrival], wanted: Sequence[Wanted], *, fresh: bool) -> Looked:
        looked = Looked(after)
        if not news or not wanted:
            return looked
        vectors = await self._topics(wanted)
        if vectors is None:
            return looked
        ids = [each.article for each in news]
        read = await self._coverage.database.read(_read, ids, wanted, with_stories=bool(vectors))
        sentences = await self._sentences(read.arrived.values()) if vectors else {}
        for each in news:
            article = read.arrived.get(each.article)
            if vectors and article is not None and not all(passage.id in sentences for passage in article.passages):
                break
            await self._look_through(each.article, wanted, read, vectors, sentences, looked, fresh=fresh)
            looked.upto = each.id
            looked.done.append(each.article)
        return looked

    async def _look_through(
        self,
        article: int,
        wanted: Sequence[Wanted],
        read: _Read,
        vectors: Mapping[int, Vectors],
        sentences: Mapping[int, Vectors],
        looked: Looked,
        *,
        fresh: bool,
    ) -> None:
        characters = self._coverage.settings.retrieval.excerpt_characters
        row = read.rows[article]
        for each in wanted:
            if article not in read.inside[each.scope]:
                if row.embargo_until is not None and row.embargo_until > each.scope.now.timestamp():
                    looked.embargoed.append((each.key, article, row.embargo_until))
                continue
            arrived = read.arrived.get(article)
            if arrived is None:
                continue  # its text is damaged: logged, and never shown
            known = await self._known(article, each, arrived.revision, fresh=fresh)
            vector = vectors.get(each.key)
            found = await asyncio.to_thread(
                matches, each.watch, replace(arrived, known=known), vector, sentences, characters
            )
            story = read.stories[each.scope].get(article, frozenset()) if each.watch.topic else frozenset[str]()
            looked.sightings += [_sighting(each.key, arrived, match, story) for match in found]

    async def _known(self, article: int, wanted: Wanted, revision: str, *, fresh: bool) -> tuple[str, ...]:
        """What an article said before it was watched: of a correction only what is new is news."""
        if fresh or article > wanted.newest:
            return ()
        names = await self._coverage.database.read(arrivals.revisions_until, article, wanted.began)
        earlier = [name for name in names if name != revision]
        return tuple((await self._coverage.database.read(articles.revision_texts, earlier)).values()) if earlier else ()

    async def _topics(self, wanted: Sequence[Wanted]) -> dict[int, Vectors] | None:
        """The vector of each watched topic; None while there is nothing to compare with."""
        found: dict[int, Vectors] = {}
        for each in wanted:
            if each.watch.topic is not None:
                vector = await self._coverage.embed_question(each.watch.topic)
                if vector is None:
                    return None
                found[each.key] = vector
        return found

    async def _sentences(self, arrived: Iterable[Arrived]) -> dict[int, Vectors]:
        rows = [passage for each in arrived for passage in each.passages]
        return await self._coverage.sentence_vectors({row.id: row.embedded for row in rows})


def _read(connection: sqlite3.Connection, ids: Sequence[int], wanted: Sequence[Wanted], *, with_stories: bool) -> _Read:
    rows = articles.articles_by_id(connection, ids)
    scopes = {each.scope for each in wanted}
    inside = {scope: articles.articles_in_scope(connection, ids, scope) for scope in scopes}
    seen = {article for held in inside.values() for article in held}
    texts = sound_texts(connection, {rows[article].revision for article in seen})
    spoken = quotations.quotations_of(connection, seen)
    arrived = {
        article: Arrived(
            article=article,
            source=row.source,
            revision=row.revision,
            outlet=row.outlet,
            text=texts[row.revision],
            passages=tuple(passages.passages_of_article(connection, article)),
            quotations=tuple(spoken[article]),
        )
        for article, row in rows.items()
        if article in seen and row.revision in texts
    }
    stories = {scope: _stories(connection, held, scope) if with_stories else {} for scope, held in inside.items()}
    return _Read(rows, arrived, inside, stories)


def _stories(connection: sqlite3.Connection, ids: Iterable[int], scope: Scope) -> dict[int, frozenset[str]]:
    found = copies.copies_of(connection, ids, scope)
    return {article: frozenset(each.source for each in story.carriers) for article, story in found.items()}


def _sighting(key: int, arrived: Arrived, match: Match, story: frozenset[str]) -> Sighting:
    place = ExcerptKey(arrived.source, arrived.revision, *match.span)
    quotation = None if match.quotation is None else match.quotation.span
    return Sighting(key, Place(place, quotation, match.core, match.words), match.said(arrived.text), story)
