"""Which files a call is about: each once, none by accident."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.errors import UsageError
from index.model import FailedItem
from index.readers import find_files, look_through, read_file


def _write(path: Path, text: str = "A story.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _error(path: Path) -> str:
    (item,) = read_file(path)
    assert isinstance(item, FailedItem)
    assert item.source == str(path)
    return item.error


def test_a_folder_gives_its_known_files_sorted_and_counts_the_rest(tmp_path: Path) -> None:
    wanted = [_write(tmp_path / name) for name in ("a.txt", "b/c.MD", "b/d.html", "z.jsonl")]
    for name in ("photo.jpg", ".hidden.txt", ".git/x.txt", "notes"):
        _write(tmp_path / name)
    found = look_through([tmp_path])
    assert found.files == tuple(wanted)
    assert found.skipped == 3  # the hidden folder is not even entered


def test_a_file_named_twice_is_found_once_and_paths_become_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = _write(tmp_path / "sub" / "a.txt")
    monkeypatch.chdir(tmp_path)
    assert find_files([Path("sub"), Path("sub/a.txt"), Path("sub/../sub/a.txt")]) == (story,)


def test_the_metadata_table_is_no_article_wherever_it_lies(tmp_path: Path) -> None:
    story, table = _write(tmp_path / "a.txt"), _write(tmp_path / "meta.txt")
    assert find_files([tmp_path, table], meta=table) == (story,)


def test_a_path_that_is_not_there_ends_the_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file") as caught:
        find_files([tmp_path / "gone.txt"])
    assert "\n" not in str(caught.value)


def test_a_link_that_leads_round_in_a_circle_ends(tmp_path: Path) -> None:
    story = _write(tmp_path / "sub" / "a.txt")
    (tmp_path / "sub" / "round").symlink_to(tmp_path)
    (tmp_path / "me.txt").symlink_to(tmp_path / "me.txt")
    assert find_files([tmp_path]) == (tmp_path / "me.txt", story)
    assert "cannot be read" in _error(tmp_path / "me.txt")


def test_a_link_goes_by_its_own_name_unless_its_file_is_found_too(tmp_path: Path) -> None:
    store = _write(tmp_path / ".store" / "4f2a")
    story = _write(tmp_path / "a.txt")
    (tmp_path / "again.txt").symlink_to(story)
    (tmp_path / "linked.txt").symlink_to(store)
    assert find_files([tmp_path]) == (story, tmp_path / "linked.txt")


def test_an_explicitly_named_file_of_unknown_type_is_a_failed_item(tmp_path: Path) -> None:
    page = _write(tmp_path / "a.pdf")
    assert find_files([page]) == (page,)
    assert "“.pdf” files are not read" in _error(page)


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    assert "link points to nothing" in _error(tmp_path / "dangling.txt")
    assert "is a folder" in _error(tmp_path / "folder.txt")
    assert "not an ordinary file" in _error(tmp_path / "pipe.txt")
    assert "is gone" in _error(tmp_path / "vanished.jsonl")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_and_a_folder_without_are_failed_items(tmp_path: Path) -> None:
    story, folder = _write(tmp_path / "a.txt"), tmp_path / "closed"
    folder.mkdir(mode=0)
    story.chmod(0)
    try:
        assert find_files([tmp_path]) == (story, folder)
        assert "permission denied" in _error(story)
        assert "permission denied" in _error(folder)
    finally:
        folder.chmod(0o700)


def test_a_name_that_is_not_utf_8_fails_in_words_that_can_be_printed(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("A story.")
    (item,) = read_file(path)
    assert isinstance(item, FailedItem)
    assert item.source.endswith("caf\\xe9.txt")
    assert "rename it" in item.error
