"""Articles that hypothesis makes up: prose, quotations, furniture and every kind of white space and script."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

# How fast this machine is tells nothing about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

WORDS = [
    *(
        "river",
        "council",
        "said",
        "Mayor",
        "Ángström",
        "cafe\u0301",
        "😀",
        "👩\u200d🚀",
        "שלום",
        "مرحبا",
        "don’t",
        "it's",
    ),
    *(
        "’90s",
        "the",
        "a\x00b",
        "U.S.",
        "Dr.",
        "5'10\"",
        "3.5%",
        "e.g.",
        "No.",
        "word",
        "budget",
        "plan",
        "東京",
        "\u200f",
    ),
    *("O’Neil", "workers’", "p.m.", "is", "reporter"),
]
MARKS = [
    *(("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("``", "''"), ("''", "''"), ("«", "»"), ("„", "“"), ("「", "」")),
    *(("“", ""), ("", "”"), ('"', ""), ("‘", "")),  # misprints
]
LINES = [
    *(
        "Advertisement",
        "Related stories",
        "More from World",
        "By Jane Doe",
        "Thursday, May 1, 2025",
        "CNN —",
        "Comments",
    ),
    *("Photo: Jane Doe/Reuters", "# Heading", "• a point", "Highlights", "Home > World", "Disclaimer", "___"),
    *("Read more: A thing happened", "© 2024 The Daily Lamp. All rights reserved.", "A heading of five words"),
    *("Jane Doe is a reporter for the Lamp.", "WASHINGTON (AP) — Something happened to somebody on Monday."),
]
GAPS = ["\n\n", "\n", "\r\n", "\r\n\r\n", "\n \n", "\u2028", "\r", "\n\n\n", "\x0c", "\x85", "\n\t"]

words = st.sampled_from(WORDS)
phrases = st.lists(words, min_size=1, max_size=14).map(" ".join)
ends = st.sampled_from([". ", "? ", "! ", "… ", ", ", ".\u00a0", ".  ", "。", ".\t", " "])


@st.composite
def quotations(draw: st.DrawFn) -> str:
    """A quotation of one to four sentences, in any marks, sometimes unbalanced, sometimes with one nested in it."""
    opening, closing = draw(st.sampled_from(MARKS))
    inner = "".join(draw(phrases) + draw(ends) for _ in range(draw(st.integers(1, 4)))).strip()
    if draw(st.booleans()):
        inner = f"{inner} ‘{draw(words)}’ {draw(words)}."
    return f"{opening}{inner}{closing} {draw(st.sampled_from(['said Jane Doe', 'he said', '']))}"


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    """A few sentences and quotations."""
    parts = draw(st.lists(st.one_of(phrases, quotations()), min_size=1, max_size=8))
    return "".join(part + draw(ends) for part in parts)


@st.composite
def articles(draw: st.DrawFn) -> str:
    """A whole text: paragraphs and page lines between any gaps, perhaps after a BOM."""
    blocks = draw(st.lists(st.one_of(paragraphs(), paragraphs(), st.sampled_from(LINES)), max_size=14))
    text = draw(st.sampled_from(["", "", "\ufeff", "\n\n", "  "]))
    for block in blocks:
        text += block + draw(st.sampled_from(GAPS))
    return text


texts = st.one_of(
    articles(), articles(), st.text(max_size=200), st.text(alphabet="“”\"‘’'`«»„. \nAbs,\r\u2028", max_size=120)
)
