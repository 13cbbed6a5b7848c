"""De-identified Sessions: nothing planted is left, and what is measured is the same."""

from __future__ import annotations

import json
import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reattune.errors import RecordError
from reattune.record import (
    Event,
    Finding,
    Medium,
    Person,
    Phase,
    Session,
    Signal,
    Source,
    Track,
    from_dict,
    load_codebook,
    parse_codebook,
    read_json,
    read_parquet,
    stamp,
    to_dict,
    write_json,
)
from reattune.study import Reading, analyse, deidentify, read_paths, write_deidentified
from reattune.study.deidentify_labels import Names, reveals, shift_date

PLANTED = [
    "Annelie",
    "Brannigan",
    "Quirin",
    "2019-03-04",
    "04.03.2019",
    "20190304",
    "4 March 2019",
    "2021-11-30",
    "/home/lab/videos",
    "visit7_cam2",
    "grumbled about the zebra",
    "abcdef0123456789",
    "Zeltweg",
    "maternity ward",
]
"""Names, dates, paths and words that stand somewhere in the planted Session."""

BOOK = """
id = "annelie-lab"
title = "Annelie's scheme, 2019-03-04"
source = "Brannigan"
about = "coded for Quirin in /home/lab/videos"

[[track]]
tier = ["Annelie*"]
subject = "Brannigan"
role = "child"
person = "Annelie"
track = "engagement"
missing = ["XX", "Quirin in front"]
[track.codes]
"SMILE" = "positive"
"CRY" = "distress"
"Quirin helps" = "neutral"
"says*" = "vocal"

[[track]]
tier = "mother"
role = "caregiver"
person = "Brannigan"
track = "engagement"
rest = "neutral"
[track.codes]
"TALK" = "stimulate"
"SMILE" = "positive"
"grumbled*" = "hostile"

[[track]]
tier = "aunt"
role = "aunt Quirin"
person = "Quirin"
track = "affect"
[track.codes]
"BAD" = "negative"
"""


def planted(name="Annelie_2019-03-04", day="2021-11-30"):
    """A Session with everything planted in every field that can hold a text."""
    sha = "abcdef0123456789" * 4
    source = Source(
        path="Annelie_visit7_cam2.csv",
        format="table",
        sha256=sha,
        bytes=4711,
        unit="ms",
        origin="first row on 04.03.2019",
    )
    events = [
        Event("Annelie", "engagement", "SMILE", "positive", 0, 4000, "Annelie tier"),
        Event("Brannigan", "engagement", "TALK", "stimulate", 0, 5000, "mother"),
        Event("Quirin", "affect", "BAD", "negative", 1000, 1500, "aunt"),
        Event("Annelie", "engagement", "CRY", "distress", 4000, 9000, "Annelie tier"),
        Event("Brannigan", "engagement", "grumbled about the zebra", "hostile", 5000, 7000, "m"),
        Event("Annelie", "engagement", "says 4 March 2019", "vocal", 9000, 9500, "Annelie tier"),
        Event("Annelie", "engagement", "Quirin in front", "missing", 9500, 9800, "Annelie tier"),
        Event("Annelie", "engagement", "SMILE", "positive", 10000, 14000, "Annelie tier"),
        Event("Brannigan", "engagement", "SMILE", "positive", 10000, 12000, "mother"),
        Event("Annelie", "engagement", "Zeltweg", "", 14000, 14500, "Annelie tier"),
    ]
    return Session.build(
        name,
        end=20_000,
        people=[
            Person("Annelie", "child", 9.4321),
            Person("Brannigan", "caregiver"),
            Person("Quirin", "aunt Quirin"),
        ],
        tracks=[
            Track("Annelie", "engagement", ((0, 9500), (9800, 15_000))),
            Track("Brannigan", "engagement", ((0, 20_000),), "neutral"),
            Track("Quirin", "affect", ((1000, 1500),)),
        ],
        events=events,
        codebook=parse_codebook(BOOK),
        provenance=stamp(
            parameters={"codebook": "annelie-lab", "unit": "ms", "set": "/home/lab/videos"},
            source=source,
            rows=10,
            parent="Annelie, whole day",
            further=(source,),
        ),
        phases=[Phase("play", 0, 8000), Phase("Quirin comes 20190304", 8000, 20_000)],
        media=[Medium("visit7_cam2.mp4", 120, 25.0, 30_000)],
        findings=[
            Finding("unmapped_code", "Annelie tier", 1, "The code 'Zeltweg' is not known."),
            Finding("odd", "/home/lab/videos", 1, "Annelie said grumbled about the zebra"),
        ],
        signals=[
            Signal.build("Annelie", "f0", times=[0, 10], values=[1.0, np.nan], unit="Hz"),
        ],
        covariates={
            "dyad": "Annelie Brannigan",
            "coder": "Quirin",
            "condition": "home",
            "visit_date": day,
            "child_dob": "2019-03-04",
            "address": "Zeltweg 4",
            "born_in": "maternity ward",
            "mood": "good",
        },
    )


def every_byte(folder):
    """All bytes of a folder's files; Parquet also unpacked, since it compresses."""
    parts = []
    for path in sorted(folder.rglob("*")):
        parts.append(path.name.encode())
        parts.append(path.read_bytes())
        if path.suffix == ".parquet":
            parts.append(str(pl.read_parquet(path).to_dicts()).encode())
            parts.append(str(pl.read_parquet_metadata(path)).encode())
    return b"\n".join(parts)


def write(sessions, folder, **options):
    result = deidentify(sessions, **options)
    write_deidentified(result, folder, inputs=Reading(tuple(sessions)))
    return result


def test_the_planted_session_holds_all_that_is_planted(tmp_path):
    """Else the next test could not fail."""
    write_json(planted(), tmp_path / "x.session.json")
    held = every_byte(tmp_path).decode()
    assert [word for word in PLANTED if word not in held] == []


@pytest.mark.parametrize("keep_text", [False, True])
def test_nothing_planted_is_in_any_byte(tmp_path, keep_text):
    kept = ["visit_date", "mood"]
    names = ["zebra", "Zeltweg"]
    write([planted()], tmp_path / "out", names=names, keep=kept, keep_text=keep_text, seed="s")
    held = every_byte(tmp_path / "out").decode("utf-8", "replace").casefold()
    assert [word for word in PLANTED if word.casefold() in held] == []
    assert "annel" not in held


def test_what_is_left_is_a_session_that_is_read_again(tmp_path):
    result = write([planted(), planted("Annelie again")], tmp_path / "out")
    single = read_json(tmp_path / "out" / "session-001.session.json")
    several = read_parquet(tmp_path / "out" / "all.sessions.parquet")
    assert single == result.sessions[0] == several[0]
    assert [session.name for session in several] == ["session-001", "session-002"]
    people = [(person.id, person.role, person.age_months) for person in single.people]
    assert people == [
        ("child", "child", 9.4),
        ("caregiver", "caregiver", None),
        ("other1", "other", None),
    ]
    assert next(phase.name for phase in single.phases) == "play"
    assert [(m.offset, m.fps, m.duration) for m in single.media] == [(120, 25.0, 30_000)]
    assert single.covariates == {"dyad": "dyad-001", "coder": "coder-001", "condition": "home"}
    assert several[1].covariates["dyad"] == "dyad-001"


def test_times_states_and_spelled_codes_stay():
    before, (after,) = planted(), deidentify([planted()]).sessions
    new = {"Annelie": "child", "Brannigan": "caregiver", "Quirin": "other1"}
    rows = [(new[e.person], e.track, e.state, e.onset, e.offset) for e in before.events]
    assert sorted((e.person, e.track, e.state, e.onset, e.offset) for e in after.events) == sorted(
        rows
    )
    codes = {event.code for event in after.events}
    assert codes == {"SMILE", "TALK", "BAD", "CRY", "hostile", "vocal", "missing", "unmapped"}
    spans = {(new[t.person], t.name): (t.observed, t.rest) for t in before.tracks}
    assert {(t.person, t.name): (t.observed, t.rest) for t in after.tracks} == spans


def test_episodes_and_measures_are_those_of_the_original():
    before, (after,) = planted(), deidentify([planted()]).sessions
    told = []
    for session in (before, after):
        result = analyse(Reading((session,)), by_phase=False)
        assert result.episodes
        told.append(
            (
                [episodes.definition.id for episodes in result.episodes],
                [
                    (row.onset, row.ended_at, row.outcome, row.repaired_by)
                    for episodes in result.episodes
                    for row in episodes
                ],
                [(row.measure, row.value, row.reason) for part in result.measures for row in part],
            )
        )
    assert told[0] == told[1]
    assert told[0][1]


def test_what_was_removed_is_counted_and_never_named(tmp_path):
    """Three texts of coders: an utterance, a remark and an unknown code; one code with a name."""
    result = write([planted()], tmp_path / "out", keep=["mood"])
    counts = result.removed.counts
    assert counts["words of coders (utterances, comments, unknown codes): the state instead"] == 3
    assert counts["codes with a name: the state instead"] == 1
    assert counts["ids of persons: role words instead"] == 3
    assert counts["names, hashes and sizes of source files: numbered names"] == 2
    text = (tmp_path / "out" / "REMOVED.md").read_text()
    assert "- 1 x names of media: numbered" in text
    assert "- covariate mood: `good`" in text
    assert "- code: `BAD`, `CRY`, `SMILE`, `TALK`" in text


def test_kept_dates_move_by_one_number_of_days_a_child():
    """Two visits 26 days apart stay so; another child moves by another number of days."""
    days = ["2021-11-30", "2021-12-26"]
    sessions = [planted(f"a{n}", day) for n, day in enumerate(days)]
    result = deidentify(sessions, keep=["visit_date"], seed="secret")
    moved = [date.fromisoformat(s.covariates["visit_date"]) for s in result.sessions]
    assert (moved[1] - moved[0]).days == 26
    assert moved[0] != date(2021, 11, 30)
    again = deidentify(sessions, keep=["visit_date"], seed="secret")
    assert again.sessions == result.sessions
    shifts = {shift_date("2021-11-30", secret=b"s", child=name) for name in ("a", "b", "c")}
    assert len(shifts) == 3


@given(
    day=st.dates(date(1950, 1, 1), date(2050, 1, 1)),
    child=st.text(max_size=8),
    secret=st.binary(max_size=8),
)
def test_a_moved_date_lies_31_to_1095_days_away(day, child, secret):
    moved = date.fromisoformat(shift_date(day.isoformat(), secret=secret, child=child))
    assert 31 <= abs((moved - day).days) <= 1095


@given(name=st.from_regex(r"[A-Z][a-z]{3,10}", fullmatch=True), mark=st.sampled_from(" _-.,'"))
def test_a_given_name_is_found_with_marks_around_it(name, mark):
    names = Names.build([name])
    assert reveals(f"the{mark}{name}{mark}cries", names) in {"name", "path"}
    assert reveals(f"{name.upper()}Cry", names) == "name"


@pytest.mark.parametrize(
    "text",
    ["2019-03-04", "4.3.19", "04/03/2019", "20190304", "04032019", "4 March 2019", "Mar 4, 2019"],
)
def test_dates_are_seen(text):
    assert reveals(f"born {text} here", Names.build([])) == "date"


@pytest.mark.parametrize("text", ["anger/poke", "play-2", "1:02:03", "level 3", "frames at 25/s"])
def test_codes_are_not_taken_for_dates_or_paths(text):
    assert reveals(text, Names.build([])) == ""


@pytest.mark.parametrize(
    "text", ["C:\\lab\\a", "/home/lab", "videos/2/x", "v7.mp4", "see ~/x", "a@lab.org", "b.eaf"]
)
def test_paths_are_seen(text):
    assert reveals(text, Names.build([])) == "path"


@pytest.mark.parametrize(
    ("text", "held"),
    [("BoCries", True), ("cryBo", True), ("MOMBoCries", True), ("Bo2", True), ("bo_cry", True),
     ("about", False), ("bottle", False), ("BOTTLE", False), ("elbow", False)],
)  # fmt: skip
def test_a_short_name_is_found_where_capitals_or_digits_part_words(text, held):
    """Bo in BoCries is a name; in bottle it is none: a name of two letters stands as a word."""
    assert Names.build(["Bo"]).inside(text) is held


def test_words_of_coders_stay_when_asked_but_for_names_and_dates():
    (session,) = deidentify([planted()], keep_text=True).sessions
    codes = {event.code for event in session.events}
    assert {"grumbled about the zebra", "Zeltweg"} <= codes
    assert "says 4 March 2019" not in codes


def test_a_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "x").write_text("mine")
    with pytest.raises(RecordError, match="holds files already"):
        write([planted()], tmp_path)


def test_the_key_may_not_lie_in_the_folder(tmp_path):
    result = deidentify([planted()])
    with pytest.raises(RecordError, match="handed on"):
        write_deidentified(result, tmp_path / "o", inputs=Reading(), key=tmp_path / "o" / "k.csv")
    assert not (tmp_path / "o").exists()


def test_no_session_is_refused():
    with pytest.raises(RecordError, match="no session"):
        deidentify([])


def test_the_command(tmp_path, capsys):
    """From a file to a folder; the original is untouched, the key stands apart."""
    from reattune.cli import deidentify as command

    original = tmp_path / "Annelie.session.json"
    write_json(planted(), original)
    before = original.read_bytes()
    (tmp_path / "names.txt").write_text("Zeltweg\nzebra\n")
    given = SimpleNamespace(
        paths=[str(original)],
        manifest=None,
        out=str(tmp_path / "out"),
        codebook=None,
        names=str(tmp_path / "names.txt"),
        keep=[],
        keep_text=False,
        seed=None,
        key=str(tmp_path / "key.csv"),
        format=None,
        unit=None,
        interval=None,
        fps=None,
        shape=None,
    )
    assert command.run(given) == 0
    said = capsys.readouterr()
    assert re.search(r"1 x names of sessions: numbered", said.out)
    assert "never hand it on" in said.err
    assert original.read_bytes() == before
    assert "session,session-001,Annelie_2019-03-04" in (tmp_path / "key.csv").read_text()
    held = every_byte(tmp_path / "out").decode("utf-8", "replace")
    assert [word for word in PLANTED if word in held] == []
    assert len(read_paths([tmp_path / "out" / "session-001.session.json"]).sessions) == 1


NAME = st.from_regex(r"[B-DF-H][aeiou][xzq][a-z]{2,8}", fullmatch=True)


@settings(max_examples=30)
@given(names=st.lists(NAME, min_size=4, max_size=4, unique=True), keep_text=st.booleans())
def test_no_name_is_left_whatever_it_is(names, keep_text):
    """Names as ids, in tiers, codes, media, notes of findings, covariates; ``word`` is told."""
    child, other, file, word = sorted(names)
    whole = planted()
    text = json.dumps(to_dict(whole))
    for old, new in (("Annelie", child), ("Brannigan", other), ("visit7_cam2", file)):
        text = text.replace(old, new)
    text = text.replace("Zeltweg", word).replace("zebra", f"{other}ine")
    (after,) = deidentify([from_dict(json.loads(text))], names=[word], keep_text=keep_text).sessions
    left = json.dumps(to_dict(after)).casefold()
    assert [n for n in names if n.casefold() in left] == []


def test_an_author_who_bears_a_known_name_is_not_named():
    """A shipped codebook keeps its title and source, but for a name that must not stay."""
    whole = to_dict(planted())
    text = load_codebook("vtc").text
    session = from_dict({**whole, "codebook": text})
    (usual,) = deidentify([session]).sessions
    assert "Lavechin" in usual.codebook.text
    (without,) = deidentify([session], names=["Lavechin"]).sessions
    assert "Lavechin" not in without.codebook.text
