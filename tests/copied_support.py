"""One invented wire story, and ways in which outlets print it."""

from __future__ import annotations

from typing import Any

STORY = (
    "VARNOW - Ferries between Varnow and the outer islands will stop at dusk from next month, because "
    "the harbour lights "
    "have not been repaired since the storm of last autumn.\n\n"
    "“We will not send a boat out past a pier that nobody can see,” said Leopold Strand, who has run the ferry office "
    "for eleven years. “Two of our captains have refused already, and I agree with them.”\n\n"
    "The harbour board put the cost of new lamps at 310,000 crowns and said that the money had been promised twice by "
    "the province, first in November and again in January. A spokeswoman for the province, Ida Fallow, "
    "said the payment "
    "was waiting for a signature.\n\n"
    "About 900 people live on the islands through the winter. Most of them depend on the late boat for work at the "
    "cannery, which runs until nine in the evening, and the school bus meets the half past six sailing.\n\n"
    "The mayor of Varnow has asked for a meeting with the board on the first day of the month. Fishermen "
    "have offered to "
    "lend lanterns until then, but the insurers would not accept them.\n"
)
# The same news in another reporter's words.
RETOLD = (
    "Islanders face long nights: evening sailings out of Varnow end in a few weeks. The reason is dark "
    "lamps on the pier, "
    "broken when last year's storm came through, and an argument over who pays for replacing them.\n\n"
    "Leopold Strand of the ferry office told this newspaper he had no choice. “Two of our captains have "
    "refused already,” "
    "he said. Provincial officials answer that a cheque is on its way and only lacks a name at the bottom.\n\n"
    "At the cannery, where the second shift ends at nine, workers wonder how they are to get home. A "
    "teacher on Outer Holm "
    "expects half of her pupils to miss lessons once the bus has no boat to meet.\n"
)


def cut(text: str, paragraphs: int) -> str:
    """The story's first paragraphs."""
    return "\n\n".join(text.split("\n\n")[:paragraphs]) + "\n"


def edited(text: str) -> str:
    """The story as a desk edits it: a word here and there."""
    changes = (
        ("outer islands", "islands"),
        ("eleven years", "11 years"),
        ("crowns", "Crowns (KR)"),
        ("asked for", "sought"),
    )
    for old, new in changes:
        text = text.replace(old, new)
    return text


def record(identifier: str, text: str, outlet: str, published: str | None, **more: Any) -> dict[str, Any]:
    """A record to index."""
    said = {
        "id": identifier,
        "title": "Ferries to stop at dusk",
        "outlet": outlet,
        "text": text,
        "published": published,
    }
    return {key: value for key, value in {**said, **more}.items() if value is not None}
