"""Requests as Telegram reads them: query, form, multipart or JSON, under any HTTP method."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from telegram_server.honest import decode
from telegram_server.text import RefusedError

Json = dict[str, Any]


async def read_fields(request: web.Request) -> tuple[Json, dict[str, bytes]]:
    """The parameters, JSON decoded, and the files by the name of their part. Raises RefusedError for a broken body.

    aiohttp reads the body of a GET for nobody; pyTelegramBotAPI sends its parameters in one.
    """
    fields: Json = dict(request.query)
    files: dict[str, bytes] = {}
    if request.content_type == "application/json":
        fields |= _object(await request.text())
    elif request.content_type.startswith("multipart/"):
        more, files = await _parts(await request.multipart())
        fields |= more
    elif request.content_type == "application/x-www-form-urlencoded":
        fields |= dict(parse_qsl(await request.text(), keep_blank_values=True))
    return decode(fields), files


def _object(text: str) -> Json:
    try:
        read = json.loads(text or "{}")
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise RefusedError("Bad Request: can't parse JSON object")
    return read


async def _parts(reader: MultipartReader) -> tuple[Json, dict[str, bytes]]:
    fields: Json = {}
    files: dict[str, bytes] = {}
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise RefusedError("Bad Request: unnamed part")
        if part.filename is None:
            fields[part.name] = await part.text()
        else:
            files[part.name] = bytes(await part.read())
    return fields, files
