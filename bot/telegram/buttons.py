"""The buttons under an answer, and what each of them sends back to us: a key of our own table and what to do. Pure.

The data of a button is `key:action:start:end[:position[:kind]]`: the page that the message shows, and for a report the
excerpt and what is wrong with it. It names nothing else, so that it works after a restart, late, and for whoever
presses it in the same chat.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal, NamedTuple, get_args

from bot.telegram.layout import Button, Keyboard, units
from bot.telegram.message import Page

Kind = Literal["speaker", "words", "dated", "other"]
KINDS: tuple[tuple[Kind, str], ...] = (
    ("speaker", "Wrong speaker"),
    ("words", "Not a quotation"),
    ("dated", "Out of date"),
    ("other", "Something else"),
)
MOST_BYTES = 64
MOST_COPIED = 256
_DATA = re.compile(r"([A-Za-z0-9_-]{8,32}):([a-z]):(\d{1,3}):(\d{1,3})(?::(\d{1,3})(?::([a-z]{1,8}))?)?")


class Action(StrEnum):
    """What a button does. The letters go out to Telegram: they keep their meaning for as long as old messages live."""

    PAGE = "a"
    CONTEXT = "c"
    SOURCES = "s"
    COPY = "y"
    UP = "u"
    DOWN = "d"
    REPORT = "r"
    REPORT_ONE = "o"
    REPORT_KIND = "k"
    BUTTONS = "b"
    TYPED = "t"


class Press(NamedTuple):
    """What was pressed: on which answer, to do what, while which page was shown; for a report, of which excerpt."""

    key: str
    action: Action
    start: int = 0
    end: int = 0
    position: int | None = None
    kind: Kind | None = None

    @property
    def data(self) -> str:
        """As a button sends it."""
        parts = [self.key, self.action.value, self.start, self.end, self.position, self.kind]
        return ":".join(str(part) for part in parts if part is not None)


def read(data: str | None) -> Press | None:
    """What a button sent; None for what no button of ours sends."""
    match = _DATA.fullmatch(data or "")
    if match is None or match[2] not in set(Action) or (match[6] is not None and match[6] not in get_args(Kind)):
        return None
    position = None if match[5] is None else int(match[5])
    kind: Kind | None = next((kind for kind, _ in KINDS if kind == match[6]), None)
    press = Press(match[1], Action(match[2]), int(match[3]), int(match[4]), position, kind)
    return press if _whole(press) else None


def _whole(press: Press) -> bool:
    needs_position = press.action in {Action.REPORT_ONE, Action.REPORT_KIND}
    return (press.position is not None) == needs_position and (press.kind is not None) == (
        press.action is Action.REPORT_KIND
    )


def under_answer(key: str, page: Page, copied: str | None = None, *, read: bool = False) -> Keyboard:
    """The buttons of a page of an answer.

    Args:
        copied: the attribution that Copy puts on the clipboard at once, if there is one excerpt and it is short.
        read: whether the question was read as another one than was typed, which one button undoes.
    """
    undo = ((_button("Ask as typed", key, Action.TYPED, page),),) if read else ()
    if not page.total:
        return (*undo, _rating(key, page))
    at_once = copied is not None and 0 < units(copied) <= MOST_COPIED
    copy = Button("Copy", copies=copied) if at_once else _button("Copy", key, Action.COPY, page)
    row = (_button("Context", key, Action.CONTEXT, page), _button("Sources", key, Action.SOURCES, page), copy)
    report = _button("Report", key, Action.REPORT, page)
    turning = _turning(key, page)
    return (*undo, *((turning,) if turning else ()), row, (*_rating(key, page), report))


def under_excerpts(key: str, page: Page) -> Keyboard:
    """The buttons of a message with excerpts that is no answer: what stands around them, and what is wrong with one."""
    return ((_button("Context", key, Action.CONTEXT, page), _button("Report", key, Action.REPORT, page)),)


def key_of(keyboard: Keyboard) -> str | None:
    """The key of the answer that the buttons belong to; None if they are no answer's."""
    presses = (read(button.data) for row in keyboard for button in row)
    return next((press.key for press in presses if press is not None), None)


def _turning(key: str, page: Page) -> tuple[Button, ...]:
    """To the first page and to the next one, as far as they are."""
    rest = page.total - page.end
    first = (Button("‹ First", Press(key, Action.PAGE).data),) if page.start else ()
    following = (Button(f"More ({rest}) ›", Press(key, Action.PAGE, page.end, page.end).data),) if rest else ()
    return first + following


def _rating(key: str, page: Page) -> tuple[Button, ...]:
    return _button("👍", key, Action.UP, page), _button("👎", key, Action.DOWN, page)


def back(key: str, start: int) -> Keyboard:
    """The way back from what a button showed to the page that it was pressed on."""
    return ((Button("‹ Back to the answer", Press(key, Action.PAGE, start, start).data),),)


def which_excerpt(press: Press) -> Keyboard:
    """Which of the page's excerpts is reported."""
    numbers = tuple(
        Button(f"{at + 1}", press._replace(action=Action.REPORT_ONE, position=at).data)
        for at in range(press.start, press.end)
    )
    return numbers, _cancel(press)


def what_is_wrong(press: Press) -> Keyboard:
    """What is wrong with the excerpt."""
    choices = [Button(label, press._replace(action=Action.REPORT_KIND, kind=kind).data) for kind, label in KINDS]
    return tuple(choices[:2]), tuple(choices[2:]), _cancel(press)


def _cancel(press: Press) -> tuple[Button, ...]:
    return (Button("‹ Cancel", Press(press.key, Action.BUTTONS, press.start, press.end).data),)


def _button(label: str, key: str, action: Action, page: Page) -> Button:
    return Button(label, Press(key, action, page.start, page.end).data)
