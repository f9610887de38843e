from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom_support import NEWS, Newsroom

from index.model import Precision, Published
from index.tables import articles
from index.tables.articles import as_moment, published_until

PRECISIONS: tuple[Precision, ...] = ("year", "month", "day", "minute", "second")


# hypothesis takes bounds without a zone and adds the zone itself
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "precision", "end"),
    [
        (at(2028, 1, 1), "year", at(2029, 1, 1)),
        (at(2028, 2, 1), "month", at(2028, 3, 1)),
        (at(2031, 12, 1), "month", at(2032, 1, 1)),
        (at(2031, 12, 31), "day", at(2032, 1, 1)),
        (at(2031, 1, 1, 23, 59), "minute", at(2031, 1, 2)),
        (at(2031, 1, 1, 23, 59, 59), "second", at(2031, 1, 2)),
    ],
)
def test_a_date_names_the_whole_of_its_period(moment: datetime, precision: Precision, end: datetime) -> None:
    assert published_until(Published(moment, precision)) == end


@given(MOMENTS, st.sampled_from(PRECISIONS))
def test_every_period_ends_after_it_begins(moment: datetime, precision: Precision) -> None:
    if precision == "year":  # readers give the first instant of the period
        moment = moment.replace(month=1, day=1)
    if precision == "month":
        moment = moment.replace(day=1)
    assert published_until(Published(moment, precision)) > moment


async def test_articles_are_listed_by_date_with_undated_ones_last(news: Newsroom) -> None:
    listed = [row.source for row in await news.service.articles()]
    assert listed == ["vaccine", "dam-ledger", "dam-wire", "choir", "cup"]


async def test_a_summary_tells_the_first_and_last_date_as_precisely_as_they_are_known(news: Newsroom) -> None:
    summary = await news.service.coverage.database.read(articles.summarise, news.scope())
    assert (summary.articles, summary.first, summary.last, summary.undated) == (len(NEWS), "2030", "2031-04", 1)


async def test_an_empty_scope_is_summed_up_as_nothing(news: Newsroom) -> None:
    summary = await news.service.coverage.database.read(articles.summarise, news.scope(desks=frozenset()))
    assert (summary.articles, summary.first, summary.last, summary.undated) == (0, None, None, 0)


async def test_sources_are_known_exactly(news: Newsroom) -> None:
    given = ["cup", "Cup", "cup'; DROP TABLE article", "", "cup"]
    unknown = await news.service.coverage.database.read(articles.unknown_sources, given)
    assert unknown == ("", "Cup", "cup'; DROP TABLE article")


def test_moments_come_back_in_utc() -> None:
    assert as_moment(None) is None
    assert as_moment((at(2031, 5, 1) + timedelta(hours=3)).timestamp()) == at(2031, 5, 1, 3)
