"""From a file's bytes to its text, without changing a single character."""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import CharsetMatches, from_bytes

from config.errors import InputError
from index.model import Span

BOM = "\ufeff"
_BLOCK = 1 << 20  # bytes read at once
# What begins like this is no text, whatever the file is called.
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
}
# The encodings that the Web knows (WHATWG Encoding Standard) and that Python has; rarer ones are misguesses.
_ENCODINGS = [
    "utf_16",
    "utf_32",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
    "koi8_r",
    "koi8_u",
    "iso8859_2",
    "iso8859_5",
    "iso8859_7",
    "iso8859_15",
]
# The four-byte mark comes first: the two-byte one is its beginning.
_WIDE = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the Python name of the encoding that its bytes had."""

    text: str
    encoding: str


def file_hash(path: Path) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal; unchanged files cost no more than this.

    Raises:
        OSError: the file cannot be read, is a folder or a device, or has a name that is not UTF-8.
    """
    require_ordinary(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_ordinary(path: Path) -> None:
    """See that it is a file that ends: opening a pipe would wait for ever.

    Raises:
        OSError: it is not an ordinary file, or its name is not UTF-8.
    """
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise OSError(errno.EILSEQ, "its name is not valid UTF-8; rename it") from None
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        with os.scandir(path):  # an unreadable folder says so
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not an ordinary file")


def read_text(path: Path) -> Decoded:
    """The whole file's text, exactly.

    Raises:
        InputError: the bytes are no text.
        OSError: the file cannot be read.
    """
    require_ordinary(path)
    return decode(path.read_bytes())


def decode(raw: bytes) -> Decoded:
    """The text of these bytes: strict UTF-8, and only if that fails what charset-normalizer finds.

    Among equally good findings Windows-1252 is taken, which the Web takes for unlabelled Western text. A BOM stays
    the text's first code point. Nothing is normalised.

    Raises:
        InputError: the bytes are no text, or UTF-8 with a few damaged places (any other reading would garble it).
    """
    refuse_signature(raw)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        encoding = wide_encoding(raw)
        if encoding is None:
            refuse_damaged_utf8(raw, error)
            encoding = fallback_encoding(raw)
    try:
        return Decoded(raw.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        where = f"byte {error.start} does not fit the encoding {encoding}"
        raise InputError(where, mend="save it as UTF-8") from None


def refuse_signature(raw: bytes) -> None:
    """See that the bytes do not begin as other kinds of files do.

    Raises:
        InputError: they do.
    """
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            raise InputError(f"this is {kind}, not text", mend="save it as plain text")


def wide_encoding(raw: bytes) -> str | None:
    """UTF-16 or UTF-32, where a byte-order mark says so. The name keeps the mark as the text's first code point."""
    return next((name for mark, name in _WIDE.items() if raw.startswith(mark)), None)


def fallback_encoding(raw: bytes) -> str:
    """What bytes that are not UTF-8 most likely are.

    Raises:
        InputError: nothing fits.
    """
    found = from_bytes(raw, cp_isolation=list(_ENCODINGS))
    western = _western(raw)
    best = found.best()
    if best is None:
        if western is None or _CONTROL.search(western):
            raise InputError("the bytes are no text in any encoding we know", mend="save it as UTF-8 text")
        return "cp1252"
    return "cp1252" if western is not None and _as_good(western, found) else best.encoding


def refuse_damaged_utf8(raw: bytes, error: UnicodeDecodeError) -> None:
    """See that bytes which are not UTF-8 are not mostly UTF-8 either.

    Raises:
        InputError: more characters beyond ASCII are sound UTF-8 than not: read otherwise, they would be garbled.
    """
    lenient = raw.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    if len(_BEYOND_ASCII.findall(lenient)) - damaged > damaged:
        what = f"byte {error.start} is damaged UTF-8 while the rest is sound"
        raise InputError(what, mend="mend that character and save it as UTF-8")


def _western(raw: bytes) -> str | None:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _as_good(western: str, found: CharsetMatches) -> bool:
    best = found[0]
    rival = next((match for match in found if match.encoding == "cp1252"), None)
    return str(best) == western or (
        rival is not None and rival.chaos <= best.chaos and rival.coherence >= best.coherence
    )


def check_text(text: str) -> None:
    """See that the text can be kept and quoted.

    Raises:
        InputError: it is empty, holds control characters as only binary data does, or half a character.
    """
    if not text.strip(f"{BOM} \t\r\n\f\v\xa0"):
        raise InputError("there is no text in it", mend="add the text, or leave the item out")
    check_characters(text)


def check_characters(text: str) -> None:
    """See that every character can be stored and shown.

    Raises:
        InputError: a lone surrogate, a NUL, or so many control characters that it is binary data.
    """
    if found := _SURROGATE.search(text):
        what = f"character {found.start()} is half of a character (U+{ord(found[0]):04X}, a lone surrogate)"
        raise InputError(what, mend="write the whole character")
    if "\0" in text:
        what = f"character {text.index(chr(0))} is a NUL: binary data, or UTF-16 without a byte-order mark"
        raise InputError(what, mend="save it as UTF-8 text")
    if len(_CONTROL.findall(text)) * 50 > len(text):  # more than 2 in 100: nobody types these
        raise InputError("it holds control characters as only binary data does", mend="save it as UTF-8 text")


def leading_bom(text: str) -> tuple[Span, ...]:
    """The BOM as furniture, if there is one."""
    return (Span(0, 1),) if text.startswith(BOM) else ()
