"""How far a long task has come: a bar on a terminal, JSON lines for a process that supervises us, else silence."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from index.status import Progress

Report = Callable[[Progress], None]


@contextmanager
def reporting(*, supervised: bool = False) -> Iterator[Report]:
    """Something to report progress to, for a block."""
    if supervised:
        yield _print_json
    elif sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield _say_nothing


def end_with_standard_input() -> None:
    """End this process when its standard input ends, which it does when the process that holds the other end dies."""
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    while os.read(0, 1024):
        pass
    # Nothing to tidy up: what was written is safe at any moment, and the locks are the kernel's.
    os._exit(1)


def _print_json(progress: Progress) -> None:
    sys.stderr.write(json.dumps({"progress": asdict(progress)}) + "\n")
    sys.stderr.flush()


def _say_nothing(_: Progress) -> None:
    return


@contextmanager
def _bar() -> Iterator[Report]:
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for rich
    from rich.progress import BarColumn, TextColumn  # noqa: PLC0415 - as above
    from rich.progress import Progress as Bars  # noqa: PLC0415 - as above

    text = TextColumn("{task.fields[told]}", markup=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=20), text)
    with Bars(*columns, console=Console(file=sys.stderr), transient=True) as bars:
        task = bars.add_task("starting", total=None, told="")

        def report(progress: Progress) -> None:
            bars.update(
                task,
                description=progress.stage,
                completed=progress.done,
                total=progress.total,
                told=told(progress),
            )

        yield report


def told(progress: Progress) -> str:
    """`12 of 80, 3.1 a second, 22 s left`."""
    parts = [f"{progress.done} of {progress.total}" if progress.total is not None else ""]
    if progress.done:
        parts.append(f"{progress.rate:.1f} a second")
    if progress.remaining is not None and progress.done < (progress.total or 0):
        parts.append(f"{duration(progress.remaining)} left")
    return ", ".join(part for part in parts if part)


def duration(seconds: float) -> str:
    """`22 s`, `3 min 5 s`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
