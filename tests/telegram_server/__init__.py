"""A recording Bot API server on loopback: real HTTP, Telegram's own habits, kept honest by aiogram's models."""

from telegram_server.faults import Dropped, Fault, Flood, Html, Slow, Status
from telegram_server.server import TOKEN, Recorded, RecordingServer
from telegram_server.updates import BOT_ID, BOT_NAME, Chats, People

__all__ = [
    "BOT_ID",
    "BOT_NAME",
    "TOKEN",
    "Chats",
    "Dropped",
    "Fault",
    "Flood",
    "Html",
    "People",
    "Recorded",
    "RecordingServer",
    "Slow",
    "Status",
]
