"""Quotations for other programs: a table, and schema.org's `Quotation` as JSON-LD (https://schema.org/Quotation)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.cli.sheets import table, write_whole
from index.scope import Scope

if TYPE_CHECKING:
    from bot.service import Service
    from index.speakers.values import Kind
    from index.tables.articles import ArticleRow

_HEAD = (
    "text",
    "speaker",
    "speakers",
    "speech",
    "polarity",
    "via",
    "speaker_mention",
    "cue",
    "outlet",
    "title",
    "published",
    "url",
    "source",
    "revision",
    "start",
    "end",
    "zone",
    "group",
    "rule",
)
_LISTS = ("speakers", "via")

Line = Mapping[str, Any]
Kinds = Mapping[tuple[str, str], "Kind | None"]


async def export(
    service: Service, speaker: str | None, source: str | None, csv: Path | None, jsonld: Path | None
) -> str:
    """Write the quotations into these files; what was done, in a line. Raises UsageError where that fails."""
    scope = Scope(now=service.now())
    lines = await service.quotes(scope, speaker=speaker, source=source)
    rows = {row.source: row for row in await service.articles()}
    if csv is not None:
        write_whole(csv, table(_HEAD, (cells(line, rows[line["source"]]) for line in lines)))
    if jsonld is not None:
        linked = linked_data(lines, rows, await service.kinds(scope))
        write_whole(jsonld, (json.dumps(linked, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    where = " and ".join(str(path) for path in (csv, jsonld) if path is not None)
    return f"{len(lines)} quotation{'' if len(lines) == 1 else 's'} written to {where}"


def cells(line: Line, row: ArticleRow) -> list[Any]:
    """A row of the table: the quotation, and the article that it stands in."""
    told = {**line, "outlet": row.outlet, "title": row.title, "published": row.published, "url": row.url}
    return ["; ".join(told[name]) if name in _LISTS else told[name] for name in _HEAD]


def linked_data(lines: Sequence[Line], rows: Mapping[str, ArticleRow], kinds: Kinds) -> dict[str, Any]:
    """All of them as one JSON-LD document."""
    return {
        "@context": "https://schema.org",
        "@graph": [quotation(line, rows[line["source"]], kinds) for line in lines],
    }


def quotation(line: Line, row: ArticleRow, kinds: Kinds) -> dict[str, Any]:
    """One `Quotation`. Only whose words it repeats directly is its creator: a paraphrase is the reporter's wording."""
    names = line["speakers"] or list(filter(None, (line["speaker"],)))
    who = [_agent(name, kinds.get((row.source, name))) for name in names]
    told = {
        "@type": "Quotation",
        "@id": f"{_address(row)}#char={line['start']},{line['end']}",
        "text": line["text"],
        "spokenByCharacter": _one(who),
        "creator": _one(who) if line["speech"] == "direct" else None,
        "isPartOf": _article(row),
    }
    return {name: value for name, value in told.items() if value}


def _agent(name: str, kind: Kind | None) -> dict[str, str]:
    """A person is who something marks as one: a title, a pronoun, a given name. schema.org knows no third kind."""
    return {"@type": "Person" if kind == "person" else "Organization", "name": name}


def _one(agents: list[dict[str, str]]) -> dict[str, str] | list[dict[str, str]]:
    return agents[0] if len(agents) == 1 else agents


def _article(row: ArticleRow) -> dict[str, Any]:
    told = {
        "@type": "NewsArticle",
        "@id": _address(row),
        "headline": row.title,
        "url": row.url,
        "publisher": {"@type": "Organization", "name": row.outlet} if row.outlet else None,
        "datePublished": row.published,
        "author": [{"@type": "Person", "name": name} for name in row.authors],
        "identifier": row.source,
    }
    return {name: value for name, value in told.items() if value}


def _address(row: ArticleRow) -> str:
    """An IRI of the article: its own address, else one made of its source."""
    return row.url or f"urn:onrecord:{quote(row.source, safe='')}"
