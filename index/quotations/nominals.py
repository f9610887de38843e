"""Those whom an article describes and never names: "Norland's foreign ministry", "a spokesman for the bank"."""

from __future__ import annotations

from index.quotations.clauses import noun_phrase
from index.quotations.figures import Figure, Mention, Table, is_aside, is_subject
from index.quotations.naming import printed
from index.quotations.nouns import BODIES, FEMALE, MALE, PEOPLE, TITLES, is_person_noun
from index.quotations.words import Words


def add_nominals(words: Words, table: Table) -> None:
    """Bodies and people that are described, never named: "China's foreign ministry", "a spokesman for the bank"."""
    roles = {role for figure in table.figures for role in figure.roles}
    for i in range(len(words)):
        if words.tag[i] not in {"NN", "NNS"} or not words.in_story(i) or words.quote[i] >= 0 or i in table.by_head:
            continue
        word = words.lower[i]
        plural = words.tag[i] == "NNS"
        body = word in BODIES and not plural
        role = is_person_noun(word) and (word in PEOPLE or word in TITLES or words.dep[i] == "nsubj")
        role = role or (word == "number" and i > 0 and words.lower[i - 1] == "opposite")
        named = any(words.dep[c] == "compound" and words.tag[c] == "NNP" for c in words.children[i])
        if not (body or role) or words.dep[i] in {"compound", "attr"} or (words.dep[i] == "appos" and not named):
            continue
        if _names_itself(words, table, i) or (role and not plural and not body and not _determined(words, i)):
            continue
        if role and not plural and _takes_up(words, table, i):
            continue
        known = word in roles
        if plural or not _bare(words, i) or (body and not known):
            _add_nominal(words, table, i, body=body)
            roles.add(word)


def _takes_up(words: Words, table: Table, i: int) -> bool:
    """Whether "the university president" is a person whom the article names with just these words."""
    first = noun_phrase(words, i)[0]
    if words.lower[first] != "the" or first == i:
        return False
    said = {words.lower[k] for k in range(first + 1, i + 1)}
    return any(f.kind == "person" and words.lower[i] in f.roles and said <= f.marks | f.roles for f in table.figures)


def _determined(words: Words, i: int) -> bool:
    """Whether the noun is about somebody: "a source", "the firm's lawyer", a subject; not "won best actress"."""
    first = noun_phrase(words, i)[0]
    return words.dep[i] in {"nsubj", "pobj"} or any(
        words.tag[k] in {"DT", "PRP$", "POS", "CD", "NNP"} for k in range(first, i)
    )


def _names_itself(words: Words, table: Table, i: int) -> bool:
    """Whether the noun only describes a name beside it: "the outlet, Harbour Daily", "Harbour Daily, an outlet"."""
    if any(words.dep[c] == "appos" and c in table.by_head for c in words.children[i]):
        return True
    first, last = noun_phrase(words, i)
    if _named_between_commas(words, table, last + 1):
        return True
    return (
        first > 1
        and words.lower[first - 1] == ","
        and first - 2 in table.by_head
        and words.tag[first] in {"DT", "PRP$"}
    )


def _named_between_commas(words: Words, table: Table, at: int) -> bool:
    """Whether a person's name and nothing else stands between this comma and the next: "The mayor, Joan Petrie, …"."""
    if at + 2 >= len(words) or words.lower[at] != ",":
        return False
    figure = table.by_head.get(at + 1)
    end = at + 1
    while table.by_head.get(end) is figure and figure is not None:
        end += 1
    return figure is not None and figure.kind == "person" and end < len(words) and words.lower[end] in {",", "."}


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
    table.mentions.append(Mention(i, figure, is_subject(words, i), is_aside(words, i)))
