"""Grammar: who is the subject of a verb, what is its clause, where does a noun phrase begin and end."""

from __future__ import annotations

from index.quotations.nouns import DOCUMENTS, can_speak
from index.quotations.words import Words

SPEAKING_PRONOUNS = frozenset(
    "he she they who we i you it one everyone somebody someone nobody many some others".split()
)
_NO_SPEAKERS = frozenset("DATE TIME MONEY PERCENT LAW EVENT LOC LANGUAGE".split())
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_INSIDE = frozenset(
    {"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "npadvmod", "predet", "punct", "case", "advmod"}
)
_TAILS = frozenset("of for at from with in on to".split())
_MAX_CLIMB = 8


def is_verb(words: Words, i: int) -> bool:
    """Whether the token is tagged as a verb."""
    return words.tag[i].startswith("VB")


def noun_phrase(words: Words, head: int) -> tuple[int, int]:
    """First and last token of the phrase a reader would underline: modifiers, head, and a tail like "of the bank".

    Appositions, relative clauses and whatever follows a comma are left out.
    """
    first = head
    for child in reversed(words.children[head]):
        if child > head:
            continue
        if words.dep[child] not in _INSIDE or words.right[child] != first - 1:
            break
        first = words.left[child]
    dated = words.entity[head] not in {"DATE", "TIME"}
    while first < head and (
        words.tag[first] in {"``", "''", ",", ":", "_SP", "-LRB-"}
        or (dated and words.entity[first] in {"DATE", "TIME"} and words.tag[first] in {"NNP", "RB"})
    ):
        first += 1
    last = head
    for child in words.children[head]:
        if child < head:
            continue
        if child == last + 1 and words.dep[child] == "case":
            continue
        inner = words.child(child, "pobj")
        dated = inner is not None and words.entity[inner] in {"DATE", "TIME"}
        if words.dep[child] == "prep" and child == last + 1 and words.lower[child] in _TAILS and not dated:
            last = _tail(words, child)
        else:
            break
    return first, last


def _tail(words: Words, prep: int) -> int:
    """Last token of "of the bank": up to the end of that noun phrase, not of its relative clause."""
    inner = words.child(prep, "pobj")
    if inner is None or inner < prep:
        return words.right[prep] if words.right[prep] - prep < 4 else prep
    return max(noun_phrase(words, inner)[1], inner)


def subject(words: Words, verb: int) -> int | None:
    """Head token of the subject of `verb`, found through coordination, relatives, participles; else None."""
    at = verb
    for _ in range(_MAX_CLIMB):
        own = _own_subject(words, at)
        if own is not None:
            return _antecedent(words, own)
        at_next = _climb(words, at)
        if at_next is None or at_next == at:
            return None
        if not is_verb(words, at_next) and words.dep[at] in {"acl", "relcl"}:
            return at_next
        at = at_next
    return None


def nearest_subject(words: Words, verb: int) -> int | None:
    """The subject that hangs on the verb itself; where the parse gives two, the one right before it."""
    subjects = [c for c in words.children[verb] if words.dep[c] == "nsubj"]
    before = [c for c in subjects if c < verb]
    return next(iter(before[-1:] or subjects), None)


def _own_subject(words: Words, verb: int) -> int | None:
    found = nearest_subject(words, verb)
    if found is not None:
        return found if words.lower[found] != "there" else None
    agent = words.child(verb, "agent")
    if agent is not None:
        return words.child(agent, "pobj")
    return None


def _climb(words: Words, at: int) -> int | None:
    """The word whose subject is also the subject of `at`."""
    label, head = words.dep[at], words.head[at]
    if words.child(at, "nsubjpass") is not None or words.child(at, "expl") is not None:
        return None
    if label in {"conj", "xcomp", "advcl", "acl", "relcl", "aux", "auxpass", "dep", "parataxis", "acomp", "oprd"}:
        return head
    if label == "pcomp" and words.dep[head] in {"prep", "agent"}:
        return words.head[head]
    if label == "ccomp" and words.tag[at] in {"VBG", "VBN"}:
        return head
    return None


def _antecedent(words: Words, subj: int) -> int:
    """The noun that a relative pronoun stands for; the token itself otherwise."""
    if words.tag[subj] not in {"WP", "WDT"}:
        return subj
    clause = words.head[subj]
    for _ in range(3):
        if words.dep[clause] == "relcl":
            return words.head[clause]
        if words.dep[clause] not in {"conj", "ccomp", "xcomp"}:
            break
        clause = words.head[clause]
    before = subj - 1
    while before > 0 and words.tag[before] in {",", "''", "_SP"}:
        before -= 1
    return before if words.tag[before].startswith("NN") else subj


def speaks(words: Words, head: int, *, documents: bool = True) -> bool:
    """Whether the noun phrase with this head names one who can speak."""
    word, tag = words.lower[head], words.tag[head]
    if word in SPEAKING_PRONOUNS or tag in {"WP", "CD"} or word in {"percent", "%"}:
        return True
    if tag in {"NNP", "NNPS"}:
        return words.entity[head] not in _NO_SPEAKERS
    if word in DOCUMENTS or word.removesuffix("s") in DOCUMENTS:
        return documents
    if tag in {"DT", "JJS", "JJ", "JJR"}:
        return any(words.lower[c] == "of" for c in words.children[head]) or (tag == "JJ" and can_speak(word))
    return tag.startswith("NN") and (can_speak(word) or words.entity[head] in _NAMED)


def negated(words: Words, verb: int) -> bool:
    """Whether "not", "never", "neither" or "n't" stands with the verb or with the verb it is coordinated with."""
    at = verb
    for _ in range(3):
        if any(words.dep[c] == "neg" or words.lower[c] in {"never", "neither", "nor"} for c in words.children[at]):
            return True
        if words.dep[at] != "conj" or words.child(at, "nsubj") is not None or at - words.head[at] > 4:
            return False
        at = words.head[at]
    return False


def auxiliaries(words: Words, verb: int) -> list[str]:
    """The lower-cased auxiliaries of a verb, in order."""
    return [words.lower[c] for c in words.children[verb] if words.dep[c] in {"aux", "auxpass"}]
