"""Forms in which the layout of a line says who speaks: a colon, a dash, a transcript."""

from __future__ import annotations

import re

from index.model import Span
from index.quotations.clauses import is_verb, noun_phrase
from index.quotations.cue import frames_of
from index.quotations.draft import Draft
from index.quotations.frames import speaker_of
from index.quotations.lexicon import NOUNS
from index.quotations.settings import Setting, begin_of
from index.quotations.words import Words

_LABEL = re.compile(r"(?P<name>[A-Z][A-Z.'’\-]+(?:\s[A-Z][A-Z.'’\-]+){0,4}|Q|A)(?:\s?\([^)]{1,60}\))?:\s+(?=\S)")


def colon_before(words: Words, setting: Setting) -> int | None:
    """The colon that introduces the quotation: in its sentence, or at the end of the paragraph before."""
    at = setting.first - 1
    while at >= 0 and words.tag[at] == "_SP":
        at -= 1
    if at >= 0 and words.lower[at] == ":" and words.quote[at] < 0:
        return at
    return None


def bind_colon(words: Words, setting: Setting) -> Draft | None:
    """A colon introduces it: "She put it plainly: …", "And from the chair: …", also over a paragraph's end."""
    colon = colon_before(words, setting)
    if colon is None:
        return None
    begin = begin_of(words, colon)
    cue = None
    for i in range(colon - 1, begin - 1, -1):
        if is_verb(words, i) and frames_of(words, i)[1]:
            cue = i
            break
    head = speaker_of(words, cue)[0] if cue is not None else None
    if head is None:
        head = _root_subject(words, begin, colon)
    if head is None:
        return None
    span = (cue, cue) if cue is not None else (colon, colon)
    return Draft((setting.inner,), "colon", noun_phrase(words, head), head, span, binding=2)


def _root_subject(words: Words, begin: int, colon: int) -> int | None:
    for i in range(begin, colon):
        if words.dep[i] in {"nsubj", "nsubjpass"} and words.head[i] < colon:
            owner = words.child(i, "poss")
            return owner if owner is not None and words.lower[i] in NOUNS else i
    for i in range(colon - 1, begin - 1, -1):
        if words.tag[i] == "NNP":
            return i
    return None


def bind_dash(words: Words, setting: Setting) -> Draft | None:
    """Of `…` – Commissioner Smith: a dash and a name follow."""
    at = setting.last + 1
    if at < len(words) and words.tag[at] == "_SP":
        at += 1
    if at >= len(words) or words.lower[at] not in {"—", "–", "-", "--", "―"}:
        return None
    names = [i for i in range(at + 1, min(at + 8, len(words))) if words.tag[i] == "NNP"]
    if not names or names[0] > at + 2:
        return None
    head = names[0]
    while words.dep[head] == "compound" and words.head[head] > head and words.tag[words.head[head]] == "NNP":
        head = words.head[head]
    return Draft((setting.inner,), "dash", noun_phrase(words, head), head, (at, at), binding=2)


def transcript_drafts(words: Words) -> list[Draft]:
    """Lines of a transcript, `ROE: It leaks.`: what follows a label in capitals is what its bearer said."""
    found = []
    lines = sorted([*words.layout.paragraphs, *words.layout.headings])
    for paragraph in lines:
        label = _LABEL.match(words.text, paragraph.start, paragraph.end)
        if label is None:
            continue
        inside = words.inside(Span(label.start("name"), label.end("name")))
        cue = words.at(label.end("name"))
        if len(inside) and cue < len(words):
            first, last = inside[0], inside[-1]
            content = Span(label.end(), paragraph.end)
            found.append(Draft((content,), "transcript", (first, last), last, (cue, cue), binding=3))
    return found if len(found) > 1 else []
