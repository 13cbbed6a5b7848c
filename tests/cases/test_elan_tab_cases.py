"""ELAN's tab exports give the Sessions that the .eaf files give."""

from __future__ import annotations

import csv

import pytest

from reattune.formats import load
from reattune.study import read

CHATTR = "marisacasillas__chattr-basic/test_files"
YELI = "data/elan-tab/marisacasillas__Yeli-CLE/transcripts/anon"


def events(session):
    return sorted((e.person, e.track, e.state, e.onset, e.offset) for e in session.events)


@pytest.mark.parametrize(
    ("eaf", "tab", "count"),
    [
        ("AltELAN-raw/CT_sample1", "AltELAN-tabular/CT_sample1", 225),
        ("AAS-raw/test-interaction-AllCDS", "AAS-tabular/test-interaction-AllCDS", 44),
        ("AAS-raw/test-interaction-XDS", "AAS-tabular/test-interaction-XDS", 45),
    ],
)
def test_one_session_in_two_files(shared, eaf, tab, count):
    """153 + 72 utterances of CT_sample1.

    AllCDS: 25 of the child and 20 of a man; one of them lies beyond the coded minutes. XDS: 25,
    19 and 3 of another man; one of the child and one of a man lie beyond.
    """
    first = read(shared(f"data/eaf/{CHATTR}/{eaf}.eaf"))
    second = read(shared(f"data/elan-tab/{CHATTR}/{tab}.txt"))
    assert second.provenance.source.format == "elan-tab"
    assert len(second.events) == count
    assert events(first) == events(second)
    assert first.end == second.end
    for person in ("child", "caregiver"):
        assert first.observed(person) == second.observed(person)


def test_tables_made_of_exports(shared):
    """Six recordings of the Yélî corpus: every line of the table is a row, as it stands."""
    paths = sorted(shared(YELI).glob("*.txt"))
    assert len(paths) == 6
    for path in paths:
        (coding,) = load(path)
        with path.open(newline="", encoding="utf-8") as file:
            truth = [
                (r["tier"], r["speaker"], r["val"].strip(), int(r["start"]), int(r["stop"]))
                for r in csv.DictReader(file)
            ]
        rows = [(r.tier, r.subject, r.code, r.onset, r.offset) for r in coding.rows]
        assert rows == truth
        assert {f.kind for f in coding.findings} <= {"empty_code"}
