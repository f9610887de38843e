"""Quotations in marks: bound to who says them by position and punctuation first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.model import Span
from index.quotations.clauses import is_verb, noun_phrase, subject
from index.quotations.cue import frames_of
from index.quotations.draft import Draft
from index.quotations.forms import bind_colon, bind_dash
from index.quotations.frames import speaker_of
from index.quotations.lexicon import BE
from index.quotations.settings import Setting, begin_of, ends_open, is_utterance, settings_of
from index.quotations.spans import count, token_span
from index.quotations.words import Words

_LONGEST_CONNECTIVE = 4
_HEADING_WORDS = 8
_FILLERS = frozenset({",", ".", ":", "''", "``", "_SP", "RB", "HYPH", "-RRB-"})
_NOMINAL = frozenset({"DT", "PRP$", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "POS", "CD", "PRP", "HYPH", "PDT"})


def bind_right(words: Words, setting: Setting) -> Draft | None:
    """Of `…,` she said: the attribution follows."""
    if setting.stop == setting.last or not ends_open(words, setting) or _in_aside(words, setting):
        return None
    cue = _cue_after(words, setting)
    if cue is None or _only_a_setting(words, setting):
        return None
    return _draft(words, setting, cue, "attribution after")


def _in_aside(words: Words, setting: Setting) -> bool:
    """Whether the words in marks stand in the speaker's aside: "…," Roe, who left for a “state visit,” said."""
    before = setting.begin - 1
    if setting.begin == setting.first or before < 0 or words.quote[before] < 0:
        return False
    open_end = words.quoted[words.quote[before]].of(words.text).rstrip("\"'”’»`")[-1:] == ","
    relative = any(words.tag[i] in {"WP", "WDT"} for i in range(setting.begin, setting.first))
    cue = any(
        words.tag[i] in {"VBD", "VBZ"} and "Q" in frames_of(words, i)[1] for i in range(setting.begin, setting.first)
    )
    return open_end and relative and not cue and words.sentence[before] == words.sentence[setting.first]


def _past_aside(words: Words, setting: Setting) -> int:
    """The last token of the narration after the quotation, over words in marks in the speaker's aside."""
    stop, end = setting.stop, words.bounds[words.sentence[setting.last]][1]
    narration = range(setting.last + 1, stop + 1)
    if stop >= end or not any(words.tag[i] in {"WP", "WDT"} for i in narration):
        return stop
    number = words.quote[stop + 1]
    inner = words.quoted[number].of(words.text).lstrip("\"'“‘«`") if number >= 0 else ""
    return end if inner[:1].islower() else stop


def _only_a_setting(words: Words, setting: Setting) -> bool:
    """Whether the words in marks are a title in a phrase of place: "On “Morning Hour,” she said …"."""
    before = range(setting.begin, setting.first)
    return (
        len(before) > 0
        and words.lower[before[-1]] != ":"
        and words.tag[before[0]] == "IN"
        and not any(words.tag[i] in {"VBD", "VBZ", "VBP", "MD"} for i in before)
    )


def _cue_after(words: Words, setting: Setting) -> int | None:
    """The cue of the attribution that follows: a finite verb that is not the speaker's relative clause."""
    verbs = [
        i
        for i in range(setting.last + 1, _past_aside(words, setting) + 1)
        if words.quote[i] < 0
        and is_verb(words, i)
        and words.dep[i] not in {"aux", "auxpass"}
        and not _in_relative(words, i, setting.last)
    ]
    for i in verbs:
        lemma, frames, _ = frames_of(words, i)
        if lemma and ("Q" in frames or "C" in frames) and not _unsaid(words, i):
            return i if _near(words, setting, i) else None
        if words.tag[i] in {"VBD", "VBZ", "VBP"}:
            break
    plain = next((i for i in verbs if words.lower[i] in {"said", "says"} and words.tag[i - 1] in {"NNP", "PRP"}), None)
    if (
        plain is not None
        and is_utterance(words, setting)
        and not any(words.lower[k] == "," for k in range(setting.last + 2, plain))
    ):
        return plain
    return next((i for i in verbs[:1] if _unlisted(words, setting, i)), None)


def _unsaid(words: Words, i: int) -> bool:
    """Whether the verb is in the passive and nobody is named: "…" have been found."""
    return words.child(i, "auxpass") is not None and words.child(i, "agent") is None


def _unlisted(words: Words, setting: Setting, i: int) -> bool:
    """A verb of no list, in the place and the company of one that says: "…," Roe beamed."""
    subj = words.child(i, "nsubj")
    short = i - setting.last <= 5 and setting.stop - i <= 6
    if (
        subj is None
        or not short
        or words.tag[i] not in {"VBD", "VBZ"}
        or words.child(i, "dobj", "attr", "acomp") is not None
    ):
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
    """The beginning of a sentence that goes on in marks: "When it rains, she said, “the roof …"."""
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
        passive = words.child(i, "auxpass") is not None and words.child(i, "agent") is None
        if says and not passive and (mark in {",", ":"} or before <= last + 1 or mark == "that"):
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
            if words.entity[at] in {"DATE", "TIME"}:
                break
            if words.tag[at] in {"NNP", "PRP", "NN", "NNS", "NNPS"}:
                while step == 1 and words.dep[at] == "compound" and words.head[at] > at:
                    at = words.head[at]
                return at
            # A given name that is a word too ("Per Holm") stands capitalised before the family name.
            given = step == 1 and words.form(at)[:1].isupper() and words.tag[at + 1 : at + 2] == ["NNP"]
            if words.tag[at] not in {"DT", "JJ", "_SP", "POS", "PRP$"} and not given:
                break
            at += step
    return None


def loose(words: Words, setting: Setting) -> bool:
    """Whether the quotation stands as sentences of its own."""
    if not is_utterance(words, setting) or not _opens_sentence(words, setting) or _is_heading(words, setting):
        return False
    inner = words.text[words.quoted[setting.number].start : words.quoted[setting.number].end].rstrip("\"'”’»`")
    after = words.lower[setting.last + 1] if setting.last + 1 < len(words) else "."
    return inner[-1:] in ".?!…—-," or after == "." or setting.stop == setting.last


def _opens_sentence(words: Words, setting: Setting) -> bool:
    """Whether nothing stands before the quotation in its sentence but a connective and a comma: "However, “…"."""
    before = range(setting.begin, setting.first)
    if len(before) == 0:
        return True
    connective = all(words.tag[i] in {"RB", "CC", ",", "_SP"} for i in before) and words.lower[before[-1]] == ","
    return connective and len(before) <= _LONGEST_CONNECTIVE


def _is_heading(words: Words, setting: Setting) -> bool:
    """Whether a few words in marks are a line of their own without an end: ‘Back on the river’."""
    quoted = words.quoted[setting.number]
    alone = any(line.start == quoted.start and line.end == quoted.end for line in words.layout.paragraphs)
    return alone and count(setting.inner.of(words.text)) <= _HEADING_WORDS and not _ends_sentence(words, setting)


def _ends_sentence(words: Words, setting: Setting) -> bool:
    return setting.inner.of(words.text)[-1:] in ".?!…—-"


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
    covered = _covering(words, grammar)
    last: Setting | None = None
    for setting in settings:
        if setting.number not in found and loose(words, setting) and not _covered(words, setting, covered):
            found[setting.number] = _carry_on(words, setting, last, found, grammar)
        last = setting if setting.number in found else last
    return [found[number] for number in sorted(found)]


def _resumed(words: Words, setting: Setting, found: dict[int, Draft]) -> Draft | None:
    """Of `…,` she said, pointing to the map, "…": the second part of a quotation split within its sentence."""
    before = found.get(setting.number - 1)
    if before is None or before.cue is None or setting.begin == setting.first:
        return None
    if not (setting.begin <= before.cue[0] < setting.first) or words.lower[setting.first - 1] not in {
        ",",
        "--",
        "—",
        "–",
    }:
        return None
    return replace(before, pieces=(setting.inner,), rule="carried on")


def _covering(words: Words, grammar: Sequence[Draft]) -> dict[int, list[Span]]:
    """The contents that grammar found, by the sentences they touch."""
    found: dict[int, list[Span]] = {}
    for draft in grammar:
        for piece in draft.pieces:
            inside = words.inside(piece)
            for number in {words.sentence[i] for i in inside}:
                found.setdefault(number, []).append(piece)
    return found


def _covered(words: Words, setting: Setting, contents: dict[int, list[Span]]) -> bool:
    return any(piece.contains(setting.inner) for piece in contents.get(words.sentence[setting.first], ()))


def _carry_on(
    words: Words, setting: Setting, last: Setting | None, found: dict[int, Draft], grammar: Sequence[Draft]
) -> Draft:
    """A quotation that stands alone goes to the speaker of the one before it, if nothing came between."""
    bare = Draft((setting.inner,), "unattributed", binding=0)
    if setting.stop > setting.last and ends_open(words, setting):
        return bare
    if last is not None:
        gap = words.paragraph[setting.first] - words.paragraph[last.last]
        opens = setting.first == 0 or words.paragraph[setting.first - 1] != words.paragraph[setting.first]
        if gap == 0 or (gap == 1 and _closes_paragraph(words, last) and (opens or not _asks_before(words, setting))):
            model = found[last.number]
            rule = "carried on" if gap == 0 else "carried over"
            return replace(model, pieces=bare.pieces, rule=rule, binding=0)
    head = _teller_before(words, setting, grammar) or _subject_before(words, setting)
    if head is None:
        return bare
    return replace(bare, rule="sentence before", mention=noun_phrase(words, head), head=head)


def _asks_before(words: Words, setting: Setting) -> bool:
    """Whether a question stands before the quotation in its paragraph: "Roe's advice? “Take a kite.”"."""
    at = setting.first - 1
    while at >= 0 and words.tag[at] == "_SP":
        at -= 1
    return at >= 0 and words.lower[at] == "?"


def _advised(words: Words, begin: int, end: int) -> int | None:
    """Who is asked for words: "Roe's advice to others? “…”", "Roe's verdict? “…”"."""
    if words.lower[end + 1 : end + 2] != ["?"] and words.lower[end] != "?":
        return None
    for i in range(begin, end):
        if words.dep[i] == "poss" and words.tag[i] in {"NNP", "PRP$"} and words.lower[words.head[i]] in _ASKED_FOR:
            return i
    return None


_ASKED_FOR = frozenset("advice answer verdict message response reply reaction view opinion plea tip secret".split())


def _teller_before(words: Words, setting: Setting, grammar: Sequence[Draft]) -> int | None:
    """Who tells the sentence right before the quotation, in its paragraph: "…, reported the Gazette. “…”"."""
    at = setting.first - 1
    while at >= 0 and words.tag[at] in {".", "_SP"}:
        at -= 1
    if at < 0 or words.paragraph[at] != words.paragraph[setting.first]:
        return None
    told = [d for d in grammar if d.cue and d.rule == "inserted" and words.sentence[d.cue[0]] == words.sentence[at]]
    return told[-1].head if told else None


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
    begin = begin_of(words, at)
    advised = _advised(words, begin, at)
    if advised is not None:
        return advised
    for i in range(begin, at + 1):
        if words.dep[i] in {"nsubj", "nsubjpass"} and words.head[i] == words.head[words.head[i]]:
            return subject(words, words.head[i]) if words.dep[i] == "nsubj" else i
    return None
