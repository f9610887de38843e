"""Teaches the default model which sentence answers: writes the adapter that ships (`index/embedding/news.safetensors`).

Each step reads a few stories of `benchmarks/stories` whole. For every question about one of them, all sentences of all
of them compete (listwise softmax over the same sums of similarities that the retriever uses: sentence vector, words met
in the sentence, words met in the passage), their passages as well; and the best score has to tell whether the question
has an answer at all (logistic), for a question that has one also with the sentences that answer taken away. How a
question is worded must not tell it: whoever writes questions betrays himself ("how old is ..." has mostly no answer),
so that an unanswerable one counts the less the more its words alone give it away. Learned are low-rank changes of each
layer (LoRA) and the turn onto which words' vectors are kept (and, while learning, what a question's words count: in an
answer their rarity says that better). Then it learns once more, more slowly, with real news (`benchmarks/news.py`), as
many steps with stories between. The held-out stories and groups of news are never read; a run with `--check` keeps some
more apart, and prints after each epoch how well it does on them. `--measure` learns nothing, and prints how well the
model does on what was held out as it is and with what ships.

Usage: python benchmarks/teach.py [--epochs 5] [--news-epochs 3] [--news FILE] [--check] [--out FILE] [--measure]
It takes about an hour on two cores.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR
from transformers import AutoModel, AutoTokenizer

from benchmarks.news import ARTICLES, news_stories, read_groups
from benchmarks.stories import Asked, Story, for_teaching, held_out, read_stories
from benchmarks.wording import given_away
from config.settings import MINILM
from index.embedding.adapter import BASE, DOWN, NEWS, PROJECTION, UP
from index.embedding.late import read_projection
from index.models import ResolvedModel, resolve_embedder

WORDS = 110  # of a passage, as the index cuts them
RANK, RATE, TURN_RATE, SUM_RATE, DROPOUT = 16, 6e-4, 2e-3, 5e-3, 0.05
NEWS_RATE = 3e-4  # then with the news
TOGETHER = 3  # stories whose sentences compete
PASSAGES = 36  # most that compete: real articles are long
UNTITLED = 0.15  # share of articles that are read without title and outlet: not all coverage has them
LAYERS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class LowRank(nn.Module):
    """A linear layer with a low-rank change that is learned."""

    def __init__(self, layer: nn.Linear, rank: int = RANK) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / math.sqrt(layer.in_features))
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, given: Tensor) -> Tensor:
        """The layer's output and the change's."""
        change = functional.linear(functional.linear(self.drop(given), self.down), self.up)
        output: Tensor = self.layer(given) + change
        return output


@dataclass(frozen=True, slots=True)
class Read:
    """A passage to be read: its text with title and outlet, where its sentences stand, and which they are."""

    text: str
    places: tuple[tuple[int, int], ...]
    names: tuple[tuple[int, int, int], ...]


def passages(story: Story, number: int, dice: random.Random, *, untitled: float) -> Iterator[Read]:
    """The story's articles in passages of whole sentences."""
    for at, told in enumerate(story.articles):
        context = "" if dice.random() < untitled else f"{told.title}. {told.outlet}\n"
        counts = [len(each.split()) for each in told.sentences]
        size = sum(counts) / max(1, round(sum(counts) / WORDS))
        groups: list[list[int]] = [[]]
        for sentence, before in enumerate(np.cumsum([0, *counts[:-1]])):
            if before >= size * len(groups):
                groups.append([])
            groups[-1].append(sentence)
        for group in groups:
            yield _passage(context, told.sentences, group, (number, at))


def _passage(context: str, sentences: Sequence[str], group: Sequence[int], whose: tuple[int, int]) -> Read:
    text, places = context, []
    for each in group:
        places.append((len(text), len(text) + len(sentences[each])))
        text += sentences[each] + " "
    return Read(text.rstrip(), tuple(places), tuple((*whose, each) for each in group))


class Pupil(nn.Module):
    """The model with everything that is learned."""

    def __init__(self, model: ResolvedModel) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(model.folder)  # type: ignore[no-untyped-call] # the library's
        self.encoder = AutoModel.from_pretrained(model.folder)
        for each in self.encoder.parameters():
            each.requires_grad = False
        self.changed: dict[str, LowRank] = {}
        for at in range(len(self.encoder.encoder.layer)):
            for part in LAYERS:
                self._change(f"encoder.layer.{at}.{part}")
        turn = read_projection(model.folder, self.encoder.config.hidden_size)
        self.turn = nn.Parameter(torch.tensor(turn))
        self.worth = nn.Linear(self.encoder.config.hidden_size, 1)
        nn.init.zeros_(self.worth.weight)
        nn.init.zeros_(self.worth.bias)
        # What similarity of sentences, words met in the sentence and in the passage count; then, for "has an answer".
        self.sums = nn.Parameter(torch.tensor([8.0, 12.0, 8.0]))
        self.sure = nn.Parameter(torch.tensor([0.3, -4.5]))

    def _change(self, name: str) -> None:
        parent, _, leaf = name.rpartition(".")
        change = LowRank(self.encoder.get_submodule(name))
        setattr(self.encoder.get_submodule(parent), leaf, change)
        self.changed[name] = change

    def teachable(self, rate: float = RATE) -> list[dict[str, object]]:
        """What is learned, with its rate; `rate` is that of the layers."""
        low = [each for change in self.changed.values() for each in (change.down, change.up)]
        rest = [self.sums, self.sure, *self.worth.parameters()]
        return [
            {"params": low, "lr": rate, "weight_decay": 0.01},
            {"params": [self.turn], "lr": TURN_RATE * rate / RATE, "weight_decay": 0.0},
            {"params": rest, "lr": SUM_RATE, "weight_decay": 0.0},
        ]

    def run(self, texts: Sequence[str]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Token vectors, which of them are tokens, which are words, and where they stand."""
        batch = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=256, return_tensors="pt", return_offsets_mapping=True
        )
        places = batch.pop("offset_mapping")
        words = torch.tensor(
            [
                [text[start:end].isalnum() for start, end in each]
                for text, each in zip(texts, places.tolist(), strict=True)
            ]
        )
        return self.encoder(**batch).last_hidden_state, batch["attention_mask"], words, places

    def forward(self, read: Sequence[Read], questions: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Scores of each sentence, shape (questions, sentences), and similarities of each passage."""
        tokens, mask, words, places = self.run([each.text for each in read])
        asked, asked_mask, asked_words, _ = self.run(questions)
        question = _mean(asked, asked_mask)
        vectors, owner, sentence_of = self._sentences(tokens, words, places, read)
        met, met_near = self._met(asked, asked_words, tokens, words, owner, sentence_of)
        similar = question @ vectors.T
        scores = self.sums[0] * similar + self.sums[1] * met + self.sums[2] * met_near
        return scores, question @ _mean(tokens, mask).T

    def _sentences(
        self, tokens: Tensor, words: Tensor, places: Tensor, read: Sequence[Read]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Each sentence's vector and its passage; and each token's sentence (-1: none)."""
        sentence_of = torch.full(words.shape, -1)
        vectors, owner = [], []
        for at, each in enumerate(read):
            starts, ends = places[at, :, 0], places[at, :, 1]
            for start, end in each.places:
                inside = (ends > starts) & (starts >= start) & (ends <= end)
                sentence_of[at][inside & words[at]] = len(vectors)
                # What the token limit cut off cannot be found.
                vectors.append(tokens[at][inside].mean(0) if inside.any() else torch.zeros(tokens.shape[2]))
                owner.append(at)
        return functional.normalize(torch.stack(vectors), dim=-1), torch.tensor(owner), sentence_of

    def _met(
        self, asked: Tensor, asked_words: Tensor, tokens: Tensor, words: Tensor, owner: Tensor, sentence_of: Tensor
    ) -> tuple[Tensor, Tensor]:
        """How well each sentence, and its passage with the title, meets the questions' words."""
        mine = functional.normalize(asked[asked_words] @ self.turn, dim=-1)
        theirs = functional.normalize(tokens[words] @ self.turn, dim=-1)
        similar = mine @ theirs.T
        whose = asked_words.nonzero()[:, 0]
        worth = torch.sigmoid(self.worth(asked[asked_words])[:, 0])
        total = torch.zeros(len(asked)).index_add(0, whose, worth).clamp_min(1e-6)
        shares = worth / total[whose]

        def best(group: Tensor, number: int) -> Tensor:
            inside = group >= 0
            into = group[inside][None].expand(len(similar), -1)
            empty = torch.full((len(similar), number), -1.0)
            most = empty.scatter_reduce(1, into, similar[:, inside], "amax", include_self=False)
            return torch.zeros(len(asked), number).index_add(0, whose, most * shares[:, None])

        passage_of = torch.arange(len(words))[:, None].expand(words.shape)[words]
        near = best(passage_of, len(words))
        return best(sentence_of[words], len(owner)), near[:, owner]

    def save(self, target: Path, base: str) -> None:
        """Write what was learned, for the model whose weights have the hash `base`."""
        held: dict[str, Tensor] = {PROJECTION: self.turn}
        for name, change in self.changed.items():
            held |= {name + DOWN: change.down, name + UP: change.up}
        save_file({name: each.detach().half().contiguous() for name, each in held.items()}, target, {BASE: base})

    def recall(self, source: Path) -> None:
        """Take over what was written; what words count is not: all count the same."""
        held = load_file(source)
        with torch.no_grad():
            self.turn.copy_(held[PROJECTION])
            for name, change in self.changed.items():
                change.down.copy_(held[name + DOWN])
                change.up.copy_(held[name + UP])


def _mean(tokens: Tensor, mask: Tensor) -> Tensor:
    return functional.normalize((tokens * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)


def lesson(stories: Sequence[Story], dice: random.Random, *, untitled: float) -> tuple[list[Read], list[Asked], Tensor]:
    """Passages, questions, and which sentence answers which, shape (questions, sentences)."""
    read = [each for at, story in enumerate(stories) for each in passages(story, at, dice, untitled=untitled)]
    column = {name: at for at, name in enumerate(name for each in read for name in each.names)}
    asked = [(at, each) for at, story in enumerate(stories) for each in story.questions]
    right = torch.zeros(len(asked), len(column), dtype=torch.bool)
    for row, (at, each) in enumerate(asked):
        for article, sentence in each.answers:
            right[row, column[at, article, sentence]] = True
    return read, [each for _, each in asked], right


def fewer(
    read: Sequence[Read], asked: Sequence[Asked], right: Tensor, dice: random.Random
) -> tuple[list[Read], list[Asked], Tensor]:
    """The same with no more than `PASSAGES`, those that answer first; without the questions that lost their answer."""
    owner = torch.tensor([at for at, each in enumerate(read) for _ in each.names])
    wanted = set(owner[right.any(0)].tolist())
    order = sorted(dice.sample(range(len(read)), len(read)), key=lambda at: at not in wanted)
    kept = sorted(order[:PASSAGES])
    left = right[:, torch.isin(owner, torch.tensor(kept))]
    rows = [row for row, each in enumerate(asked) if not each.answers or left[row].any()]
    return [read[at] for at in kept], [asked[row] for row in rows], left[rows]


def loss_of(
    pupil: Pupil, read: Sequence[Read], asked: Sequence[Asked], right: Tensor, likely: Mapping[str, float]
) -> Tensor:
    """What is to be made small; `likely` are the questions that give themselves away."""
    scores, passage = pupil(read, [each.text for each in asked])
    owner = torch.tensor([at for at, each in enumerate(read) for _ in each.names])
    holding = torch.zeros(passage.shape).index_add(1, owner, right.float()) > 0
    has = right.any(1)
    counts = torch.tensor([1.0 if each.answers else min(1.0, 1 / likely[each.text] - 1) for each in asked])
    with_all = _told(pupil, scores.max(1).values, has, counts)
    removed = scores.masked_fill(right, -math.inf).max(1).values[has]
    without = _told(pupil, removed, torch.zeros(len(removed)), torch.ones(len(removed)))
    telling = (with_all + without) / (counts.sum() + has.sum())
    return _listwise(scores[has], right[has]) + 0.3 * _listwise(20 * passage[has], holding[has]) + telling


def _told(pupil: Pupil, best: Tensor, has: Tensor, counts: Tensor) -> Tensor:
    odds = pupil.sure[0] * best + pupil.sure[1]
    return functional.binary_cross_entropy_with_logits(odds, has.float(), counts, reduction="sum")


def _listwise(scores: Tensor, right: Tensor) -> Tensor:
    likely = functional.log_softmax(scores, 1).masked_fill(~right, -1e9)
    return -torch.logsumexp(likely, 1).mean()


def check(pupil: Pupil, stories: Sequence[Story]) -> str:
    """The right sentence first, among three; how well the best score tells whether there is an answer (AUROC).

    First with the unanswerable questions, whose wording may betray them, then with the answers taken away.
    """
    first, three, best, has, without = [], [], [], [], []
    pupil.eval()
    with torch.no_grad():
        for story in stories:
            read, asked, right = lesson([story], random.Random(0), untitled=0.0)
            scores, _ = pupil(read, [each.text for each in asked])
            order = scores.argsort(1, descending=True)
            hits = right.gather(1, order)
            known = right.any(1)
            first += hits[known, 0].tolist()
            three += hits[known, :3].any(1).tolist()
            best += scores.max(1).values.tolist()
            has += known.tolist()
            without += scores.masked_fill(right, -math.inf).max(1).values[known].tolist()
    pupil.train()
    there = [value for value, known in zip(best, has, strict=True) if known]
    removed = roc_auc_score([1] * len(there) + [0] * len(without), there + without)
    said = f"first {np.mean(first):.3f}, three {np.mean(three):.3f}, AUROC {roc_auc_score(has, best):.3f}"
    return f"{said}, answers taken away {removed:.3f}"


def together(stories: Sequence[Story], news: Sequence[Story], dice: random.Random) -> list[list[Story]]:
    """What competes in each step of an epoch: some stories; and every group of news, then with as many such steps."""
    chosen = dice.sample(stories, min(len(stories), TOGETHER * len(news) or len(stories)))
    steps = [[each] for each in news] + [chosen[at : at + TOGETHER] for at in range(0, len(chosen), TOGETHER)]
    return dice.sample(steps, len(steps))


def teach(pupil: Pupil, stories: Sequence[Story], news: Sequence[Story], checked: Sequence[Story], epochs: int) -> None:
    """Learn from the stories, or from the news with some stories beside, and say how it goes."""
    likely = given_away([*stories, *news])
    dice = random.Random(0)
    optimizer = torch.optim.AdamW(pupil.teachable(NEWS_RATE if news else RATE))
    schedule = rising_and_falling(optimizer, 10, epochs * len(together(stories, news, random.Random(0))))
    for epoch in range(epochs):
        began, losses = time.monotonic(), []
        for chosen in together(stories, news, dice):
            read = fewer(*lesson(chosen, dice, untitled=UNTITLED), dice)
            loss = loss_of(pupil, *read, likely)
            learn(pupil, loss, optimizer, schedule)
            losses.append(loss.item())
        said = check(pupil, checked) if checked else ""
        print(f"{epoch + 1}: {time.monotonic() - began:.0f} s, loss {np.mean(losses):.3f}; {said}", flush=True)


def rising_and_falling(optimizer: Optimizer, rising: int, steps: int) -> LambdaLR:
    """A schedule whose rates rise over the first steps and then fall to a fiftieth."""
    return LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / rising) * max(0.02, 1 - step / steps))


def learn(pupil: nn.Module, loss: Tensor, optimizer: Optimizer, schedule: LambdaLR) -> None:
    """One step down."""
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call] # the library's
    nn.utils.clip_grad_norm_([each for each in pupil.parameters() if each.requires_grad], 1.0)
    optimizer.step()
    schedule.step()


def measure(model: ResolvedModel, file: Path) -> None:
    """Print what teaching changed, on stories and news that were held out."""
    pupil, stories = Pupil(model), read_stories(held_out())
    news = news_stories([each for each in read_groups() if each.held_out], file)
    for state in ("untaught", "taught"):
        print(f"{len(stories)} held-out stories, {state}: {check(pupil, stories)}", flush=True)
        print(f"{len(news)} held-out groups of news, {state}: {check(pupil, news)}", flush=True)
        pupil.recall(NEWS)


def pupil_for(model: ResolvedModel) -> Pupil:
    """The model, ready to learn: only what is learned is dropped at times."""
    pupil = Pupil(model)
    pupil.train()
    for each in pupil.encoder.modules():
        if isinstance(each, nn.Dropout) and not any(each is change.drop for change in pupil.changed.values()):
            each.p = 0.0
    return pupil


def main() -> None:
    """Read the call, teach, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=5, help="over the stories; 0 goes on from what ships")
    parser.add_argument("--news-epochs", type=int, default=3)
    parser.add_argument("--news", type=Path, default=ARTICLES, help="the articles of the news")
    parser.add_argument("--check", action="store_true", help="keep 24 more stories apart and check with them")
    parser.add_argument("--out", type=Path, default=NEWS)
    parser.add_argument("--measure", action="store_true", help="learn nothing, measure what ships")
    options = parser.parse_args()
    model = resolve_embedder(MINILM)
    if options.measure:
        measure(model, options.news)
        return
    torch.manual_seed(0)
    stories = read_stories(for_teaching())
    random.Random(1).shuffle(stories)
    checked = [stories.pop() for _ in range(24)] if options.check else []
    pupil = pupil_for(model)
    news = news_stories([each for each in read_groups() if each.taught], options.news)
    print(f"{len(stories)} stories, {len(news)} groups of news")
    if options.epochs:
        teach(pupil, stories, [], checked, options.epochs)
    else:
        pupil.recall(NEWS)
    if options.news_epochs:
        teach(pupil, stories, news, checked, options.news_epochs)
    pupil.save(options.out, model.weights)


if __name__ == "__main__":
    main()
