"""Does the suite notice when the bot is broken? Known mistakes are put into a copy of it, and the tests are run.

    python benchmarks/mutations.py [--only NAME …] [--whole]

Each mutation changes one place of a copy of the project, found by a pattern that must fit exactly once: where it fits
no more the program has moved on and the mutation must be written anew, which ends the run with status 2. The tests
named with a mutation are run on the copy (`--whole`: then all of the Telegram floor's, if those pass); it is caught
when one of them fails. Before, all of them must pass on the unchanged copy. Exits with 1 if a mutation survives.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("bot", "retrieval", "index", "config", "tests", "benchmarks", "examples", "pyproject.toml")
BOT = "bot/telegram"
TESTS = "tests/bot/telegram"
PLAYED = f"{TESTS}/scenarios"
_LONGEST = 600.0


@dataclass(frozen=True)
class Mutation:
    """A mistake: in which file, what is replaced by what, and which tests are about it."""

    name: str
    file: str
    pattern: str
    replacement: str
    tests: tuple[str, ...]


class AnchorError(Exception):
    """A pattern does not fit exactly once, or what it makes is no Python."""


def scene(name: str, *, only: str = "") -> str:
    """One file of scenarios, or one test in it."""
    return f"{PLAYED}/test_{name}.py" + (f"::{only}" if only else "")


MUTATIONS = (
    Mutation(
        "a mention is found as a part of a longer name",
        f"{BOT}/decide.py",
        r'words\.lower\(\) == f"@\{me\.username\.lower\(\)\}"',
        'words.lower().startswith(f"@{me.username.lower()}")',
        (scene("addressed"),),
    ),
    Mutation(
        "another bot's command is taken for ours",
        f"{BOT}/decide.py",
        r"command\.bot\.lower\(\) != me\.username\.lower\(\)",
        "not command.bot.lower().startswith(me.username.lower())",
        (scene("addressed"),),
    ),
    Mutation(
        "other bots are answered",
        f"{BOT}/decide.py",
        r'"written by a bot": facts\.from_bot',
        '"written by a bot": False',
        (scene("addressed"),),
    ),
    Mutation(
        "the answer replies to nothing",
        f"{BOT}/sending.py",
        r"reply_parameters=_reply\(place\),\n(\s+link_preview)",
        r"reply_parameters=None,\n\1",
        (scene("addressed"),),
    ),
    Mutation(
        "the answer leaves its topic",
        f"{BOT}/sending.py",
        r"message_thread_id=place\.topic,\n",
        "message_thread_id=None,\n",
        (scene("addressed"),),
    ),
    Mutation(
        "marks count characters instead of UTF-16 units",
        f"{BOT}/layout.py",
        r'(def units\(text: str\) -> int:\n    """[^"]+"""\n    return ).*',
        r"\1len(text)",
        (scene("words"),),
    ),
    Mutation(
        "marks begin one unit late",
        f"{BOT}/sending.py",
        r"(?s)entities=\[MessageEntity\(\*mark\) for mark in rendered\.marks\] or None(?=,\n\s+message_thread_id)",
        "entities=[MessageEntity(each.kind, each.offset + 1, *each[2:]) for each in rendered.marks] or None",
        (scene("words"),),
    ),
    Mutation(
        "the message is parsed as HTML",
        f"{BOT}/sending.py",
        r"(message_thread_id=place\.topic,\n)",
        r'\1                parse_mode="HTML",\n',
        (scene("words"),),
    ),
    Mutation(
        "an exception's text goes to the chat",
        f"{BOT}/texts.py",
        r"(?m)^    return otherwise$",
        "    return f'{otherwise} {error!r}'",
        (scene("commands"),),
    ),
    Mutation(
        "a failed search is told as nothing found",
        f"{BOT}/texts.py",
        r"SEARCH_FAILED = \"[^\"]+\"",
        'SEARCH_FAILED = "The coverage does not say."',
        (f"{TESTS}/test_app.py",),
    ),
    Mutation(
        "/reindex is anybody's",
        f"{BOT}/decide.py",
        r"if role < spec\.role:",
        "if role < Role.READER:",
        (scene("commands"),),
    ),
    Mutation(
        "buttons do not ask whether the chat is let in",
        f"{BOT}/press.py",
        r"if not self\._people\.may_ask\(screen\.chat_id\):",
        "if False:",
        (scene("clicks"),),
    ),
    Mutation(
        "an edit does not ask whether the chat is let in",
        f"{BOT}/decide.py",
        r"if not people\.may_ask\(facts\.chat_id\):\n(        return Decision\(Act\.NOT_LET_IN)",
        r'if not people.may_ask(facts.chat_id) and facts.kind == "message":\n\1',
        (f"{TESTS}/test_decide.py", scene("commands")),
    ),
    Mutation(
        "an anonymous admin counts as an admin",
        f"{BOT}/decide.py",
        r"role = max\(people\.role_of\(facts\.user_id\), Role\.READER\)",
        "role = Role.ADMIN if facts.user_id is None else max(people.role_of(facts.user_id), Role.READER)",
        (scene("addressed"), scene("commands")),
    ),
    Mutation(
        "a button's key opens in every chat",
        f"{BOT}/tables/shown.py",
        r"WHERE key = \? AND chat_id = \?\", \(key, chat_id\)",
        'WHERE key = ?", (key,)',
        (scene("clicks"),),
    ),
    Mutation(
        "a time-out is followed by sending again",
        f"{BOT}/sending.py",
        r"if verdict is not Verdict\.NOT_DONE or not waits:",
        "if verdict not in (Verdict.NOT_DONE, Verdict.PERHAPS_DONE) or not waits:",
        (scene("lines"), f"{TESTS}/test_sending.py"),
    ),
    Mutation(
        "what Telegram did not do is given up at once",
        f"{BOT}/sending.py",
        r"_WAITS = \([^)]+\)",
        "_WAITS: tuple[float, ...] = ()",
        (scene("lines"),),
    ),
    Mutation(
        "updates are not de-duplicated",
        f"{BOT}/inbox.py",
        r"return \[by_number\[number\] for number in (await self\._state\.write\(inbox\.keep, .*\))\]",
        r"\1\n        return list(by_number.values())",
        (scene("lines"), scene("backlog")),
    ),
    Mutation(
        "the inbox is not written before Telegram is told",
        f"{BOT}/inbox.py",
        r"return \[by_number\[number\] for number in await self\._state\.write\(inbox\.keep, .*\)\]",
        "return list(by_number.values())",
        (scene("kill"), scene("backlog")),
    ),
    Mutation(
        "nothing is taken up at the start",
        f"{BOT}/taking.py",
        r"for update in left\.waiting:\n            await self\._give\(update\)",
        "del left",
        (scene("kill"),),
    ),
    Mutation(
        "a message is not marked before it leaves",
        f"{BOT}/http.py",
        r"self\._fence\.mark\(call\.update_id\)",
        "pass",
        (f"{TESTS}/test_http.py", f"{TESTS}/test_fence.py", scene("kill")),
    ),
    Mutation(
        "the webhook's secret is not compared",
        f"{BOT}/webhook.py",
        r"if not hmac\.compare_digest\(.*\):",
        "if False:",
        (scene("webhook"),),
    ),
    Mutation(
        "the webhook's secret is compared by its beginning",
        f"{BOT}/webhook.py",
        r"if not hmac\.compare_digest\((.*), self\._secret\):",
        r"if not self._secret.startswith(\1):",
        (scene("webhook"),),
    ),
    Mutation(
        "the library's DEBUG lines, with every message, are logged",
        "config/logs.py",
        r'\n    "telegram",.*',
        "",
        (scene("secrets"),),
    ),
    Mutation(
        "the token is not blanked out",
        f"{BOT}/app.py",
        r"(?m)^    hide\(token\)$",
        '    _LOG.warning("secret %s", token.partition(":")[2])',
        (scene("secrets"),),
    ),
    Mutation(
        "a late answer does not say so",
        f"{BOT}/late.py",
        r"if age >= LATE else None",
        "if age >= 10_000 * LATE else None",
        (scene("backlog"),),
    ),
    Mutation(
        "a chat's order is not kept",
        f"{BOT}/ordered.py",
        r"async with lock:",
        "if lock:",
        (f"{TESTS}/test_ordered.py", f"{TESTS}/test_app.py"),
    ),
    Mutation(
        "one chat waits for all",
        f"{BOT}/ordered.py",
        r"return update\.effective_chat\.id if update\.effective_chat else .*",
        "return 0",
        (f"{TESTS}/test_ordered.py", f"{TESTS}/test_app.py", scene("floods")),
    ),
    Mutation(
        "a 429 of one chat silences all",
        f"{BOT}/limiter.py",
        r"self\._chats\.setdefault\(chat_id, _Chat\(chat_id\)\)",
        "self._chats.setdefault(0, _Chat(chat_id))",
        (scene("floods"),),
    ),
    Mutation(
        "an edited question is answered a second time",
        f"{BOT}/decide.py",
        r"return decision\._replace\(act=Act\.CHANGE, reason=\"edited question\"\)",
        "return decision",
        (scene("edits"),),
    ),
    Mutation(
        "a group that moved is not followed",
        f"{BOT}/people.py",
        r"self\._chats\.add\(new\)",
        "pass",
        (scene("migration"),),
    ),
    Mutation(
        "somebody who types inline sees all desks",
        f"{BOT}/inline.py",
        r"return self\._tools\.access\.scope_of\(query\.from_user\.id\)",
        "return Scope(now=self._tools.newsroom.now())",
        (f"{TESTS}/test_inline.py", f"{TESTS}/test_matrix.py"),
    ),
    Mutation(
        "the latest of a watch is shown to whoever may see it no more",
        f"{BOT}/watch_commands.py",
        r"self\._tools\.access\.scope_of\(screen\.chat_id\)",
        "type(self._tools.access.scope_of(screen.chat_id))(now=self._tools.newsroom.now())",
        (f"{TESTS}/test_watching.py", f"{TESTS}/test_matrix.py"),
    ),
    Mutation(
        "a watch's news leaves without a mark",
        f"{BOT}/watching.py",
        r"ANSWERING\.set\(OTHERS \+ number\)",
        "pass",
        (f"{TESTS}/test_watching.py", scene("watch_kill")),
    ),
    Mutation(
        "a button shows what its chat may see no more",
        f"{BOT}/press.py",
        r"scope = narrowed\(self\._scope_of\(screen\.chat_id\), found\.scope\)",
        "scope = found.scope",
        (f"{TESTS}/test_press.py", f"{TESTS}/test_matrix.py", scene("clicks")),
    ),
    Mutation(
        "what a reader remembers outlives a change",
        "index/memory.py",
        r"if state != self\._state:",
        "if self._state is None:",
        ("tests/index/test_memory.py", "tests/retrieval/test_remembered.py"),
    ),
)


def changed(mutation: Mutation, source: str) -> str:
    """The mutated source. Raises AnchorError where the pattern does not fit exactly once or nothing sensible comes."""
    mutant, count = re.subn(mutation.pattern, mutation.replacement, source)
    if count != 1:
        raise AnchorError(f"{mutation.name}: the pattern fits {count} times in {mutation.file}, not once")
    try:
        same = ast.dump(ast.parse(mutant)) == ast.dump(ast.parse(source))
    except SyntaxError as error:
        raise AnchorError(f"{mutation.name}: the mutant is no Python ({error.msg})") from error
    if same:
        raise AnchorError(f"{mutation.name}: the mutant says the same as the program")
    return mutant


def copy_to(folder: Path) -> None:
    """The project, without what is only lying about."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy2(source, folder / name)


def passes(folder: Path, tests: Sequence[str]) -> bool:
    """Whether these tests pass on the copy. Raises AnchorError where they cannot even be run."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in {0, 1}:
        raise AnchorError(f"{' '.join(tests)} could not be run:\n{done.stdout[-1500:]}{done.stderr[-500:]}")
    return done.returncode == 0


def there(folder: Path, tests: Sequence[str]) -> list[str]:
    """Those of the tests whose file is there. Raises AnchorError if none is."""
    found = [test for test in tests if (folder / test.partition("::")[0]).exists()]
    if not found:
        raise AnchorError(f"none of {' '.join(tests)} is there")
    return found


def caught(folder: Path, mutation: Mutation, *, whole: bool) -> bool:
    """Whether a test fails with the mistake in the copy, which is mended afterwards."""
    file = folder / mutation.file
    source = file.read_text(encoding="utf-8")
    file.write_text(changed(mutation, source), encoding="utf-8")
    try:
        if not passes(folder, there(folder, mutation.tests)):
            return True
        return whole and not passes(folder, [TESTS])
    finally:
        file.write_text(source, encoding="utf-8")


def run(chosen: Sequence[Mutation], folder: Path, *, whole: bool) -> int:
    """Print what becomes of each; how many survive. Raises AnchorError."""
    copy_to(folder)
    for mutation in chosen:
        changed(mutation, (folder / mutation.file).read_text(encoding="utf-8"))
    tests = sorted({test for mutation in chosen for test in there(folder, mutation.tests)})
    if not passes(folder, tests):
        raise AnchorError("the tests fail without any mistake: mend that first")
    survivors = 0
    for mutation in chosen:
        begun = time.perf_counter()
        found = caught(folder, mutation, whole=whole)
        survivors += not found
        print(
            f"{'caught    ' if found else 'NOT CAUGHT'}  {mutation.name}  ({time.perf_counter() - begun:.0f} s)",
            flush=True,
        )
    print(f"{len(chosen) - survivors} of {len(chosen)} mistakes are caught")
    return survivors


def main() -> int:
    """0: all caught; 1: one survives; 2: a mutation does not fit the program any more, or the tests fail anyway."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], help="words of the mutations' names")
    parser.add_argument("--whole", action="store_true", help="run the whole floor's tests where the named ones pass")
    arguments = parser.parse_args()
    chosen = [each for each in MUTATIONS if all(word in each.name for word in arguments.only)]
    with tempfile.TemporaryDirectory() as folder:
        try:
            return int(run(chosen, Path(folder), whole=arguments.whole) > 0)
        except AnchorError as error:
            print(error, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main())
