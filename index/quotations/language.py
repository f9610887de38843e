"""Whether a text is English, told by the share of its words that are English function words.

The frames and the parser know English only. One question, yes or no, for a whole article needs no statistical model
of a hundred languages: in running English a third to a half of the words are these, in its nearest relatives under
a tenth (some coincide: "in", "is", "on", "was", "we"). It is pure, instant, offline and nothing to keep up to date.
"""

from __future__ import annotations

from index.quotations.words import Words

_FUNCTION_WORDS = frozenset(
    """the of and to a an that for with as at by from this which be been are were have has had not but they
    their his her she he it its would will can could said says who when what there than then them about into
    after before more other some our you your if or because while where how""".split()
)
_LEAST_SHARE = 0.17
_FEWEST_WORDS = 12  # of fewer words nothing can be told; they are taken for English


def is_english(words: Words) -> bool:
    """Whether the story (without furniture) is in English; too short a text counts as English."""
    story = [words.lower[i] for i in range(len(words)) if words.paragraph[i] >= 0 and words.lower[i].isalpha()]
    if len(story) < _FEWEST_WORDS:
        return all(word.isascii() for word in story)
    return sum(word in _FUNCTION_WORDS for word in story) >= _LEAST_SHARE * len(story)
