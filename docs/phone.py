"""Pictures of real messages as a phone shows them, for `docs/pictures`: `python docs/phone.py [FOLDER]`.

It indexes `examples/coverage`, asks, and presses the buttons of the answers; what the bot would send is laid out as
Telegram lays it out, and headless Chromium takes the picture. Needs Chromium, Pillow, Roboto and the Noto fonts.
"""
# ruff: noqa: INP001 - a script beside the pages that show its pictures, no package

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from itertools import pairwise
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bot.service import Service  # noqa: E402 - the path is mended first
from bot.telegram import buttons  # noqa: E402
from bot.telegram.buttons import Action, Press  # noqa: E402
from bot.telegram.cite import attribution  # noqa: E402
from bot.telegram.layout import Keyboard, Mark, Rendered  # noqa: E402
from bot.telegram.message import page, view_of  # noqa: E402
from bot.telegram.views import context_text, copy_text, sources_text  # noqa: E402
from config.settings import Settings  # noqa: E402
from index.scope import Scope  # noqa: E402
from retrieval.answer import Answer, Excerpt  # noqa: E402
from retrieval.recall import Context, ExcerptKey, Gone, Kept, kept  # noqa: E402

COVERAGE = HERE.parent / "examples" / "coverage"
SCOPE = Scope(now=datetime(2031, 5, 1, 9, tzinfo=UTC))
KEY = "k" * 12
COLOURS = 128  # a screen of text needs no more
# Invented for the picture: the examples hold no story that is written from right to left.
ARABIC = {
    "id": "harbour-arabic",
    "outlet": "صدى الميناء",
    "title": "إعادة فتح رصيف الميناء القديم",
    "published": "2031-04-20",
    "url": "https://sadaalmina.example/news/raseef",
    "text": (
        "أعيد فتح رصيف الميناء القديم يوم الأحد بعد إصلاحات استمرت شهرين.\n\n"
        "قالت مهندسة الميناء سلمى الحداد: «أصلحنا 38 دعامة، ولم يبق سوى الطلاء — شكرًا لكل من صبر معنا». "
        "وأضافت أن القوارب الصغيرة (أقل من 12 مترًا) يمكنها الرسو ابتداءً من الغد.\n"
    ),
}


@dataclass(frozen=True)
class Scene:
    """One picture: what was asked, and the message that the bot shows."""

    name: str
    dark: bool
    question: str
    message: Rendered
    scrolled: bool = False


def with_buttons(answer: Answer) -> Rendered:
    """An answer as it is sent."""
    view = view_of(answer)
    first = page(view)
    only = view.items[0] if len(view.items) == 1 else None
    copied = attribution(only) if isinstance(only, Excerpt) else None
    return replace(first.rendered, keyboard=buttons.under_answer(KEY, first, copied))


async def longest(service: Service, name: str) -> Excerpt:
    """The two longest paragraphs in a row of an example, as one excerpt: as long as excerpts become."""
    row = next(row for row in await service.articles() if row.source.endswith(name))
    text = (await service.show(row.source)).text
    breaks = [0, *(at + 2 for at in range(len(text)) if text.startswith("\n\n", at)), len(text)]
    start, end = max(pairwise(breaks[::2]), key=lambda pair: pair[1] - pair[0])
    words = text[start:end].strip()
    at = text.index(words)
    (found,) = await service.excerpts([Kept(ExcerptKey(row.source, row.revision, at, at + len(words)))], SCOPE)
    if isinstance(found, Gone):
        raise TypeError(f"{name} is not quotable")
    return found


def answer_of(like: Answer, question: str, excerpt: Excerpt) -> Answer:
    """An answer with that one excerpt."""
    return replace(like, question=question, excerpts=(excerpt,), differ=0)


async def scenes(service: Service) -> list[Scene]:
    """Ask, and press."""

    async def ask(question: str) -> Answer:
        return await service.ask(question, SCOPE)

    said, hard = "What did Ines Calloway say about the cracks?", "What did Lin Yuhan say about varnish?"
    many, more = "How many pins are cracked in the bridge?", "What did Ines Calloway say?"
    shut, arabic = "Why did they shut the Skarrow Bridge?", "ماذا قالت سلمى الحداد عن رصيف الميناء القديم؟"
    calloway, closed = await ask(said), await ask(shut)
    around: tuple[Context | Gone, ...] = await service.contexts(kept(calloway), SCOPE)
    back = buttons.back(KEY, 0)
    view, first = view_of(calloway), page(view_of(closed))
    trial = "How was the marsh cough trial done?"
    long = await longest(service, "marsh-cough-trial.txt")
    report = Press(KEY, Action.REPORT_ONE, 0, 1, 0)
    return [
        Scene("answer-light", False, said, with_buttons(calloway)),  # noqa: FBT003 - which theme
        Scene("answer-dark", True, said, with_buttons(calloway)),  # noqa: FBT003
        Scene("more-light", False, shut, with_buttons(closed)),  # noqa: FBT003
        Scene("abstention-dark", True, hard, with_buttons(await ask(hard))),  # noqa: FBT003
        Scene("differ-light", False, many, with_buttons(await ask(many))),  # noqa: FBT003
        Scene("wordings-dark", True, more, with_buttons(await ask(more))),  # noqa: FBT003
        Scene("long-dark", True, trial, with_buttons(answer_of(calloway, trial, long))),  # noqa: FBT003
        Scene("arabic-light", False, arabic, with_buttons(await ask(arabic))),  # noqa: FBT003
        Scene("context-light", False, said, replace(context_text(around, 0, len(view.items)), keyboard=back)),  # noqa: FBT003
        Scene("sources-dark", True, shut, replace(sources_text(view_of(closed)), keyboard=back)),  # noqa: FBT003
        Scene("copy-light", False, said, replace(copy_text(view, 0, len(view.items)), keyboard=back)),  # noqa: FBT003
        Scene("report-dark", True, shut, replace(first.rendered, keyboard=buttons.what_is_wrong(report))),  # noqa: FBT003
    ]


def html_of(message: Rendered) -> str:
    """The text with its marks as nested elements; positions are UTF-16 units."""
    raw = message.text.encode("utf-16-le")

    def words(start: int, end: int) -> str:
        return escape(raw[2 * start : 2 * end].decode("utf-16-le"))

    def inside(marks: list[Mark], start: int, end: int) -> Iterator[str]:
        at = start
        while marks:
            mark = marks.pop(0)
            last = mark.offset + mark.length
            inner = []
            while marks and marks[0].offset < last:
                inner.append(marks.pop(0))
            yield words(at, mark.offset)
            yield _element(mark, "".join(inside(inner, mark.offset, last)))
            at = last
        yield words(at, end)

    body = "".join(inside(list(message.marks), 0, len(raw) // 2))
    # A block ends its line by itself: the line break after it is not shown again.
    return body.replace("</div>\n", "</div>")


def _element(mark: Mark, inner: str) -> str:
    tags = {"bold": "b", "italic": "i", "text_link": "a", "code": "code"}
    if mark.kind in tags:
        return f"<{tags[mark.kind]}>{inner}</{tags[mark.kind]}>"
    kinds = {"pre": "pre", "blockquote": "quote", "expandable_blockquote": "quote folded"}
    return f'<div dir="auto" class="{kinds[mark.kind]}">{inner}</div>'


def keyboard_html(keyboard: Keyboard) -> str:
    """The buttons, row by row."""
    rows = ("".join(f"<span>{escape(button.label)}</span>" for button in row) for row in keyboard)
    return "".join(f'<div class="row">{row}</div>' for row in rows)


def screen(scene: Scene) -> str:
    """The page that is photographed."""
    template = (HERE / "phone.html").read_text(encoding="utf-8")
    parts = {
        "THEME": "dark" if scene.dark else "light",
        "QUESTION": escape(scene.question),
        "MESSAGE": html_of(scene.message),
        "BUTTONS": keyboard_html(scene.message.keyboard),
    }
    for name, part in parts.items():
        template = template.replace(f"@{name}@", part)
    return template


def photograph(chromium: str, scene: Scene, folder: Path, scratch: Path) -> None:
    """One PNG, as wide as a phone."""
    source = scratch / f"{scene.name}.html"
    source.write_text(screen(scene), encoding="utf-8")
    subprocess.run(  # noqa: S603 - the browser that was found
        [
            chromium,
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-lcd-text"),
            *("--force-device-scale-factor=2", "--window-size=390,844", f"--user-data-dir={scratch / 'browser'}"),
            f"--screenshot={folder / scene.name}.png",
            source.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    picture = folder / f"{scene.name}.png"
    with Image.open(picture) as taken:
        small = taken.quantize(COLOURS)
    small.save(picture, optimize=True)


async def main() -> None:
    """Index, ask, and take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed to take pictures: install it, or look at the pictures that are there")
    with tempfile.TemporaryDirectory() as scratch:
        async with Service(Settings(data=Path(scratch) / "data"), "docs/phone.py") as service:
            extra = Path(scratch) / "arabic.jsonl"
            extra.write_text(_line(ARABIC), encoding="utf-8")
            await service.index([COVERAGE, extra], COVERAGE / "meta.csv", lambda _: None)
            for scene in await scenes(service):
                photograph(chromium, scene, folder, Path(scratch))


def _line(record: dict[str, str]) -> str:
    import json  # noqa: PLC0415 - the one use

    return json.dumps(record, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    asyncio.run(main())
