"""ChildProject's importers, turn derivation inputs and trees: our rows are those of its tables."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from decimal import Decimal

import pytest

from reattune.formats import load
from reattune.formats.childproject_import import RAW_FORMATS, import_rows
from reattune.formats.childproject_write import write
from reattune.study import read_all, read_paths

CASE = "cases/childproject_converters"
TREES = "data/childproject/LAAC-LSCP__ChildProject/examples"
KINDS = {
    "vtc": ("vtc.rttm", "vtc_rttm", 15),
    "vcm": ("vcm.rttm", "vcm_rttm", 20),
    "textgrid": ("textgrid.TextGrid", "TextGrid", 5),
    "eaf": ("eaf.eaf", "eaf", 222),
    "eaf_any_tier": ("eaf_any_tier.eaf", "eaf", 145),
    "cha": ("vandam.cha", "cha", 20),
    "alice": ("alice.txt", "alice", 7081),
}
NOT_DERIVED = {"cha": {"words", "speaker_role", "addressee"}}
"""Columns that ChildProject works out from the words; we keep the words."""


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def plain(text):
    """Numbers as numbers: ChildProject writes 23.30 as 23.3."""
    try:
        return Decimal(text).normalize()
    except ArithmeticError:
        return text.strip()


@pytest.mark.parametrize("name", KINDS)
def test_equal_to_childprojects_importer(shared, name):
    """Every cell of its table is a row of ours and the other way round."""
    file, kind, count = KINDS[name]
    truth = table(shared(f"{CASE}/expected_{name}.csv"))
    assert len(truth) == count
    ours = Counter(
        (row.tier, row.onset, row.offset, row.subject, plain(row.code))
        for coding in load(shared(f"{CASE}/{file}"), format=RAW_FORMATS[kind])
        for row in import_rows(coding, kind).rows
    )
    times = {"", "segment_onset", "segment_offset"}
    theirs = Counter(
        (column, int(float(row["segment_onset"])), int(float(row["segment_offset"])), who, cell)
        for row in truth
        for who in [row.get("speaker_type", "")]
        for column in set(row) - times - NOT_DERIVED.get(name, set())
        for cell in [plain(row[column])]
        if cell != "" and (cell != "NA" or column == "speaker_type")
    )
    assert theirs == ours


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("cases/childproject_turns_derivation/input_vtc.csv", 15),
        ("cases/childproject_turns_derivation/expected_remove-overlaps.csv", 9),
        ("cases/childproject_conversation_functions/input.csv", 15),
        ("cases/childproject_aclew_metrics/input.csv", 28),
        (f"{TREES}/valid_raw_data/annotations/vtc_present/converted/sound_0_4000.csv", 11),
        (f"{TREES}/valid_raw_data/annotations/vtc_present/converted/sound2_0_4000.csv", 16),
    ],
)
def test_converted_tables_read_as_they_are(shared, path, rows):
    truth = table(shared(path))
    (coding,) = load(shared(path))
    assert coding.source.format == "childproject"
    ours = [(r.onset, r.offset, r.code) for r in coding.rows if r.tier == "speaker_type"]
    assert len(truth) == rows
    assert ours == [
        (int(r["segment_onset"]), int(r["segment_offset"]), r["speaker_type"]) for r in truth
    ]


def test_the_valid_tree(shared):
    """Two recordings of one set; 4 s coded of each; 110 and 111 days are 3.6 months."""
    reading = read_paths([shared(f"{TREES}/valid_raw_data")])
    assert reading.failures == ()
    assert [session.name for session in reading.sessions] == [
        "sound2, vtc_present",
        "sound, vtc_present",
    ]
    for session in reading.sessions:
        assert session.observed("child") == session.observed("caregiver") == ((0, 4000),)
        assert {p.age_months for p in session.people if p.role == "child"} == {3.6}
        assert session.covariates["dyad"] == "1"
        told = str(session.covariates) + str(session.findings)
        assert "2020" not in told
        assert "confidential" not in told


def test_the_invalid_tree(shared):
    """A child twice, 7 annotations of a recording that is not there, one without its file."""
    reading = read_paths([shared(f"{TREES}/invalid_raw_data")])
    assert reading.sessions == ()
    said = [str(failure) for failure in reading.failures]
    assert len(said) == 9
    assert "children.csv, line 3: found child_id 1 again (line 2)" in said[0]
    lines = [2, 3, 5, 6, 7, 8, 9]
    for line, text in zip(lines, said[1:8], strict=True):
        assert f"annotations.csv, line {line}: found the recording sound.wav" in text
    assert "line 4: found no file annotations/textgrid/converted/sound_0_40000000.csv" in said[8]
    assert not any("2018-01" in text for text in said)


def test_a_tree_of_raw_sets_and_the_same_converted(shared, tmp_path):
    """The importers' case laid out as a tree, raw; and with ChildProject's own tables."""
    told = []
    for where in ("raw", "converted"):
        root = tmp_path / where
        (root / "metadata").mkdir(parents=True)
        (root / "metadata/children.csv").write_text("child_id,child_dob\n1,2018-01-01\n")
        (root / "metadata/recordings.csv").write_text(
            "child_id,recording_filename,date_iso\n1,sound.wav,2020-04-20\n"
        )
        text = "set,recording_filename,time_seek,range_onset,range_offset,raw_filename,format,"
        text += "filter,annotation_filename\n"
        for name in ("vcm", "textgrid", "eaf", "cha"):
            file, kind, _ = KINDS[name]
            new = file if where == "raw" else f"{name}.csv"
            (root / "annotations" / name / where).mkdir(parents=True)
            source = file if where == "raw" else f"expected_{name}.csv"
            shutil.copy(shared(f"{CASE}/{source}"), root / "annotations" / name / where / new)
            converted = new if where == "converted" else ""
            text += f"{name},sound.wav,0,0,40000000,{file},{kind},,{converted}\n"
        (root / "metadata/annotations.csv").write_text(text)
        reading = read_paths([root])
        assert reading.failures == ()
        told.append(
            [
                (s.name, s.tracks, sorted(s.events), [p.age_months for p in s.people])
                for s in reading.sessions
            ]
        )
    assert told[0] == told[1]
    assert [len(events) for _, _, events, _ in told[0]] == [12, 2, 180, 20]


@pytest.mark.parametrize(
    "path",
    [
        "data/eaf/marisacasillas__chattr-basic/test_files/AltELAN-raw/CT_sample1.eaf",
        f"{CASE}/vandam.cha",
        f"{CASE}/vcm.rttm",
        "data/its/HomeBankCode__lena-its-tools/Example/e20160420_165405_010572.its",
    ],
)
def test_written_and_read_again(shared, tmp_path, path):
    for number, session in enumerate(read_all(shared(path))):
        written = write(session, tmp_path / f"{number}.csv")
        (again,) = read_all(tmp_path / f"{number}.csv", codebook=written.codebook)
        assert sorted(again.events) == sorted(session.events)
        heard = [row["speaker_type"] for row in table(tmp_path / f"{number}.csv")]
        assert set(heard) & {"CHI", "FEM", "MAL"} or path.startswith("data/eaf")
