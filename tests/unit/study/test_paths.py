"""Paths become Sessions; what fails is named, the rest goes on."""

from __future__ import annotations

import hashlib

import pytest

from reattune.errors import FormatError, ReattuneError
from reattune.record import write_json, write_parquet
from reattune.study import read, read_all, read_paths

TABLE = "onset_ms,offset_ms,person,code\n0,1000,child,positive\n0,900,caregiver,neutral\n"
TWO = (
    "session,onset_ms,offset_ms,person,code\n"
    "a,0,1000,child,positive\na,0,900,caregiver,neutral\n"
    "b,0,500,child,distress\nb,0,500,caregiver,soothe\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.csv").write_text(TABLE)
    (tmp_path / "two.csv").write_text(TWO)
    (tmp_path / "broken.eaf").write_text("<ANNOTATION_DOCUMENT><TIER")
    (tmp_path / "letter.docx").write_bytes(b"PK\x03\x04 not coded")
    return tmp_path


def test_one_file_one_session_and_the_guess_is_said(folder):
    session = read(folder / "one.csv")
    assert [(e.person, e.state) for e in session.events] == [
        ("caregiver", "neutral"),
        ("child", "positive"),
    ]
    assert read_paths([folder / "one.csv"]).guesses[0].startswith("codebook practice")


def test_a_given_codebook_is_no_guess(folder):
    assert read_paths([folder / "one.csv"], codebook="practice").guesses == ()


def test_several_observations_ask_for_read_all(folder):
    with pytest.raises(FormatError, match=r"2 observations \(two: a, two: b\)"):
        read(folder / "two.csv")
    assert [s.name for s in read_all(folder / "two.csv")] == ["two: a", "two: b"]


def test_a_folder_is_searched_and_a_broken_file_stops_nothing(folder):
    """Three of four files look coded; one of them is broken."""
    reading = read_paths([folder])
    assert [s.name for s in reading.sessions] == ["one", "two: a", "two: b"]
    assert len(reading.failures) == 1
    assert "broken.eaf" in str(reading.failures[0])


def test_inputs_are_untouched(folder):
    before = {p: hashlib.sha256(p.read_bytes()).digest() for p in folder.iterdir()}
    read_paths([folder])
    assert before == {p: hashlib.sha256(p.read_bytes()).digest() for p in folder.iterdir()}


def test_patterns_and_doubles(folder):
    reading = read_paths([f"{folder}/o*.csv", folder / "one.csv"])
    assert [s.name for s in reading.sessions] == ["one"]


def test_names_that_repeat_across_folders_are_told_apart(tmp_path):
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "visit.csv").write_text(TABLE)
    assert [s.name for s in read_paths([tmp_path]).sessions] == ["visit", "visit (2)"]


@pytest.mark.parametrize("name", ["none.csv", "none*.csv", "."])
def test_nothing_there_is_an_error_of_that_path(tmp_path, name):
    reading = read_paths([tmp_path / name])
    assert len(reading.failures) == 1
    assert not reading.sessions


def test_stored_sessions_come_back(folder):
    session = read(folder / "one.csv")
    write_json(session, folder / "v.session.json")
    write_parquet(read_all(folder / "two.csv"), folder / "v.sessions.parquet")
    assert read(folder / "v.session.json") == session
    assert len(read_all(folder / "v.sessions.parquet")) == 2


def test_no_codebook_fits_says_how_to_get_one(tmp_path):
    (tmp_path / "x.csv").write_text("onset_ms,offset_ms,person,code\n0,1000,dog,bark\n")
    with pytest.raises(ReattuneError, match=r"--draft my\.toml"):
        read(tmp_path / "x.csv")


def test_a_missing_codebook_is_one_error(folder):
    with pytest.raises(ReattuneError, match="nowhere"):
        read(folder / "one.csv", codebook="nonsense")


def test_many_bytes_are_read_by_several_processes_with_the_same_result(folder, monkeypatch):
    """The threshold set to nothing: two workers must give what one gives, errors included."""
    one = read_paths([folder])
    monkeypatch.setattr("reattune.study.spreading._PARALLEL_BYTES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    two = read_paths([folder])
    assert two.sessions == one.sessions
    assert [str(e) for e in two.failures] == [str(e) for e in one.failures]


def test_progress_counts_files(folder):
    seen = []
    read_paths([folder], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_name_that_is_taken_is_not_given_again(tmp_path):
    """Two `visit` and a copy that the system named `visit (2)`: three names, nothing refused."""
    for folder, name in (("x", "visit"), ("y", "visit"), ("x", "visit (2)")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.csv").write_text(TABLE)
    names = [s.name for s in read_paths([tmp_path]).sessions]
    assert sorted(names) == ["visit", "visit (2)", "visit (3)"]


def test_an_option_of_one_format_does_not_stop_the_others(tmp_path):
    """A table that needs its unit beside an ELAN file that has one of its own."""
    from importlib.resources import files

    scene = files("reattune.cli") / "scenes" / "rattle.eaf"
    (tmp_path / "rattle.eaf").write_bytes(scene.read_bytes())
    (tmp_path / "plain.csv").write_text(TABLE.replace("_ms", ""))
    reading = read_paths([tmp_path], options={"unit": "ms"})
    assert not reading.failures
    units = {s.name: s.provenance.parameters.get("unit") for s in reading.sessions}
    assert units == {"plain": "ms", "rattle": None}
    alone = read_paths([tmp_path / "rattle.eaf"], options={"unit": "ms"})
    assert "does not have" in str(alone.failures[0])
