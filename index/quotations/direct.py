"""Quotations in marks: bound to who says them by position and punctuation first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.model import Span
from index.quotations.clauses import is_verb, noun_phrase, subject
from index.quotations.draft import Draft
from index.quotations.frames import frames_of, speaker_of
from index.quotations.lexicon import BE, NOUNS
from index.quotations.spans import count, inside_marks, token_span
from index.quotations.words import Words

_FINAL = frozenset(".?!…")
_OPEN_END = frozenset(",?!-–—…")
_WORDS_OF_A_SENTENCE = 3  # fewer words in marks are a term or a title unless a cue stands beside them


@dataclass(frozen=True, slots=True)
class Setting:
    """A quotation in marks and the narration around it, as token ranges.

    Attributes:
        number: its index in `words.quoted`.
        first, last: its first and last token.
        begin: first token of the narration of the same sentence before it (== first if there is none).
        stop: last token of the narration of the same sentence after it (== last if there is none).
        inner: the span inside the marks.
    """

    number: int
    first: int
    last: int
    begin: int
    stop: int
    inner: Span


def settings_of(words: Words) -> list[Setting]:
    """All quotations in marks with the narration of their sentences."""
    found = []
    for number, quoted in enumerate(words.quoted):
        inside = words.inside(quoted)
        if len(inside) == 0:
            continue
        first, last = inside[0], inside[-1]
        inner = inside_marks(words.text, quoted)
        if inner.end > inner.start:
            found.append(Setting(number, first, last, _begin(words, first), _stop(words, last), inner))
    return found if len(found) > 1 else []


def _begin(words: Words, first: int) -> int:
    """First token of the unquoted words right before `first` in its sentence."""
    at, begin = first, words.bounds[words.sentence[first]][0]
    while at > begin and words.quote[at - 1] < 0:
        at -= 1
    return at


def _stop(words: Words, last: int) -> int:
    """Last token of the unquoted words right after `last` in its sentence."""
    at, end = last, words.bounds[words.sentence[last]][1]
    while at < end and words.quote[at + 1] < 0:
        at += 1
    return at


def ends_open(words: Words, setting: Setting) -> bool:
    """Whether the quotation ends as one does before "she said": a comma, a question mark, a dash inside or after it."""
    inner = words.text[words.quoted[setting.number].start : words.quoted[setting.number].end].rstrip("\"'”’»`")
    after = words.lower[setting.last + 1] if setting.last + 1 < len(words) else ""
    return inner[-1:] in _OPEN_END or after in {",", "--", "—", "–", "-"} and setting.stop > setting.last


def is_utterance(words: Words, setting: Setting) -> bool:
    """Whether the words in marks could be a whole sentence that somebody said."""
    inner = setting.inner.of(words.text)
    if count(inner) < _WORDS_OF_A_SENTENCE and inner[-1:] not in {"?", "!", "."}:
        return False
    return inner[:1].isupper() or inner[:1] in "…[.(" or inner[:1].isdigit()


def bind_right(words: Words, setting: Setting) -> Draft | None:
    """ "…," she said: the attribution follows."""
    if setting.stop == setting.last or not ends_open(words, setting):
        return None
    cue = _cue_after(words, setting)
    if cue is None or _only_a_setting(words, setting):
        return None
    return _draft(words, setting, cue, "attribution after")


def _only_a_setting(words: Words, setting: Setting) -> bool:
    """Whether the words in marks are a title in a phrase of place: "On “Morning Hour,” she said …"."""
    before = range(setting.begin, setting.first)
    return len(before) > 0 and words.tag[before[0]] == "IN" and not any(
        words.tag[i] in {"VBD", "VBZ", "VBP", "MD"} for i in before
    )


def _cue_after(words: Words, setting: Setting) -> int | None:
    """The cue of the attribution that follows: a finite verb that is not the speaker's relative clause."""
    verbs = [
        i
        for i in range(setting.last + 1, setting.stop + 1)
        if is_verb(words, i) and words.dep[i] not in {"aux", "auxpass"} and not _in_relative(words, i, setting.last)
    ]
    for i in verbs:
        lemma, frames, _ = frames_of(words, i)
        if lemma and ("Q" in frames or "C" in frames):
            return i if _near(words, setting, i) else None
        if words.tag[i] in {"VBD", "VBZ", "VBP"}:
            break
    return next((i for i in verbs[:1] if _unlisted(words, setting, i)), None)


def _unlisted(words: Words, setting: Setting, i: int) -> bool:
    """A verb of no list, in the place and the company of one that says: "…," Roe beamed."""
    subj = words.child(i, "nsubj")
    short = i - setting.last <= 5 and setting.stop - i <= 6
    if subj is None or not short or words.tag[i] not in {"VBD", "VBZ"} or words.child(i, "dobj", "attr", "acomp") is not None:
        return False
    return words.tag[subj] in {"NNP", "PRP"} and words.lower[subj] != "it" and words.lower[i] not in BE


def _in_relative(words: Words, i: int, first: int) -> bool:
    """Whether the verb stands in "who …" or "which …" after the speaker's name, or is a participle of an aside."""
    subj = words.child(i, "nsubj", "nsubjpass")
    if subj is not None and subj > first and words.tag[subj] in {"WP", "WDT"}:
        return True
    return words.dep[i] in {"acl", "amod"} or (words.tag[i] == "VBN" and words.dep[i] in {"relcl", "advcl"})


def _near(words: Words, setting: Setting, cue: int) -> bool:
    """Whether the cue is the quotation's: it says nothing else, and only the speaker stands between."""
    if words.tag[cue] == "VBG" and words.lower[cue] != "saying":
        return False
    gap = range(setting.last + 1, cue)
    start = next((k for k in gap if words.tag[k] not in _FILLERS), cue)
    plain = is_utterance(words, setting) and (words.tag[start] in {"PRP", "NNP"} or start == cue) and cue - start <= 3
    if not plain and any(words.dep[c] == "ccomp" and c > cue and words.quote[c] < 0 for c in words.children[cue]):
        return False
    if words.tag[start] in {"CC", "IN", "WRB"} and start < cue:
        return is_utterance(words, setting) and words.tag[start] == "IN" and words.lower[cue - 1] != ","
    return True


_FILLERS = frozenset({",", ".", ":", "''", "``", "_SP", "RB", "HYPH", "-RRB-"})


def bind_left(words: Words, setting: Setting) -> Draft | None:
    """She said, "…": the attribution goes before, with a comma, a colon or nothing between."""
    if setting.begin == setting.first:
        return None
    before = setting.first - 1
    while before > setting.begin and words.tag[before] == "_SP":
        before -= 1
    cue = _cue_before(words, setting, before)
    if cue is None:
        return None
    end = _end_of_content(words, setting)
    draft = _draft(words, setting, cue, "attribution before")
    if end > setting.last:
        draft = replace(draft, pieces=(token_span(words, setting.first, end),), binding=1)
    lead = _lead(words, setting, cue)
    return draft if lead is None else replace(draft, pieces=(lead, *draft.pieces))


def _lead(words: Words, setting: Setting, cue: int) -> Span | None:
    """The beginning of a sentence that goes on in marks after the attribution: "When it rains, she said, “the roof …"."""
    subj = words.child(cue, "nsubj")
    if subj is None or not setting.inner.of(words.text)[:1].islower() or words.lower[setting.first - 1] != ",":
        return None
    first = min(words.left[subj], cue)
    if first - 1 <= setting.begin or words.lower[first - 1] != ",":
        return None
    return token_span(words, setting.begin, first - 2)


def _cue_before(words: Words, setting: Setting, before: int) -> int | None:
    """The cue before a quotation, if nothing of what is said stands between."""
    mark = words.lower[before]
    for i in range(before, setting.begin - 1, -1):
        if not is_verb(words, i) or words.dep[i] in {"aux", "auxpass"}:
            continue
        _, frames, last = frames_of(words, i)
        says = "C" in frames or ("Q" in frames and (mark in {",", ":"} or is_utterance(words, setting)))
        if says and (mark in {",", ":"} or before <= last + 1 or mark == "that"):
            return i
        if mark != ":":
            return None
    return None


def _end_of_content(words: Words, setting: Setting) -> int:
    """Last token of what is said, where the words in marks are only the beginning of it."""
    after = setting.last + 1
    end = words.bounds[words.sentence[setting.last]][1]
    if after > end or words.lower[after] in {",", ";", "--", "—", "–", "-", ")", ":"}:
        return setting.last
    inner = words.quoted[setting.number].of(words.text).rstrip("\"'”’»`")
    if inner[-1:] in {",", ".", "?", "!"}:
        return setting.last
    while after <= end and not (words.quote[after] < 0 and words.lower[after] in {",", ";", "--", "—"}):
        after += 1
    return after - 1


def _draft(words: Words, setting: Setting, cue: int, rule: str) -> Draft:
    head = _subject_between(words, setting.last + 1, cue) if rule == "attribution after" else None
    if head is None:
        head, _ = speaker_of(words, cue)
    if head is None or words.quote[head] >= 0:
        head = _beside(words, cue)
    last = frames_of(words, cue)[2]
    pieces = (setting.inner,)
    if rule == "attribution after" and setting.begin < setting.first and _carries_content(words, setting):
        pieces = (token_span(words, setting.begin, setting.last),)
        rule = "attribution after, mixed"
    mention = None if head is None else noun_phrase(words, head)
    return Draft(pieces=pieces, rule=rule, mention=mention, head=head, cue=(cue, last), binding=2)


def _subject_between(words: Words, first: int, cue: int) -> int | None:
    """Head of the first noun phrase between a quotation and the cue after it: "…," Roe, who had left early, said."""
    at = first
    while at < cue and words.tag[at] in {",", "_SP", "RB", ":", "''", "CC"}:
        at += 1
    head = None
    while at < cue and words.tag[at] in _NOMINAL:
        if words.tag[at].startswith("NN") or words.tag[at] in {"PRP", "CD"}:
            head = at
        at += 1
    if head is None or (words.entity[head] in {"DATE", "TIME"} and words.tag[head] != "PRP"):
        return None
    return head


_NOMINAL = frozenset({"DT", "PRP$", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "POS", "CD", "PRP", "HYPH", "PDT"})


def _carries_content(words: Words, setting: Setting) -> bool:
    """Whether the narration before the quotation in its sentence belongs to what was said."""
    before = range(setting.begin, setting.first)
    if words.lower[setting.first - 1] in {",", ":"}:
        return False
    return any(words.tag[i][:1].isalpha() for i in before) and not any(frames_of(words, i)[1] for i in before)


def _beside(words: Words, cue: int) -> int | None:
    """The noun next to a cue whose subject the parse lost: "said Smith", "Smith said"."""
    for step in (1, -1):
        at = cue + step
        while 0 <= at < len(words) and words.quote[at] < 0 and abs(at - cue) <= 6:
            if words.tag[at] in {"NNP", "PRP", "NN", "NNS", "NNPS"}:
                while step == 1 and words.dep[at] == "compound" and words.head[at] > at:
                    at = words.head[at]
                return at
            if words.tag[at] not in {"DT", "JJ", "_SP", "POS", "PRP$"}:
                break
            at += step
    return None


def loose(words: Words, setting: Setting) -> bool:
    """Whether the quotation stands as sentences of its own."""
    if not is_utterance(words, setting) or setting.begin != setting.first:
        return False
    inner = words.text[words.quoted[setting.number].start : words.quoted[setting.number].end].rstrip("\"'”’»`")
    after = words.lower[setting.last + 1] if setting.last + 1 < len(words) else "."
    return inner[-1:] in ".?!…—-," or after == "." or setting.stop == setting.last


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
    begin = _begin(words, colon)
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
        if words.tag[i] in {"NNP"}:
            return i
    return None


def bind_dash(words: Words, setting: Setting) -> Draft | None:
    """ "…" – Commissioner Smith: a dash and a name follow."""
    at = setting.last + 1
    if at < len(words) and words.tag[at] == "_SP":
        at += 1
    if at >= len(words) or words.lower[at] not in {"—", "–", "-", "--", "―"}:
        return None
    names = [i for i in range(at + 1, min(at + 8, len(words))) if words.tag[i] in {"NNP"}]
    if not names or names[0] > at + 2:
        return None
    head = names[0]
    while words.dep[head] == "compound" and words.head[head] > head and words.tag[words.head[head]] == "NNP":
        head = words.head[head]
    return Draft((setting.inner,), "dash", noun_phrase(words, head), head, (at, at), binding=2)


def quotation_drafts(words: Words, grammar: Sequence[Draft]) -> list[Draft]:
    """Drafts for the quotations in marks that grammar alone does not explain better.

    Args:
        words: the article.
        grammar: drafts of the cue frames, to see which quotations are fragments of longer statements.
    """
    settings = settings_of(words)
    found: dict[int, Draft] = {}
    for setting in settings:
        draft = (
            bind_dash(words, setting)
            or bind_right(words, setting)
            or bind_left(words, setting)
            or _resumed(words, setting, found)
            or bind_colon(words, setting)
        )
        if draft is not None:
            found[setting.number] = draft
    for setting in settings:
        if setting.number not in found and loose(words, setting) and not _covered(setting, grammar):
            found[setting.number] = _carry_on(words, setting, settings, found)
    return [found[number] for number in sorted(found)]


def _resumed(words: Words, setting: Setting, found: dict[int, Draft]) -> Draft | None:
    """ "…," she said, pointing to the map, "…": the second part of a quotation split within its sentence."""
    before = found.get(setting.number - 1)
    if before is None or before.cue is None or setting.begin == setting.first:
        return None
    if not (setting.begin <= before.cue[0] < setting.first) or words.lower[setting.first - 1] not in {",", "--", "—", "–"}:
        return None
    return replace(before, pieces=(setting.inner,), rule="carried on")


def _covered(setting: Setting, grammar: Sequence[Draft]) -> bool:
    return any(piece.contains(setting.inner) for draft in grammar for piece in draft.pieces)


def _carry_on(words: Words, setting: Setting, settings: list[Setting], found: dict[int, Draft]) -> Draft:
    """A quotation that stands alone goes to the speaker of the one before it, if nothing came between."""
    bare = Draft((setting.inner,), "unattributed", binding=0)
    if setting.stop > setting.last and ends_open(words, setting):
        return bare
    before = [s for s in settings if s.number < setting.number and s.number in found]
    if before:
        last = before[-1]
        gap = words.paragraph[setting.first] - words.paragraph[last.last]
        if gap == 0 or (gap == 1 and _closes_paragraph(words, last)):
            model = found[last.number]
            rule = "carried on" if gap == 0 else "carried over"
            return replace(model, pieces=bare.pieces, rule=rule, binding=0)
    head = _subject_before(words, setting)
    if head is None:
        return bare
    return replace(bare, rule="sentence before", mention=noun_phrase(words, head), head=head)


def _closes_paragraph(words: Words, setting: Setting) -> bool:
    """Whether nothing but the quotation's own attribution follows it in its paragraph."""
    place = words.paragraph[setting.last]
    at = setting.stop + 1
    while at < len(words) and words.tag[at] in {".", "_SP"}:
        at += 1
    return at >= len(words) or words.paragraph[at] != place


def _subject_before(words: Words, setting: Setting) -> int | None:
    """Subject of the sentence that stands right before the quotation."""
    at = setting.first - 1
    while at >= 0 and (words.tag[at] in {".", "_SP"}):
        at -= 1
    if at < 0 or words.quote[at] >= 0 or words.paragraph[setting.first] - words.paragraph[at] > 1:
        return None
    begin = _begin(words, at)
    for i in range(begin, at + 1):
        if words.dep[i] in {"nsubj", "nsubjpass"} and words.head[i] == words.head[words.head[i]]:
            return subject(words, words.head[i]) if words.dep[i] == "nsubj" else i
    return None


_LABEL = re.compile(r"(?P<name>[A-Z][A-Z.'’\-]+(?:\s[A-Z][A-Z.'’\-]+){0,4}|Q|A)(?:\s?\([^)]{1,60}\))?:\s+(?=\S)")


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
