"""Did they say this, word for word? Finds where the words may stand within a scope, rules, and shows the place.

One synchronous function over one snapshot of the coverage; the ruling itself is pure (`retrieval.verification`).
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rapidfuzz import fuzz

from index.model import Span
from index.scope import Scope
from index.speakers import Speaker
from index.tables import articles, passages, quotations
from retrieval.people import People, people_asked
from retrieval.terms import content_terms
from retrieval.verbatim import Chosen, sound_texts, verified
from retrieval.verdict import Match, Verdict
from retrieval.verification.claim import Claim, read_claim
from retrieval.verification.judge import Ground, Judgement, judge
from retrieval.verification.reading import Article
from retrieval.verification.tokens import weight, words_of
from retrieval.verification.whose import is_same
from retrieval.words import same_words

# Passages looked at, articles they may come from, and of these how many are read whole.
_PASSAGES, _ARTICLES = 60, 24
# Full-text expressions of one claim: its content words, and the runs of words that only its own source should have.
_TERMS, _PHRASES, _PHRASE_WORDS = 16, 12, 3
# The asked speaker's newest quotations that are compared with the claim, and how many of their articles are read.
_SPOKEN, _SPOKEN_ARTICLES, _LIKE = 300, 6, 60.0
_MOST_MATCHES = 5


def verify(connection: sqlite3.Connection, text: str, speaker: str | None, scope: Scope) -> Verdict:
    """Rule on words that somebody is claimed to have said.

    Args:
        text: the words, with or without quotation marks; cuts ("…"), [brackets] and an attribution within are read.
        speaker: whose words they are claimed to be; None takes whom the text itself names, if anybody.
        scope: what may be looked at; nothing outside it is hinted at either.
    """
    claim = read_claim(text)
    asked = speaker if speaker is not None else claim.speaker
    people = People() if asked is None else people_asked(connection, asked, scope)
    candidates = _candidates(connection, claim, people, scope)
    found = tuple(_known(each, asked, people) for each in _articles(connection, candidates, scope))
    judgement = judge(claim, asked, found)
    matches = tuple(_matches(connection, judgement, scope))
    return Verdict(text, asked, judgement.ruling, judgement.cause, matches)


def _known(article: Article, asked: str | None, people: People) -> Article:
    """The article with which of its names are the asked speaker's, as answers to "what did X say" take them.

    A person counts only under a name that is the one asked for: a "yes" will be printed. Family names that could be
    several people's stay with the words of the article.
    """
    if asked is None:
        return article
    sure = [each for each in people.speakers if any(is_same(asked, name) for name in each.names)]
    return replace(article, theirs=_names_in(article, sure), others=_names_in(article, people.others))


def _names_in(article: Article, speakers: Iterable[Speaker]) -> frozenset[str]:
    whole = (one for each in speakers if not each.part for one in each.appearances)
    return frozenset(one.name for one in whole if one.article == article.id)


def _candidates(connection: sqlite3.Connection, claim: Claim, people: People, scope: Scope) -> list[int]:
    """Articles in scope where the words may stand, likeliest first."""
    if not claim.words:
        return []
    hits = passages.search_words(connection, _expressions(claim), scope, _PASSAGES)
    rows = passages.passages_in_scope(connection, [passage for passage, _ in hits], scope)
    found = list(dict.fromkeys(rows[passage].article for passage, _ in hits if passage in rows))[:_ARTICLES]
    return list(dict.fromkeys([*found, *_of_speaker(connection, claim, people, scope)]))


def _expressions(claim: Claim) -> list[str]:
    """Full-text expressions: single words find what was altered, phrases what is word for word."""
    printed = [_searched(claim.text[word.start : word.end]) for word in claim.words]
    step = max(1, len(printed) // _PHRASES)
    starts = range(0, max(1, len(printed) - _PHRASE_WORDS + 1), step)
    phrases = [f'"{" ".join(printed[at : at + _PHRASE_WORDS])}"' for at in islice(starts, _PHRASES)]
    terms = [term.match for term in content_terms(" ".join(printed))]
    spread = max(1, len(terms) // _TERMS)
    return [*phrases, *terms[::spread]]


def _searched(printed: str) -> str:
    """A word as the full-text index has it: without ligatures and marks of its own."""
    return unicodedata.normalize("NFKC", printed).replace("\u00ad", "").replace('"', " ")


def _of_speaker(connection: sqlite3.Connection, claim: Claim, people: People, scope: Scope) -> list[int]:
    """Articles with quotations of the asked speaker that are like the claim: altered words have other words' places."""
    if not people.speakers:
        return []
    rows = quotations.quotations_of_speakers(connection, people.speakers, people.others, scope, _SPOKEN)
    texts = articles.revision_texts(connection, {row.revision for row in rows})
    wanted = _keys(claim.text)
    scored: dict[int, float] = {}
    for row in rows:
        like = fuzz.token_set_ratio(wanted, _keys(row.quotation.span.of(texts[row.revision])), score_cutoff=_LIKE)
        scored[row.article] = max(like, scored.get(row.article, 0.0))
    ranked = sorted((article for article in scored if scored[article] > 0), key=lambda each: (-scored[each], each))
    return ranked[:_SPOKEN_ARTICLES]


def _keys(text: str) -> str:
    return " ".join(word.key for word in words_of(text) if weight(word.key) == 1.0)


def _articles(connection: sqlite3.Connection, wanted: Sequence[int], scope: Scope) -> Iterator[Article]:
    """Those of the articles that are in scope and whose text has its hash."""
    rows = articles.articles_in_scope(connection, wanted, scope)
    texts = sound_texts(connection, {row.revision for row in rows.values()})
    said = quotations.quotations_of(connection, rows)
    for number in wanted:
        row = rows.get(number)
        if row is not None and row.revision in texts:
            live = tuple(each for each in said[number] if each.revision == row.revision)
            yield Article(number, row.revision, texts[row.revision], row.furniture, live)


def _matches(connection: sqlite3.Connection, judgement: Judgement, scope: Scope) -> Iterator[Match]:
    """The places as excerpts; the same statement in several articles is one that names them all."""
    sentences = _Sentences(connection)
    for group in islice(_grouped(judgement.grounds), _MOST_MATCHES):
        first = group[0]
        chosen = [_chosen(each, sentences) for each in group]
        copies = tuple((each, same_words(each.text, chosen[0].text)) for each in _elsewhere(chosen))
        for excerpt in verified(connection, [replace(chosen[0], copies=copies)], scope):
            yield Match(excerpt, first.said, first.differences)


def _grouped(grounds: Iterable[Ground]) -> list[list[Ground]]:
    """Grounds with equal words of an equal speaker together, in order."""
    groups: dict[tuple[object, ...], list[Ground]] = {}
    for each in grounds:
        keys = tuple(word.key for word in words_of(each.said.of(each.article.text)))
        speaker = None if each.quotation is None else each.quotation.speaker
        apart = None if speaker is not None else (each.article.id, each.said)
        groups.setdefault((keys, speaker, apart), []).append(each)
    return list(groups.values())


def _elsewhere(chosen: Sequence[Chosen]) -> Iterator[Chosen]:
    """One place of each other article."""
    seen = {chosen[0].article}
    for each in chosen[1:]:
        if each.article not in seen:
            seen.add(each.article)
            yield each


class _Sentences:
    """The whole sentences around a stretch of an article, read once an article."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: dict[int, list[Span]] = {}

    def around(self, article: Article, said: Span) -> Span:
        """The sentences that hold the stretch; the stretch itself where there are none (a headline), or an ad amid."""
        if article.id not in self._held:
            rows = passages.passages_of_article(self._connection, article.id)
            self._held[article.id] = [sentence for row in rows for sentence in row.sentences]
        holding = [sentence for sentence in self._held[article.id] if sentence.overlaps(said)]
        whole = Span(
            min([said.start, *(sentence.start for sentence in holding)]),
            max([said.end, *(sentence.end for sentence in holding)]),
        )
        return said if any(whole.overlaps(span) for span in article.furniture) else whole


def _chosen(ground: Ground, sentences: _Sentences) -> Chosen:
    article = ground.article
    span = sentences.around(article, ground.said)
    return Chosen(article.id, article.revision, span, span.of(article.text), ground.quotation, ground.score)
