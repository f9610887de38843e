"""Pictures of the reading page as a phone shows it, for `docs/pictures`: `python docs/page.py [FOLDER]`.

It indexes one article of `examples/coverage` and photographs its page in headless Chromium, by day and by night. Needs
Chromium and Pillow.
"""
# ruff: noqa: INP001 - a script beside the pages that show its pictures, no package

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bot.page.html import article_page  # noqa: E402 - the path is mended first
from bot.service import Service  # noqa: E402
from config.settings import Settings  # noqa: E402
from index.model import Span  # noqa: E402
from index.scope import Scope  # noqa: E402

COVERAGE = HERE.parent / "examples" / "coverage"
ARTICLE = "tpa-bridge-shut.txt"
COLOURS = 128
LIGHTS = {"page-light": 1, "page-dark": 0}


async def page(scratch: Path) -> str:
    """The page of the article, with its first direct quotation as the excerpt."""
    settings = Settings(data=scratch / "data")
    async with Service(settings, "onrecord docs") as service:
        await service.index([COVERAGE / ARTICLE], COVERAGE / "meta.csv", lambda _: None)
        (row,) = await service.articles()
        scope = Scope(now=datetime.now(UTC))
        (whole,) = await service.wholes(row.revision, scope)
        found = next(each for each in await service.quotes(scope) if each["speech"] == "direct")
        return article_page(whole, Span(found["start"], found["end"]))


def photograph(chromium: str, source: Path, name: str, light: int, folder: Path, scratch: Path) -> None:
    """One picture; few colours, since a screen of text needs no more."""
    picture = folder / f"{name}.png"
    subprocess.run(  # noqa: S603 - the browser that was found
        [
            chromium,
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-lcd-text"),
            *("--force-device-scale-factor=2", "--window-size=390,844", f"--user-data-dir={scratch / name}"),
            *(f"--blink-settings=preferredColorScheme={light}", f"--screenshot={picture}"),
            source.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    with Image.open(picture) as taken:
        small = taken.quantize(COLOURS)
    small.save(picture, optimize=True)


def main() -> None:
    """Take both pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed to take pictures: install it, or look at the pictures that are there")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "pictures"
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        source = scratch / "page.html"
        source.write_text(asyncio.run(page(scratch)), encoding="utf-8")
        for each, light in LIGHTS.items():
            photograph(chromium, source, each, light, folder, scratch)


if __name__ == "__main__":
    main()
