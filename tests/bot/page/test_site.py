"""The page over real HTTP: genuine links open, everything else is one and the same 404; and it shows in Chromium."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import aiohttp
import pytest
from newsroom_support import Clock, Newsroom

from bot.page.links import Link, Signer
from bot.page.site import Site
from index.model import Span
from index.scope import Scope

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CITY, SPORT, SHUT = 11, 12, 13
WORDS = "“We counted 38 cracks in the spillway,” said Marta Kessling, the chief engineer."
SIGNER = Signer(b"k" * 32)


class Reader:
    """A browser without a face, and links to what it reads."""

    def __init__(self, room: Newsroom, root: str, session: aiohttp.ClientSession) -> None:
        self.room, self.root, self._session = room, root, session
        self.scopes: dict[int, frozenset[str] | None] = {CITY: None, SPORT: frozenset({"sport"})}

    async def link(self, source: str = "dam-ledger", chat_id: int = CITY, **by: float) -> str:
        found = await self.room.service.show(source)
        start = found.text.find(WORDS)
        span = Span(start, start + len(WORDS)) if start >= 0 else Span(0, 5)
        ends = int((self.room.clock() + timedelta(**(by or {"hours": 1}))).timestamp())
        return SIGNER.write(Link(found.row.revision, span, chat_id, ends), source)

    async def get(self, token: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
        async with self._session.request(method, f"{self.root}/a/{token}") as answer:
            return answer.status, await answer.text(), dict(answer.headers)


@pytest.fixture
async def reader(news: Newsroom) -> AsyncIterator[Reader]:
    made: list[Reader] = []

    async def scope_of(chat_id: int) -> Scope | None:
        known = made[0].scopes
        return Scope(now=news.clock(), desks=known[chat_id]) if chat_id in known else None

    site = Site(news.service, SIGNER, scope_of, news.clock)
    async with site.listening("127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
        made.append(Reader(news, f"http://127.0.0.1:{port}", session))
        yield made[0]


async def test_a_link_opens_the_article_at_the_excerpt(reader: Reader) -> None:
    status, page, headers = await reader.get(await reader.link())
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)
    assert (status, [unescape(each) for each in marked]) == (200, [WORDS])
    assert "None of them was there in the autumn" in page
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "noindex" in headers["X-Robots-Tag"]
    assert "no-store" in headers["Cache-Control"]


async def test_whatever_is_not_for_this_reader_looks_the_same(reader: Reader, clock: Clock) -> None:
    good = await reader.link()
    _, nothing, plain = await reader.get("nothing")
    swapped = good[:-40] + ("A" if good[-40] != "A" else "B") + good[-39:]
    refused = {
        "altered": swapped,
        "another desk's": await reader.link(chat_id=SPORT),
        "a chat that was not let in": await reader.link(chat_id=SHUT),
        "of another article": SIGNER.write(Link("0" * 64, Span(0, 5), CITY, 2**32 - 1), "dam-ledger"),
        "over": await reader.link(hours=-1),
        "too long": good + "A",
        "a way out": "../../etc/passwd",
    }
    for what, token in refused.items():
        status, page, headers = await reader.get(token)
        assert (status, page) == (404, nothing), what
        assert set(headers) == set(plain), what
    clock.forward(hours=2)
    assert (await reader.get(good))[:2] == (404, nothing), "it ends"


async def test_another_chats_link_cannot_be_made_ones_own(reader: Reader) -> None:
    """Whoever changes the chat in a link breaks its signature."""
    import base64  # noqa: PLC0415 - only to forge

    token = await reader.link(chat_id=SHUT)
    raw = bytearray(base64.urlsafe_b64decode(token + "=="))
    raw[41:49] = CITY.to_bytes(8, "big", signed=True)
    forged = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    assert (await reader.get(forged))[0] == 404


async def test_a_retracted_or_corrected_article_is_gone_at_once(reader: Reader) -> None:
    token = await reader.link()
    await reader.room.service.retract("dam-ledger")
    assert (await reader.get(token))[0] == 404


async def test_only_reading_is_possible(reader: Reader) -> None:
    token = await reader.link()
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert (await reader.get(token, method))[0] == 404
    assert (await reader.get(token, "HEAD"))[:2] == (200, "")


@pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM HERE: the page was not looked at in a browser")
async def test_a_browser_shows_it_on_a_phone_in_both_lights(reader: Reader, tmp_path: Path) -> None:
    token = await reader.link()
    _, page, _ = await reader.get(token)
    # The page itself may run nothing: what is to be measured is asked by a page around it.
    probe = """
<script>
addEventListener("load", () => {
  const mark = document.querySelector("mark"), colours = getComputedStyle(document.body);
  document.title = JSON.stringify({words: mark.textContent, wide: document.documentElement.scrollWidth,
    view: innerWidth, font: parseFloat(colours.fontSize), paper: colours.backgroundColor, ink: colours.color,
    marked: getComputedStyle(mark).backgroundColor});
});
</script>"""
    file = tmp_path / "page.html"
    file.write_text(page.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    seen = {dark: _seen(file, tmp_path / f"profile-{dark}", dark=dark) for dark in (False, True)}
    for each in seen.values():
        assert each["words"] == WORDS
        assert each["wide"] <= each["view"], "nothing has to be scrolled sideways"
        assert each["font"] >= 16
        assert each["marked"] not in {each["paper"], "rgba(0, 0, 0, 0)"}
    assert _light(seen[False]["paper"]) - _light(seen[False]["ink"]) > 150
    assert _light(seen[True]["ink"]) - _light(seen[True]["paper"]) > 150


def _seen(file: Path, profile: Path, *, dark: bool) -> dict[str, object]:
    """What a browser of a phone's size makes of the page."""
    assert CHROMIUM is not None
    done = subprocess.run(
        [
            CHROMIUM,
            *("--headless", "--no-sandbox", "--disable-gpu", "--window-size=500,844", f"--user-data-dir={profile}"),
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            *("--virtual-time-budget=2000", "--dump-dom", file.as_uri()),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    title = re.search(r"<title>(.*?)</title>", done.stdout.decode("utf-8"), re.DOTALL)
    assert title is not None
    found: dict[str, object] = json.loads(unescape(title[1]))
    return found


def _light(colour: object) -> float:
    parts = [int(part) for part in re.findall(r"\d+", str(colour))[:3]]
    return sum(parts) / 3
