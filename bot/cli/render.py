"""Answers and passages for people: the words verbatim, wrapped, never altered. Colour only on a terminal.

Controls in an article's text never reach the terminal: see `bot.cli.output.shown`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from rich.console import Console
from rich.text import Text

from bot.cli.output import one_line, shown
from bot.dates import day, days
from bot.service import Shown
from index.tables.copies import Story
from retrieval.answer import NOT_READ, AlsoIn, Answer, Excerpt, Searched
from retrieval.engine import RankedPassage

_BAR = "│ "
_NARROWEST = 20
_IN_YEARS = 24


class Page:
    """Lines on standard output. Without a terminal nothing is wrapped or coloured: each line is as in the text."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
        self._wraps = self._console.is_terminal
        self._width = max(_NARROWEST, self._console.width)

    def line(self, *parts: str | tuple[str, str], indent: str = "") -> None:
        """One line of parts, each plain or with a style, wrapped by words under its indent."""
        self._print(Text.assemble(*((_clean(part)) for part in parts)), indent, indent)

    def quoted(self, text: str | Text, first: str, rest: str) -> None:
        """An exact text, with a bar before each line."""
        words = Text(shown(text)) if isinstance(text, str) else text
        self._print(words, first + _BAR, rest + _BAR)

    def whole(self, text: str, dimmed: Sequence[tuple[int, int]]) -> None:
        """A whole text, some of it dimmed."""
        words, at = Text(), 0
        for start, end in (*dimmed, (len(text), len(text))):
            words.append(shown(text[at:start])).append(shown(text[start:end]), style="dim")
            at = max(at, end)
        self._print(words, "", "")

    def gap(self) -> None:
        """An empty line."""
        self._console.print()

    def _print(self, words: Text, first: str, rest: str) -> None:
        lines = words.split("\n", allow_blank=True)
        if self._wraps:
            width = max(_NARROWEST // 2, self._width - len(first))
            lines = [part for line in lines for part in (line.wrap(self._console, width) or [line])]  # type: ignore[assignment]
        for number, line in enumerate(lines):
            margin = Text(first if number == 0 else rest, style="dim")
            self._console.print(margin + line, soft_wrap=True)


# What comes closest, of which a terminal shows less than a program is given.
_CLOSEST = 3


def _clean(part: str | tuple[str, str]) -> tuple[str, str]:
    text, style = (part, "") if isinstance(part, str) else part
    return one_line_kept(text), style


def one_line_kept(text: str) -> str:
    """One line, with the white space at its ends kept: it parts the pieces of a line."""
    start = " " if text[:1].isspace() else ""
    end = " " if text[-1:].isspace() and text.strip() else ""
    return start + one_line(text) + end


def print_answer(answer: Answer) -> None:
    """An answer, or the abstention with its reason and what came closest."""
    page = Page()
    page.line((answer.question, "bold"))
    if understood := _understood(answer.searched):
        page.line((understood, "dim"))
    page.gap()
    if answer.answered:
        _excerpts(page, answer.excerpts, differ=answer.differ)
    else:
        _abstention(page, answer)
    page.line((_searched(answer.searched), "dim"))
    if answer.searched.unknown_exclude:
        page.line((f"not known, so not excluded: {', '.join(answer.searched.unknown_exclude)}", "yellow"))


def _abstention(page: Page, answer: Answer) -> None:
    page.line(("The coverage does not say.", "bold"))
    if answer.reason:
        page.line(answer.reason)
    page.gap()
    if answer.closest:
        page.line("Closest (not an answer):")
        page.gap()
        _excerpts(page, answer.closest[:_CLOSEST])


def _excerpts(page: Page, excerpts: Sequence[Excerpt], *, differ: int = 0) -> None:
    """Excerpts, numbered; the first `differ` of them contradict each other and stand under a heading of their own."""
    margin = len(str(len(excerpts))) + 1
    for number, excerpt in enumerate(excerpts, 1):
        if number == 1 and differ:
            page.line(("Accounts differ:", "bold"))
            page.gap()
        if differ and number == differ + 1:
            page.line(("Also:", "bold"))
            page.gap()
        rest = " " * margin
        page.quoted(excerpt.text, f"{number} ".rjust(margin), rest)
        page.line(*who(excerpt), indent=rest)
        page.line(where(excerpt), indent=rest)
        if excerpt.dates:
            page.line((_days_meant(excerpt), "dim"), indent=rest)
        if excerpt.citation.url:
            page.line((excerpt.citation.url, "blue"), indent=rest)
        also_in(page, excerpt, rest)
        if excerpt.story is not None and excerpt.story.outlets > 1:
            page.line((_carried(excerpt.story), "dim"), indent=rest)
        page.gap()


def who(excerpt: Excerpt) -> list[str | tuple[str, str]]:
    """Who speaks in an excerpt, as parts of a line; "he" is shown as unresolved."""
    parts: list[str | tuple[str, str]] = []
    if excerpt.speaker:
        parts.append((excerpt.speaker, "bold"))
    elif excerpt.mention:
        parts.append(f"unresolved: as printed “{excerpt.mention}”")
    else:
        parts.append((NOT_READ if excerpt.unread else "speaker not named") if excerpt.speech else "narration")
    if excerpt.speech == "indirect":
        parts.append(", in the reporter's words")
    if excerpt.via:
        parts.append(f", via {', '.join(excerpt.via)}")
    return parts


def where(excerpt: Excerpt) -> str:
    """Outlet, title and date of an excerpt."""
    cited = excerpt.citation
    names = dict.fromkeys(name for name in (cited.outlet, cited.title or cited.label) if name)
    dated = day(cited.published) if cited.published else "undated"
    return " · ".join((*names, f"{dated}, {_age(excerpt.age_days or 0)} old" if excerpt.is_old else dated))


def _age(days: int) -> str:
    """In months, from two years on in years."""
    months = max(1, days * 12 // 365)
    return f"{months // 12} years" if months >= _IN_YEARS else f"{months} months"


def _carried(story: Story) -> str:
    first = story.original
    return f"the story is carried by {story.outlets} outlets, first by {first.outlet or first.label}"


def _days_meant(excerpt: Excerpt) -> str:
    """The dates that day words mean: "Thursday" = 1 May 2031."""
    told = {excerpt.text[each.start : each.end]: day(each.date.isoformat()) for each in excerpt.dates}
    return ", ".join(f"{word} = {date}" for word, date in told.items())


def also_in(page: Page, excerpt: Excerpt, rest: str) -> None:
    """The other places of an excerpt, with what is worded differently there."""
    same = [_named(also) for also in excerpt.also_in if also.same]
    if same:
        page.line(f"also in {', '.join(dict.fromkeys(same))}", indent=rest)
    for also in excerpt.also_in:
        if not also.same:
            page.line(f"also in {_named(also)}, worded differently:", indent=rest)
            page.quoted(differing(excerpt.text, also.text), rest + "  ", rest + "  ")


def _named(also: AlsoIn) -> str:
    cited = also.citation
    return cited.outlet or cited.title or cited.label


def differing(ours: str, theirs: str) -> Text:
    """`theirs`, with the words that `ours` does not have in bold."""
    mine, other = _words(shown(ours)), _words(shown(theirs))
    marked = Text()
    for kind, _, _, start, end in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        marked.append("".join(other[start:end]), style="" if kind == "equal" else "bold yellow")
    return marked


def _words(text: str) -> list[str]:
    """The words, each with the white space after it: joined they are the text."""
    words: list[str] = []
    for letter in text:
        if words and (letter.isspace() or not words[-1][-1].isspace()):
            words[-1] += letter
        else:
            words.append(letter)
    return words


def _understood(searched: Searched) -> str:
    parts: Iterable[str | None] = (
        f"words of {searched.speaker}" if searched.speaker else None,
        f"several of that name: {', '.join(searched.namesakes)}" if searched.namesakes else None,
        f"in {searched.outlet}" if searched.outlet else None,
        f"since {day(searched.since)}" if searched.since else None,
        f"until {day(searched.until, last=True)}" if searched.until else None,
    )
    told = [part for part in parts if part]
    return f"understood as: {', '.join(told)}" if told else ""


def _searched(searched: Searched) -> str:
    articles = f"{searched.articles} article{'' if searched.articles == 1 else 's'}"
    period = [days(searched.first, searched.last)] if searched.first and searched.last else []
    undated = [f"{searched.undated} undated"] if searched.undated else []
    return ", ".join((f"searched {articles}", *period, *undated))


def print_passages(found: Sequence[RankedPassage]) -> None:
    """Ranked passages, each with its source and score."""
    page = Page()
    if not found:
        page.line("No passage was found in what may be searched.")
    for number, each in enumerate(found, 1):
        page.quoted(each.text, f"{number} ", " " * (len(str(number)) + 1))
        page.line((f"{each.source} {each.start}–{each.end} · score {each.score:.3f}", "dim"))
        page.gap()


def print_article(article: Shown) -> None:
    """An article whole; its furniture, which is never quoted, is dimmed on a terminal."""
    page, row = Page(), article.row
    page.line((row.title or "no title", "bold"))
    names = [row.outlet or "outlet unknown", day(row.published) if row.published else "undated", *row.authors]
    page.line(" · ".join(names))
    for line in (row.url, row.source, f"revision {row.revision}"):
        if line:
            page.line((line, "dim"))
    if row.retracted_at is not None:
        page.line(("retracted: nothing quotes it", "yellow"))
    page.gap()
    page.whole(article.text, [(span.start, span.end) for span in row.furniture])
