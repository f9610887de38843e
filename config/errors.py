"""The error tree. Every error is one line: what is wrong, where, and the mend.

OnRecordError                     code "error"        exit 1
├── UsageError                    the call is wrong   exit 2
│   └── ConfigError               a setting is wrong
├── InputError                    one item of the coverage cannot be taken; the rest goes on
├── EmptyCoverageError            there is nothing to ask yet
├── BusyError                     another process is the writer
├── ModelError                    a model is missing, or is not the one that was asked for
├── StoreError                    the data folder is unreadable, or newer than this program
└── VerbatimError                 a span does not give the text that it promised
"""

from __future__ import annotations

from typing import ClassVar


class OnRecordError(Exception):
    """Something that went wrong in a way we foresaw.

    Args:
        what: what is wrong, in a few words.
        where: the file, setting, source or option it is about; empty if it is about the whole call.
        mend: what the reader can do about it.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1
    public_message: ClassVar[str] = "Something went wrong here; the editors' log says what. Please ask again."

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(what, where, mend)

    def __reduce__(self) -> tuple[object, ...]:
        """So that the error comes whole out of a worker process (exceptions with keyword arguments do not)."""
        return _made_again, (type(self), self.what, self.where, self.mend)

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        line = f"{line}; {self.mend}" if self.mend else line
        return " ".join(line.split())


def _made_again(kind: type[OnRecordError], what: str, where: str, mend: str) -> OnRecordError:
    return kind(what, where=where, mend=mend)


class UsageError(OnRecordError):
    """The call itself is wrong: an option, a file that is not there, a malformed line."""

    code = "usage"
    exit_status = 2


class ConfigError(UsageError):
    """A setting is unknown, out of bounds or missing."""

    code = "config"


class InputError(OnRecordError):
    """One item (file, record, line) cannot be taken into the coverage."""

    code = "input"


class EmptyCoverageError(OnRecordError):
    """There are no articles to ask about."""

    code = "empty"
    public_message = "There is no coverage to ask about yet. An editor has to add articles first."


class BusyError(OnRecordError):
    """Another process holds the writer's lock."""

    code = "busy"
    public_message = "The coverage is being written by another process just now. Please try again in a minute."


class ModelError(OnRecordError):
    """A model cannot be found or is not the one that its hash promises."""

    code = "model"


class StoreError(OnRecordError):
    """The data folder cannot be used."""

    code = "store"


class VerbatimError(OnRecordError):
    """A span does not give back the text it was made from: the excerpt must not be shown."""

    code = "verbatim"
