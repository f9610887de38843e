"""A recording Bot API server on loopback: real HTTP, Telegram's own habits, kept honest by aiogram's models."""

from telegram_server.faults import Dropped, Fault, Flood, Garbage, Html, Slow, Status
from telegram_server.server import TOKEN, Recorded, RecordingServer, free_port
from telegram_server.updates import BOT_ID, BOT_NAME, DATE, Chats, People

__all__ = [
    "BOT_ID",
    "BOT_NAME",
    "DATE",
    "TOKEN",
    "Chats",
    "Dropped",
    "Fault",
    "Flood",
    "Garbage",
    "Html",
    "People",
    "Recorded",
    "RecordingServer",
    "Slow",
    "Status",
    "free_port",
]
