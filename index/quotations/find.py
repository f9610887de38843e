"""One article in, its quotations out."""

from __future__ import annotations

from spacy.tokens import Doc

from index.model import MARKS_ALONE, Layout, Quotation, Span, Zone
from index.quotations.chains import chained, firsthand
from index.quotations.direct import quotation_drafts
from index.quotations.draft import Draft
from index.quotations.figures import Table
from index.quotations.frames import verb_drafts
from index.quotations.headlines import LINE_FORMS, TRUSTED, headline_drafts
from index.quotations.heads import headed
from index.quotations.language import is_english
from index.quotations.merge import groups_of, settle, speech_of
from index.quotations.people import build_table
from index.quotations.phrases import (
    according_drafts,
    adjective_drafts,
    as_reported_drafts,
    inverted_drafts,
    noun_drafts,
)
from index.quotations.resolve import Resolver
from index.quotations.spans import count, inside_marks, token_span
from index.quotations.transcripts import transcript_drafts
from index.quotations.words import Words, words_of


def find_quotations(text: str, layout: Layout, parsed: Doc) -> tuple[Quotation, ...]:
    """Find what is reported to have been said in one article, and by whom.

    Args:
        text: the revision's text.
        layout: how the text is divided (`index.layout.lay_out`).
        parsed: the text's parse (`index.parse.Parser.parse`).

    Returns:
        Quotations in order of the text, offsets in code points of `text`.
    """
    words = words_of(text, layout, parsed)
    if not is_english(words):
        return _by_marks_alone(words)
    table = build_table(words)
    grammar = [draft for i in range(len(words)) if _readable(words, i) for draft in _drafts_at(words, i)]
    marked = [*transcript_drafts(words, table), *headline_drafts(words, table), *quotation_drafts(words, grammar)]
    found = [headed(words, table, draft) for draft in (*marked, *grammar)]
    drafts = [d for d in chained(words, found) if _trusted(words, d)]
    return tuple(_quotations(words, table, firsthand(words, table, settle(words, drafts))))


def _by_marks_alone(words: Words) -> tuple[Quotation, ...]:
    """In other languages: the quotations in marks that can be a sentence, and nobody named."""
    spans = (inside_marks(words.text, quoted) for quoted in words.quoted)
    return tuple(Quotation(span, "direct", MARKS_ALONE) for span in spans if count(span.of(words.text)) >= _A_SENTENCE)


_A_SENTENCE = 4  # words


def _trusted(words: Words, draft: Draft) -> bool:
    return _zone(words, draft) == "body" or draft.rule in TRUSTED


def _zone(words: Words, draft: Draft) -> Zone:
    first = words.at(draft.pieces[0].start)
    return "headline" if first < len(words) and words.paragraph[first] in words.headline else "body"


def _readable(words: Words, i: int) -> bool:
    return words.quote[i] < 0 and words.paragraph[i] >= 0


def _drafts_at(words: Words, i: int) -> list[Draft]:
    tag = words.tag[i]
    if tag.startswith("VB"):
        return [
            *(list(verb_drafts(words, i)) or inverted_drafts(words, i)),
            *according_drafts(words, i),
            *as_reported_drafts(words, i),
            *adjective_drafts(words, i),
        ]
    if tag.startswith("NN"):
        return list(noun_drafts(words, i))
    if tag.startswith("JJ") or tag == "RB":
        return list(adjective_drafts(words, i))
    return []


def _quotations(words: Words, table: Table, drafts: list[Draft]) -> list[Quotation]:
    found = []
    resolver = Resolver(words, table)
    for draft, group in zip(drafts, groups_of(drafts), strict=True):
        answer = resolver.resolve(draft)
        for piece in draft.pieces:
            mention = None if draft.mention is None else token_span(words, *draft.mention)
            cue = None if draft.cue is None else token_span(words, *draft.cue)
            found.append(
                Quotation(
                    span=Span(*piece),
                    speech="direct" if draft.rule == "transcript" else speech_of(words, piece),
                    rule=draft.rule,
                    zone="body" if draft.rule in LINE_FORMS else _zone(words, draft),
                    speaker=answer.names[0] if answer.names else None,
                    speakers=answer.names if len(answer.names) > 1 else (),
                    mention=mention,
                    cue=cue,
                    via=tuple(dict.fromkeys(name for head in draft.via if (name := resolver.name_of(head)))),
                    polarity=draft.polarity,
                    group=group,
                )
            )
    return found
