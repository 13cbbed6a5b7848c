"""The friendly layer says what is wrong instead of breaking."""

from __future__ import annotations

import pytest

import reattune as rt
from reattune.errors import RecordError

TABLE = "onset_ms,offset_ms,person,code\n0,1000,child,positive\n0,900,caregiver,neutral\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.csv").write_text(TABLE)
    (tmp_path / "two.csv").write_text(TABLE)
    return tmp_path


@pytest.mark.parametrize("call", [rt.measure, rt.verdict, lambda s: rt.write_report(s, "x.html")])
def test_nothing_to_measure_is_said(call):
    with pytest.raises(RecordError, match="no session"):
        call([])


def test_a_folder_is_measured(folder):
    assert rt.measure(folder)["coded_time"].n == 2


def test_a_bad_file_in_a_folder_is_not_passed_over(folder):
    (folder / "bad.eaf").write_text("<ANNOTATION_DOCUMENT")
    with pytest.raises(rt.ReattuneError, match=r"bad\.eaf"):
        rt.measure(folder)


@pytest.mark.parametrize("name", ["x.session.json", "x.sessions.parquet"])
def test_a_place_that_cannot_be_written(folder, name):
    session = rt.read(folder / "one.csv")
    with pytest.raises(RecordError, match="cannot be written"):
        rt.write(session, folder / "nowhere" / name)


def test_a_name_of_no_known_kind(folder):
    with pytest.raises(RecordError, match="to write under this name"):
        rt.write(rt.read(folder / "one.csv"), folder / "x.txt")
