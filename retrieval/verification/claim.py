"""What is to be verified: the words claimed as somebody's, without typography and the reporter's "she said". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.marks import Quoted, find_quoted
from index.model import Span
from retrieval.verification.tokens import Word, has_words, key_of, words_of

_CUES = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|posted|tweeted|asked|asks|replied|responded|argued|"
    r"argues|explained|insisted|warned|warns|noted|notes|announced|claimed|declared|stated|states|continued|recalled|"
    r"remarked|stressed|concluded|commented|testified|admitted|acknowledged|joked|vowed|promised|pledged|confirmed|"
    r"according to)"
)
_SAYS = re.compile(rf"\b{_CUES}\b", re.IGNORECASE)
_CUE_FIRST = re.compile(rf"^{_CUES}\s+(?P<who>[^,;:—–]+)", re.IGNORECASE)
_NAME_FIRST = re.compile(rf"^(?P<who>[^;:—–]+?)\s*(?:,[^,]*,\s*)?\b{_CUES}\b", re.IGNORECASE)
_COLON = re.compile(r"^(?P<who>[^\s:][^:]{0,58}[^\s:]):$")
_DASHED = re.compile(r"^[—–―-]+\s*(?P<who>[^,;:]{2,60})")
_PROPER = re.compile(
    r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:(?:of|de|del|da|van|von|der|den|bin|al|la|le)\s+)*[^\W\d_a-z][\w.'’-]*)*"
)
# "We will win, said Renn." without any quotation marks.
_UNMARKED = re.compile(rf",\s+(?:{_CUES}\s+{_PROPER.pattern}|{_PROPER.pattern}\s+{_CUES})(?:\s+on\s+\w+)?[.\s]*$")
_NOBODY = frozenset("he she they it i we you who one that this also then later and but".split())
_ELLIPSIS = r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.(?:\s?\.){2,}"
_PARTS = re.compile(
    rf"(?P<cut>{_ELLIPSIS})|(?P<begun>[^\W\d_]+)\[[^\W\d_]{{1,5}}\]"
    r"|\[(?P<filled>[^\[\]\n]{0,160})\](?:['’]s\b)?(?![^\W\d_])"
)
# So few words in marks beside "said" are a fragment of the claim, not the claim.
_CLAIMED = 2
# An attribution is short, and nobody speaks of themselves in it.
_ATTRIBUTION_WORDS = 12
_FIRST_PERSON = frozenset("i we you my our your me us i'm i'll we're we'll".split())
_SINGLE = frozenset("'‘’‚`")


@dataclass(frozen=True, slots=True)
class Part:
    """One step of a claim.

    Attributes:
        kind: a word; the beginning of a word whose end an editor changed; a cut ("…"); what an editor filled in.
        words: the word; its beginning, then the whole of it; the words in the [brackets].
    """

    kind: Literal["word", "begun", "cut", "filled"]
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A text to be verified, read.

    Attributes:
        text: as it was given; every offset counts its code points.
        parts: the claim step by step; [brackets] and cuts are steps of their own.
        words: every word that is claimed, those in [brackets] too, in order.
        joins: before which of `words` the text itself shows an attribution ('"We will win," she said, "in May"').
        speaker: whom the text itself names as the speaker; None if nobody.
        marked: whether it has cuts or [brackets].
    """

    text: str
    parts: tuple[Part, ...]
    words: tuple[Word, ...]
    joins: frozenset[int]
    speaker: str | None

    @property
    def marked(self) -> bool:
        """Whether an editor's cuts or [brackets] stand in it."""
        return any(part.kind != "word" for part in self.parts)

    @property
    def cuts(self) -> frozenset[int]:
        """Before which of `words` a cut ("…") stands."""
        found, number = set(), 0
        for part in self.parts:
            if part.kind == "cut":
                found.add(number)
            number += len(_whole(part))
        return frozenset(found)


def read_claim(text: str) -> Claim:
    """The claim in a text; one without words has no `words`."""
    stretches, outside = _claimed(text)
    parts: list[Part] = []
    words: list[Word] = []
    joins: set[int] = set()
    for number, (stretch, cut) in enumerate(stretches):
        if number and cut:
            parts.append(Part("cut"))
        elif number:
            joins.add(len(words))
        read = list(_parts(text, stretch))
        parts += read
        words += [word for part in read for word in _whole(part)]
    return Claim(text, tuple(parts), tuple(words), frozenset(joins), _speaker(text, outside))


def _claimed(text: str) -> tuple[list[tuple[Span, bool]], list[Span]]:
    """The stretches claimed as said, each with whether something but an attribution was left out before it.

    Where nothing but attributions stands outside the quotation marks, only what stands in them is claimed; else marks
    within a text are those of the words themselves.
    """
    whole = [(Span(0, len(text)), False)]
    quoted = find_quoted(text)
    if not quoted:
        tail = _UNMARKED.search(text)
        return (whole, []) if tail is None else ([(Span(0, tail.start()), False)], [Span(*tail.span())])
    outside = _between([each.span for each in quoted], len(text))
    told = [span for span in outside if has_words(text, *span)]
    inside = [each.content for each in quoted]
    if not told:
        return [(span, False) for span in inside], []
    count = sum(len(words_of(text, *span)) for span in inside)
    if count < _CLAIMED or _only_nested(text, quoted) or not all(_attributes(span.of(text)) for span in told):
        return whole, []
    return [(span, _is_cut(text, before)) for span, before in zip(inside, outside, strict=False)], told


def _only_nested(text: str, quoted: Sequence[Quoted]) -> bool:
    """Whether these are single marks amid the text, as words quoted within a quotation have them."""
    bare = text.strip()
    edges = (bare[0], bare[-1])
    return all(text[each.span.start] in _SINGLE for each in quoted) and not any(edge in _SINGLE for edge in edges)


def _attributes(segment: str) -> bool:
    """Whether what stands outside quotation marks only says who speaks."""
    words = words_of(segment)
    if len(words) > _ATTRIBUTION_WORDS or _FIRST_PERSON.intersection(word.key for word in words):
        return False
    bare = segment.strip()
    return bool(_SAYS.search(bare) or _COLON.match(bare) or _DASHED.match(bare))


def _between(spans: Sequence[Span], length: int) -> list[Span]:
    """What stands before, between and after the spans; one more than there are spans."""
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), length]
    return [Span(end, start) for end, start in zip(ends, starts, strict=True)]


def _is_cut(text: str, between: Span) -> bool:
    words = words_of(text, *between)
    return bool(words) and not _attributes(between.of(text))


def _parts(text: str, stretch: Span) -> Iterator[Part]:
    at = stretch.start
    for match in _PARTS.finditer(text, *stretch):
        yield from (Part("word", (word,)) for word in words_of(text, at, match.start()))
        at = match.end()
        if match["cut"]:
            yield Part("cut")
        elif match["begun"]:
            whole = words_of(text, *match.span())
            yield Part("begun", (Word(key_of(match["begun"]), *whole[0][1:]), *whole))
        else:
            yield Part("filled", words_of(text, *match.span("filled")))
    yield from (Part("word", (word,)) for word in words_of(text, at, stretch.end))


def _whole(part: Part) -> tuple[Word, ...]:
    return part.words[1:] if part.kind == "begun" else part.words


def plain_parts(claim: Claim) -> tuple[Part, ...]:
    """The claim with [brackets] read as words: the source may print them itself."""
    return tuple(
        plain
        for part in claim.parts
        for plain in ([part] if part.kind == "cut" else [Part("word", (word,)) for word in _whole(part)])
    )


def _speaker(text: str, outside: Sequence[Span]) -> str | None:
    for span in outside:
        segment = span.of(text).strip(' \t\r\n\u00a0,.;!?"“”')
        for pattern in (_CUE_FIRST, _NAME_FIRST, _COLON, _DASHED):
            found = pattern.match(segment)
            name = None if found is None else _named(found["who"])
            if name is not None:
                return name
    return None


def _named(who: str) -> str | None:
    """The name in an attribution without its "on Tuesday"; None for a pronoun."""
    bare = who.strip(" ,.")
    proper = _PROPER.search(bare)
    if proper is not None:
        before = bare[: proper.start()].split()
        if len(before) <= 1 and proper[0].casefold() not in _NOBODY:
            return proper[0].rstrip(".")
    first = bare.split()[0].casefold() if bare else ""
    return None if not bare or first in _NOBODY or len(bare.split()) > 6 else bare
