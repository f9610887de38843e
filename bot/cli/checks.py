"""What `onrecord doctor` looks at. Each check gives one finding; none raises for something foreseen."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bot.cli.opening import has_data, opened, settings_of
from bot.cli.output import counted
from config.errors import ConfigError, OnRecordError
from config.logs import hide
from config.settings import Settings, settings_file
from index.embedder import embedder_fingerprint
from index.models import resolve_embedder, resolve_parser

_LEAST_FREE = 1_000_000_000
_TELEGRAM_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: `ok`, a `note` (nothing is wrong), or a `problem` with its mend."""

    check: str
    state: Literal["ok", "note", "problem"]
    detail: str
    mend: str = ""

    def json(self) -> dict[str, Any]:
        """The shape of a line of `onrecord doctor --json`."""
        return {**asdict(self), "ok": self.state != "problem"}


def examine(data: Path | None) -> list[Finding]:
    """Every check, in order; those that need the settings are left out where these cannot be read."""
    findings = [_python(), _sqlite()]
    try:
        settings = settings_of(data)
    except OnRecordError as error:
        return [*findings, _problem("settings", error)]
    findings.append(Finding("settings", "ok", str(settings_file() or "defaults and the environment")))
    checks: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
        ("embedder", _embedder),
        ("parser", _parser),
        ("reranker", _reranker),
        ("data folder", _folder),
        ("disk space", _space),
        ("live generation", _generation),
        ("telegram token", _token),
        ("telegram", _telegram),
        ("who may ask", _people),
    )
    for name, check in checks:
        try:
            findings.append(check(settings))
        except OnRecordError as error:
            findings.append(_problem(name, error))
    return findings


def _problem(check: str, error: OnRecordError) -> Finding:
    detail = f"{error.where}: {error.what}" if error.where else error.what
    return Finding(check, "problem", detail, error.mend)


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < (3, 11):  # noqa: UP036 - an installer can be overruled; then this says why it fails
        return Finding("python", "problem", found, "install Python 3.11 or newer")
    return Finding("python", "ok", found)


def _sqlite() -> Finding:
    try:
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5 (word)")
        connection.close()
    except sqlite3.Error as error:
        mend = "use a Python whose SQLite has FTS5"
        return Finding("sqlite", "problem", f"{sqlite3.sqlite_version} without FTS5 ({error})", mend)
    return Finding("sqlite", "ok", f"{sqlite3.sqlite_version} with FTS5")


def _embedder(settings: Settings) -> Finding:
    found = resolve_embedder(settings.embedder.model, settings.embedder.sha256)
    return Finding("embedder", "ok", f"{found.name}, weights {found.weights[:16]}…")


def _parser(settings: Settings) -> Finding:
    found = resolve_parser(settings.parser.model, settings.parser.sha256)
    return Finding("parser", "ok", f"{found.name}, weights {found.weights[:16]}…")


def _reranker(settings: Settings) -> Finding:
    """Whether the cross-encoder of the settings can be loaded, and is one for ranking."""
    if settings.retrieval.reranker is None:
        return Finding("reranker", "ok", "none is set, and none is needed")
    from index.embedding.reranker import load_reranker  # noqa: PLC0415 - torch takes seconds and 400 MB

    found = load_reranker(settings.retrieval)
    return Finding("reranker", "ok", f"{found.model}, weights {found.weights[:16]}…")


def _folder(settings: Settings) -> Finding:
    """Whether something can be written where everything is kept (or where the folder would be made)."""
    place = _existing(settings.data)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        mend = "let this user write there, or name another folder with --data"
        return Finding("data folder", "problem", f"{place}: not writable ({error.strerror})", mend)
    return Finding("data folder", "ok", str(settings.data.absolute()))


def _space(settings: Settings) -> Finding:
    free = shutil.disk_usage(_existing(settings.data)).free
    detail = f"{free / 1e9:.1f} GB free"
    if free < _LEAST_FREE:
        return Finding("disk space", "problem", detail, "free at least 1 GB, or name another folder with --data")
    return Finding("disk space", "ok", detail)


def _existing(folder: Path) -> Path:
    here = folder.absolute()
    while not here.exists():
        here = here.parent
    return here


def _generation(settings: Settings) -> Finding:
    check = "live generation"
    if not has_data(settings):
        return Finding(check, "note", "none yet, the coverage is empty", "onrecord index FOLDER makes it")
    fingerprint, number, model = asyncio.run(_live(settings))
    if number is None:
        return Finding(
            check, "note", "none yet: articles are found by words only", "onrecord index or reindex makes it"
        )
    if fingerprint != embedder_fingerprint(settings.embedder):
        detail = f"{number} was made by {model} with other settings than those of now"
        return Finding(check, "problem", detail, "run onrecord reindex; until then it answers as it was made")
    return Finding(check, "ok", f"{number}, made by {model}")


async def _live(settings: Settings) -> tuple[str | None, int | None, str | None]:
    async with opened(settings, "doctor") as service:
        live = await service.coverage.live()
    return (None, None, None) if live is None else (live.fingerprint, live.id, live.model)


def _token(settings: Settings) -> Finding:
    telegram = settings.telegram
    if telegram.token is None and telegram.token_file is None:
        mend = "for the bot, set ONRECORD_TELEGRAM__TOKEN or ONRECORD_TELEGRAM__TOKEN_FILE"
        return Finding("telegram token", "note", "none is set; the command line needs none", mend)
    telegram.read_token()
    return Finding("telegram token", "ok", "it is set")


def _telegram(settings: Settings) -> Finding:
    """Whether Telegram knows the bot. Nothing of the address is ever shown: it holds the token."""
    try:
        token = settings.telegram.read_token()
    except ConfigError:
        return Finding("telegram", "note", "not tried without a token")
    hide(token)
    root = settings.telegram.base_url.rstrip("/")
    if not root.startswith(("http://", "https://")):
        return Finding("telegram", "problem", "telegram.base_url is no web address", "write https://api.telegram.org")
    try:
        with urllib.request.urlopen(f"{root}/bot{token}/getMe", timeout=_TELEGRAM_SECONDS) as answer:  # noqa: S310 - checked above
            name = json.load(answer)["result"]["username"]
    except urllib.error.HTTPError as error:
        mend = "set the token that @BotFather shows for this bot" if error.code in (401, 404) else "try again later"
        return Finding("telegram", "problem", f"it refused the token or the call (status {error.code})", mend)
    except (OSError, ValueError, KeyError, TypeError) as error:
        mend = "see the network, and telegram.base_url"
        return Finding("telegram", "problem", f"it cannot be reached ({_reason(error)})", mend)
    return Finding("telegram", "ok", f"reached, the bot is @{name}")


def _reason(error: Exception) -> str:
    """What is known of a failure to reach Telegram; never an address, which holds the token."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else None
    return (reason.strerror if isinstance(reason, OSError) else None) or type(error).__name__


def _people(settings: Settings) -> Finding:
    chats, admins = len(settings.telegram.allowed_chats), len(settings.telegram.admins)
    if not chats and not admins:
        mend = "for the bot, set telegram.admins to your number (docs/telegram.md); others are let in from the chat"
        return Finding("who may ask", "note", "nobody: no chat and no admin is let in", mend)
    return Finding("who may ask", "ok", f"{counted(chats, 'chat')}, {counted(admins, 'admin')} by the settings")
