"""Where a name begins and ends, whether it is a person's, and how it is printed."""

from __future__ import annotations

import re
from typing import Literal

from index.quotations.clauses import noun_phrase
from index.quotations.given_names import is_given_name
from index.quotations.nouns import BODIES, FEMALE, MALE, OUTLETS, PEOPLE, PLACES, TITLES, is_person_noun
from index.quotations.words import Words

Gender = Literal["he", "she"]

PARTICLES = frozenset("de da di do dos du del della der den van von le la el al bin ibn ben ter ten st. abu".split())
SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
POST_NOMINALS = frozenset("kc qc mp msp mep md phd obe mbe cbe esq".split())
PROPER = frozenset({"NNP", "NNPS"})
_PARTY = frozenset("democrat democratic republican gop conservative labour liberal tory independent".split())
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|its|their|his|her)\s+", re.IGNORECASE)
_DOUBLE_MARKS = re.compile('["“”«»]')
POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
_SETTLEMENTS = frozenset(
    "village town city county province region district port island state parish suburb republic".split()
)
_PHRASE = frozenset(
    {"DT", "PRP$", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "POS", "CD", "HYPH", "VBN", "RB", "VBG"}
)
# Last words of outlets' names, and agencies that are known by one name only.
OUTLET_WORDS = frozenset(
    """times post news journal herald tribune guardian gazette daily network radio tv television today weekly
    magazine chronicle observer telegraph mail mirror courier dispatch examiner inquirer sentinel bulletin
    register argus echo agency press broadcasting globe independent standard economist spectator reuters
    bloomberg afp ap bbc cnn cnbc nbc cbs abc fox msnbc itv npr pbs politico axios buzzfeed xinhua tass kyodo
    yonhap dpa ansa efe aljazeera spiegel variety billboard vox slate wired espn""".split()
)


def next_part(words: Words, at: int) -> int | None:
    """The next token of the proper name that `at` belongs to, also over a hyphen ("Mei-Ling"); None at its end."""
    following = at + 1
    if following + 1 < len(words) and words.lower[following] == "-" and _tied(words, following):
        following += 1
    if following >= len(words) or not joins(words, at, following):
        return None
    if words.tag[following] not in PROPER and not (following > at + 1 and _inside_name(words, following)):
        return None
    return None if ends_title(words, following) else following


def _inside_name(words: Words, i: int) -> bool:
    """Whether the lower-case second half of a given name stands here: "Hye-jin Park"."""
    inside = bool(words.entity[i]) and not words.entity_start[i] and words.form(i).islower()
    return inside and i + 1 < len(words) and words.tag[i + 1] in PROPER and words.entity[i + 1] == words.entity[i]


def name_range(words: Words, head: int) -> tuple[int, int]:
    """First and last token of the proper name with this head, titles and descriptions left out."""
    first = last = head
    while (
        last + 1 < len(words)
        and joins(words, last, last + 1)
        and (words.tag[last + 1] in PROPER or words.lower[last + 1] in SUFFIXES)
        and not ends_title(words, last + 1)
    ):
        last += 1
    while last + 2 < len(words) and words.lower[last + 1] == "&" and words.tag[last + 2] in PROPER:
        last += 2
    while first > 0 and joins(words, first, first - 1) and not ends_title(words, first - 1):
        before = words.lower[first - 1]
        if before in {"&", "-"}:
            if first < 2 or words.tag[first - 2] not in PROPER or (before == "-" and not _tied(words, first - 1)):
                break
            first -= 2
        elif words.tag[first - 1] in PROPER and before[:1].isalnum():
            first -= 1
        elif before in PARTICLES and (named := _before_particles(words, first - 1)) is not None:
            first = named
        else:
            break
    return first, last


def _tied(words: Words, hyphen: int) -> bool:
    """Whether a hyphen stands between two words without white space."""
    return words.end[hyphen - 1] == words.start[hyphen] and words.end[hyphen] == words.start[hyphen + 1]


def _before_particles(words: Words, at: int) -> int | None:
    """The given name before one or two particles: "Joost van der Meer"."""
    while at > 0 and words.lower[at] in PARTICLES:
        at -= 1
    return at if words.tag[at] in PROPER and words.form(at)[:1].isupper() and not ends_title(words, at) else None


# Endings of trades; a bare -er ends too many family names (Miller, Carter) to be one.
_TRADES = (
    "ist",
    "ian",
    "master",
    "keeper",
    "maker",
    "worker",
    "fighter",
    "player",
    "writer",
    "owner",
    "chman",
    "shman",
    "chwoman",
    "shwoman",
    "spokesman",
    "spokeswoman",
)


def glued_title(words: Words, first: int, last: int) -> bool:
    """Whether a name of three words or more begins with what somebody is: "Harbourmaster Edwin Rusk"."""
    word = words.lower[first]
    if last - first < 2 or words.lower[first + 1] == "-" or is_given_name(word):
        return False
    if first == words.bounds[words.sentence[first]][0] and is_person_noun(word):
        return True  # the first word of a sentence has its capital from there
    given = is_given_name(words.lower[first + 1])
    return word in PEOPLE or word in TITLES or word.endswith(_TRADES) or (given and is_person_noun(word))


def joins(words: Words, here: int, there: int) -> bool:
    """Whether two neighbouring tokens can belong to one name: same entity or both outside, same side of marks."""
    if words.quote[here] != words.quote[there] or words.paragraph[here] != words.paragraph[there]:
        return False
    later, earlier = max(here, there), min(here, there)
    if (words.entity[here] in {"DATE", "TIME"}) != (words.entity[there] in {"DATE", "TIME"}):
        return False
    acronym = words.form(earlier).isupper() and len(words.form(earlier)) > 2 and "." not in words.form(earlier)
    if (acronym and not words.form(later).isupper()) or not (
        words.form(earlier)[:1].isalpha() or words.form(earlier) in {"-", "&"}
    ):
        return False
    begins = words.entity[later] == "PERSON" and words.entity_start[later]
    several = (
        begins and later + 1 < len(words) and words.entity[later + 1] == "PERSON" and not words.entity_start[later + 1]
    )
    return not (several and words.lower[earlier] not in PARTICLES)


# People's nouns that also stand inside names: "Family Dollar", "Judge Street", "Star Courier".
_ALSO_IN_NAMES = frozenset(
    """king pope bishop judge head chair family public patient host rival fellow star legend child children
    guide fan hero guest friend mother father people man woman men women boy girl king queen soldier all one
    two three four five sheriff source media crew both half justice chef pilot champion runner winner teen
    youth adult staff police""".split()
)


def ends_title(words: Words, at: int) -> bool:
    """Whether a title or party stands here, no part of a name; a body's name ("Foreign Ministry") keeps it."""
    word = words.lower[at]
    if word in PEOPLE and word not in _ALSO_IN_NAMES:
        return True
    if (word not in TITLES and word not in _PARTY) or _is_family_name(words, at):
        return False
    following = at + 1
    while following < len(words) and following <= at + 3 and words.tag[following] in PROPER:
        if words.lower[following] in BODIES and words.form(following)[:1].isupper():
            return False
        following += 1
    return True


# Titles that are family names too: "Stephen King", "Alan Bishop".
_FAMILY_NAMES = frozenset("king prince bishop pope major judge duke earl marshall dean sheriff constable page".split())


def _is_family_name(words: Words, at: int) -> bool:
    """Whether a title closes a name: a given name stands before it and no name after it."""
    if words.lower[at] not in _FAMILY_NAMES or at == 0 or words.tag[at - 1] not in PROPER:
        return False
    given = is_given_name(words.lower[at - 1])
    inside = words.entity[at] == "PERSON" and words.entity[at - 1] == "PERSON" and not words.entity_start[at]
    follows = at + 1 < len(words) and words.tag[at + 1] in PROPER and words.entity[at + 1] == "PERSON"
    return (given or inside) and not follows


def is_person(words: Words, first: int, last: int) -> bool:
    """Whether the proper name from `first` to `last` is a person's, by everything that the article tells about it."""
    known = is_given_name(words.lower[first])
    aside = described_as(words, last)
    described = aside is not None and is_person_noun(aside)
    if _is_thing(words, first, last, known=known) or any(words.lower[i] == "&" for i in range(first, last)):
        return False
    if _role_of(words, last):
        return True
    if aside is not None and not described and (aside in OUTLETS or aside in BODIES):
        return False
    if any(words.entity[i] == "PERSON" for i in range(first, last + 1)):
        return words.lower[last] not in OUTLET_WORDS
    placed = last == first and words.entity[first] in {"GPE", "LOC", "FAC", "ORG"}
    named = known and words.lower[last] not in BODIES and not placed
    return named or described or _aged(words, first, last) or _titled(words, first)


# Last words of capitalised names of things that begin with a person's: "the Obama Speech", "Renn Day".
_THINGS = frozenset(
    "speech day debate summit interview tour rally campaign administration foundation video watch".split()
)


def _is_thing(words: Words, first: int, last: int, *, known: bool) -> bool:
    """Whether the name is a place's, a ship's, a prize's: "the Stella Maris", "Quay Lane", "the village of Dolna"."""
    before = words.lower[first - 1] if first and words.sentence[first - 1] == words.sentence[first] else ""
    if first < last and words.lower[last] in _THINGS:
        return True
    counted = before in {"a", "an"} or (first > 0 and words.tag[first - 1] == "PRP$")
    if first == last and counted and words.dep[last] != "appos":
        return True
    settled = before == "of" and first > 1 and words.lower[first - 2] in _SETTLEMENTS
    return settled or (not known and ("the" in {before, words.lower[first]} or words.lower[last] in PLACES))


def _role_of(words: Words, last: int) -> bool:
    """Whether the name explains who a person is: "his wife, Elena"."""
    head = words.head[last]
    opposite = words.lower[head] == "number" and head > 0 and words.lower[head - 1] == "opposite"
    role = opposite or is_person_noun(words.lower[head])
    return words.dep[last] == "appos" and words.tag[head] == "NN" and role


def _aged(words: Words, first: int, last: int) -> bool:
    """Whether an age follows a name of up to three words: "Ron Pettifer, 78"."""
    short = last - first < 3 and last + 2 < len(words)
    return short and words.lower[last + 1] == "," and re.fullmatch(r"\d\d", words.lower[last + 2]) is not None


def _titled(words: Words, first: int) -> bool:
    if first == 0 or words.lower[first - 1] not in TITLES or words.entity[first] in {"GPE", "NORP"}:
        return False
    if words.lower[first] in BODIES:
        return False
    return words.sentence[first] == words.sentence[first - 1] and words.tag[first - 1].startswith("NN")


def described_as(words: Words, last: int) -> str | None:
    """The noun of an apposition right after a name: "Harbour Daily, a small newspaper for sailors" → newspaper."""
    at = last + 1
    if at + 1 >= len(words) or words.lower[at] != "," or words.sentence[at] != words.sentence[last]:
        return None
    at += 1
    if words.tag[at] not in {"DT", "PRP$", "JJ", "NN", "CD"} and words.lower[at] not in TITLES:
        return None
    noun = None
    while at < len(words) and words.tag[at] in _PHRASE:
        if words.tag[at] in {"NN", "NNS"}:
            noun = at
        at += 1
    if noun is None or words.tag[at - 1] in PROPER or _is_subject_after_phrase(words, last, noun):
        return None
    joined = at + 1 < len(words) and words.lower[at] == "and" and words.tag[at + 1] == "NN"
    if joined and is_person_noun(words.lower[at + 1]):
        return words.lower[at + 1]  # "a developer and spokeswoman" is nobody's firm
    return words.lower[noun]


def _is_subject_after_phrase(words: Words, last: int, noun: int) -> bool:
    """Of `In an essay in Tides, the team wrote …`: the noun describes nothing, the sentence begins anew with it.

    Nor does it in `They back Renn, her spokesman said`: a verb follows at once.
    """
    begin = words.bounds[words.sentence[last]][0]
    if words.dep[noun] == "nsubj" and words.tag[noun + 1 : noun + 2] in (["VBD"], ["VBZ"]):
        return words.lower[noun + 1] not in {"is", "was", "has", "had"}
    return words.tag[begin] == "IN" and words.dep[last] == "pobj" and words.dep[noun] in {"nsubj", "nsubjpass"}


def honorific(words: Words, first: int) -> Gender | None:
    """What a title before a name tells of its bearer: "Mrs Dunmore" → she."""
    before = words.lower[first - 1] if first else ""
    if before in MALE:
        return "he"
    return "she" if before in FEMALE else None


def printed(words: Words, head: int) -> str:
    """A noun phrase as printed, its article and a possessive ending left out, white space made plain."""
    first, last = noun_phrase(words, head)
    if words.tag[head] in PROPER and words.form(head)[:1].isupper():
        first, last = _proper_part(words, head, first, last)
        first = _without_owner(words, first, last)
    text = " ".join(words.words(first, last).split())
    if len(_DOUBLE_MARKS.findall(text)) % 2:
        text = _DOUBLE_MARKS.sub("", text)  # a mark whose partner stands outside the name
    return POSSESSIVE.sub("", _ARTICLE.sub("", text)).strip(' ,;:"“”‘’«»')


def _without_owner(words: Words, first: int, last: int) -> int:
    """Where a person's name begins after the firm or outlet that owns it: "Brandt Securities' Colm Devlin"."""
    mark = next((i for i in range(last, first, -1) if is_possessive(words, i)), None)
    return first if mark is None or not is_owned_person(words, mark, last) else mark + 1


def is_possessive(words: Words, i: int) -> bool:
    """Whether the token is a possessive ending; the tagger takes a lone ’ for a quotation mark."""
    if words.tag[i] == "POS" or i == 0 or i + 1 >= len(words):
        return words.tag[i] == "POS"
    glued = words.end[i - 1] == words.start[i] and words.end[i] < words.start[i + 1]
    return words.lower[i] == "'" and glued and words.lower[i - 1].endswith("s") and words.tag[i + 1] in PROPER


def is_owned_person(words: Words, mark: int, last: int) -> bool:
    """Whether the name between a firm's or an outlet's possessive ending and `last` can only be a person's."""
    own = range(mark + 1, last + 1)
    body = any(words.lower[i] in BODIES or words.lower[i] in OUTLET_WORDS or words.lower[i] in PLACES for i in own)
    return len(own) > 1 and words.entity[mark - 1] == "ORG" and not body and all(words.tag[i] in PROPER for i in own)


def _from_entity(words: Words, first: int) -> int:
    """From the beginning of a body's name with "and" in it: "Ways and Means Committee"."""
    at = first
    while at > 0 and words.entity[at] == "ORG" and not words.entity_start[at]:
        at -= 1
    while at < first and words.tag[at] not in PROPER:
        at += 1
    return at if any(words.lower[i] in {"and", "&"} for i in range(at, first)) else first


def _through_entity(words: Words, last: int) -> int:
    """Over "and" to the end of a body's name: "Institute of Tides" goes on "and Winds"."""
    at = last
    while (
        words.entity[last] == "ORG"
        and at + 1 < len(words)
        and words.entity[at + 1] == "ORG"
        and not words.entity_start[at + 1]
        and words.quote[at + 1] == words.quote[last]
    ):
        at += 1
    joined = any(words.lower[i] in {"and", "&"} for i in range(last + 1, at))
    return at if joined and words.tag[at] in PROPER else last


def _proper_part(words: Words, head: int, first: int, last: int) -> tuple[int, int]:
    """A proper name's phrase without the common nouns before it ("brokerage", "password manager")."""
    own = name_range(words, head)
    first, last = _from_entity(words, min(first, own[0])), _through_entity(words, max(last, own[1]))
    for at in range(own[0] - 1, first - 1, -1):
        if words.lower[at] == "and" and words.entity[at] == "ORG":
            continue
        if words.form(at)[:1].islower() and words.tag[at] != "POS" and words.lower[at] != "of":
            return at + 1, last
        if at == words.bounds[words.sentence[at]][0] and words.tag[at] in {"NN", "NNS"}:
            return at + 1, last
    return first, last
