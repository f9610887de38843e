"""What an answer is made of, and its JSON shape (the contract of the command line)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.model import Span, Speech
from index.tables.copies import Story
from retrieval.weekdays import DayMeant

# Coverage at least this old is marked as old: a quarter of a year.
OLD_DAYS = 90
# How an excerpt says that who speaks was not looked for.
NOT_READ = "not in English: who speaks was not read"


@dataclass(frozen=True, slots=True)
class Citation:
    """What lets a reader check an excerpt. `label` is what people are shown where outlet or title are unknown."""

    source: str
    revision: str
    start: int
    end: int
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None
    label: str


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """The same statement in another article; `same` tells whether the words are equal, typography aside."""

    text: str
    citation: Citation
    same: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The exact words of an article, shown in an answer. Made by `retrieval.verbatim` only.

    Attributes:
        text: equal to `revision.text[start:end]`, compared right before it is handed out.
        speaker: of the quotation shown; None for narration or if unresolved.
        mention: the speaker as printed nearby ("he"), where the speaker is unresolved.
        via: who reported it, for second-hand words.
        speech: of the quotation shown; None for narration.
        score: the ranker's, comparable within one answer only.
        quotation: where the quotation shown stands in the revision; None for narration.
        age_days: how many days before the question its article was published, at least; None without a date.
        dates: day words ("Thursday") with the dates that they mean, counted within `text`; only certain ones.
        story: the articles in scope that carry the same story; None if no other does.
        unread: whether who speaks was not looked for, because the article is not in English.
        odds: logarithm of the odds that it answers, where that was assessed.
    """

    text: str
    citation: Citation
    speaker: str | None
    mention: str | None
    via: tuple[str, ...]
    speech: Speech | None
    score: float
    also_in: tuple[AlsoIn, ...] = ()
    quotation: Span | None = None
    age_days: int | None = None
    dates: tuple[DayMeant, ...] = ()
    story: Story | None = None
    unread: bool = False
    odds: float | None = None

    @property
    def is_old(self) -> bool:
        """Whether the coverage is so old that people should be told."""
        return self.age_days is not None and self.age_days >= OLD_DAYS


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched, as part of the answer.

    Attributes:
        speaker: as asked.
        namesakes: the different speakers of that name, if there are several: whose words are shown is said with each.
    """

    articles: int
    first: str | None
    last: str | None
    undated: int
    speaker: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    unknown_exclude: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Excerpts that answer, or the reason why there are none and what came closest.

    Attributes:
        by_date: whether the excerpts stand in order of their dates, the earliest first, because that was asked for.
        differ: how many of the excerpts, counted from the first, are accounts that contradict each other; 0 if none.
    """

    question: str
    answered: bool
    confidence: float
    reason: str | None
    searched: Searched
    excerpts: tuple[Excerpt, ...]
    closest: tuple[Excerpt, ...]
    milliseconds: float
    differ: int = 0
    by_date: bool = False


def excerpt_json(excerpt: Excerpt) -> dict[str, Any]:
    """The excerpt's JSON shape."""
    cited = excerpt.citation
    return {
        "text": excerpt.text,
        "source": cited.source,
        "revision": cited.revision,
        "start": cited.start,
        "end": cited.end,
        "outlet": cited.outlet,
        "title": cited.title,
        "published": cited.published,
        "url": cited.url,
        "speaker": excerpt.speaker,
        "mention": excerpt.mention,
        "via": list(excerpt.via),
        "speech": excerpt.speech,
        "unread": excerpt.unread,
        "score": excerpt.score,
        "also_in": [
            {
                "source": also.citation.source,
                "start": also.citation.start,
                "end": also.citation.end,
                "text": also.text,
                "outlet": also.citation.outlet,
                "same": also.same,
            }
            for also in excerpt.also_in
        ],
        "age_days": excerpt.age_days,
        "old": excerpt.is_old,
        "dates": [{"start": day.start, "end": day.end, "date": day.date.isoformat()} for day in excerpt.dates],
        "story": None if excerpt.story is None else _story_json(excerpt.story),
    }


def _story_json(story: Story) -> dict[str, Any]:
    return {
        "original": story.original.source,
        "outlets": story.outlets,
        "articles": [
            {"source": each.source, "outlet": each.outlet, "title": each.title, "published": each.published}
            for each in story.carriers
        ],
    }


def answer_json(answer: Answer, identifier: str | None = None) -> dict[str, Any]:
    """The answer's JSON shape; `identifier` is the batch line's id."""
    searched = answer.searched
    return {
        "id": identifier,
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "reason": answer.reason,
        "searched": {
            "articles": searched.articles,
            "from": searched.first,
            "to": searched.last,
            "undated": searched.undated,
            "speaker": searched.speaker,
            "namesakes": list(searched.namesakes),
            "outlet": searched.outlet,
            "since": searched.since,
            "until": searched.until,
            "unknown_exclude": list(searched.unknown_exclude),
        },
        "excerpts": [excerpt_json(excerpt) for excerpt in answer.excerpts],
        "accounts_differ": answer.differ,
        "by_date": answer.by_date,
        "closest": [excerpt_json(excerpt) for excerpt in answer.closest],
        "milliseconds": answer.milliseconds,
    }
