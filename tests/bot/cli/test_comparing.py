from __future__ import annotations

from cli_support import Newsroom


def test_outlets_stand_side_by_side(newsroom: Newsroom) -> None:
    done = newsroom("compare", "what is said about the wall", "--now", "2031-06-01", "--json")
    assert done.status == 0, done.err
    sides = {side["outlet"]: side for side in done.json["outlets"]}
    assert {"Quillon Mail", "Gull Wire", "Crumb Weekly"} <= set(sides)
    for side in sides.values():
        assert side["answered"] == (side["excerpt"] is not None)
        assert side["excerpt"] is not None or side["reason"]
    told = newsroom("compare", "what is said about the wall", "--now", "2031-06-01").out
    for outlet in sides:
        assert outlet in told
    assert "does not say" in told


def test_a_wrong_date_is_the_calls_error(newsroom: Newsroom) -> None:
    done = newsroom("compare", "the wall", "--since", "soon")
    assert done.status == 2
    assert "since: “soon” is no date" in done.err
