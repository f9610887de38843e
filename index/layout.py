"""How a text is divided: furniture, headings, paragraphs, sentences, quotations. Pure: text in, spans out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from index.blocks import HEADLINE_ROLES, Block, Role, blocks_of
from index.furniture import zones
from index.furniture.lines import line_role
from index.furniture.recurring import Page, page_of, recurring_blocks
from index.headings import bare_heading, find_title, mark_deck, mark_section_headings
from index.marks import find_quoted
from index.model import Layout, Span
from index.outlet import find_outlet
from index.page_facts import find_authors, find_published
from index.paragraphs import trimmed
from index.sentences import split_sentences

_BOM = "\ufeff"


class Reading(NamedTuple):
    """What is known of a page's blocks: the role of each, the title's index, the outlet, the authors.

    `page` is what other pages of the outlet are compared with; it never depends on them.
    """

    roles: tuple[Role, ...]
    title: int | None
    outlet: str | None
    authors: tuple[str, ...]
    page: Page = Page()


def lay_out(
    text: str,
    *,
    reader_furniture: tuple[Span, ...] = (),
    title: str | None = None,
    recurring: Collection[int] = frozenset(),
) -> Layout:
    """Divide a text and recognise what it prints about itself.

    Args:
        text: the revision's text, any plain text at all.
        reader_furniture: spans that the reader knows not to be the story.
        title: the title that the metadata gives, if any: a line that repeats it is the heading.
        recurring: keys of the lines that recur on the outlet's pages (`index.furniture.recurring.find_recurring`).

    Returns:
        The layout; its spans are in order, in bounds, and those of one kind do not overlap. Every code point that is
        not white space lies in exactly one of furniture, headings and paragraphs.
    """
    hidden = _hidden(text, reader_furniture)
    blocks = blocks_of(text, hidden)
    roles, title_index, outlet, authors, _ = read_page(blocks, title, recurring)
    kept = [index for index, role in enumerate(roles) if role == "story"]
    paragraphs = tuple(blocks[index].span for index in kept)
    quoted = _quotations(text, blocks, kept, roles)
    sentences = tuple(s for p in paragraphs for s in split_sentences(text, p, quoted))
    furniture = [blocks[i].span for i, role in enumerate(roles) if role != "story" and role not in HEADLINE_ROLES]
    return Layout(
        furniture=_merged(text, [*hidden, *furniture]),
        headings=tuple(blocks[i].span for i, role in enumerate(roles) if role in HEADLINE_ROLES),
        paragraphs=paragraphs,
        sentences=sentences,
        quoted=quoted,
        title=None if title_index is None else bare_heading(text, blocks[title_index].span),
        outlet=outlet,
        authors=authors,
        published=find_published(blocks, roles),
    )


def read_lines(text: str, *, reader_furniture: tuple[Span, ...] = (), title: str | None = None) -> Page:
    """The lines of a text that are furniture if they recur on other pages of its outlet. Arguments as `lay_out`."""
    return read_page(blocks_of(text, _hidden(text, reader_furniture)), title).page


def read_page(blocks: Sequence[Block], title: str | None = None, recurring: Collection[int] = frozenset()) -> Reading:
    """What the blocks are.

    Args:
        blocks: all blocks of the text, in order.
        title: the title that the metadata gives, if any.
        recurring: keys of the lines that recur on the outlet's pages.
    """
    alone = _read(blocks, title, frozenset())
    page = page_of(blocks, alone.roles, title, alone.authors)
    again = recurring_blocks(alone.roles, page, recurring)
    reading = _read(blocks, title, again) if again else alone
    if reading.title is None and alone.title in again:  # a line that recurs is the title where nothing else is
        reading = _read(blocks, title, again - {alone.title})
    return reading._replace(page=page)


def _read(blocks: Sequence[Block], title: str | None, again: Collection[int]) -> Reading:
    """Roles where the blocks of these indexes recur on other pages."""
    roles: list[Role] = [line_role(block) or "story" for block in blocks]
    for index in again:
        roles[index] = "recurring"
    zones.keep_dates_of_story(blocks, roles)
    zones.hide_head_lines(blocks, roles)
    zones.name_bylines(blocks, roles)
    title_index = find_title(blocks, roles, title)
    outlet = find_outlet(blocks, roles, title_index)
    zones.hide_menus(blocks, roles, title_index)
    mark_deck(blocks, roles, title_index)
    if title_index is not None:
        roles[title_index] = "title"
    zones.hide_captions(blocks, roles)
    zones.hide_repetitions(blocks, roles)
    zones.hide_other_stories(blocks, roles)
    zones.hide_notices(blocks, roles)
    zones.hide_shouted_teasers(blocks, roles)
    zones.hide_bios(blocks, roles, find_authors(blocks, roles))
    zones.hide_masthead(blocks, roles, outlet)
    mark_section_headings(blocks, roles)
    return Reading(tuple(roles), title_index, outlet, find_authors(blocks, roles))


def _hidden(text: str, reader_furniture: Iterable[Span]) -> tuple[Span, ...]:
    """The reader's furniture and the BOM: in bounds, in order, not overlapping."""
    spans = [Span(0, 1)] if text.startswith(_BOM) else []
    spans += [Span(max(0, start), min(len(text), end)) for start, end in reader_furniture]
    return _merged(text, spans)


def _merged(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order; overlapping ones, and those with nothing but white space between, become one."""
    merged: list[Span] = []
    for span in sorted(trimmed(text, span) for span in spans if span.start < span.end):
        if span.start == span.end:
            continue
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _quotations(text: str, blocks: Sequence[Block], kept: Sequence[int], roles: Sequence[Role]) -> tuple[Span, ...]:
    """Outermost quotations of the story and of the headline zone; one that goes on over furniture comes in parts."""
    story = [blocks[index].span for index in kept]
    cuts = {place for place in range(1, len(kept)) if kept[place] != kept[place - 1] + 1}
    found = [quoted.span for quoted in find_quoted(text, story, cuts=cuts)]
    for index, role in enumerate(roles):
        if role in HEADLINE_ROLES:
            found += [quoted.span for quoted in find_quoted(text, (blocks[index].span,))]
    return tuple(sorted(found))
