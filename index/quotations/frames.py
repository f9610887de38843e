"""Verbs that say: who is the speaker, is it told as a fact, and what is said."""

from __future__ import annotations

from collections.abc import Iterator

from index.model import Polarity
from index.quotations.clauses import auxiliaries, negated, noun_phrase, speaks, subject
from index.quotations.contents import content_of
from index.quotations.cue import frames_of
from index.quotations.draft import Draft
from index.quotations.edges import continued_of, coordinate_of
from index.quotations.lexicon import LEMMAS
from index.quotations.nouns import DOCUMENTS, STUDIES
from index.quotations.words import Words

_DENIALS = frozenset("deny refute rebut dispute reject dismiss disavow repudiate".split())
_UNREAL = frozenset("would could might should may must can 'd can't couldn't wouldn't".split())
_REFUSALS = frozenset(
    "decline declines declined declining refuse refuses refused refusing fail failed stop stopped".split()
)
# What a gesture or a statement may do without anybody saying it: only people, bodies and studies count as speakers.
_INFERENCES = frozenset(
    "suggest indicate signal show demonstrate underscore underline highlight reveal reflect mean find".split()
)
_BELIEFS = frozenset("believe think feel hope fear expect anticipate suspect doubt guess reckon".split())
_SKIP_AFTER_CUE = frozenset({"RB", "RP", "RBR", "_SP"})


def verb_drafts(words: Words, i: int) -> Iterator[Draft]:
    """Statements that the verb at `i` introduces, by whichever of its frames fits first."""
    lemma, frames, last = frames_of(words, i)
    if not lemma or words.dep[i] in {"aux", "auxpass"} or not _asserted(words, i) or _neither(words, i):
        return
    head, loose = speaker_of(words, i)
    if head is None and not loose:
        return
    weak = "d" in frames or "C" not in frames
    if weak and head is not None and not speaks(words, head, documents="D" in frames or "d" not in frames):
        return
    if lemma in _INFERENCES and head is not None and words.tag[head].startswith("NN") and not _may_infer(words, head):
        return
    if head is not None and lemma in _BELIEFS and words.lower[head] in {"i", "we", "you", "one"}:
        return
    found = content_of(words, i, last, lemma, frames)
    if found is None:
        return
    rule, pieces = found
    yield Draft(
        pieces=pieces,
        rule=rule,
        mention=None if head is None else noun_phrase(words, head),
        head=head,
        cue=(i, last),
        polarity=polarity(words, i, lemma),
    )


def _may_infer(words: Words, head: int) -> bool:
    word = words.lower[head]
    return words.tag[head] in {"NNP", "NNPS"} or (word not in DOCUMENTS or word in STUDIES)


def _neither(words: Words, verb: int) -> bool:
    """Of `Neither confirmed nor denied`: nothing was said."""
    around = [verb, words.head[verb]] if words.dep[verb] == "conj" else [verb]
    return any(words.lower[c] in {"neither", "nor"} for at in around for c in words.children[at])


def speaker_of(words: Words, verb: int) -> tuple[int | None, bool]:
    """The head of the speaker's mention, and whether the verb may stand without one ("was quoted as saying")."""
    if words.lower[verb] in {"saying", "telling"}:
        quoted = words.head[words.head[verb]]
        if LEMMAS.get(words.lower[quoted]) in {"quote", "cite"}:
            return words.child(quoted, "nsubjpass"), False
    passive = words.child(verb, "nsubjpass") is not None or words.child(verb, "auxpass") is not None
    agent = words.child(verb, "agent")
    if passive:
        return (None if agent is None else words.child(agent, "pobj")), False
    outer = coordinate_of(words, verb)
    if outer is None:
        outer = continued_of(words, verb)
    found = subject(words, verb if outer is None else outer)
    return (_before_cue(words, verb) if found is None else found), False


def _before_cue(words: Words, verb: int) -> int | None:
    """The name or pronoun before a finite cue whose subject the parse lost, also over an aside: "Roe, a vet, said"."""
    at = verb - 1
    while at > 0 and (words.tag[at].startswith("RB") or words.lower[at] in {"has", "had", "have"}):
        at -= 1
    if at < 0 or words.tag[verb] not in {"VBD", "VBZ", "VBN"} or words.sentence[at] != words.sentence[verb]:
        return None
    if words.lower[at] == ",":
        return _before_aside(words, at)
    return at if words.quote[at] < 0 and words.tag[at] in {"NNP", "PRP", "NNPS"} and words.lower[at] != "it" else None


def _before_aside(words: Words, comma: int) -> int | None:
    begin = words.bounds[words.sentence[comma]][0]
    for at in range(comma - 1, begin, -1):
        if words.quote[at] >= 0 or (words.tag[at] in {"VBD", "VBZ", "VBP"} and words.dep[at] != "relcl"):
            return None
        if words.lower[at] == ",":
            opens = words.tag[at + 1] in {"DT", "NN", "NNS", "WP", "WDT", "JJ", "PRP$", "CD", "VBN", "NNP"}
            return at - 1 if opens and words.tag[at - 1] in {"NNP", "NNPS", "NN", "NNS"} else None
    return None


def polarity(words: Words, verb: int, lemma: str) -> Polarity:
    """Denied if the cue denies or is itself negated, but not if both."""
    return "denied" if (lemma in _DENIALS) != negated(words, verb) else "affirmed"


def _asserted(words: Words, verb: int) -> bool:
    """Whether the saying is told as a fact: not a wish, a possibility, a condition, a refusal."""
    helpers = auxiliaries(words, verb)
    if any(helper in _UNREAL for helper in helpers):
        return False
    head = words.head[verb]
    if words.dep[verb] == "xcomp" and words.lower[head] in _REFUSALS and not negated(words, head):
        return False
    if (
        words.tag[verb] == "VBN"
        and words.dep[verb] in {"advcl", "acl", "amod"}
        and not {"have", "has", "had", "'ve", "'s"} & set(helpers)
    ):
        return words.child(verb, "agent") is not None
    mark = words.child(verb, "mark")
    if mark is not None and words.lower[mark] in {"if", "unless", "whether"}:
        return False
    return (
        words.tag[verb] != "VB"
        or "to" in helpers
        or "do" in helpers
        or "did" in helpers
        or "does" in helpers
        or "will" in helpers
    )
