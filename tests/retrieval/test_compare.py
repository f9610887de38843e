from __future__ import annotations

from newsroom_support import Newsroom

from retrieval.compare import MOST_OUTLETS, Comparison, compare

ASKED = "how many cracks were counted in the spillway"


async def compared(newsroom: Newsroom, question: str, **narrowed: object) -> Comparison:
    return await compare(newsroom.service.coverage, question, newsroom.scope(**narrowed))


async def test_each_outlet_is_asked_by_itself(news: Newsroom) -> None:
    found = await compared(news, "what did Marta Kessling say about the spillway")
    says = {side.outlet: side.excerpt for side in found.sides}
    assert set(says) == {"Orvane Ledger", "Tern Wire", "The Lisvar Mail"}
    for outlet in ("Orvane Ledger", "Tern Wire"):
        excerpt = says[outlet]
        assert excerpt is not None
        assert "38 cracks" in excerpt.text
        assert excerpt.citation.outlet == outlet
        assert not excerpt.also_in, "what the others say stands on their side"
    assert says["The Lisvar Mail"] is None
    assert found.sides[-1].reason
    assert (found.not_asked, found.without_outlet) == (0, 0)


async def test_an_outlet_out_of_scope_is_not_named(news: Newsroom) -> None:
    found = await compared(news, ASKED, exclude=frozenset({"dam-wire"}))
    assert {side.outlet for side in found.sides} == {"Orvane Ledger", "The Lisvar Mail"}


async def test_a_question_that_names_an_outlet_compares_nothing_else(news: Newsroom) -> None:
    found = await compared(news, "what did Marta Kessling say about the spillway in Tern Wire")
    assert [side.outlet for side in found.sides] == ["Tern Wire"]


async def test_of_many_outlets_the_nearest_are_asked_and_the_others_counted(newsroom: Newsroom) -> None:
    far = [
        {
            "id": f"far{number}",
            "outlet": f"Outlet {number}",
            "text": f"The price of rye rose by {number} crowns in Tarn.\n",
        }
        for number in range(MOST_OUTLETS + 3)
    ]
    near = {
        "id": "near",
        "outlet": "Orvane Ledger",
        "text": "Engineers counted 38 cracks in the spillway of the dam.\n",
    }
    none = {"id": "none", "text": "Somebody painted the pier.\n"}
    await newsroom.index(newsroom.write_records(*far, near, none))
    found = await compared(newsroom, ASKED)
    assert len(found.sides) == MOST_OUTLETS
    assert found.sides[0].outlet == "Orvane Ledger"
    assert (found.not_asked, found.without_outlet) == (4, 1)
