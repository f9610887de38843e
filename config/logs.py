"""Logging to standard error, with every Telegram token blanked out."""

from __future__ import annotations

import logging
import re
import sys
import traceback
import warnings
from types import TracebackType

# A colon is also met percent-encoded (in URLs) and escaped (in quoted JSON).
_TOKEN = re.compile(r"(?:bot)?\d{4,}(?::|%3[aA]|\\u003[aA])[\w-]{20,}|bot\d+(?::|%3[aA])[\w-]+")
_SECRETS: set[str] = set()
_SHORTEST_SECRET = 8  # shorter ones would blank out ordinary words
_NOISY = (
    "httpx",
    "httpcore",
    "chromadb",
    "sentence_transformers",
    "transformers",
    "trafilatura",
    "htmldate",
    "aiosqlite",
    "telegram",  # the library; at DEBUG it writes out every message, both ways
)
# Prints a traceback for every error page of a gateway; the Telegram floor logs each failure in a line of its own.
_SILENT = ("telegram.request.BaseRequest",)


def hide(token: str) -> None:
    """From now on blank out this token however it stands in a line: whole, or its secret half alone."""
    _SECRETS.update(part for part in (token, token.partition(":")[2]) if len(part) >= _SHORTEST_SECRET)


def redact(text: str) -> str:
    """The text with every bot token replaced."""
    for secret in sorted(_SECRETS, key=len, reverse=True):
        text = text.replace(secret, "<token>")
    return _TOKEN.sub("bot<token>", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, tracebacks included, without tokens."""

    def format(self, record: logging.LogRecord) -> str:
        """The line to write."""
        return redact(super().format(record))


def _print_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A traceback that nobody caught, without tokens."""
    sys.stderr.write(redact("".join(traceback.format_exception(kind, error, trace))))


def set_up_logs(level: str) -> None:
    """Send our log to standard error at `level`; other libraries' chatter (which holds URLs and texts) stays out.

    Libraries log questions, texts and URLs at DEBUG and INFO, so they never go below WARNING.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    sys.excepthook = _print_crash
    logging.captureWarnings(capture=True)
    warnings.simplefilter("default" if level == "DEBUG" else "ignore")
