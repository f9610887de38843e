"""Whether a quotation is the asked speaker's: stricter than a search, since a "yes" will be printed. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Literal

from index.model import Quotation
from index.names import fold
from retrieval.speakers import means
from retrieval.verification.reading import Article

Whose = Literal["theirs", "another's", "unresolved"]

_EMPTY = frozenset("the a an of and for in at his her their its s".split())
# Words that make another speaker of a name: "Renn campaign" is not Renn, "Ada Renn Jr." not Ada Renn.
_ANOTHER = frozenset(
    """
    jr junior sr senior ii iii administration adviser advisers aide aides army association attorney bank board brother
    campaign club co coalition commission committee company corp corporation council court daughter department
    embassy family father foundation fund government group house husband inc institute lawyer lawyers ltd ministry
    mother network news office officials organisation organization paper party police post press school sister son
    spokesman spokesperson spokeswoman staff supporters team times transition union university wife
    """.split()
)
_PRONOUNS = frozenset("he she they it i we you who this that one".split())
_SEVERAL = re.compile(r"\s+(?:and|&)\s+|,\s+")


def whose(
    asked: str | None,
    quotation: Quotation | None,
    others: Iterable[str] = (),
    printed: str | None = None,
    article: Article | None = None,
) -> Whose:
    """Whose words a quotation's are, seen from the speaker that was asked for (None: whoever is resolved).

    Args:
        others: everybody who is quoted in the same article: a bare surname that two of them bear is nobody's.
        printed: the mention of an unresolved speaker: who asks for just this name ("Renn") has found it.
        article: where the words stand, with which of its names are the asked speaker's and which a namesake's.
    """
    names = _names(quotation)
    if not names:
        return "theirs" if asked is not None and printed is not None and _as_printed(asked, printed) else "unresolved"
    if asked is None:
        return "theirs"
    wanted = [asked, *_SEVERAL.split(asked)]
    theirs = article.theirs if article is not None else frozenset[str]()
    namesakes = article.others - theirs if article is not None else theirs
    right = [n for n in names if n in theirs or (n not in namesakes and any(is_same(each, n) for each in wanted))]
    if not right:
        return "another's"
    unsure = all(name not in theirs and _ambiguous(asked, name, others) for name in right)
    return "unresolved" if unsure else "theirs"


def _names(quotation: Quotation | None) -> tuple[str, ...]:
    if quotation is None:
        return ()
    return quotation.speakers or ((quotation.speaker,) if quotation.speaker else ())


def named(quotations: Collection[Quotation]) -> tuple[str, ...]:
    """The resolved speakers of several quotations, each once, in order."""
    return tuple(dict.fromkeys(name for each in quotations for name in _names(each)))


@lru_cache(maxsize=8192)
def is_same(asked: str, speaker: str) -> bool:
    """Whether a name as asked is this speaker, and not merely somebody around them."""
    if fold(asked) == fold(speaker):
        return True
    if not means(asked, speaker):
        return False
    one, other = _parts(asked), _parts(speaker)
    if one[-1:] == other[-1:]:
        return True
    return not _ANOTHER.intersection(set(one) ^ set(other))


def _parts(name: str) -> list[str]:
    return [part for part in fold(name.replace("’s", "").replace("'s", "")).split() if part not in _EMPTY]


def _as_printed(asked: str, printed: str) -> bool:
    """Whether a mention is, letter for letter, the name that was asked for."""
    name = fold(printed).removeprefix("mr ")
    return printed[:1].isupper() and name not in _PRONOUNS and name == fold(asked).removeprefix("mr ")


def _ambiguous(asked: str, speaker: str, others: Iterable[str]) -> bool:
    """Whether a bare surname may as well be another person's of the same article."""
    bare = _parts(speaker)
    if len(bare) != 1 or len(_parts(asked)) == 1:
        return False
    return any(_parts(other)[-1:] == bare and len(_parts(other)) > 1 and not is_same(asked, other) for other in others)
