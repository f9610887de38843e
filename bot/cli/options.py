"""The options that several commands share, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Where everything is kept (or ONRECORD_DATA; default ./data)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line on standard output, nothing else.")]
Batch = Annotated[
    str | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        help='Answer each line of FILE ("-" is standard input), {"id", "question", …}, with one JSON object, in order.',
    ),
]
Speaker = Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="Only what this speaker said.")]
Outlet = Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Only this outlet's articles.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Only what was published then or later.")]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Only what was published by then; a day is included.")
]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="SOURCE", help="Leave this article out; may be repeated.")
]
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="DATE", help="Ask as if it were this moment (embargoes, “this week”). Default: now."),
]
Source = Annotated[str, typer.Argument(metavar="SOURCE", help="An article's source, or the path of its file.")]
