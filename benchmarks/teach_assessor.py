"""Teaches the default model to assess accounts: writes what ships as `index/embedding/assessor.safetensors`.

A cross-encoder reads a question together with an account, and has to say whether that answers it. It begins with what
the embedder was taught (`benchmarks/teach.py`) and learns more of the same kind: low-rank changes of each layer, and
the values of the layer norms. The accounts are cut from the stories of `benchmarks/stories` (also those under `more`,
which were written for this) as an answer would cut them. Each question is shown with what answers it and with those of
the twelve most similar accounts that do not: which of them answers (listwise softmax), whether each does (logistic).
An unanswerable question counts the less the more its wording gives it away. Then it learns once more, more slowly, with
real news (`benchmarks/news.py`), some stories beside. The held-out stories and groups of news are only checked with.

Usage: python benchmarks/teach_assessor.py [--epochs 1.25] [--news-epochs 2] [--news FILE] [--out FILE] [--measure]
It takes more than an hour on two cores.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from benchmarks.answers import Shown, is_right
from benchmarks.news import ARTICLES, NewsGroup, read_articles, read_groups
from benchmarks.stories import Story, for_assessing, held_out, read_stories
from benchmarks.teach import LAYERS, LowRank, learn, rising_and_falling
from benchmarks.wording import given_away, given_away_by
from config.settings import MINILM, EmbedderSettings, RetrievalSettings
from index.analysis import analyse
from index.embedder import Embedder, load_embedder
from index.embedding.adapter import ASSESSOR, BASE, DOWN, HEAD, NEWS, UP, VALUE, teach_layers
from index.embedding.assessor_exporter import Assessing, read_assessing
from index.embedding.late import Tokens, met
from index.model import ArticleDraft, Span
from index.models import ResolvedModel, resolve_embedder, resolve_parser
from index.parse import Parser
from index.tables.passages import PassageRow
from index.tables.quotations import QuotationRow
from retrieval.assess import account
from retrieval.evidence import ALIKE, MET, MET_NEAR
from retrieval.units import Unit, units_of

RANK, RATE, HEAD_RATE = 32, 6e-4, 3e-3
NEWS_RATE, REPEATED = 3e-4, 3500  # then with the news, beside so many questions about stories in each epoch
TOGETHER = 16  # questions of a step
NEAR, WRONG = 12, 4  # accounts that come near, and how many of them stand beside what answers
BARE = 0.15  # share of questions whose accounts are read without title and outlet, or without the speaker
MOST_TOKENS = 160
CHECKED = 8


@dataclass(frozen=True, slots=True)
class Account:
    """A stretch that an answer might show, with what stands before it when it is read."""

    context: str
    speakers: tuple[str, ...]
    words: str

    def read(self, *, context: bool = True, speakers: bool = True) -> str:
        """The text that is assessed."""
        return account(self.context if context else "", self.speakers if speakers else (), self.words)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question: which accounts of its articles answer, and all of them from the most similar to the least."""

    question: str
    answerable: bool
    accounts: Sequence[Account]
    right: NDArray[np.bool_]
    order: Sequence[int]
    counts: float = 1.0

    def wrong(self) -> list[int]:
        """Those that come near and do not answer."""
        return [at for at in self.order if not self.right[at]][:NEAR]


class Cut:
    """Articles cut into accounts: one for each sentence that an answer might show.

    Attributes:
        places: of each account its passage and which of its sentences it is.
        units: of each account the number of its article, and its span there.
    """

    def __init__(self) -> None:
        self.accounts: list[Account] = []
        self.places: list[tuple[int, int]] = []
        self.units: list[tuple[int, Span]] = []
        self.vectors: list[NDArray[np.float32]] = []
        self.held: dict[int, Tokens] = {}

    def add(self, article: int, account: Account, unit: Unit, vector: NDArray[np.float32]) -> None:
        """One more account."""
        self.accounts.append(account)
        self.places.append((unit.passage.id, unit.at))
        self.units.append((article, unit.span))
        self.vectors.append(vector)


class Reader:
    """Cuts articles into accounts as the index and an answer do."""

    def __init__(self) -> None:
        self.parser = Parser.load(str(resolve_parser("en_core_web_sm").folder))
        self.embedder: Embedder = load_embedder(EmbedderSettings())
        self.characters = RetrievalSettings().excerpt_characters

    def of_story(self, story: Story, likely: Mapping[str, float]) -> list[Lesson]:
        """Every question of a story; `likely` are those that give themselves away."""
        cut = self._cut([(told.title, told.outlet, told.text()) for told in story.articles])
        rows = [(f"{story.name}-{at}", words.words) for (at, _), words in zip(cut.units, cut.accounts, strict=True)]
        lessons = []
        for asked, gold in zip(story.questions, story.labelled(), strict=True):
            right = np.array([is_right(Shown(source, 0, 0, words), gold["answer"]) for source, words in rows])
            lessons.append(self._lesson(asked.text, cut, right, likely, answerable=bool(asked.answers)))
        return lessons

    def of_news(
        self, group: NewsGroup, articles: Mapping[str, Mapping[str, Any]], likely: Mapping[str, float]
    ) -> list[Lesson]:
        """Every question about a group of real articles."""
        rows = [articles[each] for each in group.articles]
        cut = self._cut([(row["title"], row["outlet"], row["text"]) for row in rows])
        lessons = []
        for asked in group.questions:
            gold = {(group.articles.index(source), span) for source, span in asked.answers}
            right = np.array([any(at == one and span.contains(held) for one, held in gold) for at, span in cut.units])
            lessons.append(self._lesson(asked.text, cut, right, likely, answerable=bool(asked.answers)))
        return lessons

    def _lesson(
        self, question: str, cut: Cut, right: NDArray[np.bool_], likely: Mapping[str, float], *, answerable: bool
    ) -> Lesson:
        counts = 1.0 if answerable else min(1.0, 1 / likely[question] - 1)
        return Lesson(question, answerable, cut.accounts, right, self._order(question, cut), counts)

    def _cut(self, articles: Sequence[tuple[str, str, str]]) -> Cut:
        """The articles, each as (title, outlet, text), cut."""
        cut = Cut()
        for article, (title, outlet, text) in enumerate(articles):
            context = f"{title}. {outlet}\n"
            for row, units in self._passages(text, title, outlet, context, article, len(cut.held)):
                shift = len(context) - row.span.start
                inside = [Span(each.start + shift, each.end + shift) for each in row.sentences]
                encoded = self.embedder.encode_whole([context + row.span.of(text)], [inside])[0]
                if encoded.tokens is None:
                    raise RuntimeError("the default model keeps no tokens")
                cut.held[row.id] = encoded.tokens
                for unit in units:
                    words = Account(context, _speakers(unit), unit.span.of(text))
                    cut.add(article, words, unit, encoded.sentences[unit.at])
        return cut

    def _passages(
        self, text: str, title: str, outlet: str, context: str, article: int, first: int
    ) -> list[tuple[PassageRow, tuple[Unit, ...]]]:
        draft = ArticleDraft(source="article", origin="article", text=text, title=title, outlet=outlet)
        found = analyse(draft, self.parser)
        said = [QuotationRow(at, article, "", each) for at, each in enumerate(found.quotations)]
        rows = [
            PassageRow(first + at, article, "", at, each.span, each.sentences, context, b"")
            for at, each in enumerate(found.passages)
        ]
        return [(row, units_of(row, text, said, self.characters)) for row in rows]

    def _order(self, question: str, cut: Cut) -> list[int]:
        vector, tokens = self.embedder.encode_question(question)
        if tokens is None:
            raise RuntimeError("the default model keeps no tokens")
        found = met(tokens, np.ones(len(tokens.vectors), np.float32), cut.held)
        near = np.array([MET * found[p].sentences.get(at, 0.0) + MET_NEAR * found[p].passage for p, at in cut.places])
        return np.argsort(-(ALIKE * (np.array(cut.vectors) @ vector) + near)).tolist()


def _speakers(unit: Unit) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.quotation.speaker for row in unit.quotations if row.quotation.speaker))


class Changed(LowRank):
    """The same without dropout, as one product: on a processor, drawing the numbers costs as much as the layer."""

    def forward(self, given: Tensor) -> Tensor:
        """The changed layer's output."""
        return functional.linear(given, self.layer.weight + self.up @ self.down, self.layer.bias)


class Pupil(nn.Module):
    """The assessor while it learns."""

    def __init__(self, model: ResolvedModel) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(model.folder)  # type: ignore[no-untyped-call] # the library's
        encoder = AutoModel.from_pretrained(model.folder, add_pooling_layer=False)
        teach_layers(encoder, NEWS)
        for name, each in encoder.named_parameters():
            each.requires_grad = "LayerNorm" in name or "token_type" in name
        for each in encoder.modules():
            if isinstance(each, nn.Dropout):
                each.p = 0.0  # on a processor, drawing the numbers costs as much as the layer
        self.changed: dict[str, Changed] = {}
        for at in range(len(encoder.encoder.layer)):
            for part in LAYERS:
                self._change(encoder, f"encoder.layer.{at}.{part}")
        width = 2 * encoder.config.hidden_size
        self.model = Assessing(encoder, torch.zeros(width), torch.zeros(()))

    def _change(self, encoder: nn.Module, name: str) -> None:
        parent, _, leaf = name.rpartition(".")
        layer = encoder.get_submodule(name)
        assert isinstance(layer, nn.Linear)  # noqa: S101 - LAYERS names nothing else
        self.changed[name] = Changed(layer, RANK)
        setattr(encoder.get_submodule(parent), leaf, self.changed[name])

    def teachable(self, rate: float) -> list[dict[str, object]]:
        """What is learned, with its rate; `rate` is that of the layers."""
        head = [self.model.weight, self.model.bias]
        rest = [each for each in self.parameters() if each.requires_grad and not any(each is one for one in head)]
        return [{"params": rest, "lr": rate}, {"params": head, "lr": HEAD_RATE}]

    def forward(self, questions: Sequence[str], accounts: Sequence[str]) -> Tensor:
        """The odds of each pair."""
        return odds_of(self.model, self.tokenizer, questions, accounts)

    def save(self, target: Path, base: str) -> None:
        """Write what was learned, with what the embedder had been taught, for the model whose hash is `base`."""
        before = load_file(NEWS)
        held: dict[str, Tensor] = {HEAD: self.model.weight, f"{HEAD}.bias": self.model.bias}
        for name, change in self.changed.items():
            held[name + DOWN] = torch.cat([before[name + DOWN].float(), change.down])
            held[name + UP] = torch.cat([before[name + UP].float(), change.up], 1)
        for name, each in self.model.encoder.named_parameters():
            if "LayerNorm" in name or "token_type" in name:
                held[name + VALUE] = each
        save_file({name: each.detach().half().contiguous() for name, each in held.items()}, target, {BASE: base})


def odds_of(model: Assessing, tokenizer: AutoTokenizer, questions: Sequence[str], accounts: Sequence[str]) -> Tensor:
    """The odds of each pair; long and short ones are read apart, so that little is padded."""
    order = np.argsort([len(each) for each in accounts])
    found = []
    for part in np.split(order, [len(order) * 2 // 3]):
        batch = tokenizer(  # type: ignore[operator] # the library's types
            [questions[at] for at in part],
            [accounts[at] for at in part],
            padding=True,
            truncation=True,
            max_length=MOST_TOKENS,
            return_tensors="pt",
        )
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found.append(model(**batch).float())
    return torch.cat(found)[torch.tensor(np.argsort(order))]


def drawn(lesson: Lesson, others: Sequence[Account], dice: random.Random) -> tuple[list[str], list[float]]:
    """What a question is shown with: what answers, some of what comes near, now and then something of another story."""
    right = np.flatnonzero(lesson.right).tolist()
    right = dice.sample(right, min(len(right), 1 + (dice.random() < 0.3)))
    near = lesson.wrong()
    wrong: dict[int, None] = {}
    while len(wrong) < min(WRONG, len(near)):
        (chosen,) = dice.choices(near, [1 / (at + 2) for at in range(len(near))])
        wrong[chosen] = None
    chosen_ones = [lesson.accounts[at] for at in (*right, *wrong)] + (
        [dice.choice(others)] if dice.random() < 0.5 else []
    )
    context, speakers = dice.random() > BARE, dice.random() > BARE
    labels = [1.0] * len(right) + [0.0] * (len(chosen_ones) - len(right))
    return [each.read(context=context, speakers=speakers) for each in chosen_ones], labels


def loss_of(pupil: Pupil, lessons: Sequence[Lesson], others: Sequence[Account], dice: random.Random) -> Tensor:
    """What is to be made small."""
    texts, labels, owner = [], list[float](), list[int]()
    for at, lesson in enumerate(lessons):
        read, right = drawn(lesson, others, dice)
        texts, labels, owner = [*texts, *read], [*labels, *right], [*owner, *[at] * len(read)]
    odds = pupil([lessons[at].question for at in owner], texts)
    whose, answers = torch.tensor(owner), torch.tensor(labels)
    counts = torch.tensor([lessons[at].counts for at in owner])
    telling = functional.binary_cross_entropy_with_logits(odds, answers, counts, reduction="sum") / counts.sum()
    every = torch.full((len(lessons), len(odds)), -1e4)
    every[whose, torch.arange(len(odds))] = odds
    best = every.masked_fill(answers[None] == 0, -1e4)
    known = (best > -1e4).any(1)
    return 2 * telling + (torch.logsumexp(every, 1) - torch.logsumexp(best, 1))[known].mean()


def check(model: Assessing, tokenizer: AutoTokenizer, lessons: Sequence[Lesson]) -> str:
    """Of the most similar accounts: the right one first, among three; how well odds tell (AUROC).

    Questions are told from themselves with the answers taken away.
    """
    first, three, pairs, labels, there, without = [], [], list[float](), list[bool](), [], []
    for lesson in lessons:
        top = list(lesson.order[:CHECKED])
        with torch.no_grad():
            odds = odds_of(model, tokenizer, [lesson.question] * len(top), [lesson.accounts[at].read() for at in top])
        right = lesson.right[top]
        pairs, labels = [*pairs, *odds.tolist()], [*labels, *right.tolist()]
        if lesson.answerable:
            ordered = right[np.argsort(-odds.numpy())]
            first.append(ordered[0])
            three.append(ordered[:3].any())
            there.append(float(odds.max()))
            without.append(float(odds[torch.tensor(~right)].max()) if not right.all() else -9.0)
    removed = roc_auc_score([1] * len(there) + [0] * len(without), there + without)
    return (
        f"first {np.mean(first):.3f}, three {np.mean(three):.3f}; AUROC of a pair {roc_auc_score(labels, pairs):.3f}, "
        f"answers taken away {removed:.3f}"
    )


def teach(pupil: Pupil, old: list[Lesson], new: list[Lesson], epochs: float, rate: float) -> None:
    """Learn, and say how it goes: in each epoch all that is new, and as much of what is old as `REPEATED`."""
    dice = random.Random(0)
    others = [one for lesson in [*old, *new][::20] for one in lesson.accounts]
    optimizer = torch.optim.AdamW(pupil.teachable(rate), weight_decay=0.01)
    repeated = min(REPEATED, len(old))
    steps = int(epochs * (len(new) + repeated) / TOGETHER)
    schedule = rising_and_falling(optimizer, 50, steps)
    began, losses, waiting = time.monotonic(), list[float](), list[Lesson]()
    for step in range(1, steps + 1):
        if len(waiting) < TOGETHER:
            epoch = [*new, *dice.sample(old, repeated)]
            waiting = dice.sample(epoch, len(epoch))
        loss = loss_of(pupil, [waiting.pop() for _ in range(TOGETHER)], others, dice)
        learn(pupil, loss, optimizer, schedule)
        losses.append(loss.item())
        if step % 100 == 0:
            print(f"{step} of {steps}: {time.monotonic() - began:.0f} s, loss {np.mean(losses[-100:]):.3f}", flush=True)


def taught_by(reader: Reader, articles: Mapping[str, Mapping[str, Any]]) -> tuple[list[Lesson], list[Lesson]]:
    """What is taught: lessons about the stories, and about the news."""
    stories = read_stories(for_assessing())
    likely = given_away(stories)
    first = [each for story in stories for each in reader.of_story(story, likely)]
    groups = [group for group in read_groups() if group.taught]
    betrayed = given_away_by(
        [(group.name[1:], each.text, bool(each.answers)) for group in groups for each in group.questions]
    )
    then = [each for group in groups for each in reader.of_news(group, articles, betrayed)]
    print(f"{len(stories)} stories, {len(first)} questions; {len(groups)} groups of news, {len(then)}", flush=True)
    return first, then


def main() -> None:
    """Read the call, teach, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=float, default=1.25, help="over the stories")
    parser.add_argument("--news-epochs", type=float, default=2.0)
    parser.add_argument("--news", type=Path, default=ARTICLES, help="the articles of the news")
    parser.add_argument("--out", type=Path, default=ASSESSOR)
    parser.add_argument("--measure", action="store_true", help="learn nothing, measure what ships")
    options = parser.parse_args()
    torch.manual_seed(0)
    reader, model, articles = Reader(), resolve_embedder(MINILM), read_articles(options.news)
    if not options.measure:
        stories, news = taught_by(reader, articles)
        pupil = Pupil(model)
        teach(pupil, [], stories, options.epochs, RATE)
        teach(pupil, stories, news, options.news_epochs, NEWS_RATE)
        pupil.save(options.out, model.weights)
    assessing = read_assessing(model.folder, options.out)
    tokenizer = AutoTokenizer.from_pretrained(model.folder)  # type: ignore[no-untyped-call] # the library's
    held = read_stories(held_out())
    even = {each.text: 0.5 for story in held for each in story.questions}
    checked = [each for story in held for each in reader.of_story(story, even)]
    print(f"{len(held)} held-out stories: {check(assessing, tokenizer, checked)}")
    groups = [group for group in read_groups() if group.held_out]
    even = {each.text: 0.5 for group in groups for each in group.questions}
    checked = [each for group in groups for each in reader.of_news(group, articles, even)]
    print(f"{len(groups)} held-out groups of news: {check(assessing, tokenizer, checked)}")


if __name__ == "__main__":
    main()
