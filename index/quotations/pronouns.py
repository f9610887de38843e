"""Who "he", "she", "they" or "it" is: the nearest one that fits; nobody where two compete."""

from __future__ import annotations

from collections.abc import Sequence

from index.quotations.figures import Figure, Mention, Table, distinct, is_outlet
from index.quotations.naming import PROPER, Gender
from index.quotations.nouns import FEMALE, MALE, PEOPLE, SEVERAL, TITLES
from index.quotations.words import Words

Spoken = Sequence[tuple[int, Figure]]  # (token, figure) of the statements so far, in order

# Unnamed people who may compete for "he" or "she": role words that are surely about one person.
_SINGULAR = (
    (PEOPLE | TITLES | MALE | FEMALE) - SEVERAL - frozenset(w for w in PEOPLE if w.endswith("s") and w[-2:] != "ss")
)
_HE, _SHE = frozenset({"he", "his", "him"}), frozenset({"she", "her", "hers"})
_THEY, _IT = frozenset({"they", "their", "them", "both"}), frozenset({"it", "its"})
_NOBODY = frozenset("i we my our me us you your one who which that this what everyone somebody someone".split())
_PRONOUNS = _HE | _SHE | _THEY | _IT | _NOBODY
_WINDOW = 3  # paragraphs that a pronoun looks back


def is_pronoun(words: Words, head: int) -> bool:
    """Whether the mention is a pronoun: "who", but neither "the WHO" nor "the US"."""
    acronym = words.tag[head] in PROPER and words.form(head).isupper() and len(words.lower[head]) > 1
    return words.lower[head] in _PRONOUNS and not acronym


def meant_by(words: Words, table: Table, spoken: Spoken, head: int) -> Figure | None:
    """Whom a pronoun stands for; None if nobody can be named for certain."""
    word = words.lower[head]
    if word in _HE or word in _SHE:
        return _person(words, table, spoken, head, "he" if word in _HE else "she")
    if word in _THEY:
        return _several(words, table, spoken, head)
    return _thing(words, table, spoken, head) if word in _IT else None


def fits(figure: Figure, gender: Gender) -> bool:
    """Whether a pronoun of this gender can stand for the figure."""
    if figure.kind == "body" or (figure.kind == "group" and not figure.roles & _SINGULAR):
        return False
    return figure.gender is None or figure.gender == gender


def _person(words: Words, table: Table, spoken: Spoken, head: int, gender: Gender) -> Figure | None:
    """The nearest person the pronoun fits, unless a second one competes."""
    fitting = [
        m
        for m in _told_too(words, spoken, head, _near(words, table, head))
        if fits(m.figure, gender) and (m.figure.kind == "person" or (m.subject and not m.aside))
    ]
    found = _choose(words, spoken, head, fitting)
    if found is not None and found.name and found.gender is None and found.kind == "person":
        found.gender = gender
    return found


def _told_too(words: Words, spoken: Spoken, head: int, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with those who spoke under a description: "the coroner said …. “…,” she said"."""
    known = {m.head for m in mentions}
    place = words.paragraph[head]
    told = [
        Mention(at, figure, subject=True)
        for at, figure in spoken
        if at < head and at not in known and figure.kind == "person" and place - words.paragraph[at] <= _WINDOW
    ]
    return sorted([*mentions, *told], key=lambda m: m.head)


def _near(words: Words, table: Table, head: int) -> list[Mention]:
    place = words.paragraph[head]
    return [m for m in table.before(head) if place - words.paragraph[m.head] <= _WINDOW]


def _choose(words: Words, spoken: Spoken, head: int, mentions: Sequence[Mention]) -> Figure | None:
    if not mentions:
        return None
    number = words.sentence[head]
    last_said = next(((at, f) for at, f in reversed(spoken) if any(m.figure is f for m in mentions)), None)
    if last_said is not None and not [m for m in mentions if m.head > last_said[0] and m.figure is not last_said[1]]:
        return last_said[1]
    here = [m for m in mentions if words.sentence[m.head] == number]
    nearest = here or [m for m in mentions if words.sentence[m.head] == words.sentence[mentions[-1].head]]
    everybody = distinct(m.figure for m in nearest)
    if len(everybody) == 1:
        return everybody[0]
    subjects = distinct(m.figure for m in nearest if m.subject)
    close = number - words.sentence[nearest[-1].head] <= 1
    sure = len(subjects) == 1 and (close or last_said is None or subjects[0] is last_said[1])
    return subjects[0] if sure else None


def _several(words: Words, table: Table, spoken: Spoken, head: int) -> Figure | None:
    """Of `They`: the last group or body that spoke, but no outlet, or is the subject nearest before."""
    near = [m for m in _near(words, table, head) if m.figure.kind in {"group", "body"} and m.subject]
    told = [f for _, f in spoken if f.kind != "person" and not is_outlet(f)]
    if told and (not near or near[-1].figure is told[-1]):
        return told[-1]
    return _only_subject(words, near, head)


def _thing(words: Words, table: Table, spoken: Spoken, head: int) -> Figure | None:
    """Of `It`: the body that spoke last, if no other is the subject since; else the only subject body nearby."""
    near = [m for m in _near(words, table, head) if m.figure.kind == "body" and m.subject]
    told = [(at, f) for at, f in spoken if f.kind == "body"]
    if told and not [m for m in near if m.head > told[-1][0] and m.figure is not told[-1][1]]:
        return told[-1][1]
    return _only_subject(words, near, head)


def _only_subject(words: Words, near: Sequence[Mention], head: int) -> Figure | None:
    figures = distinct(m.figure for m in near if words.sentence[m.head] >= words.sentence[head] - 1)
    return figures[0] if len(figures) == 1 else None
