"""Frame series: numbers a frame, missing kept apart, never guessed."""

from __future__ import annotations

import math

import pytest

from reattune.errors import FormatError
from reattune.formats import load

HEADER = ",".join(str(i) for i in range(75))


def write(tmp_path, text, name="series.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path, **options):
    (coding,) = load(path, format=options.pop("format", None), options=options)
    return coding


def test_a_column_of_times_in_seconds(tmp_path):
    """0.02 s is 20 ms; a blank and NA are missing; the text column is left out and told."""
    path = write(tmp_path, "time,pulse,note\n0.00,100,a\n0.02,,b\n0.04,NA,c\n0.06,104.5,d\n")
    coding = read(path, format="frames", person="child")
    (pulse,) = coding.signals
    assert pulse.times.tolist() == [0, 20, 40, 60]
    assert pulse.known == 2
    assert pulse.values[3] == 104.5
    assert [(f.kind, f.where) for f in coding.findings] == [("text_column", "note")]


def test_frames_at_a_rate(tmp_path):
    """At 30 frames a second, frame 1 is at 33.33 ms: 33, frame 2 at 66.67: 67."""
    coding = read(write(tmp_path, "pitch\n1\n2\n3\n"), format="frames", person="child", fps="30")
    assert coding.signals[0].times.tolist() == [0, 33, 67]
    assert coding.signals[0].unit == "Hz"
    assert coding.source.unit == "frames at 30/s"


def test_openpose_is_known_by_its_numbered_columns(tmp_path):
    """Landmark 0 is the nose: x, y, confidence. Confidence 0 means not seen, not at (0, 0)."""
    seen = ",".join(["5.0,6.0,0.9"] * 25)
    lost = ",".join(["0.0,0.0,0.0", *["5.0,6.0,0.9"] * 24])
    path = write(tmp_path, f"{HEADER}\n{seen}\n{lost}\n")
    coding = read(path, person="caregiver", fps="25")
    assert len(coding.signals) == 75
    nose = next(signal for signal in coding.signals if signal.name == "nose_x")
    assert nose.values[0] == 5.0
    assert math.isnan(nose.values[1])
    assert [(f.where, f.count) for f in coding.findings] == [("nose", 1)]


def test_openface_frames_without_success_are_missing(tmp_path):
    text = "frame,face_id,timestamp,confidence,success,AU12_r\n1,0,0.00,0.9,1,2.5\n"
    coding = read(write(tmp_path, text + "2,0,0.04,0.1,0,3.5\n"), person="child")
    smile = next(signal for signal in coding.signals if signal.name == "AU12_r")
    assert smile.values[0] == 2.5
    assert math.isnan(smile.values[1])
    assert smile.times.tolist() == [0, 40]


@pytest.mark.parametrize(
    ("text", "options", "found"),
    [
        ("time,x\n0,1\n", {}, "without a person"),
        ("x\n1\n", {"person": "child"}, "frames without times"),
        ("time,x\n0,1\n0,2\n", {"person": "child"}, "line 3: found a frame at 0 ms after"),
        ("time,x\n0,1,2\n", {"person": "child"}, "line 2: found 3 cells"),
        ("time,x\nnoon,1\n", {"person": "child"}, "line 2, column time: found 'noon'"),
        ("time,x\n-1,1\n", {"person": "child"}, "a frame at -1000 ms"),
        ("time,x\n0,a\n", {"person": "child"}, "no column of numbers"),
        ("time,x,x\n0,1,1\n", {"person": "child"}, "two columns of one name"),
        ("time,x\n", {"person": "child"}, "no frames"),
        ("time,x\n0,1\n", {"person": "child", "unit": "days"}, "'days'"),
        ("x\n1\n", {"person": "child", "fps": "0"}, "'0'"),
    ],
)
def test_bad_series_are_refused(tmp_path, text, options, found):
    with pytest.raises(FormatError, match=found):
        load(write(tmp_path, text), format="frames", options=options)


def test_infinite_values_are_no_numbers(tmp_path):
    coding = read(write(tmp_path, "time,x,y\n0,inf,1\n"), format="frames", person="child")
    assert [signal.name for signal in coding.signals] == ["y"]


def test_real_pose_and_pitch(shared):
    """The series of one lab: 30 frames a second; pitch is known in 2,598 of 11,104 frames."""
    base = "data/frame-series/LaurenKlein__mother-infant-interactions"
    pitch = read(shared(f"{base}/F0_csv_mom/t0506"), format="frames", person="caregiver", fps="30")
    signal = next(s for s in pitch.signals if s.name == "pitch")
    assert (len(signal), signal.known) == (11_104, 2_598)
    pose = read(shared(f"{base}/openpose_csv_infant/02_S023_02_op.csv"), person="child", fps="30")
    assert len(pose.signals) >= 60
