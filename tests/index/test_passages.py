from __future__ import annotations

from index.layout import lay_out
from index.paragraphs import count_words
from index.passages import passages

SENTENCE = "The harbour master counted {} boats that came in from the bay before noon. "


def paragraph(sentences: int, first: int = 0) -> str:
    return "".join(SENTENCE.format(number) for number in range(first, first + sentences)).strip()


def test_passages_hold_about_sixty_to_a_hundred_and_sixty_words() -> None:
    text = "\n\n".join(paragraph(3, first) for first in range(0, 60, 3))
    sizes = [count_words(passage.span.of(text)) for passage in passages(text, lay_out(text))]
    assert len(sizes) > 5
    assert all(60 <= size <= 160 for size in sizes)


def test_a_short_remainder_joins_the_passage_before() -> None:
    text = f"{paragraph(8)}\n\nThe last boat came alone."
    (only,) = passages(text, lay_out(text))
    assert only.span.of(text) == text


def test_a_passage_knows_the_heading_it_stands_under() -> None:
    text = f"{paragraph(6)}\n\nWhat comes next\n\n{paragraph(6, 10)}"
    above, below = passages(text, lay_out(text))
    assert above.heading is None
    assert below.heading is not None
    assert below.heading.of(text) == "What comes next"


def test_a_quotation_over_paragraphs_stays_in_one_passage() -> None:
    quotation = f"“{paragraph(4)}\n\n“{paragraph(3)}”"
    text = f"{paragraph(6, 10)}\n\n{quotation}\n\n{paragraph(6, 20)}"
    assert any(quotation in passage.span.of(text) for passage in passages(text, lay_out(text)))


def test_furniture_ends_a_passage() -> None:
    text = f"{paragraph(2)}\n\nAdvertisement\n\n{paragraph(2, 5)}"
    assert [p.span.of(text) for p in passages(text, lay_out(text))] == [paragraph(2), paragraph(2, 5)]


def test_no_story_no_passages() -> None:
    assert passages("", lay_out("")) == ()
    assert passages("\ufeff\n", lay_out("\ufeff\n")) == ()


def test_a_megabyte_of_words_without_any_end_comes_in_many_passages() -> None:
    text = "word " * 200_000
    made = passages(text, lay_out(text))
    assert all(count_words(passage.span.of(text)) <= 160 for passage in made)
    assert sum(count_words(passage.span.of(text)) for passage in made) == 200_000
