"""Files of one observation: each speaks for its own time and people; contradictions are named."""

from __future__ import annotations

import pytest

from reattune.study import read_manifest

BOOK = """
id = "pair"
title = "A baby and a mother, a file each"
source = "made for this test"
[states]
child = ["distress", "neutral"]
caregiver = ["soothe", "neutral"]
[[track]]
tier = "*"
subject = "baby"
person = "baby"
role = "child"
track = "engagement"
rest = "neutral"
[track.codes]
cry = "distress"
[[track]]
tier = "*"
subject = "mother"
person = "mother"
role = "caregiver"
track = "engagement"
rest = "neutral"
[track.codes]
soothe = "soothe"
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "book.toml").write_text(BOOK)
    for name, rows in (
        ("baby", "0,10,cry\n50,60,cry\n"),
        ("mother", "0,5,soothe\n110,120,soothe\n"),
    ):
        (tmp_path / f"{name}.csv").write_text(f"onset_s,offset_s,code\n{rows}")

    def reading(*lines, head="file,session,person,offset_s,age_months,dyad,mood"):
        text = "\n".join([f"{head},codebook", *(f"{line},book.toml" for line in lines)])
        (tmp_path / "study.csv").write_text(text + "\n")
        return read_manifest(tmp_path / "study.csv")

    return reading


def observed(session):
    return {track.person: track.observed for track in session.tracks}


def test_time_that_only_the_other_file_covers_is_not_rest(study):
    """The baby's file goes from 0 to 60 s, the mother's to 120 s.

    Nobody coded the baby in the last minute; neutral would be an invention.
    """
    (session,) = study("baby.csv,v,baby,0,,,", "mother.csv,v,mother,0,,,").sessions
    assert observed(session) == {"baby": ((0, 60_000),), "mother": ((0, 120_000),)}
    (found,) = [f for f in session.findings if f.kind == "not_covered"]
    assert (found.where, found.ms) == ("baby, engagement", 60_000)


def test_an_offset_moves_what_a_file_covers(study):
    """The mother's file begins at 30 s: she is unknown before, the baby after 60 s."""
    (session,) = study("baby.csv,v,baby,0,,,", "mother.csv,v,mother,30,,,").sessions
    assert observed(session) == {"baby": ((0, 60_000),), "mother": ((30_000, 150_000),)}


def test_two_files_of_one_person_cover_their_time_together(study, tmp_path):
    (tmp_path / "later.csv").write_text("onset_s,offset_s,code\n0,5,cry\n20,25,cry\n")
    lines = "baby.csv,v,baby,0,,,", "later.csv,v,baby,90,,,", "mother.csv,v,mother,0,,,"
    (session,) = study(*lines).sessions
    assert observed(session)["baby"] == ((0, 60_000), (90_000, 115_000))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("baby.csv,v,baby,0,9,,", "mother.csv,v,mother,0,11,,"), "column age_months"),
        (("baby.csv,v,baby,0,,f1,", "mother.csv,v,mother,0,,f2,"), r"'f1' \(line 2\) and 'f2' \(l"),
    ],
)
def test_lines_that_contradict_each_other_are_named(study, lines, words):
    found = study(*lines)
    assert found.sessions == ()
    with pytest.raises(Exception, match=words):
        raise found.failures[0]


def test_a_covariate_that_differs_is_left_out_and_said(study):
    found = study("baby.csv,v,baby,0,9,f1,good", "mother.csv,v,mother,0,9,f1,bad")
    assert "mood" not in found.sessions[0].covariates
    assert found.sessions[0].covariates["dyad"] == "f1"
    assert any("lines 2, 3 differ in mood" in guess for guess in found.guesses)


def test_no_child_is_younger_than_nothing(study):
    with pytest.raises(Exception, match="months from 0 on"):
        study("baby.csv,v,baby,0,-9,,")


def test_an_offset_under_another_name_would_move_nothing(study):
    with pytest.raises(Exception, match="a column offset"):
        study("baby.csv,v,30", head="file,session,offset")
