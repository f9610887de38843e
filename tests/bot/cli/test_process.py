"""What only shows in a process of its own: imports, locales, pipes, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from cli_support import HARBOUR, PYTHON, ROOT, Newsroom

HEAVY = ("torch", "spacy", "chromadb", "telegram", "onnxruntime", "numpy", "sqlite3", "dateparser", "rich")


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [*PYTHON, "-m", "bot.cli.main", *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # A shell that runs the tests in the background has them, and their children, ignore Ctrl-C.
    options = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **pipes, **options}
    return subprocess.Popen(command, cwd=ROOT, **options)  # type: ignore[call-overload,no-any-return]


def test_the_help_needs_nothing_heavy() -> None:
    code = (
        "import sys; from bot.cli.main import main; status = main(['--help']); "
        f"print(status, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert out.splitlines()[-1] == "0 []"


def test_asking_needs_neither_the_parser_nor_torch_nor_telegram(newsroom: Newsroom) -> None:
    code = (
        "import sys; from bot.cli.main import main; main(['ask', 'wall', '--json', '--data', sys.argv[1]]); "
        "print([name for name in ('torch', 'spacy', 'telegram') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(newsroom.data)]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    assert out.splitlines()[-1] == "[]"


def test_output_is_utf8_whatever_the_locale(newsroom: Newsroom) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    with start("articles", "--json", "--data", str(newsroom.data), env=environment) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "😀" in out.decode("utf-8")


def test_a_closed_pipe_ends_quietly(newsroom: Newsroom) -> None:
    with start("search", "--batch", "-", "--data", str(newsroom.data)) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"id": 1, "question": "wall"}\n')
        process.stdin.flush()
        assert process.stdout.readline().startswith(b'{"id": 1')
        process.stdout.close()
        process.stdin.write(b'{"id": 2, "question": "wall"}\n' * 3)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_batch_answers_each_line_before_the_next_one_comes(newsroom: Newsroom) -> None:
    with start("ask", "--batch", "-", "--data", str(newsroom.data)) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(b'{"id": %d, "question": "wall"}\n' % number)
            process.stdin.flush()
            assert process.stdout.readline().startswith(b'{"id": %d' % number)
        process.stdin.close()
        assert process.wait() == 0


def test_ctrl_c_ends_in_one_line_and_what_was_read_is_kept(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}.txt").write_text(f"{number}\n\n{HARBOUR * 20}", encoding="utf-8")
    data = tmp_path / "data"
    with start("index", str(tmp_path), "--data", str(data)) as process:
        wait_for((data / "coverage.lock").exists, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert err == b"stopped; what was read is kept, run the same command again to go on\n"


def test_ctrl_c_while_waiting_for_a_line_ends_at_once(newsroom: Newsroom) -> None:
    with start("ask", "--batch", "-", "--data", str(newsroom.data)) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"id": 1, "question": "wall"}\n')
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"stopped\n"
        assert process.wait() == 130


def wait_for(happened: object, process: subprocess.Popen[bytes]) -> None:
    """Until it happened; the process must live on until then."""
    assert callable(happened)
    waiting = threading.Event()
    while not happened():
        assert process.poll() is None, process.communicate()
        waiting.wait(0.02)


def test_the_trace_of_a_bug_shows_at_debug_only(newsroom: Newsroom) -> None:
    code = (
        "import sys, json; from bot.cli.main import main; json.dumps = lambda *_, **__: 1 / 0; "
        "sys.exit(main(['status', '--json', '--data', sys.argv[1]]))"
    )
    command = [sys.executable, "-c", code, str(newsroom.data)]
    environment = {**os.environ, "ONRECORD_LOG__LEVEL": "DEBUG"}
    called = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, env=environment)
    assert called.returncode == 1
    assert "Traceback" in called.stderr
    assert called.stderr.splitlines()[-1].startswith("error: unforeseen ZeroDivisionError")


def test_a_question_without_quotation_marks_is_told_about_them() -> None:
    with start("ask", "what", "did", "she", "say") as process:
        out, err = process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert err.decode() == (
        "error: onrecord ask: several words were given; put them in quotation marks: "
        'onrecord ask "what did the mayor say?"\n'
    )
