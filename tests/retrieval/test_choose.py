"""Each statement once, its copies beside it; whole sentences that stand by themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.model import Quotation, Span
from index.tables.passages import PassageRow
from index.tables.quotations import QuotationRow
from retrieval.choose import once_each
from retrieval.units import leans, principal, units_of
from retrieval.verbatim import Chosen
from retrieval.words import same_statement

TEXT = "The dam leaks. He said it will hold. “It will not,” Kessling said, “and I can prove it.” Rain fell on Orvane."
SENTENCES = (Span(0, 14), Span(15, 36), Span(37, 86), Span(87, 107))


def chosen(article: int, text: str, *, at: int = 0, speaker: str | None = None) -> Chosen:
    said = None if speaker is None else Quotation(Span(at, at + len(text)), "direct", "rule", speaker=speaker)
    return Chosen(article, f"r{article}", Span(at, at + len(text)), text, said, 1.0)


def texts_of(*each: Chosen) -> dict[str, str]:
    return {one.revision: " " * one.span.start + one.text for one in each}


def row(article: int, quotation: Quotation) -> QuotationRow:
    return QuotationRow(1, article, "r", quotation)


def test_a_statement_is_shown_once_and_its_copies_tell_whether_their_words_are_equal() -> None:
    first = chosen(1, "“We counted 38 cracks in the spillway,” said Kessling.")
    same = chosen(2, '"We counted 38 cracks in the spillway," said Kessling.')
    near = chosen(3, "“We counted 38 cracks in the spillways,” said Kessling.")
    other = chosen(4, "“We counted 39 cracks in the spillway,” said Kessling.")
    kept = once_each([first, same, near, other], texts_of(first, same, near, other), {}, 5)
    assert [each.article for each in kept] == [1, 4]
    assert [(copy.article, equal) for copy, equal in kept[0].copies] == [(2, True), (3, False)]


def test_copies_are_gathered_beyond_the_limit_and_one_an_article() -> None:
    first = chosen(1, "We counted 38 cracks in the spillway of the dam")
    others = [chosen(article, f"Something else entirely happened in town {article}") for article in (2, 3)]
    again = [chosen(4, first.text), chosen(4, first.text, at=100), chosen(1, first.text, at=200)]
    everything = [first, *others, *again]
    kept = once_each(everything, {**texts_of(*everything)}, {}, 1)
    assert [each.article for each in kept] == [1]
    assert [copy.article for copy, _ in kept[0].copies] == [4]


def test_the_same_words_of_two_speakers_are_said_twice_only_if_the_sentences_differ() -> None:
    one = chosen(1, "It was a mistake from the very beginning", speaker="Otto Renn")
    other = chosen(2, "Nobody in the council has ever agreed to this plan", speaker="Olga Renn")
    assert len(once_each([one, other], texts_of(one, other), {}, 5)) == 2


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from(["we lost", "we won the cup", "38 cracks", "39 cracks"])),
        max_size=8,
    )
)
def test_no_two_that_are_kept_say_the_same(given_: list[tuple[int, str]]) -> None:
    everything = [chosen(article, text, at=100 * at) for at, (article, text) in enumerate(given_)]
    texts = {f"r{article}": " " * 2000 for article in range(5)}
    kept = once_each(everything, texts, {}, 5)
    for at, one in enumerate(kept):
        assert not any(same_statement(one.text, other.text) for other in kept[at + 1 :])
    assert {each.text for each in kept} == {each.text for each in everything}


def passage() -> PassageRow:
    return PassageRow(
        id=1,
        article=1,
        revision="r",
        ordinal=0,
        span=Span(0, 107),
        sentences=SENTENCES,
        context="",
        embedded=b"",
        published_from=None,
    )


def test_a_sentence_that_leans_takes_in_the_one_before_it_where_it_fits() -> None:
    spans = [unit.span for unit in units_of(passage(), TEXT, (), 350)]
    assert spans[0] == SENTENCES[0]
    assert spans[1] == Span(0, 36)
    assert spans[3] == SENTENCES[3]
    assert [unit.span for unit in units_of(passage(), TEXT, (), 30)][1] == SENTENCES[1]


@given(st.integers(0, 400))
def test_a_unit_is_always_whole_sentences_that_hold_its_core(characters: int) -> None:
    split = [Quotation(Span(38, 49), "direct", "r", group=1), Quotation(Span(67, 84), "direct", "r", group=1)]
    for unit in units_of(passage(), TEXT, [row(1, each) for each in split], characters):
        assert unit.span.contains(unit.core)
        assert unit.span.start in {sentence.start for sentence in SENTENCES}
        assert unit.span.end in {sentence.end for sentence in SENTENCES}


def test_sentences_that_begin_with_somebody_mentioned_before_lean() -> None:
    assert leans("He added nothing.")
    assert leans("“They left,” said nobody.")
    assert not leans("Heather left.")
    assert not leans("Kessling said that he left.")


def test_an_excerpt_shows_the_words_of_whom_was_asked_for() -> None:
    long = Quotation(Span(0, 30), "indirect", "r", speaker="Otto Renn")
    short = Quotation(Span(31, 40), "direct", "r", speaker="Marta Kessling")
    joint = Quotation(Span(41, 45), "direct", "r", speaker="A", speakers=("A", "Marta Kessling"))
    rows = [row(1, each) for each in (long, short, joint)]
    assert principal(rows, Span(0, 50), frozenset()) == long
    assert principal(rows, Span(0, 50), frozenset({"Marta Kessling"})) == short
    assert principal(rows, Span(41, 50), frozenset({"Marta Kessling"})) == joint
    assert principal(rows, Span(60, 70), frozenset()) is None
