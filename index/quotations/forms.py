"""Forms in which the layout of a line says who speaks: a colon, a dash."""

from __future__ import annotations

from index.quotations.clauses import is_verb, noun_phrase, speaks
from index.quotations.cue import frames_of
from index.quotations.draft import Draft
from index.quotations.frames import speaker_of
from index.quotations.lexicon import NOUNS
from index.quotations.nouns import can_speak
from index.quotations.settings import Setting, begin_of, is_utterance
from index.quotations.words import Words


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
        if head is not None and not (cue is not None or _stands_alone(words, setting, head)):
            return None
    if head is None:
        return None
    span = (cue, cue) if cue is not None else (colon, colon)
    return Draft((setting.inner,), "colon", noun_phrase(words, head), head, span, binding=2)


def _stands_alone(words: Words, setting: Setting, head: int) -> bool:
    """Whether words in marks after a colon without a cue are an utterance, all that follows, and its subject speaks."""
    after = range(setting.last + 1, setting.stop + 1)
    ends = not any(words.form(i)[:1].isalnum() for i in after)
    return ends and is_utterance(words, setting) and speaks(words, head, documents=False)


def _root_subject(words: Words, begin: int, colon: int) -> int | None:
    for i in range(begin, colon):
        if words.dep[i] in {"nsubj", "nsubjpass"} and words.head[i] < colon:
            owner = words.child(i, "poss")
            return owner if owner is not None and words.lower[i] in NOUNS else i
    if colon > begin and words.tag[colon - 1] == "NN" and can_speak(words.lower[colon - 1]):
        return colon - 1
    return next((i for i in range(colon - 1, begin - 1, -1) if words.tag[i] == "NNP"), None)


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
