"""Nouns, adjectives and prepositions that say: "her remark that", "made clear that", "according to"."""

from __future__ import annotations

from collections.abc import Iterator

from index.model import Span
from index.quotations.clauses import auxiliaries, is_verb, negated, noun_phrase, speaks, subject
from index.quotations.cue import frames_of
from index.quotations.draft import Draft
from index.quotations.edges import cut_end
from index.quotations.lexicon import ADJECTIVES, BE, LEMMAS, LIGHT_VERBS, NOUNS, TOPIC
from index.quotations.nouns import DOCUMENTS
from index.quotations.spans import token_span
from index.quotations.words import Words


def noun_drafts(words: Words, i: int) -> Iterator[Draft]:
    """Statements that the noun at `i` introduces: "the claim that …", "a call for …", "voiced concern about …"."""
    word = words.lower[i]
    if word in _OPINIONS:
        yield from _in_opinion(words, i)
    if (word not in NOUNS and word not in TOPIC and word not in DOCUMENTS) or not words.tag[i].startswith("NN"):
        return
    content = _noun_content(words, i)
    if content is None:
        return
    head, verb = _owner(words, i)
    if head is None:
        return
    first = i if verb is None or verb > i or i - verb > 4 else verb
    denied = verb is not None and negated(words, verb)
    yield Draft(
        (content,), "noun", noun_phrase(words, head), head, (first, i), polarity="denied" if denied else "affirmed"
    )


_TOPIC_PREPOSITIONS = frozenset("about on over in at for of with".split())
_WHERE = frozenset({"GPE", "LOC", "FAC", "ORG", "DATE", "TIME"})
_OPINIONS = frozenset("opinion view words judgment judgement estimation reckoning".split())


def _in_opinion(words: Words, i: int) -> Iterator[Draft]:
    """Statements with "in her view, …", "in the council's opinion, …" at their beginning."""
    begin, end = words.bounds[words.sentence[i]]
    owner = words.child(i, "poss")
    if (
        owner is None
        or words.lower[begin] != "in"
        or words.head[i] != begin
        or i + 2 > end
        or words.lower[i + 1] != ","
    ):
        return
    if words.left[i] == begin + 1 and (speaks(words, owner) or words.tag[owner] == "PRP$"):
        yield Draft((token_span(words, i + 2, end),), "in one's view", noun_phrase(words, owner), owner, (begin, i))


def _noun_content(words: Words, i: int) -> Span | None:
    word = words.lower[i]
    if word in NOUNS and i + 2 < len(words) and words.lower[i + 1] == "that" and words.dep[i + 1] == "mark":
        root = words.head[i + 1]
        return token_span(words, i + 1, cut_end(words, i, i + 1, max(words.right[root], i + 1)))
    for child in words.children[i]:
        if child < i:
            continue
        mark = words.child(child, "mark")
        if words.dep[child] in {"acl", "ccomp", "relcl"} and mark is not None and words.lower[mark] == "that":
            return token_span(words, words.left[child], words.right[child])
        if mark is not None and words.lower[mark] == "for" and NOUNS.get(word) == "for":
            return token_span(words, mark + 1, words.right[child])
        if words.dep[child] == "acl" and NOUNS.get(word) in {"to", "for"} and "to" in auxiliaries(words, child):
            return token_span(words, words.left[child], words.right[child])
        if words.dep[child] == "prep" and (found := _after_preposition(words, i, child)) is not None:
            return found
    return None


def _after_preposition(words: Words, i: int, prep: int) -> Span | None:
    """What a noun says after its preposition: "a call for calm", "doubts about the plan"."""
    word = words.lower[i]
    inner = words.child(prep, "pobj", "pcomp")
    fitting = (
        (words.lower[prep] in {"about", "of", "on"} and _in_words(words, prep))
        or (NOUNS.get(word) and words.lower[prep] == NOUNS[word])
        or (word in TOPIC and words.lower[prep] in _TOPIC_PREPOSITIONS)
    )
    if not fitting or inner is None or inner < prep or words.lower[prep - 1] == ",":
        return None
    if words.lower[prep] in {"at", "in"} and words.entity[inner] in _WHERE:
        return None  # "offered condolences at the embassy in Norland"
    if words.lower[prep] == "of" and speaks(words, inner) and word not in NOUNS:
        return None
    return token_span(words, prep + 1, _to_comma(words, prep + 1, words.right[prep]))


def _to_comma(words: Words, begin: int, end: int) -> int:
    """`end`, or the word before an aside that follows a comma: ", coupled with …", ", which …"."""
    for at in range(begin, end):
        if words.lower[at] == "," and words.quote[at] < 0 and words.tag[at + 1] in {"VBN", "VBG", "WDT", "WP", "IN"}:
            return at - 1
    return end


def _in_words(words: Words, prep: int) -> bool:
    """Whether the phrase quotes: "his remark about a “good chance”"."""
    return any(words.quote[k] >= 0 for k in range(prep + 1, words.right[prep] + 1))


def _owner(words: Words, i: int) -> tuple[int | None, int | None]:
    """Who says what the noun says, and the light verb that lends its subject, if one does."""
    owner = words.child(i, "poss")
    if owner is not None:
        return (owner if speaks(words, owner) or words.tag[owner] == "PRP$" else None), None
    for child in words.children[i]:
        if words.dep[child] == "prep" and words.lower[child] in {"by", "from"}:
            inner = words.child(child, "pobj")
            if inner is not None and speaks(words, inner):
                return inner, None
    if words.dep[i] in {"dobj", "attr", "oprd"} or (
        words.dep[i] == "pobj" and words.lower[words.head[i]] in {"with", "in"}
    ):
        verb = words.head[i] if words.dep[i] != "pobj" else words.head[words.head[i]]
        if is_verb(words, verb) and LEMMAS.get(words.lower[verb]) in LIGHT_VERBS:
            head = subject(words, verb)
            return (head if head is not None and speaks(words, head) else None), verb
    return None, None


def adjective_drafts(words: Words, i: int) -> Iterator[Draft]:
    """Statements in "is adamant that …" and "made (it) clear that …"."""
    if words.lower[i] in {"clear", "plain", "known"}:
        yield from _made_clear(words, i)
        return
    if words.lower[i] not in ADJECTIVES or not words.tag[i].startswith(("JJ", "VB", "RB")):
        return
    verb = words.head[i]
    if not is_verb(words, verb) and words.lower[verb] not in BE:
        return
    clause = _clause_of(words, i) or _clause_of(words, verb)
    if clause is None or clause < i or words.tag[words.left[clause]] in {"WRB", "WP"}:
        return
    if words.lower[verb] not in BE and LEMMAS.get(words.lower[verb]) not in {"feel", "sound", "remain"}:
        return
    head = subject(words, verb)
    if head is None or words.lower[head] == "it" or not speaks(words, head) or negated(words, verb):
        return
    begin = max(words.left[clause], i + 1)
    yield Draft(
        (token_span(words, begin, words.right[clause]),),
        "adjective",
        noun_phrase(words, head),
        head,
        (min(verb, i), max(verb, i)),
    )


def _made_clear(words: Words, i: int) -> Iterator[Draft]:
    """Of `Made (it) clear (that) …`: told by position, the parse often hangs "clear" into the clause."""
    verb = next((k for k in range(i - 1, max(i - 4, -1), -1) if LEMMAS.get(words.lower[k]) == "make"), None)
    end = words.bounds[words.sentence[i]][1]
    if verb is None or i + 2 > end or negated(words, verb) or words.tag[i + 1] not in _CLAUSE_STARTS:
        return
    head = subject(words, verb)
    if head is not None and words.lower[head] != "that" and speaks(words, head):
        content = token_span(words, i + 1, cut_end(words, verb, i + 1, end))
        yield Draft((content,), "made clear", noun_phrase(words, head), head, (verb, i))


_CLAUSE_STARTS = frozenset({"IN", "DT", "PRP", "PRP$", "NNP", "NN", "NNS", "EX", "JJ"})


def _clause_of(words: Words, i: int) -> int | None:
    for child in words.children[i]:
        if words.dep[child] in {"ccomp", "advcl"} and child > i:
            mark = words.child(child, "mark")
            if words.dep[child] == "ccomp" or (mark is not None and words.lower[mark] == "that"):
                return child
    return None


def according_drafts(words: Words, i: int) -> Iterator[Draft]:
    """Statements with "according to X" or "per X", before or after what X says."""
    to = i + 1
    if words.lower[i] != "according" or to >= len(words) or words.lower[to] != "to":
        return
    head = words.child(to, "pobj") or words.child(i, "pobj")
    if head is None:
        return
    last = _over_aside(words, max(words.right[i], words.right[head], words.right[to]))
    begin, end = words.bounds[words.sentence[i]]
    if i - begin <= 1 and last >= end and words.lower[head + 1 : head + 2] == [","] and words.tag[head] == "NNP":
        last = head  # the parse lost the verb and took all that is said for the speaker's apposition
    content = _said_according(words, i, last)
    if content:
        yield Draft(content, "according to", noun_phrase(words, head), head, (i, to))


def _said_according(words: Words, i: int, last: int) -> tuple[Span, ...]:
    begin, end = words.bounds[words.sentence[i]]
    end = next((k - 1 for k in range(last + 1, end) if words.lower[k] == ":" and words.quote[k + 1] >= 0), end)
    if i - begin <= 1:
        return (token_span(words, last + 1, end),) if last < end else ()
    root = words.head[i]
    while words.head[root] != root and not is_verb(words, root):
        root = words.head[root]
    first = begin
    if (
        is_verb(words, root)
        and begin < words.left[root] < i
        and root < i
        and words.dep[root] in {"conj", "ccomp", "advcl"}
    ):
        first = words.left[root]
    pieces = [token_span(words, first, i - 1)]
    if (
        last + 1 < end
        and words.lower[last + 1] == ","
        and words.lower[i - 1] == ","
        and words.lower[last + 2] not in {"who", "which", "but", "and", "a", "an", "the"}
    ):
        pieces.append(token_span(words, last + 2, end))
    return tuple(pieces)


def _over_aside(words: Words, last: int) -> int:
    """Past an apposition: "According to Roe, a vet in the town, …" goes on after the second comma."""
    end = words.bounds[words.sentence[last]][1]
    if (
        last + 2 > end
        or words.lower[last + 1] != ","
        or words.tag[last + 2] not in {"DT", "NN", "WP", "WDT", "CD", "PRP$", "JJ"}
    ):
        return last
    close = next((k for k in range(last + 2, end) if words.lower[k] == "," and words.quote[k] < 0), None)
    if close is None:
        return last
    finite = {"VBD", "VBZ", "VBP", "MD"}
    inner = [k for k in range(last + 2, close) if words.tag[k] in finite]
    outer = any(words.tag[k] in finite for k in range(close + 1, end + 1)) or words.quote[close + 1] >= 0
    return close if outer and (not inner or words.tag[last + 2] in {"WP", "WDT"}) else last


def as_reported_drafts(words: Words, i: int) -> Iterator[Draft]:
    """Statements with "as reported by X", before or after what X reports."""
    agent = words.child(i, "agent")
    head = None if agent is None else words.child(agent, "pobj")
    begin, end = words.bounds[words.sentence[i]]
    if words.tag[i] != "VBN" or head is None or "C" not in frames_of(words, i)[1] or words.lower[max(i - 1, 0)] != "as":
        return
    last = words.right[head]
    pieces: tuple[Span, ...] = ()
    if i - 1 == begin and last + 1 < end and words.lower[last + 1] == ",":
        pieces = (token_span(words, last + 2, end),)
    elif i - 2 > begin and words.lower[i - 2] == ",":
        pieces = (token_span(words, _content_begin(words, begin, i - 2), i - 3),)
    if pieces:
        yield Draft(pieces, "as reported by", noun_phrase(words, head), head, (i - 1, i))


def _content_begin(words: Words, begin: int, end: int) -> int:
    """Where the reported words begin: at the first mark if only a frame stands before it, else with the sentence."""
    first = next((k for k in range(begin, end) if words.quote[k] >= 0), None)
    last_quoted = words.quote[end - 1] >= 0
    return first if first is not None and last_quoted and words.lower[first - 1] in {"to", "that", "as", ":"} else begin


def inverted_drafts(words: Words, i: int) -> Iterator[Draft]:
    """A statement with its attribution turned round at the end, which the parse lost: "…, reported the Gazette."."""
    begin, end = words.bounds[words.sentence[i]]
    if words.lower[i] not in _TURNED or i - begin < _FEWEST_BEFORE or words.lower[i - 1] != ",":
        return
    first = i + 1 + (words.lower[min(i + 1, end)] == "the")
    name = range(first, end + 1)
    if not 0 < len(name) <= _LONGEST_NAME or any(words.tag[k] not in {"NNP", "NNPS"} for k in name):
        return
    if any(words.tag[k] in {"VBD", "VBZ", "VBP", "MD"} and words.quote[k] < 0 for k in range(begin, i - 1)):
        yield Draft((token_span(words, begin, i - 2),), "inserted", (i + 1, end), end, (i, i))


_TURNED = frozenset("said says reported reports wrote writes noted notes added adds".split())
_FEWEST_BEFORE = 4
_LONGEST_NAME = 5  # words
