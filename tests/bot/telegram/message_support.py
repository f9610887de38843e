"""Excerpts of awkward words, for properties of everything that shows them."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st
from telegram_support import Story, also

from retrieval.answer import Excerpt

TRICKY = [
    "😀",
    "👩‍👩‍👧",
    "שלום",
    "\u200f",
    "\u202e",
    "e\u0301",
    "a\u030a",
    "<b>",
    "&amp;",
    "`",
    "*",
    "_",
    "\u200b",
    "\ufeff",
    "\n",
    "\r\n",
    "\t",
    " ",
]
words = st.lists(
    st.one_of(st.sampled_from(TRICKY), st.text(st.characters(exclude_categories=["Cs"]), max_size=30)), min_size=1
)
texts = words.map("".join).filter(lambda text: re.search(r"\w", text) is not None)
names = st.none() | texts
speeches = st.sampled_from([None, "direct", "mixed", "indirect"])
links = st.sampled_from(
    [None, "https://wire.example/a?b=1&c=<d>", "http://x.example", "javascript:alert(1)", "not a link", "https://"]
)


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(texts)
    story = Story(
        "/x/a.txt", text, draw(names), draw(names), draw(st.sampled_from([None, "2025", "2025-05-03"])), draw(links)
    )
    other = Story("/x/b.txt", draw(texts), draw(names), draw(names), None, draw(links))
    more: dict[str, Any] = {"speaker": draw(names), "mention": draw(names), "speech": draw(speeches)}
    twins = tuple(also(other, 0, len(other.text), same=draw(st.booleans())) for _ in range(draw(st.integers(0, 2))))
    return story.excerpt(0, len(text), via=tuple(draw(st.lists(texts, max_size=2))), also_in=twins, **more)
