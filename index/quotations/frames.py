"""Verbs that say: who is the speaker, is it told as a fact, and what is said."""

from __future__ import annotations

from collections.abc import Iterator

from index.model import Polarity
from index.quotations.clauses import auxiliaries, negated, noun_phrase, speaks, subject
from index.quotations.contents import content_of
from index.quotations.cue import frames_of
from index.quotations.draft import Draft
from index.quotations.edges import continued_of, coordinate_of
from index.quotations.lexicon import BE, LEMMAS
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
_COMMENTS = frozenset("comment elaborate".split())  # who did not, said nothing
_BELIEFS = frozenset("believe think feel hope fear expect anticipate suspect doubt guess reckon".split())
_NAMES = frozenset({"NNP", "NNPS", "PRP"})
_SKIP_AFTER_CUE = frozenset({"RB", "RP", "RBR", "_SP"})


def verb_drafts(words: Words, i: int) -> Iterator[Draft]:
    """Statements that the verb at `i` introduces, by whichever of its frames fits first."""
    lemma, frames, last = frames_of(words, i)
    if not lemma or words.dep[i] in {"aux", "auxpass"} or not _asserted(words, i) or _neither(words, i):
        return
    head, loose = speaker_of(words, i)
    if (head is None and not loose) or (head is not None and _impersonal(words, i, head)):
        return
    weak = "d" in frames or "C" not in frames
    if weak and head is not None and not speaks(words, head, documents="D" in frames or "d" not in frames):
        return
    if lemma in _INFERENCES and head is not None and words.tag[head].startswith("NN") and not _may_infer(words, head):
        return
    if head is not None and lemma in _BELIEFS and words.lower[head] in {"i", "we", "you", "one"}:
        return
    found = content_of(words, i, last, lemma, frames)
    if found is None or (lemma in _COMMENTS and negated(words, i)) or _found_oneself(words, last, lemma):
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


def _found_oneself(words: Words, last: int, lemma: str) -> bool:
    """Of `They found themselves locked out`: nothing was said."""
    return lemma == "find" and last + 1 < len(words) and words.lower[last + 1].endswith(("self", "selves"))


def _impersonal(words: Words, verb: int, head: int) -> bool:
    """Of `It is important to note that …`: nobody notes it."""
    return words.lower[head] == "it" and words.tag[verb] == "VB" and words.lower[words.head[head]] in BE


def _may_infer(words: Words, head: int) -> bool:
    word = words.lower[head]
    if words.tag[head] in {"NNP", "NNPS"}:
        return True
    return word in STUDIES if word in DOCUMENTS else speaks(words, head)


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
    if words.tag[verb] == "VBG" and words.dep[verb] in {"pcomp", "acl"} and words.tag[verb - 1] in _NAMES:
        return verb - 1, False  # "despite the Gazette saying that …"
    outer = coordinate_of(words, verb)
    if outer is None:
        outer = continued_of(words, verb)
    found = subject(words, verb if outer is None else outer)
    return (_before_cue(words, verb) if found is None else _named_in_apposition(words, found)), False


def _named_in_apposition(words: Words, head: int) -> int:
    """The person named beside a noun that cannot speak itself: "his opposite number, Carl Voss, felt …"."""
    if not words.tag[head].startswith("NN") or speaks(words, head):
        return head
    beside = words.child(head, "appos")
    return beside if beside is not None and words.entity[beside] == "PERSON" else head


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


def _opens_alone(words: Words, verb: int) -> bool:
    """Of `Asked what comes next, Roe laughed`: she did not ask."""
    begin = words.bounds[words.sentence[verb]][0]
    return verb == begin and words.child(verb, "nsubj", "agent") is None


def _asserted(words: Words, verb: int) -> bool:
    """Whether the saying is told as a fact: not a wish, a possibility, a condition, a refusal."""
    helpers = auxiliaries(words, verb)
    if any(helper in _UNREAL for helper in helpers):
        return False
    if words.tag[verb] in {"VBN", "VBD"} and _opens_alone(words, verb):
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
