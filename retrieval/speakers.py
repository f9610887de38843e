"""Which of the coverage's speakers a question means. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from index.names import fold

_EMPTY = frozenset("""the a an of and for in at his her their its mr mrs ms dr sir s""".split())
_TITLES = frozenset(
    """
    president prime minister chancellor secretary senator governor mayor king queen prince princess professor judge
    general colonel captain coach chief executive chairman chairwoman chair director spokesman spokeswoman spokesperson
    treasury state foreign finance health adviser advisor ceo former acting deputy vice
    """.split()
)
# Offices that stand right before their holder's name: "President Renn" is a Renn, a "foreign ministry" no ministry.
_QUALIFIERS = frozenset("prime executive treasury state foreign finance health deputy vice former acting".split())
_OFFICES = _TITLES - _QUALIFIERS
_PLACE_ENDS = frozenset(["", "a", "ain", "o", "e", "y"])
_PEOPLE_ENDS = frozenset(["n", "an", "ian", "ese", "ish", "i", "ean"])
_COMMON_LETTERS = 4
_SEVERAL = re.compile(r"\s+(?:and|&|or)\s+|,\s+")
_BELONGS = re.compile(r"\s(?:to|for|of|at|with|from|in)\s", re.IGNORECASE)
_PUT_OUT = re.compile(
    r"(?:['’]s?)?\s+(?:posts?|tweets?|videos?|reports?|statements?|stud(?:y|ies)|accounts?|letters?|releases?|blog|"
    r"spokes(?:man|woman|person|people))$",
    re.IGNORECASE,
)


def _parts(name: str) -> list[str]:
    return [part for part in fold(name.replace("’s", "").replace("'s", "")).split() if part not in _EMPTY]


def _akin(one: str, other: str) -> bool:
    """Equal, or a place and its people ("China", "Chinese")."""
    if one == other:
        return True
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    if shared < _COMMON_LETTERS:
        return False
    first, second = one[shared:], other[shared:]
    return (first in _PLACE_ENDS and second in _PEOPLE_ENDS) or (second in _PLACE_ENDS and first in _PEOPLE_ENDS)


def _within(parts: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(parts) and all(any(_akin(part, other) for other in whole) for part in parts)


def _without_office(parts: Sequence[str]) -> Sequence[str]:
    """The name after an office ("Prime Minister Renn": Renn); nothing where no office stands before a name."""
    first = next((at for at, part in enumerate(parts) if part not in _TITLES), 0)
    return parts[first:] if first and parts[first - 1] in _OFFICES else ()


def means(asked: str, speaker: str) -> bool:
    """Whether a name as asked ("Bessent", "Treasury Secretary Scott Bessent") can mean a speaker as stored.

    Every part of one must stand in the other, an office before the name aside; a title alone never decides.
    """
    wanted, known = _parts(asked), _parts(speaker)
    if only_belongs(wanted, speaker):
        return False
    if _within(named := _without_office(wanted), known) and named[-1] == known[-1]:
        return True
    if _within(wanted, known):
        return not all(part in _TITLES for part in wanted) or wanted == known or _is_family_name(asked, speaker, known)
    bare = _without_office(known) or known
    return _within(bare, wanted) and [bare[-1]] == [part for part in wanted if part not in _TITLES][-1:]


def _is_family_name(asked: str, speaker: str, known: Sequence[str]) -> bool:
    """Whether a title is somebody's family name: "Mr. King" is "Larry King"; "the director" is nobody's name."""
    whole = len(known) > 1 and known[0] not in _TITLES and all(word[:1].isupper() for word in speaker.split())
    return whole and asked.rsplit(maxsplit=1)[-1][:1].isupper() and _parts(asked)[-1:] == [known[-1]]


def only_belongs(wanted: Sequence[str], speaker: str) -> bool:
    """Whether the name stands only behind a preposition: advisers to Renn are not Renn."""
    head, *rest = _BELONGS.split(speaker, maxsplit=1)
    return bool(rest) and not any(_akin(part, other) for part in wanted for other in _parts(head))


def beginnings(asked: str) -> frozenset[str]:
    """Strings of which every speaker that `means` the name holds at least one, when folded: to look for in an index."""
    return frozenset(part[:_COMMON_LETTERS] for part in _parts(asked)) or frozenset(filter(None, [fold(asked)]))


def speakers_meant(asked: str, speakers: Iterable[str]) -> frozenset[str]:
    """The stored speakers that a name can mean: those with exactly this name, else all that fit.

    Where nobody fits, several people may be asked for ("Renn and Okoye"), or what somebody put out ("the ministry's
    video").
    """
    known = list(speakers)
    for names in ((asked,), _SEVERAL.split(asked), (_PUT_OUT.sub("", asked),)):
        found = frozenset[str]().union(*(_fitting(name, known) for name in names))
        if found:
            return found
    return frozenset()


def _fitting(asked: str, known: Sequence[str]) -> frozenset[str]:
    exact = frozenset(speaker for speaker in known if fold(speaker) == fold(asked))
    return exact | frozenset(speaker for speaker in known if means(asked, speaker))
