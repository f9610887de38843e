"""Questions as people type them, and what is understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question import understand

NOW = datetime(2031, 5, 20, 9, 30, tzinfo=UTC)
OUTLETS = ("Orvane Ledger", "The Lisvar Mail", "Tern Wire", "Mail", "Radio 4")


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# question, kind, speaker, words of the topic that must be looked for
QUESTIONS = [
    # whose words, about what
    ("What did Marta Kessling say about the spillway?", "said", "Marta Kessling", "spillway"),
    ("what did kessling say about the spillway", "said", "kessling", "spillway"),
    ("What has the water board said about drains?", "said", "water board", "drains"),
    ("What did the coach tell reporters after the match?", "said", "coach", "reporters match"),
    ("What does Ilse Brandvold think about a second dose?", "said", "Ilse Brandvold", "second dose"),
    ("what did Fenn say?", "said", "Fenn", ""),
    ("What did Dario Fenn say", "said", "Dario Fenn", ""),
    ("So what did Fenn say?", "said", "Fenn", ""),
    ("What did the Orvane council announce on Monday about the choir?", "said", "Orvane council", "Monday choir"),
    ("What did Achtel promise the children?", "said", "Achtel", "children"),
    ("What does the union want?", "said", "union", ""),
    ("What does the union have to say about drains?", "said", "union", "drains"),
    ("Did Fenn not deny it?", "said", "Fenn", ""),
    ("How long do the winners have to claim the prize?", "how many", None, "long winners claim prize"),
    ("Will the board give in to Fenn's demands?", "did", None, "board Fenn's demands"),
    ("Did Kessling ever say that the dam was safe?", "said", "Kessling", "dam safe"),
    ("Has the ministry denied the report about asbestos?", "said", "ministry", "asbestos"),
    ("What was Brandvold's position on dosage?", "said", "Brandvold", "dosage"),
    ("Brandvold's comments on side effects", "said", "Brandvold", "side effects"),
    ("Fenn’s reaction to the penalty", "said", "Fenn", "penalty"),
    ("statement by the water board on drains", "said", "water board", "drains"),
    ("comments from Renn about the toll", "said", "Renn", "toll"),
    ("everything Dario Fenn said", "said", "Dario Fenn", ""),
    ("all that the water board has ever said about drains", "said", "water board", "drains"),
    ("everything we said about the dam", "what", None, "dam"),
    ("direct quotes from Renn on the toll", "said", "Renn", "toll"),
    ("what were Fenn's exact words about the referee", "said", "Fenn", "referee"),
    ("What did Kessling say about the spillway, word for word?", "said", "Kessling", "spillway"),
    ("what did the coach say about the match in his own words", "said", "coach", "match"),
    ("According to Kessling, what caused the cracks?", "said", "Kessling", "caused cracks"),
    ("what caused the cracks according to Kessling?", "said", "Kessling", "caused cracks"),
    ("the road stays closed, says the mayor", "said", "mayor", "road stays closed"),
    # may mean speech
    ("Kessling on the spillway", "said", "Kessling", "spillway"),
    ("Dario Fenn: goalkeeper", "said", "Dario Fenn", "goalkeeper"),
    ("Brandvold, when will results come?", "when", "Brandvold", "results"),
    ("goalkeeper, Fenn", "said", "Fenn", "goalkeeper"),
    # kinds of answer, with a speaker
    ("How many cracks did Kessling say there were?", "how many", "Kessling", "cracks"),
    ("What kind of repairs does Kessling want?", "said", "Kessling", "repairs"),
    ("what does the ministry's video vow", "said", "ministry", "video"),
    ("What exactly did Kessling say?", "said", "Kessling", ""),
    ("how many jobs does Kessling think will be lost?", "how many", "Kessling", "jobs lost"),
    ("When did Brandvold say the results would come?", "when", "Brandvold", "results"),
    ("Why did Fenn praise the goalkeeper?", "why", "Fenn", "goalkeeper"),
    # nobody's words in particular
    ("Who said that nobody coughed?", "who said", None, "nobody coughed"),
    ("who warned about cracks", "who said", None, "cracks"),
    ("Who is quoted on the cup?", "who said", None, "cup"),
    ("Who leads the vaccine trial?", "who", None, "leads vaccine trial"),
    ("who's the choir's conductor?", "who", None, "choir's conductor"),
    ("How many volunteers take part in the trial?", "how many", None, "volunteers take part trial"),
    ("how much will the repair cost", "how many", None, "repair cost"),
    ("What percentage of voters stayed at home?", "how many", None, "percentage voters stayed home"),
    ("How long will the valley road stay closed?", "how many", None, "long valley road stay closed"),
    ("When does the ferry leave?", "when", None, "ferry leave"),
    ("What day is the vote?", "when", None, "day vote"),
    ("since when is the bridge shut?", "when", None, "bridge shut"),
    ("Where did the choir sing?", "where", None, "choir sing"),
    ("In which city was the film shot?", "where", None, "city film shot"),
    ("Why is the valley road closed?", "why", None, "valley road closed"),
    ("What is the reason for the strike?", "why", None, "reason strike"),
    ("Is the dam safe?", "did", None, "dam safe"),
    ("Did the Rovers win?", "did", None, "Rovers win"),
    ("Will there be a second dose?", "did", None, "second dose"),
    ("What is in the nasal vaccine?", "what", None, "nasal vaccine"),
    ("valley road", "what", None, "valley road"),
    ("9.4 million crowns", "what", None, "9.4 million crowns"),
    ("tariff", "what", None, "tariff"),
]


@pytest.mark.parametrize(("text", "kind", "speaker", "topic"), QUESTIONS, ids=[each[0] for each in QUESTIONS])
def test_a_question_is_read_as_people_mean_it(text: str, kind: str, speaker: str | None, topic: str) -> None:
    question = understand(text, now=NOW, outlets=OUTLETS)
    assert (question.kind, question.speaker) == (kind, speaker)
    assert [term.word for term in question.terms] == topic.split()
    assert (question.outlet, question.since, question.until) == (None, None, None)


BOUND = [
    # question, outlet, since, until, speaker, terms
    ("What did Kessling say in the Orvane Ledger?", "Orvane Ledger", None, None, "Kessling", ""),
    ("what did kessling say in orvane ledger about drains", "Orvane Ledger", None, None, "kessling", "drains"),
    ("In the Lisvar Mail, who won the cup?", "The Lisvar Mail", None, None, None, "won cup"),
    ("who won the cup in Radio 4", "Radio 4", None, None, None, "won cup"),
    ("What did Renn say about the toll since 30 April?", None, day("2031-04-30"), None, "Renn", "toll"),
    ("What did Renn say before 1 May 2030 about the toll?", None, None, day("2030-05-01"), "Renn", "toll"),
    ("what did Renn say after May 1st", None, day("2031-05-02"), None, "Renn", ""),
    ("trial results until 2031-03-05", None, None, day("2031-03-06"), None, "trial results"),
    (
        "what did the union say from 3 March 2031 to the mayor",
        None,
        day("2031-03-03"),
        None,
        "union",
        "mayor",
    ),
    (
        "What did Kessling say since 1 March 2031 and before April 2, 2031?",
        None,
        day("2031-03-01"),
        day("2031-04-02"),
        "Kessling",
        "",
    ),
    ("articles published on 4 March 2031 about drains", None, day("2031-03-04"), day("2031-03-05"), None, "drains"),
    ("what did Renn say since 24 December", None, day("2030-12-24"), None, "Renn", ""),
    # nothing of this filters
    ("What has happened since the war?", None, None, None, None, "war"),
    ("What did Renn say this week?", None, None, None, "Renn", "week"),
    ("what happened on 4 March in Orvane", None, None, None, None, "4 March Orvane"),
    ("What will change from 1 in 3 patients?", None, None, None, None, "change 1 3 patients"),
]


@pytest.mark.parametrize(
    ("text", "outlet", "since", "until", "speaker", "topic"), BOUND, ids=[each[0] for each in BOUND]
)
def test_only_explicit_words_bound_the_search(
    text: str, outlet: str | None, since: datetime | None, until: datetime | None, speaker: str | None, topic: str
) -> None:
    question = understand(text, now=NOW, outlets=OUTLETS)
    assert (question.outlet, question.since, question.until) == (outlet, since, until)
    assert question.speaker == speaker
    assert [term.word for term in question.terms] == topic.split()


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "?!", "\u200b", "😀", "what did say", "who", "“”", "the the the", "\x00"]
)
def test_a_question_without_words_is_understood_as_nothing_in_particular(text: str) -> None:
    question = understand(text, now=NOW, outlets=OUTLETS)
    assert question.speaker is None
    assert question.text == text


@given(st.text(alphabet=st.sampled_from("what did Xu say? on “in” 30 May,:' \n\u0301😀"), max_size=60))
def test_no_typing_makes_the_reading_fail(text: str) -> None:
    question = understand(text, now=NOW, outlets=OUTLETS)
    assert question.speaker is None or question.speaker.strip()
    assert all(term.match.startswith('"') and term.match.count('"') == 2 for term in question.terms)


def test_the_same_question_is_read_the_same_without_its_capitals_and_question_mark() -> None:
    one = understand("What did Marta Kessling say about the Spillway?", now=NOW)
    other = understand("what did marta kessling say about the spillway", now=NOW)
    assert [term.stem for term in one.terms] == [term.stem for term in other.terms]
    assert (one.kind, one.topic.casefold()) == (other.kind, other.topic)


@pytest.mark.parametrize(
    ("text", "speaker", "via", "topic"),
    [
        ("Renn via Tern Wire", "Renn", "Tern Wire", ""),
        ("what did Renn say via Tern Wire about cranes", "Renn", "Tern Wire", "cranes"),
        ("what did Renn say about cranes, as reported by the Gull Radio?", "Renn", "Gull Radio", "cranes"),
    ],
)
def test_words_can_be_asked_for_as_somebody_passed_them_on(text: str, speaker: str, via: str, topic: str) -> None:
    question = understand(text, now=NOW)
    assert (question.speaker, question.via, question.topic) == (speaker, via, topic)


@pytest.mark.parametrize(
    ("text", "quoted", "everybody"),
    [
        ("who said “never again”?", "never again", False),
        ("who said 'never again'", "never again", False),
        ("who said that it's Renn's crane", None, False),
        ("who is quoted on cranes", None, True),
    ],
)
def test_who_said_these_words_is_not_who_spoke_about_something(text: str, quoted: str | None, everybody: bool) -> None:  # noqa: FBT001 - a case of the table
    question = understand(text, now=NOW)
    assert (question.kind, question.quoted, question.everybody) == ("who said", quoted, everybody)


def test_the_very_words_are_wanted_only_where_that_is_how_the_question_ends() -> None:
    assert understand("what did Kessling say, verbatim?", now=NOW).direct
    assert not understand("did Kessling quote the rule word for word or not", now=NOW).direct
    assert not understand("what did Kessling say", now=NOW).direct
