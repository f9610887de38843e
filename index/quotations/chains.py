"""Chains: "Roe said, according to the Gazette" is Roe's statement, told by way of the Gazette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.quotations.draft import BOUND_BY_MARKS, Draft
from index.quotations.figures import Table
from index.quotations.merge import sentences_of
from index.quotations.nouns import OUTLETS
from index.quotations.words import Words

_TELLING = frozenset({"inserted", "according to", "as reported by"})
_LEAD = 60  # code points that may stand before the inner statement ("Meanwhile, a recent study by the bank …")
_SHARE = 0.4  # of the outer statement that the inner one has to fill


def chained(words: Words, drafts: Sequence[Draft]) -> list[Draft]:
    """Turn statements that only pass on another statement into its `via`, and drop them."""
    told_in = _by_cue(words, drafts)
    dropped: set[int] = set()
    via: dict[tuple[int, int], tuple[int, ...]] = {}
    for outer in drafts:
        if outer.rule not in _TELLING or outer.head is None:
            continue
        neighbours = (d for number in sentences_of(words, outer) for d in told_in.get(number, ()))
        inner = next((d for d in neighbours if d is not outer and _passes_on(words, outer, d)), None)
        if inner is not None and inner.cue is not None:
            dropped.add(id(outer))
            via[inner.cue] = (*via.get(inner.cue, ()), outer.head)
    return [_with_via(draft, via) for draft in drafts if id(draft) not in dropped]


def _with_via(draft: Draft, via: dict[tuple[int, int], tuple[int, ...]]) -> Draft:
    more = via.get(draft.cue, ()) if draft.cue is not None else ()
    return replace(draft, via=(*draft.via, *more)) if more else draft


def _by_cue(words: Words, drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """Statements by the sentence that their cue stands in."""
    found: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.cue is not None:
            found.setdefault(words.sentence[draft.cue[0]], []).append(draft)
    return found


def _passes_on(words: Words, outer: Draft, inner: Draft) -> bool:
    """Whether the main clause of `outer` is `inner` with its attribution."""
    if inner.cue is None or inner.mention is None or inner.cue == outer.cue:
        return False
    for piece in outer.pieces:
        cue, mention = words.start[inner.cue[0]], words.start[inner.mention[0]]
        first = min(mention, inner.pieces[0].start)
        filled = sum(p.end - p.start for p in inner.pieces if piece.contains(p))
        if (
            piece.start <= cue < piece.end
            and first - piece.start <= _LEAD
            and filled >= _SHARE * (piece.end - piece.start)
        ):
            return True
    return False


def firsthand(words: Words, table: Table, drafts: Sequence[Draft]) -> list[Draft]:
    """Settle statements that are told within another statement.

    An outlet's "reported that Roe said …" is Roe's statement by way of the outlet. What anybody else says that a third
    person said is their own statement, told once; the hearsay in it gets no line of its own. Words in marks with their
    own attribution always keep theirs.
    """
    kept = {id(draft): draft for draft in drafts}
    near: dict[int, list[Draft]] = {}
    for draft in drafts:
        for number in sentences_of(words, draft):
            near.setdefault(number, []).append(draft)
    for inner in drafts:
        around = near.get(words.sentence[inner.cue[0]], ()) if inner.cue is not None else ()
        outer = next((o for o in around if o is not inner and id(o) in kept and _tells_of(words, o, inner)), None)
        if outer is None or id(inner) not in kept:
            continue
        if _is_outlet(table, outer) and _size(inner) >= _SHARE * _size(outer) and outer.head is not None:
            kept[id(inner)] = replace(inner, via=(*inner.via, outer.head))
            del kept[id(outer)]
        elif inner.binding < BOUND_BY_MARKS:
            del kept[id(inner)]
    return list(kept.values())


def _tells_of(words: Words, outer: Draft, inner: Draft) -> bool:
    if inner.cue is None or inner.cue == outer.cue:
        return False
    cue, content = words.start[inner.cue[0]], inner.pieces[0]
    return any(piece.start <= cue < piece.end and piece.contains(content) for piece in outer.pieces)


def _is_outlet(table: Table, draft: Draft) -> bool:
    figure = None if draft.head is None else table.by_head.get(draft.head)
    return figure is not None and figure.kind == "body" and bool(figure.roles & OUTLETS)


def _size(draft: Draft) -> int:
    return sum(piece.end - piece.start for piece in draft.pieces)
