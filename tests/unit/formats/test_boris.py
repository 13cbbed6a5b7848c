"""BORIS projects: every observation read, STARTs and STOPs paired as BORIS pairs them."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.errors import FormatError
from reattune.formats.boris import FORMAT
from reattune.formats.boris_tables import FORMATS
from reattune.formats.contract import Raw

TABULAR, AGGREGATED = FORMATS
HERE = "data/boris/olivierfriard__BORIS/tests/files"


def read(content, name="visit.boris"):
    text = content if isinstance(content, str) else json.dumps(content)
    return FORMAT.parse(Raw(name, text.encode()))


def read_file(path, format=FORMAT):
    return format.parse(Raw(str(path), path.read_bytes()))


def project(events, observation=None, **more):
    """One observation with the state ``gaze`` (category look) and the point ``smile``."""
    return {
        "project_format_version": "7.0",
        "behaviors_conf": {
            "0": {"code": "gaze", "type": "State event", "category": "look"},
            "1": {"code": "smile", "type": "Point event", "category": ""},
        },
        "subjects_conf": {},
        "observations": {"first": {"type": "LIVE", "events": events, **(observation or {})}},
        **more,
    }


def only(content):
    (coding,) = read(content)
    return coding


def facts(coding):
    return [(r.tier, r.subject, r.code, r.onset, r.offset) for r in coding.rows]


def kinds(coding):
    return {(f.kind, f.count, f.rows) for f in coding.findings}


def test_states_are_paired_and_points_stay_points():
    """1.5 to 2.25 s is 1500 to 2250 ms; the smile at 2 s starts and stops there."""
    coding = only(
        project(
            [
                [1.5, "Mia", "gaze", "", ""],
                ["2.0", "", "smile", "", ""],
                [2.25, "Mia", "gaze", "", "", 56],
            ]
        )
    )
    assert facts(coding) == [
        ("look", "Mia", "gaze", 1500, 2250),
        ("events", "", "smile", 2000, 2000),
    ]
    assert [row.where for row in coding.rows] == [
        "observation first, event 1",
        "observation first, event 2",
    ]
    assert coding.name == "visit"
    assert coding.tiers == ("look", "events")
    assert coding.findings == ()
    assert coding.window is None


def test_modifiers_part_the_channels_and_join_the_code():
    """``gaze|toy`` runs 1-3 s and ``gaze`` 2-4 s: the modifiers keep two toggles apart."""
    coding = only(
        project(
            [
                [1, "", "gaze", "None|toy", ""],
                [2, "", "gaze", "", ""],
                [3, "", "gaze", "None|toy", ""],
                [4, "", "gaze", "", ""],
            ]
        )
    )
    assert facts(coding) == [
        ("look", "", "gaze|toy", 1000, 3000),
        ("look", "", "gaze", 2000, 4000),
    ]


def test_no_focal_subject_is_nobody():
    assert only(project([[1, "No focal subject", "smile", "", ""]])).rows[0].subject == ""


def test_a_start_without_a_stop_is_left_out_and_named():
    """Three gaze events: 1-2 s is a state, the one at 5 s has no end."""
    events = [[1, "Mia", "gaze", "", ""], [2, "Mia", "gaze", "", ""], [5, "Mia", "gaze", "", ""]]
    coding = only(project(events))
    assert facts(coding) == [("look", "Mia", "gaze", 1000, 2000)]
    (finding,) = coding.findings
    assert (finding.kind, finding.where, finding.count, finding.rows) == (
        "unpaired_start",
        "Mia, gaze",
        1,
        -1,
    )
    assert "5.000 s" in finding.text


def test_events_out_of_order_are_paired_by_time():
    """The file has 4, 1, 2, 3 s: by time the states are 1-2 s and 3-4 s. 1 stands after 4."""
    events = [[time, "", "gaze", "", ""] for time in (4, 1, 2, 3)]
    coding = only(project(events))
    assert sorted((row.onset, row.offset) for row in coding.rows) == [(1000, 2000), (3000, 4000)]
    assert kinds(coding) == {("unsorted_events", 3, 0)}


def test_a_behaviour_missing_from_the_ethogram_is_counted():
    coding = only(project([[1, "", "wave", "", ""], [2, "", "wave", "", ""]]))
    assert coding.rows == ()
    assert kinds(coding) == {("unknown_behaviour", 2, -2)}


@pytest.mark.parametrize(
    ("kind", "rows"),
    [("State event with coding map", 1), ("Point event with coding map", 2)],
)
def test_coding_map_types(kind, rows):
    """Two events are one state, or two points."""
    content = project([[1, "", "spot", "", ""], [2, "", "spot", "", ""]])
    content["behaviors_conf"]["2"] = {"code": "spot", "type": kind}
    assert len(only(content).rows) == rows


def test_the_time_offset_is_taken_off():
    """BORIS adds the offset to each event: 100.5 s coded at offset 100 is 0.5 s of the media."""
    coding = only(project([[100.5, "", "smile", "", ""]], {"time offset": 100.0}))
    assert coding.rows[0].onset == 500
    assert "time offset of 100 s" in coding.source.origin


def test_events_before_the_start_are_cut_or_left_out():
    """Offset 10: the state 8-12 s is -2 to 2 s, cut to 0-2; the smile at 9 s is at -1 s."""
    events = [[8, "", "gaze", "", ""], [9, "", "smile", "", ""], [12, "", "gaze", "", ""]]
    coding = only(project(events, {"time offset": 10}))
    assert facts(coding) == [("look", "", "gaze", 0, 2000)]
    (finding,) = coding.findings
    assert (finding.kind, finding.count, finding.rows, finding.ms) == ("before_start", 2, -1, 2000)


def test_the_date_of_the_media_is_taken_off():
    """Creation 1,600,000,000 s and offset 5 s: the event at 1,600,000,007.5 s is at 2.5 s."""
    observation = {
        "type": "MEDIA",
        "time offset": 5,
        "file": {"1": ["a.mp4"]},
        "media_creation_date_as_offset": True,
        "media_info": {"media_creation_time": {"a.mp4": 1600000000}},
    }
    coding = only(project([[1600000007.5, "", "smile", "", ""]], observation))
    assert coding.rows[0].onset == 2500
    observation["file"] = {"1": ["a.mp4", "b.mp4"]}
    with pytest.raises(FormatError, match="several media"):
        read(project([[1600000007.5, "", "smile", "", ""]], observation))


def test_a_live_observation_on_the_clock_starts_at_its_first_event():
    events = [[36000.5, "", "smile", "", ""], [36002, "", "smile", "", ""]]
    coding = only(project(events, {"start_from_current_time": True}))
    assert [row.onset for row in coding.rows] == [0, 1500]
    assert "36000.5 s" in coding.source.origin


MEDIA = {
    "type": "MEDIA",
    "file": {"1": ["C:\\home\\one.mp4", "/home/two.mp4"], "2": ["other.avi"]},
    "media_info": {
        "length": {"C:\\home\\one.mp4": 10.04, "/home/two.mp4": 20, "other.avi": 5},
        "fps": {"C:\\home\\one.mp4": 25.0},
        "offset": {"1": 0.0, "2": 3.5},
    },
}


def test_media_follow_one_another_and_the_window_is_player_one():
    """10.04 + 20 s are 30,040 ms; the second starts at 10,040; player 2 starts 3.5 s late."""
    coding = only(project([], MEDIA))
    assert coding.window == ((0, 30_040),)
    assert [(m.name, m.offset, m.fps, m.duration) for m in coding.media] == [
        ("one.mp4", 0, 25.0, 10_040),
        ("two.mp4", -10_040, None, 20_000),
        ("other.avi", -3500, None, 5000),
    ]
    assert coding.source.rate == 25.0


@pytest.mark.parametrize(
    ("interval", "window"),
    [([2, 8.5], (2000, 8500)), ([4, 0], (4000, 30_040)), ([0, 0], (0, 30_040))],
)
def test_the_observation_interval_is_the_window(interval, window):
    """A stop of 0 means the end of the media, here 30.04 s."""
    coding = only(project([], {**MEDIA, "observation time interval": interval}))
    assert coding.window == (window,)


def test_media_without_length_give_no_window():
    coding = only(project([], {"type": "MEDIA", "file": {"1": ["a.mp4", "b.mp4"]}}))
    assert coding.window is None
    assert [medium.name for medium in coding.media] == ["a.mp4"]
    assert ("media_unplaced", 1, 0) in kinds(coding)


def test_pictures_without_time_are_counted():
    text = json.dumps(project([[0, "", "smile", "", "", 3, "a.jpg"]], {"type": "IMAGES"}))
    coding = only(text.replace("[0,", "[NaN,"))
    assert coding.rows == ()
    assert ("untimed", 1, -1) in kinds(coding)


def test_variables_are_notes_and_dates_of_birth_are_not():
    variables = {"condition": "play", "child_dob": "2001-02-03", "empty": ""}
    coding = only(project([], {"independent_variables": variables}))
    assert coding.notes == {"type": "LIVE", "condition": "play"}
    assert "2001-02-03" not in repr(coding)
    assert ("birth_date", 1, 0) in kinds(coding)


def test_comments_are_counted():
    coding = only(project([[1, "", "smile", "", "she laughs"]]))
    assert kinds(coding) == {("comment", 1, 0)}


def test_an_observation_without_events():
    coding = only(project([]))
    assert coding.rows == ()
    assert kinds(coding) == {("no_events", 1, 0)}


def test_times_finer_than_a_millisecond_round_half_to_even():
    """0.0005 s is half a millisecond, to 0; 0.0015 s to 2; both are counted."""
    coding = only(project([[0.0005, "", "smile", "", ""], [0.0015, "", "smile", "", ""]]))
    assert [row.onset for row in coding.rows] == [0, 2]
    assert kinds(coding) == {("rounded", 2, 0)}


def test_utf16_and_marks_are_read():
    text = json.dumps(project([[1, "Zoë", "smile", "", ""]]), ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16"):
        raw = Raw("a.boris", text.encode(encoding))
        assert FORMAT.sniff(raw) > 0.9
        assert FORMAT.parse(raw)[0].rows[0].subject == "Zoë"


@pytest.mark.parametrize(
    "time", ["NaN", "Infinity", "1e30", '"soon"', "null", "[1]", "true", "1e999"]
)
def test_a_time_that_is_none_names_the_event(time):
    text = json.dumps(project([["@", "", "smile", "", ""]])).replace('"@"', time)
    with pytest.raises(FormatError, match="observation first, event 1") as caught:
        read(text)
    assert caught.value.expected.startswith("seconds")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (json.dumps(project([]))[:-20], "breaks off"),
        ("[1, 2]", "JSON of another kind"),
        ('{"name": "package"}', "JSON without observations"),
        ('{"observations": {}, "behaviors_conf": {}}', "without observations"),
        ('{"observations": {"a": 3}, "behaviors_conf": {}}', "found 3"),
        ('{"observations": {"a": {}}}', "None"),
        ('{"observations": {"a": {"events": 7}}, "behaviors_conf": {}}', "found 7"),
        ('{"observations": {"a": {"events": [[1]]}}, "behaviors_conf": {}}', r"\['1'\]"),
        ("", "empty"),
        ("[" * 100_000, "found"),
    ],
)
def test_broken_projects_are_one_clear_error(content, found):
    with pytest.raises(FormatError, match=found):
        read(content)


def test_an_interval_that_ends_before_it_starts():
    with pytest.raises(FormatError, match="observation time interval"):
        read(project([], {"observation time interval": [9, 3]}))


def test_latin1_names_the_line():
    content = json.dumps(project([[1, "Zoë", "smile", "", ""]]), ensure_ascii=False, indent=1)
    line = next(i for i, text in enumerate(content.split("\n"), start=1) if "Zoë" in text)
    with pytest.raises(FormatError, match=f"line {line}: found byte 0xEB"):
        FORMAT.parse(Raw("a.boris", content.encode("latin-1")))


def test_sniffing_is_by_content():
    assert FORMAT.sniff(Raw("x.json", json.dumps(project([])).encode())) > 0.9
    assert FORMAT.sniff(Raw("x.boris", b'{"half')) > 0.5
    assert FORMAT.sniff(Raw("x.boris", b"onset,offset")) == 0
    assert FORMAT.sniff(Raw("x.json", b'{"name": 1}')) == 0


SPANS = st.lists(st.integers(0, 5000), unique=True, max_size=20).map(sorted)


@given(
    toggles=st.dictionaries(
        st.tuples(st.sampled_from(["", "Mia", "Ada"]), st.sampled_from(["", "toy", "toy|left"])),
        SPANS,
    )
)
def test_toggles_come_back_as_the_states_they_were(toggles):
    """Each channel's times 0, 1, 2, 3 ... are the states (0, 1), (2, 3) ...; an odd one is left."""
    events = sorted(
        [time / 1000, subject, "gaze", modifiers, ""]
        for (subject, modifiers), times in toggles.items()
        for time in times
    )
    coding = only(project(events))
    expected = Counter(
        (subject, "|".join(filter(None, ["gaze", modifiers])), *pair)
        for (subject, modifiers), times in toggles.items()
        for pair in zip(times[::2], times[1::2], strict=False)
    )
    assert Counter((r.subject, r.code, r.onset, r.offset) for r in coding.rows) == expected
    lost = sum(f.count for f in coding.findings if f.kind == "unpaired_start")
    assert lost == sum(len(times) % 2 for times in toggles.values())


# Real files.


def test_every_observation_of_the_real_project_is_read(shared):
    """Rows counted here from the JSON: points, and half of the state events rounded down."""
    path = shared(f"{HERE}/test.boris")
    content = json.loads(path.read_text(encoding="utf-8"))
    lasting = {
        entry["code"]
        for entry in content["behaviors_conf"].values()
        if entry["type"].startswith("State")
    }
    codings = {coding.name: coding for coding in read_file(path)}
    assert set(codings) == {f"test: {key}" for key in content["observations"]}
    for key, observation in content["observations"].items():
        channels = Counter(tuple(event[1:4]) for event in observation["events"])
        rows = sum(n // 2 if channel[1] in lasting else n for channel, n in channels.items())
        odd = sum(n % 2 for channel, n in channels.items() if channel[1] in lasting)
        coding = codings[f"test: {key}"]
        assert len(coding.rows) == rows
        assert sum(f.count for f in coding.findings if f.kind == "unpaired_start") == odd
        assert any(f.kind == "no_events" for f in coding.findings) == (not observation["events"])
    assert codings["test: observation #2"].window == ((0, 539_920),)
    assert codings["test: live"].window is None
    assert [r.code for r in codings["test: modifiers"].rows][:3] == ["q|m1", "q|m2", "q|m3"]


def test_player_two_starts_later_or_earlier(shared):
    """Player 2 with offset +20 s plays its second 179.96 at 199.96 s; with -20 it is 20 s ahead."""
    codings = {coding.name: coding for coding in read_file(shared(f"{HERE}/test.boris"))}
    assert codings["test: offset positif"].rows[-1].onset == 199_960
    assert codings["test: offset positif"].media[1].offset == -20_000
    assert codings["test: offset neg"].media[1].offset == 20_000
    assert codings["test: 2 video"].media[0].name == "video1.mp4"


def test_the_other_real_projects(shared):
    names = {"test.boris": 12, "test_without_media_files_paths.boris": 9}
    for name, count in names.items():
        assert len(read_file(shared(f"{HERE}/{name}"))) == count
    with pytest.raises(FormatError, match="without observations"):
        read_file(shared(f"{HERE}/otx_import_test.boris"))


def test_the_time_budget_agrees_with_boris(shared):
    """Durations, counts, means and sample standard deviations as BORIS's own test states them.

    Subject 1, behaviour s: 4.45 + 6.3 + 6.125 = 16.875 s in 3; gaps 9.9 - 7.75 and 18.35 - 16.2
    are both 2.15 s.
    """
    case = "cases/boris_time_budget"
    expected = json.loads(shared(f"{case}/expected.json").read_text(encoding="utf-8"))
    codings = {c.name: c for c in read_file(shared(f"{case}/test.boris"))}
    rows = codings["test: observation #1"].rows
    for entry in expected["observation #1, subjects 1,2, behaviours p,s, 0-100 s"]:
        own = [r for r in rows if (r.subject, r.code) == (entry["subject"], entry["behavior"])]
        lengths = [(row.offset - row.onset) / 1000 for row in own]
        gaps = [(b.onset - a.offset) / 1000 for a, b in pairwise(own)]
        assert len(own) == entry["number"]
        assert round(sum(lengths), 3) == entry["duration"]
        assert round(mean(lengths), 3) == entry["duration_mean"]
        deviation = round(stdev(lengths), 3) if len(lengths) > 1 else "NA"
        assert deviation == entry["duration_stdev"]
        if "inter_duration_mean" in entry:
            assert round(mean(gaps), 3) == entry["inter_duration_mean"]
            assert round(stdev(gaps), 3) == entry["inter_duration_stdev"]
    points = [r for r in codings["test: observation #2"].rows if r.code == "p"]
    for entry in expected["observation #2, behaviour p"]:
        assert sum(row.subject == entry["subject"] for row in points) == entry["number"]


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_the_project_equals_its_tabular_export(shared, suffix):
    codings = {coding.name: coding for coding in read_file(shared(f"{HERE}/test.boris"))}
    path = shared(f"{HERE}/test_export_events_tabular.{suffix}")
    (exported,) = read_file(path, TABULAR)
    own = codings["test: observation #1"]
    assert facts(exported) == facts(own)
    assert len(exported.rows) == 4
    assert exported.window == own.window
    assert exported.media == own.media


def test_the_project_equals_its_aggregated_export(shared):
    """The export is sorted by start, so the order is compared only by time."""
    codings = {coding.name: coding for coding in read_file(shared(f"{HERE}/test.boris"))}
    path = shared(f"{HERE}/test_export_aggregated_events_test_full_1.tsv")
    (exported,) = read_file(path, AGGREGATED)
    own = codings["test: observation #2"]
    assert sorted(facts(exported)) == sorted(facts(own))
    assert len(exported.rows) == 18
    assert exported.window == own.window
