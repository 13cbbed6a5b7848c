"""Several files of one observation become one coding: shifted, named, nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hand_made import full_coding, toy_codebook, toy_coding, toy_source

from reattune.errors import RecordError
from reattune.record import Medium, Part, Phase, build_session, merge_codings, read_json, write_json

BABY = replace(
    toy_coding(("baby", "smile", 0, 4000), ("baby", "cry hard", 5000, 6000), name="a"),
    source=toy_source(path="/data/a.csv"),
)
PARENT = replace(
    toy_coding(("parent", "hug", 100, 900), name="b"),
    source=toy_source(path="b.csv"),
    media=(Medium("b.mp4", offset=250),),
    phases=(Phase("play", 0, 1000),),
)


def test_offsets_move_rows_phases_and_media():
    """The parent's file starts 5 s later: hug from 5.1 to 5.9 s; play from 5 to 6 s.

    The medium's own time at session time t was (t - 5000) + 250: an offset of -4750.
    """
    merged = merge_codings("visit", [Part(BABY), Part(PARENT, offset=5000)])
    assert [(r.code, r.onset, r.offset) for r in merged.rows] == [
        ("smile", 0, 4000),
        ("cry hard", 5000, 6000),
        ("hug", 5100, 5900),
    ]
    assert merged.rows[2].where.startswith("b.csv, ")
    assert merged.phases == (Phase("play", 5000, 6000),)
    assert merged.media == (Medium("b.mp4", offset=-4750),)
    assert merged.source.path == "/data/a.csv"
    assert [(s.path, s.offset) for s in merged.further] == [("b.csv", 5000)]


def test_the_session_names_all_its_files(tmp_path):
    session = build_session(
        merge_codings("visit", [Part(BABY), Part(PARENT, offset=5000)]), toy_codebook()
    )
    assert [e.code for e in session.events] == ["smile", "cry hard", "hug"]
    assert [source.path for source in session.provenance.further] == ["b.csv"]
    write_json(session, tmp_path / "visit.session.json")
    assert read_json(tmp_path / "visit.session.json") == session


def test_one_file_alone_is_the_file_itself():
    alone = merge_codings("toy", [Part(full_coding())])
    before = full_coding()
    assert [row[:5] for row in alone.rows] == [row[:5] for row in before.rows]
    assert (alone.window, alone.phases, alone.media) == (
        before.window,
        before.phases,
        before.media,
    )


def test_a_person_is_given_only_where_the_file_names_nobody():
    named = toy_coding(("baby", "smile", 0, 1000))
    rows = (named.rows[0], named.rows[0]._replace(subject="Kim"))
    merged = merge_codings("v", [Part(replace(named, rows=rows), person="child")])
    assert [row.subject for row in merged.rows] == ["child", "Kim"]


def test_windows_count_when_every_file_with_rows_states_one():
    first, second = replace(BABY, window=((0, 9000),)), replace(PARENT, window=((0, 2000),))
    both = merge_codings("v", [Part(first), Part(second, offset=8000)])
    assert both.window == ((0, 9000), (8000, 10000))
    one = merge_codings("v", [Part(first), Part(PARENT)])
    assert one.window is None
    assert [finding.kind for finding in one.findings] == ["window_unknown"]


def test_a_row_before_zero_is_refused():
    with pytest.raises(RecordError, match=r"b\.csv.*a row at -0\.900 s"):
        merge_codings("v", [Part(BABY), Part(PARENT, offset=-1000)])
