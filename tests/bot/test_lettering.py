"""Names in every script stand in a chart, or visibly do not; never as empty boxes, never with a warning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import fontManager

from bot.lettering import MISSING, OWN, lettering
from bot.voices_chart import Bar, Bars, drawn

HAN, SCRIPT, PARTY = "\u6d77\u90ce", "\ud55c", "\U0001f389"  # Chinese characters, a Korean one, an emoji


def font_with(path: Path, letters: str) -> Path:
    """A font file of squares, for these letters alone."""
    pen = TTGlyphPen(None)
    for place in ((0, 0), (0, 500), (500, 500), (500, 0)):
        (pen.lineTo if pen.points else pen.moveTo)(place)
    pen.closePath()
    names = [".notdef", *(f"letter{number}" for number in range(len(letters)))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2(usWeightClass=400)
    builder.setupNameTable({"familyName": "Invented Letters", "styleName": "Regular"})
    builder.setupPost()
    builder.save(path)
    return path


@pytest.fixture
def only_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has no font but those that matplotlib brings."""
    shipped = [each for each in fontManager.ttflist if each.fname.startswith(mpl.get_data_path())]
    monkeypatch.setattr(fontManager, "ttflist", shipped)
    fontManager._findfont_cached.cache_clear()
    yield
    fontManager._findfont_cached.cache_clear()


def chart(*names: str) -> bytes:
    return drawn(Bars(f"Voices of {names[0]}", "3 quotations", tuple(Bar(name, 3, 1) for name in names)))


@pytest.mark.usefixtures("only_its_own")
def test_what_no_font_can_draw_is_visibly_replaced_and_the_chart_is_drawn() -> None:
    names = (f"Ines {HAN}", SCRIPT, f"{PARTY}\ufe0f {PARTY} Rovers", "Zoë Łęcka", "\x1b[31m")
    letters = lettering(names)
    assert letters.families == (OWN,)
    assert [letters.text(name) for name in names[:4]] == [f"Ines {MISSING}", MISSING, f"{MISSING} Rovers", "Zoë Łęcka"]
    assert chart(*names).startswith(b"\x89PNG")  # a missing glyph would be a warning, and so an error here
    assert chart(SCRIPT) == chart(HAN)


@pytest.mark.usefixtures("only_its_own")
def test_an_installed_font_that_knows_the_script_is_taken(tmp_path: Path) -> None:
    before = chart(HAN)
    fontManager.addfont(font_with(tmp_path / "invented.ttf", HAN))
    letters = lettering([f"Ines {HAN}", SCRIPT])
    assert letters.families == (OWN, "Invented Letters")
    assert letters.text(f"Ines {HAN}") == f"Ines {HAN}"
    assert letters.text(SCRIPT) == MISSING
    assert chart(HAN) != before


def test_names_that_the_own_font_can_draw_need_no_other() -> None:
    assert lettering(["Ann Lee", "Ольга Ренн"]).families == (OWN,)


@given(st.text())
def test_whatever_is_left_can_be_drawn(name: str) -> None:
    shown = lettering([name]).text(name)
    assert lettering([shown]).missing <= set()
    assert "\n" not in shown
