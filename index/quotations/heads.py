"""Whose mention it is: the person at the end of "the Gazette's Anna Roe" or "chair and former mayor Anna Roe"."""

from __future__ import annotations

from dataclasses import replace

from index.quotations.clauses import noun_phrase
from index.quotations.draft import Draft
from index.quotations.figures import Table
from index.quotations.naming import is_owned_person, is_possessive
from index.quotations.nouns import is_person_noun
from index.quotations.words import Words

_BEFORE_NAME = frozenset({"NN", "NNP", "JJ", "HYPH", "NNPS"})
_MOST_WORDS = 6  # between a possessor and the name that it owns


def headed(words: Words, table: Table, draft: Draft) -> Draft:
    """The draft with the speaker's own name as its mention, if only what stands before the name was taken for it."""
    head = draft.head
    if head is None or head in _tokens(draft.cue):
        return draft
    name = _owned_name(words, table, head)
    if name is None:
        name = (
            _last_of_titles(words, table, head)
            or _before_comma(words, table, draft)
            or _described_after(words, table, draft)
            or _named_after(words, table, draft)
        )
    if name is None or name in _tokens(draft.cue):
        return draft
    first = noun_phrase(words, name)[0]
    if words.lower[first] == "-" and draft.mention is not None:
        first = min(first, draft.mention[0])
    return replace(draft, head=name, mention=(first, name))


def _tokens(cue: tuple[int, int] | None) -> range:
    return range(0) if cue is None else range(cue[0], cue[1] + 1)


def _owned_name(words: Words, table: Table, head: int) -> int | None:
    """The last token of the name after an owner or half a title: "the Gazette's Anna Roe", "co-author Lin Bo"."""
    at = head + 1
    if at + 1 >= len(words) or not (is_possessive(words, at) or words.lower[at] == "-"):
        return None
    for k in range(at + 1, min(at + 1 + _MOST_WORDS, len(words))):
        if words.sentence[k] != words.sentence[head] or words.quote[k] != words.quote[head]:
            return None
        if _is_person(table, k):
            return _end_of_name(words, table, k)
        if words.tag[k] not in _BEFORE_NAME:
            return k - 1 if is_owned_person(words, at, k - 1) else None
    return None


def _end_of_name(words: Words, table: Table, k: int) -> int | None:
    while k + 1 < len(words) and table.by_head.get(k + 1) is table.by_head[k]:
        k += 1
    return None if k + 1 < len(words) and is_possessive(words, k + 1) else k


def _is_person(table: Table, token: int) -> bool:
    figure = table.by_head.get(token)
    return figure is not None and figure.kind == "person"


def _before_comma(words: Words, table: Table, draft: Draft) -> int | None:
    """The name that opens a mention which goes on with what its bearer is: "Anna Roe, chair of the committee"."""
    if draft.mention is None or draft.head is None or _is_person(table, draft.head):
        return None
    first = draft.mention[0]
    if not _is_person(table, first):
        return None
    name = _end_of_name(words, table, first)
    return name if name is not None and name < draft.head and words.lower[name + 1] == "," else None


def _described_after(words: Words, table: Table, draft: Draft) -> int | None:
    """The name before a mention that only says who its bearer is: "Anna Roe, the chair of the committee, vowed"."""
    if draft.mention is None or draft.head is None or draft.cue is None or _is_person(table, draft.head):
        return None
    first, last = draft.mention[0], max(draft.head, draft.mention[1])
    if first < 2 or last + 2 != draft.cue[0] or words.lower[last + 1] != "," or words.lower[first - 1] != ",":
        return None
    named = _is_person(table, first - 2) and words.sentence[first - 2] == words.sentence[first]
    whose = words.tag[first] in {"DT", "PRP$"} and is_person_noun(words.lower[draft.head])
    return first - 2 if named and whose and words.quote[first - 2] == words.quote[first] else None


def _named_after(words: Words, table: Table, draft: Draft) -> int | None:
    """The name between commas right before the cue: "a partner at the firm, Anna Roe, said"."""
    if draft.mention is None or draft.head is None or draft.cue is None or _is_person(table, draft.head):
        return None
    at = draft.cue[0] - 2
    if at <= draft.mention[1] or words.lower[at + 1] != "," or not _is_person(table, at):
        return None
    first = at
    while table.by_head.get(first - 1) is table.by_head[at]:
        first -= 1
    if words.lower[first - 1] != "," or words.sentence[first - 1] != words.sentence[draft.head]:
        return None
    role = range(words.bounds[words.sentence[first]][0], first - 1)
    comma = next((k for k in reversed(role) if words.lower[k] == ","), role.start - 1)
    described = [k for k in range(comma + 1, first - 1) if words.tag[k] == "NN" and is_person_noun(words.lower[k])]
    return at if described and draft.mention[1] == first - 2 else None


def _last_of_titles(words: Words, table: Table, head: int) -> int | None:
    """The name at the end of several titles of one person; with an article they may be two people."""
    if words.tag[head] != "NN" or not is_person_noun(words.lower[head]) or _is_person(table, head):
        return None
    if any(words.tag[k] in {"DT", "PRP$"} for k in range(words.left[head], head)):
        return None
    for child in words.children[head]:
        if words.dep[child] == "conj" and _is_person(table, child):
            first = child
            while table.by_head.get(first - 1) is table.by_head[child]:
                first -= 1
            titled = words.tag[first - 1] == "NN" and is_person_noun(words.lower[first - 1])
            return _end_of_name(words, table, child) if titled else None
    return None
