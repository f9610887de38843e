"""What is said, by each kind of cue: the clause, the order, the noun, the preposition, the quotation in marks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.model import Quotation

Find = Callable[[str], tuple[Quotation, ...]]

LEAD = "The town of Wexcombe met on Monday evening in the old mill. "

FRAMES = [
    ("Anna Brandt said the bridge would close in May.", "the bridge would close in May", "indirect"),
    ("Mayor Anna Brandt warned that the bridge may close.", "the bridge may close", "indirect"),
    ("The bridge may close in May, Anna Brandt said.", "The bridge may close in May", "indirect"),
    ("“The bridge is tired,” Anna Brandt said.", "The bridge is tired", "direct"),
    ("“The bridge is tired,” said Anna Brandt, who has been mayor for years.", "The bridge is tired", "direct"),
    ("‘The bridge is tired,’ sighed Anna Brandt.", "The bridge is tired", "direct"),
    ("Anna Brandt said, “The bridge is tired.”", "The bridge is tired.", "direct"),
    ("Anna Brandt said the bridge was “tired of us all” and would close.",
     "the bridge was “tired of us all” and would close", "mixed"),
    ("Anna Brandt vowed to rebuild the bridge.", "to rebuild the bridge", "indirect"),
    ("Anna Brandt urged drivers to take the ferry.", "drivers to take the ferry", "indirect"),
    ("Anna Brandt called for a new bridge.", "a new bridge", "indirect"),
    ("Anna Brandt made clear that the bridge would close.", "the bridge would close", "indirect"),
    ("Anna Brandt expressed confidence that the bridge would hold.", "the bridge would hold", "indirect"),
    ("According to Anna Brandt, the bridge will close in May.", "the bridge will close in May", "indirect"),
    ("The bridge will close in May, according to Anna Brandt.", "The bridge will close in May", "indirect"),
    ("Anna Brandt described the bridge as “a tired old lady”.", "the bridge as “a tired old lady”", "mixed"),
    ("Anna Brandt likened crossing the bridge to rolling dice.",
     "crossing the bridge to rolling dice", "indirect"),
    ("Anna Brandt pointed out that the bridge was a century old.", "the bridge was a century old", "indirect"),
    ("As Anna Brandt noted, the bridge was a century old.", "the bridge was a century old", "indirect"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "content", "speech"), FRAMES)
def test_each_frame_gives_its_content_and_its_speaker(find: Find, sentence: str, content: str, speech: str) -> None:
    text = LEAD + sentence
    found = [(q.speaker, q.span.of(text), q.speech) for q in find(text)]
    assert found == [("Anna Brandt", content, speech)]


TRAPS = [
    "This development suggests that the market is calm.",
    "The ministry has neither confirmed nor denied the reports.",
    "The islands are claimed by two neighbours.",
    "Anna Brandt did not state when the bridge would open.",
    "The paper printed the numbers, citing unnamed sources.",
    "The plan enters “Phase 1” next week, and the “bullying” goes on.",
    "The ring road threatens to swallow the last orchard.",
    "Anna Brandt declined to say whether the bridge was safe.",
    "Anna Brandt could argue that the bridge was safe.",
]


@pytest.mark.parametrize("sentence", TRAPS)
def test_what_nobody_said_is_no_quotation(find: Find, sentence: str) -> None:
    assert find(LEAD + sentence) == ()


def test_a_qualifier_stays_with_what_was_said(find: Find) -> None:
    text = LEAD + "Anna Brandt said the bridge would reopen in June, unless the river rose again."
    assert [q.span.of(text) for q in find(text)] == ["the bridge would reopen in June, unless the river rose again"]


def test_a_second_report_is_a_second_quotation(find: Find) -> None:
    text = LEAD + "Anna Brandt said the bridge would close, adding that the ferry would run at night."
    assert [q.span.of(text) for q in find(text)] == ["the bridge would close", "the ferry would run at night"]


def test_a_denial_carries_its_polarity(find: Find) -> None:
    text = LEAD + "Anna Brandt denied that the bridge was unsafe. Later Brandt said the ferry was full."
    assert [q.polarity for q in find(text)] == ["denied", "affirmed"]


def test_who_passes_it_on_is_via_and_not_the_speaker(find: Find) -> None:
    text = LEAD + "“The bridge is tired,” Anna Brandt said, according to the Harbour Gazette."
    found = find(text)
    assert [(q.speaker, q.via, q.span.of(text)) for q in found] == [
        ("Anna Brandt", ("Harbour Gazette",), "The bridge is tired")
    ]
