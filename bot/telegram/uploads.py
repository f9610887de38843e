"""Files that editors and admins send: checked, kept beside the coverage, and read into it."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from telegram import Document
from telegram.error import TelegramError

from bot.ports import Added
from bot.telegram import texts
from bot.telegram.audit import note
from bot.telegram.commands import Registry, Tools, UserFile
from bot.telegram.desks import desk_key
from bot.telegram.failures import judge
from bot.telegram.layout import clipped, plain
from bot.telegram.reindex import Teller
from config.errors import OnRecordError
from index.model import FailedItem
from index.readers import SUFFIXES
from index.status import Progress

_LOG = logging.getLogger(__name__)
MOST_BYTES = 20 * 1024 * 1024
_LONGEST_NAME = 100
_SHOWN_FAILURES = 10
FOLDER = "uploads"

TYPES = " ".join(sorted(SUFFIXES))
TOO_LARGE = "Files of more than 20 MB do not reach me. Split it, or use `onrecord index` on the machine I run on."
NOT_FETCHED = "I could not fetch the file from Telegram; please send it again."
NOT_ADDED = "I could not add the file; the editors' log says why. Nothing that was there before is lost."
READING = "Reading the file…"


def refusal(name: str, size: int | None) -> str | None:
    """Why a file is not even fetched, or None. Pure."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        kind = f"{clipped(suffix, 12)} files" if suffix else "files without a type"
        return f"I cannot read {kind}. Send the text as one of these: {TYPES}."
    return TOO_LARGE if size is None or size > MOST_BYTES else None


def safe_name(name: str) -> str:
    """The file's name without anything that could lead out of a folder, hide it, or bewilder whoever lists it. Pure."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(each for each in base if each.isprintable()).strip().lstrip(".")
    stem, suffix = os.path.splitext(kept)  # noqa: PTH122 - a name, no path
    return f"{stem[:_LONGEST_NAME].strip() or 'file'}{suffix.lower()}"


def desk_for(desks: frozenset[str] | None, known: Sequence[str], caption: str) -> str | None:
    """The desk that a file is put on: the caption names one, else the chat's own if it has exactly one. Pure.

    None where the file is everybody's. Raises ValueError with what the sender is told.
    """
    wanted = re.sub(r"(?i)^desk\s*:\s*", "", caption.strip())
    mine = sorted(known if desks is None else desks)
    if wanted:
        found = next((name for name in mine if name.casefold() == wanted.casefold()), None)
        if found is None:
            raise ValueError(f"You have no desk of that name. {_choose(mine)}")
        return found
    if desks is None:
        return None
    if len(mine) != 1:
        raise ValueError(_choose(mine))
    return mine[0]


def _choose(mine: Sequence[str]) -> str:
    return f"Send the file with its desk as the caption: {', '.join(mine)}." if mine else "You have no desk to add to."


def report(done: Added, name: str) -> str:
    """What became of a file. Pure."""
    counts = [(done.added, "added"), (done.updated, "updated"), (done.unchanged, "unchanged")]
    lines = [f"{name}: " + (", ".join(f"{count:,} {word}" for count, word in counts if count) or "nothing added")]
    if done.added or done.updated:
        lines.append(f"{texts.counted(done.quotations, 'quotation')} in it. You can ask about it in a moment.")
    lines += [failure_line(item) for item in done.failed[:_SHOWN_FAILURES]]
    if len(done.failed) > _SHOWN_FAILURES:
        lines.append(f"… and {len(done.failed) - _SHOWN_FAILURES:,} more that could not be taken")
    return "\n".join(lines)


def failure_line(item: FailedItem) -> str:
    """One failure, without the paths of the machine and of other people's files. Pure."""
    error = re.sub(r"already used by .*?; give", "already used; give", item.error)
    source = item.source.rsplit("/", 1)[-1]
    bare = re.sub(r"(?<!\S)/\S*/", "", error.replace(item.source, source))
    return clipped(f"✗ {source}: {bare.removeprefix(f'{source}: ')}", 250)


class Uploads:
    """Takes one file after the other, beside the questions; `arrived` is called when one brought something new."""

    def __init__(self, tools: Tools, arrived: Callable[[], None]) -> None:
        self._tools, self._arrived = tools, arrived
        self._one = asyncio.Lock()

    async def take(self, sent: UserFile) -> None:
        """Everything from the file's arrival to the line that says what became of it. Nothing is raised."""
        document = sent.message.document
        if document is None:
            return
        try:
            line = await self._judged(sent, document) or await self._taken(sent, document)
        except OnRecordError as error:
            _LOG.error("a file could not be added: %s", error)
            line = texts.failure(error, NOT_ADDED)
        except Exception:  # noqa: BLE001 - whatever it is, people are told and the bot goes on
            _LOG.exception("a file could not be added")
            line = NOT_ADDED
        if line:
            await self._tools.sender.send(sent.place, plain(line))

    async def _judged(self, sent: UserFile, document: Document) -> str | None:
        """Why the file is refused unseen, if it is."""
        refused = refusal(safe_name(document.file_name or ""), document.file_size)
        if refused is not None:
            return refused
        try:
            desk_for(sent.scope.desks, await self._tools.newsroom.desks(), sent.message.caption or "")
        except ValueError as error:
            return str(error)
        return None

    async def _taken(self, sent: UserFile, document: Document) -> str | None:
        name = safe_name(document.file_name or "")
        desk = desk_for(sent.scope.desks, await self._tools.newsroom.desks(), sent.message.caption or "")
        folder = (self._tools.settings.data / FOLDER / _folder(desk)).absolute()
        async with self._one:
            draft, path = folder / f".coming-{name}", folder / name
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
            try:
                if not await self._fetch(document.file_id, draft):
                    return NOT_FETCHED
                return await self._add(sent, draft, path, desk)
            finally:
                await asyncio.to_thread(draft.unlink, missing_ok=True)

    async def _fetch(self, file_id: str, draft: Path) -> bool:
        try:
            file = await self._tools.bot.get_file(file_id)
            content = await file.download_as_bytearray()
        except TelegramError as error:
            _LOG.warning("a file could not be fetched: %s", judge(error))
            return False
        if len(content) > MOST_BYTES:
            return False
        await asyncio.to_thread(draft.write_bytes, content)
        return True

    async def _add(self, sent: UserFile, draft: Path, path: Path, desk: str | None) -> str | None:
        """Read it into the coverage, telling how far that is; the last line, or None if it was told in place."""
        tools = self._tools
        message = await tools.sender.send(sent.place, plain(READING))
        teller = Teller(tools.sender, tools.clock, message, _progress)
        before = await asyncio.to_thread(_put, draft, path)
        try:
            async with teller.telling():
                done = await tools.newsroom.add(path, desk, teller.hear)
        except BaseException:
            _put_back(before, path)
            raise
        if not (done.added or done.updated or done.unchanged):
            _put_back(before, path)
        if done.added or done.updated:
            self._arrived()
        where = f" on desk {desk}" if desk else ""
        await note(tools, sent.user_id, "upload", f"{path.name}{where}: {done.added} added, {done.updated} updated")
        line = report(done, path.name)
        return None if message is not None and await tools.sender.edit(message, line) else line


def _put(draft: Path, path: Path) -> Path | None:
    """Put a new file in the place of the one of that name, if there is one; where that one waits meanwhile."""
    before = path.with_name(f".before-{path.name}") if path.exists() else None
    if before is not None:
        path.replace(before)
    draft.replace(path)
    return before


def _put_back(before: Path | None, path: Path) -> None:
    """Nothing of the new file was taken: the earlier one stands there again."""
    if before is None:
        path.unlink(missing_ok=True)
    else:
        before.replace(path)


def _progress(progress: Progress) -> str:
    far = texts.far(progress)
    return f"Reading the file{far.removeprefix('reading')}" if far.startswith("reading") else f"Reading the file: {far}"


def _folder(desk: str | None) -> str:
    """A folder for each desk: two desks may send files of the same name."""
    return "all" if desk is None else f"desk-{desk_key(desk)}"


def register(registry: Registry, tools: Tools) -> None:
    """Files."""
    registry.on_file(Uploads(tools, registry.arrived).take)
