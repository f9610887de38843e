"""An article's quotations as they are kept: found, corrected by people, and with their speakers' names collected.

Each function is one transaction's work.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from config.errors import UsageError
from index.corrections import Change, meant
from index.database import Database
from index.model import Quotation, Span
from index.names import fold
from index.scope import Scope
from index.speakers import Appearance, Speaker
from index.speakers.values import family_of, words_of_name
from index.tables import articles, corrections, quotations, speakers
from index.tables.articles import ArticleRow

_LONGEST_NAME = 200
_AT_ONCE = 200


def save_quotations(
    connection: sqlite3.Connection, row: ArticleRow, text: str, found: Sequence[Quotation], *, furniture: Sequence[Span]
) -> None:
    """Keep what was found in an article's live revision, corrected, with its speakers' names and its story."""
    from index.speakers.casting import cast_of  # noqa: PLC0415 - its word lists bring the parser, which asking spares

    said = corrections.apply_to(connection, row.id, text, found)
    quotations.save_quotations(connection, row.id, row.revision, said)
    cast = cast_of(text, furniture, [*found, *said])
    known = {one.name: one for one in cast.appearances}
    speakers.save_names(connection, row.id, _counted(known, said), cast.story)


def apply_again(connection: sqlite3.Connection, article: int) -> None:
    """Bring an article's stored quotations in line with the corrections that are in force now; no parser is asked."""
    row, text = _live(connection, article)
    said = corrections.apply_to(connection, article, text, corrections.found_quotations(connection, article))
    quotations.save_quotations(connection, article, row.revision, said)
    known = speakers.names_of_article(connection, article)
    speakers.save_names(connection, article, _counted(known, said), None)


def _counted(known: dict[str, Appearance], said: Iterable[Quotation]) -> list[Appearance]:
    """The appearances with the numbers of these quotations; names that lost theirs stay, with none."""
    counts: Counter[str] = Counter()
    for quotation in said:
        counts.update(dict.fromkeys(quotation.speakers or filter(None, (quotation.speaker,)), 1))
    names = {**known, **{name: _named_by_hand(name) for name in counts if name not in known}}
    return [replace(names[name], quotations=counts[name]) for name in sorted(names)]


def _named_by_hand(name: str) -> Appearance:
    """A speaker whom the article's own words tell nothing about."""
    words = words_of_name(fold(name) or name)
    return Appearance(0, name, called=frozenset({family_of(words)}))


def _live(connection: sqlite3.Connection, article: int) -> tuple[ArticleRow, str]:
    row = articles.articles_by_id(connection, [article])[article]
    return row, articles.revision_text(connection, row.revision) or ""


def correct(
    connection: sqlite3.Connection,
    source: str,
    span: Span,
    who: str,
    now: datetime,
    *,
    removed: bool = False,
    speaker: str = "",
) -> int:
    """Correct the quotation that stands at a span of an article's live revision; the correction's number.

    Args:
        removed: it is no quotation.
        speaker: who says it, if it is one; empty leaves the speaker open.

    Raises UsageError for an unknown source, a span without a quotation, or a name that cannot be one.
    """
    row = articles.find_article(connection, source)
    if row is None:
        raise UsageError("no article has this source", where=source, mend="`onrecord articles` lists the sources")
    stored = quotations.quotations_of(connection, [row.id])[row.id]
    at = meant([each.quotation for each in stored], span)
    if at is None:
        mend = "`onrecord quotes --source SOURCE --json` lists where they start and end"
        raise UsageError(f"no quotation stands at {span.start}–{span.end}", where=source, mend=mend)
    name = _printed_name(connection, _plain(speaker)) or None
    change = Change(stored[at].quotation.span, removed, None if removed else name)
    number = corrections.add_about_words(connection, row.id, row.revision, change, who, now)
    apply_again(connection, row.id)
    return number


def _plain(name: str) -> str:
    plain = " ".join(name.split())
    if len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise UsageError("this can be nobody's name", where=plain[:40], mend="write it as articles print it")
    return plain


def _printed_name(connection: sqlite3.Connection, name: str) -> str:
    """The name as the coverage prints it, where it does; else as it was given."""
    printed = speakers.printed_names(connection, name)
    return name if name in printed or not printed else printed[0]


def undo(connection: sqlite3.Connection, number: int, who: str, now: datetime) -> None:
    """Undo a correction. Raises UsageError if there is none of that number, or it is undone already."""
    known = corrections.find_correction(connection, number)
    mend = "`onrecord speakers log` lists the corrections"
    if known is None:
        raise UsageError("no correction has this number", where=str(number), mend=mend)
    if known.undone_at is not None:
        raise UsageError(f"the correction was undone by {known.undone_by} already", where=str(number), mend=mend)
    corrections.note_undone(connection, number, who, now)
    if known.article is not None:
        apply_again(connection, known.article)


def merge(connection: sqlite3.Connection, names: Sequence[str], scope: Scope, who: str, now: datetime) -> int:
    """Say that these names are one speaker's; the correction's number.

    Of speakers who have several names, all of several words are meant: a family name alone may be somebody else's too.

    Raises UsageError for a name that nobody is quoted under, or fewer than two.
    """
    printed = _all_known(connection, names)
    if len({fold(name) for name in printed}) < 2:
        raise UsageError("merging takes two names", where=", ".join(names), mend="name two speakers of the list")
    around = speakers.speakers_around(connection, printed, scope, corrections.decisions(connection))
    whole = [name for each in around.asked for name in each.names if len(words_of_name(fold(name))) > 1]
    return corrections.add_about_names(connection, "merge", list(dict.fromkeys([*printed, *whole])), (), who, now)


def split(connection: sqlite3.Connection, names: Sequence[str], sources: Sequence[str], who: str, now: datetime) -> int:
    """Say that these names are different speakers', or that one name is nobody else's; the correction's number.

    Args:
        sources: only in these articles is the name somebody else's than in the others.

    Raises UsageError for a name that nobody is quoted under, or an article that does not quote under it.
    """
    printed = _all_known(connection, names)
    for source in sources:
        row = articles.find_article(connection, source)
        if row is None:
            raise UsageError("no article has this source", where=source, mend="`onrecord articles` lists the sources")
        here = {fold(name) for name in speakers.names_of_article(connection, row.id)}
        if not here & {fold(name) for name in printed}:
            mend = "`onrecord quotes --source SOURCE` lists whom it quotes"
            raise UsageError(f"the article quotes nobody called {printed[0]}", where=source, mend=mend)
    return corrections.add_about_names(connection, "split", printed, sources, who, now)


def _all_known(connection: sqlite3.Connection, names: Sequence[str]) -> list[str]:
    found = []
    for name in names:
        printed = speakers.printed_names(connection, name)
        if not printed:
            raise UsageError("nobody of this name is quoted", where=name, mend="`onrecord speakers` lists the names")
        found.append(printed[0])
    return list(dict.fromkeys(found))


def speakers_in_scope(connection: sqlite3.Connection, scope: Scope) -> tuple[Speaker, ...]:
    """Every speaker in scope, as the corrections have it."""
    return speakers.all_speakers(connection, scope, corrections.decisions(connection))


async def collect_names(database: Database) -> None:
    """Collect the speakers' names of articles that an older program stored."""
    while await database.read(speakers.any_unread):
        await database.write(_collect)


def _collect(connection: sqlite3.Connection) -> None:
    for article in speakers.unread_articles(connection, _AT_ONCE):
        row, text = _live(connection, article)
        found = corrections.found_quotations(connection, article)
        save_quotations(connection, row, text, found, furniture=row.furniture)
