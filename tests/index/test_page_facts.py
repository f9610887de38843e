from __future__ import annotations

import pytest

from index.layout import lay_out
from index.page_facts import authors_of, is_date_line, published_in

STORY = "Ferry crews went back to work on Monday after nine days on strike, the harbour authority said in the evening."
MORE = "The crews had asked for longer rest between night crossings, and they got most of it. The rest comes in June."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thursday, May 1, 2025", "2025-05-01"),
        ("date 2025-05-01 Home", "2025-05-01"),
        ("Published 14:03 GMT, 12 April 2024", "2024-04-12T14:03Z"),
        ("Updated 5:00 p.m. ET May 1, 2025", "2025-05-01T21:00Z"),
        ("12 April 2024, 14:03", "2024-04-12"),  # no zone: no moment
        ("Posted on 13/04/2024", "2024-04-13"),
        ("03/04/2024", "2024"),  # read differently on two sides of an ocean
        ("April 2024", "2024-04"),
        ("2024-04-12T14:03:05Z", "2024-04-12T14:03:05Z"),
    ],
)
def test_a_printed_date_is_as_precise_as_it_is_printed(line: str, expected: str) -> None:
    assert is_date_line(line)
    assert str(published_in(line)) == expected


@pytest.mark.parametrize("line", ["2 hours ago", "Monday", "May 1", "31/02/2024 ", "The strike began on May 1, 2025."])
def test_what_is_no_date_dates_nothing(line: str) -> None:
    assert lay_out(f"Ferry strike ends after nine days\n\n{line}\n\n{STORY}\n\n{MORE}").published is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By JANE DOE and John Q. Roe", ("JANE DOE", "John Q. Roe")),
        ("By Jane Doe, Harbour Herald", ("Jane Doe",)),
        ("Written by Lena de la Cruz", ("Lena de la Cruz",)),
        ("By Monday the strike was over.", ()),
    ],
)
def test_bylines_name_authors(line: str, expected: tuple[str, ...]) -> None:
    assert authors_of(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"LISBON, March 3 (Coastline Wire) - {STORY}\n\n{MORE}", None),
        (f"Lisbon CNX NEWS —\n\n{STORY}\n\n{MORE}", "NEWS"),
        (f"The Harbour Herald\n\nFerry strike ends after nine days\n\n{STORY}\n\n{MORE}", "The Harbour Herald"),
        (f"Ferry strike ends after nine days\n\n{STORY}\n\n{MORE}\n\nharbournews", "harbournews"),
        (f"{STORY}\n\n{MORE}\n\n© 2024 Harbour Media. All rights reserved.", "Harbour Media"),
        (f"Source: The Estuary\nFerry strike ends after nine days\n\n{STORY}\n\n{MORE}", "The Estuary"),
        (f"World\n\nFerry strike ends after nine days\n\n{STORY}\n\n{MORE}\n\nMore news", None),
        (f"{STORY}\n\n{MORE} The Harbour Herald has asked the union for comment.", None),
    ],
)
def test_the_outlet_is_what_the_page_calls_itself(text: str, expected: str | None) -> None:
    assert lay_out(text).outlet == expected


def test_a_date_within_the_story_does_not_date_it() -> None:
    text = f"{STORY}\n\n{MORE}\n\n{STORY}\n\nMay 3, 2019\n\n{MORE}"
    assert lay_out(text).published is None
    assert "May 3, 2019" not in [span.of(text) for span in lay_out(text).furniture]
