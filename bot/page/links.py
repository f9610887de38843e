"""Signed links to the reading page.

A link carries the revision, the excerpt's span, the chat that it was given to and when it ends, and an HMAC-SHA256 over
these and the article's source. The source itself, which may be a path of the newsroom's machine, is not in it: whoever
reads the link looks up which articles have that revision, and asks for which of them the signature holds.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

from config.errors import StoreError
from index.model import Span

_KEY_BYTES = 32
# Version, revision, start, end, chat, end of validity (seconds since 1970, UTC).
_FORM = struct.Struct(">B32sIIqI")
_VERSION = 1
_MAC_BYTES = hashlib.sha256().digest_size
_LENGTH = -(-(_FORM.size + _MAC_BYTES) * 4 // 3)


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says; that it is genuine is another question (`Signer.holds`).

    Attributes:
        chat_id: the chat that it was given to: what this chat may see, the link's reader may.
        expires: seconds since 1970 (UTC).
    """

    revision: str
    span: Span
    chat_id: int
    expires: int
    mac: bytes = b""

    def is_over(self, now: float) -> bool:
        """Whether it has ended at that moment."""
        return now >= self.expires


class Signer:
    """Makes links, and tells genuine ones.

    Args:
        key: 32 random bytes, secret.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, link: Link, source: str) -> str:
        """The link to that article as 114 letters, digits, `-` and `_`."""
        said = _packed(link)
        return base64.urlsafe_b64encode(said + self._mac(said, source)).decode("ascii").rstrip("=")

    def holds(self, link: Link, source: str) -> bool:
        """Whether we made this very link, for this article; compared in constant time."""
        return hmac.compare_digest(link.mac, self._mac(_packed(link), source))

    def _mac(self, said: bytes, source: str) -> bytes:
        return hmac.new(self._key, said + source.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def read(token: str) -> Link | None:
    """What a link says; None for what has not the form of one."""
    if len(token) != _LENGTH or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    version, revision, start, end, chat_id, expires = _FORM.unpack(raw[: _FORM.size])
    if version != _VERSION or not start < end:
        return None
    return Link(revision.hex(), Span(start, end), chat_id, expires, raw[_FORM.size :])


def _packed(link: Link) -> bytes:
    return _FORM.pack(_VERSION, bytes.fromhex(link.revision), *link.span, link.chat_id, link.expires)


def load_key(path: Path) -> bytes:
    """The key in that file, which only this user can read; made if there is none. Raises StoreError."""
    try:
        if not path.exists():
            _make(path)
        path.chmod(0o600)
        key = path.read_bytes()
    except OSError as error:
        mend = "check the folder's rights and disk"
        raise StoreError(f"the page's key cannot be read ({error.strerror})", where=str(path), mend=mend) from error
    if len(key) != _KEY_BYTES:
        raise StoreError("the page's key is damaged", where=str(path), mend="remove the file; a new one is made")
    return key


def _make(path: Path) -> None:
    """Whole or not at all: a half-written key would never open anything."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, secrets.token_bytes(_KEY_BYTES))
        os.fsync(file)
    finally:
        os.close(file)
    draft.replace(path)
