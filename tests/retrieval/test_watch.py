"""Watches: how they are read, and that a statement is compared by what it says."""

from __future__ import annotations

import pytest

from config.errors import UsageError
from retrieval.watch import LONGEST, Said, Watch, read_watch, same_fact

KNOWN = {"Venn", "Mara Venn"}
READ = {
    "Venn": Watch("Venn", speaker="Venn"),
    '"Phase 1" outlet:reuters': Watch('"Phase 1" outlet:reuters', phrases=("Phase 1",), outlet="reuters"),
    "tariffs on steel": Watch("tariffs on steel", topic="tariffs on steel"),
    "Mara Venn on the new ferry": Watch("Mara Venn on the new ferry", speaker="Mara Venn", topic="the new ferry"),
    "Ilja Brandt": Watch("Ilja Brandt", speaker="Ilja Brandt", either=True),
    "topic:Venn": Watch("topic:Venn", topic="Venn"),
    "speaker:“Ilja Brandt” harbour": Watch("speaker:“Ilja Brandt” harbour", speaker="Ilja Brandt", topic="harbour"),
    "Venn „im Herbst“ Outlet: «Tern Wire»": Watch(
        "Venn „im Herbst“ Outlet: «Tern Wire»", phrases=("im Herbst",), speaker="Venn", outlet="Tern Wire"
    ),
}


@pytest.mark.parametrize("text", READ)
def test_a_watch_is_read_as_people_write_it(text: str) -> None:
    assert read_watch(text, KNOWN.__contains__) == READ[text]


@pytest.mark.parametrize("text", ["", "outlet:reuters", '""', " , ", "x" * (LONGEST + 1)])
def test_what_says_nothing_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_watch(text, KNOWN.__contains__)
    assert "\n" not in str(raised.value)


def said(words: str, speaker: str | None = "Mara Venn", *, denied: bool = False) -> Said:
    return Said(f"“{words},” said {speaker or 'somebody'} on the {len(words)}th day.", words, speaker, denied)


ONE = "we will open the northern lock before the ice goes in March"
FACTS = {
    "a fuller name": (said(ONE), said(ONE, "Venn"), True),
    "other typography": (said(ONE), said(ONE.replace("we", "We").replace(" before", "  before")), True),
    "a shorter cut": (said(ONE), said("we will open the northern lock before the ice"), True),
    "another speaker": (said(ONE), said(ONE, "Ilja Brandt"), False),
    "a denial": (said(ONE), said(ONE.replace("will open", "will not open")), False),
    "denied by its cue": (said(ONE), said(ONE, denied=True), False),
    "another figure": (said(f"{ONE} for 30 days"), said(f"{ONE} for 60 days"), False),
    "it goes on": (said(ONE), said(f"{ONE} and then we close the southern one for good"), False),
    "short words elsewhere": (said("We will see"), said("We will see", "Mara Venn")._replace(sentences="A."), False),
}


@pytest.mark.parametrize("case", FACTS)
def test_two_statements_are_one_fact_if_nothing_new_is_said(case: str) -> None:
    known, other, same = FACTS[case]
    assert same_fact(known, other) is same
