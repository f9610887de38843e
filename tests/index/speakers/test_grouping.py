"""Who is who: what is put together, what is kept apart, and that no order decides it. All names are invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import fold
from index.speakers import Appearance, Decisions, Speaker, blocks, group
from index.speakers.values import family_of, words_of_name

DAY = 86_400.0
STORY = frozenset({1, 2, 3, 4})
Members = frozenset[tuple[int, str]]


def person(article: int, name: str, *titles: str, **more: Any) -> Appearance:
    words = words_of_name(fold(name))
    called = frozenset({family_of(words), words[0]} if more.pop("family_first", False) else {family_of(words)})
    kind = more.pop("kind", "person" if len(words) > 1 or titles else None)
    return Appearance(article, name, kind, called=called, titles=frozenset(titles), **more)


def body(article: int, name: str) -> Appearance:
    return Appearance(article, name, "body")


def members(speakers: Iterable[Speaker]) -> set[Members]:
    return {frozenset((one.article, one.name) for one in each.appearances) for each in speakers}


def together(*appearances: Appearance, decisions: Decisions | None = None) -> bool:
    return len(group(appearances, decisions or Decisions())) == 1


ONE = {
    "a name and itself": (person(1, "Orla Tenby"), person(2, "Orla Tenby")),
    "accents and case": (person(1, "Ørla Ténby"), person(2, "Ørla TENBY")),
    "title and family name": (person(1, "Orla Tenby", "harbour minister"), person(2, "Tenby", "minister")),
    "a family name in the same story": (person(1, "Orla Tenby", story=STORY), person(2, "Tenby", story=STORY)),
    "a family name whose given name the text prints": (
        person(1, "Orla Tenby"),
        person(2, "Tenby", fuller=frozenset({"orla tenby"})),
    ),
    "another spelling of a rare name": (person(1, "Pavlo Drohobenkyy"), person(2, "Pavlo Drohobenky")),
    "a transliteration, one office": (person(1, "Pavlo Marenkov", "mayor"), person(2, "Pawlo Marenkov", "mayor")),
    "an initial, one office": (person(1, "O. Tenby", "mayor"), person(2, "Orla Tenby", "mayor")),
    "a middle name": (person(1, "Orla Jane Tenby", story=STORY), person(2, "Orla Tenby", story=STORY)),
    "spaces": (person(1, "Minyan Haotian", kind=None), Appearance(2, "Minyanhaotian", called=frozenset({"x"}))),
    "spaces, in one article": (body(1, "Minyan Haotian"), body(1, "MinyanHaotian")),
    "a country and its people": (body(1, "China’s fishing ministry"), body(2, "Chinese fishing ministry")),
    "a family name in front": (
        person(1, "Qiu Yanmei", "minister", family_first=True),
        person(2, "Qiu", "fishing minister"),
    ),
    "a family name alone, twice": (person(1, "Tenby"), person(2, "Tenby")),
}

TWO = {
    "two given names": (person(1, "Orla Tenby", "mayor", story=STORY), person(2, "Odile Tenby", "mayor", story=STORY)),
    "a family name and nothing else": (person(1, "Orla Tenby"), person(2, "Tenby")),
    "another office": (person(1, "Orla Tenby", "mayor"), person(2, "Tenby", "coach")),
    "another given name in the text": (
        person(1, "Orla Tenby", "mayor", story=STORY),
        person(2, "Tenby", "mayor", story=STORY, fuller=frozenset({"odile tenby"})),
    ),
    "a story of another time": (
        person(1, "Orla Tenby", story=STORY, at=0.0),
        person(2, "Tenby", story=STORY, at=90 * DAY),
    ),
    "two speakers of one article": (person(1, "Orla Tenby", "mayor"), person(1, "Tenby", "mayor")),
    "another gender": (person(1, "Orla Tenby", "mayor", gender="she"), person(2, "Tenby", "mayor", gender="he")),
    "spellings that are two names": (person(1, "Anna Meier"), person(2, "Anna Meyer")),
    "spellings, two in one article": (person(1, "Anna Drohobenkyy"), person(1, "Anna Drohobenky")),
    "known given names that look alike": (
        person(1, "Karen Tenby", "mayor", known=True),
        person(2, "Karin Tenby", "mayor", known=True),
    ),
    "father and son": (person(1, "Odo Tenby", "mayor", story=STORY), person(2, "Odo Tenby Jr", "mayor", story=STORY)),
    "two middle initials": (person(1, "Odo A. Tenby", "mayor"), person(2, "Odo B. Tenby", "mayor")),
    "a place of a person's name": (person(1, "Orla Tenby", story=STORY), Appearance(2, "Tenby", "body", story=STORY)),
    "ministries of two countries": (body(1, "Chinese fishing ministry"), body(2, "Japanese fishing ministry")),
    "two countries that look akin": (body(1, "Niger’s fishing ministry"), body(2, "Nigerian fishing ministry")),
    "two ministries": (body(1, "China’s fishing ministry"), body(2, "China’s forest ministry")),
    "unnamed people": (Appearance(1, "port workers", "group"), Appearance(2, "dock workers", "group")),
}


@pytest.mark.parametrize("case", ONE)
def test_these_are_one_speaker(case: str) -> None:
    assert together(*ONE[case])


@pytest.mark.parametrize("case", TWO)
def test_these_are_two_speakers(case: str) -> None:
    assert len(group(TWO[case])) == 2


def test_the_fullest_printed_name_names_the_speaker() -> None:
    (speaker,) = group([person(1, "Orla Tenby", "mayor"), person(2, "Tenby", "mayor", quotations=9)])
    assert (speaker.name, speaker.names, speaker.quotations) == ("Orla Tenby", ("Tenby", "Orla Tenby"), 10)


def test_each_story_has_its_own_namesake() -> None:
    other = frozenset({11, 12, 13})
    speakers = group(
        [
            person(1, "Orla Tenby", story=STORY),
            person(2, "Odile Tenby", story=other),
            person(3, "Tenby", story=STORY),
            person(4, "Tenby", story=other),
            person(5, "Tenby", story=frozenset({99})),
        ]
    )
    assert members(speakers) == {
        frozenset({(1, "Orla Tenby"), (3, "Tenby")}),
        frozenset({(2, "Odile Tenby"), (4, "Tenby")}),
        frozenset({(5, "Tenby")}),
    }
    assert [each.part for each in speakers if each.name == "Tenby"] == [True]


def test_where_two_compete_neither_gets_the_name() -> None:
    rivals = [person(1, "Orla Tenby", "mayor", story=STORY), person(2, "Odile Tenby", "mayor", story=STORY)]
    assert len(group([*rivals, person(3, "Tenby", "mayor", story=STORY)])) == 3
    assert len(group([*rivals, person(3, "O. Tenby", "mayor", story=STORY)])) == 3


def test_an_office_told_more_exactly_tells_namesakes_apart() -> None:
    speakers = group(
        [
            person(1, "Orla Tenby", "fishing minister"),
            person(2, "Odile Tenby", "prime minister"),
            person(3, "Tenby", "prime minister"),
        ]
    )
    assert frozenset({(2, "Odile Tenby"), (3, "Tenby")}) in members(speakers)


def test_editors_overrule_what_is_learned() -> None:
    far = person(1, "Orla Tenby"), person(2, "Bix")
    assert together(*far, decisions=Decisions(same=frozenset({("bix", "orla tenby")})))
    near = person(1, "Orla Tenby", "mayor"), person(2, "Tenby", "mayor")
    assert not together(*near, decisions=Decisions(apart=frozenset({("orla tenby", "tenby")})))
    assert not together(*near, decisions=Decisions(alone=frozenset({"tenby"})))
    same = person(1, "Orla Tenby"), person(2, "Orla Tenby")
    assert not together(*same, decisions=Decisions(others={(2, "orla tenby"): 7}))


WORDS = ["Orla", "Odile", "O.", "Tenby", "Tenbyy", "Drohobenky", "Drohobenkyy", "China", "Chinese", "Ministry", "Qiu"]
APPEARANCES = st.builds(
    Appearance,
    article=st.integers(1, 5),
    name=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    kind=st.sampled_from(["person", "body", None]),
    known=st.booleans(),
    titles=st.frozensets(st.sampled_from(["mayor", "prime minister", "minister"]), max_size=2),
    gender=st.sampled_from(["he", "she", None]),
    fuller=st.frozensets(st.sampled_from(["orla tenby", "odile tenby"]), max_size=1),
    story=st.sampled_from([frozenset[int](), STORY, frozenset({1, 2, 3, 9}), frozenset({7, 8, 9})]),
    at=st.sampled_from([None, 0.0, 10 * DAY, 100 * DAY]),
).map(lambda one: replace(one, called=frozenset({family_of(words_of_name(fold(one.name)))})))
COVERAGES = st.lists(APPEARANCES, max_size=12, unique_by=lambda one: (one.article, one.name))


@given(COVERAGES, st.randoms(use_true_random=False))
def test_neither_the_order_of_articles_nor_their_numbers_decide_anything(
    coverage: list[Appearance], chance: Any
) -> None:
    mixed = [replace(one, article=100 - one.article) for one in coverage]
    chance.shuffle(mixed)
    again = {frozenset((100 - article, name) for article, name in each) for each in members(group(mixed))}
    assert again == members(group(coverage))
    assert [each.name for each in group(mixed)] == [each.name for each in group(coverage)]


@given(COVERAGES)
def test_everybody_is_exactly_one_speaker(coverage: list[Appearance]) -> None:
    found = [(one.article, one.name) for each in group(coverage) for one in each.appearances]
    assert sorted(found) == sorted((one.article, one.name) for one in coverage)


@given(COVERAGES)
def test_names_that_share_no_key_leave_a_speaker_as_it_is(coverage: list[Appearance]) -> None:
    keys = {fold(one.name): frozenset[str]() for one in coverage}
    for one in coverage:
        keys[fold(one.name)] |= blocks(one.name, one.called)
    for speaker in group(coverage):
        own = frozenset[str]().union(*(keys[fold(name)] for name in speaker.names))
        near = [one for one in coverage if keys[fold(one.name)] & own]
        mine = frozenset((one.article, one.name) for one in speaker.appearances)
        assert mine in members(group(near))
