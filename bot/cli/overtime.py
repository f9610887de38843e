"""What somebody said about a topic, by date: for people and as JSON lines."""

from __future__ import annotations

from bot.cli.output import print_json, print_line, warn
from bot.cli.render import Page, also_in, where, who
from bot.dates import day
from bot.service import Service
from bot.verdicts import change_in_words
from index.scope import Scope
from retrieval.timeline import Statement, Timeline, statement_json


async def list_over_time(service: Service, speaker: str, topic: str, *, json: bool) -> None:
    """List the statements, the earliest first; where there are none, why."""
    found = await service.timeline(speaker, topic, Scope(now=service.now()))
    if found.reason is not None:
        (warn if json else print_line)(f"{found.reason[0].upper()}{found.reason[1:]}.")
    if json:
        for each in found.statements:
            print_json(statement_json(each, found.statements))
    else:
        _print(found)


def _print(found: Timeline) -> None:
    page = Page()
    for number, each in enumerate(found.statements, 1):
        first = f"{number} ".rjust(len(str(len(found.statements))) + 1)
        _print_statement(page, each, found.statements, first)


def _print_statement(page: Page, statement: Statement, others: tuple[Statement, ...], first: str) -> None:
    excerpt, rest = statement.excerpt, " " * len(first)
    page.line((day(excerpt.citation.published) if excerpt.citation.published else "undated", "bold"), indent=rest)
    page.quoted(excerpt.text, first, rest)
    page.line(*who(excerpt), indent=rest)
    page.line(where(excerpt), indent=rest)
    if statement.changed is not None:
        page.line((change_in_words(statement.changed, others), "yellow"), indent=rest)
    also_in(page, excerpt, rest)
    page.gap()
