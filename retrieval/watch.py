"""What somebody wants to hear of as soon as it comes, and what of an article it is. Pure.

A watch is written as `Bessent`, `"Phase 1" outlet:reuters`, `tariffs on steel`: whose words, which exact words, what
about. What is given beside each other must hold together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from config.errors import UsageError
from index.model import Quotation, Span
from index.names import fold
from index.tables.embeddings import Vectors
from index.tables.passages import PassageRow
from index.tables.quotations import QuotationRow
from retrieval.speakers import means, speakers_meant
from retrieval.terms import content_terms, stems_among
from retrieval.units import Unit, principal, units_of
from retrieval.words import STATEMENT_WORDS, plain, same_statement

LONGEST = 200
# An article is about a topic if its best sentence is this like it, the share of the topic's words that it holds added.
TOPIC = 0.52
WORDS = 0.2
# How long a quotation of several sentences may become in one excerpt, beside an excerpt's usual length.
LONG = 2
_OPTION = re.compile(r"\b(outlet|speaker|topic):\s*(?:[\"“„«]([^\"“”„«»]*)[\"”“»]|(\S+))", re.IGNORECASE)
_PHRASE = re.compile(r"[\"“„«]([^\"“”„«»]*)[\"”“»]")
_ON = re.compile(r"\s+(?:on|about|over)\s+", re.IGNORECASE)
_PARTICLES = frozenset("of the de del der van von den la le al el bin".split())
_HOW = 'write for example: /watch Bessent, /watch "Phase 1" outlet:reuters, /watch tariffs on steel'


@dataclass(frozen=True, slots=True)
class Watch:
    """What is wanted.

    Attributes:
        text: as it was typed.
        phrases: exact words, typography aside; all of them in one sentence.
        speaker: whose words.
        topic: what about.
        outlet: only of this outlet, compared without case and punctuation.
        either: nobody of that name is known to have spoken: then articles that name it are wanted too.
    """

    text: str
    phrases: tuple[str, ...] = ()
    speaker: str | None = None
    topic: str | None = None
    outlet: str | None = None
    either: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """An article as it is looked at; `known` are the texts that it had before anybody watched."""

    article: int
    source: str
    revision: str
    outlet: str | None
    text: str
    passages: tuple[PassageRow, ...]
    quotations: tuple[QuotationRow, ...]
    known: tuple[str, ...] = ()


class Said(NamedTuple):
    """One statement: the sentences it is in, its own words, whose they are, and whether they are denied."""

    sentences: str
    words: str
    speaker: str | None
    denied: bool


@dataclass(frozen=True, slots=True)
class Match:
    """What of an article is told.

    Attributes:
        span: what is shown.
        core: the sentences that were wanted, without those that they lean on.
        words: the statement itself: the quotation's words, else the sentences.
        quotation: the one that the excerpt shows; None for narration.
    """

    span: Span
    core: Span
    words: Span
    quotation: Quotation | None

    def said(self, text: str) -> Said:
        """The statement, to be compared with others."""
        denied = self.quotation is not None and self.quotation.polarity == "denied"
        speaker = None if self.quotation is None else self.quotation.speaker
        return Said(self.core.of(text), self.words.of(text), speaker, denied)


def read_watch(text: str, speaks: Callable[[str], bool]) -> Watch:
    """What was typed after /watch.

    Args:
        speaks: whether the coverage knows a speaker of that name.

    Raises UsageError where nothing is wanted, or too much is written.
    """
    if len(text) > LONGEST:
        raise UsageError("that is too long to watch for", mend=f"use at most {LONGEST} characters")
    given = {kind.lower(): " ".join((quoted or bare).split()) for kind, quoted, bare in _OPTION.findall(text)}
    left = _OPTION.sub(" ", text)
    phrases = tuple(" ".join(each.split()) for each in _PHRASE.findall(left) if plain(each))
    rest = " ".join(_PHRASE.sub(" ", left).split()).strip(" ,;")
    named, topic, either = _read_rest(rest, given, speaks)
    if not (phrases or named or topic):
        raise UsageError("there is nothing to watch for", mend=_HOW)
    return Watch(" ".join(text.split()), phrases, named, topic, given.get("outlet"), either)


def _read_rest(
    rest: str, given: Mapping[str, str], speaks: Callable[[str], bool]
) -> tuple[str | None, str | None, bool]:
    """Speaker, topic, whether the former is only like a name: of what is neither quoted nor an option."""
    speaker, topic = given.get("speaker"), given.get("topic")
    if not rest or (speaker and topic):
        return speaker, topic, False
    if speaker or topic:
        return (speaker, rest, False) if speaker else (rest, topic, False)
    head, *tail = _ON.split(rest, maxsplit=1)
    if tail and speaks(head):
        return head, tail[0], False
    if speaks(rest):
        return rest, None, False
    return (rest, None, True) if _like_a_name(rest) else (None, rest, False)


def _like_a_name(text: str) -> bool:
    words = [word for word in text.split() if word.lower() not in _PARTICLES]
    return 0 < len(words) <= 4 and all(word[:1].isupper() for word in words)


def matches(
    watch: Watch, article: Arrived, vector: Vectors | None, sentences: Mapping[int, Vectors], characters: int
) -> list[Match]:
    """What of an article is wanted, in reading order; what stood in its `known` texts is not.

    Args:
        vector: of the topic, shape (dimensions,); None where there is no topic.
        sentences: vectors of each passage's sentences, one row each, by the passage's id.
        characters: the usual length of an excerpt.
    """
    if watch.outlet is not None and fold(watch.outlet) != fold(article.outlet or ""):
        return []
    found = [] if watch.speaker is None else list(_spoken(watch, article, characters))
    if watch.either and not found:
        named = replace(watch, phrases=(*watch.phrases, watch.speaker or ""))
        found = list(_sentences(named, article, None, characters))[:1]
    if watch.topic is not None:
        near = {} if vector is None else _near(article, watch.topic, vector, sentences)
        if watch.speaker is None:
            return _news(_sentences(watch, article, near, characters), article)
        found = [each for each in found if any(each.core.contains(core) for core in near)]
    elif watch.speaker is None:
        found = list(_sentences(watch, article, None, characters))
    return _news(found, article)


def _news(found: Iterable[Match], article: Arrived) -> list[Match]:
    return [each for each in found if not _was_known(each, article)]


def _was_known(match: Match, article: Arrived) -> bool:
    words = plain(match.core.of(article.text))
    return any(f" {words} " in f" {plain(text)} " for text in article.known)


def _holds(phrases: Collection[str], text: str) -> bool:
    words = f" {plain(text)} "
    return all(f" {plain(phrase)} " in words for phrase in phrases)


def _spoken(watch: Watch, article: Arrived, characters: int) -> Iterator[Match]:
    """Everything that the speaker says, each quotation once, with the sentences that it stands in."""
    names = {name for row in article.quotations for name in _speakers(row.quotation)}
    meant = speakers_meant(watch.speaker or "", names)
    rows = [row for row in article.quotations if meant.intersection(_speakers(row.quotation))]
    done: list[Span] = []
    for ids in _grouped(rows):
        for run in _runs(article, ids, characters):
            core = Span(run[0].core.start, run[-1].core.end)
            span = Span(min(each.span.start for each in run), max(each.span.end for each in run))
            fresh = not any(earlier.contains(core) for earlier in done)
            if fresh and _holds(watch.phrases, span.of(article.text)):
                done.append(core)
                said = [row.quotation.span for row in rows if row.quotation.span.overlaps(core)]
                words = Span(max(core.start, min(said).start), min(core.end, max(each.end for each in said)))
                shown = principal([row for each in run for row in each.quotations], span, meant)
                yield Match(span, core, words, shown)


def _grouped(rows: Sequence[QuotationRow]) -> list[frozenset[int]]:
    """The ids of each quotation's parts, in reading order."""
    groups: dict[int, list[int]] = {}
    for row in rows:
        groups.setdefault(-row.id if row.quotation.group is None else row.quotation.group, []).append(row.id)
    return [frozenset(ids) for ids in groups.values()]


def _runs(article: Arrived, ids: frozenset[int], characters: int) -> Iterator[list[Unit]]:
    """The units that hold one quotation, joined as far as they follow each other and an excerpt holds them."""
    run: list[Unit] = []
    for passage in article.passages:
        for unit in units_of(passage, article.text, article.quotations, characters, holding=ids):
            if run and not _follows(run, unit, LONG * characters):
                yield run
                run = []
            run.append(unit)
    if run:
        yield run


def _follows(run: Sequence[Unit], unit: Unit, longest: int) -> bool:
    last = run[-1]
    beside = last.passage.id == unit.passage.id and unit.at == last.at + 1
    return beside and unit.span.end - min(each.span.start for each in run) <= longest


def _sentences(watch: Watch, article: Arrived, near: Mapping[Span, float] | None, characters: int) -> Iterator[Match]:
    """Every sentence with the exact words; of those near a topic only the one that is nearest."""
    fitting = [
        unit
        for passage in article.passages
        for unit in units_of(passage, article.text, article.quotations, characters)
        if (near is None or unit.core in near) and _holds(watch.phrases, unit.core.of(article.text))
    ]
    if near is not None and fitting:
        fitting = [max(fitting, key=lambda unit: near[unit.core])]
    for unit in fitting:
        yield Match(unit.span, unit.core, unit.core, principal(unit.quotations, unit.span, frozenset()))


def _near(article: Arrived, topic: str, vector: Vectors, sentences: Mapping[int, Vectors]) -> dict[Span, float]:
    """The sentences that are about the topic, with how near they are."""
    wanted = frozenset(term.stem for term in content_terms(topic))
    share = WORDS * len(stems_among(article.text, wanted)) / len(wanted) if wanted else 0.0
    return {
        sentence: score
        for passage in article.passages
        if passage.id in sentences
        for sentence, alike in zip(passage.sentences, sentences[passage.id] @ vector, strict=False)
        if (score := float(alike) + share) >= TOPIC
    }


def _speakers(quotation: Quotation) -> tuple[str, ...]:
    return quotation.speakers or ((quotation.speaker,) if quotation.speaker else ())


def same_fact(known: Said, other: Said) -> bool:
    """Whether a statement tells nothing that a known one does not: the sentences do not, or one speaker's words.

    The same words in another mouth, or denied, are another fact.
    """
    if known.denied != other.denied or not _one_voice(known.speaker, other.speaker):
        return False
    if _nothing_new(known.sentences, other.sentences):
        return True
    long_enough = min(_length(each.words) for each in (known, other)) >= STATEMENT_WORDS
    return long_enough and _nothing_new(known.words, other.words)


def _nothing_new(known: str, other: str) -> bool:
    """Whether they are one statement, and the other one does not go on for a statement of its own."""
    return same_statement(known, other) and _length(other) - _length(known) < STATEMENT_WORDS


def _length(text: str) -> int:
    return len(plain(text).split())


def _one_voice(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other or means(one, other) or means(other, one)
