"""Tables in APA form: numbers, dashes with reasons, rules, notes, statistics over sessions."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from drawn_scene import full_report, scene_session
from lxml import etree

from reattune.measures import Estimate, measure
from reattune.reports import render_report
from reattune.reports.apa import DASH, MINUS, Notes, number, span, symbols, titled
from reattune.reports.apa_descriptives import descriptive_tables
from reattune.reports.apa_measures import measures_table

H = "{http://www.w3.org/1999/xhtml}"


def parse(page):
    return etree.fromstring(page.encode("utf-8"))


def text_of(node):
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip()


def one(value, *, word="repair_latency", unit="s", of="median", reason="", n=3):
    return Estimate(word, value, unit, n, "misattunement", of=of, reason=reason)


def report_of(values, *, told=None):
    """Put one number a session into a report; ``told`` are the sessions' covariates."""
    told = told or {}
    sessions = [replace(scene_session(name), covariates=told.get(name, {})) for name in values]
    rows = {name: [row] if isinstance(row, Estimate) else row for name, row in values.items()}
    return replace(full_report(*sessions, definitions=("misattunement",)), values=rows)


def line(table, label):
    found = [row for group in table.groups for row in group.rows if row.label == label]
    assert len(found) == 1, label
    return [cell.text + cell.note for cell in found[0].cells]


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (0.714, "share", ".71"),
        (0.999, "share", "1.00"),
        (1.0, "share", "1.00"),
        (0.0, "share", ".00"),
        (0.714, "s", "0.71"),
        (-0.53, "log ratio", f"{MINUS}0.53"),
        (-0.004, "log ratio", "0.00"),
        (12345.678, "s", "12,345.68"),
        (2.5, "per min", "2.50"),
        (float("inf"), "s", "inf"),
    ],
)
def test_numbers_have_two_decimals_and_shares_no_zero(value, unit, written):
    assert number(value, unit) == written


@pytest.mark.parametrize(
    ("value", "written"), [(7.0, "7"), (1234.0, "1,234"), (0.0, "0"), (2.5, "2.50")]
)
def test_counts_are_whole_and_means_of_counts_are_not(value, written):
    assert number(value, "count", whole=True) == written
    assert number(7.0, "count") == "7.00"


def test_a_range_that_begins_below_zero_is_no_row_of_dashes():
    assert span(0.1, 0.65, "share") == ".10–.65"
    assert span(-2.59, 0.54, "log ratio") == f"{MINUS}2.59 to 0.54"


def test_letters_of_notes_go_on_after_z_and_one_reason_has_one():
    notes = Notes()
    letters = [notes.letter(f"reason {i}") for i in range(28)]
    assert letters[:2] == ["a", "b"]
    assert letters[25:] == ["z", "aa", "ab"]
    assert notes.letter("reason 1") == "b"


def test_symbols_are_italic_and_markup_is_text():
    assert symbols("*n* = <b>3</b>") == "<i>n</i> = &lt;b&gt;3&lt;/b&gt;"


def test_a_unit_is_said_once():
    assert titled("Time to repair", "s") == "Time to repair (s)"
    assert titled("Share repaired", "share") == "Share repaired"
    assert titled("Ruptures per minute", "per min") == "Ruptures per minute"
    assert titled("Ruptures", "count") == "Ruptures"
    assert titled("Own measure", "") == "Own measure"


def test_statistics_over_sessions_are_worked_out():
    """2, 4 and 9: M = 5, SD = sqrt((9 + 1 + 16) / 2) = 3.61, Mdn = 4, range 2 to 9."""
    values = {"a": one(2.0), "b": one(4.0), "c": one(9.0), "d": one(None, reason="not reached")}
    (table,) = descriptive_tables(report_of(values), 2)
    assert table.number == 2
    assert [head.text for head in table.heads] == ["*n*", "*M*", "*SD*", "*Mdn*", "Range"]
    assert line(table, "Time to repair (s)") == ["3", "5.00", "3.61", "4.00", "2.00–9.00"]
    assert "4 sessions." in table.note
    assert "the times described here are too short" in table.note


def test_nothing_to_describe_is_a_dash_with_the_reason():
    values = {name: one(None, reason="no rupture", n=0) for name in "ab"}
    (table,) = descriptive_tables(report_of(values), 2)
    assert line(table, "Time to repair (s)") == ["0", *[f"{DASH}a"] * 4]
    assert list(table.notes) == [("a", "Not estimable in any session: no rupture.")]
    assert "too short" not in table.note


def test_one_value_has_no_standard_deviation():
    values = {"a": one(2.0), "b": one(None, reason="no rupture", n=0)}
    (table,) = descriptive_tables(report_of(values), 2)
    assert line(table, "Time to repair (s)") == ["1", "2.00", f"{DASH}a", "2.00", "2.00–2.00"]
    assert table.notes[0][1] == "A standard deviation needs two sessions."


def test_one_session_is_not_described():
    assert descriptive_tables(report_of({"a": one(2.0)}), 2) == []


def test_conditions_stand_side_by_side_two_in_a_table():
    """lab: 1, 3 (M 2); home: 5, 5; clinic: 7; one of none: 9. By name, none last: two tables."""
    told = {name: {"condition": c} for name, c in
            zip("abcdef", ["lab", "lab", "home", "home", "clinic", ""], strict=True)}  # fmt: skip
    seconds = dict(zip("abcdef", [1.0, 3.0, 5.0, 5.0, 7.0, 9.0], strict=True))
    values = {name: one(value) for name, value in seconds.items()}
    whole, first, second = descriptive_tables(report_of(values, told=told), 2)
    assert [table.number for table in (whole, first, second)] == [2, 3, 4]
    assert not whole.spanners
    assert [head.text for head in first.spanners] == ["clinic (*n* = 1)", "home (*n* = 2)"]
    assert [head.text for head in second.spanners] == ["lab (*n* = 2)", "(none stated) (*n* = 1)"]
    assert line(first, "Time to repair (s)")[5:] == ["2", "5.00", "0.00", "5.00", "5.00–5.00"]
    assert line(second, "Time to repair (s)")[:3] == ["2", "2.00", "1.41"]
    assert [first.starts(i) for i in range(10)] == [i == 5 for i in range(10)]


def test_one_condition_needs_no_table_of_its_own():
    told = {name: {"condition": "home"} for name in "ab"}
    assert len(descriptive_tables(report_of({"a": one(1.0), "b": one(2.0)}, told=told), 2)) == 1


def test_sessions_of_one_dyad_are_not_taken_for_independent():
    told = {"a": {"dyad": "1"}, "b": {"dyad": "1"}, "c": {"dyad": "2"}}
    values = {name: one(1.0) for name in "abc"}
    (table,) = descriptive_tables(report_of(values, told=told), 2)
    assert "3 sessions of 2 dyads (those of one dyad are not independent)" in table.note
    told = {name: {"dyad": name} for name in "abc"}
    (table,) = descriptive_tables(report_of(values, told=told), 2)
    assert "dyad" not in table.note


def test_who_repairs_and_outcomes_have_all_their_rows():
    rows = [one(float(i), word="outcomes", unit="count", of=of)
            for i, of in enumerate(("repaired", "self_regulated"))]  # fmt: skip
    (table,) = descriptive_tables(report_of({"a": rows, "b": rows}), 2)
    (group,) = table.groups
    assert [row.label for row in group.rows] == ["Repaired", "Self-regulated"]
    assert all(row.indented for row in group.rows)


def test_the_same_reason_under_two_definitions_has_one_letter():
    """No rupture is found under conflict: all that rests on ruptures is a dash with one reason."""
    table = measures_table(full_report(), 1)
    assert [head.text for head in table.spanners] == ["misattunement", "conflict"]
    assert line(table, "Share repaired") == ["1.00", "[.21, 1.00]", "1 (1)", f"{DASH}c", "", "0"]
    reasons = [sentence for _, sentence in table.notes]
    assert len(set(reasons)) == len(reasons)
    assert dict(table.notes)["c"] == "Not estimable: no rupture."
    assert "how many of them were censored" in table.note


def test_a_measure_with_no_number_anywhere_is_one_row():
    """Nobody repairs where no rupture is: four rows of dashes would say no more than one."""
    table = measures_table(full_report(definitions=("conflict",)), 1)
    rows = {group.key: group.rows for group in table.groups}
    assert [row.label for row in rows["who_repairs"]] == ["Who repairs (share)"]
    assert [cell.text for cell in rows["who_repairs"][0].cells] == [DASH, "", "0"]
    assert len(rows["outcomes"]) == 5


def test_one_definition_needs_no_spanner():
    table = measures_table(full_report(definitions=("misattunement",)), 1)
    assert table.title == "Measures of Rupture and Repair"
    assert not table.spanners
    assert [head.text for head in table.heads] == ["Estimate", "95% CI", "*n*"]
    assert line(table, "Coded time (s)") == ["40.00", "", "1"]
    assert "Definition: misattunement (1 session)." in table.note


def several_report():
    names = {"a": "home", "b": "lab", "c": "home"}
    sessions = [replace(scene_session(n), covariates={"condition": c}) for n, c in names.items()]
    report = full_report(*sessions)
    values = {
        reading.session: measure(full_report(session).episodes[0]).rows
        for reading, session in zip(report.episodes[0].readings, sessions, strict=True)
    }
    return replace(report, values=values)


def test_tables_are_numbered_as_they_stand_and_described_by_their_notes():
    root = parse(render_report(several_report()))
    tables = [t for t in root.iter(f"{H}table") if "apa" in t.get("class", "").split()]
    assert [text_of(t.find(f"{H}caption/{H}b")) for t in tables] == [
        f"Table {n}" for n in range(1, len(tables) + 1)
    ]
    assert len(tables) == 1 + 2 + 2
    for table in tables:
        assert text_of(table.find(f"{H}caption/{H}i"))
        note = root.find(f".//*[@id='{table.get('aria-describedby')}']")
        assert text_of(note).startswith("Note. Definition")


def test_every_row_is_as_wide_as_the_head_and_rows_and_spanners_have_scopes():
    for table in parse(render_report(several_report())).iter(f"{H}table"):
        if "apa" not in table.get("class", "").split():
            continue
        heads = [
            sum(int(th.get("colspan", 1)) for th in row.iter(f"{H}th"))
            for row in table.find(f"{H}thead")
        ]
        width = heads[0]
        assert heads[1:] in ([], [width - 1])
        for row in table.iter(f"{H}tr"):
            if row.getparent().tag == f"{H}tbody":
                cells = [n for n in row if n.tag in (f"{H}td", f"{H}th")]
                assert sum(int(cell.get("colspan", 1)) for cell in cells) == width
                assert cells[0].get("scope") in {"row", "rowgroup"}


def test_the_letters_in_the_cells_are_those_of_the_notes():
    root = parse(render_report(several_report()))
    for box in root.iter(f"{H}div"):
        if box.get("class") == "apa-table":
            used = {text_of(sup) for td in box.iter(f"{H}td") for sup in td.iter(f"{H}sup")}
            noted = [text_of(sup) for p in box.iter(f"{H}p") for sup in p.iter(f"{H}sup")]
            assert used == set(noted)
            assert len(noted) == len(set(noted))


def test_a_condition_that_is_markup_is_text():
    told = {"a": {"condition": "<b>x</b>"}, "b": {"condition": "*M*"}}
    page = render_report(report_of({"a": one(1.0), "b": one(2.0)}, told=told))
    parse(page)
    assert "&lt;b&gt;x&lt;/b&gt; (<i>n</i> = 1)" in page


def test_meanings_and_sources_stand_below_the_table():
    root = parse(render_report(full_report()))
    words = text_of(root.find(f".//{H}dl[@class='meanings']"))
    assert "Median time from onset to repair; what was not repaired is censored." in words
    assert "10.1080/01621459.1958.10501452" in words
