"""Headlines: their own zone and their own forms: "Roe: the roof leaks", "The roof leaks: inspectors"."""

from __future__ import annotations

from index.model import Span
from index.quotations.draft import Draft
from index.quotations.figures import Table
from index.quotations.naming import OUTLET_WORDS
from index.quotations.nouns import DOCUMENTS, can_speak
from index.quotations.spans import count
from index.quotations.words import Words

_MOST_NAME_WORDS = 5
_FEWEST_CONTENT_WORDS = 3
# The cue frames that can be trusted where every word may be capitalised.
LINE_FORMS = frozenset({"transcript", "dash"})  # these make a short line an utterance, whatever it looks like
TRUSTED = frozenset(
    {
        "clause",
        "inserted",
        "infinitive",
        "attribution after",
        "attribution before",
        "colon",
        "headline colon",
        "transcript",
        "dash",
    }
)


def headline_drafts(words: Words, table: Table) -> list[Draft]:
    """Statements told by a colon in a headline, before or after it."""
    last_names = {f.last for f in table.figures if f.kind == "person"}
    found = []
    for line in words.layout.headings:
        inside = words.inside(line)
        colon = next((i for i in inside if words.lower[i] == ":" and words.quote[i] < 0), None)
        if colon is None or colon == inside[0] or colon == inside[-1]:
            continue
        before, after = (inside[0], colon - 1), (colon + 1, inside[-1])
        for speaker, content in ((before, after), (after, before)):
            if _is_speaker(words, speaker, last_names) and _is_content(words, content):
                span = Span(words.start[content[0]], words.end[content[1]])
                found.append(Draft((span,), "headline colon", speaker, speaker[1], (colon, colon), binding=2))
                break
    return found


def _is_speaker(words: Words, part: tuple[int, int], last_names: set[str]) -> bool:
    first, last = part
    if last - first >= _MOST_NAME_WORDS:
        return False
    if first == last and words.lower[last] in DOCUMENTS:
        return False
    return words.lower[last] in last_names or words.lower[last] in OUTLET_WORDS or can_speak(words.lower[last])


def _is_content(words: Words, part: tuple[int, int]) -> bool:
    return count(words.words(*part)) >= _FEWEST_CONTENT_WORDS
