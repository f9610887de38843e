"""Web pages: the story without markup, and nothing that the page does not declare."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.model import ArticleDraft, FailedItem
from index.readers import read_file

STORY = """<article><h1>Harbour reopens</h1>
<p>The harbour reopened on Thursday after a storm had closed it for <b>nine</b> days, the port authority said.</p>
<h2>What comes next</h2>
<p>&ldquo;We have checked every pontoon twice,&rdquo; said Ole Brandt.<br>“The ferries <a href="/x">sail</a> again.”</p>
<ul><li>The first ferry leaves at six in the morning</li></ul>
<table><tr><td>North</td><td>06:00</td></tr><tr><td>South</td><td>07:30</td></tr></table>
<blockquote><p>“It was a long week,” he added.</p></blockquote>
<p>Fishermen had complained about the closure, and the council promised help for those who had lost income.</p>
</article>"""


def _read(folder: Path, head: str = "", body: str = STORY, prefix: str = "") -> ArticleDraft | FailedItem:
    path = folder / "page.html"
    path.write_text(f"{prefix}<!doctype html><html><head>{head}</head><body>{body}</body></html>")
    (item,) = read_file(path)
    return item


def _draft(folder: Path, head: str = "", body: str = STORY, prefix: str = "") -> ArticleDraft:
    item = _read(folder, head, body, prefix)
    assert isinstance(item, ArticleDraft), item
    return item


def test_the_text_is_the_story_in_paragraphs_without_markup(tmp_path: Path) -> None:
    around = "<nav><a href='/'>Home</a></nav>", "<div id='comments'><p>Great news, says a reader.</p></div>"
    draft = _draft(tmp_path, body=around[0] + STORY + around[1])
    assert draft.text.split("\n\n")[-6:] == [
        "“We have checked every pontoon twice,” said Ole Brandt.\n“The ferries sail again.”",
        "The first ferry leaves at six in the morning",
        "North\t06:00",
        "South\t07:30",
        "“It was a long week,” he added.",
        "Fishermen had complained about the closure, and the council promised help for those who had lost income.",
    ]
    assert "closed it for nine days, the port authority said." in draft.text
    assert "Home" not in draft.text
    assert "reader" not in draft.text
    assert draft.source == draft.origin == str(tmp_path / "page.html")


def test_declared_facts_are_read(tmp_path: Path) -> None:
    head = """<base href="https://static.example/"><meta property="og:title" content="Harbour open again">
        <meta property="og:site_name" content="the Quay Gazette"><meta name="author" content="Mara Lindqvist; Bo Ek">
        <link rel="canonical" href="https://quay.example/harbour">
        <meta property="article:published_time" content="2025-05-01T23:30:00-05:00">"""
    draft = _draft(tmp_path, head)
    assert (draft.title, draft.outlet) == ("Harbour open again", "the Quay Gazette")
    assert (draft.authors, draft.url) == (("Mara Lindqvist", "Bo Ek"), "https://quay.example/harbour")
    assert str(draft.published) == "2025-05-02T04:30:00Z"
    assert draft.tags == ()


def test_tags_are_those_that_the_page_declares(tmp_path: Path) -> None:
    head = """<meta name="Keywords" content="harbour, ferries"><meta property="article:tag" content="Storms">
        <meta property="article:tag" content="ferries"><meta name="description" content="nine days">"""
    draft = _draft(tmp_path, head, body=STORY + '<a rel="tag" href="/tag/x">Elsewhere</a>')
    assert draft.tags == ("harbour", "ferries", "Storms")


def test_json_ld_is_read(tmp_path: Path) -> None:
    head = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
        "headline": "Harbour open again", "datePublished": "2024-02-03", "dateModified": "2025-05-05",
        "author": {"@type": "Person", "name": "Mara Lindqvist"},
        "publisher": {"@type": "Organization", "name": "The Quay Gazette"}}</script>"""
    draft = _draft(tmp_path, head)
    assert (draft.title, draft.outlet, draft.authors) == ("Harbour open again", "The Quay Gazette", ("Mara Lindqvist",))
    assert str(draft.published) == "2024-02-03"


DATES = [
    ('<link rel="canonical" href="https://quay.example/2025/05/01/harbour">', "", None),  # only in the URL
    ("", "<p>Storms came on 3 March 2024 too.</p><footer>© 2023 Quay</footer>", None),  # only in the prose
    ('<meta property="article:modified_time" content="2025-05-05T10:00Z">', "", None),  # another date
    ('<meta name="copyright" content="2021">', "", None),
    ('<meta name="date" content="2025-05-01">', "", "2025-05-01"),
    ('<meta name="date" content="1962-10-27">', "", "1962-10-27"),  # archives
    ('<meta name="date" content="Thu, 01 May 2025 14:30:00 +0000">', "", "2025-05-01T14:30:00Z"),
    (
        '<meta property="article:published_time" content="2025-05-01"><meta name="x" content="2025-05-09">',
        "",
        "2025-05-01",
    ),
    ('<meta name="date" content="03/04/2025">', "", None),  # March or April
    ('<meta name="date" content="2025-05">', "", "2025-05"),  # no day is made up
    ("", '<time datetime="2025-05-01T10:15+01:00">1 May</time>', "2025-05-01T09:15Z"),
    ("", '<aside><time datetime="2020-01-01">a</time><time datetime="2020-01-02">b</time></aside>', None),  # teasers
]


@pytest.mark.parametrize(("head", "extra", "published"), DATES)
def test_only_a_declared_date_is_a_date(tmp_path: Path, head: str, extra: str, published: str | None) -> None:
    read = _draft(tmp_path, head, STORY + extra).published
    assert (read and str(read)) == published


OUTLETS = [
    '<link rel="canonical" href="https://www.quay.example/harbour">',  # the host is no outlet
    '<meta name="twitter:site" content="@quaygazette">',
    "<title>Harbour reopens | quay.example</title>",
    '<meta property="article:publisher" content="https://social.example/quay">',
]


@pytest.mark.parametrize("head", OUTLETS)
def test_no_outlet_is_guessed(tmp_path: Path, head: str) -> None:
    assert _draft(tmp_path, head).outlet is None


def test_a_declared_xml_encoding_is_no_obstacle(tmp_path: Path) -> None:
    assert "reopened" in _draft(tmp_path, prefix='<?xml version="1.0" encoding="utf-8"?>').text


@pytest.mark.parametrize(
    "body", ["", "<script>render()</script><div id='app'></div>", "<nav><a href='/'>Home</a></nav>"]
)
def test_a_page_without_a_story_fails_clearly(tmp_path: Path, body: str) -> None:
    item = _read(tmp_path, body=body)
    assert isinstance(item, FailedItem)
    assert item.error == "no story is found on the page; save the story as text, with the suffix .txt"
