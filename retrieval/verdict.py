"""What a verification comes to, and its JSON shape (the contract of the command line)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from index.model import Span
from retrieval.answer import Excerpt, excerpt_json

Ruling = Literal["exact", "trimmed", "misattributed", "unattributed", "altered", "paraphrase", "not_found"]
Kind = Literal["changed", "dropped", "added", "left out", "filled in", "joined", "cut off"]
What = Literal["number", "negation", "modal", "word", "qualifier"]


@dataclass(frozen=True, slots=True)
class Differing:
    """One difference between the words given and the source's.

    Attributes:
        kind: changed, dropped or added words; or, in faithful ones, what was left out ("…"), filled in [brackets],
            joined over its attribution; or what follows a cut and may not be missed.
        what: the weightiest thing that it touches.
        given, source: the words of each side as printed; empty where that side has none.
        given_span: where they stand in the text given.
        source_span: where they stand in the source's revision.
    """

    kind: Kind
    what: What
    given: str
    source: str
    given_span: Span | None
    source_span: Span | None


@dataclass(frozen=True, slots=True)
class Match:
    """A place that the verdict rests on: the source's own sentence, and how the words given differ from it.

    Attributes:
        said: the stretch of the revision that the words given were compared with.
    """

    excerpt: Excerpt
    said: Span
    differences: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Did they say this, word for word?

    Attributes:
        text: as given.
        speaker: whose words they are claimed to be: as asked, else as the text itself says; None if nobody is named.
        cause: the reason for the ruling in a few words; None where nothing needs to be said.
        matches: best first; empty only if nothing was found.
    """

    text: str
    speaker: str | None
    ruling: Ruling
    cause: str | None
    matches: tuple[Match, ...]


def verdict_json(verdict: Verdict, identifier: str | int | None = None) -> dict[str, Any]:
    """The verdict's JSON shape; `identifier` is the batch line's id."""
    return {
        "id": identifier,
        "text": verdict.text,
        "speaker": verdict.speaker,
        "verdict": verdict.ruling,
        "cause": verdict.cause,
        "matches": [_match_json(match) for match in verdict.matches],
    }


def _match_json(match: Match) -> dict[str, Any]:
    return {
        **excerpt_json(match.excerpt),
        "said_start": match.said.start,
        "said_end": match.said.end,
        "differences": [difference_json(each) for each in match.differences],
    }


def difference_json(each: Differing) -> dict[str, Any]:
    """One difference's JSON shape."""
    given, source = each.given_span or (None, None), each.source_span or (None, None)
    return {
        "kind": each.kind,
        "what": each.what,
        "given": each.given,
        "source": each.source,
        "given_start": given[0],
        "given_end": given[1],
        "start": source[0],
        "end": source[1],
    }
