"""Which articles are on which desk, and that a scope sees no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from newsroom_support import CHOIR, CUP, DAM, VACCINE, Newsroom, silent

from bot.service import Service
from config.errors import ConfigError
from config.settings import DeskSettings, load_settings
from index.tables import desks


async def sees(news: Newsroom, desk: str) -> set[str]:
    """The sources that a chat of that desk could be shown."""
    found = await news.service.search("dam choir cup vaccine cracks", news.scope(desks=frozenset({desk})), k=50)
    return {each.source for each in found}


async def lay(news: Newsroom, *settings: DeskSettings) -> None:
    await news.service.coverage.database.write(desks.set_rules, desks.rules_of(settings))


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (DeskSettings(name="d", outlets=("the LISVAR mail",)), {"vaccine", "cup"}),
        (DeskSettings(name="d", sources=("dam-*",)), {"dam-ledger", "dam-wire"}),
        (DeskSettings(name="d", sources=("cho?r", "cup")), {"choir", "cup"}),
        (DeskSettings(name="d"), set()),
    ],
)
async def test_a_rule_puts_what_fits_on_its_desk_and_nothing_else(
    news: Newsroom, rule: DeskSettings, wanted: set[str]
) -> None:
    await lay(news, rule)
    assert await sees(news, "d") == wanted
    await lay(news)
    assert await sees(news, "d") == set()


async def test_an_article_that_comes_later_is_on_its_desks_at_once(newsroom: Newsroom) -> None:
    await lay(
        newsroom, DeskSettings(name="music", columns=("choirs",), folders=(newsroom.folder / "articles" / "sung",))
    )
    newsroom.write_records({**CHOIR, "desk": "choirs"}, {**DAM, "desk": "city"})
    newsroom.write_records(CUP, name="sung/cup.jsonl")
    newsroom.write_records(VACCINE, name="sungs/vaccine.jsonl")
    await newsroom.index()
    assert await sees(newsroom, "music") == {"choir", "cup"}
    assert await sees(newsroom, "city") == {"dam-ledger"}
    assert await newsroom.service.desks() == ("choirs", "city", "music")


async def test_a_tag_puts_articles_on_a_desk_however_it_is_spelt_and_taking_it_off_takes_them_off(
    newsroom: Newsroom,
) -> None:
    await lay(newsroom, DeskSettings(name="water", tags=("Flood defence", "dams")))
    newsroom.write_records({**DAM, "tags": ["Économie", "FLOOD-DÉFENCE"]}, {**CHOIR, "tags": "choirs; flood"}, CUP)
    await newsroom.index()
    assert await sees(newsroom, "water") == {"dam-ledger"}
    newsroom.write_records({**DAM, "tags": []}, {**CHOIR, "tags": "choirs; Dams"}, CUP)
    await newsroom.index()
    assert await sees(newsroom, "water") == {"choir"}
    await lay(newsroom, DeskSettings(name="water", tags=("choirs",)), DeskSettings(name="trade", tags=("!?",)))
    assert (await sees(newsroom, "water"), await sees(newsroom, "trade")) == ({"choir"}, set())


async def test_a_tag_opens_no_desk_to_a_file_that_came_by_another_desks_door(newsroom: Newsroom) -> None:
    await lay(newsroom, DeskSettings(name="city", tags=("dams",)))
    await newsroom.service.add(newsroom.write_records({**DAM, "tags": ["dams"]}), "sport", silent)
    assert (await sees(newsroom, "sport"), await sees(newsroom, "city")) == ({"dam-ledger"}, set())


async def test_a_file_by_the_door_of_a_desk_is_on_that_desk_alone_whatever_it_says(newsroom: Newsroom) -> None:
    await lay(newsroom, DeskSettings(name="city", outlets=(str(DAM["outlet"]),)))
    path = newsroom.write_records({**DAM, "desk": "city"})
    await newsroom.service.add(path, "sport", silent)
    assert (await sees(newsroom, "sport"), await sees(newsroom, "city")) == ({"dam-ledger"}, set())
    newsroom.write_records({**DAM, "desk": "city", "text": DAM["text"] + "\nMore.\n"})
    await newsroom.index()
    await lay(newsroom, DeskSettings(name="city", outlets=(str(DAM["outlet"]),), sources=("*",)))
    assert (await sees(newsroom, "sport"), await sees(newsroom, "city")) == ({"dam-ledger"}, set())


async def test_articles_are_found_by_name_in_scope_only(news: Newsroom) -> None:
    await lay(news, DeskSettings(name="d", sources=("cup",)))
    scope = news.scope(desks=frozenset({"d"}))
    assert [card.source for card in await news.service.find("cup", scope)] == ["cup"]
    assert await news.service.find("choir", scope) == ()
    assert await news.service.find("%", news.scope()) == ()


async def test_settings_without_desks_leave_them_and_settings_with_desks_lay_them_out(news: Newsroom) -> None:
    folder, settings = news.folder, news.service.settings
    for given, wanted in (((DeskSettings(name="d", sources=("cup",)),), {"cup"}), (None, {"cup"}), ((), set())):
        changed = settings.model_copy(update={"desks": given})
        async with Service(changed, "a test", news.clock) as again:
            assert await sees(Newsroom(folder, news.clock, again), "d") == wanted


def test_desks_of_one_name_are_a_wrong_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = tmp_path / "onrecord.toml"
    written.write_text('[[desks]]\nname = "a"\n[[desks]]\nname = "a"\n', encoding="utf-8")
    monkeypatch.setenv("ONRECORD_CONFIG", str(written))
    with pytest.raises(ConfigError, match="same name"):
        load_settings()
