"""Whose words an answer shows: everything on a broad topic, only what was said, only through the outlet asked for."""

from __future__ import annotations

import pytest
from newsroom_support import Newsroom

from retrieval import spoken
from retrieval.answer import Answer

RECORDS = (
    {
        "id": "harbour",
        "outlet": "Tern Wire",
        "published": "2031-04-02",
        "text": (
            "The harbour of Orvane will be dredged.\n\n"
            "“The harbour must be deep enough for the new ferry,” said Marta Renn, the harbour master.\n\n"
            "Renn said that the harbour wall would be raised by two metres.\n\n"
            "“I have asked for a crane as well,” Renn told the council, according to the Gull Radio.\n\n"
            "“Dredging the harbour kills the seagrass,” said Nils Holm, a diver.\n"
        ),
    },
    {
        "id": "advisers",
        "outlet": "Orvane Ledger",
        "published": "2031-04-03",
        "text": "Advisers to Ilse Okoye said that the lighthouse tax would fall.\n\nThe town was silent.\n",
    },
)


@pytest.fixture
async def harbour(newsroom: Newsroom) -> Newsroom:
    newsroom.write_records(*RECORDS)
    await newsroom.index()
    return newsroom


def speakers(answer: Answer) -> set[str | None]:
    return {each.speaker for each in answer.excerpts}


async def test_a_broad_topic_brings_everything_that_somebody_said_on_it(harbour: Newsroom) -> None:
    answer = await harbour.ask("what did Renn say about the harbour?")
    said = " ".join(each.text for each in answer.excerpts)
    assert "deep enough" in said
    assert "would be raised" in said
    assert speakers(answer) == {"Marta Renn"}


async def test_a_narrow_topic_brings_what_is_on_it(harbour: Newsroom) -> None:
    answer = await harbour.ask("what did Renn say about the harbour wall?")
    assert [("raised" in each.text) for each in answer.excerpts] == [True]


async def test_the_right_topic_in_the_wrong_mouth_is_silence_that_names_who_said_it(harbour: Newsroom) -> None:
    answer = await harbour.ask("what did Renn say about seagrass?")
    assert not answer.answered
    assert answer.reason == "Marta Renn is quoted, but not on this; Nils Holm is"
    assert answer.closest[0].speaker == "Nils Holm"


async def test_only_words_that_came_through_an_outlet_are_shown_where_it_is_named(harbour: Newsroom) -> None:
    answer = await harbour.ask("Renn via Gull Radio")
    assert answer.answered
    assert ["crane" in each.text for each in answer.excerpts] == [True]
    refused = await harbour.ask("Renn via Tern Wire")
    assert not refused.answered
    assert refused.reason == "Marta Renn is quoted, but not via Tern Wire"


async def test_words_in_marks_are_found_word_for_word_or_not_at_all(harbour: Newsroom) -> None:
    assert speakers(await harbour.ask("who said “kills the seagrass”")) == {"Nils Holm"}
    altered = await harbour.ask("who said 'saves the seagrass'")
    assert not altered.answered
    assert altered.reason == "nobody is quoted with these words"


async def test_who_is_quoted_on_a_topic_is_told_by_several_people(harbour: Newsroom) -> None:
    answer = await harbour.ask("who is quoted on the harbour?")
    assert [each.speaker for each in answer.excerpts[:2]] in (["Marta Renn", "Nils Holm"], ["Nils Holm", "Marta Renn"])


async def test_those_who_speak_for_somebody_are_not_that_somebody(harbour: Newsroom) -> None:
    answer = await harbour.ask("what did Okoye say about the lighthouse tax?")
    assert not answer.answered


async def test_namesakes_are_told_and_each_excerpt_says_whose_it_is(newsroom: Newsroom) -> None:
    newsroom.write_records(
        {
            "id": "a",
            "text": "“The quay is full,” said Odile Tenby, a pilot.\n\nThe pilots of Orvane had met at noon.\n",
        },
        {
            "id": "b",
            "text": "“The choir is tired,” said Bram Tenby, a tenor.\n\nThe choir of Lisvar had sung all night.\n",
        },
    )
    await newsroom.index()
    answer = await newsroom.ask("what did Tenby say?")
    assert speakers(answer) == {"Odile Tenby", "Bram Tenby"}
    assert set(answer.searched.namesakes) == {"Odile Tenby", "Bram Tenby"}
    assert (await newsroom.ask("what did Odile Tenby say?")).searched.namesakes == ()


async def test_an_account_that_contradicts_the_best_one_is_shown_beside_it(newsroom: Newsroom) -> None:
    newsroom.write_records(
        {
            "id": "a",
            "outlet": "Wire",
            "text": "The water board found 11 cracked pins in the weir.\n\nNobody was hurt.\n",
        },
        {
            "id": "b",
            "outlet": "Mail",
            "text": "FURIOUS anglers left after divers saw NINETEEN cracked pins that hold the weir.\n\nIt rains.\n",
        },
    )
    await newsroom.index()
    answer = await newsroom.ask("how many cracked pins are in the weir?")
    assert answer.differ == 2
    assert {each.citation.source for each in answer.excerpts} == {"a", "b"}


async def test_words_in_another_language_are_quoted_and_said_to_be_unread(newsroom: Newsroom) -> None:
    text = (
        "Der Bürgermeister sprach am Montag über den Hafen und die Schule, und alle hörten ihm zu.\n\n"
        "„Der Hafen wird im Herbst endlich tiefer“, sagte Jonas Amsel nach der Sitzung.\n"
    )
    newsroom.write_records({"id": "hafen", "text": text})
    await newsroom.index()
    answer = await newsroom.ask("Hafen Herbst tiefer")
    spoken = [each for each in (*answer.excerpts, *answer.closest) if each.speech]
    assert spoken
    assert all(each.unread and each.speaker is None for each in spoken)


async def test_asked_for_the_very_words_only_direct_speech_is_shown_where_there_is_any(harbour: Newsroom) -> None:
    answer = await harbour.ask("what did Renn say about the harbour, word for word?")
    assert {each.speech for each in answer.excerpts} == {"direct"}
    assert "deep enough" in answer.excerpts[0].text
    indirect = await harbour.ask("what did advisers to Ilse Okoye say, in their own words?")
    plain = await harbour.ask("what did advisers to Ilse Okoye say?")
    assert [each.text for each in indirect.excerpts] == [each.text for each in plain.excerpts] != []


async def test_what_a_much_quoted_speaker_said_long_ago_is_found_by_its_topic(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spoken, "ON_TOPIC", 2)  # of the newest, so that few articles stand for many
    fish = [
        {
            "id": f"fish-{day}",
            "published": f"2031-04-1{day}",
            "text": f"“Landings of cod rose by {day} tonnes,” said Marta Renn, the harbour master.\n",
        }
        for day in range(6)
    ]
    old = {
        "id": "siren",
        "published": "2030-01-05",
        "text": "“The foghorn will be switched off at night,” said Marta Renn, the harbour master.\n",
    }
    others = {
        "id": "others",
        "published": "2031-04-20",
        "text": "“Nobody can sleep with that foghorn,” said Nils Holm, a diver.\n",
    }
    newsroom.write_records(*fish, old, others)
    await newsroom.index()
    answer = await newsroom.ask("what did Marta Renn say about the foghorn?")
    assert [each.citation.source for each in answer.excerpts] == ["siren"]
