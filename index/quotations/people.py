"""The names of one article: who is who, under which names, titles and descriptions; built before anybody is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from index.quotations.figures import Figure, Mention, Table, is_aside, is_subject
from index.quotations.given_names import is_given_name, pronoun_of
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
)
from index.quotations.nominals import add_nominals
from index.quotations.nouns import BODIES, FEMALE, MALE, OUTLETS, SAME_ROLE, is_person_noun
from index.quotations.words import Words


def build_table(words: Words) -> Table:
    """Collect the figures of an article.

    Full names come first, so that a family name alone finds its owner wherever it stands.
    """
    table = Table()
    runs = _plainer(words, list(_runs(words)))
    around = _around_nicknames(words, runs)
    runs = [run for run in runs if not any(run in pair for pair in around)]
    for pair in around:
        _add_around(words, table, *pair)
    things = _things(words, runs) | _teams(words, runs)
    people = {run: is_person(words, *run) and _name(words, run) not in things for run in runs}
    known = {words.lower[run[1]] for run in runs if people[run]}
    for run in sorted(runs, key=lambda r: (r[0] == r[1], r[0])):
        alone = all(words.lower[i] in PARTICLES for i in range(run[0], run[1]))
        alone = alone or (run[1] - run[0] < 3 and words.lower[run[0]] != "the")
        person = people[run] or (alone and words.lower[run[1]] in known)
        figure = _figure(words, table, run, person=person)
        if figure is not None:
            _add(words, table, figure, run)
    _mistagged(words, table, known)
    add_nominals(words, table)
    table.mentions.sort(key=lambda m: m.head)
    return table


def _around_nicknames(words: Words, runs: list[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Names printed around a nickname in marks: Ada "the Rock" Renn."""
    found = []
    for run in runs:
        at = run[0] - 1
        if at < 1 or words.quote[at] < 0:
            continue
        first = at
        while first > 0 and words.quote[first - 1] == words.quote[at]:
            first -= 1
        given = max(first - 1, 0)  # the tagger may not have seen that it is a name
        short = at - first < _LONGEST_NICKNAME and words.sentence[given] == words.sentence[run[0]]
        if short and is_given_name(words.lower[given]) and words.form(given)[:1].isupper() and words.quote[given] < 0:
            found.append(((given, given), run))
    return found


_LONGEST_NICKNAME = 6  # tokens, its marks included


def _add_around(words: Words, table: Table, lead: tuple[int, int], run: tuple[int, int]) -> None:
    name = f"{words.words(*lead)} {POSSESSIVE.sub('', words.words(*run))}"
    parts = tuple(words.lower[i].rstrip(".") for i in (*range(lead[0], lead[1] + 1), *range(run[0], run[1] + 1)))
    figure = next((f for f in table.figures if f.words == parts), None)
    if figure is None:
        figure = Figure(name, "person", parts, first=lead[0])
        table.add(figure)
    _add(words, table, figure, run)
    figure.roles |= _described(words, figure, lead, run[1])
    table.by_head.update(dict.fromkeys(range(lead[0], run[0]), figure))


def _plainer(words: Words, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs, without a capital before a name that the article prints in full: "Rival Ada Renn", "Injecting Renn"."""
    full = {_name(words, run) for run in runs if run[0] < run[1] and words.lower[run[0]] not in PARTICLES}
    families = {name[-1] for name in full if is_given_name(name[0])}
    return [_without_lead(words, run, full, families) for run in runs]


def _without_lead(
    words: Words, run: tuple[int, int], full: set[tuple[str, ...]], families: set[str]
) -> tuple[int, int]:
    first, last = run
    if is_given_name(words.lower[first]) or not words.form(first).isalpha():
        return run
    if last - first > 1 and is_given_name(words.lower[first + 1]) and _name(words, (first + 1, last)) in full:
        return first + 1, last
    opens = first == words.bounds[words.sentence[first]][0]
    leads = opens and (words.tag[first] in {"VBG", "VBN"} or is_person_noun(words.lower[first]))
    return (last, last) if leads and last - first == 1 and words.lower[last] in families else run


def _name(words: Words, run: tuple[int, int]) -> tuple[str, ...]:
    return tuple(words.lower[run[0] : run[1] + 1])


def _things(words: Words, runs: list[tuple[int, int]]) -> set[tuple[str, ...]]:
    """Names that cannot be people's by how they stand elsewhere in the article: "in Dolna", "Corner Dollar stores"."""
    full = {words.lower[run[1]] for run in runs if run[0] < run[1]}
    return {
        _name(words, run)
        for run in runs
        if words.quote[run[0]] < 0
        and (
            (run[0] == run[1] and words.lower[run[0]] not in full and _is_place(words, run[0])) or _is_brand(words, run)
        )
    }


def _teams(words: Words, runs: list[tuple[int, int]]) -> set[tuple[str, ...]]:
    """Names whose last word the article also prints as a plural: "Harbour Wolves", for "the Wolves were"."""
    plural = {
        words.lower[last]
        for first, last in runs
        if words.tag[last] == "NNPS" and words.form(last)[-1:] == "s" and words.lower[max(first - 1, 0)] == "the"
    }
    return {
        _name(words, run) for run in runs if words.lower[run[1]] in plural and not is_given_name(words.lower[run[0]])
    }


def _is_place(words: Words, i: int) -> bool:
    """Whether something is in, near or across it."""
    return i > 0 and words.lower[i - 1] in {"in", "near", "across", "outside"} and words.dep[i] == "pobj"


def _is_brand(words: Words, run: tuple[int, int]) -> bool:
    """Whether several words, no known given name first, stand before a common noun: "Corner Dollar stores"."""
    given = is_given_name(words.lower[run[0]])
    last = run[1]
    if run[0] == last or given or honorific(words, run[0]) or last + 1 >= len(words):
        return False
    return words.dep[last] == "compound" and words.head[last] == last + 1 and words.tag[last + 1] in {"NN", "NNS"}


def _mistagged(words: Words, table: Table, known: set[str]) -> None:
    """Family names that the tagger took for common nouns."""
    for i in range(len(words)):
        if (
            words.lower[i] in known
            and i not in table.by_head
            and words.tag[i] in {"NN", "JJ", "NNS", "VBN", "VBD", "VBP", "VBG", "RB", "FW", "UH", "NNP"}
            and (i == 0 or words.lower[i - 1] != "the")
            and words.quote[i] < 0
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
        if words.lower[i + 1 : i + 2] == ["-"] and i < first:
            first = i  # "Hye-jin Park"
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
        found = _known_person(table, parts, honorific(words, run[0]), run[0])
        if found == "several":
            table.ambiguous.update(range(run[0], run[1] + 1))
            table.mentions.append(Mention(run[1], table.somebody, is_subject(words, run[1])))
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


_RELATIVES = frozenset(
    """daughter son wife husband brother sister mother father widow widower cousin nephew niece uncle aunt
    grandmother grandfather granddaughter grandson twin partner fiancé fiancée""".split()
)


def _known_person(
    table: Table, parts: tuple[str, ...], gender: Gender | None, at: int
) -> Figure | Literal["several"] | None:
    sharing = {id(f): f for part in parts for f in table.by_word.get(part, ())}
    found = [f for f in sharing.values() if f.kind == "person" and _same_person(f, parts)]
    if gender is not None and len(parts) == 1:
        kin = [f for f in table.figures if f.first < at and f.gender == gender and _is_kin(f, parts[0])]
        if len(kin) == 1 and not any(f.gender == gender and f.first < at for f in found):
            return kin[0]
    if gender is not None and len(found) > 1:
        found = [f for f in found if f.gender == gender] or [f for f in found if f.gender is None] or found
    if len(found) > 1:
        found = [f for f in found if f.first < at] or found  # a namesake who comes later cannot be meant yet
        found = [f for f in found if not f.roles & _RELATIVES] or found  # "her daughter Ingrid" goes by her given name
        return found[0] if len(found) == 1 else "several"
    return found[0] if found else None


def _is_kin(figure: Figure, family: str) -> bool:
    """Whether somebody known by a given name alone is a relative of one of this family: "Mr Roe's widow, Ada"."""
    alone = figure.kind == "person" and len(figure.words) == 1
    return alone and bool(figure.roles & _RELATIVES) and family in figure.marks


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
        if run[1] + 1 < len(words) and words.lower[run[1] + 1] in POST_NOMINALS:
            table.by_head[run[1] + 1] = figure
        given = pronoun_of(figure.words[0]) if len(figure.words) > 1 else None
        figure.gender = figure.gender or honorific(words, run[0]) or given
    figure.roles |= _described(words, figure, run, head)
    if figure.gender is None and figure.kind == "person":
        figure.gender = "he" if figure.roles & MALE else "she" if figure.roles & FEMALE else None
    if words.quote[run[0]] < 0:
        table.mentions.append(Mention(head, figure, is_subject(words, head), is_aside(words, head)))


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
        roles = {r for r in roles if is_person_noun(r) or r in MALE or r in FEMALE}
        return roles.union(*(SAME_ROLE.get(r.rstrip("."), ()) for r in roles))
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
