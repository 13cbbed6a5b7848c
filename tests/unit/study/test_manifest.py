"""The manifest: files merged, coders apart, covariates kept; a bad line is named."""

from __future__ import annotations

import pytest

from reattune.cli.main import main
from reattune.errors import FormatError, RecordError
from reattune.record import Phase
from reattune.study import draft_manifest, read_manifest, read_paths
from reattune.study.manifest import parse_manifest

BOOK = """
id = "toy"
title = "Toy"
source = "made for these tests"

[[track]]
tier = "*"
subject = "baby"
role = "child"
track = "engagement"
[track.codes]
"smile" = "positive"
"cry" = "distress"

[[track]]
tier = "*"
subject = "*"
role = "caregiver"
track = "engagement"
[track.codes]
"rattle" = "stimulate"
"hug" = "soothe"
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "toy.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "baby.csv").write_text(
        "onset_s,offset_s,code\n0,4,smile\n4,9,cry\n9,12,smile\n", encoding="utf-8"
    )
    (tmp_path / "mum.csv").write_text(
        "onset_s,offset_s,code\n0,3,rattle\n3,10,hug\n", encoding="utf-8"
    )
    (tmp_path / "broken.csv").write_text("onset_s,offset_s,code\n4,1,cry\n", encoding="utf-8")
    return tmp_path


def manifest(folder, *lines, header="file,session,coder,codebook,person,offset_s,age_months,mood"):
    path = folder / "study.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_two_files_become_one_session(study):
    """The mother's file starts 2 s later: hug from 5 to 12 s."""
    path = manifest(
        study,
        "baby.csv,one,A,toy.toml,baby,,9,good",
        "mum.csv,one,A,toy.toml,mum,2,,",
    )
    reading = read_manifest(path)
    assert reading.failures == ()
    (session,) = reading.sessions
    assert session.name == "one (A)"
    assert [(e.person, e.code, e.onset, e.offset) for e in session.events] == [
        ("child", "smile", 0, 4000),
        ("caregiver", "rattle", 2000, 5000),
        ("child", "cry", 4000, 9000),
        ("caregiver", "hug", 5000, 12000),
        ("child", "smile", 9000, 12000),
    ]
    assert dict(session.covariates) == {"session": "one", "coder": "A", "mood": "good"}
    assert {p.id: p.age_months for p in session.people} == {"child": 9.0, "caregiver": None}
    assert str(path) in reading.files


def test_coders_stay_apart_and_the_first_is_taken(study):
    lines = [
        f"{file},one,{by},toy.toml,{who},,,"
        for by in "AB"
        for file, who in (("baby.csv", "baby"), ("mum.csv", "mum"))
    ]
    reading = read_manifest(manifest(study, *lines))
    assert [session.name for session in reading.sessions] == ["one (A)"]
    assert "coded by several" in reading.guesses[0]
    other = read_manifest(manifest(study, *lines), coder="B")
    assert [session.name for session in other.sessions] == ["one (B)"]
    none = read_manifest(manifest(study, *lines), coder="C")
    assert none.sessions == ()
    assert "not coded by C" in none.guesses[0]


def test_one_broken_file_stops_its_session_only(study):
    path = manifest(
        study,
        "baby.csv,one,,toy.toml,baby,,,",
        "mum.csv,one,,toy.toml,mum,,,",
        "broken.csv,two,,toy.toml,baby,,,",
        "missing.csv,three,,toy.toml,baby,,,",
    )
    reading = read_manifest(path)
    assert [session.name for session in reading.sessions] == ["one"]
    assert [failure.path.rpartition("/")[2] for failure in reading.failures] == [
        "broken.csv",
        "missing.csv",
    ]


def test_phases_and_roles_come_from_the_manifest(study):
    path = manifest(
        study,
        'baby.csv,one,toy.toml,baby,"play 0-4; still-face 4-9.5",',
        "mum.csv,one,toy.toml,mum,,caregiver=grandmother",
        header="file,session,codebook,person,phases,roles",
    )
    (session,) = read_manifest(path).sessions
    assert session.phases == (Phase("play", 0, 4000), Phase("still-face", 4000, 9500))
    assert [person.role for person in session.people] == ["grandmother", "child"]


def test_a_role_for_nobody_is_refused(study):
    path = manifest(
        study,
        "baby.csv,one,toy.toml,baby,dad=caregiver",
        header="file,session,codebook,person,roles",
    )
    (failure,) = read_manifest(path).failures
    assert isinstance(failure, RecordError)
    assert "a role for dad" in str(failure)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("session\none\n", "line 1"),
        ("file,file\na,b\n", "line 1"),
        ("file,session\na.eaf\n", "line 2: found 1 cells where the first line has 2"),
        ("file,session\n,one\n", "line 2, column file"),
        ("file,offset_s\na.eaf,soon\n", "line 2, column offset_s: found 'soon'"),
        ("file,offset_s\na.eaf,nan\n", "line 2, column offset_s: found 'nan'"),
        ("file,phases\na.eaf,play 4\n", "line 2, column phases"),
        ("file,phases\na.eaf,play 9-4\n", "line 2, column phases"),
        ("file,roles\na.eaf,dad\n", "line 2, column roles"),
        ("file,session\na.eaf,one\na.eaf,one\n", "line 3: found a.eaf again"),
        ('file,session\n"a.eaf,one\n', "cannot be told apart"),
        ("", "line 1"),
    ],
)
def test_a_bad_manifest_names_the_place(tmp_path, text, found):
    path = tmp_path / "study.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=found):
        parse_manifest(path)


def test_a_manifest_that_is_not_there(tmp_path):
    with pytest.raises(FormatError, match="No such file"):
        parse_manifest(tmp_path / "none.csv")


def test_a_draft_names_every_file_and_can_be_used(study, monkeypatch, capsys):
    monkeypatch.chdir(study)
    assert main(["manifest", ".", "-o", "draft.csv"]) == 1
    told = capsys.readouterr()
    assert "1 of 3 files cannot be read" in told.err
    entries = parse_manifest(study / "draft.csv")
    assert [entry.session for entry in entries] == ["baby", "broken", "mum"]
    assert main(["manifest", ".", "-o", "draft.csv"]) == 2
    assert "a file of that name" in capsys.readouterr().err


def test_a_manifest_in_a_folder_is_no_coded_file(study):
    manifest(study, "baby.csv,one,,toy.toml,baby,,,")
    assert not any("study.csv" in file for file in read_paths([study]).files)
    assert draft_manifest(study).files == 3


def test_files_of_one_name_are_told_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "v.csv").write_text("onset_s,offset_s,code\n0,1,x\n")
    text = draft_manifest(tmp_path, beside=tmp_path).text
    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [
        ["a/v.csv", "v"],
        ["b/v.csv", "v (2)"],
    ]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], "neither a file nor a manifest"),
        (["--manifest", "s.csv", "a.eaf"], "a manifest, and files or options beside it"),
        (["--manifest", "s.csv", "--unit", "s"], "a manifest, and files or options beside it"),
    ],
)
def test_measure_wants_files_or_a_manifest(arguments, found, capsys):
    assert main(["measure", *arguments]) == 2
    assert found in capsys.readouterr().err


def test_measure_with_a_manifest(study, capsys, monkeypatch):
    monkeypatch.chdir(study)
    path = manifest(study, "baby.csv,one,,toy.toml,baby,,,", "mum.csv,one,,toy.toml,mum,,,")
    assert main(["measure", "--manifest", str(path), "-o", "out"]) == 0
    assert "one  5 events" in capsys.readouterr().out
