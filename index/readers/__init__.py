"""Readers: files in, article drafts out. They know the file system, and no database, event loop or clock."""

from index.readers.decode import file_hash
from index.readers.find import SUFFIXES, Found, find_files, look_through
from index.readers.meta import Meta, MetaRow, load_meta
from index.readers.read import holds_several, read_file

__all__ = [
    "SUFFIXES",
    "Found",
    "Meta",
    "MetaRow",
    "file_hash",
    "find_files",
    "holds_several",
    "load_meta",
    "look_through",
    "read_file",
]
