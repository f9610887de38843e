"""The mark that stands on disk before a message's bytes leave: what a killed bot may have said, it does not say again.

Telegram has no way to ask whether a message was delivered, and none to send one only once. So the bot has to know which
answers were on their way when it was killed. The mark is a line appended to a file by the very step of the event loop
that then gives the request's last bytes to the system (`bot.telegram.http`): between the two lie microseconds, where a
database's commit would leave milliseconds. A line survives the death of the process without being forced to the disk.

`+7` says that the answer to update 7 is leaving, `!7` that Telegram has taken it, `-7` that it certainly was not taken.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from pathlib import Path

from config.errors import StoreError

_MOST_BYTES = 1 << 20
# Messages that answer no update (news of a watch) are marked by numbers from here on; Telegram's are far below.
OTHERS = 1 << 62

ANSWERING: ContextVar[int | None] = ContextVar("answering", default=None)
"""The update that the present task answers; tasks that it starts inherit it."""


class Fence:
    """The file of marks. Whoever opens it closes it."""

    def __init__(self, path: Path) -> None:
        """Open (and create) the file. Raises StoreError where that cannot be done."""
        self._path = path
        self._file = -1
        try:
            self._marked, self._taken = _read(path)
            self._rewrite()
        except OSError as error:
            mend = "check the folder's rights and disk, or name another with --data"
            raise StoreError(f"the file cannot be written ({error.strerror})", where=str(path), mend=mend) from error

    @property
    def marked(self) -> frozenset[int]:
        """The updates whose answers may have been delivered and that are not known to be done."""
        return frozenset(self._marked)

    @property
    def taken(self) -> frozenset[int]:
        """Those of them whose answers were delivered for certain."""
        return frozenset(self._taken)

    def mark(self, update_id: int) -> None:
        """Its answer leaves now. To be followed by the sending without anything awaited in between."""
        self._note("+", update_id)

    def confirm(self, update_id: int) -> None:
        """Telegram has taken its answer."""
        self._note("!", update_id)

    def clear(self, update_id: int) -> None:
        """Its answer was certainly not taken."""
        self._note("-", update_id)

    def done(self, update_id: int) -> None:
        """The inbox knows by now that this update is done: its mark is needed no more."""
        self._marked.discard(update_id)
        self._taken.discard(update_id)
        if self._bytes > _MOST_BYTES:
            self._rewrite()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _note(self, sign: str, update_id: int) -> None:
        _apply(sign, update_id, self._marked, self._taken)
        self._bytes += os.write(self._file, f"{sign}{update_id}\n".encode())

    def _rewrite(self) -> None:
        """A new file with the marks that still stand, put in the old one's place at once."""
        marks = [f"+{number}\n" for number in sorted(self._marked)] + [f"!{number}\n" for number in sorted(self._taken)]
        lines = "".join(marks).encode()
        draft = self._path.with_suffix(".new")
        fresh = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.write(fresh, lines)
        draft.replace(self._path)
        self.close()
        self._file, self._bytes = fresh, len(lines)


def _read(path: Path) -> tuple[set[int], set[int]]:
    """The marks that stand, and those confirmed; a line cut off by the machine's own fall is no mark."""
    marked: set[int] = set()
    taken: set[int] = set()
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return marked, taken
    for line in lines:
        if line[1:].isdecimal() and line[0] in "+!-":
            _apply(line[0], int(line[1:]), marked, taken)
    return marked, taken


def _apply(sign: str, update_id: int, marked: set[int], taken: set[int]) -> None:
    (marked.discard if sign == "-" else marked.add)(update_id)
    (taken.add if sign == "!" else taken.discard)(update_id)
