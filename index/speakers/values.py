"""What is known of speakers as frozen values, and how their names are taken apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from index.names import fold
from index.speakers.spelling import skeleton

Kind = Literal["person", "body", "group"]
Gender = Literal["he", "she"]

# Folded, as they stand in names; those of the quotations' own lists would bring the parser with them.
PARTICLES = frozenset("de da di do dos du del della der den van von le la el al bin ibn ben ter ten st abu".split())
SUFFIXES = frozenset("jr sr ii iii iv".split())
EMPTY = frozenset("the of for and a an s in".split())


@dataclass(frozen=True, slots=True)
class Appearance:
    """One speaker's name in one article, with what the article tells about its bearer.

    Attributes:
        article: which article; compared, never ordered.
        name: as stored with the quotations: the fullest printed name, without title.
        kind: what the article takes it for: a person, a body (outlet, country), an unnamed group; None if unclear.
        called: folded words by which alone the bearer may be called elsewhere (the family name).
        known: whether the first word is a given name of the language's lists.
        titles: offices printed beside it ("treasury secretary").
        fuller: names with given names that the same text prints with this family name, folded.
        story: hashes of the names in the article.
        at: when it was published, seconds UTC; None if unknown.
        quotations: how many are theirs in the article.
    """

    article: int
    name: str
    kind: Kind | None = None
    called: frozenset[str] = frozenset()
    known: bool = False
    titles: frozenset[str] = frozenset()
    gender: Gender | None = None
    fuller: frozenset[str] = frozenset()
    story: frozenset[int] = frozenset()
    at: float | None = None
    quotations: int = 1


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person, body or outlet who is quoted.

    Attributes:
        name: the fullest printed name.
        part: whether it is a family name alone that somebody else's fuller name could explain: these appearances
            need not be one person's.
        appearances: in which articles, under which names.
    """

    name: str
    kind: Kind | None
    part: bool
    appearances: tuple[Appearance, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The printed names, the one with most quotations first."""
        counts: Counter[str] = Counter()
        for each in self.appearances:
            counts[each.name] += each.quotations
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))

    @property
    def quotations(self) -> int:
        """How many quotations are theirs."""
        return sum(each.quotations for each in self.appearances)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What editors decided, stronger than everything that is learned. Names are folded.

    Attributes:
        same: pairs of names that are one speaker's.
        apart: pairs of names that are not.
        alone: names that are nobody else's.
        others: names that are somebody else's in some articles: which namesake, by article and name.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()
    alone: frozenset[str] = frozenset()
    others: Mapping[tuple[int, str], int] = field(default_factory=dict)


NONE_DECIDED = Decisions()


@lru_cache(maxsize=100_000)
def key_of(name: str) -> str:
    """A name as names are compared: folded, or itself where folding leaves nothing."""
    return fold(name) or name


def ordered(one: str, other: str) -> tuple[str, str]:
    """A pair of folded names as decisions hold it."""
    return (one, other) if one <= other else (other, one)


@lru_cache(maxsize=100_000)
def words_of_name(folded: str) -> tuple[str, ...]:
    """The words of a folded name, particles in front left out ("van der Meer": meer)."""
    words = folded.split() or [folded]
    while len(words) > 1 and words[0] in PARTICLES:
        words = words[1:]
    return tuple(words)


def family_of(words: Sequence[str]) -> str:
    """The family name: the last word that is no suffix."""
    return next((word for word in reversed(words) if word not in SUFFIXES), words[-1])


def blocks(name: str, called: Collection[str]) -> frozenset[str]:
    """Keys of a name; names that share none have nothing to do with each other."""
    return _of_words(words_of_name(key_of(name))) | {skeleton(word) for word in called}


@lru_cache(maxsize=100_000)
def _of_words(words: tuple[str, ...]) -> frozenset[str]:
    keys = {f"={''.join(words)}"}
    if len(words) > 1:
        keys.add("#" + " ".join(sorted(word[:4] for word in words if word not in EMPTY)))
    return frozenset(keys)
