from __future__ import annotations

import pytest
from copied_support import RETOLD, STORY, cut, edited
from hypothesis import given
from hypothesis import strategies as st

from index.copies import are_copies, bands, contained, shingles, signature
from index.model import Span

TYPOGRAPHY = STORY.replace("“", '"').replace("”", '"').replace(" - ", " – ").upper()


@pytest.mark.parametrize(
    "other",
    [
        STORY,
        TYPOGRAPHY,
        edited(STORY),
        cut(STORY, 2),
        cut(edited(STORY), 3),
        "An introduction of the outlet's own.\n\n"
        + STORY
        + "\nMore from the coast: seals, tides, and a lost anchor.\n",
    ],
    ids=["equal", "other typography", "edited", "cut", "cut and edited", "with words around it"],
)
def test_a_syndicated_story_is_recognised_however_it_was_handled(other: str) -> None:
    one, two = shingles(STORY), shingles(other)
    assert are_copies(one, two)
    assert are_copies(two, one)
    assert set(bands(signature(one))) & set(bands(signature(two))), "no band would ever bring the two together"


@pytest.mark.parametrize("other", [RETOLD, "", "Four words are short."])
def test_the_same_news_in_other_words_is_no_copy(other: str) -> None:
    assert not are_copies(shingles(STORY), shingles(other))


def test_one_paragraph_in_common_makes_no_copies() -> None:
    shared = STORY.split("\n\n")[1]
    assert not are_copies(shingles(shared + "\n" + RETOLD), shingles(cut(STORY, 1) + shared + STORY[-300:]))
    assert not are_copies(shingles(shared), shingles(STORY)), "a quotation that stands alone is too short to be a story"


def test_furniture_that_pages_share_makes_no_copies() -> None:
    menu = "Subscribe to our letters and never miss a tide table again, says the whole crew of this page. "
    menu += " ".join(f"item{number} of the menu" for number in range(60)) + "\n"
    one, other = menu + "Rye is dear this spring.\n", menu + "The choir sang in the rain.\n"
    assert are_copies(shingles(one), shingles(other))
    hidden = [Span(0, len(menu))]
    assert not are_copies(shingles(one, hidden), shingles(other, hidden))


@given(st.lists(st.sampled_from("pier lamp boat tide crew rope sail dusk".split()), max_size=60))
def test_a_story_is_its_own_copy_and_signatures_depend_on_the_words_alone(words: list[str]) -> None:
    text = " ".join(words)
    story = shingles(text)
    assert signature(story) == signature(shingles(text.upper() + "\n"))
    assert contained(story, story) == (1.0 if story else 0.0)
    assert len(bands(signature(story))) == (64 if story else 0)
