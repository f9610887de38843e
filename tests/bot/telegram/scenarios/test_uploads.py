"""Files that people send: none is fetched that is too large, and none disturbs the questions."""

from __future__ import annotations

import pytest
from scenario_support import HELD, HOLD, Play, quotes
from telegram_support import ADMIN, READER

MIB = 1024 * 1024


@pytest.mark.parametrize("sender", [READER, ADMIN])
@pytest.mark.parametrize("size", [1000, 20 * MIB + 1, 2000 * MIB])
async def test_an_upload_is_never_fetched_beyond_the_limit_and_the_next_question_is_answered(
    play: Play, sender: int, size: int
) -> None:
    async with play() as desk:
        server = desk.server
        await server.post(server.make.file(sender, "article.txt", size))
        await server.post(server.make.private(sender, HOLD))
        await server.until(lambda: [quotes(call) for call in server.sent(sender)][-1:] == [[HELD]])
        assert size <= 20 * MIB or server.calls("getFile") == []
        assert server.downloads == []
