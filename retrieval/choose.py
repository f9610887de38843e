"""From weighed units to the few spans that are shown: each statement once, its copies beside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.model import Span
from retrieval.evidence import Evidence
from retrieval.units import principal
from retrieval.verbatim import Chosen
from retrieval.words import contains, same_statement, same_words

# How many of an excerpt's copies are looked for among the weighed units: enough for a much syndicated story.
COPIES = 40
# How much less than its neighbour a sentence may score and still be shown with it.
NEIGHBOUR = 0.5


def chosen_of(
    evidence: Evidence, span: Span, texts: Mapping[str, str], speakers: frozenset[str], stems: frozenset[str]
) -> Chosen:
    """The span that is shown for a unit; `stems` are the question's."""
    unit = evidence.unit
    text = texts[unit.passage.revision]
    quotation = principal(unit.quotations, unit.span, speakers, text, stems)
    return Chosen(
        unit.passage.article,
        unit.passage.revision,
        span,
        span.of(text),
        quotation,
        evidence.score,
        odds=evidence.odds,
    )


def grown(ordered: Sequence[Evidence], texts: Mapping[str, str], characters: int) -> list[tuple[Evidence, Span]]:
    """Each unit's span, grown by the neighbouring sentence that speaks for an answer almost as much; each unit once.

    An answer often lies beside the sentence that is most like the question. A neighbour is left out if it scores far
    less, would make the excerpt too long, or holds other people's words: whoever is named below an excerpt must have
    said all of it that anybody said.
    """
    at = {(each.unit.passage.id, each.unit.at): each for each in ordered}
    used: set[tuple[int, int]] = set()
    found = []
    for each in ordered:
        key = (each.unit.passage.id, each.unit.at)
        if key in used:
            continue
        used.add(key)
        places = [(key[0], key[1] + step) for step in (-1, 1) if (key[0], key[1] + step) not in used]
        text = texts[each.unit.passage.revision]
        fitting = [at[place] for place in places if place in at and _fits(each, at[place], text, characters)]
        best = max(fitting, key=lambda other: other.score, default=None)
        span = each.unit.span
        if best is not None:
            used.add((key[0], best.unit.at))
            span = _union(span, best.unit.span)
        found.append((each, span))
    return found


def _fits(one: Evidence, other: Evidence, text: str, characters: int) -> bool:
    whole = _union(one.unit.span, other.unit.span)
    between = text[min(one.unit.span.end, other.unit.span.end) : max(one.unit.span.start, other.unit.span.start)]
    return (
        other.score >= one.score - NEIGHBOUR
        and whole.end - whole.start <= characters
        and not between.strip()  # nothing that was left out, such as furniture, comes back in
        and one.unit.speakers == other.unit.speakers
    )


def _union(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _same(one: Chosen, other: Chosen, texts: Mapping[str, str]) -> bool:
    """Whether two spans are one statement: the sentences are alike, or one speaker's words in them are."""
    if same_statement(one.text, other.text):
        return True
    first, second = one.quotation, other.quotation
    if first is None or second is None or first.speaker is None or first.speaker != second.speaker:
        return False
    return first.polarity == second.polarity and same_statement(
        first.span.of(texts[one.revision]), second.span.of(texts[other.revision])
    )


def spread(ordered: Sequence[Evidence]) -> list[Evidence]:
    """The best unit of each speaker first, in order, then the others: who is quoted is told by several people."""
    seen: set[frozenset[str]] = set()
    first = []
    for each in ordered:
        if each.unit.speakers not in seen:
            first.append(each)
        seen.add(each.unit.speakers)
    return [*first, *(each for each in ordered if each not in first)]


def once_each(
    ordered: Sequence[Chosen], texts: Mapping[str, str], dates: Mapping[int, float | None], limit: int
) -> list[Chosen]:
    """The first `limit` different statements, in order, each with its copies in other articles.

    Of several wordings the one shown first names its speaker, and then is the earliest, if it says all that the best
    one says.

    Args:
        dates: when each article was published (seconds UTC), None if that is unknown.
    """
    groups: list[list[Chosen]] = []
    for each in ordered:
        group = next((one for one in groups if _same(one[0], each, texts) or _overlap(one[0], each)), None)
        if group is not None:
            group.append(each)
        elif len(groups) < limit:
            groups.append([each])
    return [_with_copies(_led(group, texts, dates)) for group in groups]


def _led(group: Sequence[Chosen], texts: Mapping[str, str], dates: Mapping[int, float | None]) -> list[Chosen]:
    """The group with the wording that is shown first in front."""
    best = group[0]
    fit = [best, *(each for each in group[1:] if _says_all(each, best, texts) and not _overlap(each, best))]

    def order(each: Chosen) -> tuple[bool, bool, float]:
        date = dates.get(each.article)
        return not _names_speaker(each, texts), date is None, date or 0.0

    lead = min(fit, key=order)
    return [lead, *(each for each in group if each is not lead)]


def _says_all(other: Chosen, best: Chosen, texts: Mapping[str, str]) -> bool:
    if same_words(other.text, best.text) or contains(other.text, best.text):
        return True
    if best.quotation is None or other.quotation is None:
        return False
    words, others = (each.quotation.span.of(texts[each.revision]) for each in (best, other) if each.quotation)
    return same_words(others, words) or contains(others, words)


def _names_speaker(chosen: Chosen, texts: Mapping[str, str]) -> bool:
    """Whether the excerpt itself prints a name of whoever speaks, rather than "she"."""
    quotation = chosen.quotation
    if quotation is None or quotation.mention is None:
        return quotation is None
    inside = chosen.span.contains(quotation.mention)
    return inside and quotation.mention.of(texts[chosen.revision])[:1].isupper()


def _overlap(one: Chosen, other: Chosen) -> bool:
    return one.article == other.article and one.span.overlaps(other.span)


def _with_copies(group: Sequence[Chosen]) -> Chosen:
    lead = group[0]
    elsewhere: dict[int, Chosen] = {}
    for copy in group[1:]:
        if copy.article != lead.article:
            elsewhere.setdefault(copy.article, copy)
    found = tuple((copy, same_words(lead.text, copy.text)) for copy in list(elsewhere.values())[:COPIES])
    # What is said counts by its best wording, whichever is shown.
    odds = [each.odds for each in group if each.odds is not None]
    return replace(lead, copies=found, score=max(each.score for each in group), odds=max(odds, default=None))
