"""The dictionary describes each column; the workbook holds both, texts as texts."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from small_study import MENDED, OPEN, study

import reattune as rt
from reattune.cli.main import main
from reattune.errors import MissingExtra, RecordError
from reattune.measures import CATALOGUE
from reattune.study import data_dictionary, dictionary, session_table, write_workbook
from reattune.study.session_columns import FACTS

LINES = ["file,session,condition,mood,n_siblings", "a.csv,v1,home,good,1", "b.csv,v2,lab,=1+1,"]


def by_column(frame):
    return {row["column"]: row for row in frame.to_dicts()}


def test_it_has_one_row_for_each_column_in_their_order(tmp_path):
    result = study(tmp_path, LINES)
    assert data_dictionary(result)["column"].to_list() == session_table(result).columns


def test_every_column_has_a_meaning_and_measures_their_source_and_definition(tmp_path):
    rows = by_column(data_dictionary(study(tmp_path, LINES)))
    assert all(row["meaning"] for row in rows.values())
    for word, entry in CATALOGUE.items():
        assert rows[word]["unit"] == entry.unit
        assert rows[word]["source"] == (entry.source or None)
        assert rows[word]["definition"].startswith("misattunement (")
        assert entry.meaning in rows[word]["meaning"]
        assert (rows[f"{word}_low"]["unit"], rows[f"{word}_n"]["unit"]) == (entry.unit, "count")
    assert rows["mood"]["meaning"] == "Covariate 'mood' of the sessions (words; empty: not known)."
    assert "numbers" in rows["n_siblings"]["meaning"]
    assert rows["mood"]["source"] == rows["condition"]["source"] == "manifest"
    assert rows["mood"]["definition"] is None


def test_it_says_that_the_main_definition_is_meant(tmp_path):
    text = by_column(data_dictionary(study(tmp_path, LINES)))["definition"]["meaning"]
    assert "main definition" in text
    assert "first --definition" in text


def test_each_number_of_a_measure_says_which_and_in_what_unit(tmp_path):
    """A share of a time is a share, not seconds; the first of a set says what it is."""
    rows = by_column(data_dictionary(study(tmp_path, LINES)))
    assert rows["rupture_time_share_of_coded_time"]["unit"] == "share"
    assert rows["rupture_time"]["unit"] == "s"
    assert "Here: repaired." in rows["outcomes"]["meaning"]
    assert "self-regulated" in rows["outcomes_self_regulated"]["meaning"]
    assert rows["repair_latency_censored"]["unit"] == "count"


def test_a_workbook_holds_what_the_tables_hold(tmp_path):
    """Formula-like text stays text; numbers keep 16 digits; empty cells are empty."""
    result = study(tmp_path, LINES)
    table, words = session_table(result), data_dictionary(result)
    path = write_workbook(table, words, tmp_path / "s.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["sessions", "dictionary"]
    for name, frame in (("sessions", table), ("dictionary", words)):
        head, *rows = book[name].iter_rows(values_only=True)
        assert list(head) == frame.columns
        assert all(map(_same_row, rows, frame.rows()))
        assert len(rows) == len(frame)
    cell = book["sessions"].cell(row=3, column=table.columns.index("mood") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def _same_row(written, meant):
    return all(
        a == pytest.approx(b, rel=1e-15) if isinstance(b, float) else a == b
        for a, b in zip(written, meant, strict=True)
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "12"]
)
def test_no_text_is_ever_a_formula_an_error_or_a_number(tmp_path, text):
    path = write_workbook(pl.DataFrame({text: [text]}), pl.DataFrame(), tmp_path / "s.xlsx")
    sheet = openpyxl.load_workbook(path)["sessions"]
    assert [(c.value, c.data_type) for row in sheet.iter_rows() for c in row] == [(text, "s")] * 2
    with zipfile.ZipFile(path) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_characters_that_no_workbook_may_hold_are_marked(tmp_path):
    path = write_workbook(pl.DataFrame({"x": ["a\x00b"]}), pl.DataFrame(), tmp_path / "s.xlsx")
    assert openpyxl.load_workbook(path)["sessions"]["A2"].value == "a\ufffdb"


def test_the_same_tables_are_the_same_bytes_and_no_time_is_in_them(tmp_path):
    result = study(tmp_path, LINES)
    first, second = (
        write_workbook(session_table(result), data_dictionary(result), tmp_path / name)
        for name in ("1.xlsx", "2.xlsx")
    )
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as book:
        assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    stamps = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)
    assert stamps == ["1980-01-01T00:00:00Z"] * 2


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(RecordError, match="Close it where it is open"):
        write_workbook(pl.DataFrame(), pl.DataFrame(), tmp_path / "no" / "s.xlsx")


def test_without_openpyxl_the_install_line_is_given_before_any_work(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(dictionary, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'reattune\[xlsx\]'"):
        write_workbook(pl.DataFrame(), pl.DataFrame(), tmp_path / "s.xlsx")
    (tmp_path / "v.csv").write_text(MENDED)
    code = main(["measure", str(tmp_path / "v.csv"), "-o", str(tmp_path / "out"), "--xlsx"])
    assert code == 2
    assert "pip install 'reattune[xlsx]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_writes_the_workbook_when_asked(tmp_path, capsys):
    (tmp_path / "v.csv").write_text(OPEN)
    files = {}
    for name, more in (("plain", []), ("asked", ["--xlsx"])):
        out = tmp_path / name
        assert main(["measure", str(tmp_path / "v.csv"), "-o", str(out), *more]) == 0
        files[name] = {path.name for path in out.iterdir()}
    assert files["asked"] - files["plain"] == {"sessions.xlsx"}
    sheet = openpyxl.load_workbook(tmp_path / "asked" / "sessions.xlsx")["sessions"]
    assert sheet["A2"].value == "v"


def test_a_workbook_of_an_earlier_run_is_no_input(tmp_path, capsys):
    """A folder that holds results is measured again without its own tables."""
    (tmp_path / "v.csv").write_text(MENDED)
    for _ in range(2):
        assert main(["measure", str(tmp_path), "-o", str(tmp_path / "out"), "--xlsx"]) == 0
    assert "sessions.xlsx" not in capsys.readouterr().err


def test_the_public_dictionary_is_that_of_the_public_table(tmp_path):
    (tmp_path / "v.csv").write_text(MENDED)
    columns = rt.session_table(tmp_path / "v.csv").columns
    assert rt.data_dictionary(tmp_path / "v.csv")["column"].to_list() == columns


@pytest.mark.parametrize("column", FACTS)
def test_every_column_is_in_the_docs(column):
    page = Path(__file__).resolve().parents[3] / "docs" / "tables.md"
    assert f"`{column}`" in page.read_text(encoding="utf-8")
