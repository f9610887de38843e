"""Web pages: the story's text without markup, and only such facts as the page declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import htmldate
import trafilatura
from lxml import html as lxml_html  # type: ignore[import-untyped]  # lxml ships no types

from config.errors import InputError
from index.model import ArticleDraft, Published
from index.readers.dates import parse_published
from index.readers.decode import check_characters, check_text, read_text
from index.readers.facts import Facts, tags_in
from index.readers.meta import Meta, completed

_BLOCKS = frozenset({"p", "head", "item", "quote", "row", "list", "table", "div", "code", "ab"})
_EARLIEST, _LATEST = "1600-01-01", "2999-12-31"  # htmldate's own bounds would drop archives, and read the clock
# Text that is not merely a link, a menu or a program: where there is none, trafilatura's last resort is the menu.
_LINKING = ("a", "nav", "script", "style", "button", "select", "noscript", "head")
_OWN_TEXT = f"//text()[not({' or '.join(f'ancestor::{tag}' for tag in _LINKING)})]"
_NOT_PUBLISHING = re.compile(r"modif|updat|revis|expir|copyright|lastmod|changed", re.IGNORECASE)
_JSON_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_JSON_CHANGED = re.compile(r'"(?:dateModified|dateCreated|uploadDate|copyrightYear)"\s*:\s*(?:"[^"]*"|\d+)\s*,?')
_TRAILING_COMMA = re.compile(r",(\s*})")
_OUTLET_NAMES = frozenset({"publisher", "dc.publisher", "dc:publisher", "dcterms.publisher", "sailthru.publisher"})


_TAG_NAMES = frozenset({"keywords", "news_keywords", "article:tag"})


@dataclass(frozen=True, slots=True)
class Webpage:
    """What a page says: its story as paragraphs divided by blank lines, and its facts."""

    text: str
    facts: Facts


def read_webpage(path: Path, meta: Meta | None) -> ArticleDraft:
    """The article of an `.html` file. Its source is the absolute path, its text the page's story without markup.

    Raises:
        InputError: the file is no text, or no story is found on the page.
        OSError: it cannot be read.
    """
    decoded = read_text(path)
    page = extract(decoded.text)
    facts = completed(page.facts, meta, source=str(path), origin=str(path))
    return facts.draft(str(path), str(path), page.text, encoding=decoded.encoding)


def extract(markup: str) -> Webpage:
    """The story on a page, found by trafilatura; readers' comments are left out.

    The date is what metadata, JSON-LD or a `time` element declare (never the URL or the running text), the outlet what
    the page calls itself (never its host's name).

    Raises:
        InputError: no story is found.
    """
    check_characters(markup)
    try:
        page = _extract(markup)
    except InputError:
        raise
    except Exception as error:  # the parsers raise all kinds; one page must not end the run
        what = f"the page cannot be taken apart ({type(error).__name__})"
        raise InputError(what, mend="save the story as text") from error
    check_text(page.text)
    return page


def _extract(markup: str) -> Webpage:
    tree = trafilatura.load_html(markup)
    if tree is None or not any(text.strip() for text in tree.xpath(_OWN_TEXT)):
        raise InputError("no story is found on the page", mend="save the story as text, with the suffix .txt")
    for base in tree.xpath("//base"):  # trafilatura takes it for the page's own address
        base.getparent().remove(base)
    known = trafilatura.extract_metadata(deepcopy(tree), date_config={"extensive_search": False, "original_date": True})
    story = trafilatura.bare_extraction(deepcopy(tree), include_comments=False, with_metadata=False)
    body = getattr(story, "body", None)
    text = "" if body is None else "\n\n".join(_paragraphs(body))
    if not text:
        raise InputError("no story is found on the page", mend="save the story as text, with the suffix .txt")
    facts = Facts(
        title=_line(known.title),
        outlet=_outlet(tree, known.sitename),
        published=_published(tree),
        url=known.url if known.url and known.url.startswith(("http://", "https://")) else None,
        authors=tuple(filter(None, (_line(name) for name in (known.author or "").split(";")))) or None,
        tags=_tags(tree),
    )
    return Webpage(text, facts)


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _paragraphs(body: lxml_html.HtmlElement) -> Iterator[str]:
    """The blocks of trafilatura's tree; a table's row is one block, its cells divided by a tab."""
    parts: list[str] = []
    for event, node in lxml_html.etree.iterwalk(body, events=("start", "end")):
        if node.tag in _BLOCKS:
            yield from _flush(parts)
        if event == "start":
            parts.append("\n" if node.tag == "lb" else node.text or "")
        else:
            parts.append("\t" if node.tag == "cell" else "")
            parts.append("" if node is body else node.tail or "")
    yield from _flush(parts)


def _flush(parts: list[str]) -> Iterator[str]:
    block = "".join(parts).strip()
    parts.clear()
    if block:
        yield block


def _outlet(tree: lxml_html.HtmlElement, found: str | None) -> str | None:
    """Trafilatura's name for the site, if the page itself says it; as the page spells it."""
    declared = [
        content.strip()
        for node in tree.xpath("//meta[@content]")
        if (name := (node.get("property") or node.get("name") or "").lower())
        if name == "og:site_name" or name in _OUTLET_NAMES
        if (content := node.get("content")).strip()
    ]
    wanted = (found or "").strip().casefold()
    same = [name for name in declared if name.casefold() == wanted]
    scripts = " ".join(_scripts(tree))
    if same or not wanted:
        return _line(same[0]) if same else None
    if not wanted.startswith("http") and f'"{wanted}"' in scripts.casefold():
        return _line(found)
    return _line(declared[0]) if declared and not declared[0].startswith(("http", "@")) else None


def _tags(tree: lxml_html.HtmlElement) -> tuple[str, ...] | None:
    """The page's own keywords, and the tags that it declares for sharing."""
    declared = [
        node.get("content")
        for node in tree.xpath("//meta[@content]")
        if (node.get("property") or node.get("name") or "").strip().lower() in _TAG_NAMES
    ]
    return tags_in(*declared)


def _scripts(tree: lxml_html.HtmlElement) -> list[str]:
    return [node.text or "" for node in tree.xpath('//script[@type="application/ld+json"]')]


def _published(tree: lxml_html.HtmlElement) -> Published | None:
    """The declared date that htmldate picks, with the time of day that the page declares for it.

    htmldate is shown declarations only: with the whole page it would also read URLs, copyright lines and prose.
    """
    metas = [
        node
        for node in tree.xpath("//meta[@content]")
        if not _NOT_PUBLISHING.search(" ".join(node.get(key, "") for key in ("name", "property", "itemprop")))
    ]
    times = _times(tree)
    scripts = [_TRAILING_COMMA.sub(r"\1", _JSON_CHANGED.sub("", text)) for text in _scripts(tree)]
    found = htmldate.find_date(
        _skeleton(metas, times, scripts),
        extensive_search=False,
        original_date=True,
        min_date=_EARLIEST,
        max_date=_LATEST,
    )
    if found is None:
        return None
    declared = [text for script in scripts for text in _JSON_PUBLISHED.findall(script)]
    declared += [node.get("content") for node in metas] + [node.get("datetime") for node in times]
    confirmed = (read for text in declared if (read := _same_day(text, found)) is not None)
    return max(confirmed, key=lambda read: len(str(read)), default=None)


def _same_day(text: str, day: str) -> Published | None:
    """What a declaration says, if it is the one that htmldate took its day from.

    htmldate fills up a mere month with today's day, and reads 03/04/2025 one way: without this we would invent.
    """
    read = parse_published(text)
    if read is None or not (text.startswith(day) or day.startswith(str(read)) or f"{read.moment:%Y-%m-%d}" == day):
        return None
    return read


def _times(tree: lxml_html.HtmlElement) -> list[lxml_html.HtmlElement]:
    """The `time` elements that are about this story: in its article's head, or the only one on the page."""
    marked = tree.xpath('//time[@datetime][@pubdate or @itemprop="datePublished"]')
    inside = tree.xpath("(//article[.//h1])[1]//time[@datetime]")
    anywhere = tree.xpath("//time[@datetime]")
    return list(marked or inside[:1] or (anywhere if len(anywhere) == 1 else []))


def _skeleton(
    metas: list[lxml_html.HtmlElement], times: list[lxml_html.HtmlElement], scripts: list[str]
) -> lxml_html.HtmlElement:
    page = lxml_html.fromstring("<html><head></head><body></body></html>")
    page.head.extend(deepcopy(metas))
    for text in scripts:
        script = lxml_html.Element("script", type="application/ld+json")
        script.text = text
        page.head.append(script)
    for node in times:
        time = lxml_html.Element("time", datetime=node.get("datetime"), pubdate="pubdate")
        time.text = node.text_content()
        page.body.append(time)
    return page
