from __future__ import annotations

import numpy as np
from newsroom_support import Clock

from index.database import Database
from index.embedding.whole import Encoded
from index.tables import embeddings


async def test_vectors_come_back_from_the_cache_as_they_were_kept(database: Database) -> None:
    whole = np.array([0.6, 0.8], np.float32)
    inside = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], np.float32)
    bare = Encoded(whole, np.zeros((0, 2), np.float32), None)
    await database.write(embeddings.cache_vectors, [b"a", b"b"], [Encoded(whole, inside, None), bare])
    held = await database.read(embeddings.cached_vectors, [b"a", b"b", b"c"])
    assert sorted(held) == [b"a", b"b"]
    assert (held[b"a"] == whole).all()
    sentences = await database.read(embeddings.cached_sentences, [b"a", b"b", b"c"], 2)
    assert sentences[b"a"].shape == (3, 2)
    assert np.abs(sentences[b"a"] - inside).max() < 1e-3
    assert sentences[b"b"].shape == (0, 2)


async def test_at_most_one_generation_is_live_and_a_forgotten_one_is_gone(database: Database, clock: Clock) -> None:
    made = [
        await database.write(embeddings.new_generation, "f", "model", "{}", 2, clock()),
        await database.write(embeddings.new_generation, "g", "model", "{}", 2, clock()),
    ]
    assert await database.read(embeddings.live_generation) is None
    for each in made:
        assert await database.write(embeddings.switch_generation, each.id)
        live = await database.read(embeddings.live_generation)
        assert live is not None
        assert (live.id, live.state) == (each.id, "complete")
    assert await database.read(embeddings.other_generations, [made[1].id]) == [made[0].id]
    await database.write(embeddings.forget_generation, made[0].id)
    assert await database.read(embeddings.other_generations, []) == [made[1].id]
