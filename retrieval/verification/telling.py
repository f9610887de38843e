"""The cause of a ruling in a few words, and the differences as people are shown them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.model import Quotation, Span
from retrieval.verdict import Differing
from retrieval.verification.altered import Near, Run, what_differs
from retrieval.verification.claim import Claim
from retrieval.verification.faithful import Faithful
from retrieval.verification.reading import Article, Stream
from retrieval.verification.whose import named, whose

_FIRST = ("number", "negation", "qualifier", "modal", "word")
_NOUNS = {"number": "a number", "negation": "a negation", "qualifier": "a qualifier", "modal": "a modal"}
_LONGEST = 80


def _printed(stream: Stream, start: int, end: int) -> tuple[str, Span | None]:
    if start >= end:
        return "", None
    span = stream.span(start, end)
    return span.of(stream.article.text), span


def _given(claim: Claim, start: int, end: int) -> tuple[str, Span | None]:
    if start >= end:
        return "", None
    span = Span(claim.words[start].start, claim.words[end - 1].end)
    return span.of(claim.text), span


def differing_near(claim: Claim, near: Near) -> tuple[Differing, ...]:
    """How a claim differs from the place it comes nearest to, in order."""
    found = []
    for each in near.differences:
        given, given_span = _given(claim, *each.given)
        source, source_span = _printed(near.stream, *each.source)
        if each.kind == "dropped" and each.given[0] in claim.cuts:
            found.append(Differing("left out", "word", given, source, given_span, source_span))
        else:
            found.append(Differing(each.kind, each.what, given, source, given_span, source_span))
    return tuple(found)


def differing_faithful(claim: Claim, found: Faithful) -> tuple[Differing, ...]:
    """What was left out, filled in, joined or cut off in words that stand there otherwise unchanged."""
    return tuple(_omitted(claim, found)) + tuple(_joints(found)) + tuple(_cut_off(found))


def _omitted(claim: Claim, found: Faithful) -> Iterator[Differing]:
    for each in found.omissions:
        source, span = _printed(found.stream, each.start, each.end)
        words = each.part.words
        given = Span(words[0].start, words[-1].end) if words else None
        if span or given:
            yield Differing(each.kind, "word", "" if given is None else given.of(claim.text), source, given, span)


def _joints(found: Faithful) -> Iterator[Differing]:
    for at in sorted(found.stream.joints):
        if found.start < at < found.end:
            span = Span(found.stream.words[at - 1].end, found.stream.words[at].start)
            yield Differing("joined", "word", "", span.of(found.stream.article.text).strip(), None, span)


def _cut_off(found: Faithful) -> Iterator[Differing]:
    if found.lost is not None and found.lost.what in ("qualifier", "negation"):
        end = min(found.lost.number + 6, len(found.stream.words))
        stop = next((at for at in range(found.lost.number + 1, end) if found.stream.begins_sentence(at)), end)
        source, span = _printed(found.stream, found.lost.number, stop)
        yield Differing(
            "cut off", "qualifier" if found.lost.what == "qualifier" else "negation", "", source, None, span
        )


def beside(claim: Claim, run: Run) -> tuple[Differing, ...]:
    """The words of a spliced claim that come from elsewhere than this run."""
    sides = ((0, run.start), (run.end, len(claim.words)))
    return tuple(added(claim, side) for side in sides if side[0] < side[1])


def added(claim: Claim, tail: tuple[int, int]) -> Differing:
    """Words of a claim that come from nowhere."""
    given, span = _given(claim, *tail)
    what = what_differs([], [word.key for word in claim.words[slice(*tail)]])
    return Differing("added", what, given, "", span, None)


def unresolved(article: Article, quotations: Sequence[Quotation]) -> str:
    """That nobody can tell from the article who said it; with the mention as printed, where there is one."""
    mention = next((each.mention for each in quotations if each.mention is not None), None)
    if mention is None:
        return "the words stand in quotation marks, but who said them is not known"
    return f"the words stand in quotation marks, but who said them is not resolved (“{mention.of(article.text)}”)"


def lost_cause(found: Faithful) -> str:
    """What a cut lost."""
    lost = found.lost
    if lost is None:
        raise ValueError("nothing was lost")
    word = found.stream.span(lost.number, lost.number + 1).of(found.stream.article.text)
    return {
        "qualifier": f"a qualifier is cut off: “{_short(_tail(found, lost.number))}”",
        "negation": f"a negation is cut off: “{word}”",
        "number": "[brackets] change a number",
        "modal": "[brackets] change a modal",
        "splice": "two statements are spliced over the “…”",
        "cut up": "single words are picked out",
    }[lost.what]


def _tail(found: Faithful, number: int) -> str:
    differing = next(_cut_off(found), None)
    return found.stream.words[number].key if differing is None else differing.source + " …"


def trimmed_cause(claim: Claim, found: Faithful) -> str:
    """Why words are trimmed and not exact."""
    kinds = [each.kind for each in differing_faithful(claim, found)]
    told = {
        "left out": "words are left out (“…”)",
        "filled in": "an editor's [brackets] stand for words",
        "joined": "joined over the attribution",
    }
    return "; ".join(dict.fromkeys(told[kind] for kind in kinds if kind in told)) or "cut, and shown as cut"


def paraphrase_cause(quotation: Quotation | None, *, verbatim: bool) -> str:
    """Whose words these are instead."""
    whom = named([quotation]) if quotation is not None else ()
    rendering = f", telling what {' and '.join(whom)} said" if whom else ""
    near = "these are" if verbatim else "these come closest to"
    return f"{near} the reporter's words{rendering}, not printed as the speaker's own"


def altered_cause(differences: Sequence[Differing], speaker: str | None, quotation: Quotation | None) -> str:
    """What was changed, the gravest first."""
    changed = [each for each in differences if each.kind != "left out"]
    ordered = sorted(changed, key=lambda each: _FIRST.index(each.what))
    if not ordered:
        return "the words are changed"
    more = len(ordered) - 1
    rest = f"; {more} more difference{'s' if more > 1 else ''}" if more else ""
    return _one(ordered[0]) + rest + _besides(speaker, quotation)


def _one(each: Differing) -> str:
    noun = _NOUNS.get(each.what)
    verb = f"{noun} is {each.kind}" if noun else f"words are {each.kind}"
    if each.kind == "changed":
        return f"{verb}: “{_short(each.given)}” for “{_short(each.source)}”"
    return f"{verb}: “{_short(each.given or each.source)}”"


def _besides(speaker: str | None, quotation: Quotation | None) -> str:
    if speaker is None or whose(speaker, quotation) != "another's" or quotation is None:
        return ""
    return f"; and the words nearest to these are {' and '.join(named([quotation]))}'s, not {speaker}'s"


def spliced_cause(claim: Claim, found: Sequence[Run]) -> str:
    """Which statements were joined."""
    parts = " and ".join(f"“{_short(_given(claim, run.start, run.end)[0])}”" for run in found)
    return f"words from different places are spliced: {parts}"


def tail_cause(tail: Differing, speaker: str | None, quotation: Quotation | None) -> str:
    """Which words were invented."""
    return f"words are added that are not in the source: “{_short(tail.given)}”{_besides(speaker, quotation)}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: flat.rfind(" ", 0, _LONGEST)] + " …"
