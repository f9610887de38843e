"""What a single block is by its own words and shape, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.blocks import Block, Role
from index.furniture import lexicon
from index.page_facts import is_byline, is_date_line, is_dateline

_LONGEST_LABEL = 24  # words
_LONGEST_NOTE = 90  # words
_LONGEST_LINE = 1_500  # code points
_RUN_TOGETHER = re.compile(r"\A[‘“'\"]?[A-Z][\w’'&,.$?! -]{2,45}[’”'\"]?:(?=[A-Z0-9‘“'\"$])[^/\s]")
_SHOUTED = re.compile(
    r"\A(?=[^:]*[A-Z]{3})[A-Z][A-Z0-9’'&.-]*(?:\s[A-Z0-9’'&.-]+){1,5}:\s(?=[A-Z0-9‘“'\"])[^,;]+(?:,[^,;]+){0,2}\Z"
)
_CRUMBS = re.compile(r"\s[>»›|/•·]\s")
_FIRST_CRUMB, _CRUMB = re.compile(r"[^.!?\d]{1,40}"), re.compile(r"[^.!?]{1,60}")
_RULE = re.compile(r"\A[\W_]+\Z")
_ROW = re.compile(r"[|•·›»/]|\s{2,}")
_MENU_ITEMS = 4


_FACT_LINES: tuple[tuple[Role, Callable[[str], bool]], ...] = (
    ("date", is_date_line),
    ("byline", is_byline),
    ("dateline", is_dateline),
)


def line_role(block: Block) -> Role | None:
    """What the block is, if its own words leave no doubt; None otherwise."""
    if _RULE.match(block.text):
        return "label"
    if block.words > _LONGEST_NOTE or len(block.text) > _LONGEST_LINE:
        return "notice" if lexicon.NOTICE_LABEL.match(lexicon.plain(block.text[:400])) else None
    words = lexicon.plain(block.text)
    return _label(block, words) or _shaped(block) or _note(words)


def _label(block: Block, words: str) -> Role | None:
    if block.words > _LONGEST_LABEL or block.bullet:
        return None
    parts = words.split()
    if len(parts) > 1 and all(part.strip(",|/·•-+") in lexicon.SOCIAL_WORDS | {""} for part in parts):
        return "label"
    if block.text.endswith(".") and not block.text.endswith("..."):
        return "label" if lexicon.ADVERTISEMENT.match(words) and block.words < 4 else None
    patterns = [lexicon.ADVERTISEMENT, lexicon.SHARING, lexicon.COMMENTING, lexicon.OTHER_STORIES]
    if not block.text.endswith(":"):
        patterns.append(lexicon.PAGE_CONTROLS)
    if any(pattern.match(words) for pattern in patterns):
        return "label"
    return "label" if lexicon.RELEASE_MARKS.match(words) else None


def _shaped(block: Block) -> Role | None:
    for role, is_shaped in _FACT_LINES:
        if is_shaped(block.text):
            return role
    if block.words <= 14 and lexicon.CREDIT_LINE.match(block.text):
        return "credit"
    if lexicon.CAPTION_END.search(block.text) or lexicon.CAPTION_START.match(block.text):
        return "caption"
    if block.words <= 25 and _is_teaser(block):
        return "teaser"
    return None


def _is_teaser(block: Block) -> bool:
    if lexicon.READ_MORE.match(lexicon.plain(block.text)):
        return True
    finished = block.text.endswith((".", "!", "”", '"')) and block.closed
    return block.words >= 5 and not finished and _RUN_TOGETHER.match(block.text) is not None


def _note(words: str) -> Role | None:
    if lexicon.NOTICE_LABEL.match(words):
        return "notice"
    patterns = (lexicon.SIGN_UP, lexicon.LEGAL, lexicon.CREDITS_OF_REPORTING)
    return "notice" if any(pattern.match(words) for pattern in patterns) else None


def is_shouted_teaser(block: Block) -> bool:
    """Whether the block is a link to another story under a shouted label ("CUP CENTRAL: …"); not so in the head."""
    return (
        5 <= block.words <= 25
        and not block.text.endswith((".", "!", "”", '"'))
        and _SHOUTED.match(block.text) is not None
    )


def is_footer_row(block: Block) -> bool:
    """Whether the block is a row of page controls ("About us | Contact | Privacy policy")."""
    parts = [lexicon.plain(part) for part in _ROW.split(block.text)]
    if len(parts) < 2 or block.words > 40:
        return False
    controls = (lexicon.PAGE_CONTROLS, lexicon.LEGAL, lexicon.SHARING, lexicon.OTHER_STORIES, lexicon.COMMENTING)
    return 2 * sum(any(pattern.match(part) for pattern in controls) for part in parts) >= len(parts)


def is_menu_row(block: Block) -> bool:
    """Whether the block is a row of section names ("Home | News | Sport | Money"): many short parts."""
    parts = block.text.split("|")
    return len(parts) >= _MENU_ITEMS and all(0 < len(part.split()) <= 3 for part in parts)


def is_breadcrumb(block: Block) -> bool:
    """Whether the block is a path or a row of sections ("Home > World > Asia")."""
    if block.words > 16 or block.closed:
        return False
    first, *rest = _CRUMBS.split(block.text)
    return bool(rest) and bool(_FIRST_CRUMB.fullmatch(first)) and all(_CRUMB.fullmatch(part) for part in rest)
