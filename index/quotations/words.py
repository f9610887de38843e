"""The parse as plain lists: words, tags, heads. Reading lists is several times faster than asking spaCy's tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, LENGTH, TAG
from spacy.tokens import Doc

from index.model import Layout, Span

_ATTRIBUTES = [IDX, LENGTH, TAG, DEP, HEAD, ENT_TYPE, ENT_IOB]


@dataclass(frozen=True, slots=True)
class Words:
    """One article's words with their grammar; every list has one value per token.

    Attributes:
        text: the article's text.
        start, end: code points of each token.
        lower: the token, lower-cased, curly apostrophes made straight.
        tag: Penn Treebank tag.
        dep: spaCy dependency label.
        head: index of the token's head (its own for a root).
        entity: type of the named entity the token is in, or "".
        entity_start: whether the token begins that entity.
        left, right: first and last token of the subtree.
        sentence: running number of the sentence of the narration: a quotation inside it does not end it, unless it
            ends itself and a new sentence follows.
        quote: index into `quoted` of the quotation marks the token stands in, or -1.
        paragraph: running number of the paragraph or heading, or -1 for furniture.
        headline: numbers of those that are headings.
        children: the tokens that hang directly on a token, in order.
        bounds: first and last token of each sentence, white space and final punctuation left out.
    """

    text: str
    layout: Layout
    quoted: tuple[Span, ...]
    start: list[int]
    end: list[int]
    lower: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    entity: list[str]
    entity_start: list[bool]
    sentence: list[int]
    quote: list[int]
    paragraph: list[int]
    headline: frozenset[int]
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    bounds: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.start)

    def form(self, i: int) -> str:
        """The token as printed."""
        return self.text[self.start[i] : self.end[i]]

    def in_story(self, i: int) -> bool:
        """Whether the token stands in a paragraph of the story: neither furniture nor a heading."""
        return self.paragraph[i] >= 0 and self.paragraph[i] not in self.headline

    def words(self, first: int, last: int) -> str:
        """The text from one token to another, both included, as printed."""
        return self.text[self.start[first] : self.end[last]]

    def at(self, offset: int) -> int:
        """Index of the first token that starts at `offset` or later."""
        return bisect_left(self.start, offset)

    def inside(self, span: Span) -> range:
        """Indices of the tokens that start within `span`."""
        return range(bisect_left(self.start, span.start), bisect_left(self.start, span.end))

    def child(self, i: int, *labels: str) -> int | None:
        """The first child of `i` with one of these dependency labels."""
        return next((c for c in self.children[i] if self.dep[c] in labels), None)


def words_of(text: str, layout: Layout, parsed: Doc) -> Words:
    """Lay the parse out as lists; quotation marks and paragraphs come from the layout."""
    table = parsed.to_array(_ATTRIBUTES).astype("int64").T.tolist()
    idx, length, tags, deps, heads, types, iob = table or [[]] * len(_ATTRIBUTES)
    strings = parsed.vocab.strings
    names = {value: strings[value & 0xFFFFFFFFFFFFFFFF] for column in (tags, deps, types) for value in set(column)}
    count = len(idx)
    lines = tuple(sorted([*layout.paragraphs, *layout.headings]))
    words = Words(
        text=text,
        layout=layout,
        quoted=layout.quoted,
        start=idx,
        end=[i + n for i, n in zip(idx, length, strict=True)],
        lower=[text[i : i + n].lower().replace("’", "'") for i, n in zip(idx, length, strict=True)],
        tag=[names[t] for t in tags],
        dep=[names[d] for d in deps],
        head=[i + h for i, h in enumerate(heads)],
        entity=[names[t] for t in types],
        entity_start=[b == 3 for b in iob],  # spaCy's code for "begins an entity"
        sentence=[0] * count,
        quote=_membership(idx, layout.quoted),
        paragraph=_membership(idx, lines),
        headline=frozenset(number for number, line in enumerate(lines) if line in set(layout.headings)),
    )
    _grow(words, count)
    _number_sentences(words)
    return words


def _membership(starts: list[int], spans: tuple[Span, ...]) -> list[int]:
    """For each offset the index of the span it lies in, or -1; spans are in order and do not overlap."""
    firsts = [span.start for span in spans]
    owners = [bisect_right(firsts, at) - 1 for at in starts]
    return [o if o >= 0 and at < spans[o].end else -1 for o, at in zip(owners, starts, strict=True)]


def _grow(words: Words, count: int) -> None:
    """Fill in the children and the edges of every subtree."""
    words.left.extend(range(count))
    words.right.extend(range(count))
    words.children.extend([] for _ in range(count))
    for i, head in enumerate(words.head):
        if head != i:
            words.children[head].append(i)
        at = i
        while words.head[at] != at:
            at = words.head[at]
            words.left[at] = min(words.left[at], i)
            words.right[at] = max(words.right[at], i)


def _number_sentences(words: Words) -> None:
    """Number the sentences of the narration and note where they begin and end."""
    number, first = 0, 0
    for i in range(len(words)):
        if i and _breaks(words, i):
            words.bounds.append(_tight(words, first, i - 1))
            number, first = number + 1, i
        words.sentence[i] = number
    if len(words):
        words.bounds.append(_tight(words, first, len(words) - 1))


_STARTS = frozenset({"PRP", "DT", "EX", "WRB"})  # capitalised, these begin a sentence even after "U.S." or "£2m."


def _breaks(words: Words, i: int) -> bool:
    """Whether a new sentence begins at token `i`."""
    if words.paragraph[i] != words.paragraph[i - 1]:
        return True
    if words.quote[i] >= 0 and words.quote[i] == words.quote[i - 1]:
        return False
    before = i - 1
    while before > 0 and words.tag[before] == "_SP" and words.paragraph[before - 1] == words.paragraph[i]:
        before -= 1
    opens = words.quote[i] >= 0 or words.form(i)[:1].isupper() or words.form(i)[:1] in '([0123456789“‘"$#@'
    if words.tag[i] == "_SP" or not opens:
        return False
    if words.quote[before] >= 0:
        quoted = words.quoted[words.quote[before]].of(words.text)
        return quoted.rstrip("\"'”’»` ")[-1:] in {".", "!", "?", "…"} and _really_ends(words, quoted, i)
    return words.tag[before] == "." or (
        words.tag[i] in _STARTS and words.form(before)[-1:] == "." and words.form(i) != "I"
    )


def _really_ends(words: Words, quoted: str, following: int) -> bool:
    """Whether a quotation with final punctuation ends its sentence too: not where "she said" follows a "?"."""
    if quoted.rstrip("\"'”’»` ")[-1:] == ".":
        return True
    return words.quote[following] >= 0 or words.tag[following] not in {"NNP", "PRP", "NNPS"}


def _tight(words: Words, first: int, last: int) -> tuple[int, int]:
    while last > first and (words.tag[last] == "_SP" or (words.tag[last] == "." and words.quote[last] < 0)):
        last -= 1
    while first < last and words.tag[first] == "_SP":
        first += 1
    return first, last
