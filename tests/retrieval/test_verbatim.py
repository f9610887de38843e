"""Every code point that is shown is the article's."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom_support import Clock, Newsroom, in_a_loop_of_its_own, settings_in, shown, silent

from bot.service import Service
from index.model import Span, revision_name
from index.scope import Scope
from index.tables import articles
from retrieval import verbatim
from retrieval.verbatim import Chosen, verified

NAMES = ("Zoë Ångström", "Dario Fenn", "Óscar de la Núñez", "Mei O’Dwyer", "Noël Ben-Ami")
THINGS = (
    "the dam",
    "the cafe\u0301",
    "the 東京 office",
    "the pier 😀",
    "the שלום\u200f bridge",
    "the 👩‍🚀 museum",
    "the re\u00adport",
)
CLAIMS = (
    "will cost 3.2 million crowns",
    "isn’t safe\u200b at all",
    "has 38 cracks",
    "was closed in ’98",
    "opens at 9 p.m. on Monday",
    "cannot go on, “not for a day,”",
    "belongs to مرحبا",
)
SPACES = (" ", " ", "  ", "\u00a0", "\u2009")
BREAKS = ("\n\n", "\r\n\r\n", "\n", "\n \n", "\u2028", "\r\n")


@st.composite
def statements(draw: st.DrawFn) -> str:
    """A sentence or two in which somebody says something, in one of the ways that newspapers print it."""
    name, thing, claim = draw(st.sampled_from(NAMES)), draw(st.sampled_from(THINGS)), draw(st.sampled_from(CLAIMS))
    said = f"{thing[0].upper()}{thing[1:]} {claim}"
    form = draw(
        st.sampled_from(
            [
                f"“{said},” said {name}, the harbour master.",
                f'"{said}," {name} said on Tuesday.',
                f"{name} said that {thing} {claim}.",
                f"“{said.split(' ', 2)[0]} {said.split(' ', 2)[1]},” {name} said, “{said.split(' ', 2)[2]}.” He left.",
                f"According to {name}, {thing} {claim}.",
                f"{thing[0].upper()}{thing[1:]} {claim}, and nobody knows why. They asked again.",
                f"‘{said}!’ {name} told the Lisvar Mail. She added that more would follow.",
            ]
        )
    )
    return form.replace(" ", draw(st.sampled_from(SPACES))) if draw(st.integers(0, 5)) == 0 else form


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A whole article."""
    blocks = draw(st.lists(st.lists(statements(), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=5))
    head = draw(st.sampled_from(["", "\ufeff", "A long winter in the harbour town\n\n", "\r\n", "Advertisement\n\n"]))
    return head + "".join(block + draw(st.sampled_from(BREAKS)) for block in blocks)


COVERAGES = st.lists(texts(), min_size=1, max_size=3, unique=True)
QUESTIONS = st.one_of(
    st.builds("What did {} say?".format, st.sampled_from(NAMES)),
    st.builds("What did {} say about {}?".format, st.sampled_from(NAMES), st.sampled_from(THINGS)),
    st.builds("{} {}".format, st.sampled_from(THINGS), st.sampled_from(CLAIMS)),
    st.builds("how much will {} cost".format, st.sampled_from(THINGS)),
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, loaded_once: object) -> Path:  # noqa: ARG001
    return tmp_path_factory.mktemp("generated").resolve()


async def quoted(folder: Path, coverage: list[str], questions: list[str]) -> int:
    """Index the texts, ask, and compare all that is shown with the files; how much was shown."""
    files = [folder / "articles" / f"{number}.txt" for number in range(len(coverage))]
    files[0].parent.mkdir(parents=True)
    for file, text in zip(files, coverage, strict=True):
        file.write_bytes(text.encode())
    held_by, count = dict(zip(map(str, files), coverage, strict=True)), 0
    async with Service(settings_in(folder), "a test", Clock()) as service:
        assert (await service.index([folder / "articles"], None, silent)).failed == []
        for question in questions:
            answer = await service.ask(question, Scope(now=Clock()()))
            found = await service.search(question, Scope(now=Clock()()), k=20)
            for source, text, start, end in (*shown(answer), *((p.source, p.text, p.start, p.end) for p in found)):
                held = held_by[source]
                assert text == held[start:end] != ""
                count += 1
            for excerpt in (*answer.excerpts, *answer.closest):
                held = held_by[excerpt.citation.source]
                assert excerpt.citation.revision == revision_name(held)
                assert excerpt.mention is None or excerpt.mention in held
    return count


@settings(max_examples=int(os.environ.get("ONRECORD_VERBATIM", "0")) or 12)
@given(coverage=COVERAGES, questions=st.lists(QUESTIONS, min_size=2, max_size=4, unique=True), data=st.data())
def test_everything_shown_is_the_file_to_the_code_point(
    folders: Path, coverage: list[str], questions: list[str], data: st.DataObject
) -> None:
    own = data.draw(st.sampled_from(coverage)).split()
    at = data.draw(st.integers(0, len(own) - 1))
    folder = folders / str(len(list(folders.iterdir())))
    assert in_a_loop_of_its_own(quoted(folder, coverage, [*questions, " ".join(own[at : at + 6])])) > 0


async def test_an_article_with_every_oddity_at_once_is_quoted_exactly(newsroom: Newsroom) -> None:
    text = (
        "\ufeffA harbour in the rain\r\n\r\n"
        "“The e\u0301clair 👩‍🚀 costs 5 crowns\u200b,” said Zoë Ångström, a baker.\r\n\r\n"
        "\u200fשלום\u200f stands on the door. “We ‘never’ close,” Ångström said.\r\n"
    )
    file = newsroom.write("odd.txt", text)
    await newsroom.index()
    answer = await newsroom.ask("What did Zoë Ångström say about the éclair?")
    assert answer.answered
    (first, *_) = answer.excerpts
    assert "e\u0301clair 👩‍🚀 costs 5 crowns\u200b" in first.text
    assert text[first.citation.start : first.citation.end] == first.text
    assert first.citation.source == str(file)


async def test_a_revision_that_was_tampered_with_is_not_shown_but_logged_and_counted(
    news: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    row = (await news.service.show("dam-ledger")).row
    text = (await news.service.show("dam-ledger")).text
    before = verbatim.dropped()
    await news.service.coverage.database.write(
        lambda connection: connection.execute(
            "UPDATE revision SET text = ? WHERE name = ?", (text.replace("38", "83"), row.revision)
        )
    )
    caplog.set_level(logging.ERROR)
    for question in ("What did Marta Kessling say about the spillway?", "how many cracks", "what did Kessling say?"):
        answer = await news.ask(question)
        assert "dam-ledger" not in {source for source, *_ in shown(answer)}
        assert "83" not in " ".join(text for _, text, *_ in shown(answer))
        found = await news.service.search(question, news.scope())
        assert "dam-ledger" not in {passage.source for passage in found}
    assert verbatim.dropped() > before
    assert row.revision in caplog.text
    assert "83" not in caplog.text


async def test_a_span_that_no_longer_says_what_was_chosen_is_dropped(news: Newsroom) -> None:
    row = (await news.service.show("cup")).row
    text = (await news.service.show("cup")).text
    right = Chosen(row.id, row.revision, Span(0, 12), text[:12], None, 1.0)
    wrong = [
        Chosen(row.id, row.revision, Span(1, 13), text[:12], None, 1.0),
        Chosen(row.id, row.revision, Span(5, 5), "", None, 1.0),
        Chosen(row.id, revision_name("another"), Span(0, 12), text[:12], None, 1.0),
        Chosen(row.id + 1000, row.revision, Span(0, 12), text[:12], None, 1.0),
    ]
    (kept,) = await news.service.coverage.database.read(verified, [*wrong, right], news.scope())
    assert (kept.text, kept.also_in) == (text[:12], ())


async def test_what_was_corrected_retracted_or_embargoed_since_it_was_chosen_is_not_shown(news: Newsroom) -> None:
    shown_now = [(await news.service.show(source)) for source in ("cup", "choir")]
    chosen = [Chosen(each.row.id, each.row.revision, Span(0, 9), each.text[:9], None, 1.0) for each in shown_now]
    database = news.service.coverage.database
    assert len(await database.read(verified, chosen, news.scope())) == 2
    await news.service.retract("cup")
    await database.write(
        lambda connection: connection.execute("UPDATE article SET embargo_until = 9e9 WHERE source = 'choir'")
    )
    assert await database.read(verified, chosen, news.scope()) == ()


async def test_passages_of_an_old_revision_are_never_found(newsroom: Newsroom) -> None:
    file = newsroom.write(
        "pier.txt", "“The lamps will be lit at six,” said Otto Renn, the keeper.\n\nThe pier closes at nine.\n"
    )
    await newsroom.index()
    newsroom.write(
        "pier.txt", "“The lamps will be lit at seven,” said Otto Renn, the keeper.\n\nThe pier closes at nine.\n"
    )
    await newsroom.index()
    for question in ("What did Otto Renn say?", "lamps lit at six", "the pier"):
        answer = await newsroom.ask(question)
        texts_shown = [text for _, text, *_ in shown(answer)]
        texts_shown += [passage.text for passage in await newsroom.service.search(question, newsroom.scope())]
        assert not [text for text in texts_shown if "six" in text]
    row = await newsroom.service.coverage.database.read(articles.find_article, str(file))
    assert row is not None
    assert len(await newsroom.service.coverage.database.read(articles.revisions_of, row.id)) == 2


async def test_many_questions_at_once_are_each_answered_as_alone(news: Newsroom) -> None:
    questions = [
        "What did Dario Fenn say?",
        "What did Benno Achtel say?",
        "how many volunteers",
        "what did Kessling say",
    ] * 4
    alone = [tuple(shown(await news.ask(question))) for question in questions]
    together = await asyncio.gather(*(news.ask(question) for question in questions))
    assert [tuple(shown(answer)) for answer in together] == alone
