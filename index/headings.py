"""The headline zone: title, deck and highlights above the story, and the headings of its sections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.blocks import SENTENCE_BREAK, STORY_WORDS, Block, Role, key_of
from index.furniture import lexicon
from index.model import Span

_HEAD = 16  # blocks: a title stands no lower, unless it is known
_HEAD_TOLD = 2  # told paragraphs that may stand above the end of the headline zone (decks printed as sentences)
_DECK_WORDS = 60  # words: a longer paragraph is no deck
_TITLE_WORDS = range(3, 33)
_HEADING_WORDS = 14
_RESTATED = 0.6  # of the title's weighty words: what a story says again of its title in its first paragraphs
_TITLE_MARK = re.compile(r"\A(?:#\s+|(?:title|headline)\s?:\s+)(?=\S)", re.IGNORECASE)
_MARKDOWN = re.compile(r"\A(?P<level>#{1,6})\s+\S")
_HASHES = re.compile(r"\A#{1,6}\s+(?=\S)")
_FULL_NAME = r"[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,2}"
_NAME_SHAPE = re.compile(rf"\A{_FULL_NAME}(?:(?:,|\sand|\s&)\s{_FULL_NAME})*\Z")
_CLOCK_HEADING = re.compile(r"\A\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?\s?m\.?(?:\s[A-Z]{2,4})?:?\Z", re.IGNORECASE)
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "nor",
        "for",
        "of",
        "in",
        "on",
        "at",
        "to",
        "by",
        "as",
        "with",
        "from",
        "into",
        "over",
        "vs",
        "is",
        "be",
    ]
)


def find_title(blocks: Sequence[Block], roles: Sequence[Role], known: str | None) -> int | None:
    """Index of the block that is the title, or None.

    Args:
        roles: what is known of the blocks so far.
        known: the title that the metadata gives, if any; then only a block that repeats it is the title.
    """
    head = [index for index in range(min(_HEAD, len(blocks))) if roles[index] == "story"]
    if known is not None:
        return next((index for index in head if _same_title(blocks[index].key, key_of(known))), None)
    head = _above_story(blocks, head)
    marked = next((index for index in head if _TITLE_MARK.match(blocks[index].text)), None)
    if marked is not None:
        return marked
    repeated = [blocks[index].key for index in range(min(_HEAD, len(blocks))) if roles[index] == "story"]
    candidates = [index for index in head if _is_headline(blocks[index])]
    twice = next(
        (index for index in candidates if blocks[index].words > 3 and repeated.count(blocks[index].key) > 1), None
    )
    if twice is not None:
        return twice
    if not any(block.told for block in blocks):
        return None
    best = next((i for i in candidates if blocks[i].words >= 4 and not _NAME_SHAPE.match(blocks[i].text)), None)
    if best is None:
        best = _short_title(blocks, candidates)
    return best if best is not None else _restated_title(blocks, head)


def bare_heading(text: str, heading: Span) -> Span:
    """A heading without its markup ("## ", "Title: ")."""
    words = heading.of(text)
    mark = _TITLE_MARK.match(words) or _HASHES.match(words)
    return Span(heading.start + mark.end(), heading.end) if mark else heading


def _same_title(key: str, known: str) -> bool:
    """Whether a line is the known title, whole or cut short by the page or the metadata."""
    if not key or not known:
        return False
    shorter, longer = sorted((key, known), key=len)
    return shorter == longer or (
        len(shorter.split()) >= 4 and longer.startswith(shorter) and len(shorter) * 2 > len(longer)
    )


def _above_story(blocks: Sequence[Block], head: Sequence[int]) -> list[int]:
    """The candidates above the first told paragraphs."""
    above, told = [], 0
    for index in head:
        if told and blocks[index].told:
            break
        told += blocks[index].told
        if not told or blocks[index].words <= max(_TITLE_WORDS):
            above.append(index)
        if told:
            break
    return above


def _is_headline(block: Block) -> bool:
    if block.words not in _TITLE_WORDS or block.bullet or block.text.endswith((":", ",", ";")):
        return False
    if SENTENCE_BREAK.search(block.text) and not _is_title_case(block.text):
        return False
    return not block.closed or block.text.endswith("?") or _is_title_case(block.text)


def _is_title_case(line: str) -> bool:
    words = [word.strip("“”‘’\"'(),.:;!?") for word in line.split()]
    weighty = [word for word in words if word[:1].isalpha() and word.lower() not in _SMALL]
    return len(weighty) >= 4 and sum(word[0].isupper() for word in weighty) >= 0.9 * len(weighty)


def _short_title(blocks: Sequence[Block], candidates: Sequence[int]) -> int | None:
    """A line of three words may be a title, but a line of names is a byline as likely: then there is none."""
    return next((i for i in candidates if not _NAME_SHAPE.match(blocks[i].text)), None)


def _restated_title(blocks: Sequence[Block], head: Sequence[int]) -> int | None:
    """A first line that is one sentence with a full stop is a title only if the story then says it all again."""
    if not head or blocks[head[0]].words > 20 or not blocks[head[0]].text.endswith("."):
        return None
    first = blocks[head[0]]
    stems = {word[:5] for word in first.key.split() if len(word) > 3}
    below = [block for block in blocks[head[0] + 1 : head[0] + 4] if block.told]
    said = {word[:5] for block in below for word in block.key.split()}
    restated = len(stems) >= 3 and len(stems & said) >= _RESTATED * len(stems)
    return head[0] if restated and not SENTENCE_BREAK.search(first.text) else None


def mark_deck(blocks: Sequence[Block], roles: list[Role], title: int | None) -> None:
    """Mark what stands between the title and the story: decks, highlights, names under the title.

    The story begins at the first told paragraph, or below the last sign of a headline zone (the title again, a byline,
    a date, a label of highlights) if no more than two short told paragraphs stand above that sign.
    """
    begins = _story_begin(blocks, roles, title)
    if begins is None:
        return
    first = 0 if title is None else title + 1
    for index in range(first, begins):
        if roles[index] == "story":
            roles[index] = "deck"


def _story_begin(blocks: Sequence[Block], roles: Sequence[Role], title: int | None) -> int | None:
    first = 0 if title is None else title + 1
    begins = next((i for i in range(first, len(blocks)) if roles[i] == "story" and _is_prose(blocks[i])), None)
    if begins is None or begins - first > _HEAD:
        return None
    if _is_list(blocks, roles, first, begins):
        return None
    if title is None:
        return begins
    last_sign = _last_sign(blocks, roles, title, begins)
    if last_sign is None:
        return begins
    after = next((i for i in range(last_sign + 1, len(blocks)) if roles[i] == "story" and _is_prose(blocks[i])), None)
    return begins if after is None else after


def _is_prose(block: Block) -> bool:
    introduces = block.text.endswith(":") and block.words > 3 and not is_highlights(block)
    return not block.bullet and (block.told or block.words > 2 * STORY_WORDS or block.text.endswith(".") or introduces)


def _is_list(blocks: Sequence[Block], roles: Sequence[Role], first: int, begins: int) -> bool:
    """Whether so many lines stand before the first prose that they are the story themselves."""
    lines = [blocks[i] for i in range(first, begins) if roles[i] == "story"]
    if first == 0:  # no title on this page: a list may begin here at once
        return len(lines) > 3 or any(line.bullet or ": " in line.text for line in lines)
    return sum(not line.bullet for line in lines) > 5


def _last_sign(blocks: Sequence[Block], roles: Sequence[Role], title: int, begins: int) -> int | None:
    """The last sign of a headline zone below `begins`, above which no more than a deck is told."""
    told, last = 0, None
    for index in range(begins, min(begins + _HEAD, len(blocks))):
        block = blocks[index]
        is_sign = roles[index] in {"byline", "date"} or block.key == blocks[title].key or is_highlights(block)
        if is_sign:
            last = index
        elif roles[index] == "story" and _is_prose(block):
            told += 1
            if told > _HEAD_TOLD or block.words > _DECK_WORDS:
                break
    return last


def is_highlights(block: Block) -> bool:
    """Whether the block is the label of a list of highlights."""
    return block.words <= 6 and not block.closed and lexicon.HIGHLIGHTS.match(lexicon.plain(block.text)) is not None


def mark_section_headings(blocks: Sequence[Block], roles: list[Role]) -> None:
    """Mark the headings of sections: a short open line between paragraphs (lines in a row are a list: story)."""
    for index, block in enumerate(blocks):
        if (roles[index] == "story" and _MARKDOWN.match(block.text)) or (
            roles[index] == "story" and _may_head(block) and _stands_alone(blocks, roles, index)
        ):
            roles[index] = "heading"


def _may_head(block: Block) -> bool:
    if _CLOCK_HEADING.match(block.text):
        return True
    if block.words > _HEADING_WORDS or block.bullet or (block.closed and not block.text.endswith("?")):
        return False
    if block.text.endswith((".", ":", ",", ";", "…", "!", "”", '"')):
        return False
    return not block.text[:1].islower()


def _stands_alone(blocks: Sequence[Block], roles: Sequence[Role], index: int) -> bool:
    """Whether prose follows at once and no other short line stands before."""
    after = next((i for i in range(index + 1, len(blocks)) if roles[i] == "story"), None)
    before = next((i for i in range(index - 1, -1, -1) if roles[i] in {"story", "heading"}), None)
    if after is None or not _is_prose(blocks[after]):
        return False
    return (
        before is None or roles[before] == "heading" or blocks[before].closed or blocks[before].words > 2 * STORY_WORDS
    )
