"""An invented coverage, and short ways to index text and to ask about it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.service import Service
from config.settings import RetrievalSettings, Settings
from index.ingest import IngestReport
from index.scope import Scope
from index.status import Progress
from retrieval.answer import Answer, Excerpt, answer_json

T = TypeVar("T")
BEGIN = datetime(2031, 5, 1, 12, tzinfo=UTC)
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

# One line of records each; the text is what the question is about, `id` what it is known by.
DAM = {
    "id": "dam-ledger",
    "outlet": "Orvane Ledger",
    "title": "Engineer warns of cracks in the dam",
    "published": "2031-03-04",
    "text": (
        "ORVANE - The old dam above the town needs new drains before winter.\n\n"
        "“We counted 38 cracks in the spillway,” said Marta Kessling, the chief engineer. "
        "“None of them was there in the autumn.”\n\n"
        "Repairs would take seven months and cost 9.4 million crowns, according to the water board. "
        "The valley road will stay closed until the work is over.\n"
    ),
}
DAM_WIRE = {
    "id": "dam-wire",
    "outlet": "Tern Wire",
    "title": "Dam needs drains",
    "published": "2031-03-05",
    "text": (
        "Work on the dam above Orvane must begin this summer.\n\n"
        '"We counted 38 cracks in the spillway," chief engineer Marta Kessling said on Tuesday.\n\n'
        "Anglers have been told to keep away from the shore.\n"
    ),
}
CHOIR = {
    "id": "choir",
    "outlet": "Orvane Ledger",
    "title": "Children's choir sings in Lisvar",
    "published": "2031-04",
    "text": (
        "The children's choir of Orvane sang in Lisvar cathedral for the first time.\n\n"
        "“Nobody coughed, and that is the highest praise,” said Benno Achtel, who has led the choir since 2019. "
        "He hopes to bring it to Tarn next year.\n"
    ),
}
VACCINE = {
    "id": "vaccine",
    "outlet": "The Lisvar Mail",
    "title": "Trial of a nasal vaccine begins",
    "published": "2030",
    "text": (
        "A nasal vaccine against winter flu is being tried on 1,250 volunteers in Lisvar.\n\n"
        "Ilse Brandvold, who leads the trial, said that the first results would come in March. "
        "“We do not know yet whether one dose is enough,” Brandvold said.\n"
    ),
}
CUP = {
    "id": "cup",
    "outlet": "The Lisvar Mail",
    "title": "Rovers win the cup on penalties",
    "text": (
        "Lisvar Rovers beat Tarn United on penalties to win the cup for the third time.\n\n"
        "“Our goalkeeper read every shot,” coach Dario Fenn said after the match. "
        "More than 21,000 people watched in the rain.\n"
    ),
}
NEWS: tuple[dict[str, Any], ...] = (DAM, DAM_WIRE, CHOIR, VACCINE, CUP)


def silent(_: Progress) -> None:
    """A report that nobody hears."""


@dataclass
class Clock:
    """A clock that the test moves."""

    at: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def write_records(file: Path, *records: Mapping[str, Any]) -> Path:
    """The records as a file, one a line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    file.write_text(lines, encoding="utf-8", newline="")
    return file


@dataclass
class Newsroom:
    """A service over a folder of its own, with files to index and a clock to move."""

    folder: Path
    clock: Clock
    service: Service
    progress: list[Progress] = field(default_factory=list)

    def scope(self, **narrowed: Any) -> Scope:
        return Scope(**{"now": self.clock(), **narrowed})

    def write(self, name: str, text: str) -> Path:
        """A file of exactly this text."""
        path = self.folder / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        return path

    def write_records(self, *records: Mapping[str, Any], name: str = "records.jsonl") -> Path:
        return write_records(self.folder / "articles" / name, *records)

    async def index(self, *paths: Path) -> IngestReport:
        """Index these files, else everything that was written."""
        return await self.service.index(paths or [self.folder / "articles"], None, self.progress.append)

    async def ask(self, question: str, **narrowed: Any) -> Answer:
        return await self.service.ask(question, self.scope(**narrowed))


def settings_in(folder: Path, **retrieval: Any) -> Settings:
    """Settings that keep everything in a folder, read from nowhere.

    The threshold lies just above what the hard rules leave of a confidence: how well the rest of it is calibrated is
    measured by the benchmarks, and no test of anything else should fall with it.
    """
    return Settings(data=folder / "data", retrieval=RetrievalSettings(**{"threshold": 0.31, **retrieval}))


@asynccontextmanager
async def opened(news: Newsroom, **retrieval: Any) -> AsyncIterator[Newsroom]:
    """The same newsroom with other settings; unless told otherwise, everything is answered."""
    settings = settings_in(news.folder, **{"threshold": 0.0, **retrieval})
    async with Service(settings, "a test", Clock(), wait=0.0) as service:
        yield replace(news, service=service)


def in_a_loop_of_its_own(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, from a fixture that has no loop; the tests' own loops stay as they are."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def shown(answer: Answer) -> Iterator[tuple[str, str, int, int]]:
    """(source, text, start, end) of everything that an answer quotes."""
    for excerpt in (*answer.excerpts, *answer.closest):
        cited = excerpt.citation
        yield cited.source, excerpt.text, cited.start, cited.end
        for also in excerpt.also_in:
            yield also.citation.source, also.text, also.citation.start, also.citation.end


def told(answer: Answer) -> str:
    """Everything that an answer says, the question (and so the name in it) aside."""
    said = answer_json(answer)
    del said["question"]
    return json.dumps(said, ensure_ascii=False)


def words_of(excerpts: tuple[Excerpt, ...]) -> list[str]:
    return [excerpt.text for excerpt in excerpts]
