"""An article as a page: plain HTML without scripts, the excerpt marked, furniture left out. Pure.

The words are the revision's own, in its order. Nothing but furniture and the white space between paragraphs is left
out, and never anything of the excerpt.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from html import escape

from bot.dates import day
from index.model import Span
from retrieval.whole import Whole

ANCHOR = "excerpt"
# White space is kept as it stands, so that the words that are marked are the excerpt to the character.
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1e; --soft: #63636b; --paper: #fdfcfa; --mark: #ffe9a8; --line: #dedbd5 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9e7e3; --soft: #a5a3a0; --paper: #17181a; --mark: #5b4a12; --line: #35363a }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 Georgia, "Times New Roman", "Noto Serif", serif }
main { max-width: 38rem; margin: 0 auto; padding: 1.5rem 1.125rem 4rem; overflow-wrap: break-word }
header, footer { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--soft);
  font-size: .9375rem; line-height: 1.45 }
header { border-bottom: 1px solid var(--line); padding-bottom: .75rem; margin-bottom: 1.25rem }
footer { border-top: 1px solid var(--line); padding-top: .75rem; margin-top: 2rem }
h1 { color: var(--ink); font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 .5rem }
h2 { font-size: 1.1875rem; line-height: 1.3; margin: 1.75rem 0 .5rem }
p { margin: 0 0 1rem }
h1, h2, p { white-space: pre-wrap }
mark { background: var(--mark); color: inherit; padding: .1em 0; border-radius: .2em; scroll-margin: 30vh }
a { color: inherit }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; sandbox allow-popups",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
}
_GAP = re.compile(r"(?:[^\S\n\r]*(?:\r\n|\n|\r)){2,}[^\S\n\r]*")
_LINE_END = re.compile(r"(?:[^\S\n\r]*(?:\r\n|\n|\r))+[^\S\n\r]*")
# Lines this long (half of them at least) are paragraphs themselves; shorter ones are parts of one.
_LONG_LINE = 90
_NOTE = "The highlighted words are quoted. Menus, adverts and the like are left out."


def article_page(whole: Whole, excerpt: Span) -> str:
    """The whole article with the excerpt marked; its first part is the anchor `excerpt`."""
    blocks = list(_blocks(whole, excerpt))
    printed = {" ".join(heading.of(whole.text).split()) for heading in whole.headings}
    title = whole.title or ""
    lead = f"<h1>{escape(title)}</h1>" if title and " ".join(title.split()) not in printed else ""
    known = (whole.outlet, day(whole.published or ""), ", ".join(whole.authors))
    facts = " · ".join(escape(each) for each in known if each)
    body = "\n".join(_block(whole, block, excerpt, first) for block, first in _with_first(blocks, excerpt))
    link = _source(whole.url)
    return _document(
        title or whole.outlet or "Article",
        f"<header>{f'<div>{facts}</div>' if facts else ''}{lead}</header>\n<article>\n{body}\n</article>\n"
        f"<footer><div>{_NOTE}</div>{link}</footer>",
    )


def gone_page() -> str:
    """What everybody sees who may see nothing, whatever the reason."""
    return _document(
        "Not here",
        "<h1>There is nothing to read here</h1>\n"
        "<p>Links to articles end after a while, and with them what they show. Ask the bot again for a new one.</p>",
    )


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow, noarchive">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _source(url: str | None) -> str:
    if url is None or not url.startswith(("https://", "http://")):
        return ""
    return f'<div><a href="{escape(url)}" rel="noopener noreferrer nofollow">The article at its outlet</a></div>'


def _blocks(whole: Whole, excerpt: Span) -> Iterator[tuple[Span, ...]]:
    """The paragraphs, each as the spans of it that are shown, in order."""
    at = 0
    hidden = [part for each in whole.furniture for part in _without(each, excerpt)]
    for gap in [*_gap_of(whole.text).finditer(whole.text), None]:
        end = len(whole.text) if gap is None else gap.start()
        if gap is not None and excerpt.start < gap.end() and gap.start() < excerpt.end:
            continue  # a gap inside the excerpt belongs to it: the words that are marked are the excerpt's own
        shown = _trimmed(whole.text, _outside(Span(at, end), hidden), excerpt)
        if shown:
            yield shown
        at = len(whole.text) if gap is None else gap.end()


def _gap_of(text: str) -> re.Pattern[str]:
    """What stands between two paragraphs of this text: an empty line, or any line's end."""
    lengths = sorted(len(line) for line in text.splitlines() if line.strip())
    return _LINE_END if lengths and lengths[len(lengths) // 2] >= _LONG_LINE else _GAP


def _without(span: Span, other: Span) -> list[Span]:
    """The span without what it shares with the other."""
    parts = [Span(span.start, min(span.end, other.start)), Span(max(span.start, other.end), span.end)]
    return [part for part in parts if part.start < part.end] if span.overlaps(other) else [span]


def _outside(block: Span, hidden: Sequence[Span]) -> list[Span]:
    parts = [block]
    for each in hidden:
        parts = [left for part in parts for left in _without(part, each)]
    return parts


def _trimmed(text: str, parts: Sequence[Span], excerpt: Span) -> tuple[Span, ...]:
    """The parts that say something, without the white space at the block's edges."""
    said = [part for part in parts if part.of(text).strip() or part.overlaps(excerpt)]
    if not said:
        return ()
    first, last = said[0], said[-1]
    begin = first.start + len(first.of(text)) - len(first.of(text).lstrip())
    end = last.start + len(last.of(text).rstrip())
    if first.overlaps(excerpt):
        begin = min(begin, max(first.start, excerpt.start))
    if last.overlaps(excerpt):
        end = max(end, min(last.end, excerpt.end))
    if len(said) == 1:
        return (Span(begin, end),)
    return (Span(begin, first.end), *said[1:-1], Span(last.start, end))


def _with_first(blocks: Sequence[tuple[Span, ...]], excerpt: Span) -> Iterator[tuple[tuple[Span, ...], bool]]:
    """Each block, and whether it is the first with something of the excerpt."""
    seen = False
    for block in blocks:
        holds = any(part.overlaps(excerpt) for part in block)
        yield block, holds and not seen
        seen = seen or holds


def _block(whole: Whole, block: tuple[Span, ...], excerpt: Span, first: bool) -> str:  # noqa: FBT001 - pure and private
    bounds = Span(block[0].start, block[-1].end)
    tag = "h2" if any(bounds == heading or heading.contains(bounds) for heading in whole.headings) else "p"
    words = "".join(_words(whole.text, part, excerpt) for part in block)
    if first:
        words = words.replace("<mark>", f'<mark id="{ANCHOR}">', 1)
    return f'<{tag} dir="auto">{words}</{tag}>'


def _words(text: str, part: Span, excerpt: Span) -> str:
    """The part's words, those of the excerpt marked."""
    if not part.overlaps(excerpt):
        return escape(part.of(text))
    marked = Span(max(part.start, excerpt.start), min(part.end, excerpt.end))
    before, after = Span(part.start, marked.start), Span(marked.end, part.end)
    return f"{escape(before.of(text))}<mark>{escape(marked.of(text))}</mark>{escape(after.of(text))}"
