from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from config.errors import ConfigError, UsageError
from config.settings import Settings, load_settings

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    def write(text: str) -> Path:
        path = folder / "onrecord.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_without_a_file_everything_has_a_default() -> None:
    assert load_settings().data == Path("data")


def test_the_environment_goes_before_the_file_and_the_call_before_both(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('data = "from-file"\n[retrieval]\nexcerpts = 3\nthreshold = 0.25\n')
    monkeypatch.setenv("ONRECORD_RETRIEVAL__EXCERPTS", "4")
    settings = load_settings()
    assert (settings.data, settings.retrieval.excerpts, settings.retrieval.threshold) == (Path("from-file"), 4, 0.25)
    monkeypatch.setenv("ONRECORD_DATA", "from-environment")
    assert load_settings().data == Path("from-environment")
    assert load_settings(data=Path("from-call")).data == Path("from-call")
    assert load_settings(data=None).data == Path("from-environment")


def test_the_precise_profile_answers_from_a_higher_confidence_on_unless_one_is_given(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    careful = load_settings().retrieval.threshold
    monkeypatch.setenv("ONRECORD_RETRIEVAL__PROFILE", "precise")
    assert load_settings().retrieval.threshold > careful
    monkeypatch.setenv("ONRECORD_RETRIEVAL__PROFILE", "balanced")
    assert load_settings().retrieval.threshold < careful
    write("[retrieval]\nthreshold = 0.25\n")
    assert load_settings().retrieval.threshold == 0.25


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_DATA", "")
    assert load_settings().data == Path("data")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[retrieval]\nexcepts = 3\n", "retrieval.excepts"),
        ("colour = 1\n", "colour"),
        ("[retrieval]\nexcerpts = 0\n", "retrieval.excerpts"),
        ("[retrieval]\nthreshold = 1.5\n", "retrieval.threshold"),
        ("[embedder]\nprecision = 'int4'\n", "embedder.precision"),
        ("[embedder]\nmax_tokens = 9\n", "embedder.max_tokens"),
        ("[log]\nlevel = 'LOUD'\n", "log.level"),
        ("[telegram]\nadmins = '12,x'\n", "telegram.admins"),
        ("[telegram]\npoll_seconds = 51\n", "telegram.poll_seconds"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file_and_the_mend(write: Write, text: str, key: str) -> None:
    file = write(text)
    with pytest.raises(ConfigError) as raised:
        load_settings()
    line = str(raised.value)
    assert line.startswith(f"{key} (in the environment or {file.name})")
    assert line.endswith("correct or remove that setting")


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_EMBEDDER__BATCH", "many")
    with pytest.raises(ConfigError, match=r"^embedder\.batch "):
        load_settings()


def test_broken_toml_names_the_file(write: Write) -> None:
    file = write("data = \n")
    with pytest.raises(ConfigError) as raised:
        load_settings()
    assert file.name in str(raised.value)
    assert "TOML" in str(raised.value)


def test_a_file_that_is_no_utf_8_is_our_error(folder: Path) -> None:
    (folder / "onrecord.toml").write_bytes(b'data = "\xff"\n')
    with pytest.raises(ConfigError):
        load_settings()


def test_a_named_settings_file_is_read_and_a_missing_one_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = folder / "other.toml"
    named.write_text('data = "named"\n', encoding="utf-8")
    monkeypatch.setenv("ONRECORD_CONFIG", str(named))
    assert load_settings().data == Path("named")
    named.unlink()
    with pytest.raises(ConfigError) as raised:
        load_settings()
    assert str(raised.value) == f"{named}: the settings file is not there; correct or unset ONRECORD_CONFIG"


@pytest.mark.parametrize(
    ("given", "ids"),
    [("17", (17,)), (" 17, -1001234 ,", (17, -1001234)), ("", ())],
)
def test_ids_come_as_a_comma_separated_list(
    given: str, ids: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM__ADMINS", given)
    assert load_settings().telegram.admins == ids
    monkeypatch.delenv("ONRECORD_TELEGRAM__ADMINS")
    write(f'[telegram]\nallowed_chats = "{given}"\n')
    assert load_settings().telegram.allowed_chats == ids


def test_ids_may_stand_as_numbers_in_the_file(write: Write) -> None:
    write("[telegram]\nadmins = 17\nallowed_chats = [17, -18]\n")
    telegram = load_settings().telegram
    assert (telegram.admins, telegram.allowed_chats) == ((17,), (17, -18))


def test_the_token_comes_from_its_file_without_white_space(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "token").write_text(" 12:abc \n", encoding="utf-8")
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN_FILE", str(folder / "token"))
    assert load_settings().telegram.read_token() == "12:abc"
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", "34:def")
    assert load_settings().telegram.read_token() == "34:def"


def test_a_token_that_is_not_there_is_a_wrong_call_that_says_what_to_set(folder: Path) -> None:
    with pytest.raises(UsageError, match="ONRECORD_TELEGRAM__TOKEN"):
        load_settings().telegram.read_token()
    gone = {"token_file": folder / "gone"}
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(telegram=gone).telegram.read_token()
    (folder / "gone").touch()
    with pytest.raises(ConfigError, match="empty"):
        load_settings(telegram=gone).telegram.read_token()


@pytest.mark.parametrize("token", ["PASTE THE TOKEN HERE", "12: abc", "12abc", "12:abc 34:def"])
def test_a_token_that_cannot_be_one_is_refused_with_the_place_where_it_stands(
    folder: Path, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "telegram-token").write_text(token + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^\S*telegram-token: the Telegram token is malformed") as raised:
        load_settings(telegram={"token_file": folder / "telegram-token"}).telegram.read_token()
    assert "abc" not in str(raised.value)
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", token)
    with pytest.raises(ConfigError, match=r"^telegram\.token: "):
        load_settings().telegram.read_token()


def test_a_username_among_the_admins_is_answered_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM__ADMINS", "17, @chief")
    with pytest.raises(ConfigError, match="“@chief” is no number; write a numeric id") as raised:
        load_settings()
    assert "Value error" not in str(raised.value)


def test_a_token_is_never_printed_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", "12:sesame-sesame-sesame")
    settings = load_settings()
    assert "sesame" not in repr(settings)
    assert "sesame" not in settings.model_dump_json()


def test_settings_do_not_change_once_they_are_read() -> None:
    settings = Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.data = Path("elsewhere")  # type: ignore[misc]  # that is the point
