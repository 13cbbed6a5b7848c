"""iCatcher+ output: runs of frames with one direction; the frame rate must be stated."""

from __future__ import annotations

import io

import numpy as np
import pytest

from reattune.errors import FormatError
from reattune.formats import icatcher
from reattune.formats.contract import Raw

TEXT = "0, none, -1.00\n1, left, 0.84\n2, left, 0.9\n3, away, 1.00\n5, away, 0.5\n"


def packed(*arrays, **named) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, *arrays, **named)
    return stream.getvalue()


def read(content, path="baby.txt", fps="25"):
    raw = Raw(path, content, {"fps": fps} if fps else {})
    assert icatcher.sniff(raw) >= 0.8
    (coding,) = icatcher.parse(raw)
    return coding


def spans(coding):
    return [(row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {item.kind: item.count for item in coding.findings}


def test_text():
    """40 ms a frame; frame 4 is missing: away stands twice, and 160-200 ms are not observed."""
    coding = read(TEXT.encode())
    assert spans(coding) == [
        ("none", 0, 40),
        ("left", 40, 120),
        ("away", 120, 160),
        ("away", 200, 240),
    ]
    assert coding.rows[3].where == "line 5"
    assert coding.window == ((0, 160), (200, 240))
    assert counted(coding) == {"skipped_frames": 1, "confidence": 5}
    assert coding.source.unit == "frames at 25/s"
    assert coding.source.rate == 25.0


def test_borders_of_frames_are_rounded():
    """At 30000/1001 frames begin at 33.367, 100.1 and 133.467 ms: 33, 100, 133."""
    coding = read(TEXT.encode(), fps="30000/1001")
    assert spans(coding)[:3] == [("none", 0, 33), ("left", 33, 100), ("away", 100, 133)]
    assert counted(coding)["rounded"] == 1


def test_compressed():
    """Numbers stand for directions, from frame 0 on."""
    coding = read(packed(np.array([-2, -1, 0, 0, 1, 2]), np.zeros(6)), "baby.npz")
    assert spans(coding) == [
        ("noface", 0, 40),
        ("nobabyface", 40, 80),
        ("away", 80, 160),
        ("left", 160, 200),
        ("right", 200, 240),
    ]
    assert counted(coding) == {"confidence": 6}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"0, left, 1.0\n0, left, 1.0\n", "frame 0 after frame 0"),
        (b"0, left, 1.0\nleft\n", "'left'"),
        (b"0, left, 1.0\n1, up, 1.0\n", "'1, up, 1.0'"),
        (b"0, left, 1.0\n999999999, left, 1.0\n", "frame 999999999"),
        (b"frame_0,frame_100\n1,2\n", "every hundredth frame"),
        (packed(np.array([0, 7]), np.zeros(2)), "7"),
        (packed(np.array([0, 1]), np.zeros(3)), "2 directions and 3 confidences"),
        (packed(np.array([[0]]), np.zeros((1, 1))), "no list of numbers"),
        (packed(np.array([]), np.array([])), "0 directions"),
        (packed(np.array([0, 1]), np.zeros(2))[:200], "cannot be read"),
        (packed(np.array([{}], dtype=object), np.zeros(1)), "cannot be read"),
        (packed(np.array(["0"]), np.zeros(1)), "no list of numbers"),
    ],
)
def test_bad_files(content, said):
    with pytest.raises(FormatError) as caught:
        icatcher.parse(Raw("a.npz", content, {"fps": "25"}))
    assert said in caught.value.found


def test_the_rate_must_be_stated():
    with pytest.raises(FormatError, match="--fps 30"):
        read(TEXT.encode(), fps="")


@pytest.mark.parametrize("content", [b"0, 1, 2\n", b"a, left, 0.5\n", packed(a=np.zeros(2))])
def test_other_files_are_left_alone(content):
    assert icatcher.sniff(Raw("a.txt", content)) == 0.0
