"""What the buttons say and send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.buttons import KINDS, MOST_BYTES, Action, Press, read, under_answer, what_is_wrong, which_excerpt
from bot.telegram.layout import Keyboard, plain
from bot.telegram.message import Page

KEY = "k3y_K3Y-k3y9"


def page(start: int, end: int, total: int) -> Page:
    return Page(plain("?"), start, end, total)


def labels(keyboard: Keyboard) -> list[list[str]]:
    return [[button.label for button in row] for row in keyboard]


@given(
    st.sampled_from(list(Action)),
    st.integers(0, 999),
    st.integers(0, 999),
    st.integers(0, 999),
    st.sampled_from([kind for kind, _ in KINDS]),
)
def test_what_a_button_sends_is_read_back(action: Action, start: int, end: int, position: int, kind: str) -> None:
    one = action in {Action.REPORT_ONE, Action.REPORT_KIND}
    sent = Press(KEY, action, start, end, position if one else None, kind if action is Action.REPORT_KIND else None)  # type: ignore[arg-type]
    assert len(sent.data.encode()) <= MOST_BYTES
    assert read(sent.data) == sent


@pytest.mark.parametrize(
    "data",
    [
        *(None, "", "x", "a:a:0:1", ":::"),
        *(f"{KEY}:{rest}" for rest in ("z:0:1", "a:0", "a:-1:1", "o:0:1", "k:0:1:0", "a:0:1:0", "k:0:1:0:nonsense")),
        *(f"{KEY}:a:0:1\n", f"{KEY}:a:0:1000"),
    ],
)
def test_what_no_button_of_ours_sends_is_nothing(data: str | None) -> None:
    assert read(data) is None


def test_more_is_offered_where_there_is_more() -> None:
    assert labels(under_answer(KEY, page(0, 3, 3))) == [["Context", "Sources", "Copy"], ["👍", "👎", "Report"]]
    assert labels(under_answer(KEY, page(0, 3, 5)))[0] == ["More (2) ›"]
    assert labels(under_answer(KEY, page(3, 5, 5)))[0] == ["‹ First"]
    assert read(under_answer(KEY, page(0, 3, 5))[0][0].data) == Press(KEY, Action.PAGE, 3, 3)


def test_without_excerpts_there_is_nothing_to_press_but_an_opinion() -> None:
    assert labels(under_answer(KEY, page(0, 0, 0))) == [["👍", "👎"]]


@pytest.mark.parametrize(
    ("copied", "at_once"), [("x" * 256, True), ("x" * 257, False), ("😀" * 129, False), ("", False)]
)
def test_what_is_short_enough_is_copied_at_once(copied: str, at_once: bool) -> None:  # noqa: FBT001 - a parameter
    copy = under_answer(KEY, page(0, 1, 1), copied)[0][2]
    assert (copy.copies, copy.data is None) == ((copied, True) if at_once else (None, False))


def test_a_report_names_the_excerpt_and_what_is_wrong() -> None:
    press = Press(KEY, Action.REPORT, 3, 5)
    first = which_excerpt(press)[0]
    assert [button.label for button in first] == ["4", "5"]
    chosen = read(first[1].data)
    assert chosen == Press(KEY, Action.REPORT_ONE, 3, 5, 4)
    kinds = [read(button.data) for row in what_is_wrong(chosen)[:2] for button in row]
    assert [each.kind for each in kinds if each] == ["speaker", "words", "dated", "other"]
