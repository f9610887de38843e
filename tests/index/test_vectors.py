"""The vectors of a generation: found at once, found again, and never lost or doubled, whatever happens."""

from __future__ import annotations

import gc
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from config.errors import StoreError
from index.vectors import MAX_ROWS, DamagedVectorsError, VectorStore

ROOT = Path(__file__).resolve().parents[2]


def unit_vectors(number: int, dimensions: int = 32) -> NDArray[np.float32]:
    drawn = np.random.default_rng(7).normal(size=(number, dimensions)).astype(np.float32)
    made: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return made


def names(first: int, last: int) -> list[str]:
    return [f"passage-{number}" for number in range(first, last)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    with VectorStore.open(tmp_path / "generation") as opened:
        yield opened


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.query(unit_vectors(1)[0], 5) == []
    assert (store.count(), store.ids()) == (0, [])


def test_a_vector_is_found_right_after_it_was_put_in(store: VectorStore) -> None:
    vectors = unit_vectors(50)
    store.upsert(names(0, 50), vectors)
    nearest, similarity = store.query(vectors[17], 3)[0]
    assert nearest == "passage-17"
    assert similarity == pytest.approx(1.0, abs=1e-5)


def test_similarity_is_the_cosine_and_the_nearest_come_first(store: VectorStore) -> None:
    vectors = unit_vectors(40)
    store.upsert(names(0, 40), vectors)
    question = unit_vectors(41)[40]
    found = store.query(question, 40)
    expected = sorted((float(vector @ question) for vector in vectors), reverse=True)
    assert [similarity for _, similarity in found] == pytest.approx(expected, abs=1e-5)


def test_asking_for_more_than_there_is_gives_all_there_is(store: VectorStore) -> None:
    store.upsert(names(0, 3), unit_vectors(3))
    assert {found for found, _ in store.query(unit_vectors(1)[0], 100)} == set(names(0, 3))


def test_the_same_ids_again_replace_and_do_not_double(store: VectorStore) -> None:
    vectors = unit_vectors(20)
    store.upsert(names(0, 10), vectors[:10])
    store.upsert(names(0, 10), vectors[10:])
    assert store.count() == 10
    assert store.query(vectors[12], 1)[0][0] == "passage-2"


def test_deleted_ids_are_not_found_and_unknown_ones_do_no_harm(store: VectorStore) -> None:
    vectors = unit_vectors(30)
    store.upsert(names(0, 30), vectors)
    store.delete(["passage-4", "never-there"])
    found = [name for name, _ in store.query(vectors[4], 30)]
    assert len(found) == store.count() == 29
    assert "passage-4" not in found


def test_more_rows_than_chroma_takes_at_once_go_in_and_out(store: VectorStore) -> None:
    rows = MAX_ROWS + 2
    store.upsert(names(0, rows), unit_vectors(rows, 4))
    assert store.count() == rows
    store.delete(names(0, rows))
    assert store.ids() == []


def test_a_store_opened_again_holds_what_it_held(tmp_path: Path) -> None:
    vectors = unit_vectors(25)
    with VectorStore.open(tmp_path) as first:
        first.upsert(names(0, 25), vectors)
    with VectorStore.open(tmp_path) as again:
        assert sorted(again.ids()) == sorted(names(0, 25))
        assert again.query(vectors[3], 1)[0][0] == "passage-3"


def test_what_another_process_wrote_is_found_after_opening_again(tmp_path: Path) -> None:
    with VectorStore.open(tmp_path) as before:
        before.upsert(names(0, 5), unit_vectors(5))
        assert len(before.query(unit_vectors(1)[0], 50)) == 5
    with writer(tmp_path, 0, 40) as process:
        assert process.wait() == 0
    with VectorStore.open(tmp_path) as after:
        assert {found for found, _ in after.query(unit_vectors(1)[0], 50)} == set(names(0, 40))


def test_a_closed_generations_folder_can_be_removed_and_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "generation"
    for _ in range(3):
        with VectorStore.open(folder) as store:
            assert store.count() == 0
            store.upsert(names(0, 5), unit_vectors(5))
        shutil.rmtree(folder)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted in /proc")
def test_closing_lets_go_of_every_file(tmp_path: Path) -> None:
    def held() -> list[str]:
        gc.collect()
        links = list(Path("/proc/self/fd").iterdir())
        return [where for link in links if (where := _target(link)).startswith(str(tmp_path))]

    for number in range(4):
        with VectorStore.open(tmp_path / str(number)) as store:
            store.upsert(names(0, 5), unit_vectors(5))
            store.query(unit_vectors(1)[0], 1)
            assert held()
        del store
    assert held() == []


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed since it was listed
        return ""


def test_two_openings_of_one_folder_in_one_process_see_the_same(tmp_path: Path) -> None:
    with VectorStore.open(tmp_path) as one, VectorStore.open(tmp_path) as other:
        one.upsert(names(0, 5), unit_vectors(5))
        assert other.count() == 5
        one.close()
        assert len(other.query(unit_vectors(1)[0], 5)) == 5


def test_closing_twice_is_fine_and_a_closed_store_says_so(tmp_path: Path) -> None:
    store = VectorStore.open(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.count()


def test_a_store_left_open_warns(tmp_path: Path) -> None:
    store = VectorStore.open(tmp_path)
    with pytest.warns(ResourceWarning, match="unclosed vector store"):
        store.__del__()
    store.close()


def test_a_folder_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError) as failure:
        VectorStore.open(tmp_path)
    line = str(failure.value)
    assert str(tmp_path) in line
    assert "reindex" in line
    assert "\n" not in line


@pytest.mark.parametrize("file", ["index_metadata.pickle", "data_level0.bin", "header.bin"])
def test_a_graph_cut_off_by_a_dying_writer_is_noticed_and_never_searched(tmp_path: Path, file: str) -> None:
    rows = 1200  # more than are written to the graph's files at a time
    with writer(tmp_path, 0, rows) as process:
        assert process.wait() == 0
    (graph,) = tmp_path.glob(f"*/{file}")
    graph.write_bytes(graph.read_bytes()[: graph.stat().st_size // 2 if file != "header.bin" else 0])
    (tmp_path / f"writer-{process.pid}-0").write_text("0")
    with pytest.raises(DamagedVectorsError, match="reindex"):
        VectorStore.open(tmp_path)
    shutil.rmtree(tmp_path)
    with VectorStore.open(tmp_path) as store:
        assert store.count() == 0


def test_a_writer_that_closed_leaves_no_mark_and_one_that_died_does_until_it_is_looked_into(tmp_path: Path) -> None:
    with VectorStore.open(tmp_path) as store:
        store.upsert(names(0, 5), unit_vectors(5))
        assert list(tmp_path.glob("writer-*"))
        with VectorStore.open(tmp_path) as reader:  # a living writer's mark is left alone
            assert reader.count() == 5
        assert list(tmp_path.glob("writer-*"))
    assert not list(tmp_path.glob("writer-*"))
    with writer(tmp_path, 0, 1000) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    assert list(tmp_path.glob("writer-*"))
    VectorStore.open(tmp_path).close()
    assert not list(tmp_path.glob("writer-*"))


def test_vectors_of_another_length_are_refused_and_harm_nothing(store: VectorStore) -> None:
    store.upsert(names(0, 5), unit_vectors(5, 32))
    with pytest.raises(StoreError):
        store.upsert(names(5, 6), unit_vectors(1, 16))
    assert store.count() == 5


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from index.vectors import VectorStore
from test_vectors import names, unit_vectors
folder, first, last = Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
with VectorStore.open(folder) as store:
    vectors = unit_vectors(last)
    for start in range(first, last, 20):
        end = min(start + 20, last)
        store.upsert(names(start, end), vectors[start:end])
        print(end, flush=True)
"""


def writer(folder: Path, first: int, last: int) -> subprocess.Popen[str]:
    """A process that upserts rows in steps of twenty, and tells of each step once it is done."""
    paths = [str(ROOT), str(Path(__file__).parent), str(folder)]
    command = [sys.executable, "-c", WRITER, *paths, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_killed_writer_loses_nothing_it_told_of_and_doubles_nothing_or_the_damage_is_told(tmp_path: Path) -> None:
    rows, told = 1500, 0
    vectors = unit_vectors(rows)
    for steps in sorted(random.sample(range(2, 70), 3)):
        with writer(tmp_path, 0, rows) as process:
            assert process.stdout
            lines = (int(line) for line in process.stdout)
            told = max(told, *(next(lines) for _ in range(steps)))
            process.kill()
            told = max([told, *lines])
        try:
            store = VectorStore.open(tmp_path)
        except DamagedVectorsError:  # the kill fell into the moment in which Chroma writes its graph
            shutil.rmtree(tmp_path)
            told = 0
            continue
        with store:
            held = store.ids()
            assert len(held) == len(set(held)) == store.count()
            assert set(names(0, told)) <= set(held)
            for number in random.sample(range(told), 10):
                assert store.query(vectors[number], 1)[0][0] == f"passage-{number}"
    with VectorStore.open(tmp_path) as store:
        store.upsert(names(0, rows), vectors)
        assert store.count() == rows
