"""A verdict in words, the same wherever people read it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dates import day
from retrieval.timeline import Changed, Statement
from retrieval.verdict import Differing, Verdict

_MOST_CHANGES = 4

_RULINGS = {
    "exact": "Exact: they said this, word for word.",
    "trimmed": "Trimmed: they said this; it is cut or filled in, and faithful.",
    "misattributed": "Misattributed: these words were said by someone else.",
    "unattributed": "Unattributed: the words stand in quotation marks, but who said them is not resolved.",
    "altered": "Altered: these are not the words as they were said.",
    "paraphrase": "Paraphrase: these are the reporter's words, not the speaker's.",
    "not_found": "Not found: the coverage does not hold these words.",
}
_NOBODY_ASKED = {
    "exact": "Exact: this was said, word for word.",
    "trimmed": "Trimmed: this was said; it is cut or filled in, and faithful.",
}


def ruling_in_words(verdict: Verdict) -> str:
    """The ruling as one sentence."""
    words = _RULINGS if verdict.speaker else {**_RULINGS, **_NOBODY_ASKED}
    return words[verdict.ruling]


def difference_in_words(each: Differing) -> str:
    """One difference in one line."""
    given, source = _flat(each.given), _flat(each.source)
    sentence = {
        "changed": f"“{given}” is “{source}” in the source",
        "dropped": f"“{source}” is missing",
        "added": f"“{given}” is not in the source",
        "left out": f"left out: “{source}”",
        "filled in": f"[{given}] stands for “{source}”" if source else f"[{given}] is put in",
        "joined": f"joined over: {source}",
        "cut off": f"cut off: “{source}”",
    }[each.kind]
    return sentence if each.what == "word" else f"{each.what}: {sentence}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def change_in_words(changed: Changed, statements: Sequence[Statement]) -> str:
    """How a statement differs from an earlier one: "Differs from 3 May 2031 (a number): “80” for “145”"."""
    published = statements[changed.earlier].excerpt.citation.published
    since = day(published) if published else f"statement {changed.earlier + 1}"
    what = {"number": "a number", "negation": "a denial", "modal": "may, must or will", "word": "the wording"}
    told = "; ".join(_change(each) for each in changed.differences[:_MOST_CHANGES])
    more = "; …" if len(changed.differences) > _MOST_CHANGES else ""
    return f"Differs from {since} ({what[changed.what]}){': ' if told else ''}{told}{more}"


def _change(each: Differing) -> str:
    if not each.given:
        return f"without “{' '.join(each.source.split())}”"
    given = f"“{' '.join(each.given.split())}”"
    return f"{given} added" if not each.source else f"{given} for “{' '.join(each.source.split())}”"
