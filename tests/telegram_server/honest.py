"""aiogram's models as a second opinion: each request, response and update must be what another library expects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from aiogram import methods
from aiogram.methods.base import Response, TelegramMethod
from aiogram.types import Update
from aiogram.types.base import TelegramObject
from pydantic import BaseModel, ValidationError

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    kind.__api_method__: kind
    for name in methods.__all__
    if isinstance(kind := getattr(methods, name), type)
    and issubclass(kind, TelegramMethod)
    and isinstance(kind.__dict__.get("__api_method__"), str)
}

UNKNOWN = "unknown field"  # Telegram ignores these; a typo hides behind one


def decode(fields: dict[str, Any]) -> dict[str, Any]:
    """Form fields as Telegram reads them: objects and lists come as JSON text, everything else as it is."""
    return {name: _decoded(value) for name, value in fields.items()}


def request_faults(method: str, fields: dict[str, Any], files: Iterable[str] = ()) -> list[str]:
    """What is wrong with a request: values of the wrong type, parameters that the method does not have.

    A file may be a parameter, by the name of its part of the body.
    """
    sent = {name: f"attach://{name}" for name in files if name in METHODS[method].model_fields}
    return _faults(METHODS[method], sent | fields, f"request {method}")


def response_faults(method: str, result: Any) -> list[str]:
    """What is wrong with our own response."""
    kind = cast("type[BaseModel]", Response.__class_getitem__(METHODS[method].__returning__))
    return _faults(kind, {"ok": True, "result": result}, f"response {method}")


def update_faults(update: dict[str, Any]) -> list[str]:
    """What is wrong with an update that we are about to serve."""
    return _faults(Update, update, "update")


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _faults(kind: type[BaseModel], value: dict[str, Any], where: str) -> list[str]:
    try:
        model = kind.model_validate(value)
    except ValidationError as error:
        return [f"{where}: {error}"]
    return [f"{where}: {UNKNOWN} {name}" for name in _extras(model)]


def _extras(value: Any) -> list[str]:
    """Fields that aiogram does not know, anywhere inside."""
    if isinstance(value, list | tuple):
        return [name for item in value for name in _extras(item)]
    if not isinstance(value, BaseModel):
        return []
    here = [f"{type(value).__name__}.{name}" for name in (value.model_extra or {})]
    fields = [getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set]
    inner = [field for field in fields if isinstance(field, list | tuple | TelegramObject | BaseModel)]
    return here + [name for field in inner for name in _extras(field)]
