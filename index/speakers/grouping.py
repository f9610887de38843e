"""From appearances to speakers. Pure; the result depends on what is given, never on its order.

Full names first, then family names, each appearance by itself: an article that only says "Smith" means one of the
Smiths, not all of them. Where two speakers compete for a name, neither gets it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from index.speakers.likeness import (
    EDITOR,
    GLUED,
    SURE,
    Edge,
    Form,
    alike,
    edges,
    kept_apart,
    of_one_story,
    printed_as,
    share_title,
    shared_names,
)
from index.speakers.spelling import skeleton, spelt_alike
from index.speakers.values import NONE_DECIDED, Appearance, Decisions, Speaker, key_of, words_of_name

_Class = list[Form]


def group(appearances: Iterable[Appearance], decisions: Decisions = NONE_DECIDED) -> tuple[Speaker, ...]:
    """Put appearances together into speakers, sorted by name; every appearance is in exactly one.

    A part of a coverage gives the same speakers as the whole if, for each name of theirs, it holds every name that
    shares a key with it (`blocks`), and the names that editors joined to it.
    """
    forms = _forms(appearances, decisions)
    full = _classes([form for form in forms if not form.single], decisions)
    lookup = _Lookup.over(full, decisions)
    members = [[one for form in each for one in form.appearances] for each in full]
    left, parts = list[Form](), set[str]()
    for form in (form for form in forms if form.single):
        rest = Form(form.folded, form.namesake)
        for one in form.appearances:
            at = lookup.whose(form, one)
            rest.add(one) if at is None else members[at].append(one)
        if rest.appearances:
            left.append(rest)
            parts |= {rest.folded} if lookup.could_mean(rest) else set()
    found = [_speaker(each) for each in members]
    for alone in _classes(left, decisions):
        part = any(form.folded in parts for form in alone)
        found.append(_speaker([one for form in alone for one in form.appearances], part=part))
    return tuple(sorted(found, key=lambda each: (key_of(each.name), each.name, each.quotations)))


def _forms(appearances: Iterable[Appearance], decisions: Decisions) -> list[Form]:
    forms: dict[tuple[str, int], Form] = {}
    for one in appearances:
        folded = key_of(one.name)
        namesake = decisions.others.get((one.article, folded), 0) if decisions.others else 0
        form = forms.get((folded, namesake))
        if form is None:
            form = forms[folded, namesake] = Form(folded, namesake)
        form.add(one)
    return [forms[key] for key in sorted(forms)]


def _classes(forms: Sequence[Form], decisions: Decisions) -> list[_Class]:
    return _consistent(forms, edges(forms, decisions), decisions)


def _consistent(forms: Sequence[Form], known: Sequence[Edge], decisions: Decisions) -> list[_Class]:
    """The forms joined by edges; where a class holds two that cannot be one, its weakest edges are given up."""
    found: list[_Class] = []
    for each in _joined(forms, known):
        inside = {id(form) for form in each}
        own = [edge for edge in known if id(edge[1]) in inside]
        worst = max((rank for rank, *_ in own), default=EDITOR)
        if worst == EDITOR or not _contradicts(each, own, decisions):
            found.append(each)
        else:
            found += _consistent(each, [edge for edge in own if edge[0] < worst], decisions)
    return found


def _joined(forms: Sequence[Form], known: Iterable[Edge]) -> list[_Class]:
    above = {id(form): form for form in forms}

    def root(form: Form) -> Form:
        while above[id(form)] is not form:
            form = above[id(form)]
        return form

    for _, one, other in known:
        above[id(root(one))] = root(other)
    classes: dict[int, _Class] = defaultdict(list)
    for form in forms:
        classes[id(root(form))].append(form)
    return list(classes.values())


def _contradicts(forms: Sequence[Form], known: Iterable[Edge], decisions: Decisions) -> bool:
    """Whether two forms of a class that no sure edge joins cannot be one."""
    sure = {frozenset((id(one), id(other))) for rank, one, other in known if rank <= SURE}
    return any(
        kept_apart(one, other, decisions) or one.articles & other.articles or alike(one, other) is None
        for one, other in combinations(forms, 2)
        if frozenset((id(one), id(other))) not in sure
    )


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Finds who is meant where an article prints a family name alone; places are those in `classes`."""

    classes: Sequence[_Class]
    decisions: Decisions
    by_word: Mapping[str, Sequence[int]]
    by_name: Mapping[str, int]
    by_letters: Mapping[str, Sequence[int]]
    joined: Mapping[str, Sequence[str]]
    told: dict[int, Mapping[int, Sequence[Appearance]]] = field(default_factory=dict)  # kept once it is asked for

    @classmethod
    def over(cls, classes: Sequence[_Class], decisions: Decisions) -> _Lookup:
        by_word: dict[str, list[int]] = defaultdict(list)
        for at, forms in enumerate(classes):
            if any(form.kind == "person" for form in forms):
                for key in {skeleton(word) for form in forms for word in form.called}:
                    by_word[key].append(at)
        by_name = {form.folded: at for at, forms in enumerate(classes) for form in forms if form.namesake == 0}
        by_letters: dict[str, list[int]] = defaultdict(list)
        for at, forms in enumerate(classes):
            for letters in {form.letters for form in forms}:
                by_letters[letters].append(at)
        joined: dict[str, list[str]] = defaultdict(list)
        for one, other in decisions.same:
            joined[one].append(other)
            joined[other].append(one)
        return cls(classes, decisions, by_word, by_name, by_letters, joined)

    def whose(self, form: Form, one: Appearance) -> int | None:
        """Whom a family name means in one article; None where that is not certain."""
        told = {self.by_name[name] for name in self._joined_to(form) if name in self.by_name}
        if told:
            return told.pop() if len(told) == 1 else None
        glued = [at for at in self.by_letters.get(form.letters, ()) if len(form.letters) >= GLUED]
        if glued:
            return glued[0] if len(glued) == 1 and not self._apart(form, glued[0]) else None
        if form.kind in ("body", "group") or form.folded in self.decisions.alone:
            return None
        near = [at for at in self.by_word.get(skeleton(form.family), ()) if self._can_mean(form, one, at)]
        if one.fuller:
            named = [at for at in near if any(printed_as(each, f) for each in one.fuller for f in self.classes[at])]
            return named[0] if len(named) == 1 == len(one.fuller) else None
        return self._singled_out(one, near)

    def could_mean(self, form: Form) -> bool:
        """Whether anybody of this family name is known."""
        near = self.by_word.get(skeleton(form.family), ()) if form.kind not in ("body", "group") else ()
        return any(self._called_so(form, at) for at in near)

    def _called_so(self, form: Form, at: int) -> bool:
        words = {word for other in self.classes[at] for word in other.called}
        return any(spelt_alike(form.family, word) == "same" for word in words)

    def _joined_to(self, form: Form) -> set[str]:
        """The names that editors joined to this one, directly or by way of others."""
        found, waiting = set[str](), list(self.joined.get(form.folded, ())) if form.namesake == 0 else []
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.joined.get(name, ())
        return found

    def _apart(self, form: Form, at: int) -> bool:
        return any(kept_apart(form, other, self.decisions) for other in self.classes[at])

    def _can_mean(self, form: Form, one: Appearance, at: int) -> bool:
        here = any(one.article in other.articles for other in self.classes[at])
        genders = {other.gender for other in self.classes[at]} - {None, one.gender}
        if here or self._apart(form, at) or (one.gender and genders):
            return False
        return self._called_so(form, at)

    def _singled_out(self, one: Appearance, near: Sequence[int]) -> int | None:
        """The only one who has a title of the appearance, or whose stories are clearly more like its own."""
        titled = [at for at in near if share_title(one.titles, {t for form in self.classes[at] for t in form.titles})]
        stories = {at: self._shared(one, at) for at in near}
        if len(titled) == 1:
            others = (stories[at] for at in near if at != titled[0])
            return titled[0] if all(other == 0 or other < stories[titled[0]] for other in others) else None
        best = max(titled or near, key=lambda at: stories[at], default=None)
        if best is None or not stories[best]:
            return None
        return best if all(stories[best] >= 2 * stories[at] for at in near if at != best) else None

    def _shared(self, one: Appearance, at: int) -> int:
        """How many names the appearance's story shares with the nearest of theirs; 0 if it is another story."""
        if at not in self.told:
            self.told[at] = _by_story(self.classes[at])
        near = {id(other): other for name in one.story for other in self.told[at].get(name, ())}
        return max((shared_names(one, other) for other in near.values() if of_one_story(one, other)), default=0)


def _by_story(forms: Iterable[Form]) -> Mapping[int, Sequence[Appearance]]:
    """The appearances by each name of their stories."""
    found: dict[int, list[Appearance]] = defaultdict(list)
    for one in (one for form in forms for one in form.appearances):
        for name in one.story:
            found[name].append(one)
    return found


def _speaker(appearances: Sequence[Appearance], *, part: bool = False) -> Speaker:
    kinds = Counter(each.kind for each in appearances if each.kind is not None)
    counts: Counter[str] = Counter()
    for each in appearances:
        counts[each.name] += each.quotations
    fullest = min(counts, key=lambda name: (-len(words_of_name(key_of(name))), -counts[name], -len(name), name))
    kind = min(kinds, key=lambda kind: (-kinds[kind], kind), default=None)
    return Speaker(fullest, kind, part, tuple(appearances))
