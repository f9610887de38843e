"""`invite`, `people` and `desks`: who may ask in Telegram, and which parts of the coverage there are."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from bot.cli import options
from bot.cli.opening import opened, run_async, settings_of
from bot.cli.output import counted, print_json, print_line
from config.errors import UsageError

_people = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


class _Role(StrEnum):
    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("invite")(invite)
    app.add_typer(_people, name="people")
    app.command("desks")(desks)


def _office() -> Any:
    """The bot's state. By name, as `onrecord bot` is started: the command line imports nothing of the bot's."""
    return importlib.import_module("bot.telegram.office")


def invite(
    *,
    role: Annotated[
        _Role, typer.Option("--role", metavar="ROLE", help="What the person may do: reader, editor or admin.")
    ] = _Role.READER,
    desk: Annotated[str | None, typer.Option("--desk", metavar="NAME", help="See this desk only.")] = None,
    hours: Annotated[
        int, typer.Option("--hours", metavar="COUNT", min=1, max=720, help="How long the code is good.")
    ] = 72,
    json: options.Json = False,
    data: options.Data = None,
) -> int:
    """Make a code that lets one person use the bot, once.

    The person sends it to the bot. Only its hash is kept.
    """
    settings = settings_of(data)

    async def work() -> int:
        if desk is not None:
            async with opened(settings, "invite", create=True) as service:
                known = await service.desks()
            if desk not in known:
                mend = f"the desks are {', '.join(known)}" if known else "define it as [[desks]] in onrecord.toml"
                raise UsageError("there is no such desk", where=desk, mend=mend)
        office = _office()
        code, made = await office.invite(settings.data, office.Asked(role.value, hours, desk), datetime.now(UTC))
        until = datetime.fromtimestamp(made.expires, UTC)
        if json:
            print_json({"code": code, "role": role.value, "desk": desk, "expires": f"{until:%Y-%m-%dT%H:%M:%SZ}"})
        else:
            print_line(code)
            print_line(
                f"lets one person in as {role.value}, until {until:%-d %B %Y, %H:%M} UTC: to be sent to the bot,"
            )
            print_line(f"or opened as https://t.me/YOUR_BOT?start={code}")
        return 0

    return run_async(work)


@_people.callback(invoke_without_command=True)
def people(context: typer.Context, *, json: options.Json = False, data: options.Data = None) -> int:
    """List who was let in by a code, and which groups asked.

    Those whom the settings let in are not here.
    """
    if context.invoked_subcommand is not None:
        return 0
    settings = settings_of(data)

    async def work() -> int:
        held = await _office().everybody(settings.data)
        rows = [{"id": each.user_id, "role": each.role, "title": None} for each in held.people]
        rows += [{"id": each.chat_id, "role": each.state, "title": each.title} for each in held.rooms]
        for row in rows:
            bound = held.desks.get(row["id"], ())
            row["desks"] = None if bound is None or row["id"] not in held.desks else sorted(bound)
            if json:
                print_json(row)
            else:
                sees = "" if row["desks"] is None else f"  sees {', '.join(row['desks']) or 'nothing'}"
                print_line(f"{row['id']}  {row['role']}{'  ' + row['title'] if row['title'] else ''}{sees}")
        if not rows and not json:
            print_line("nobody was let in by a code, and no group has asked")
        return 0

    return run_async(work)


@_people.command("remove")
def remove(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help="The person's or group's number.", show_default=False)
    ],
    *,
    data: options.Data = None,
) -> int:
    """Shut out a person or a group.

    A running bot obeys at once. A group's number begins with a minus: write it after `--`.
    """
    settings = settings_of(data)

    async def work() -> int:
        if not await _office().remove(settings.data, number, datetime.now(UTC)):
            mend = "`onrecord people` lists those who are; others stand in telegram.admins or telegram.allowed_chats"
            raise UsageError("was not let in by a code or an admin's button", where=str(number), mend=mend)
        print_line(f"{number} is shut out")
        return 0

    return run_async(work)


def desks(*, json: options.Json = False, data: options.Data = None) -> int:
    """List the desks with their articles.

    Desks are defined by [[desks]] in the settings (by source, outlet, folder, tag), and by the articles' desk column.
    """
    settings = settings_of(data)

    async def work() -> int:
        async with opened(settings, "desks") as service:
            found = await service.desk_counts()
        for desk in found:
            if json:
                print_json({"desk": desk.name, "articles": desk.articles})
            else:
                print_line(f"{desk.name}: {counted(desk.articles, 'article')}")
        if not found and not json:
            print_line("there are no desks; define them as [[desks]] in onrecord.toml, or in the articles' desk column")
        return 0

    return run_async(work)
