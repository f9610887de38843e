"""A reply to one of our answers, read from the answer that it replies to: "and about China?"."""

from __future__ import annotations

from bot.ports import Voicing
from bot.telegram.commands import Tools
from bot.telegram.decide import Facts
from bot.telegram.press import narrowed
from bot.telegram.tables import shown
from index.scope import Scope
from retrieval.answer import Excerpt


async def read_from(tools: Tools, facts: Facts, scope: Scope, typed: str) -> str | None:
    """The question that a reply should be read as; None where it is no reply to an answer, or stands by itself.

    Args:
        scope: what the chat may see now: whoever was quoted then is named only as far as it reaches.
    """
    if facts.replied_id is None or facts.reply_to != tools.me.id or not isinstance(tools.newsroom, Voicing):
        return None
    chat_id = tools.people.home(facts.chat_id)
    earlier = await tools.state.read(shown.at_message, chat_id, facts.replied_id)
    if earlier is None or earlier.form not in {"answer", "comparison"}:  # a verdict or a name is no question
        return None
    kept = earlier.kept if earlier.answered else ()
    excerpts = await tools.newsroom.excerpts(kept, narrowed(scope, earlier.scope))
    speakers = dict.fromkeys(each.speaker for each in excerpts if isinstance(each, Excerpt) and each.speaker)
    return await tools.newsroom.read_as(earlier.question, typed, tuple(speakers), scope)
