from __future__ import annotations

import pickle

import pytest

from config.errors import (
    BusyError,
    ConfigError,
    EmptyCoverageError,
    InputError,
    ModelError,
    OnRecordError,
    StoreError,
    UsageError,
    VerbatimError,
)

KINDS = (
    OnRecordError,
    UsageError,
    ConfigError,
    InputError,
    EmptyCoverageError,
    BusyError,
    ModelError,
    StoreError,
    VerbatimError,
)


def test_an_error_is_one_line_with_place_trouble_and_mend() -> None:
    error = InputError("the record\nhas no text", where="a.jsonl#3", mend="write\t a text")
    assert str(error) == "a.jsonl#3: the record has no text; write a text"
    assert str(InputError("it is empty")) == "it is empty"


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_its_way_out_of_a_worker_process(kind: type[OnRecordError]) -> None:
    back = pickle.loads(pickle.dumps(kind("what", where="where", mend="mend")))  # noqa: S301 - our own bytes
    assert type(back) is kind
    assert str(back) == "where: what; mend"


def test_every_kind_has_a_code_of_its_own() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_wrong_call_ends_with_status_2(kind: type[OnRecordError]) -> None:
    assert kind.exit_status == (2 if issubclass(kind, UsageError) else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_public_reads_holds_no_detail(kind: type[OnRecordError]) -> None:
    assert "/secret/folder" not in kind("broken at /secret/folder", where="/secret/folder").public_message
