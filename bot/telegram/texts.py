"""What the bot says in its own words: short, calm, and never an answer about the coverage."""

from __future__ import annotations

from collections.abc import Iterable

from bot.ports import ReindexReport
from bot.telegram.cite import period
from config.errors import OnRecordError
from index.status import CoverageStatus, Progress
from retrieval.recall import Gone

HOW_TO_ASK = "Write your question after /ask, for example: /ask What did the mayor say about the bridge?"
HOW_TO_ASK_IN_PRIVATE = "Just write your question, for example: What did the mayor say about the bridge?"
UNKNOWN_COMMAND = "I do not know that command. /help lists mine; or simply write your question."
NOT_ADMIN = "Only my admins can do that, and not while they post anonymously."
NOT_EDITOR = "Only my editors and admins can do that, and not while they post anonymously."
IN_PRIVATE = "I answer that only in our private chat, where nobody else reads along."
SEARCH_FAILED = "I could not search just now. That does not mean there is nothing; please ask again in a minute."
STATUS_FAILED = "I could not look that up just now; please try again in a minute."
NOT_SHOWN = "I found an answer, but Telegram would not take the message. The editors' log says why."
UNCHECKED = (
    "I found an answer but could not check its words against the article, so I do not show it. "
    "The editors' log says more."
)
TOO_LONG = "This excerpt is too long for one message; the link opens at its words."
GONE = {
    Gone.RETRACTED: "This article was retracted; it is not quoted any more.",
    Gone.CORRECTED: "This article was corrected since. Ask again to see its present words.",
    Gone.UNAVAILABLE: "This excerpt cannot be shown here any more.",
}
NOTHING_AROUND = "\nNothing stands right around it."
CONTEXT_TOO_LONG = "The rest is too long for one message; the links open at the words."
SOURCES_TOO_LONG = "More sources than one message can hold."
COPY_TOO_LONG = "The rest is too long for one message."
TOO_OLD = "I no longer know this answer. Please ask again."
NOTED = "Thank you, noted."
NOTED_ALREADY = "You have said so already."
NOT_NOTED = "I could not note that just now; please try again in a minute."
WHICH_EXCERPT = "Which excerpt is wrong?"
WHAT_IS_WRONG = "What is wrong with it?"
REPORTED = "Thank you. The editors are told."
REPORTED_ALREADY = "The editors know already."
BUTTON_FAILED = "I could not look that up just now; please press again in a minute."
REPORT_KINDS = {
    "speaker": "wrong speaker",
    "words": "not a quotation",
    "dated": "out of date",
    "other": "something else",
}
REINDEX_BEGINS = "Re-indexing has begun. Questions are answered from the present index meanwhile."
REINDEX_STOPPED = "Re-indexing was stopped because the bot is closing. The present index stays as it was."
NOTHING_RUNS = "Nothing is running any more."
REINDEX_FAILED = "Re-indexing failed; the editors' log says why. The present index stays as it was."

START = (
    "Ask me about our coverage, in your own words.\n\n"
    "I answer only with the exact words of our articles: who said it, in which outlet, when, with the link. "
    "Where the coverage does not say, I tell you so.\n\n"
    "For example: What did the mayor say about the bridge?"
)


def help_text(username: str, commands: Iterable[tuple[str, str]]) -> str:
    """How to ask, here and in groups; `username` is the bot's, without the @.

    Args:
        commands: the commands that whoever asks for help may give here, each with a line that says what it does.
    """
    lines = [
        "Ask in your own words. You can name a speaker, an outlet or dates: “What did the mayor say since 30 April?”",
        "",
        "Every excerpt is word for word what the article says. Tap its title to read on.",
        "",
        f"In a group: /ask@{username} and your question, or reply to one of my messages.",
        "",
        "A 🤔 on your question: my answer may not have come through. If you see none, ask again.",
        "",
        *(f"/{name}: {line}" for name, line in commands),
    ]
    return "\n".join(lines)


def not_let_in(user_id: int, *, nobody: bool = False) -> str:
    """For people who may not ask: how to be let in.

    Args:
        nobody: whether the settings name nobody yet, so that it is most likely the bot's owner who tries it.
    """
    if nobody:
        return (
            f"Nobody is let in yet. Your number: {user_id}. If I am your bot, set telegram.admins to that number "
            "and start me again."
        )
    return f"I only answer people who were let in. Ask an admin for a code and send it to me. Your number: {user_id}."


def failure(error: Exception, otherwise: str) -> str:
    """What people are told of an error: its public line if it has one of its own, never its text."""
    if isinstance(error, OnRecordError) and error.public_message != OnRecordError.public_message:
        return error.public_message
    return otherwise


def status_text(status: CoverageStatus, *, whole: bool = True) -> str:
    """The coverage in numbers; what is counted over all desks together only for whoever sees the whole of it."""
    lines = [f"{counted(status.articles, 'article')}, {counted(status.quotations, 'quotation')}"]
    if status.first and status.last:
        lines.append(f"Dated {period(status.first, status.last)}")
    if status.undated:
        lines.append(f"{status.undated:,} undated")
    if not whole:
        return "\n".join([*lines, counted(status.passages, "passage")])
    if status.retracted:
        lines.append(f"{status.retracted:,} retracted, never quoted")
    lines.append(_index_line(status))
    return "\n".join(lines)


def _index_line(status: CoverageStatus) -> str:
    if status.generation is None:
        return "Search index: not built yet; articles are found by their words only"
    if status.pending:
        return f"Search index: {status.pending:,} of {counted(status.passages, 'passage')} still to come"
    return f"Search index: complete, {counted(status.passages, 'passage')}"


def progress_text(progress: Progress) -> str:
    """How far the re-index has come."""
    return f"Re-indexing: {far(progress)}"


def far(progress: Progress) -> str:
    """`embedding, 120 of 1,000 (12 %), about 3 min left`."""
    line = progress.stage
    if progress.total:
        line += f", {progress.done:,} of {progress.total:,} ({100 * progress.done // progress.total} %)"
    elif progress.done:
        line += f", {progress.done:,}"
    if progress.remaining:
        line += f", {_left(progress.remaining)} left"
    return line


def already_running(progress: Progress | None) -> str:
    """For a second admin."""
    return f"A re-index is under way already: {far(progress)}" if progress else "A re-index is under way already."


def reindexed(report: ReindexReport) -> str:
    """A finished re-index."""
    return f"Re-indexed: {counted(report.passages, 'passage')} in {duration(report.seconds)}. The new index is in use."


def reindex_cancelled(by: int) -> str:
    """A re-index that an admin stopped."""
    return f"Re-indexing was cancelled by {by}. The present index stays as it was."


def counted(number: int, noun: str) -> str:
    """`1 article`, `1,204 articles`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _left(seconds: float) -> str:
    """An estimate, said as roughly as it is known."""
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes else "less than a minute"


def duration(seconds: float) -> str:
    """`40 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
