"""Links that open at the words of the excerpt."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.fragment import at_words

ADDRESS = "https://gazette.example/quay"


def terms(url: str) -> list[str]:
    """The decoded terms of the directive."""
    return [unquote(term) for term in url.partition(":~:text=")[2].split(",")]


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        ("The quay is closed", "The%20quay%20is%20closed"),
        ("“The quay,” she said", "The%20quay%2C%E2%80%9D%20she%20said"),
        ("a well-known quay", "a%20well%2Dknown%20quay"),
        ("Lind & Sons, of Tarn", "Lind%20%26%20Sons%2C%20of%20Tarn"),
        ("50% more #quays? yes/no", "50%25%20more%20%23quays%3F%20yes%2Fno"),
        ("  wide \t\u00a0 space ", "wide%20space"),
        ("قال الميناء", "%D9%82%D8%A7%D9%84%20%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1"),
        ("first words\n\nlast words", "first%20words,last%20words"),
    ],
)
def test_a_short_excerpt_is_given_whole_and_encoded(text: str, directive: str) -> None:
    assert at_words(ADDRESS, text) == f"{ADDRESS}#:~:text={directive}"


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        (f"{ADDRESS}?a=1&b=2", f"{ADDRESS}?a=1&b=2#:~:text=quay"),
        (f"{ADDRESS}#comments", f"{ADDRESS}#comments:~:text=quay"),
        (f"{ADDRESS}#comments:~:text=old", f"{ADDRESS}#comments:~:text=quay"),
        (f"{ADDRESS}#", f"{ADDRESS}#:~:text=quay"),
    ],
)
def test_a_fragment_that_is_there_stays(url: str, linked: str) -> None:
    assert at_words(url, "quay") == linked


def test_a_long_excerpt_is_found_by_its_first_and_last_words() -> None:
    text = " ".join(f"word{number}" for number in range(100))
    assert terms(at_words(ADDRESS, text)) == [
        "word0 word1 word2 word3 word4 word5 word6 word7",
        "word92 word93 word94 word95 word96 word97 word98 word99",
    ]


@pytest.mark.parametrize("text", ["", " \n ", "…", "“”"])
def test_where_there_is_nothing_to_look_for_the_address_stays(text: str) -> None:
    assert at_words(ADDRESS, text) == ADDRESS


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=600))
def test_every_term_stands_in_the_text_with_its_white_space_collapsed(text: str) -> None:
    url = at_words(ADDRESS, text)
    directive = url.removeprefix(ADDRESS).removeprefix("#:~:text=")
    page = " ".join(text.split())
    assert url.isascii()
    assert len(directive) <= 300
    assert "&" not in directive
    assert "-" not in directive
    assert directive.count(",") <= 1
    if directive:
        found = [page.find(term) for term in terms(url)]
        assert -1 not in found
        assert found[0] <= page.rfind(terms(url)[-1])


@given(st.text("我们发现裂缝，。", min_size=1, max_size=200))
def test_a_script_without_spaces_makes_short_terms_too(text: str) -> None:
    url = at_words(ADDRESS, text)
    assert len(url) <= len(ADDRESS) + 300
    assert all(term in text for term in terms(url))


BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


class Served(ThreadingHTTPServer):
    """One long page, and whether a browser that showed it has scrolled to where the words are."""

    def __init__(self, words: str) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        filler = "<p>A paragraph to be scrolled past.</p>" * 100
        top = "document.querySelector('#it').getBoundingClientRect().top"
        ask = f"if (scrollY) {{ clearInterval(t); fetch('/there?' + {top}) }}"
        script = f"<script>const t = setInterval(() => {{ {ask} }}, 20)</script>"
        self.page = f"<!DOCTYPE html><meta charset=utf-8>{filler}<div id=it>{words}</div>{filler}{script}"
        self.top: Future[float] = Future()


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Served)
        if self.path.startswith("/there?"):
            self.server.top.set_result(float(self.path.partition("?")[2]))
        body = self.server.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.mark.skipif(BROWSER is None, reason="no browser is installed here")
@pytest.mark.parametrize(
    ("text", "page"),
    [
        (
            "“We saw 11 well-known quays, & more,” she said",
            "“We saw 11 <b>well-known</b>\n quays, &amp; more,” she said",
        ),
        ("First paragraph.\n\nThe third, the end.", "<p>First paragraph.</p><p>Middle.</p><p>The third, the end.</p>"),
        (" ".join(f"word{n}," for n in range(80)), f"<p>{' '.join(f'word{n},' for n in range(80))}</p>"),
        ("قال الميناء: «أصلحنا 38 دعامة».", "<p dir=rtl>قال الميناء: «أصلحنا 38 دعامة».</p>"),
    ],
)
def test_a_real_browser_scrolls_to_the_words(text: str, page: str, tmp_path: Path) -> None:
    with Served(page) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(server.serve_forever)
        url = at_words(f"http://127.0.0.1:{server.server_port}/", text)
        flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=500,400",
            f"--user-data-dir={tmp_path}",
        ]
        browser = subprocess.Popen([str(BROWSER), *flags, "--remote-debugging-port=0", url], stderr=subprocess.DEVNULL)
        try:
            assert 0 <= server.top.result(timeout=60) < 400
        finally:
            browser.terminate()
            browser.wait()
            server.shutdown()
