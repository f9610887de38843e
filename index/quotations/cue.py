"""Which verbs are cues, and in which frames."""

from __future__ import annotations

from index.quotations.clauses import is_verb
from index.quotations.lexicon import FRAMES, LEMMAS, PHRASAL
from index.quotations.words import Words


def verb_lemma(words: Words, i: int) -> str | None:
    """The lemma of a verb of the lexicon; None for other words."""
    if not is_verb(words, i):
        return None
    return LEMMAS.get(words.lower[i])


def frames_of(words: Words, i: int) -> tuple[str, str, int]:
    """(lemma, frames, last token of the cue) of a verb; the lemma is empty if the verb is not in the lexicon."""
    lemma = verb_lemma(words, i)
    if lemma is None:
        return "", "", i
    for child in words.children[i]:
        if words.dep[child] in {"prt", "advmod"} and i < child <= i + 3 and (lemma, words.lower[child]) in PHRASAL:
            return f"{lemma} {words.lower[child]}", PHRASAL[lemma, words.lower[child]], child
    return lemma, FRAMES.get(lemma, ""), i
