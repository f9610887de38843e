"""The demo: index `examples/coverage` and ask two questions, one of which it does not answer.

Usage: python examples/demo.py FOLDER, where the coverage is kept (made anew each time).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

COVERAGE = Path(os.path.relpath(Path(__file__).with_name("coverage")))
QUESTIONS = Path(__file__).with_name("questions.txt")


def run(*arguments: str) -> None:
    """Show a command as a user would type it, and run it."""
    shown = " ".join(f'"{part}"' if " " in part else part for part in arguments)
    print(f"\n$ onrecord {shown}", flush=True)  # noqa: T201 - a demo prints
    program = Path(sys.executable).with_name("onrecord")
    done = subprocess.run([str(program), *arguments], check=False)  # noqa: S603 - our own program
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Index, then ask."""
    data = Path(sys.argv[1])
    shutil.rmtree(data, ignore_errors=True)
    files = [str(COVERAGE), "--meta", str(COVERAGE / "meta.csv"), "--data", str(data)]
    run("index", *files)
    for question in QUESTIONS.read_text(encoding="utf-8").splitlines():
        run("ask", question, "--data", str(data))


if __name__ == "__main__":
    main()
