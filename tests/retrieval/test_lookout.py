"""Looking through what arrived, over a real coverage with its parser and its vectors."""

from __future__ import annotations

from typing import Any

from newsroom_support import CHOIR, CUP, DAM, DAM_WIRE, VACCINE, Newsroom

from retrieval.lookout import Wanted


async def wanted(room: Newsroom, text: str, **narrowed: Any) -> Wanted:
    begins = await room.service.begin_watch()
    watch = await room.service.understand_watch(text, room.scope())
    return Wanted(1, watch, room.scope(**narrowed), begins.newest, room.clock().timestamp())


async def test_a_topic_waits_for_vectors_and_finds_what_is_about_it(newsroom: Newsroom) -> None:
    one = await wanted(newsroom, "cracks in the dam")
    assert (await newsroom.service.look(0, [one])).upto == 0, "there is nothing to compare with yet"
    newsroom.write_records(DAM, CHOIR, VACCINE, CUP)
    await newsroom.index()
    looked = await newsroom.service.look(0, [one])
    assert looked.upto == await newsroom.service.latest_arrival()
    (sighting,) = looked.sightings
    assert sighting.place.key.source == DAM["id"]
    assert sighting.place.key.span.of(DAM["text"]) in DAM["text"]


async def test_a_story_of_several_outlets_is_known_as_one_and_only_within_the_scope(newsroom: Newsroom) -> None:
    one = await wanted(newsroom, "Kessling", outlet="Tern Wire")
    newsroom.write_records(DAM, DAM_WIRE, CUP)
    await newsroom.index()
    looked = await newsroom.service.look(0, [one])
    assert [each.place.key.source for each in looked.sightings] == [DAM_WIRE["id"]]
    (said,) = await newsroom.service.said_at([each.place for each in looked.sightings])
    assert said == looked.sightings[0].said


async def test_each_arrival_is_numbered_and_reading_again_makes_none(newsroom: Newsroom) -> None:
    newsroom.write_records(DAM, CHOIR)
    await newsroom.index()
    first = await newsroom.service.latest_arrival()
    await newsroom.index()
    assert await newsroom.service.latest_arrival() == first
    newsroom.write_records(DAM | {"text": DAM["text"] + "A late line.\n"}, CHOIR)
    await newsroom.index()
    assert await newsroom.service.latest_arrival() == first + 1
