"""BM25 of the passages that the full-text index found, with rarities counted in scope only. Pure.

SQLite's own BM25 counts how rare a word is over the whole coverage, so that its scores would depend on articles which
the asker may not see. (Robertson and Zaragoza 2009; k1 and b as in SQLite's FTS5.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from retrieval.terms import Term, stems_near

K1, B = 1.2, 0.75
# The words of a usual passage: what passages are made to hold, so that no count of the coverage is needed.
USUAL_WORDS = 110
# How much a word of the title, heading or outlet counts beside one of the passage.
CONTEXT_WEIGHT = 0.5


def worded(terms: Sequence[Term], weights: Mapping[str, float], context: str, words: str) -> float:
    """BM25 of one passage, higher is better; 0 if it holds none of the terms.

    Args:
        weights: rarity in scope of each term's expression.
        context: what stands before the passage's words when they are searched.
    """
    wanted = frozenset(term.stem for term in terms)
    inside, before = Counter(stems_near(words, wanted)), Counter(stems_near(context, wanted))
    length = (len(words.split()) + len(context.split())) / USUAL_WORDS
    total = 0.0
    for term in terms:
        often = inside[term.stem] + CONTEXT_WEIGHT * before[term.stem]
        total += weights.get(term.match, 0.0) * often * (K1 + 1) / (often + K1 * (1 - B + B * length))
    return total
