"""The file of notes: grows, survives, and is never overwritten when it cannot be read."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import reattune.cli
from reattune.errors import RecordError
from reattune.study import read
from reattune.web.collection import Opened
from reattune.web.notes import Notebook, active, redoable, undoable

SCENE = Path(reattune.cli.__file__).parent / "scenes" / "rattle.eaf"


@pytest.fixture
def book(tmp_path):
    opened = Opened("1", read(SCENE), tmp_path / "a.eaf", 1, ())
    return Notebook(opened, now=lambda: "2026-01-01T00:00:00+00:00")


def entry(text):
    return {"kind": "note", "key": "", "text": text}


def test_the_log_only_grows_and_says_what_stands(book):
    """Two notes, two undone, one redone, one new: then nothing is left to redo."""
    for step in (entry("a"), entry("b"), {"kind": "undo"}, {"kind": "undo"}, {"kind": "redo"}):
        book.add(step)
    log = book.log()
    assert [e["n"] for e in log] == [1, 2, 3, 4, 5]
    assert [e.get("of") for e in log] == [None, None, 2, 1, 1]
    assert [e["text"] for e in active(log)] == ["a"]
    assert (undoable(log), redoable(log)) == (1, 2)
    book.add(entry("c"))
    assert (undoable(book.log()), redoable(book.log())) == (6, None)
    with pytest.raises(RecordError, match="nothing to redo"):
        book.add({"kind": "redo"})


def test_the_file_is_the_state(book, tmp_path):
    book.add(entry("a"))
    content = json.loads((tmp_path / "a.eaf.reattune-notes.json").read_text())
    assert content["schema"] == 1
    assert content["source"] == {
        "file": "a.eaf",
        "sha256": read(SCENE).provenance.source.sha256,
    }
    assert content["observations"]["1"]["log"] == [
        {"n": 1, "at": "2026-01-01T00:00:00+00:00", **entry("a")}
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["a.eaf.reattune-notes.json"]


def test_two_runs_do_not_write_over_each_other(book, tmp_path):
    other = Notebook(Opened("1", read(SCENE), tmp_path / "a.eaf", 1, ()))
    book.add(entry("a"))
    other.add(entry("b"))
    book.add(entry("c"))
    assert [e["text"] for e in other.log()] == ["a", "b", "c"]


def test_observations_of_one_file_have_a_log_each(book, tmp_path):
    second = Notebook(Opened("2", read(SCENE), tmp_path / "a.eaf", 2, ()))
    book.add(entry("a"))
    second.add(entry("b"))
    assert [[e["text"] for e in one.log()] for one in (book, second)] == [["a"], ["b"]]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": 9}', "\ufeffx", "null",
                                  '{"schema": 1, "source": 1, "observations": {}}',
                                  '{"schema": 1, "source": {}, "observations": {"1": {}}}',
                                  '{"schema":1,"source":{},"observations":{"1":{"log":[{}]}}}',
                                  '{"schema":1,"source":{},"observations":{"1":{"log":[{"n":1,"at":"",'
                                  '"kind":"change","key":"5","to":{"onset":"x"}}]}}}',
                                  "[" * 100_000])  # fmt: skip
def test_a_file_that_cannot_be_read_is_left_as_it_is(book, text):
    book.path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match="notes that cannot be read"):
        book.add(entry("a"))
    assert book.path.read_text(encoding="utf-8") == text


def test_a_place_that_cannot_be_written_is_named_with_a_way_out(tmp_path):
    opened = Opened("1", read(SCENE), tmp_path / "gone" / "a.eaf", 1, ())
    with pytest.raises(RecordError, match="--notes FOLDER"):
        Notebook(opened).add(entry("a"))


def test_notes_can_go_to_a_folder_of_their_own(tmp_path):
    (tmp_path / "notes").mkdir()
    opened = Opened("1", read(SCENE), tmp_path / "a.eaf", 1, ())
    book = Notebook(opened, tmp_path / "notes")
    book.add(entry("a"))
    assert [p.name for p in tmp_path.iterdir()] == ["notes"]
    assert book.writable


def test_files_of_one_name_keep_their_notes_apart(tmp_path):
    """Two visits of one file name from two folders, all notes in a third."""
    (tmp_path / "notes").mkdir()
    books = [
        Notebook(Opened("1", read(SCENE), tmp_path / home / "a.eaf", 1, ()), tmp_path / "notes")
        for home in ("one", "two")
    ]
    books[0].add(entry("about one"))
    assert books[1].log() == []
    books[1].add(entry("about two"))
    assert [book.log()[0]["text"] for book in books] == ["about one", "about two"]


def test_nothing_is_lost_when_many_write_at_once(tmp_path):
    """Eight threads, two observations of one file, 25 notes each: all 200 are there."""
    session = read(SCENE)
    opened = [Opened(str(n), session, tmp_path / "a.eaf", 1 + n % 2, ()) for n in range(8)]

    def work(one):
        book = Notebook(one)
        for k in range(25):
            book.add(entry(f"{one.id}-{k}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, opened))
    kept = {e["text"] for number in (0, 1) for e in Notebook(opened[number]).log()}
    assert kept == {f"{n}-{k}" for n in range(8) for k in range(25)}
    assert [path.name for path in tmp_path.iterdir()] == ["a.eaf.reattune-notes.json"]


def test_a_lock_that_a_killed_program_left_does_not_last(book, tmp_path):
    lock = tmp_path / ".a.eaf.reattune-notes.json.lock"
    lock.touch()
    os.utime(lock, (0, 0))
    book.add(entry("a"))
    assert not lock.exists()


def test_an_undo_that_comes_late_is_refused(book):
    """One tab sees entry 1 as the last; another has written entry 2 since."""
    book.add(entry("a"))
    book.add(entry("b"))
    with pytest.raises(RecordError, match=r"a newer entry \(2\) than the one to undo \(1\)"):
        book.add({"kind": "undo", "of": 1})
    assert book.add({"kind": "undo", "of": 2})["of"] == 2


def test_notes_follow_a_link_and_others_may_read_them(book, tmp_path):
    real = tmp_path / "shared.json"
    book.add(entry("a"))
    book.path.rename(real)
    book.path.symlink_to(real)
    real.chmod(0o664)
    book.add(entry("b"))
    assert book.path.is_symlink()
    assert [e["text"] for e in book.log()] == ["a", "b"]
    assert real.stat().st_mode & 0o777 == 0o664


def test_a_source_that_changed_since_is_told(book):
    assert not book.stale
    book.add(entry("a"))
    content = json.loads(book.path.read_text())
    content["source"]["sha256"] = "0" * 64
    book.path.write_text(json.dumps(content))
    assert book.stale
