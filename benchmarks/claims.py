"""Faithful and altered quotations made from those of an indexed coverage, for `benchmarks/verify.py`.

Each is a faithful or an altered form of a quotation that the gold confirms, speaker included. What an alteration
makes true elsewhere in the coverage is left out.
"""

from __future__ import annotations

import random
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # else `index.py` beside this file would be taken for the package
sys.path.append(str(ROOT / "benchmarks"))

import quotations as gold  # benchmarks/quotations.py: the gold and how it is compared

from index.model import Quotation, Span
from index.tables import articles
from index.tables import quotations as stored
from index.tables.quotations import QuotationRow

SHARED = ROOT.parent / "shared"
SHORTEST, LONGEST = 6, 60
_QUALIFIER = re.compile(r"[,;.]?\s+(?:but|unless|if|except|until|although)\b", re.IGNORECASE)
_HOLDS = re.compile(
    r"\b(?:not|no|never|nor|neither|none|without|but|unless|if|except|until|although|though|however|only|may|might|can|"
    r"could|will|would|should|must|shall)\b|n['’]t\b|\d",
    re.IGNORECASE,
)
_SMALL = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
_MODALS = {"will": "may", "would": "might", "should": "could", "must": "may", "can": "should", "may": "will"}
_MODALS |= {"could": "will", "might": "will", "can’t": "won’t", "can't": "won't", "I’ll": "I might", "I'll": "I might"}
_AUX = re.compile(r"\b(is|are|was|were|will|would|should|could|can|must|do|does|did|has|have)\b(?!n['’]t| not)")
_NOT = re.compile(r"\s(?:not|never)\b|n['’]t\b")
_TAILS = (
    "and nobody in this room was surprised by it",
    "which is why the harbour must be closed by winter",
    "as my grandmother used to tell the whole village",
    "and that is the last thing I will say about it",
    "so the entire orchestra should resign tomorrow morning",
)
_LIGATURES = {"fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A quotation that the gold confirms: its words, whose, and the rest of its article's."""

    article: str
    text: str
    speaker: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A claim, whose words it is said to be, and whether that is right."""

    kind: str
    text: str
    speaker: str
    faithful: bool


@dataclass(slots=True)
class Source:
    """What claims are made from."""

    direct: list[Statement] = field(default_factory=list)
    indirect: list[Statement] = field(default_factory=list)
    mixed: list[Statement] = field(default_factory=list)
    speakers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    printed: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """Letters and digits in lower case, word by word: written without a look at the verifier's own."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower().replace('’', '').replace(chr(39), '')))} "


def times(source: Source, text: str) -> int:
    """How often the words stand in the coverage, whoever says them."""
    words = plain(text)
    return sum(each.count(words) for each in source.printed)


# The faithful forms


def marks(text: str, draw: random.Random) -> str:
    """Other marks, dashes, spaces and ligatures."""
    other = text.replace("“", '"').replace("”", '"').replace("—", " – ").replace("...", "…")
    other = other.replace("’", "'") if "’" in text else other.replace("'", "’")
    for pair, one in _LIGATURES.items():
        other = other.replace(pair, one) if draw.random() < 0.3 else other
    words = other.split(" ")
    at = draw.randrange(1, len(words))
    spaced = " ".join(words[:at]) + draw.choice(["\u00a0", "  ", "\n", "\u2009"]) + " ".join(words[at:])
    return draw.choice(["“{}”", '"{}"', "«{}»", "{}"]).format(spaced)


def case(text: str, _: random.Random) -> str:
    """The other case of the first letter."""
    at = next((at for at, letter in enumerate(text) if letter.isalpha()), 0)
    return text[:at] + text[at].swapcase() + text[at + 1 :]


def punctuation(text: str, draw: random.Random) -> str:
    """Other punctuation at the edges."""
    bare = text.strip(" .,;:!?—–-")
    return f"“{bare}{draw.choice(['', '.', ',', '!', '…'])}”"


def _harmless(words: Sequence[str], draw: random.Random) -> tuple[int, int] | None:
    """A stretch amid a sentence whose loss changes nothing that a reader must know."""
    spans = [
        (start, start + length)
        for length in (2, 3, 4)
        for start in range(2, len(words) - length - 2)
        if not _HOLDS.search(" ".join(words[start : start + length]))
        and not re.search(r"[.?!]", " ".join(words[start - 1 : start + length]))
    ]
    return draw.choice(spans) if spans else None


def ellipsis(text: str, draw: random.Random) -> str | None:
    """Some words left out, and shown to be."""
    words = text.split()
    span = _harmless(words, draw)
    if span is None:
        return None
    return " ".join([*words[: span[0]], draw.choice(["…", "...", "[...]"]), *words[span[1] :]])


def brackets(text: str, draw: random.Random) -> str | None:
    """An editor's [word] for a pronoun, or an addition."""
    found = [match for match in re.finditer(r"\b(?:he|she|they|it|him|them|this)\b(?!['’])", text) if match.start() > 0]
    if found:
        match = draw.choice(found)
        return text[: match.start()] + draw.choice(["[the minister]", "[the company]"]) + text[match.end() :]
    return re.sub(r"^(\W*)(\w)(\w)", lambda match: f"{match[1]}[{match[2].swapcase()}]{match[3]}", text)


def joined(statement: Statement, _: random.Random) -> str | None:
    """The parts of a split quotation as one."""
    return " ".join(part.rstrip(",") for part in statement.parts) if len(statement.parts) > 1 else None


def attributed(statement: Statement, draw: random.Random) -> str | None:
    """With the attribution in the middle."""
    words = statement.text.split()
    at = draw.randrange(2, len(words) - 2)
    return f"“{' '.join(words[:at])},” said {statement.speaker}, “{' '.join(words[at:])}”"


def sentence(text: str, draw: random.Random) -> str | None:
    """One whole sentence of several; none before a "But …"."""
    found = re.split(r"(?<=[a-z][.!?])\s+(?=[A-Z])", text)
    whole = [
        each
        for each, after in zip(found, [*found[1:], ""], strict=True)
        if len(each.split()) >= SHORTEST
        and not re.match(r"(?:but|unless|if|except|however|yet|though)\b", after, re.IGNORECASE)
    ]
    return draw.choice(whole) if len(found) > 1 and whole else None


# The alterations


def dropped(text: str, draw: random.Random) -> str | None:
    """Words left out, and not shown to be."""
    words = text.split()
    span = _harmless(words, draw)
    return None if span is None else " ".join([*words[: span[0]], *words[span[1] :]])


def swapped(text: str, draw: random.Random) -> str | None:
    """Two neighbouring stretches in the other order."""
    words = text.split()
    at = draw.randrange(2, len(words) - 2)
    return " ".join([*words[: at - 2], *words[at : at + 2], *words[at - 2 : at], *words[at + 2 :]])


def word(text: str, draw: random.Random, others: Sequence[str]) -> str | None:
    """One content word for another."""
    places = list(re.finditer(r"\b[a-z]{5,}\b", text))
    if not places:
        return None
    match = draw.choice(places)
    return text[: match.start()] + draw.choice(others) + text[match.end() :]


def number(text: str, draw: random.Random) -> str | None:
    """Another figure."""
    places = list(re.finditer(r"\d+|\b(?:" + "|".join(_SMALL) + r")\b", text))
    if not places:
        return None
    match = draw.choice(places)
    old = match[0]
    new = str(int(old) + draw.randint(1, 9)) if old.isdigit() else draw.choice([each for each in _SMALL if each != old])
    return text[: match.start()] + new + text[match.end() :]


def negation(text: str, draw: random.Random) -> str | None:
    """A "not" dropped, or added."""
    held = list(_NOT.finditer(text))
    if held and draw.random() < 0.6:
        match = draw.choice(held)
        return text[: match.start()] + text[match.end() :]
    places = list(_AUX.finditer(text))
    if not places:
        return None
    match = draw.choice(places)
    return text[: match.end()] + draw.choice([" not", " never"]) + text[match.end() :]


def modal(text: str, draw: random.Random) -> str | None:
    """Another modal."""
    places = list(re.finditer(r"\b(?:" + "|".join(_MODALS) + r")\b", text))
    if not places:
        return None
    match = draw.choice(places)
    return text[: match.start()] + _MODALS[match[0]] + text[match.end() :]


def tail(text: str, draw: random.Random) -> str:
    """Words that nobody said at the end."""
    words = text.strip(" .,;:!?").split()
    return " ".join(words[: max(4, int(len(words) * draw.uniform(0.5, 1)))]).rstrip(".,") + ", " + draw.choice(_TAILS)


def splice(text: str, draw: random.Random, others: Sequence[str]) -> str | None:
    """The beginning of one statement and the end of another of the same speaker."""
    if not others:
        return None
    first, second = text.split(), draw.choice(others).split()
    return " ".join([*first[: max(3, len(first) // 2)], *second[len(second) // 2 :]])


def qualifier(text: str, _: random.Random) -> str | None:
    """Cut off before a "but"."""
    match = next((each for each in _QUALIFIER.finditer(text) if len(text[: each.start()].split()) >= 4), None)
    return None if match is None else text[: match.start()]


# Making the items


def confirmed(text: str, items: Sequence[gold.Item], rows: Sequence[QuotationRow]) -> Iterator[QuotationRow]:
    """The found quotations that the gold has too, with the same speaker."""
    found = [row.quotation for row in rows]
    for wanted, mine in gold.match(text, items, found):
        quotation = found[mine]
        exact = gold.overlap(gold.stripped(text, items[wanted].span), gold.stripped(text, quotation.span)) >= 0.9
        if exact and quotation.speaker and quotation.zone == "body" and gold.speaker_right(items[wanted], quotation):
            yield rows[mine]


def read(connection: sqlite3.Connection) -> Source:
    """Everything that claims are made from."""
    source = Source()
    wanted = [*gold.polnear("dev", reported=True), *gold.named(SHARED / "seeds", gold.GOLD / "seeds.json")]
    by_name = {each.name.removesuffix(".txt"): each for each in wanted}
    for row in articles.list_articles(connection):
        text = articles.revision_text(connection, row.revision) or ""
        source.printed.append(plain(text))
        rows = stored.quotations_of(connection, [row.id])[row.id]
        name = Path(row.origin).stem
        source.speakers[name] |= {each.quotation.speaker for each in rows if each.quotation.speaker}
        if name in by_name:
            _take(source, name, text, rows, list(confirmed(text, by_name[name].items, rows)))
    return source


def _take(source: Source, name: str, text: str, rows: Sequence[QuotationRow], sure: Sequence[QuotationRow]) -> None:
    for row in sure:
        quotation = row.quotation
        words = quotation.span.of(text)
        if not SHORTEST <= len(words.split()) <= LONGEST or "\n" in words:
            continue
        made = Statement(name, words, quotation.speaker or "", _parts(text, quotation, rows))
        around = text[max(0, quotation.span.start - 2) : quotation.span.end + 2]
        if quotation.speech == "direct" and re.search(r"[“\"]", around):
            source.direct.append(made)
        elif quotation.speech == "indirect" and not re.search(r"[“”\"]", around):
            source.indirect.append(made)
        elif quotation.speech == "mixed" and len(re.sub(r"“[^”]*”|\"[^\"]*\"", "", words).split()) >= 3:
            source.mixed.append(made)


def _parts(text: str, quotation: Quotation, rows: Iterable[QuotationRow]) -> tuple[str, ...]:
    if quotation.group is None:
        return ()
    parts = [each.quotation for each in rows if each.quotation.group == quotation.group]
    if any(each.speech != "direct" for each in parts) or min(each.span for each in parts) != quotation.span:
        return ()
    return tuple(Span(*each.span).of(text) for each in parts)


def another(speaker: str, names: Iterable[str], draw: random.Random) -> str | None:
    """Another speaker of the same article, by a name that shares no word with the right one."""
    mine = set(plain(speaker).split())
    others = sorted(name for name in names if not mine & set(plain(name).split()))
    return draw.choice(others) if others else None


def make(source: Source, each: int, draw: random.Random) -> list[Item]:
    """At most so many items of each class."""
    vocabulary = sorted({found for s in source.direct for found in re.findall(r"\b[a-z]{6,}\b", s.text)})
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    for statement in source.direct:
        same[statement.article, statement.speaker].append(statement.text)

    def others(statement: Statement) -> list[str]:
        return [text for text in same[statement.article, statement.speaker] if text != statement.text]

    faithful: dict[str, Callable[[Statement], str | None]] = {
        "as printed": lambda s: f"“{s.text}”",
        "marks": lambda s: marks(s.text, draw),
        "case": lambda s: case(s.text, draw),
        "punctuation": lambda s: punctuation(s.text, draw),
        "ellipsis": lambda s: ellipsis(s.text, draw),
        "brackets": lambda s: brackets(s.text, draw),
        "joined over the attribution": lambda s: joined(s, draw),
        "one sentence of several": lambda s: sentence(s.text, draw),
        "attribution put inside": lambda s: attributed(s, draw),
    }
    altered: dict[str, Callable[[Statement], str | None]] = {
        "word": lambda s: word(s.text, draw, vocabulary),
        "number": lambda s: number(s.text, draw),
        "negation": lambda s: negation(s.text, draw),
        "modal": lambda s: modal(s.text, draw),
        "words dropped": lambda s: dropped(s.text, draw),
        "order changed": lambda s: swapped(s.text, draw),
        "invented tail": lambda s: tail(s.text, draw),
        "splice": lambda s: splice(s.text, draw, others(s)),
    }
    items: list[Item] = []
    for kind, form in faithful.items():
        items += _class(source.direct, each, draw, lambda s, k=kind, f=form: _item(k, f(s), s.speaker, faithful=True))
    for kind, form in altered.items():
        items += _class(source.direct, each, draw, lambda s, k=kind, f=form: _false(source, k, f(s), s))
    items += _class(
        source.direct, each, draw, lambda s: _once(source, "qualifier cut", qualifier(s.text, draw), s.speaker)
    )
    items += _class(
        source.direct,
        each,
        draw,
        lambda s: _once(source, "wrong speaker", s.text, another(s.speaker, source.speakers[s.article], draw)),
    )
    items += _class(
        source.indirect, each, draw, lambda s: _once(source, "paraphrase in quotation marks", f"“{s.text}”", s.speaker)
    )
    items += _class(
        source.mixed, each, draw, lambda s: _once(source, "half a paraphrase", f"“{_bare(s.text)}”", s.speaker)
    )
    return items


def _bare(text: str) -> str:
    return re.sub(r"[“”\"]", "", text)


def _class(
    statements: Sequence[Statement], each: int, draw: random.Random, form: Callable[[Statement], Item | None]
) -> list[Item]:
    made = (form(statement) for statement in draw.sample(statements, len(statements)))
    return [item for item in made if item is not None][:each]


def _item(kind: str, text: str | None, speaker: str | None, *, faithful: bool) -> Item | None:
    return None if not text or speaker is None else Item(kind, text, speaker, faithful)


def _false(source: Source, kind: str, text: str | None, statement: Statement) -> Item | None:
    """An alteration, unless it is true by chance."""
    if text is None or plain(text) == plain(statement.text) or times(source, text):
        return None
    return _item(kind, text, statement.speaker, faithful=False)


def _once(source: Source, kind: str, text: str | None, speaker: str | None) -> Item | None:
    """Words that stand in one place only, so that nobody else can have said them too."""
    return None if text is None or times(source, text) != 1 else _item(kind, text, speaker, faithful=False)
