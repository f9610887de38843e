"""Order within a chat, independence between chats."""

from __future__ import annotations

import asyncio

from telegram import Chat, Message, Update
from telegram_support import settle

from bot.telegram.ordered import PerChatProcessor


def update(number: int, chat: int) -> Update:
    message = Message(number, None, Chat(chat, "private"))  # type: ignore[arg-type]
    return Update(number, message=message)


async def test_a_chats_updates_run_one_after_the_other_and_other_chats_beside_them() -> None:
    processor, done, gate = PerChatProcessor(), list[int](), asyncio.Event()

    async def work(number: int) -> None:
        if number == 1:
            await gate.wait()
        done.append(number)

    tasks = [asyncio.create_task(processor.process_update(update(n, 7 + n % 2), work(n))) for n in range(1, 7)]
    await settle()
    assert done == [2, 4, 6]
    gate.set()
    await asyncio.gather(*tasks)
    assert done == [2, 4, 6, 1, 3, 5]
    assert processor._locks == {}


async def test_a_failing_update_does_not_block_its_chat() -> None:
    processor, done = PerChatProcessor(), list[int]()

    async def fail() -> None:
        raise RuntimeError

    async def work() -> None:
        done.append(1)

    results = await asyncio.gather(
        processor.process_update(update(1, 7), fail()),
        processor.process_update(update(2, 7), work()),
        return_exceptions=True,
    )
    assert isinstance(results[0], RuntimeError)
    assert done == [1]
