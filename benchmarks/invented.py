"""Invented coverage of any size: words that follow Zipf's law, articles, quotations with speakers, questions.

Everything comes out of one seed. Nothing here is English but the little words, so it is good for measuring cost, and
for nothing else.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Passage, Quotation, Span

_SYLLABLES = [a + b for a in "b d f g k l m n p r s t v z br tr st pl".split() for b in "a e i o u ar en".split()]
_LITTLE = "the of to and a in that for is on with as was by at from it has be an are which its this have will".split()
VOCABULARY = 30_000
# Zipf–Mandelbrot: the commonest content word then stands in about a quarter of all passages, as in wire copy.
_FLATTENED = 30
_LITTLE_SHARE = 0.45
_SENTENCES = 6  # of about 18 words each: a passage of about 110 words
_QUOTED = 0.2


@dataclass(frozen=True, slots=True)
class Article:
    """One invented article with its passages and quotations, as analysis would have found them."""

    source: str
    outlet: str
    title: str
    day: int
    text: str
    passages: tuple[Passage, ...]
    quotations: tuple[Quotation, ...]


class Inventor:
    """Makes articles and questions.

    Args:
        seed: the same seed gives the same coverage.
    """

    def __init__(self, seed: int = 20) -> None:
        self._dice = random.Random(seed)
        self._words = self._vocabulary()
        weights = [1 / (rank + _FLATTENED) for rank in range(1, VOCABULARY + 1)]
        self._weights = list(itertools.accumulate(weights))
        self._speakers = [f"{self._name()} {self._name()}" for _ in range(800)]
        self._often = list(itertools.accumulate(1 / rank for rank in range(1, 801)))
        self._outlets = [
            f"The {self._name()} {kind}" for kind in ("Post", "Herald", "Echo", "Wire", "Bugle", "Courier")
        ]

    def articles(self, passages: int) -> Iterator[Article]:
        """Articles of two to eight passages, until there are that many passages."""
        left = passages
        for number in itertools.count():
            if left <= 0:
                return
            size = min(left, self._dice.randint(2, 8))
            left -= size
            yield self._article(number, size)

    def question(self, article: Article) -> str:
        """A question of three to eight content words, most of them from one passage of this article."""
        passage = self._dice.choice(article.passages)
        here = sorted({word for word in passage.span.of(article.text).split() if word.isalpha() and len(word) > 3})
        wanted = self._dice.randint(3, 8)
        chosen = [*self._dice.sample(here, min(wanted - 1, len(here))), self._dice.choice(self._words[:100])]
        self._dice.shuffle(chosen)
        topic = " ".join(chosen).lower()
        said = [each.speaker for each in article.quotations if each.speaker]
        if said and self._dice.random() < 0.4:
            return f"What did {self._dice.choice(said)} say about the {topic}?"
        asking = self._dice.choice(("Why did the", "How many", "When will the", "What about the", "Who"))
        return f"{asking} {topic}?"

    def _vocabulary(self) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < VOCABULARY:
            found["".join(self._dice.choices(_SYLLABLES, k=self._dice.randint(2, 4)))] = None
        return list(found)

    def _name(self) -> str:
        return "".join(self._dice.choices(_SYLLABLES, k=2)).capitalize() + "son"

    def _sentence(self) -> str:
        number = self._dice.randint(10, 26)
        content = self._dice.choices(self._words, cum_weights=self._weights, k=number)
        little = self._dice.choices(_LITTLE, k=number)
        mixed = [b if self._dice.random() < _LITTLE_SHARE else a for a, b in zip(content, little, strict=True)]
        return " ".join(mixed).capitalize()

    def _article(self, number: int, size: int) -> Article:
        parts: list[str] = []
        passages: list[Passage] = []
        quotations: list[Quotation] = []
        at = 0
        for _ in range(size):
            sentences: list[Span] = []
            for _ in range(_SENTENCES):
                quoted = self._dice.random() < _QUOTED
                printed, quotation = self._said(at) if quoted else (self._sentence() + ".", None)
                sentences.append(Span(at, at + len(printed)))
                quotations += [] if quotation is None else [quotation]
                parts.append(printed + " ")
                at += len(printed) + 1
            passages.append(Passage(Span(sentences[0].start, sentences[-1].end), tuple(sentences)))
        return Article(
            source=f"https://invented.example/{number}",
            outlet=self._dice.choice(self._outlets),
            title=" ".join(self._dice.choices(self._words, cum_weights=self._weights, k=7)).capitalize(),
            day=self._dice.randint(0, 900),
            text="".join(parts),
            passages=tuple(passages),
            quotations=tuple(quotations),
        )

    def _said(self, at: int) -> tuple[str, Quotation]:
        speaker = self._dice.choices(self._speakers, cum_weights=self._often)[0]
        words = self._sentence()
        printed = f"“{words},” said {speaker}."
        cue = at + len(words) + 4
        return printed, Quotation(
            span=Span(at + 1, at + 2 + len(words)),
            speech="direct",
            rule="invented",
            speaker=speaker,
            mention=Span(cue + 5, cue + 5 + len(speaker)),
            cue=Span(cue, cue + 4),
        )


def questions(inventor: Inventor, articles: Sequence[Article], number: int) -> list[str]:
    """That many questions about articles spread evenly over all of them."""
    step = max(1, len(articles) // number)
    return [inventor.question(article) for article in articles[::step][:number]]
