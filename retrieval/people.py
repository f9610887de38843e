"""Which of the coverage's speakers a question's name means: one of them, or several namesakes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from index.names import fold
from index.scope import Scope
from index.seen import once_in_scope
from index.speakers import Decisions, Speaker, blocks
from index.speakers.likeness import GLUED
from index.speakers.spelling import sounded, spelt_alike
from index.speakers.values import family_of, key_of, words_of_name
from index.tables import corrections, speakers
from retrieval.speakers import beginnings, only_belongs, speakers_meant

# Letters of a family name from which any spelling of it is meant, though one is printed exactly as asked.
_RARE = 7
# Names as asked whose bearers a connection remembers: up to some hundred thousand bytes each.
_KEPT = 32
_SEVERAL = re.compile(r"\s+(?:and|&|or)\s+|,\s+")


@dataclass(frozen=True, slots=True)
class People:
    """Whose words a question asks for, of those whom the scope quotes.

    Attributes:
        speakers: whom the name means, sorted by name; several for namesakes, or if several are asked for.
        others: who bears one of their names in other articles.
        namesakes: the different speakers whom one name fits, if there are several: a reader has to choose, or be told.
            A family name in articles that never say whose it is counts for nobody's own.
    """

    speakers: tuple[Speaker, ...] = ()
    others: tuple[Speaker, ...] = ()
    namesakes: tuple[Speaker, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every printed name of theirs."""
        return frozenset(name for each in self.speakers for name in each.names)


def people_asked(connection: sqlite3.Connection, asked: str, scope: Scope) -> People:
    """Whom a name means, by what is in scope alone and by what editors decided about names.

    Names are grouped once for all questions of the same speaker: much quoted ones have hundreds of appearances.
    """
    read = partial(_people_asked, connection, asked, scope)
    return once_in_scope(connection, "people", scope, read, key=asked, most=_KEPT)


def _people_asked(connection: sqlite3.Connection, asked: str, scope: Scope) -> People:
    decided = corrections.decisions(connection)
    fitting = _fitting(connection, asked, scope)
    parts = [part for part in _SEVERAL.split(asked) if part.strip()]
    if len(parts) > 1 and not any(set(key_of(asked).split()) <= set(key_of(name).split()) for name in fitting):
        each = [_meant(connection, part, _fitting(connection, part, scope), scope, decided) for part in parts]
        if all(people.speakers for people in each):
            return _together(each)
    return _meant(connection, asked, fitting, scope, decided)


def _together(people: Sequence[People]) -> People:
    speakers = list(dict.fromkeys(one for known in people for one in known.speakers))
    others = [one for known in people for one in known.others if one not in speakers]
    namesakes = tuple(one for known in people for one in known.namesakes)
    return People(tuple(sorted(speakers, key=lambda each: key_of(each.name))), tuple(others), namesakes)


def _fitting(connection: sqlite3.Connection, asked: str, scope: Scope) -> frozenset[str]:
    """The names in scope that fit the name as asked, or are it in another spelling."""
    words = words_of_name(key_of(asked))
    known = speakers.names_holding(connection, beginnings(asked), blocks(asked, words if fold(asked) else ()), scope)
    found = speakers_meant(asked, known)
    return found | {name for name in known if _spelt_as(words, name, rare=bool(found))}


def _meant(
    connection: sqlite3.Connection, asked: str, fitting: frozenset[str], scope: Scope, decided: Decisions
) -> People:
    around = speakers.speakers_around(connection, fitting, scope, decided)
    near = (*around.asked, *around.others)
    meant = chosen(asked, fitting, around.asked, near)
    whole = tuple(each for each in meant if not each.part)
    return People(meant, tuple(each for each in near if each not in meant), whole if len(whole) > 1 else ())


def chosen(
    asked: str, fitting: Collection[str], found: Iterable[Speaker], near: Iterable[Speaker]
) -> tuple[Speaker, ...]:
    """Of the speakers who bear a fitting name, those whom the name as asked means. Pure.

    Args:
        fitting: the printed names that fit.
        near: everybody who could be meant by a part of the name.
    """
    meant = [each for each in found if _fits(asked, fitting, each)]
    words = set(fold(asked).split())
    titled = [each for each in meant if any(words >= set(title.split()) for title in _titles(each))]
    if titled and len(meant) > 1:
        meant = titled
    if len(words_of_name(key_of(asked))) > 1:
        whole = [each for each in near if not each.part and each not in meant]
        meant = [each for each in meant if not (each.part and any(_could_be(each, other) for other in whole))]
    return tuple(meant)


def _fits(asked: str, fitting: Collection[str], speaker: Speaker) -> bool:
    """By a name of several words; by a family name alone only where nothing fuller is known, or just that was asked."""
    full = [name for name in speaker.names if len(words_of_name(key_of(name))) > 1]
    exact = any(key_of(name) == key_of(asked) for name in speaker.names)
    return exact or any(name in fitting for name in full or speaker.names)


def _titles(speaker: Speaker) -> frozenset[str]:
    return frozenset[str]().union(*(one.titles for one in speaker.appearances))


def _could_be(part: Speaker, other: Speaker) -> bool:
    """Whether somebody known by a family name alone could be this other speaker."""
    families = {family_of(words_of_name(key_of(name))) for name in part.names}
    called = {word for one in other.appearances for word in one.called}
    return any(spelt_alike(family, word) == "same" for family in families for word in called)


def _spelt_as(words: Sequence[str], name: str, *, rare: bool) -> bool:
    """Whether a name is the one asked for in another spelling; `rare` wants a family name that is nobody else's."""
    known = words_of_name(key_of(name))
    if "".join(words) == "".join(known) and len("".join(known)) >= GLUED:
        return True  # "Harbour Watch", printed "Harbourwatch"
    if spelt_alike(family_of(words), family_of(known)) != "same" or only_belongs(words, name):
        return False
    if rare and len(sounded(family_of(words))) < _RARE:
        return False
    if 1 < len(known) < len(words):
        words = words[-len(known) :]  # an office before the name
    return all(any(spelt_alike(word, other) == "same" for other in known) for word in words)
