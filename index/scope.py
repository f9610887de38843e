"""Scope: what one question may see. A required argument of every retrieval entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of the coverage that one question may see.

    Retracted, embargoed (at `now`) and unquotable articles are never in scope.

    Attributes:
        now: the moment of the question, UTC; embargoes are judged by it.
        desks: names of the desks the asker may see; None means all (the command line, an admin).
        exclude: sources left out, exact.
        outlet: only this outlet's articles (compared without case and punctuation); None means any.
        since: published at this instant or later, UTC; articles without a date are then out of scope.
        until: published before this instant, UTC; articles without a date are then out of scope.
    """

    now: datetime
    desks: frozenset[str] | None = None
    exclude: frozenset[str] = frozenset()
    outlet: str | None = None
    since: datetime | None = None
    until: datetime | None = None
