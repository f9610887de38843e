"""Whether two names can be, and are, one speaker's. Pure.

Likeness alone joins only what cannot be two names; everything else wants a title or a story that both have in common,
and nothing against it: two given names, two genders, two speakers of one article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from index.speakers.spelling import akin, sounded, spelt_alike
from index.speakers.values import (
    EMPTY,
    PARTICLES,
    SUFFIXES,
    Appearance,
    Decisions,
    Gender,
    Kind,
    blocks,
    family_of,
    ordered,
    words_of_name,
)

GLUED = 8  # letters from which two names that differ in their spaces alone are one
_RARE = 7  # letters of a family name from which another spelling of it, after the same given name, is no other name
_DAYS = 45 * 86_400.0
_SHARED = 3  # names that two articles of one story have in common
_SHARED_OF_FEW = 2

# How sure it is that two names are one's: an editor says so, their letters do, their spelling, a shortened given name.
EDITOR, SURE, SPELT, SHORT = range(4)


class Form:
    """One folded name with all its appearances (those of one namesake, where editors told namesakes apart)."""

    def __init__(self, folded: str, namesake: int) -> None:
        self.folded, self.namesake = folded, namesake
        self.words = words_of_name(folded)
        self.family = family_of(self.words)
        self.letters = "".join(self.words)
        self.single = len(self.words) == 1
        self.appearances: list[Appearance] = []
        self.articles: set[int] = set()
        self.titles: set[str] = set()
        self.called: set[str] = set()
        self.story: set[int] = set()
        self._kinds: Counter[Kind] = Counter()
        self._genders: Counter[Gender] = Counter()

    def add(self, one: Appearance) -> None:
        """Take in an appearance under this name."""
        self.appearances.append(one)
        self.articles.add(one.article)
        self.titles |= one.titles
        self.called |= one.called
        self.story |= one.story
        if one.kind is not None:
            self._kinds[one.kind] += 1
        if one.gender is not None:
            self._genders[one.gender] += 1

    @property
    def kind(self) -> Kind | None:
        """What most articles take it for."""
        return min(self._kinds, key=lambda kind: (-self._kinds[kind], kind), default=None)

    @property
    def gender(self) -> Gender | None:
        """What the articles agree on."""
        return next(iter(self._genders)) if len(self._genders) == 1 else None

    @property
    def known(self) -> bool:
        """Whether it begins with a given name of the language's lists."""
        return any(each.known for each in self.appearances)


Edge = tuple[int, Form, Form]


def edges(forms: Sequence[Form], decisions: Decisions) -> list[Edge]:
    """Every pair of forms that is one speaker's for all that is known of the two, and how sure that is."""
    by_key: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        for key in blocks(form.folded, form.called):
            by_key[key].append(form)
    pairs = {(id(a), id(b)): (a, b) for near in by_key.values() for a, b in combinations(near, 2)}
    found = [(rank, a, b) for a, b in pairs.values() if (rank := relation(a, b, decisions)) is not None]
    first = {form.folded: form for form in forms if form.namesake == 0}
    return found + [(EDITOR, first[a], first[b]) for a, b in decisions.same if a in first and b in first]


def relation(one: Form, other: Form, decisions: Decisions) -> int | None:
    """How sure it is that two forms are one speaker's; None if it is not."""
    if kept_apart(one, other, decisions) or "group" in {one.kind, other.kind}:
        return None
    if one.letters == other.letters and len(one.letters) >= GLUED:
        return SURE
    if one.kind == "body" == other.kind and _one_body(one.words, other.words):
        return SURE
    rank = alike(one, other)
    if rank is None or one.articles & other.articles:
        return None
    rare = one.words[:-1] == other.words[:-1] != () and rank == SPELT and len(sounded(one.family)) >= _RARE
    return rank if rare or _corroborated(one, other) else None


def kept_apart(one: Form, other: Form, decisions: Decisions) -> bool:
    """Whether editors said that the two are not one."""
    alone = bool({one.folded, other.folded} & decisions.alone) or one.namesake != other.namesake
    return alone or ordered(one.folded, other.folded) in decisions.apart


def _one_body(one: Sequence[str], other: Sequence[str]) -> bool:
    """The same words but for a place and its people, in any order: "China’s foreign ministry"."""
    first, second = ([word for word in words if word not in EMPTY] for words in (one, other))
    if len(first) != len(second) or not set(first) & set(second):
        return False
    rest = list(second)
    for word in sorted(first):
        match = next((each for each in sorted(rest, key=lambda each: (each != word, each)) if akin(word, each)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def alike(one: Form, other: Form) -> int | None:
    """How two persons' names can be one's; None if they cannot."""
    genders = {one.gender, other.gender} - {None}
    if "body" in {one.kind, other.kind} or len(genders) > 1 or one.single != other.single:
        return None
    if set(one.words) & SUFFIXES != set(other.words) & SUFFIXES:
        return None
    family = spelt_alike(one.family, other.family)
    if one.single:
        return SPELT if family == "same" else None
    return None if family is None else _with_given(one, other, sure=family == "same")


def _with_given(one: Form, other: Form, *, sure: bool) -> int | None:
    """How alike the names before the family name are. `sure`: whether the family names surely are one."""
    if not _middles_agree(one.words, other.words):
        return None
    first, second = one.words[0], other.words[0]
    if first == second:
        return SPELT
    if not sure:
        return None
    if sounded(first) == sounded(second) or (not (one.known and other.known) and spelt_alike(first, second)):
        return SPELT
    return SHORT if _shortened(first, second) else None


def _shortened(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return long.startswith(short) and (len(short) == 1 or (len(short) > 2 and len(long) - len(short) > 1))


def _middles_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one has no middle names, or both have the same, initials counted."""
    first, second = ([word for word in words[1:-1] if word not in PARTICLES] for words in (one, other))
    if not first or not second:
        return True
    return len(first) == len(second) and all(
        a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(first, second, strict=True)
    )


def _corroborated(one: Form, other: Form) -> bool:
    if share_title(one.titles, other.titles):
        return True
    near = [[each for each in form.appearances if each.story] for form in (one, other)]
    return len(one.story & other.story) >= _SHARED_OF_FEW and any(of_one_story(a, b) for a in near[0] for b in near[1])


def share_title(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether an office of one is an office of the other, perhaps told less exactly."""
    first, second = ([set(title.split()) for title in titles] for titles in (one, other))
    return any(a <= b or b <= a for a in first for b in second)


def shared_names(one: Appearance, other: Appearance) -> int:
    """How many names the stories of two articles share; none where they lie too far apart in time."""
    if one.at is not None and other.at is not None and abs(one.at - other.at) > _DAYS:
        return 0
    return len(one.story & other.story)


def of_one_story(one: Appearance, other: Appearance) -> bool:
    """Whether two articles tell of the same people, places and bodies."""
    shared = shared_names(one, other)
    few = 4 * shared >= min(len(one.story), len(other.story))
    return shared >= _SHARED or (shared >= _SHARED_OF_FEW and few)


def printed_as(fuller: str, form: Form) -> bool:
    """Whether a fuller name that an article prints is this form, middle names aside."""
    words = words_of_name(fuller)
    if fuller == form.folded:
        return True
    same = spelt_alike(family_of(words), form.family) == "same"
    return same and words[0] == form.words[0] and _middles_agree(words, form.words)
