"""Whatever is asked of the real articles beside the checkout, nothing of the answer comes from furniture.

None of their words stand here: the places are code points of the files, the questions are made of the files' words.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from newsroom_support import SEEDS, Clock, in_a_loop_of_its_own, settings_in, shown, silent

from bot.service import Service
from index.layout import lay_out
from index.model import Span
from index.scope import Scope
from index.tables import quotations

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the articles are not beside this checkout")

GOLD = json.loads(Path(__file__).with_name("gold").joinpath("seeds_furniture.json").read_text("utf-8"))
FURNITURE = {name: [Span(*span) for span in labelled["furniture"]] for name, labelled in GOLD.items()}
WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")
BAITS = """
who wrote this article?
what is the author's background?
what are the author's hobbies?
where did the author study?
how many years of experience does the journalist have?
what degree does the writer have?
what does the author do in his free time?
is the writer known for anything?
how can I follow the author?
who took the photo?
what is seen in the picture?
what does the caption say?
where was the picture taken?
what does the disclaimer say?
is this investment advice?
should I conduct my own research?
who is responsible for financial losses?
what is the ad disclosure?
does the site carry affiliate links?
do ad partners influence the editorial content?
why should I trust this site?
since when does the site cover its industry?
what are people discussing?
what do the comments say?
what is more from world?
what happened near the disputed islands?
who claims the islands?
who administers the islands?
what did Japan protest against?
whose airspace was violated?
what are the highlights?
what is advertised?
what is the advertisement about?
does the site use cookies?
what is the privacy policy?
how do I subscribe to the newsletter?
which section is this?
what is on the home page?
when was the page updated?
what does the outlet say about itself?
""".split("\n")[1:-1]
ABOUT = ("what is said about {}?", "{}", "what did {} say?", "who mentioned {} and why?")


def text_of(name: str) -> str:
    return (SEEDS / name).read_bytes().decode("utf-8")


def words(name: str, *, furniture: bool) -> Iterator[str]:
    """Words of an article's furniture or of its story, the rarest forms first met, each once."""
    text, seen = text_of(name), set()
    for found in WORD.finditer(text):
        inside = any(span.contains(Span(*found.span())) for span in FURNITURE[name])
        if inside is furniture and found.group().casefold() not in seen:
            seen.add(found.group().casefold())
            yield found.group()


def spread(every: list[str], number: int) -> list[str]:
    """That many of them, evenly spread."""
    return [every[place * len(every) // number] for place in range(number)]


def questions() -> list[str]:
    """200 of them: baits written here, 110 made of the furniture's words, 50 of the stories'."""
    bait = [word for name in GOLD for word in words(name, furniture=True)]
    story = [word for name in GOLD for word in words(name, furniture=False)]
    chosen = [*spread(list(dict.fromkeys(bait)), 110), *spread(list(dict.fromkeys(story)), 50)]
    return [*BAITS, *(ABOUT[at % len(ABOUT)].format(word) for at, word in enumerate(chosen))]


def test_the_labels_are_those_of_these_files() -> None:
    for name, labelled in GOLD.items():
        assert hashlib.sha256((SEEDS / name).read_bytes()).hexdigest() == labelled["sha256"], name
        text = text_of(name)
        assert all(span.of(text) == span.of(text).strip() != "" for span in FURNITURE[name])


def test_what_is_labelled_furniture_is_never_story_and_the_story_is_never_furniture() -> None:
    for name, labelled in FURNITURE.items():
        layout = lay_out(text_of(name))
        assert not [span for span in layout.paragraphs if any(span.overlaps(other) for other in labelled)], name
        assert not [s for s in layout.furniture for p in s_outside(s, labelled, text_of(name)) if p], name


def s_outside(span: Span, labelled: list[Span], text: str) -> list[str]:
    """What of a span is not labelled, white space aside."""
    covered = {place for other in labelled for place in range(*other)}
    return [text[place] for place in range(*span) if place not in covered and not text[place].isspace()]


def test_no_question_brings_furniture(tmp_path: Path, loaded_once: None) -> None:  # noqa: ARG001 - comes first
    asked = questions()
    assert len(set(asked)) == 200
    places = in_a_loop_of_its_own(ask_all(tmp_path, asked))
    assert len(places) > 400
    overlapping = [
        (question, Path(source).name, span)
        for question, source, span in places
        if any(span.overlaps(other) for other in FURNITURE[Path(source).name])
    ]
    assert not overlapping


async def ask_all(folder: Path, asked: list[str]) -> list[tuple[str, str, Span]]:
    """(question, source, span) of everything that answers, searches and the list of quotations show."""
    places: list[tuple[str, str, Span]] = []
    async with Service(settings_in(folder), "a test", Clock()) as service:
        assert (await service.index([SEEDS], None, silent)).failed == []
        scope = Scope(now=Clock()())
        for question in asked:
            answer, found = await asyncio.gather(
                service.ask(question, scope, limit=10), service.search(question, scope, k=10)
            )
            places += [(question, source, Span(start, end)) for source, _, start, end in shown(answer)]
            places += [(question, each.source, Span(each.start, each.end)) for each in found]
        rows = {row.id: row.source for row in await service.articles()}
        quoted = await service.coverage.database.read(quotations.quotations_of, rows)
        places += [("", rows[at], each.quotation.span) for at, every in quoted.items() for each in every]
    return places
