"""The ruling on a claim: exact, trimmed, misattributed, unattributed, altered, paraphrase or not found. Pure.

The first that fits, in this order; a claim is never accepted (exact, trimmed) for somebody else's words, for the
reporter's, or where the cut lost a "but".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.model import Quotation, Span
from retrieval.verdict import Differing, Ruling
from retrieval.verification import telling
from retrieval.verification.altered import SHARE, Near, Run, invented, nearest, runs, spliced
from retrieval.verification.claim import Claim
from retrieval.verification.faithful import Faithful, faithful, in_story, wanted
from retrieval.verification.reading import NARRATION, Article, Reading, Stream, read_article
from retrieval.verification.whose import named, whose

_ORDER: tuple[Ruling, ...] = ("exact", "trimmed", "misattributed", "unattributed", "altered")
# Of two places nearly as like, the one where the asked speaker speaks is told.
_THEIRS = 0.05
# A claim is called the reporter's words where so much of it stands there, and this much more than in anybody's mouth.
_RENDERED, _MORE = 0.7, 0.1
# ... and at least this share of the words there stands outside quotation marks.
_NARRATED = 0.3


# With so much of the claim in one place, single words were changed; below, it may be spliced or have an invented part.
_WORDS_ONLY = 0.85
# An invented part has this share of words that its neighbourhood does not explain.
_STRANGE = 0.6


@dataclass(frozen=True, slots=True)
class Ground:
    """A place that a ruling rests on.

    Attributes:
        said: the stretch of the revision that the claim is compared with.
        quotation: whose words these are; None for the reporter's, or where none is known.
        score: how near it comes to the claim (0…1).
    """

    article: Article
    said: Span
    quotation: Quotation | None
    differences: tuple[Differing, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The ruling, its cause, and the places it rests on, best first."""

    ruling: Ruling
    cause: str | None
    grounds: tuple[Ground, ...]


def judge(claim: Claim, speaker: str | None, articles: Sequence[Article]) -> Judgement:
    """Rule on a claim.

    Args:
        speaker: whose words they are claimed to be; None if that was not asked.
        articles: those where the words may stand, likeliest first.
    """
    if not claim.words:
        return Judgement("not_found", "there are no words to look for", ())
    readings = [read_article(article) for article in articles]
    return (
        _word_for_word(claim, speaker, readings)
        or _not_word_for_word(claim, speaker, readings)
        or Judgement("not_found", None, ())
    )


def _word_for_word(claim: Claim, speaker: str | None, readings: Sequence[Reading]) -> Judgement | None:
    ways = wanted(claim)
    found = [
        (_ruling(each, speaker, reading), each)
        for reading in readings
        for stream in reading.utterances
        for each in faithful(claim, ways, stream)
    ]
    if not found:
        return None
    best = min((ruling for ruling, _ in found), key=_ORDER.index)
    places = [each for ruling, each in found if ruling == best]
    grounds = tuple(_faithful_ground(claim, each) for each in places)
    return Judgement(best, _faithful_cause(claim, best, speaker, places[0]), grounds)


def _ruling(found: Faithful, speaker: str | None, reading: Reading) -> Ruling:
    if found.lost is not None:
        return "altered"
    others = named([each for stream in reading.utterances for each in stream.whose if each is not None])
    belongs = {
        whose(speaker, each, others, _mention(each, reading.article), reading.article)
        for each in _quotations(found.stream, found.start, found.end)
    }
    if belongs == {"theirs"}:
        return "trimmed" if found.trimmed else "exact"
    return "misattributed" if "another's" in belongs else "unattributed"


def _mention(quotation: Quotation | None, article: Article) -> str | None:
    return None if quotation is None or quotation.mention is None else quotation.mention.of(article.text)


def _quotations(stream: Stream, start: int, end: int) -> tuple[Quotation | None, ...]:
    inside = zip(stream.words[start:end], stream.whose[start:end], strict=True)
    return tuple(dict.fromkeys(each for word, each in inside if word.key != NARRATION))


def _quotation(stream: Stream, start: int, end: int) -> Quotation | None:
    return next((each for each in stream.whose[start:end] if each is not None), None)


def _faithful_ground(claim: Claim, found: Faithful) -> Ground:
    return Ground(
        found.stream.article,
        found.stream.span(found.start, found.end),
        _quotation(found.stream, found.start, found.end),
        telling.differing_faithful(claim, found),
        1.0,
    )


def _faithful_cause(claim: Claim, ruling: Ruling, speaker: str | None, found: Faithful) -> str | None:
    quotations = [each for each in found.stream.whose[found.start : found.end] if each is not None]
    if ruling == "misattributed":
        return f"said by {' and '.join(named(quotations))}, not by {speaker}"
    if ruling == "unattributed":
        return telling.unresolved(found.stream.article, quotations)
    if found.lost is not None:
        return telling.lost_cause(found)
    return telling.trimmed_cause(claim, found) if found.trimmed else None


def _not_word_for_word(claim: Claim, speaker: str | None, readings: Sequence[Reading]) -> Judgement | None:
    heard = _nearest_said(claim, speaker, readings)
    found = runs(claim.words, _theirs_first(speaker, readings))
    printed = _reporters(claim, readings, 0.0 if heard is None else heard.share)
    if printed is not None:
        return printed
    if heard is not None and heard.share >= SHARE and (heard.share >= _WORDS_ONLY or not spliced(claim.words, found)):
        tail = invented(claim.words, found) if heard.share < _WORDS_ONLY else None
        tail = tail if tail is not None and _from_nowhere(heard, tail) else None
        return _altered(claim, speaker, heard) if tail is None else _tailed(claim, speaker, found[0], tail)
    if spliced(claim.words, found):
        return _spliced(claim, found)
    tail = invented(claim.words, found)
    if tail is not None:
        return _tailed(claim, speaker, found[0], tail)
    return None


def _from_nowhere(near: Near, words: tuple[int, int]) -> bool:
    """Whether most of a stretch of the claim has no likeness where the rest of it stands."""
    strange = {at for each in near.differences for at in range(*each.given)}
    inside = range(*words)
    return sum(at in strange for at in inside) >= _STRANGE * len(inside)


def _nearest_said(claim: Claim, speaker: str | None, readings: Iterable[Reading]) -> Near | None:
    found = [
        near
        for reading in readings
        for stream in reading.utterances
        if (near := nearest(claim.words, stream)) is not None
    ]

    def score(near: Near) -> float:
        said = _quotation(near.stream, near.start, near.end)
        theirs = speaker is not None and whose(speaker, said, article=near.stream.article) == "theirs"
        return near.share + (_THEIRS if theirs else 0.0) - 0.001 * len(near.differences)

    return max(found, key=score, default=None)


def _theirs_first(speaker: str | None, readings: Iterable[Reading]) -> list[Stream]:
    streams = [stream for reading in readings for stream in reading.utterances]
    if speaker is None:
        return streams

    def another(stream: Stream) -> bool:
        return not any(whose(speaker, each, article=stream.article) == "theirs" for each in {*stream.whose})

    return sorted(streams, key=another)


def _reporters(claim: Claim, readings: Sequence[Reading], said: float) -> Judgement | None:
    """The claim as the reporter's own words, verbatim or nearly so, where that explains it better than anybody's."""
    exact = [
        Near(reading.story, start, end, 1.0, ())
        for reading in readings
        if (place := in_story(claim, reading.story)) is not None
        for start, end in [place]
    ]
    least = max(_RENDERED, said + _MORE)
    near = exact or [
        each
        for reading in readings
        if (each := nearest(claim.words, reading.story)) is not None
        and each.share >= least
        and _narrated(reading, each) >= _NARRATED
    ]
    if not near:
        return None
    near.sort(key=lambda each: -each.share)
    grounds = tuple(_near_ground(claim, each, _rendering(each)) for each in near)
    return Judgement("paraphrase", telling.paraphrase_cause(grounds[0].quotation, verbatim=bool(exact)), grounds)


def _narrated(reading: Reading, near: Near) -> float:
    """The share of the words in a window of the story that stand in nobody's mouth."""
    said = {word.start for stream in reading.utterances for word in stream.words if word.key != NARRATION}
    window = near.stream.words[near.start : near.end]
    return sum(word.start not in said for word in window) / len(window)


def _rendering(near: Near) -> Quotation | None:
    """The indirect quotation that a stretch of the reporter's words belongs to."""
    place = near.stream.span(near.start, near.end)
    inside = [row.quotation for row in near.stream.article.rows if row.quotation.span.overlaps(place)]
    return max(inside, key=lambda each: min(place.end, each.span.end) - max(place.start, each.span.start), default=None)


def _near_ground(claim: Claim, near: Near, quotation: Quotation | None) -> Ground:
    span = near.stream.span(near.start, near.end)
    return Ground(near.stream.article, span, quotation, telling.differing_near(claim, near), near.share)


def _altered(claim: Claim, speaker: str | None, near: Near) -> Judgement:
    quotation = _quotation(near.stream, near.start, near.end)
    ground = _near_ground(claim, near, quotation)
    return Judgement("altered", telling.altered_cause(ground.differences, speaker, quotation), (ground,))


def _run_ground(claim: Claim, run: Run, extra: tuple[Differing, ...]) -> Ground:
    length = run.end - run.start
    span = run.stream.span(run.at, run.at + length)
    return Ground(
        run.stream.article, span, _quotation(run.stream, run.at, run.at + length), extra, length / len(claim.words)
    )


def _spliced(claim: Claim, found: Sequence[Run]) -> Judgement:
    grounds = tuple(_run_ground(claim, run, telling.beside(claim, run)) for run in found)
    return Judgement("altered", telling.spliced_cause(claim, found), grounds)


def _tailed(claim: Claim, speaker: str | None, run: Run, tail: tuple[int, int]) -> Judgement:
    added = telling.added(claim, tail)
    ground = _run_ground(claim, run, (added,))
    return Judgement("altered", telling.tail_cause(added, speaker, ground.quotation), (ground,))
