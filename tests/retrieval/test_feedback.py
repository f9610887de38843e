from __future__ import annotations

import json
from typing import Any

import pytest

from config.errors import InputError
from retrieval.feedback import questions_of

SCOPE = json.dumps({"now": "2031-05-01T12:00:00+00:00", "desks": ["sport"], "exclude": ["memo"], "outlet": None})


def row(verdict: str, *, answered: bool = True, key: str = "k1") -> dict[str, Any]:
    places = [{"source": "dam", "revision": "r", "start": 0, "end": 9}]
    return {
        "key": key,
        "question": "how many cracks",
        "scope": SCOPE,
        "answered": answered,
        "confidence": 0.8,
        "verdict": verdict,
        "at": 1.0,
        "excerpts": places,
    }


SEEN = {"id": "k1", "question": "how many cracks", "now": "2031-05-01T12:00:00+00:00", "exclude": ["memo"]}


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([row("up")], {**SEEN, "answerable": True, "sources": ["dam"]}),
        ([row("up", answered=False)], {**SEEN, "answerable": False}),
        ([row("down", answered=False)], {**SEEN, "answerable": True}),
        ([row("down")], {**SEEN, "shown": ["dam"]}),  # an editor has to say what would have been right
        ([row("up"), row("down"), row("up")], {**SEEN, "answerable": True, "sources": ["dam"]}),
    ],
    ids=["answer liked", "abstention liked", "abstention disliked", "answer disliked", "most of them liked it"],
)
def test_a_verdict_says_no_more_than_it_tells(rows: list[dict[str, Any]], line: dict[str, Any]) -> None:
    assert questions_of(rows) == [line]


def test_an_even_vote_is_left_out_and_answers_keep_their_order() -> None:
    rows = [row("up", key="b"), row("up", key="a"), row("down", key="a"), row("up", key="c")]
    assert [line["id"] for line in questions_of(rows)] == ["b", "c"]


def test_what_is_no_verdict_is_said() -> None:
    with pytest.raises(InputError, match="verdict"):
        questions_of([{**row("up"), "verdict": "sideways"}])
