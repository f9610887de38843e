"""What becomes of bytes: the exact text, or one clear line."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import InputError
from index.readers import file_hash
from index.readers.decode import check_text, decode

EXACT = [
    ("utf-8", "One.\r\nTwo.\rThree.\u2028Four.\n"),  # no newline is touched
    ("utf-8", "\ufeffWith a mark"),  # the BOM stays
    ("utf-8", "cafe\u0301 and caf\u00e9"),  # no normalisation
    ("cp1252", "He said “yes, it’s fine” and left the room without another word. " * 9),
    ("cp1252", "“Yes”"),  # too short for any statistics
    ("cp1252", "Le préfet a déclaré que l’été serait long, a-t-elle ajouté à Besançon."),
    ("cp1251", "Директор порта сказал, что паромы снова ходят по расписанию."),
    ("shift_jis", "港の責任者は、船は明日から動くと説明した。"),
]


@pytest.mark.parametrize(("encoding", "text"), EXACT)
def test_the_text_is_exactly_the_files(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_text_keeps_its_mark_as_code_point_0(encoding: str) -> None:
    read = decode("\ufeffShe said “no”.".encode(encoding))
    assert (read.text, read.encoding) == ("\ufeffShe said “no”.", encoding)


@given(st.text(min_size=1))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    raw = text.encode("utf-8", "ignore")
    if not raw.startswith((b"%PDF-", b"PK\x03\x04", b"{\\rtf", b"GIF8")):
        assert decode(raw).text.encode() == raw
        assert decode(raw).encoding == "utf-8"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "an image"),
        (b"{\\rtf1\\ansi Hello", "an RTF file"),
        (bytes(range(256)) * 8, "no text in any encoding"),
        ("“One”, “two” and “three” are fine, ".encode() + b"\x93four\x94 is not.", "damaged UTF-8"),
    ],
)
def test_bytes_that_are_no_text_fail_with_what_they_are(raw: bytes, line: str) -> None:
    with pytest.raises(InputError, match=line):
        decode(raw)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "no text"),
        ("\ufeff \r\n", "no text"),
        ("a\0b\0c\0", "NUL"),
        ("half \ud83d of it", r"character 5 .*U\+D83D"),
        ("\x01\x02\x03\x04 abc", "control characters"),
    ],
)
def test_a_text_that_cannot_be_quoted_is_refused(text: str, line: str) -> None:
    with pytest.raises(InputError, match=line):
        check_text(text)


def test_the_hash_is_of_the_bytes_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    story, pipe = tmp_path / "a.txt", tmp_path / "b.txt"
    story.write_bytes(b"One.\r\n")
    os.mkfifo(pipe)
    assert file_hash(story) == hashlib.sha256(b"One.\r\n").hexdigest()
    with pytest.raises(OSError, match="not an ordinary file"):
        file_hash(pipe)
    with pytest.raises(IsADirectoryError):
        file_hash(tmp_path)
