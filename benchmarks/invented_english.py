"""Invented news in plain English: articles with headings, reported facts and quotations, out of a seeded grammar.

The sentences are built as reporters build them, so that sentence splitting, parsing and quotation finding have the work
that they have with real copy. Names, places and events are made up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_FIRST = "Amara Bela Cormac Dunya Edric Fenna Gideon Hana Ivo Jorun Kester Liesl Milan Nadia Oswin Petra".split()
_LAST = (
    "Abernal Brackley Castellow Dunmore Eskdale Farrant Garside Holloway Imrie Jessop Kilbride Lathom Marwick".split()
)
_PLACES = (
    "Harrowmere",
    "Port Linden",
    "Caldfell",
    "Upper Thessaly Road",
    "Brannock",
    "the Vale of Arden",
    "Sorrel Bay",
)
_BODIES = ("the county council", "the Harbour Trust", "the transport ministry", "Linden Steel", "the teachers’ union")
_ROLES = ("mayor", "chief engineer", "spokeswoman for the port", "professor of hydrology", "head of the clinic")
_THINGS = ("flood barrier", "tram line", "hospital wing", "school budget", "fishing quota", "water tariff", "night bus")
_ACTS = ("will be delayed until next spring", "has cost more than anyone had planned", "was approved by a narrow vote")
_MORE_ACTS = ("could close before the end of the year", "has divided the town for a decade", "is to be inspected again")
_WHEN = (
    "on Tuesday",
    "late last week",
    "after a meeting that lasted four hours",
    "in a letter to residents",
    "in March",
)
_CLAUSES = (
    "which serves about {number},000 people",
    "first proposed in {year}",
    "the largest of its kind in the region",
)
_VERBS = ("said", "told reporters", "warned", "insisted", "added", "explained")
_WORDS = (
    "we cannot keep asking people to pay twice for the same {thing}",
    "nobody in {place} was told about the {thing} before the machines arrived",
    "there is no plan to sell the {thing}, and there never was one",
    "if the money does not come by June, the {thing} stops",
    "it took us {number} months to get an answer about the {thing}",
    "the {thing} is safe, but it needs to be looked after",
)


@dataclass(frozen=True, slots=True)
class Story:
    """One invented story as a newsroom would file it."""

    title: str
    outlet: str
    published: str
    text: str


def stories(number: int, *, passages: int = 5, seed: int = 11) -> list[Story]:
    """That many stories of about so many passages (110 words each); the same seed gives the same stories."""
    dice = random.Random(seed)
    return [_story(dice, passages) for _ in range(number)]


def _story(dice: random.Random, passages: int) -> Story:
    thing, place = dice.choice(_THINGS), dice.choice(_PLACES)
    people = [f"{dice.choice(_FIRST)} {dice.choice(_LAST)}" for _ in range(3)]
    paragraphs: list[str] = []
    words = 0
    while words < 108 * passages:
        sentences = [_sentence(dice, thing, place, people) for _ in range(dice.randint(2, 4))]
        paragraphs.append(" ".join(sentences))
        words += len(paragraphs[-1].split())
    return Story(
        title=f"{thing.capitalize()} in {place.removeprefix('the ')} {dice.choice((*_ACTS, *_MORE_ACTS))}",
        outlet=f"The {place.removeprefix('the ').split()[0]} {dice.choice(('Courier', 'Mercury', 'Lantern'))}",
        published=f"{dice.randint(2027, 2030)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        text="\n\n".join(paragraphs),
    )


def _sentence(dice: random.Random, thing: str, place: str, people: list[str]) -> str:
    kind = dice.random()
    if kind < 0.25:
        return _direct(dice, thing, place, people)
    if kind < 0.4:
        who, role = dice.choice(people), dice.choice(_ROLES)
        return (
            f"{who}, the {role}, {dice.choice(_VERBS[:2])} {dice.choice(_WHEN)} that the {thing} {dice.choice(_ACTS)}."
        )
    if kind < 0.5:
        return f"According to {dice.choice(_BODIES)}, {_filled(dice, thing, place)}."
    clause = dice.choice(_CLAUSES).format(number=dice.randint(3, 90), year=dice.randint(1990, 2026))
    fact = f"The {thing} in {place}, {clause}, {dice.choice((*_ACTS, *_MORE_ACTS))}"
    if kind < 0.75:
        return f"{fact}, and {dice.choice(_BODIES)} spent {dice.randint(2, 80)} million on it {dice.choice(_WHEN)}."
    return f"{fact}."


def _direct(dice: random.Random, thing: str, place: str, people: list[str]) -> str:
    words = _filled(dice, thing, place)
    words = words[0].upper() + words[1:]
    who = dice.choice((*people, "he", "she"))
    verb = dice.choice(_VERBS)
    if dice.random() < 0.5:
        return f"“{words},” {who} {verb} {dice.choice(_WHEN)}."
    return f"“{words},” {verb} {who}. “{_filled(dice, thing, place).capitalize()}.”"


def _filled(dice: random.Random, thing: str, place: str) -> str:
    return dice.choice(_WORDS).format(thing=thing, place=place, number=dice.randint(2, 30))
