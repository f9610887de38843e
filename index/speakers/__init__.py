"""Speakers across the coverage: who is who under the names that articles print. Pure; `casting` reads an article."""

from index.speakers.grouping import group
from index.speakers.values import NONE_DECIDED, Appearance, Decisions, Gender, Kind, Speaker, blocks, ordered

__all__ = ["NONE_DECIDED", "Appearance", "Decisions", "Gender", "Kind", "Speaker", "blocks", "group", "ordered"]
