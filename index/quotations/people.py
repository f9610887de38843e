"""The names of one article: who is who, under which names, titles and descriptions; built before anybody is quoted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from index.quotations.clauses import noun_phrase
from index.quotations.given_names import FEMALE_NAMES, MALE_NAMES
from index.quotations.naming import (
    OUTLET_WORDS,
    PARTICLES,
    POSSESSIVE,
    POST_NOMINALS,
    PROPER,
    SUFFIXES,
    Gender,
    described_as,
    ends_title,
    glued_title,
    honorific,
    is_person,
    name_range,
    next_part,
    printed,
)
from index.quotations.nouns import BODIES, FEMALE, MALE, OUTLETS, PEOPLE, TITLES, is_person_noun
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
    """

    figures: list[Figure] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    by_head: dict[int, Figure] = field(default_factory=dict)
    by_word: dict[str, list[Figure]] = field(default_factory=dict)
    ambiguous: set[int] = field(default_factory=set)

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


def build_table(words: Words) -> Table:
    """Collect the figures of an article.

    Full names come first, so that a family name alone finds its owner wherever it stands.
    """
    table = Table()
    runs = list(_runs(words))
    people = {run: is_person(words, *run) for run in runs}
    known = {words.lower[run[1]] for run in runs if people[run]}
    for run in sorted(runs, key=lambda r: (r[0] == r[1], r[0])):
        alone = all(words.lower[i] in PARTICLES for i in range(run[0], run[1]))
        alone = alone or (run[1] - run[0] < 3 and words.lower[run[0]] != "the")
        person = people[run] or (alone and words.lower[run[1]] in known)
        figure = _figure(words, table, run, person=person)
        if figure is not None:
            _add(words, table, figure, run)
    _mistagged(words, table, known)
    _nominals(words, table)
    table.mentions.sort(key=lambda m: m.head)
    return table


def _mistagged(words: Words, table: Table, known: set[str]) -> None:
    """Family names that the tagger took for common nouns."""
    for i in range(len(words)):
        if (
            words.lower[i] in known
            and i not in table.by_head
            and words.tag[i] in {"NN", "JJ", "NNS"}
            and words.form(i)[:1].isupper()
        ):
            figure = _figure(words, table, (i, i), person=True)
            if figure is not None:
                _add(words, table, figure, (i, i))


def _runs(words: Words) -> Iterator[tuple[int, int]]:
    """Proper names as token ranges."""
    done = -1
    for i in range(len(words)):
        if i <= done or words.tag[i] not in PROPER or not words.in_story(i) or not words.form(i)[:1].isupper():
            continue
        if ends_title(words, i) or words.entity[i] in {"DATE", "TIME"}:
            continue
        head = i
        while (following := next_part(words, head)) is not None:
            head = following
        first, last = name_range(words, head)
        first, done = max(first, done + 1), last
        while first < last and not words.form(first)[:1].isalnum():
            first += 1
        while last > first and words.lower[last] in POST_NOMINALS:
            last -= 1
        if glued_title(words, first, last):
            first += 1
        yield first, last


def _figure(words: Words, table: Table, run: tuple[int, int], *, person: bool) -> Figure | None:
    name = POSSESSIVE.sub("", words.words(*run))
    parts = tuple(words.lower[i].rstrip(".") for i in range(run[0], run[1] + 1))
    if person:
        found = _known_person(table, parts, honorific(words, run[0]))
        if found == "several":
            table.ambiguous.update(range(run[0], run[1] + 1))
            return None
        if isinstance(found, Figure):
            if len(parts) > len(found.words) and parts[0] != found.last and parts[0] not in PARTICLES:
                table.rename(found, name, parts)
            return found
    else:
        for figure in table.by_word.get(parts[-1], ()):
            if figure.kind == "body" and (
                figure.words == parts or (len(parts) == 1 and parts[0] in BODIES and parts[0] in figure.words)
            ):
                return figure
    if not person and words.entity[run[1]] in {"DATE", "TIME", "LAW", "WORK_OF_ART", "EVENT", "MONEY", "LANGUAGE"}:
        return None
    figure = Figure(name, "person" if person else "body", parts, first=run[0])
    table.add(figure)
    return figure


def _known_person(table: Table, parts: tuple[str, ...], gender: Gender | None) -> Figure | Literal["several"] | None:
    sharing = {id(f): f for part in parts for f in table.by_word.get(part, ())}
    found = [f for f in sharing.values() if f.kind == "person" and _same_person(f, parts)]
    if gender is not None and len(found) > 1:
        found = [f for f in found if f.gender == gender] or found
    if len(found) > 1:
        return "several"
    return found[0] if found else None


def _same_person(figure: Figure, parts: tuple[str, ...]) -> bool:
    mine = figure.words
    while len(parts) > 1 and parts[0] in PARTICLES:
        parts = parts[1:]
    if 1 < len(parts) < len(mine) and mine[-len(parts) :] == parts:
        return True
    if len(parts) == 1:
        return parts[0] == figure.last or (parts[0] == mine[0] and len(mine) > 1)
    last = next((w for w in reversed(parts) if w not in SUFFIXES), parts[-1])
    if len(mine) == 1:
        return mine[0] == last or mine[0] == parts[0]
    if figure.last != last:
        return set(parts) < set(mine) and parts[0] == mine[0]
    return parts[0] == mine[0] or (
        parts[0][0] == mine[0][0] and (len(parts[0]) == 1 or len(mine[0]) == 1 or parts[0][:3] == mine[0][:3])
    )


def _add(words: Words, table: Table, figure: Figure, run: tuple[int, int]) -> None:
    figure.first = min(figure.first, run[0])
    figure.mentions += 1
    figure.article = figure.article or (run[0] > 0 and words.lower[run[0] - 1] == "the")
    head = next(
        (i for i in range(run[1], run[0] - 1, -1) if not run[0] <= words.head[i] <= run[1] or words.head[i] == i),
        run[1],
    )
    for i in range(run[0], run[1] + 1):
        table.by_head[i] = figure
    if figure.kind == "person":
        given = figure.words[0]
        male = given in MALE_NAMES and len(figure.words) > 1
        female = given in FEMALE_NAMES and len(figure.words) > 1
        figure.gender = figure.gender or honorific(words, run[0]) or ("he" if male else "she" if female else None)
    figure.roles |= _described(words, figure, run, head)
    if figure.gender is None and figure.kind == "person":
        figure.gender = "he" if figure.roles & MALE else "she" if figure.roles & FEMALE else None
    if words.quote[run[0]] < 0:
        table.mentions.append(Mention(head, figure, _is_subject(words, head), _is_aside(words, head)))


def _is_aside(words: Words, head: int) -> bool:
    at = head
    for _ in range(8):
        if words.dep[at] in {"acl", "relcl"} or (words.dep[at] == "appos" and at != head):
            return True
        if words.head[at] == at:
            return False
        at = words.head[at]
    return False


def _is_subject(words: Words, head: int) -> bool:
    if words.dep[head] in {"nsubj", "nsubjpass"}:
        return True
    if words.dep[head] == "conj" and words.head[head] < head:
        return _is_subject(words, words.head[head])
    return words.dep[head] == "appos" and words.dep[words.head[head]] in {"nsubj", "nsubjpass"}


def _described(words: Words, figure: Figure, run: tuple[int, int], head: int) -> set[str]:
    """Nouns that describe a name: titles before it, appositions around it, "X is a …"."""
    roles = set(_titles_before(words, figure, run))
    aside = described_as(words, run[1])
    if aside is not None:
        roles.add(aside)
    for noun in _describing(words, run, head):
        roles.add(words.lower[noun])
        figure.marks.update(words.lower[k] for k in range(words.left[noun], noun))
        joined = (c for c in words.children[noun] if words.dep[c] in {"compound", "conj"})
        roles.update(words.lower[c] for c in joined if words.tag[c].startswith("NN"))
    if figure.kind == "person":
        return {r for r in roles if is_person_noun(r) or r in MALE or r in FEMALE}
    roles.update(figure.words)
    if figure.words[-1] in OUTLET_WORDS:
        roles.add("outlet")
    if figure.words[-1] in _FIRM_ENDINGS:
        roles.add("company")
    return {r for r in roles if r in BODIES or r in OUTLETS}


_FIRM_ENDINGS = frozenset("inc corp corporation ltd plc co llc ag gmbh sa nv".split())
_MOST_TITLE_WORDS = 6


def _titles_before(words: Words, figure: Figure, run: tuple[int, int]) -> Iterator[str]:
    """The nouns right before a name ("Treasury Secretary …"); all words there become the figure's marks."""
    for at in range(run[0] - 1, max(run[0] - 2 - _MOST_TITLE_WORDS, -1), -1):
        other = words.tag[at] not in {"NN", "NNP", "JJ", "NNPS", "HYPH"} and words.lower[at] != "of"
        if other or words.sentence[at] != words.sentence[run[0]]:
            return
        figure.marks.add(words.lower[at])
        if words.tag[at].startswith("NN"):
            yield words.lower[at]


def _describing(words: Words, run: tuple[int, int], head: int) -> list[int]:
    """Nouns in apposition to a name, or said of it with "is"."""
    heads = [c for c in words.children[head] if words.dep[c] == "appos"]
    above = words.head[head]
    if words.dep[head] == "appos" and not run[0] <= above <= run[1]:
        heads.append(above)
    if words.dep[head] == "nsubj" and words.lower[above] in {"is", "was", "'s"}:
        heads.extend(c for c in words.children[above] if words.dep[c] == "attr")
    return [noun for noun in heads if words.tag[noun].startswith("NN")]


def _nominals(words: Words, table: Table) -> None:
    """Bodies and people that are described, never named: "China's foreign ministry", "a spokesman for the bank"."""
    roles = {role for figure in table.figures for role in figure.roles}
    for i in range(len(words)):
        if words.tag[i] not in {"NN", "NNS"} or not words.in_story(i) or words.quote[i] >= 0 or i in table.by_head:
            continue
        word = words.lower[i]
        plural = words.tag[i] == "NNS"
        body = word in BODIES and not plural
        role = is_person_noun(word) and (word in PEOPLE or word in TITLES or words.dep[i] == "nsubj")
        named = any(words.dep[c] == "compound" and words.tag[c] == "NNP" for c in words.children[i])
        if not (body or role) or words.dep[i] in {"compound", "attr"} or (words.dep[i] == "appos" and not named):
            continue
        if _names_itself(words, table, i):
            continue
        known = word in roles
        if plural or not _bare(words, i) or (body and not known):
            _add_nominal(words, table, i, body=body)
            roles.add(word)


def _names_itself(words: Words, table: Table, i: int) -> bool:
    """Whether the noun only describes a name beside it: "the outlet, Harbour Daily", "Harbour Daily, an outlet"."""
    if any(words.dep[c] == "appos" and c in table.by_head for c in words.children[i]):
        return True
    first = noun_phrase(words, i)[0]
    return (
        first > 1
        and words.lower[first - 1] == ","
        and first - 2 in table.by_head
        and words.tag[first] in {"DT", "PRP$"}
    )


def _bare(words: Words, i: int) -> bool:
    """Whether the noun has nothing but "the" or a pronoun before it and no tail: it takes up something named before."""
    first, last = noun_phrase(words, i)
    return last == i and all(
        words.tag[k] in {"DT", "PRP$"} and words.lower[k] not in {"a", "an"} for k in range(first, i)
    )


def _add_nominal(words: Words, table: Table, i: int, *, body: bool) -> None:
    name = printed(words, i)
    parts = tuple(name.lower().split())
    figure = next((f for f in table.by_word.get(parts[-1], ()) if f.words == parts and f.kind != "person"), None)
    if figure is None:
        plural = words.tag[i] == "NNS"
        figure = Figure(name, "body" if body else "group", parts, roles={words.lower[i]}, first=i)
        if not body and not plural:
            figure.gender = "he" if words.lower[i] in MALE else "she" if words.lower[i] in FEMALE else None
        table.add(figure)
    figure.mentions += 1
    table.by_head[i] = figure
    table.mentions.append(Mention(i, figure, _is_subject(words, i), _is_aside(words, i)))
