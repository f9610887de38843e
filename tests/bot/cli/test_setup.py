from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from cli_support import Newsroom, answering, run_call
from cross_encoder_support import build_cross_encoder

from bot.cli.template import template
from config.settings import Settings, load_settings
from index.models import digest


def uncommented() -> str:
    return re.sub(r"^# (?=\w+ = )", "", template(), flags=re.MULTILINE)


def test_the_written_file_says_the_defaults_and_leaves_no_setting_out() -> None:
    said = tomllib.loads(uncommented())
    unset = {"token", "token_file", "sha256", "cache", "webhook_url", "webhook_secret", "webhook_secret_file"}
    unset |= {"default_desks", "public_url", "reranker", "reranker_sha256"}
    for group, fields in Settings.model_fields.items():
        if group in ("data", "config", "desks"):
            continue
        defaults = fields.default.model_dump()
        assert set(said[group]) | {"token"} == set(defaults) | {"token"}
        for name, default in defaults.items():
            if name not in unset:
                assert said[group][name] == (list(default) if isinstance(default, tuple) else default), (group, name)
    assert said["data"] == str(Settings.model_fields["data"].default)


def test_init_writes_a_file_that_loads_and_never_over_one(tmp_path: Path) -> None:
    called = run_call("init", "--data", str(tmp_path / 'od"d'))
    assert called.status == 0
    assert "onrecord index FOLDER" in called.out
    assert "onrecord ask" in called.out
    assert load_settings().data == tmp_path / 'od"d'
    refused = run_call("init")
    assert refused.status == 2
    assert refused.err == "error: onrecord.toml: it is already there; edit it, or replace it with --force\n"
    assert run_call("init", "--force").status == 0
    assert load_settings().data == Path("data")


def test_the_doctor_finds_a_working_newsroom_well(newsroom: Newsroom) -> None:
    called = newsroom("doctor", "--json")
    assert called.status == 0
    found = {line["check"]: line for line in called.lines}
    assert all(set(line) == {"check", "state", "detail", "mend", "ok"} for line in called.lines)
    for check in ("python", "sqlite", "settings", "embedder", "parser", "data folder", "live generation"):
        assert found[check]["state"] == "ok", found[check]
    assert found["telegram token"]["state"] == "note"
    assert len(newsroom("doctor").out.splitlines()) == len(found)


def test_the_doctor_names_the_mend_for_each_problem(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_EMBEDDER__MAX_TOKENS", "64")
    monkeypatch.setenv("ONRECORD_PARSER__MODEL", "no_such_model")
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN_FILE", "no-such-file")
    called = newsroom("doctor", "--json")
    assert called.status == 1
    problems = {line["check"]: line for line in called.lines if not line["ok"]}
    assert set(problems) == {"parser", "live generation", "telegram token"}
    assert "onrecord reindex" in problems["live generation"]["mend"]
    assert all(line["mend"] for line in problems.values())


def test_the_doctor_goes_on_where_the_settings_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_EMBEDDER__BATCH", "none")
    called = run_call("doctor", "--json")
    assert called.status == 1
    assert [line["check"] for line in called.lines if not line["ok"]] == ["settings"]


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, b'{"ok": true, "result": {"username": "quillon_bot"}}', "ok"),
        (401, b'{"ok": false}', "problem"),
        (200, b"<html>", "problem"),
        (None, b"", "problem"),
    ],
)
def test_the_doctor_reaches_telegram_and_never_shows_the_token(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, status: int | None, body: bytes, state: str
) -> None:
    token = "123456:AAHsecretsecretsecretsecretsecret00"  # noqa: S105 - invented
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", token)
    with answering(status, body) as address:
        monkeypatch.setenv("ONRECORD_TELEGRAM__BASE_URL", address)
        called = newsroom("doctor", "--json")
    (line,) = (line for line in called.lines if line["check"] == "telegram")
    assert line["state"] == state
    assert "secret" not in called.out + called.err


def test_status_and_doctor_know_the_reranker_by_its_hash_and_say_where_it_is_missing(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert newsroom("status", "--json").json["reranker"] is None
    model = build_cross_encoder(tmp_path / "model", "wall")
    weights = digest(model, "reranker")
    monkeypatch.setenv("ONRECORD_RETRIEVAL__RERANKER", str(model))
    status = newsroom("status", "--json").json
    assert (status["reranker"], status["reranker_weights"]) == (str(model), weights)
    assert weights[:16] in newsroom("status").out
    found = {line["check"]: line for line in newsroom("doctor", "--json").lines}
    assert found["reranker"]["ok"]
    assert weights[:16] in found["reranker"]["detail"]
    shutil.rmtree(model)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    called = newsroom("doctor", "--json")
    assert called.status == 1
    (problem,) = (line for line in called.lines if not line["ok"])
    assert (problem["check"], bool(problem["mend"])) == ("reranker", True)
    assert "which is not here" in newsroom("status").out


def test_a_missing_reranker_is_one_line_and_the_question_is_answered(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_RETRIEVAL__RERANKER", str(tmp_path / "no-such-folder"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    called = newsroom("ask", "What did Petra Vandermolen say about the wall?", "--json")
    assert (called.status, called.json["answered"]) == (0, True)
    (line,) = called.err.splitlines()
    assert "retrieval.reranker" in line
    assert "no-such-folder" in line
