"""Parsing: one text in, one spaCy parse out, its offsets the code points of the text as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

from index.paragraphs import split_paragraphs

if TYPE_CHECKING:
    from spacy.language import Language

# The parser's memory grows with the length of what it is given at once; pieces of this many code points keep it flat.
PIECE = 40_000
# Tags and dependencies are all that is read here: lemmas and coarse parts of speech would cost a third of the time.
UNUSED = ("lemmatizer", "attribute_ruler", "senter")


_DATELINE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ.'’-]+){0,4}(?:,\s[^—–\n(]{1,30}?)?(?:\s\([^)\n]{1,40}\))?\s(?:--|[—–-])\s"
    r"(?=\S)"
)


class Parser:
    """Parses whole texts with one loaded spaCy pipeline.

    Args:
        nlp: a loaded English pipeline with a tagger, a dependency parser and a named-entity recogniser.
    """

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        for name in UNUSED:
            if name in nlp.pipe_names:
                nlp.disable_pipe(name)

    @classmethod
    def load(cls, path: str) -> Parser:
        """Load the pipeline at `path` (a folder or an installed package's name); raises OSError where there is none."""
        return cls(spacy.load(path, exclude=list(UNUSED)))

    def parse(self, text: str) -> Doc:
        """Parse `text`, however long.

        Returns:
            A `Doc` whose `text` is the text and whose `token.idx` are code points of it. Line breaks that end a
            paragraph, a heading or a list item always end a sentence.
        """
        pieces = [self._parse_piece(piece) for piece in _pieces(text)]
        if len(pieces) == 1:
            return pieces[0]
        return Doc.from_docs(pieces, ensure_whitespace=False)

    def _parse_piece(self, text: str) -> Doc:
        tokens = self._nlp.make_doc(text)
        paragraphs = split_paragraphs(text)
        # A place before a dash would be read as the sentence's subject ("ORVANE -- Mayor Renn said …").
        placed = {found.end() for span in paragraphs if (found := _DATELINE.match(text, span.start, span.end))}
        starts = placed.union(span.start for span in paragraphs)
        for token in tokens[1:]:
            if token.idx in starts:
                token.is_sent_start = True
        return self._nlp(tokens)


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where it hurts least: at an empty line, a line's end, a space; the pieces add up to the text."""
    start = 0
    while len(text) - start > PIECE:
        window = text[start : start + PIECE]
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := window.rfind(mark) + len(mark)) > PIECE // 2), PIECE)
        yield text[start : start + cut]
        start += cut
    yield text[start:]
