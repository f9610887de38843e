"""A token never reaches the log, in whatever shape it stands in a line."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from config import logs
from config.logs import RedactingFormatter, hide, redact, set_up_logs

SECRET = "AAF3kd-Q_zzTest0123456789abcdefghij"  # noqa: S105 - opens nothing
TOKEN = f"7001234567:{SECRET}"
SHORT = "12:ab-Cd_"


@pytest.fixture
def streams() -> Iterator[None]:
    """Everything that `set_up_logs` changes, put back."""
    hook, handlers = sys.excepthook, logging.getLogger().handlers[:]
    levels = {name: logging.getLogger(name).level for name in (None, *logs._NOISY, *logs._SILENT)}
    yield
    sys.excepthook, logging.getLogger().handlers[:] = hook, handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"https://api.telegram.org/file/bot{TOKEN}/a.txt",
        f"the token `{TOKEN}` was rejected",
        f"token={quote(TOKEN, safe='')}",
        repr({"token": TOKEN}),
        str(TOKEN.encode()),
        json.dumps(TOKEN).replace(":", "\\u003a"),
        f"({TOKEN})",
    ],
)
def test_a_token_that_nobody_announced_is_recognised(line: str) -> None:
    assert SECRET not in redact(line)


def test_an_announced_token_is_hidden_even_in_halves_and_odd_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_SECRETS", set())
    odd = "9:pass-word"
    assert "pass-word" in redact("the pass-word alone")
    hide(odd)
    assert redact(f"the {odd} whole") == "the <token> whole"
    assert "pass-word" not in redact("the pass-word alone")


def test_ordinary_lines_stay_as_they_are() -> None:
    line = "12:30 update 7000001, chat -1001234567890: answer (reply to the bot) 2025-05-03T14:03:11Z 127.0.0.1:8081"
    assert redact(line) == line


def test_a_short_token_is_hidden_in_an_address() -> None:
    assert SHORT not in redact(f"http://127.0.0.1:8081/bot{SHORT}/getMe")


@pytest.mark.usefixtures("streams")
def test_tracebacks_are_redacted_through_the_real_handler(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("INFO")
    try:
        httpx.get(f"http://127.0.0.1:1/bot{TOKEN}/getMe\x00")
    except httpx.InvalidURL as error:
        logging.getLogger("bot").exception("failed for %s", f"http://x/bot{TOKEN}", exc_info=error)
    logging.getLogger("bot").error("chained", exc_info=ValueError(f"bot{TOKEN}"))
    shown = capsys.readouterr().err
    assert "failed for http://x/bot<token>" in shown
    assert "Traceback" in shown
    assert SECRET not in shown


@pytest.mark.usefixtures("streams")
def test_the_http_library_says_nothing_about_its_requests(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("DEBUG")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("bot").info("our own line")
    shown = capsys.readouterr().err
    assert "our own line" in shown
    assert "HTTP Request" not in shown


@pytest.mark.usefixtures("streams")
def test_a_crash_that_nobody_caught_is_printed_without_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("WARNING")
    error = RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    sys.excepthook(RuntimeError, error, None)
    shown = capsys.readouterr().err
    assert "RuntimeError" in shown
    assert SECRET not in shown


def test_arguments_of_a_record_are_redacted_after_they_are_filled_in() -> None:
    record = logging.LogRecord("x", logging.INFO, "x", 1, "%s:%s", ("7001234567", SECRET), None)
    assert SECRET not in RedactingFormatter("%(message)s").format(record)
