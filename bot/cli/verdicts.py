"""A verdict for people: the ruling in words, what differs, the source's own sentence and where it stands."""

from __future__ import annotations

from bot.cli.render import Page, also_in, where, who
from bot.verdicts import difference_in_words, ruling_in_words
from retrieval.verdict import Match, Verdict

_STYLES = {"exact": "bold green", "trimmed": "bold green", "not_found": "bold"}


def print_verdict(verdict: Verdict) -> None:
    """A verdict on standard output."""
    page = Page()
    page.line((ruling_in_words(verdict), _STYLES.get(verdict.ruling, "bold yellow")))
    if verdict.cause:
        page.line(f"{verdict.cause[0].upper()}{verdict.cause[1:]}.")
    page.gap()
    for number, match in enumerate(verdict.matches, 1):
        _print_match(page, match, f"{number} ")


def _print_match(page: Page, match: Match, first: str) -> None:
    rest = " " * len(first)
    for each in match.differences:
        page.line((difference_in_words(each), "yellow"), indent=rest)
    page.quoted(match.excerpt.text, first, rest)
    page.line(*who(match.excerpt), indent=rest)
    page.line(where(match.excerpt), indent=rest)
    if match.excerpt.citation.url:
        page.line((match.excerpt.citation.url, "blue"), indent=rest)
    also_in(page, match.excerpt, rest)
    page.gap()
