"""Furniture learned from repetition: short lines that stand on many pages of one outlet while the stories differ.

No list knows how an outlet words its own page; that the same line stands at the same place of other stories does tell.
Precision comes first, so much may recur and stay: a copied or updated story counts once, whatever stands in quotation
marks and every question stays, and a finished sentence goes only at the page's edge, if it speaks to the reader, tells
an author's life or closes most pages of the outlet.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from index.blocks import Block, Role, key_of
from index.furniture import lexicon

# label: an open line; title: the line taken for the title; pointer: leads the reader elsewhere (an address, a
# newsletter); notice: speaks to the reader; bio: tells an author's life; closing: one of the last paragraphs.
Kind = Literal["label", "title", "pointer", "notice", "bio", "closing"]
Zone = Literal["head", "amid", "tail"]  # before the first paragraph of prose, between, after the last

SAMPLE: Final = 60  # pages of one line that are compared with one another: clustering is quadratic
_LABEL_WORDS, _NOTICE_WORDS = 14, 80
_CLOSINGS = 3  # of the last paragraphs, and never more than half of the story
_MOST_STORY = 64  # paragraphs of a page that are remembered
_SAME_STORY = 1 / 3  # of the shorter page's paragraphs stand in the other too: a copy or an update
_ONE_PLACE = 0.8  # of a line's pages have it in the same zone
_STORY: frozenset[Role] = frozenset({"story", "heading"})
_QUOTES = re.compile(r"[“”„‟«»\"＂]|``|''")
_FIGURES = re.compile(r"\d+")
_DATE_WORDS = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_POINTER = re.compile(
    r"[\w.]@\w|\s@\w{2}|https?://\S{1,200}\Z|\bnewsletters?\b|\b(?:sign up|subscribe|your inbox)\b|"
    r"\b(?:earn|receive|get) (?:an? )?(?:affiliate )?(?:commissions?|revenue)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:you|your|we|our|us|this (?:newspaper|site|website|page|newsletter|column))\b|@\w|https?://|\bwww\.",
    re.IGNORECASE,
)
# The sentences with which stories end in many outlets; they are the story's, however often they recur.
_STORY_SENTENCE = re.compile(
    r"\b(?:comments?|respond\w*|response|reach(?:ed)? out|approached|declin\w+|statement|spokes\w+|said|says|told|"
    r"according to|police|anyone with)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line that is furniture if it recurs.

    Attributes:
        block: index of its block on this page.
        key: hash of its words with figures and dates masked: equal for lines of one template.
        exact: hash of its words.
    """

    block: int
    key: int
    exact: int
    kind: Kind
    zone: Zone


@dataclass(frozen=True, slots=True)
class Page:
    """What of one page is compared with other pages.

    Attributes:
        story: hashes of its paragraphs of prose that are sure to be story.
        title: hash of the title that the metadata gives, or None.
    """

    lines: tuple[PageLine, ...] = ()
    story: frozenset[int] = frozenset()
    title: int | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One line on one page, for `recurs`."""

    exact: int
    kind: Kind
    zone: Zone
    page: Page


@dataclass(frozen=True, slots=True)
class _Rule:
    """How many stories, and what share of the outlet's pages, must have a line before it is furniture."""

    stories: int
    share: float


_RULES: dict[Kind, _Rule] = {
    "label": _Rule(3, 0.1),
    "pointer": _Rule(3, 0.0),
    "notice": _Rule(3, 0.05),
    "bio": _Rule(3, 0.0),
    "title": _Rule(4, 0.5),
    "closing": _Rule(5, 0.5),
}
_AMID = _Rule(4, 0.25)
_TEMPLATE = _Rule(4, 0.5)


def page_of(
    blocks: Sequence[Block], roles: Sequence[Role], known_title: str | None, authors: Collection[str] = ()
) -> Page:
    """What of a page may recur on other pages of its outlet.

    Args:
        roles: what the page alone tells of its blocks.
        known_title: the title that the metadata gives, if any.
        authors: who the page says wrote it.
    """
    said = [_said(block, authors) for block in blocks]
    prose = [i for i, block in enumerate(blocks) if roles[i] == "story" and block.told and said[i] is None]
    if not prose:
        return Page()
    edges = _Edges(prose[0], prose[-1], frozenset(prose[max((len(prose) + 1) // 2, len(prose) - _CLOSINGS) :]))
    lines = []
    for index, block in enumerate(blocks):
        kind = _kind(block, roles[index], said[index], closes=index in edges.closings or index > edges.last)
        zone = edges.zone(index, kind)
        if kind and _may_stand(kind, zone, blocks, roles, index):
            lines.append(PageLine(index, _hash(template_of(block)), _hash(block.key), kind, zone))
    story = frozenset(_hash(blocks[i].key) for i in islice((i for i in prose if i not in edges.closings), _MOST_STORY))
    return Page(tuple(lines), story, None if known_title is None else _hash(key_of(known_title)))


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where the prose of a page begins and ends; `closings` are the last paragraphs, which may be none of the story."""

    first: int
    last: int
    closings: frozenset[int]

    def zone(self, index: int, kind: Kind | None) -> Zone:
        if index < self.first:
            return "head"
        last = min(self.closings, default=self.last + 1) if kind in {"bio", "notice", "closing"} else self.last + 1
        return "tail" if index >= last else "amid"


def template_of(block: Block) -> str:
    """The block's words with what changes from page to page masked: figures, months, days of the week."""
    return _DATE_WORDS.sub("date", _FIGURES.sub("0", block.key))


def _kind(block: Block, role: Role, said: Kind | None, *, closes: bool) -> Kind | None:
    """What a block is if it recurs; None if it never is furniture for that.

    Args:
        said: what `_said` made of it.
        closes: whether it is one of the last paragraphs or stands below them.
    """
    if role == "title":
        return "title"
    if role not in _STORY and role != "deck":
        return None
    if said is not None and role != "deck":
        return said
    if not block.closed:
        return "label" if _is_label(block) else None
    return "closing" if closes and role == "story" and _is_plain(block) else None


def _is_label(block: Block) -> bool:
    introduces = block.text.endswith((":", ",", ";"))
    return (
        block.words <= _LABEL_WORDS
        and not block.bullet
        and not introduces
        and re.search(r"[^\W\d_]", block.text) is not None
    )


def _is_plain(block: Block) -> bool:
    """Whether it is short, says nothing in anybody's voice, and is none of the sentences that stories end with."""
    return (
        block.words <= _NOTICE_WORDS
        and not block.text.endswith("?")
        and not _QUOTES.search(block.text)
        and not _STORY_SENTENCE.search(block.text)
    )


def _said(block: Block, authors: Collection[str]) -> Kind | None:
    """What a line is by its words that may stand on any story's page; None for one that tells the story."""
    if block.words > _NOTICE_WORDS or block.text.endswith(("?", ":")) or _QUOTES.search(block.text):
        return None
    if _POINTER.search(block.text):
        return "pointer"
    if lexicon.BIO.match(block.text[:240]) or any(block.text.startswith(author) for author in authors):
        return "bio"
    return "notice" if block.closed and _ADDRESS.search(block.text) and _is_plain(block) else None


def _may_stand(kind: Kind, zone: Zone, blocks: Sequence[Block], roles: Sequence[Role], index: int) -> bool:
    """Amid the story only a single open line between prose may be furniture: lines in a row are a list, and story."""
    if kind == "pointer":
        return True
    if zone != "amid":
        return zone == "tail" or kind not in {"bio", "closing"}
    neighbours = (index - 1, index + 1)
    alone = all(blocks[i].told or roles[i] not in _STORY for i in neighbours)
    return kind == "label" and alone and _QUOTES.search(blocks[index].text) is None


def _hash(words: str) -> int:
    """64 bits, signed, as SQLite keeps them."""
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8"), digest_size=8).digest(), "big", signed=True)


def find_recurring(pages: Sequence[Page]) -> frozenset[int]:
    """Keys of the lines that are furniture on these pages of one outlet."""
    occurrences: dict[int, list[Occurrence]] = defaultdict(list)
    for page in pages:
        for line in {line.key: line for line in page.lines}.values():
            occurrences[line.key].append(Occurrence(line.exact, line.kind, line.zone, page))
    return frozenset(
        key for key, found in occurrences.items() if recurs(found[:SAMPLE], on_pages=len(found), of_pages=len(pages))
    )


def recurs(found: Sequence[Occurrence], *, on_pages: int, of_pages: int) -> bool:
    """Whether a line recurs so that it is furniture.

    Args:
        found: the line on some of its pages, at most `SAMPLE`, each page once.
        on_pages: how many pages of the outlet have it.
        of_pages: how many pages of the outlet are known.
    """
    rule = _rule(found)
    if rule is None or len(found) < rule.stories:
        return False
    stories = _count_stories([each.page for each in found])
    told = on_pages * stories / len(found)  # pages that are no copy of another
    return stories >= rule.stories and told >= rule.share * of_pages


def _rule(found: Sequence[Occurrence]) -> _Rule | None:
    kinds = Counter(each.kind for each in found)
    zones = Counter(each.zone for each in found)
    enough = _ONE_PLACE * len(found)
    kind, zone = kinds.most_common(1)[0][0], zones.most_common(1)[0][0]
    if kinds[kind] < enough:
        return None
    if kind == "pointer":
        return _RULES[kind]
    if zones[zone] < enough:
        return None
    if len({each.exact for each in found}) > 1:
        return _TEMPLATE if kind == "label" and zone != "amid" else None
    return _AMID if zone == "amid" else _RULES[kind]


def _count_stories(pages: Sequence[Page]) -> int:
    """How many stories the pages tell: copies and updates of one count once; a page that tells none does not count."""
    stories: list[Page] = []
    for page in pages:
        if page.story and not any(_same_story(page, other) for other in stories):
            stories.append(page)
    return len(stories)


def _same_story(one: Page, other: Page) -> bool:
    if one.title is not None and one.title == other.title:
        return True
    return len(one.story & other.story) >= _SAME_STORY * min(len(one.story), len(other.story))


def recurring_blocks(roles: Sequence[Role], page: Page, known: Collection[int]) -> set[int]:
    """Indexes of the blocks that are furniture here, as their lines recur elsewhere.

    Args:
        roles: what the page alone tells of its blocks.
        page: what `page_of` made of the same blocks.
        known: keys of the outlet's recurring lines.
    """
    hidden = {line.block for line in page.lines if line.key in known}
    return hidden - set(_kept_in_tail(roles, hidden, page))


def _kept_in_tail(roles: Sequence[Role], hidden: Collection[int], page: Page) -> Iterator[int]:
    """Lines after the story that stay: most of what follows them recurs nowhere, so they belong to a list."""
    for line in (line for line in page.lines if line.zone == "tail"):
        rest = range(line.block, len(roles))
        furniture = sum(index in hidden or roles[index] not in _STORY for index in rest)
        if 2 * furniture < len(rest):
            yield line.block
