"""All measures at once: words, main numbers, phases, sessions, the table."""

from __future__ import annotations

import subprocess
import sys

import pytest
from toy_visits import episodes, repaired_after, visit

from reattune.episodes import Episodes, definition_ids
from reattune.errors import DefinitionError
from reattune.measures import CATALOGUE, Estimate, measure


def main(result):
    return result if isinstance(result, Estimate) else result[0]


def test_every_word_is_measured_and_each_function_gives_the_main_number():
    found = episodes(repaired_after([2, 3, 4]), repaired_after([2, 5], name="b"))
    rows = measure(found)
    assert {row.measure for row in rows} == set(CATALOGUE)
    for word, entry in CATALOGUE.items():
        assert entry.function.__name__ == word
        assert main(entry.function(found)) == rows[word]
        assert entry.unit == rows[word].unit
        assert entry.title
        assert entry.meaning.endswith(".")


@pytest.mark.parametrize("definition", definition_ids())
def test_every_estimate_has_a_value_or_a_reason(definition):
    """Under every shipped definition, with ruptures and without, and without any session."""
    calm = visit([("positive", 60)], [("positive", 60)], name="calm")
    blank = visit([("positive", 10)], [("", 10), ("positive", 10)], name="blank")
    some = episodes(repaired_after([2, 3]), calm, blank, definition=definition)
    for found in (some, episodes(calm, definition=definition), Episodes(some.definition, (), ())):
        for row in measure(found):
            assert (row.value is None) == bool(row.reason), row
            assert row.definition == definition
            assert row.value is None or row.method, row
            if row.low is not None and row.high is not None:
                assert row.low <= row.value + 1e-12
                assert row.value <= row.high + 1e-12


def test_one_session_is_named_several_are_not():
    one, two = repaired_after([2], name="a"), repaired_after([2], name="b")
    assert measure(episodes(one))["repair_rate"].session == "a"
    assert measure(episodes(one, two))["repair_rate"].session == ""


def phased():
    """Build 40 s of play with one rupture of 4 s, then 40 s of reunion with none."""
    return visit(
        [("positive", 10), ("averted", 4), ("positive", 66)],
        [("neutral", 10), ("still", 4), ("neutral", 66)],
        phases=[("play", 0, 40), ("reunion", 40, 80)],
    )


def test_by_phase():
    rows = measure(episodes(phased()), by_phase=True)
    assert rows["rupture_count"].value == 1.0
    assert rows.select("rupture_count", phase="play")[0].value == 1.0
    assert rows.select("rupture_count", phase="reunion")[0].value == 0.0
    assert rows.select("coded_time", phase="reunion")[0].value == 40.0
    assert rows.select("rupture_rate", phase="play")[0].value == pytest.approx(1.5)


def test_by_session():
    one, two = repaired_after([2], name="a"), repaired_after([2, 3], name="b")
    rows = measure(episodes(one, two), by_session=True)
    counts = [rows.select("rupture_count", session=name)[0].value for name in ("", "a", "b")]
    assert counts == [3.0, 1.0, 2.0]


def test_selecting():
    rows = measure(episodes(repaired_after([2, 3, 4])))
    assert rows.select("repair_probability", of="within 3 s")[0].value == pytest.approx(2 / 3)
    assert "repair_rate" in rows
    with pytest.raises(DefinitionError, match="no measure repair_speed"):
        rows["repair_speed"]
    with pytest.raises(DefinitionError):
        rows.select("repair_rate", phase="play")


def test_table():
    rows = measure(episodes(repaired_after([2, 3, 4])))
    frame = rows.to_frame()
    assert ",".join(frame.columns) == (
        "measure,of,value,low,high,unit,n,censored,definition,phase,session,method,reason"
    )
    assert len(frame) == len(rows)
    latency = frame.filter(frame["measure"] == "repair_latency").row(0, named=True)
    assert (latency["value"], latency["n"], latency["censored"]) == (3.0, 3, 0)


def test_printing():
    assert str(measure(episodes(repaired_after([2, 3, 4])))["repair_latency"]).startswith(
        "3 s [2, "
    )
    open_end = Estimate("repair_latency", 3.0, "s", 4, "d", low=2.0, censored=1)
    assert str(open_end) == "3 s [2, not reached], n = 4, 1 censored"
    assert str(Estimate("m", None, "s", 0, "d", reason="none")) == "not estimable: none (n = 0)"


def test_importing_loads_no_data_frames():
    code = "import sys, reattune.measures; print('polars' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
