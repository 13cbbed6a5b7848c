"""An Observer XT event log against its own durations, read here with openpyxl alone."""

from __future__ import annotations

import openpyxl

from reattune.formats import load

LOG = "data/observer-xt/bvegetabile__ccber/testfiles/Entropy_6m - 88888HE - Event Logs.xlsx"


def test_every_state_lasts_as_long_as_the_log_says(shared):
    """One row a start or point; each start's Duration_sf within 2 ms of what pairing gives."""
    path = shared(LOG)
    sheet = openpyxl.load_workbook(path, data_only=True)["88888HE"]
    lines = list(sheet.iter_rows(values_only=True))
    at = {name: index for index, name in enumerate(lines[0])}
    truth = [
        (
            line[at["Behavior"]],
            line[at["Time_Relative_sf"]],
            line[at["Duration_sf"]] if line[at["Event_Type"]] == "State start" else 0.0,
        )
        for line in lines[1:]
        if line[at["Event_Type"]] in {"State start", "Point"}
    ]
    (coding,) = load(path)
    assert len(coding.rows) == len(truth) == 116
    for row, (behaviour, start, lasts) in zip(coding.rows, truth, strict=True):
        assert row.code == behaviour
        assert abs(row.onset - 1000 * start) <= 0.5
        assert abs(row.offset - row.onset - 1000 * lasts) <= 2
    assert {finding.kind for finding in coding.findings} == {"rounded"}
