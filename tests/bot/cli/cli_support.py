"""The command line, called as people call it, and a small invented coverage."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from bot.cli.main import main

ROOT = Path(__file__).parents[3]
PYTHON = (sys.executable, "-W", "error")
"""How a test starts the program in a process of its own, from ROOT."""

HARBOUR = (
    "The harbour wall at Quillon is sinking faster than anyone feared.\n\n"
    "“We lost four centimetres of wall in one winter,” said Petra Vandermolen, the harbour master. "
    "“Without new piles it will be under water in ten years.”\n\n"
    "The town council votes on the repair in June. A first estimate put the bill at 3.2 million crowns.\n"
)
OTHER = (
    "QUILLON (Gull Wire) - The harbour wall is going under.\n\n"
    '"We lost four centimetres of wall in one winter," harbour master Petra Vandermolen said.\n\n'
    "Fishing boats have moved to the northern quay.\n"
)
EMBARGOED = (
    "“The lighthouse will be sold to a hotel chain,” said Oskar Brandl, the mayor of Quillon, about the lighthouse.\n"
)
UNQUOTABLE = "“The lighthouse keeper was paid twice,” said Oskar Brandl, the mayor of Quillon, about the lighthouse.\n"
BAKERY = "“Our rye ferments for thirty hours,” said Lucienne Abara, a baker in Tarn Street, about her bread.\n"
ODD = (
    "“Bells must ring at noon,” said Ivo Kestrel, the bell founder.\x1b[31m He then left.\u202e The end of the bells.\n"
)
ODD_SOURCE = 'odd id/ü 😀 "x" \\ y'


@dataclass(frozen=True)
class Called:
    """What a call came to."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines: anything else there fails."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> dict[str, Any]:
        (line,) = self.lines
        return line


@contextmanager
def _as_before() -> Iterator[None]:
    """Undo what setting up logs does to this process."""
    handlers, level, hook = logging.root.handlers[:], logging.root.level, sys.excepthook
    with warnings.catch_warnings():
        yield
    logging.captureWarnings(capture=False)
    logging.root.handlers[:], logging.root.level, sys.excepthook = handlers, level, hook


class _Standard(io.TextIOWrapper):
    """A stream as a process has it: text over bytes, in a locale that is not UTF-8."""

    def __init__(self, held: bytes = b"") -> None:
        super().__init__(io.BytesIO(held), encoding="latin-1", newline="")

    def text(self) -> str:
        self.flush()
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode("utf-8")


def run_call(*arguments: str, stdin: bytes = b"") -> Called:
    """Call the command line in this process."""
    out, err, before = _Standard(), _Standard(), sys.stdin
    sys.stdin = _Standard(stdin)
    try:
        with _as_before(), redirect_stdout(out), redirect_stderr(err):
            status = main(arguments)
    finally:
        sys.stdin = before
    return Called(status, out.text(), err.text())


def write_coverage(folder: Path) -> None:
    """The invented articles, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8", newline="")
    records = [
        {"id": "gull-7", "outlet": "Gull Wire", "title": "Wall going under", "published": "2031-05-03", "text": OTHER},
        {"id": "sold", "outlet": "Gull Wire", "title": "Sold", "text": EMBARGOED, "embargo_until": "2099-01-01T00:00Z"},
        {"id": "memo", "outlet": "Gull Wire", "title": "Memo", "text": UNQUOTABLE, "quotable": False},
        {"id": "rye", "outlet": "Crumb Weekly", "title": "Rye", "published": "2031-05-06", "text": BAKERY},
        {"id": ODD_SOURCE, "outlet": "Bell Post", "title": "Bells\x1b]0;x", "published": "2031-05-09", "text": ODD},
    ]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (folder / "records.jsonl").write_text(lines, encoding="utf-8")
    table = (
        "source,outlet,title,published,url\nharbour.txt,Quillon Mail,Sinking wall,2031-05-02,https://mail.example/w\n"
    )
    (folder / "meta.csv").write_text(table, encoding="utf-8")


@dataclass(frozen=True)
class Newsroom:
    """An indexed coverage."""

    folder: Path
    data: Path
    indexed: Called

    @property
    def harbour(self) -> str:
        return str(self.folder / "harbour.txt")

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Called:
        """Call a command on it."""
        return run_call(*arguments, "--data", str(self.data), stdin=stdin)


@contextmanager
def answering(status: int | None, body: bytes) -> Iterator[str]:
    """A real HTTP server on loopback that answers everything so; None closes the door. Yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status or 500)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        if status is None:
            server.server_close()
            yield address
            return
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
