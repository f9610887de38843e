"""Signed links: only those we made, for that article, unaltered."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.links import Link, Signer, load_key, read
from config.errors import StoreError
from index.model import Span, revision_name

LINK = Link(revision_name("words"), Span(3, 9), -1001234567890, 1_900_000_000)
SIGNER = Signer(b"k" * 32)
SOURCE = "/coverage/a story.txt"


def test_a_link_says_what_was_put_into_it_and_nothing_of_the_source() -> None:
    token = SIGNER.write(LINK, SOURCE)
    found = read(token)
    assert found is not None
    assert (found.revision, found.span, found.chat_id, found.expires) == (
        LINK.revision,
        LINK.span,
        LINK.chat_id,
        LINK.expires,
    )
    assert SIGNER.holds(found, SOURCE)
    assert not SIGNER.holds(found, "/coverage/another.txt")
    assert not Signer(b"x" * 32).holds(found, SOURCE)


@given(st.integers(0, 113), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
def test_no_letter_of_a_link_can_be_altered(at: int, letter: str) -> None:
    token = SIGNER.write(LINK, SOURCE)
    altered = token[:at] + letter + token[at + 1 :]
    found = read(altered)
    # The last letter's lowest bits are in no byte: another letter may stand for the very same link.
    same = found is not None and found == read(token)
    assert same or found is None or not SIGNER.holds(found, SOURCE)
    assert not same or altered == token or at == len(token) - 1


@given(st.text(max_size=200))
def test_whatever_is_no_link_is_read_as_none(text: str) -> None:
    found = read(text)
    assert found is None or not SIGNER.holds(found, SOURCE)


def test_the_end_is_exclusive() -> None:
    assert not LINK.is_over(LINK.expires - 1)
    assert LINK.is_over(LINK.expires)


def test_the_key_is_kept_to_this_user_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "page.key"
    key = load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert load_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_key_is_said(tmp_path: Path) -> None:
    path = tmp_path / "page.key"
    path.write_bytes(b"short")
    with pytest.raises(StoreError, match=r"page\.key: the page's key is damaged"):
        load_key(path)
