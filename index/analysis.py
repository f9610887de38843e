"""From an article's exact text to everything that is derived from it. Pure but for the parser it is given."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from index.furniture.recurring import Page
from index.layout import lay_out, read_lines
from index.model import ArticleDraft, Layout, Passage, Published, Quotation, Span, revision_name
from index.passages import passages
from index.tables.articles import ArticleFacts

if TYPE_CHECKING:
    from index.parse import Parser

# Raise it when furniture, passages or quotations are found differently: articles are then analysed again.
ANALYSIS_VERSION = "5"


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one article's text yields: its layout, passages and quotations.

    Attributes:
        page: its lines that are furniture if they recur on other pages of the outlet.
        hidden: keys of those that do, and are furniture here.
    """

    layout: Layout
    passages: tuple[Passage, ...]
    quotations: tuple[Quotation, ...]
    page: Page = field(default_factory=Page)
    hidden: frozenset[int] = frozenset()


def analysis_name(weights: str) -> str:
    """Names what analyses are made with (the parser's weights); another name means to analyse again."""
    return f"{ANALYSIS_VERSION}:{weights[:16]}"


def analyse(draft: ArticleDraft, parser: Parser) -> Analysis:
    """Divide the text, then find who said what in it."""
    from index.quotations import find_quotations  # noqa: PLC0415 - spaCy takes seconds that only analysing pays

    layout = lay_out(draft.text, reader_furniture=draft.furniture, title=draft.title)
    found = find_quotations(draft.text, layout, parser.parse(draft.text))
    page = read_lines(draft.text, reader_furniture=draft.furniture, title=draft.title)
    return Analysis(layout, passages(draft.text, layout), found, page)


def analysis_again(draft: ArticleDraft, quotations: tuple[Quotation, ...]) -> Analysis:
    """The analysis whose quotations are stored; everything else is made anew, without the parser."""
    layout = lay_out(draft.text, reader_furniture=draft.furniture, title=draft.title)
    page = read_lines(draft.text, reader_furniture=draft.furniture, title=draft.title)
    return Analysis(layout, passages(draft.text, layout), quotations, page)


def given_facts(draft: ArticleDraft) -> str:
    """What the reader said about the article (all but its text), as JSON that tells whether it changed."""
    facts = asdict(replace(draft, text="", furniture=()))
    facts["published"] = None if draft.published is None else [draft.published.moment, draft.published.precision]
    facts["furniture"] = draft.furniture
    del facts["text"]
    if not draft.tags:
        del facts["tags"]  # as it was written before there were tags: such an article has not changed
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def draft_of(given: str, text: str) -> ArticleDraft:
    """The draft that `given_facts` came from."""
    facts: dict[str, Any] = json.loads(given)
    published, embargo = facts.pop("published"), facts.pop("embargo_until")
    return ArticleDraft(
        **{
            **facts,
            "text": text,
            "published": None if published is None else Published(datetime.fromisoformat(published[0]), published[1]),
            "embargo_until": None if embargo is None else datetime.fromisoformat(embargo),
            "authors": tuple(facts["authors"]),
            "furniture": tuple(Span(*span) for span in facts["furniture"]),
            "tags": tuple(facts.get("tags", ())),
        }
    )


def compose_facts(
    draft: ArticleDraft, layout: Layout, name: str, editor: dict[str, str | None], editor_published: Published | None
) -> ArticleFacts:
    """The effective facts: what an editor set, else what the file or its metadata say, else what the text shows."""
    shown = None if layout.title is None else " ".join(layout.title.of(draft.text).split())
    published = editor_published if "published" in editor else draft.published or layout.published
    return ArticleFacts(
        source=draft.source,
        origin=draft.origin,
        revision=revision_name(draft.text),
        encoding=draft.encoding,
        title=editor.get("title", draft.title or shown),
        outlet=editor.get("outlet", draft.outlet or layout.outlet),
        published=published,
        url=editor.get("url", draft.url),
        authors=draft.authors or layout.authors,
        desk=draft.desk,
        embargo_until=draft.embargo_until,
        quotable=draft.quotable,
        furniture=layout.furniture,
        headings=layout.headings,
        analysis=name,
        given=given_facts(draft),
        tags=draft.tags,
    )


def passage_context(facts: ArticleFacts, passage: Passage, text: str) -> str:
    """What stands before a passage's words when they are embedded and searched (never when they are quoted)."""
    heading = None if passage.heading is None else " ".join(passage.heading.of(text).split())
    parts = [part for part in (facts.title, heading, facts.outlet) if part]
    return ". ".join(dict.fromkeys(parts)) + "\n" if parts else ""
