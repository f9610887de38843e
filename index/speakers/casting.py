"""What an article tells about those whom it quotes: under which name, with which title, in which story. Pure.

No parser is asked: this can be made again from the stored text at any time.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.model import Quotation, Span
from index.names import fold
from index.quotations.given_names import FEMALE_NAMES, MALE_NAMES
from index.quotations.naming import OUTLET_WORDS
from index.quotations.nouns import BODIES, FEMALE, MALE, OUTLETS, SEVERAL, TITLES, is_person_noun
from index.speakers.values import PARTICLES, SUFFIXES, Appearance, Gender, Kind, family_of, words_of_name

_HONORIFICS = frozenset("mr mrs ms mx miss sir dame lord lady dr doctor herr frau madame monsieur rev reverend".split())
# Words of offices that name none by themselves.
_QUALIFIERS = frozenset(
    """prime treasury state foreign finance trade interior defense defence health education deputy vice former acting
    interim assistant first second lead senior junior general ex press house majority minority crown mission project
    team head party police staff public media all both one two three four five""".split()
)
_NO_TITLES = frozenset("party project team mission house crown staff public media all both one two three".split())
_OPENERS = frozenset(
    """a an and as at but by for from he her his i if in into it its last next no not now of on one or she so some than
    that the their then there these they this those to under until us we what when where which while who why with yet
    after before because since though although however meanwhile also even still""".split()
)
_WORD = re.compile(r"[\w.’'-]+$")
_ASIDE = re.compile(r",\s+(?:an?\s+|the\s+)?((?:[\w’'-]+\s+){0,5}[\w’'-]+)")
_ASIDE_ENDS = frozenset("of at for from in on to who whose with and that which".split())
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ"
_RUN = re.compile(rf"[{_UPPER}][\w’'-]*(?: (?:of |de |van |von |al-)?[{_UPPER}][\w’'-]*)+")
_MOST_NAMES = 100
_MOST_PLACES = 40
_SHORTEST_TITLE = 3
_MOST_TITLE_WORDS = 5
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Cast:
    """Whom an article quotes, and which other names its story holds (hashes, so that two stories can be compared)."""

    appearances: tuple[Appearance, ...]
    story: frozenset[int]


def cast_of(text: str, furniture: Sequence[Span], quotations: Iterable[Quotation]) -> Cast:
    """The speakers of one article as they appear in it; `article` is 0, whoever stores them knows better.

    Args:
        text: the revision's text.
        furniture: spans that are not the story.
        quotations: of that text.
    """
    counts: Counter[str] = Counter()
    for quotation in quotations:
        counts.update(dict.fromkeys(quotation.speakers or filter(None, (quotation.speaker,)), 1))
    story = _story_of(text, furniture)
    return Cast(tuple(_appearance(story, name, number) for name, number in sorted(counts.items())), _names_in(story))


def _story_of(text: str, furniture: Sequence[Span]) -> str:
    """The text without its furniture, the spaces of each line made plain."""
    kept, at = [], 0
    for span in furniture:
        kept.append(text[at : span.start])
        at = span.end
    kept.append(text[at:])
    return "\n".join(" ".join(line.split()) for line in "\n".join(kept).splitlines())


def _names_in(story: str) -> frozenset[int]:
    """Hashes of the names of several words, titles and sentence openers left out."""
    names: dict[str, None] = {}
    for run in _RUN.findall(story):
        words = fold(run).split()
        while words and (words[0] in _OPENERS or words[0] in TITLES):
            words = words[1:]
        if len(words) > 1:
            names[" ".join(words)] = None
    return frozenset(_hash(name) for name in list(names)[:_MOST_NAMES])


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def _appearance(story: str, name: str, quotations: int) -> Appearance:
    words = [word.strip(".,") for word in name.split()] or [name]
    handle = next((word for word in reversed(words) if word.lower() not in SUFFIXES), name)
    places = [found.span() for found in re.finditer(rf"(?<![\w-]){re.escape(handle)}(?![\w-])", story)][:_MOST_PLACES]
    single = all(word.lower() in PARTICLES for word in words[:-1])
    titles: set[str] = set()
    genders: set[Gender] = set()
    fuller: set[str] = set()
    for start, end in places:
        given, before = _before(story, start)
        if single or given[-1:] == words[-2:-1] or not given:
            titles.update(filter(None, (_office(before), _aside(story, end))))
            genders.update(_gender(before))
        if single and given:
            fuller.add(fold(" ".join((*given, handle))))
    gender = genders.pop() if len(genders) == 1 else None
    kind = _kind(story, name, words, person=bool(titles or gender))
    folded = words_of_name(fold(name) or name)
    return Appearance(
        0,
        name,
        kind,
        called=frozenset() if kind in ("body", "group") or set(folded[1:]) & _ASIDE_ENDS else _called(folded),
        known=folded[0] in MALE_NAMES or folded[0] in FEMALE_NAMES,
        titles=frozenset(titles),
        gender=gender or _usual_gender(folded),
        fuller=frozenset(fuller),
        quotations=quotations,
    )


def _is_common(story: str, words: Sequence[str]) -> bool:
    """Whether a name of one word is a common noun that begins a sentence: "Police said …"."""
    return len(words) == 1 and re.search(rf"(?<![\w-]){re.escape(words[0].lower())}(?![\w-])", story) is not None


def _called(words: Sequence[str]) -> frozenset[str]:
    """The last word, and the first if it is no given name: family names stand first in many languages."""
    given = words[0] in MALE_NAMES or words[0] in FEMALE_NAMES
    return frozenset({family_of(words)} if given else {family_of(words), words[0]})


def _usual_gender(words: Sequence[str]) -> Gender | None:
    if len(words) == 1 or (words[0] in MALE_NAMES) == (words[0] in FEMALE_NAMES):
        return None
    return "he" if words[0] in MALE_NAMES else "she"


def _before(story: str, at: int) -> tuple[list[str], list[str]]:
    """The given names right before a family name, and the words before those, nearest last, up to punctuation."""
    words: list[str] = []
    while len(words) < _MOST_TITLE_WORDS and at > 0 and story[at - 1] == " ":
        found = _WORD.search(story, max(0, at - 30), at - 1)
        if found is None or (found[0].endswith(".") and len(found[0]) > len("Capt.")):
            break
        words.insert(0, found[0])
        at = found.start()
    begins = at == 0 or story[at - 1] == "\n" or story[max(0, at - 2) : at - 1] in {".", "!", "?", "”", '"'}
    given: list[str] = []
    while words and _is_given(words[-1], story, opens=begins and len(words) == 1):
        given.insert(0, words.pop().strip("."))
    return given, words


def _is_given(word: str, story: str, *, opens: bool) -> bool:
    """Whether a word before a family name is a part of the name, not a title or the beginning of a sentence."""
    bare = word.rstrip(".").lower()
    if not word[:1].isupper() or bare in TITLES or bare in _HONORIFICS or bare in _OPENERS or is_person_noun(bare):
        return False
    if bare in MALE_NAMES or bare in FEMALE_NAMES or len(bare) == 1:
        return True
    return not word.isupper() and not (opens and re.search(rf"\b{re.escape(bare)}\b", story))


def _office(before: Sequence[str]) -> str | None:
    """The office at the end of these words: "the Treasury Secretary" → "treasury secretary"."""
    kept: list[str] = []
    for word in reversed(before):
        bare = word.rstrip(".,").lower().replace("-", " ")
        if bare in _HONORIFICS:
            continue
        if not _is_title(bare):
            break
        kept.insert(0, bare)
    return " ".join(kept) if any(word not in _QUALIFIERS for word in kept) else None


def _is_title(word: str) -> bool:
    if word in TITLES or word in _QUALIFIERS:
        return word not in _NO_TITLES
    return is_person_noun(word) and len(word) > _SHORTEST_TITLE and not word.endswith("s")


def _aside(story: str, end: int) -> str | None:
    """The office that follows a name between commas: ", the chief engineer of …"."""
    found = _ASIDE.match(story, end)
    if found is None:
        return None
    words = found[1].split()
    until = next((at for at, word in enumerate(words) if word.lower() in _ASIDE_ENDS), len(words))
    return _office(words[:until])


def _gender(before: Sequence[str]) -> frozenset[Gender]:
    word = before[-1].rstrip(".").lower() if before else ""
    if word in MALE:
        return frozenset({"he"})
    return frozenset({"she"}) if word in FEMALE else frozenset()


def _kind(story: str, name: str, words: Sequence[str], *, person: bool) -> Kind | None:
    lower = [word.lower() for word in words]
    if any(word in _ASIDE_ENDS for word in lower[1:]) and not any(word in BODIES for word in lower):
        return None
    common = words[-1:] == lower[-1:] and lower[-1] not in BODIES and lower[-1] not in OUTLETS
    if common or lower[-1] in SEVERAL or _is_common(story, words):
        return "group"
    if any(word in BODIES or word in OUTLETS or word in OUTLET_WORDS for word in lower) or "&" in words:
        return "body"
    if len(name) > _FEWEST_LETTERS and re.search(rf"\b(?:in|near|across|outside) {re.escape(name)}\b(?!['’])", story):
        return "body"
    given = len(words) > 1 and (lower[0] in MALE_NAMES or lower[0] in FEMALE_NAMES)
    return "person" if person or given else None
