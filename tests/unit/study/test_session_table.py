"""One row a session: facts, covariates under safe names, every measure; no birth date anywhere."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import polars as pl
import pytest
from small_study import MENDED, study

import reattune as rt
from reattune.errors import ReattuneError
from reattune.measures import CATALOGUE, measure
from reattune.record import Person
from reattune.study import analyse, read_manifest, read_paths, session_table, write_outputs
from reattune.study.covariate_columns import birth_dates_in, covariate_columns
from reattune.study.reading import Reading


def rows_of(table):
    return {row["session"]: row for row in table.to_dicts()}


def plain_session(**covariates):
    session = rt.simulate(rt.Dyad(attunement=0.5), minutes=1, seed=1)
    return replace(session, covariates=covariates)


def test_a_row_holds_facts_and_measures_of_that_session_alone(tmp_path):
    """Session a: 1 rupture in 30 s (2 a minute), repaired after 4 s, answered after 2 s."""
    lines = ["file,session,dyad,condition,age_months", "a.csv,v1,d1,home,9", "b.csv,v2,d1,lab,9.5"]
    row = rows_of(session_table(study(tmp_path, lines)))["v1"]
    wanted = {
        "dyad": "d1", "condition": "home", "coder": None, "child_age_months": 9.0,
        "caregiver_age_months": None, "file": "a.csv", "length_s": 30.0, "events": 5,
        "findings": 0, "definition": "misattunement", "observation": "v1",
        "coded_time": 30.0, "coded_time_low": None, "rupture_count": 1.0, "rupture_rate": 2.0,
        "rupture_rate_n": 1, "outcomes": 1.0, "outcomes_repaired": 1.0, "outcomes_censored": 0.0,
        "repair_proportion": 1.0, "who_repairs_by_caregiver": 1.0, "who_repairs_by_child": 0.0,
        "repair_latency": 4.0, "repair_latency_n": 1, "repair_latency_censored": 0,
        "response_latency": 2.0, "repair_probability_within_3_s": 0.0,
        "repair_probability_within_5_s": 1.0,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_what_was_not_seen_to_end_is_counted_and_not_given_a_time(tmp_path):
    """Session b: the only rupture is open after 20 s; its median is not reached, so empty."""
    row = rows_of(session_table(study(tmp_path, ["file,session", "b.csv,v2"])))["v2"]
    assert (row["repair_latency"], row["repair_latency_n"], row["repair_latency_censored"]) == (
        None, 1, 1,
    )  # fmt: skip
    assert row["outcomes_censored"] == 1.0
    assert row["repair_proportion"] is None


def test_every_measure_of_the_catalogue_has_its_columns_and_no_name_twice(tmp_path):
    table = session_table(study(tmp_path, ["file,session", "a.csv,v1", "b.csv,v2"]))
    for word in CATALOGUE:
        for name in (word, f"{word}_low", f"{word}_high", f"{word}_n"):
            assert name in table.columns
    assert len({name.lower() for name in table.columns}) == len(table.columns)


def test_a_session_s_numbers_are_those_of_the_session_measured_alone(tmp_path):
    result = study(tmp_path, ["file,session", "a.csv,v1", "b.csv,v2", "c.csv,v3"])
    rows = rows_of(session_table(result))
    for reading in result.episodes[0].readings:
        alone = analyse(
            Reading(tuple(s for s in result.sessions if s.name == reading.session)),
            definitions=["misattunement"],
        )
        for word in CATALOGUE:
            estimate = measure(alone.episodes[0])[word]
            row = rows[reading.session]
            assert (row[word], row[f"{word}_low"]) == (estimate.value, estimate.low), word


def test_rows_are_in_the_order_of_reading_and_files_that_fail_have_none(tmp_path):
    lines = ["file,session", "c.csv,v3", "bad.csv,v0", "a.csv,v1"]
    result = study(tmp_path, lines, bad="nothing that can be read")
    assert session_table(result)["session"].to_list() == ["v3", "v1"]


def test_a_session_that_the_definition_does_not_fit_is_there_with_empty_measures(tmp_path):
    """Voices only: the definition reads engagement, so it says nothing of it."""
    voices = "onset_s,offset_s,person,code\n0,5,child,vocal\n5,9,caregiver,vocal\n"
    lines = ["file,session,site", "a.csv,v1,north", "voices.csv,v9,south"]
    row = rows_of(session_table(study(tmp_path, lines, voices=voices)))["v9"]
    assert row["site"] == "south"
    assert row["definition"] is None
    assert all(row[word] is None for word in CATALOGUE)


def test_covariates_get_names_that_every_program_takes(tmp_path):
    """Odd marks, a leading digit, a name that is taken or reserved, two that fall together."""
    lines = [
        'file,session,"größe (cm)",2nd visit,Repair_Rate,if,ces-d,ces d,年齢,events',
        "a.csv,v1,61.5,yes,high,7,3,4,x,many",
    ]
    result = study(tmp_path, lines)
    named = {c.name: c.column for c in covariate_columns(result.sessions, ["events"])}
    assert named["if"] == "covariate_if"
    row = rows_of(session_table(result))["v1"]
    wanted = {
        "groe_cm": 61.5, "x2nd_visit": "yes", "covariate_repair_rate": "high", "covariate_if": 7,
        "ces_d": 3, "covariate_ces_d": 4, "covariate": "x", "covariate_events": "many",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert row["events"] == 5


def test_long_names_are_cut_and_stay_apart():
    """SPSS takes 64 bytes; two names that agree in the first 56 get a number."""
    sessions = [plain_session(**{"q" * 80 + "1": "1", "q" * 80 + "2": "2", "q" * 80 + "3": "3"})]
    columns = [c.column for c in covariate_columns(sessions)]
    assert len(set(columns)) == 3
    assert max(map(len, columns)) <= 64


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("1", "2", ""), pl.Int64),
        (("1", "2.5"), pl.Float64),
        (("1", "NA", "n/a", "."), pl.Int64),
        (("007", "012"), pl.String),
        (("1e3", "2"), pl.String),
        (("1,5", "2"), pl.String),
        (("NA", ""), pl.String),
        (("-3", "4"), pl.Int64),
        (("1234567890123456", "2"), pl.String),
        (("=1+1", "2"), pl.String),
    ],
)
def test_numbers_are_numbers_and_ids_stay_as_they_are(texts, kind):
    """``007`` is an id; ``NA`` among numbers is empty; a comma or power is left as written."""
    sessions = [plain_session(x=text) if text else plain_session() for text in texts]
    sessions = [replace(s, name=f"v{i}") for i, s in enumerate(sessions)]
    column = session_table(sessions)["x"]
    assert column.dtype == kind
    if kind == pl.String:
        assert column.to_list() == [text or None for text in texts]


def test_two_coders_of_one_observation_are_two_rows_of_one_observation(tmp_path):
    lines = ["file,session,coder", "a.csv,v1,Ann", "b.csv,v1,Ben"]
    reading = [
        session
        for coder in ("Ann", "Ben")
        for session in read_manifest(_written(tmp_path, lines), coder=coder).sessions
    ]
    table = session_table(analyse(Reading(tuple(reading)), definitions=["misattunement"]))
    assert table.select("session", "observation", "coder").rows() == [
        ("v1 (Ann)", "v1", "Ann"),
        ("v1 (Ben)", "v1", "Ben"),
    ]


def _written(folder, lines):
    study(folder, lines)
    return folder / "study.csv"


def test_ages_are_of_the_two_who_were_measured_to_a_tenth_of_a_month():
    session = plain_session()
    people = [Person("aunt", "other", 400.0)]
    people += [replace(p, age_months=7.4317 if p.role == "child" else 380.26)
               for p in session.people]  # fmt: skip
    row = session_table(replace(session, people=tuple(people))).row(0, named=True)
    assert (row["child_age_months"], row["caregiver_age_months"]) == (7.4, 380.3)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dob", "2024-01-31"),
        ("Child_DOB", "31.01.2024"),
        ("birthdate", "20240131"),
        ("geburtsdatum", "31.1.2024"),
        ("baby born", "31 Jan 2024"),
        ("geb", "31.01.24"),
    ],
)
def test_birth_dates_are_in_no_file_and_that_is_said(tmp_path, capsys, name, text):
    result = study(tmp_path, [f"file,session,{name},birth_order", f"a.csv,v1,{text},2"])
    assert birth_dates_in(result.sessions) == (name.lower(),)
    write_outputs(result, tmp_path / "out", xlsx=True)
    assert session_table(result)["birth_order"].to_list() == [2]
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes()
        assert text.encode() not in content, path.name
    again = read_paths([tmp_path / "out" / "all.sessions.parquet"])
    assert text not in again.sessions[0].covariates.values()
    for told in ("report.html", "summary.json"):
        said = (tmp_path / "out" / told).read_text()
        assert f"covariate {name.lower()}: dates of birth, left out of all tables" in said


def test_a_birth_weight_is_no_birth_date():
    sessions = [plain_session(birth_weight="3200", birthplace="Here", visited="2024-05-01")]
    assert birth_dates_in(sessions) == ()


def test_the_first_definition_asked_for_is_the_one_of_the_table(tmp_path):
    """Under match.same_state the child's 4 s away are no match either, but under its own id."""
    study(tmp_path, ["file,session", "a.csv,v1"])
    reading = read_manifest(tmp_path / "study.csv")
    for names in (["misattunement", "match.same_state"], ["match.same_state", "misattunement"]):
        result = analyse(reading, definitions=names)
        row = session_table(result).row(0, named=True)
        assert row["definition"] == names[0]
        assert row["match_proportion"] == result.measures[0]["match_proportion"].value


def test_csv_and_parquet_hold_the_same_values(tmp_path):
    """What is written is read back: text with commas, quotes and line ends, numbers to the bit."""
    lines = ["file,session,note", 'a.csv,v1,"a ""b"", c"', "b.csv,v2,=1+1", "c.csv,v3,"]
    result = study(tmp_path, lines)
    table = session_table(result)
    write_outputs(result, tmp_path / "out")
    kept = pl.read_parquet(tmp_path / "out" / "sessions.parquet")
    assert kept.equals(table)
    text = (tmp_path / "out" / "sessions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    for line, row in zip(rows, table.to_dicts(), strict=True):
        for name, value in row.items():
            assert _same(line[name], value), name


def _same(text, value):
    if value is None:
        return text == ""
    return text == value if isinstance(value, str) else float(text) == value


def test_a_folder_a_session_and_a_result_give_the_same_table(tmp_path):
    (tmp_path / "v1.csv").write_text(MENDED)
    session = rt.read(tmp_path / "v1.csv")
    tables = [
        rt.session_table(given, definition="misattunement")
        for given in (tmp_path / "v1.csv", tmp_path, session, [session])
    ]
    assert all(table.equals(tables[0]) for table in tables)
    assert tables[0]["repair_latency"].to_list() == [4.0]


def test_nothing_that_fits_is_an_error(tmp_path):
    (tmp_path / "v.csv").write_text("onset_s,offset_s,person,code\n0,10,child,positive\n")
    with pytest.raises(ReattuneError):
        rt.session_table(tmp_path / "v.csv", definition="misattunement")
