"""Who is answered, and why not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.telegram.decide import Act, Facts, Identity, Named, Spec, command_of, should_respond
from bot.telegram.people import People, Role
from config.settings import TelegramSettings

ME = Identity(42, "Desk_Bot")
CODE = "or_" + "a" * 22
READER, ADMIN, GROUP = 7, 8, -100
SPECS = {
    spec.name: spec
    for spec in (
        Spec("ask", "asks"),
        Spec("start", "begins"),
        Spec("help", "helps"),
        Spec("status", "counts"),
        Spec("why", "explains", Role.ADMIN),
        Spec("reindex", "builds", Role.ADMIN),
        Spec("audit", "tells", Role.ADMIN, private=True),
    )
}
PEOPLE = People(TelegramSettings(admins=(ADMIN,), allowed_chats=(READER, GROUP)))


def private(text: str | None, user: int = READER, **more: Any) -> Facts:
    fields: dict[str, Any] = {"kind": "message", "chat_id": user, "chat_type": "private", "user_id": user}
    return Facts(**(fields | {"text": text} | more))


def group(text: str | None, user: int | None = READER, **more: Any) -> Facts:
    fields: dict[str, Any] = {"kind": "message", "chat_id": GROUP, "chat_type": "supergroup", "user_id": user}
    return Facts(**(fields | {"text": text} | more))


@pytest.mark.parametrize(
    ("facts", "act", "question"),
    [
        (private("Who paid?"), Act.ANSWER, "Who paid?"),
        (private("/ask Who paid?"), Act.ANSWER, "Who paid?"),
        (private("/ask@desk_bot\nWho paid?"), Act.ANSWER, "Who paid?"),
        (private("/ASK Who paid?"), Act.ANSWER, "Who paid?"),
        (private("Who paid?", ADMIN), Act.ANSWER, "Who paid?"),
        (private("/etc/hosts was edited by whom?"), Act.ANSWER, "/etc/hosts was edited by whom?"),
        (private("/ask"), Act.HOW_TO_ASK, ""),
        (private("/ask   "), Act.HOW_TO_ASK, ""),
        (private("/start"), Act.COMMAND, ""),
        (private("/start a-deep-link"), Act.COMMAND, "a-deep-link"),
        (private("/help"), Act.COMMAND, ""),
        (private("/status"), Act.COMMAND, ""),
        (private("/reindex"), Act.NOT_ALLOWED, ""),
        (private("/reindex", ADMIN), Act.COMMAND, ""),
        (private("/sudo"), Act.UNKNOWN_COMMAND, ""),
        (private("/audit", ADMIN), Act.COMMAND, ""),
        (private("/audit"), Act.NOT_ALLOWED, ""),
        (group("/audit@desk_bot", ADMIN), Act.IN_PRIVATE, ""),
        (group("/audit@desk_bot"), Act.NOT_ALLOWED, ""),
        (private(CODE, 99), Act.CODE, CODE),
        (private(f"/start {CODE}", 99), Act.CODE, CODE),
        (private(f"/start {CODE}"), Act.CODE, CODE),
        (private("Hello!"), Act.HOW_TO_ASK, ""),
        (private("good morning"), Act.HOW_TO_ASK, ""),
        (private("Hello, who paid?"), Act.ANSWER, "Hello, who paid?"),
        (private("Help for whom?"), Act.ANSWER, "Help for whom?"),
        (private(f"Your code: {CODE}.", 99), Act.CODE, CODE),
        (private(CODE[:-1], 99), Act.CODE, CODE[:-1]),
        (private(f" “Or{CODE[2:]}”", 99), Act.CODE, CODE),
        (private(f"What does {CODE} mean?"), Act.ANSWER, f"What does {CODE} mean?"),
        (private("Will he or_she come?", 99), Act.NOT_LET_IN, ""),
        (private("What is vendor_agreement_2031?", 99), Act.NOT_LET_IN, ""),
        (private(None, has_file=True), Act.NOT_ALLOWED, ""),
        (private(None, ADMIN, has_file=True), Act.FILE, ""),
        (private(None, 99, has_file=True), Act.NOT_LET_IN, ""),
        (private("Who paid?", 99), Act.NOT_LET_IN, ""),
        (private("/start", 99), Act.NOT_LET_IN, ""),
        (private("/status", 99), Act.NOT_LET_IN, ""),
        (private("/reindex", 99), Act.NOT_LET_IN, ""),
        (group("/ask Who paid?"), Act.ANSWER, "Who paid?"),
        (group("/ask@Desk_Bot Who paid?"), Act.ANSWER, "Who paid?"),
        (group("And who else?", reply_to=42), Act.ANSWER, "And who else?"),
        (group("/ask@desk_bot Who paid?", None), Act.ANSWER, "Who paid?"),
        (group("/status@desk_bot"), Act.COMMAND, ""),
        (group("/reindex@desk_bot"), Act.NOT_ALLOWED, ""),
        (group("/reindex@desk_bot", ADMIN), Act.COMMAND, ""),
        (group("/why@desk_bot"), Act.NOT_ALLOWED, ""),
        (group("/why@desk_bot", None), Act.NOT_ALLOWED, ""),
        (group("/why@desk_bot", ADMIN), Act.COMMAND, ""),
        (private("/why -100", ADMIN), Act.COMMAND, "-100"),
        (group("@Desk_Bot, who paid?", named=(Named(0, 9),)), Act.ANSWER, "who paid?"),
        (group("Who paid, @desk_bot ?", named=(Named(10, 9),)), Act.ANSWER, "Who paid?"),
        # Three emoji are six UTF-16 units; counted in code points the name would be missed.
        (group("🏊🏊🏊 @desk_bot who paid?", named=(Named(7, 9),)), Act.ANSWER, "🏊🏊🏊 who paid?"),
        (group("Desk bot who paid?", named=(Named(0, 8, 42),)), Act.ANSWER, "who paid?"),
        (group("@ines @desk_bot who paid?", named=(Named(6, 9), Named(0, 5))), Act.ANSWER, "@ines who paid?"),
        (group("@desk_bot", named=(Named(0, 9),)), Act.HOW_TO_ASK, ""),
        (group("@desk_bot /ask Who paid?", named=(Named(0, 9),)), Act.ANSWER, "Who paid?"),
        (private("@desk_bot Who paid?", named=(Named(0, 9),)), Act.ANSWER, "Who paid?"),
        (private("Who paid?", forwarded=True), Act.ANSWER, "Who paid?"),
        (private("Who paid?", kind="edited"), Act.CHANGE, "Who paid?"),
        (group("/ask@desk_bot Who paid?", kind="edited"), Act.CHANGE, "Who paid?"),
        (group("/ask@desk_bot", kind="edited"), Act.CHANGE, ""),
        (group("And who else?", kind="edited", reply_to=42), Act.CHANGE, "And who else?"),
    ],
)
def test_those_who_address_the_bot_get_what_they_ask_for(facts: Facts, act: Act, question: str) -> None:
    decision = should_respond(facts, ME, PEOPLE, SPECS)
    assert (decision.act, decision.question) == (act, question)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (group("Who paid?"), "not addressed"),
        (group("Look at /ask one day"), "not addressed"),
        (group("@desk_bot2 who paid?"), "not addressed"),
        (group("And who else?", reply_to=43), "not addressed"),
        (group("/status"), "not addressed"),
        (group("/reindex", ADMIN), "not addressed"),
        (group("/asking Who paid?"), "not addressed"),
        (group("/sudo@desk_bot"), "unknown command"),
        (group("/ask@desk_bot2 Who paid?"), "command of another bot"),
        (group("/ask@other_bot Who paid?"), "command of another bot"),
        (group("/ask@other_bot Who paid?", reply_to=42), "command of another bot"),
        (group("/ask@desk_bot Who paid?", chat_id=-200), "chat not let in"),
        (group("/ask@desk_bot Who paid?", ADMIN, chat_id=-200), "chat not let in"),
        (group("/status@desk_bot", kind="edited"), "edited, and no question"),
        (private("/start", kind="edited"), "edited, and no question"),
        (private("Who paid?", 99, kind="edited"), "edited, and no question"),
        (group("Who paid?", kind="edited"), "not addressed"),
        (group("/ask@desk_bot Who paid?", None, kind="channel_post", chat_type="channel"), "a channel's own post"),
        (group("@desk_bot2 who paid?", named=(Named(0, 10),)), "not addressed"),
        (group("@desk_bo who paid?", named=(Named(0, 8),)), "not addressed"),
        (group("@desk_bot is a word here", named=()), "not addressed"),
        (group("Desk bot, who paid?", named=(Named(0, 8, 43),)), "not addressed"),
        (group("@desk_bot who paid?", named=(Named(0, 9),), chat_id=-200), "chat not let in"),
        (group("@desk_bot who paid?", named=(Named(0, 9),), forwarded=True), "forwarded from elsewhere"),
        (group("/ask Who paid?", forwarded=True), "forwarded from elsewhere"),
        (group("/ask Who paid?", None, automatic_forward=True), "forwarded from the linked channel"),
        (group("/ask@desk_bot Who paid?", 77, from_bot=True), "written by a bot"),
        (group("/ask@desk_bot Who paid?", via_bot=True), "sent through a bot"),
        (group(None, reply_to=42), "no text"),
        (group(None, has_file=True), "no text"),
        (private(CODE, 99, kind="edited"), "edited, and no question"),
        (private(None), "no text"),
        (private(" \n"), "no text"),
    ],
)
def test_nobody_else_hears_anything_and_the_log_can_say_why(facts: Facts, reason: str) -> None:
    decision = should_respond(facts, ME, PEOPLE, SPECS)
    assert (decision.act, decision.reason) == (Act.SILENT, reason)


def test_an_admin_is_not_let_into_the_private_chat_of_somebody_else() -> None:
    assert not PEOPLE.may_ask(99)
    assert PEOPLE.may_ask(ADMIN)
    assert not People(TelegramSettings(admins=(GROUP,))).may_ask(GROUP), "a group cannot be an admin"


def test_a_group_that_became_a_supergroup_stays_let_in_and_no_other_gets_in_with_it() -> None:
    people = People(TelegramSettings(allowed_chats=(GROUP,)))
    assert people.moved(GROUP, -1001)
    assert people.may_ask(-1001)
    assert not people.moved(-300, -1003)
    assert not people.may_ask(-1003)


@pytest.mark.parametrize("text", ["", "ask", " /ask", "/", "/ask!", "//ask", "/ask@", "/ask@a-b c"])
def test_what_is_no_command_is_not_taken_for_one(text: str) -> None:
    assert command_of(text) is None
