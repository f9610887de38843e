"""The page: the excerpt to the character, furniture left out, nothing that runs."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.page.html import HEADERS, article_page, gone_page
from index.model import Span
from retrieval.whole import Whole

PIECES = st.lists(
    st.sampled_from(
        ["word ", "<b>&amp;", "\n", "\r\n", "\n\n", " ", "“quoted”", "שלום", "😀", "e\u0301", "\t", "end. "]
    ),
    min_size=1,
    max_size=40,
)


class Marks(HTMLParser):
    """The text inside <mark>, the text of the article, and every tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.marked, self.shown, self.tags, self._in = "", "", set[str](), 0
        self._article = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        self.tags.add(tag)
        self._in += tag == "mark"
        self._article = self._article or tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self._in -= tag == "mark"
        self._article = self._article and tag != "article"

    def handle_data(self, data: str) -> None:
        self.shown += data if self._article else ""
        self.marked += data if self._in else ""


def whole(text: str, furniture: tuple[Span, ...] = (), headings: tuple[Span, ...] = ()) -> Whole:
    return Whole("/coverage/a.txt", "0" * 64, text, furniture, headings, "A title", "Outlet", "2031-05-01", None, ())


def read(page: str) -> Marks:
    marks = Marks()
    # The parser makes no difference between line ends, as HTML does not.
    marks.feed(page)
    marks.close()
    return marks


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, Span, tuple[Span, ...]]:
    text = "".join(draw(PIECES)) + "x"
    places = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True)))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    furniture = tuple(Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    return text, Span(*places), furniture


@given(spans())
def test_the_excerpt_is_marked_to_the_character_whatever_lies_in_it(made: tuple[str, Span, tuple[Span, ...]]) -> None:
    text, excerpt, furniture = made
    marks = read(article_page(whole(text, furniture), excerpt))
    assert marks.marked == excerpt.of(text)


@given(spans())
def test_only_furniture_and_white_space_are_left_out(made: tuple[str, Span, tuple[Span, ...]]) -> None:
    text, excerpt, furniture = made
    hidden = {at for span in furniture for at in range(*span)} - set(range(*excerpt))
    wanted = "".join(letter for at, letter in enumerate(text) if at not in hidden)
    shown = read(article_page(whole(text, furniture), excerpt)).shown
    assert "".join(shown.split()) == "".join(wanted.split())


def test_headings_and_furniture_look_their_part() -> None:
    text = "A title\n\nMenu Sport Weather\n\nThe first words. The second ones.\n\nA heading\n\nThe end.\n"
    start = text.index("The second")
    menu = Span(text.index("Menu"), text.index("Weather") + len("Weather"))
    headings = (Span(0, 7), Span(text.index("A heading"), text.index("A heading") + 9))
    page = article_page(whole(text, (menu,), headings), Span(start, start + len("The second ones.")))
    assert "Weather" not in page
    assert '<mark id="excerpt">The second ones.</mark>' in page
    assert page.count("A title") == 2, "in the window's title and once on the page"
    assert "<h2" in page


def test_nothing_runs_and_nothing_is_fetched() -> None:
    page = article_page(whole("<script>alert(1)</script> and more words."), Span(0, 8))
    marks = read(page)
    assert not marks.tags & {"script", "img", "link", "iframe", "form", "object"}
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(unescape(style[1]).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_page_for_everything_else_names_nothing() -> None:
    assert "retract" not in gone_page().lower()
    assert "embargo" not in gone_page().lower()
