"""Where what was said ends: qualifiers belong to it, the next report does not."""

from __future__ import annotations

from index.quotations.clauses import auxiliaries, is_verb
from index.quotations.cue import frames_of, verb_lemma
from index.quotations.lexicon import LEMMAS, LIGHT_VERBS, NOUNS, TOPIC
from index.quotations.words import Words

QUALIFIERS = frozenset("unless if provided providing because until".split())
TENSES = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_GOING_ON = frozenset(
    """add say note cite warn argue claim insist stress emphasize emphasise call explain tell describe outline suggest
    quote point blame accuse urge vow promise reiterate declare predict acknowledge admit cautioning caution""".split()
)


def extended(words: Words, end: int) -> int:
    """Go on over "…, and that …" and "… but it was …" without a comma, which the parse hung to the cue."""
    limit = words.bounds[words.sentence[end]][1]
    at = end + 1
    comma = at <= limit and words.lower[at] == ","
    at += comma
    if at < limit and words.lower[at] in QUALIFIERS and words.quote[end] < 0:
        return limit
    if at + 1 > limit or words.lower[at] not in {"and", "but", "or"} or words.quote[end] >= 0:
        return end
    if words.lower[at + 1] == "that" or (
        not comma and words.tag[at + 1] in {"PRP", "DT", "NNP", "EX", "PRP$"} and not _cue_near(words, at)
    ):
        return limit
    return end


def _cue_near(words: Words, at: int) -> bool:
    limit = min(words.bounds[words.sentence[at]][1], at + 8)
    return any(frames_of(words, k)[1] for k in range(at, limit + 1))


def cut_end(words: Words, i: int, begin: int, end: int) -> int:
    """Cut before what the same or another speaker goes on to say: ", adding that …", "and suggested that …"."""
    for at in range(begin + 2, end):
        if words.quote[at] >= 0:
            continue
        if words.lower[at] == "," and _another_report(words, at + 1, end):
            return at - 1
        if words.lower[at] in {"and", "but"} and coordinate_of(words, _next_verb(words, at + 1, end)) == i:
            return at - 1
    return end


def _another_report(words: Words, at: int, end: int) -> bool:
    """Whether what follows a comma is told besides: "according to …", "adding …", "which he called “…”", "while …"."""
    if words.lower[at] == "according":
        return words.lower[min(at + 1, end)] == "to"
    if words.tag[at] == "VBG":
        return _goes_on(words, at)
    if words.tag[at] in {"WDT", "WP"} or words.lower[at] in {"while", "whereas"}:
        return _tells(words, at, end)
    return words.lower[at] == "with" and _saying_after(words, at, end)


def _goes_on(words: Words, participle: int) -> bool:
    return LEMMAS.get(words.lower[participle]) in _GOING_ON and words.head[participle] < participle


def _tells(words: Words, at: int, end: int) -> bool:
    """Whether another report follows: a cue of its own or words in marks."""
    return any(words.quote[k] >= 0 or (words.tag[k] in TENSES and frames_of(words, k)[1]) for k in range(at, end + 1))


def _saying_after(words: Words, at: int, end: int) -> bool:
    """Whether a participle that says belongs to "with": ", with the minister telling reporters …"."""
    inner = words.child(at, "pobj", "pcomp")
    found = [] if inner is None else [inner, *words.children[inner]]
    return any(at < k <= end and words.tag[k] == "VBG" and frames_of(words, k)[1] for k in found)


def _next_verb(words: Words, at: int, end: int) -> int:
    """The first verb from `at` on, over at most an adverb and auxiliaries."""
    for k in range(at, min(at + 4, end + 1)):
        if is_verb(words, k) and words.dep[k] not in {"aux", "auxpass"}:
            return k
        if not (is_verb(words, k) or words.tag[k].startswith("RB")):
            break
    return at


def coordinate_of(words: Words, verb: int) -> int | None:
    """The cue that `verb` goes on from although the parse hung it into what that cue says.

    "She said it had closed and added that …": `added` is a cue with a clause of its own and no subject, in the tense
    of `said`.
    """
    if words.dep[verb] != "conj" or words.child(verb, "nsubj") is not None or words.tag[verb] not in TENSES:
        return None
    thing = words.child(verb, "dobj")
    voices = (
        thing is not None
        and verb_lemma(words, verb) in LIGHT_VERBS
        and (words.lower[thing] in NOUNS or words.lower[thing] in TOPIC)
    )
    if not voices and ("C" not in frames_of(words, verb)[1] or words.child(verb, "ccomp", "xcomp") is None):
        return None
    root = words.head[verb]
    while words.dep[root] == "conj":
        root = words.head[root]
    outer = words.head[root]
    if words.dep[root] != "ccomp" or not frames_of(words, outer)[1] or words.tag[outer] != words.tag[verb]:
        return None
    if words.tag[verb] == "VBN" and not {"has", "have", "'s", "'ve", "had"} & set(auxiliaries(words, verb)):
        return None
    return outer


def continued_of(words: Words, verb: int) -> int | None:
    """The cue that a participle after a comma goes on from: "He said prices would fall, suggesting that …".

    Only where the clause that the parse hung it to has a subject that cannot speak itself, or no person for a subject.
    """
    if words.tag[verb] != "VBG" or words.dep[verb] != "advcl" or words.lower[max(words.left[verb] - 1, 0)] != ",":
        return None
    at = words.head[verb]
    for _ in range(6):
        own = words.child(at, "nsubj")
        if own is not None and words.entity[own] == "PERSON":
            return None
        if "C" in frames_of(words, at)[1]:
            return at
        if words.lower[at] in NOUNS and is_verb(words, words.head[at]):
            return words.head[at]
        if words.dep[at] not in {"ccomp", "conj", "acl", "xcomp", "relcl", "advcl"} or words.head[at] == at:
            return None
        at = words.head[at]
    return None


def with_tail(words: Words, end: int) -> int:
    """Take in "to be settled, including …", which the parse hung to the cue."""
    limit = words.bounds[words.sentence[end]][1]
    after = end + 1
    if after + 1 <= limit and (
        (words.lower[after] == "to" and words.tag[after] == "TO")
        or (words.lower[after] == "," and words.lower[after + 1] in {"including", "such"})
        or words.lower[after] == "as"
        or (words.lower[after] == "and" and words.tag[after + 1] == "VBG")
        or (words.lower[after] == "," and words.lower[after + 1] in QUALIFIERS)
    ):
        return limit
    return end
