"""A verdict in words, the same wherever people read it. Pure."""

from __future__ import annotations

from retrieval.verdict import Differing, Verdict

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
