"""Who a mention stands for: names, titles, descriptions, pronouns; and nobody, where two compete."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.model import Quotation

Find = Callable[[str], tuple[Quotation, ...]]

LEAD = "The town of Wexcombe met on Monday evening in the old mill by the river.\n\n"

CORONER = (
    "The coroner, Dr Anneke Vos, wrote to the town. A spokeswoman for the port said it was aware of the case. "
    "The coroner said it would take a year. “One person is no system,” she said."
)
SPEAKERS: list[tuple[str, str | None]] = [
    # the fullest printed name, without title
    ("Treasury Secretary Anna Brandt arrived early. Brandt said the budget was sound.", "Anna Brandt"),
    ("Dr Lin Zhao runs the clinic. “Flu is worse,” Dr Zhao said.", "Lin Zhao"),
    # asides do not hide the speaker
    ("“It leaks,” Anna Brandt, who replaced Carl Voss last year, said.", "Anna Brandt"),
    ("The ministry’s spokeswoman, Hua Lin, said the border was open.", "Hua Lin"),
    # a place before a dash is nobody's name
    ("WEXCOMBE -- Mayor Anna Brandt, opening the mill, said it would last.", "Anna Brandt"),
    ("WEXCOMBE, April 3 (Tern) — Engineers said the mill was safe.", "Engineers"),
    # pronouns
    ("Anna Brandt opened the meeting. She said the budget was sound.", "Anna Brandt"),
    ("Carl Voss met Anna Brandt at noon. She said the budget was sound.", "Anna Brandt"),
    # descriptions
    ("President Carl Voss landed at noon. The president said the talks were over.", "Carl Voss"),
    ("Captain Priya Nair scored twice. “It was over the line,” the midfielder said.", "Priya Nair"),
    ("Harbour Daily, a newspaper in the port, broke it. The newspaper said ships were late.", "Harbour Daily"),
    # who spoke under a description is who "she" is next
    (CORONER, "Anneke Vos"),
    # names around what describes them
    ("Ada Renn, the chief engineer of the mill, vowed to mend it.", "Ada Renn"),
    ("Asked when, a partner at the firm, Deborah Lyle, said: “Before the winter.”", "Deborah Lyle"),
    ("Goalkeeper Ada “the Door” Renn called it “the longest night of my whole life”.", "Ada Renn"),
    ("Rival Ada Renn mocked the plan. Ada Renn left.", "Ada Renn"),
    # a relative who is known by a given name
    ("Desmond Oduya drove a bus. Mr Oduya’s widow, Grace, said he liked tea. “He joked,” Mrs Oduya said.", "Grace"),
    # a verb right after the noun: no description of the name before it
    ("The mayor, Ada Renn, trusts Carl Voss, her spokesman said.", None),
    # several at once are nobody's variation
    ("Ada Renn led the survey. The team wrote that bees remember faces.", "team"),
    # bodies as printed
    ("Norland’s foreign ministry said the border was open.", "Norland’s foreign ministry"),
    ("A study by Calder University found that bees remember faces.", "Calder University"),
    ("Analysts say the market is calm.", "Analysts"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_the_speaker_is_the_fullest_name_that_the_article_gives(find: Find, text: str, speaker: str | None) -> None:
    assert find(LEAD + text)[-1].speaker == speaker


REFUSED = [
    "Carl Voss and Peter Lund argued for an hour about the old bridge. “It is tired,” he said.",
    "Anna Brandt waved. Clara Holm and Eva Lind waved back. Later she said it leaked.",
    "“It leaks,” he said.",
]


@pytest.mark.parametrize("text", REFUSED)
def test_where_two_compete_or_none_is_named_the_speaker_stays_open_and_the_mention_is_shown(
    find: Find, text: str
) -> None:
    found = find(text)[-1]
    assert found.speaker is None
    assert found.mention is not None
    assert found.mention.of(text) in {"he", "she"}


def test_a_joint_statement_names_all_its_speakers(find: Find) -> None:
    text = "Anna Brandt and Carl Voss said the bridge would close in May."
    found = find(text)[0]
    assert (found.speaker, found.speakers) == ("Anna Brandt", ("Anna Brandt", "Carl Voss"))


def test_two_people_of_one_family_name_are_told_apart_or_left_open(find: Find) -> None:
    text = (
        "Anna Brandt runs the mill and Carl Brandt runs the ferry between the two villages. "
        "Mrs Brandt said the wheel was broken. Brandt said the river was low."
    )
    assert [q.speaker for q in find(text)] == ["Anna Brandt", None]


def test_a_body_that_is_described_first_and_named_later_is_found(find: Find) -> None:
    text = (
        "Ships are late, a state-backed outlet said on Monday.\n\n"
        "Harbour Daily, an outlet close to the port authority, gave no numbers."
    )
    assert [q.speaker for q in find(text)] == ["Harbour Daily"]


HEADS = [
    # several titles of one person
    ("Port president and harbour committee chairman Rich Tarn said the rule would change.", ("Rich Tarn",)),
    # the person, not the outlet that employs them
    ("“It may hold,” wrote the Gazette’s Anna Brandt. It was late.", ("Anna Brandt",)),
    ("“It may hold,” wrote Dunmore Securities’ Colm Devlin in a note.", ("Colm Devlin",)),
    # several bodies, but not one with “and” in its name
    ("Sweden and Norway said the talks were over.", ("Sweden", "Norway")),
    # capitals are no pronouns
    ("The WHO said flu was rising.", ("WHO",)),
    # a thing that somebody has, however it is called, speaks for nobody
    ("Tom Kerr won an Oscar in May. His Oscar is heavy. He said it was fun.", ("Tom Kerr",)),
    # a namesake who is named later cannot be meant yet
    ("Anna Brandt arrived. Brandt said it leaked. Her brother Carl Brandt left.", ("Anna Brandt",)),
    # by another word for the title
    ("Rep. Jon Marsh met voters at noon. The congressman said he was tired.", ("Jon Marsh",)),
    ("In her view, the bridge is tired, and Anna Brandt is in a hurry.", ()),
]


@pytest.mark.parametrize(("text", "names"), HEADS)
def test_the_mention_is_followed_to_who_really_speaks(find: Find, text: str, names: tuple[str, ...]) -> None:
    found = {q.speakers or ((q.speaker,) if q.speaker else ()) for q in find(LEAD + text)}
    assert found == {names}


def test_an_office_that_several_hold_is_not_guessed(find: Find) -> None:
    text = LEAD + "Mr Hugh Standish asked why the phone was off. The defendant answered that the battery had died."
    assert [q.speaker for q in find(text)] == ["Hugh Standish", None]


def test_a_fragment_of_a_passed_on_statement_is_not_its_teller_s(find: Find) -> None:
    text = LEAD + "A Brandt Institute study found that bats spread at “record speed”, said the Harbour Gazette."
    assert [(q.span.of(text), q.via) for q in find(text)] == [
        ("bats spread at “record speed”", ("Harbour Gazette",)),
    ]


NOBODY = [
    "It is important to note that the bridge has closed before.",
    "Asked what comes next, Anna Brandt laughed.",
    "‘Back on the river’\n\nThe ferry runs again at night.",
    "The President has not commented on the new dates.",
    "Herbs known as “river mint”, which may be bitter, have been found near the ferry.",
]


@pytest.mark.parametrize("text", NOBODY)
def test_what_nobody_said_is_given_to_nobody(find: Find, text: str) -> None:
    assert find(LEAD + text) == ()


def test_an_aside_with_marks_does_not_hide_the_attribution(find: Find) -> None:
    text = LEAD + "“Let us rest the bridge,” Brandt, who left for a “long walk,” said. “Today it is tired.”"
    assert [(q.speaker, q.span.of(text)) for q in find(text)] == [
        ("Brandt", "Let us rest the bridge"),
        ("Brandt", "Today it is tired."),
    ]


TOGETHER = [
    (
        "The Chamber of Trade and the Wexcombe Civic Society wrote to the mayor. They say the plan is rushed.",
        ("Chamber of Trade", "Wexcombe Civic Society"),
    ),
    ("Anna Brandt and Carl Voss opened it. “It is ours,” they said.", ("Anna Brandt", "Carl Voss")),
]


@pytest.mark.parametrize(("text", "speakers"), TOGETHER)
def test_they_are_those_who_were_named_together_just_before(find: Find, text: str, speakers: tuple[str, ...]) -> None:
    assert find(LEAD + text)[-1].speakers == speakers


def test_after_somebody_unnamed_spoke_a_pronoun_is_nobody_else(find: Find) -> None:
    found = find(LEAD + "Carl Voss wept. “It was dark,” the witness replied. “I saw nothing,” he added.")
    assert [q.speaker for q in found] == [None, None]


def test_a_statement_begins_after_the_colon_that_its_attribution_follows(find: Find) -> None:
    text = LEAD + "Their leader, Anna Brandt, went further: the mill, she said, was a ruin."
    assert [q.span.of(text) for q in find(text)] == ["the mill", "was a ruin"]
