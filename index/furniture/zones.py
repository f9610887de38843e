"""What a block is by its neighbours: menus, captions, teasers under a label, bios, repetitions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.blocks import Block, Role
from index.furniture import lexicon
from index.furniture.lines import is_breadcrumb, is_footer_row, is_menu_row, is_shouted_teaser
from index.outlet import is_outlet_name
from index.page_facts import is_field, is_names

_BOX = 8  # blocks: a box of teasers within a story is not longer
_REPEATED = 12  # words: a shorter repeated line may be a list's or a song's
_LABELLED = re.compile(r"\A[^.!?:]{1,40}:\s")
_TAIL_SHARE = 0.25  # of the story's words: what follows a closing label is not longer, if it is no story


_CAPTION_LABEL = re.compile(r"\A(?:Image|Photo|Media|Video) caption\W?\Z", re.IGNORECASE)


def hide_captions(blocks: Sequence[Block], roles: list[Role]) -> None:
    """A caption is told by the credit that follows it at once, or by its grammar together with the credit."""
    told = [block for block in blocks if block.told]
    spaced = 2 * sum(block.gap for block in told) > len(told)
    for index in range(1, len(blocks)):
        caption = blocks[index - 1]
        if _CAPTION_LABEL.match(caption.text) and roles[index] == "story" and not blocks[index].told:
            roles[index] = "caption"
        if roles[index] != "credit" or roles[index - 1] not in {"story", "heading", "deck"} or caption.words > 70:
            continue
        close = spaced and not blocks[index].gap and caption.gap
        stacked = spaced and not blocks[index].gap and index > 1 and roles[index - 2] in {"title", "repeat", "deck"}
        if (
            close
            or stacked
            or lexicon.CAPTION_GRAMMAR.search(caption.text)
            or (not caption.closed and caption.words > 6)
        ):
            roles[index - 1] = "caption"


def hide_head_lines(blocks: Sequence[Block], roles: list[Role]) -> None:
    """Paths ("Home > World"), menus and a record's fields ("Source: …") above the story: none can be the title."""
    for index, block in enumerate(blocks[:12]):
        path = is_breadcrumb(block) and _PATH.search(block.text)
        if roles[index] == "story" and (is_field(block.text) or path or is_menu_row(block) or is_footer_row(block)):
            roles[index] = "navigation"
        if roles[index] == "story" and block.told:
            return


_PATH = re.compile(r"\s[>»›]\s")


def hide_menus(blocks: Sequence[Block], roles: list[Role], title: int | None) -> None:
    """Short lines above the title, breadcrumbs near it, and rows of menu words anywhere outside the story."""
    top = title if title is not None else 0
    for index in range(top):
        if roles[index] in {"story", "heading", "deck"} and not blocks[index].closed and blocks[index].words <= 6:
            roles[index] = "navigation"
    for index, block in enumerate(blocks):
        crumb = index <= top + 3 and index != title and is_breadcrumb(block)
        if roles[index] == "story" and (crumb or is_footer_row(block)):
            roles[index] = "navigation"


def hide_other_stories(blocks: Sequence[Block], roles: list[Role]) -> None:
    """Teasers under a label ("More from World"): to the end if no story follows, else while they read as headlines."""
    told = _told_words_after(blocks, roles)
    total = told[0] if told else 0
    for index, block in enumerate(blocks):
        if roles[index] != "label" or not _opens_box(block):
            continue
        if total and told[index] < total and told[index] <= _TAIL_SHARE * (total - told[index]):
            _hide_rest(blocks, roles, index + 1, total - told[index])
        else:
            _hide_box(blocks, roles, index + 1)


def _opens_box(block: Block) -> bool:
    words = lexicon.plain(block.text)
    return lexicon.OTHER_STORIES.match(words) is not None or lexicon.COMMENTING.match(words) is not None


def _told_words_after(blocks: Sequence[Block], roles: Sequence[Role]) -> list[int]:
    """For each block, the words of told story from there on."""
    counts = [0] * (len(blocks) + 1)
    for index in range(len(blocks) - 1, -1, -1):
        is_told = roles[index] == "story" and blocks[index].told
        counts[index] = counts[index + 1] + (blocks[index].words if is_told else 0)
    return counts


def _hide_rest(blocks: Sequence[Block], roles: list[Role], first: int, before: int) -> None:
    """Hide from `first` on; more than two told paragraphs in a row would be story after all."""
    run = 0
    stop = len(blocks)
    for index in range(first, len(blocks)):
        run = run + 1 if blocks[index].told and roles[index] == "story" else 0
        if run > 2:
            stop = index - 2
            break
    for index in range(first, stop if before else first):
        if roles[index] in {"story", "heading", "deck"}:
            roles[index] = "teaser"


def _hide_box(blocks: Sequence[Block], roles: list[Role], first: int) -> None:
    index = first
    while index < min(first + _BOX, len(blocks)) and roles[index] != "title":
        block = blocks[index]
        if roles[index] == "story" and (block.closed or block.words > 25):
            break
        if roles[index] in {"story", "heading", "deck"}:
            roles[index] = "teaser"
        index += 1
    # A single line right before prose is as likely the next section's heading: the label alone goes.
    if index == first + 1 and index < len(blocks) and roles[first] == "teaser" and blocks[index].told:
        roles[first] = "story"


def hide_repetitions(blocks: Sequence[Block], roles: list[Role]) -> None:
    """The later copies of the title, the deck or a whole paragraph: pull quotes, headlines printed twice."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not block.key:
            continue
        prose = block.told and block.words >= _REPEATED and not _LABELLED.match(block.text)
        long_enough = prose or roles[index] in {"deck", "title"}
        if block.key in seen and roles[index] in {"story", "heading", "deck"}:
            roles[index] = "repeat"
        if long_enough and roles[index] in {"story", "title", "deck", "repeat"}:
            seen.add(block.key)


def hide_notices(blocks: Sequence[Block], roles: list[Role]) -> None:
    """The paragraph under a label that stands alone ("Disclaimer", "About Acme", "About the author")."""
    release = any(lexicon.RELEASE.search(block.text[:400]) for block in blocks)
    for index in range(len(blocks) - 1):
        words = lexicon.plain(blocks[index].text)
        alone = blocks[index].words <= 7 and not blocks[index].closed
        label = lexicon.NOTICE_LABEL.match(words)
        if not alone or _story_left(blocks, roles, index + 2):
            continue
        if label and label.end() == len(words) and roles[index + 1] == "story":
            roles[index + 1] = "notice"
        elif roles[index] in {"story", "heading"} and _is_about(words, release=release) and _story_before(roles, index):
            roles[index] = "label"
            _hide_after_about(blocks, roles, index + 1)


def _is_about(words: str, *, release: bool) -> bool:
    if lexicon.ABOUT_LABEL.match(words):
        return True
    return release and lexicon.ABOUT_COMPANY.match(words) is not None


def _story_left(blocks: Sequence[Block], roles: Sequence[Role], first: int) -> bool:
    """Whether more than a few told paragraphs follow."""
    return sum(roles[i] == "story" and blocks[i].told for i in range(first, min(first + 12, len(blocks)))) > 3


def _story_before(roles: Sequence[Role], index: int) -> bool:
    return roles[:index].count("story") >= 2


def _hide_after_about(blocks: Sequence[Block], roles: list[Role], first: int) -> None:
    for index in range(first, len(blocks)):
        if roles[index] in {"story", "heading"}:
            roles[index] = "bio"


def hide_bios(blocks: Sequence[Block], roles: list[Role], authors: Sequence[str]) -> None:
    """The author's name and life at the end of the story.

    A paragraph is a bio if it tells a trade of the pen about the author, or about somebody the story never names.
    """
    for index in _tail(blocks, roles):
        block = blocks[index]
        name = " ".join(block.text.split()[:2])
        if roles[index] != "story" or not block.told:
            continue
        if not lexicon.BIO.match(block.text[:240]):
            return
        named_line = index > 0 and _is_name_of(blocks[index - 1].text, name)
        by_author = any(_is_name_of(author, name) for author in authors)
        if not (named_line or by_author) and _named_elsewhere(blocks, roles, index):
            return
        roles[index] = "bio"
        if named_line:
            roles[index - 1] = "byline"


def _is_name_of(line: str, name: str) -> bool:
    words = line.split()
    return (
        2 <= len(words) <= 6
        and name.split(maxsplit=1)[0] == words[0]
        and name.rsplit(maxsplit=1)[-1].strip(",") in {w.strip(",") for w in words}
    )


def _named_elsewhere(blocks: Sequence[Block], roles: Sequence[Role], index: int) -> bool:
    words = blocks[index].text.split()
    if len(words) < 3 or not (words[0][:1].isupper() and words[1][:1].isupper()) or words[0].lower() in _NO_NAMES:
        return True  # no name to look for: nothing is sure
    surname = words[1].strip(",")
    return any(
        surname in blocks[i].text for i in range(len(blocks)) if i != index and roles[i] in {"story", "title", "deck"}
    )


_NO_NAMES = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "his",
        "her",
        "their",
        "its",
        "he",
        "she",
        "they",
        "it",
        "in",
        "on",
        "at",
        "for",
        "with",
        "but",
        "and",
        "our",
        "my",
    ]
)


def _tail(blocks: Sequence[Block], roles: Sequence[Role]) -> range:
    """Indexes from the last block up to the second that may be story."""
    first = next((index for index, role in enumerate(roles) if role == "story"), 0)
    return range(len(blocks) - 1, first, -1)


def hide_shouted_teasers(blocks: Sequence[Block], roles: list[Role]) -> None:
    """Links to other stories under shouted labels, once the story has begun and while it goes on with prose."""
    begun = False
    for index, block in enumerate(blocks):
        begun = begun or (roles[index] == "story" and block.told)
        if begun and roles[index] == "story" and is_shouted_teaser(block) and _prose_around(blocks, roles, index):
            roles[index] = "teaser"


def _prose_around(blocks: Sequence[Block], roles: Sequence[Role], index: int) -> bool:
    """Whether no list goes on here: what stands before and after is prose, or furniture, or nothing."""
    neighbours = [i for i in (index - 1, index + 1) if 0 <= i < len(blocks)]
    return all(blocks[i].told or roles[i] not in {"story", "heading"} for i in neighbours)


def keep_dates_of_story(blocks: Sequence[Block], roles: list[Role]) -> None:
    """A date amid the story is the story's; only above it, or labelled below it, does it date the page."""
    told = [index for index, role in enumerate(roles) if role == "story" and blocks[index].told]
    if not told:
        return
    begun = told[min(2, len(told) - 1)]
    for index, role in enumerate(roles):
        labelled = index > told[-1] and _DATED.match(blocks[index].text) is not None
        if role == "date" and index > begun and not labelled:
            roles[index] = "story"


_DATED = re.compile(
    r"\W*(?:first |originally |last )?(?:published|posted|updated|modified|created|date)\b", re.IGNORECASE
)


def name_bylines(blocks: Sequence[Block], roles: list[Role]) -> None:
    """A line of names above the story, next to the line of an agency or outlet, is a byline."""
    for index in range(min(4, len(blocks) - 1)):
        agency = roles[index + 1] == "credit" or is_outlet_name(blocks[index + 1])
        if roles[index] == "story" and agency and not blocks[index + 1].told and is_names(blocks[index].text):
            roles[index] = "byline"


def hide_masthead(blocks: Sequence[Block], roles: list[Role], outlet: str | None) -> None:
    """The outlet's name standing alone."""
    if outlet is None:
        return
    counts = Counter(roles)
    for index, block in enumerate(blocks):
        if (
            roles[index] in {"story", "heading", "deck"}
            and block.text.casefold() == outlet.casefold()
            and counts["story"] > 1
        ):
            roles[index] = "masthead"
