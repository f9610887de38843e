"""Transcripts and interviews: lines that begin with a label, `ROE: It leaks.` or `Dr. Anna Roe: It leaks`.

A label opens a turn, which goes on over paragraphs until the next label. Articles are full of other labels ("Where:
the arena", "Related: …"), so a label must be a person's and recur, or alternate with those that do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.model import Span
from index.quotations.draft import BY_FORM, Draft
from index.quotations.figures import Figure, Table
from index.quotations.naming import PARTICLES, SUFFIXES
from index.quotations.nouns import TITLES
from index.quotations.words import Words

_PART = r"[A-Z][\w.'’\-]*"
_LABEL = re.compile(
    rf"(?P<name>{_PART}(?:[ \xa0](?:{_PART}|&|{'|'.join(sorted(PARTICLES))})){{0,4}})"
    r"(?:[ \xa0]?\([^)\n]{1,120}\))?:(?:[ \t\xa0]+(?=\S)|\s*\Z)"
)
_TEASER = re.compile(r"[^:.?!\n]{1,60}:(?=[^\s/])")  # "More:The mill in pictures", glued as only links are
_SENTENCE_END = re.compile(r"[.?!…:][\"'”’)\]]*\s*\Z")
# Labels in capitals that head a list, not a turn.
_FIELDS = frozenset(
    """what where when who why how cost price more info information story related read watch note source sources
    update photo photos picture pictures video winner winners loser losers recipe ingredients instructions tickets
    details rating alert in on the also see click here and or for to by""".split()
)
_MOST_PARAGRAPHS = 12  # that one turn may take
_SHARE = 0.6  # of the turns have to read like speech, and to be followed by another's
_SHARE_BESIDE = 0.75  # of the turns of somebody unknown have to stand beside a known person's


@dataclass(frozen=True, slots=True)
class _Label:
    """A labelled line: its number among the lines, the label's span, where the words begin, whose it is."""

    line: int
    name: Span
    begin: int
    key: str
    person: bool
    capitals: bool


def transcript_drafts(words: Words, table: Table) -> list[Draft]:
    """The turns of an interview or a transcript; none if the labels are not those of one."""
    lines = sorted([*words.layout.paragraphs, *words.layout.headings])
    labels = [label for number, line in enumerate(lines) if (label := _label(words, table, number, line)) is not None]
    speaking = _speaking(words, lines, labels)
    turns = [label for label in labels if label.key in speaking]
    drafts = (_draft(words, lines, labels, turns, number) for number in range(len(turns)))
    return [draft for draft in drafts if draft is not None]


def _label(words: Words, table: Table, number: int, line: Span) -> _Label | None:
    found = _LABEL.match(words.text, line.start, line.end)
    if found is None:
        return None
    name = found["name"]
    bearer = _bearer(table, _parts(name))
    person = bearer is not None and len(bearer.words) > 1
    key = bearer.name if bearer is not None and person else " ".join(name.lower().split())
    return _Label(number, Span(*found.span("name")), found.end(), key, person, name.isupper())


def _parts(name: str) -> list[str]:
    """The lower-cased words of a label without titles and suffixes."""
    parts = [part.lower().replace("’", "'") for part in name.split()]
    return [p for p in parts if p not in TITLES and p.rstrip(".") not in TITLES and p not in SUFFIXES] or parts


def _bearer(table: Table, parts: Sequence[str]) -> Figure | None:
    """The only person of the article whom a label can mean."""
    people = [f for f in table.by_word.get(parts[-1], ()) if f.kind == "person" and _bears(f, parts)]
    return people[0] if len(people) == 1 else None


def _bears(figure: Figure, parts: Sequence[str]) -> bool:
    if len(parts) == 1:
        return parts[0] in {figure.last, figure.words[0]}
    return figure.last == parts[-1] and (len(figure.words) == 1 or parts[0] in figure.words or parts[0] in PARTICLES)


def _speaking(words: Words, lines: Sequence[Span], labels: Sequence[_Label]) -> set[str]:
    """Keys of the labels that open turns; empty if these lines are no conversation."""
    counts = Counter(label.key for label in labels)
    people = {label.key for label in labels if label.person}
    found: set[str] = set()
    if any(counts[key] > 1 for key in people):
        found = people | _alternating(labels, people, counts)
        found = found if sum(counts[key] > 1 for key in found) > 1 else set()
    found |= _in_capitals(labels, people)
    turns = [label for label in labels if label.key in found]
    spoken = sum(_reads_like_speech(words, lines, label) for label in turns)
    switches = sum(one.key != other.key for one, other in pairwise(turns))
    is_talk = len(turns) > 1 and min(spoken / len(turns), switches / (len(turns) - 1)) >= _SHARE
    return found if is_talk else set()


def _alternating(labels: Sequence[_Label], people: set[str], counts: Counter[str]) -> set[str]:
    """Labels of others that recur and stand beside people's: the outlet that asks, "Q"."""
    beside: Counter[str] = Counter()
    for before, label, after in zip([None, *labels], labels, [*labels[1:], None], strict=False):
        beside[label.key] += any(other is not None and other.key in people for other in (before, after))
    return {key for key, number in counts.items() if number > 1 and beside[key] >= _SHARE_BESIDE * number}


def _in_capitals(labels: Sequence[_Label], people: set[str]) -> set[str]:
    """Labels in capitals, at least two of which take turns: "ROE: …", "BRANDT: …", "Q: …", "A: …"."""
    shouted = [label for label in labels if label.capitals and not set(re.findall(r"\w+", label.key)) <= _FIELDS]
    keys = {label.key for label in shouted}
    takes_turns = len(keys) > 1 and (len(shouted) > len(keys) or keys <= people)
    return keys if takes_turns else set()


def _reads_like_speech(words: Words, lines: Sequence[Span], label: _Label) -> bool:
    line = lines[label.line]
    alone = label.begin >= line.end
    return alone or _SENTENCE_END.search(words.text, label.begin, line.end) is not None


def _draft(
    words: Words, lines: Sequence[Span], labels: Sequence[_Label], turns: Sequence[_Label], number: int
) -> Draft | None:
    turn = turns[number]
    inside = words.inside(turn.name)
    colon = words.at(turn.name.end)
    if not len(inside) or colon >= len(words):
        return None
    stop = turns[number + 1].line if number + 1 < len(turns) else None
    stop = min((label.line for label in labels if label.line > turn.line), default=stop) if stop is not None else None
    pieces = tuple(_pieces(words, lines, turn, stop))
    mention = (inside[0], inside[-1])
    return Draft(pieces, "transcript", mention, inside[-1], (colon, colon), binding=BY_FORM) if pieces else None


def _pieces(words: Words, lines: Sequence[Span], turn: _Label, stop: int | None) -> list[Span]:
    """What is said in a turn: the label's line and the paragraphs after it; the last turn takes one paragraph only."""
    own = Span(turn.begin, lines[turn.line].end)
    found = [own] if own.start < own.end else []
    last = turn.line + 2 - len(found) if stop is None else min(stop, turn.line + 1 + _MOST_PARAGRAPHS)
    for line in lines[turn.line + 1 : last]:
        if not _goes_on(words, line, turn):
            break
        if found and not words.text[found[-1].end : line.start].strip():
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return found


def _goes_on(words: Words, line: Span, turn: _Label) -> bool:
    """Whether a paragraph can still be the speaker's: no heading, no link, no words about the speaker."""
    inside = words.inside(line)
    if not len(inside) or words.paragraph[inside[0]] in words.headline or _TEASER.match(words.text, *line):
        return False
    told = turn.person and any(
        words.lower[i] == turn.key.split()[-1].lower() and words.form(i)[:1].isupper() for i in inside
    )
    return not told and any(words.form(i)[:1].isalnum() for i in inside)


def bearer_of(words: Words, table: Table, mention: tuple[int, int]) -> tuple[str | None, Figure | None]:
    """Whom a label names, and the figure if the article has one; nobody for "Q" and "A"."""
    label = " ".join(words.words(*mention).split())
    if label.upper() in {"Q", "A", "QUESTION", "ANSWER"}:
        return None, None
    figure = _bearer(table, _parts(label))
    return (label, None) if figure is None else (figure.name, figure)
