"""Who and what an article names: figures, their mentions, and the table of both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from index.quotations.naming import SUFFIXES, Gender
from index.quotations.nouns import OUTLETS
from index.quotations.words import Words

REACH = 250  # mentions that a description or a pronoun looks back or ahead at most

Kind = Literal["person", "body", "group"]


@dataclass(slots=True)
class Figure:
    """Somebody or something that an article names.

    Attributes:
        name: the fullest printed name without title; a body's as printed.
        kind: a person, a body (ministry, outlet, firm, country), or an unnamed group or role.
        words: lower-cased words of the name.
        gender: as far as titles, given names or role words tell.
        roles: lower-cased nouns by which the article describes it ("minister", "outlet").
        marks: all lower-cased words that stand in its descriptions ("education", "french").
        first: index of the first token that mentions it.
        mentions: how often it is named.
        article: whether it is printed with "the" ("the Treasury"), as agencies are and firms are not.
    """

    name: str
    kind: Kind
    words: tuple[str, ...]
    gender: Gender | None = None
    roles: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    first: int = 0
    mentions: int = 0
    article: bool = False

    @property
    def last(self) -> str:
        """The family name: the last word that is no suffix."""
        return next((w for w in reversed(self.words) if w not in SUFFIXES), self.words[-1])


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands in the text.

    Attributes:
        head: its head token.
        figure: whom it names.
        subject: whether it is the subject of a verb.
        aside: whether it stands inside what describes another name ("an arm of Harbour Daily").
    """

    head: int
    figure: Figure
    subject: bool
    aside: bool = False


@dataclass(slots=True)
class Table:
    """All figures of an article and where they are named, outside quotations and furniture, in order of the text.

    Attributes:
        figures: in the order in which they were found.
        mentions: in order of the text.
        by_head: every token of a name, and whose it is.
        by_word: figures by each word of their names.
        ambiguous: tokens of names that two persons share.
        somebody: stands for a bearer of such a name: it competes for pronouns and is never named.
    """

    figures: list[Figure] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    by_head: dict[int, Figure] = field(default_factory=dict)
    by_word: dict[str, list[Figure]] = field(default_factory=dict)
    ambiguous: set[int] = field(default_factory=set)
    somebody: Figure = field(default_factory=lambda: Figure("", "person", ("",)))

    def person_of(self, family_name: str) -> Figure | None:
        """The only person of this family name, lower-cased; None if there is none or more than one."""
        found = [f for f in self.by_word.get(family_name, ()) if f.kind == "person" and f.last == family_name]
        return found[0] if len(found) == 1 else None

    def before(self, token: int) -> list[Mention]:
        """The nearest mentions whose head stands before `token`, the nearest last."""
        end = bisect_left(self.mentions, token, key=lambda m: m.head)
        return self.mentions[max(0, end - REACH) : end]

    def after(self, token: int) -> list[Mention]:
        """The nearest mentions whose head stands after `token`, in order."""
        begin = bisect_right(self.mentions, token, key=lambda m: m.head)
        return self.mentions[begin : begin + REACH]

    def rename(self, figure: Figure, name: str, words: tuple[str, ...]) -> None:
        """Give a figure a fuller name."""
        figure.name, figure.words = name, words
        for word in set(words):
            if not any(f is figure for f in self.by_word.setdefault(word, [])):
                self.by_word[word].append(figure)

    def add(self, figure: Figure) -> None:
        """Take in a new figure."""
        self.figures.append(figure)
        for word in set(figure.words):
            self.by_word.setdefault(word, []).append(figure)


def distinct(figures: Iterable[Figure]) -> list[Figure]:
    """Each figure once, in order."""
    return list({id(f): f for f in figures}.values())


def is_outlet(figure: Figure) -> bool:
    """Whether the article calls a body that it names an outlet, an account, a channel."""
    return figure.kind == "body" and bool(figure.roles & OUTLETS) and figure.name[:1].isupper()


def is_aside(words: Words, head: int) -> bool:
    """Whether a name stands inside what describes another one."""
    at = head
    for _ in range(8):
        if words.dep[at] in {"acl", "relcl"} or (words.dep[at] == "appos" and at != head):
            return True
        if words.head[at] == at:
            return False
        at = words.head[at]
    return False


def is_subject(words: Words, head: int) -> bool:
    """Whether a name is the subject of a verb, or one of its subjects."""
    if words.dep[head] in {"nsubj", "nsubjpass"}:
        return True
    if words.dep[head] == "conj" and words.head[head] < head:
        return is_subject(words, words.head[head])
    return words.dep[head] == "appos" and words.dep[words.head[head]] in {"nsubj", "nsubjpass"}
