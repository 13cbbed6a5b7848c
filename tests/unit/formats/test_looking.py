"""Looking codes: marks of VCode last until the next direction, SuperCoder's frames become ms."""

from __future__ import annotations

import pytest

from reattune.errors import FormatError
from reattune.formats import looking
from reattune.formats.contract import Raw

VCODE = (
    "Offset: 0, Movie: /home/x/visit.mov, DataFile: (null)\n"
    "Tracks: left, right, away, peek, end\n"
    "Time,Duration,TrackName,comment\n\n"
    "0,0,right,(null)\n"
    "1000,0,end,(null)\n"
    "1000,0,left,(null)\n"
    "300,0,away,(null)\n"
    "400,0,peek,curious\n"
    "700,0,right,(null)\n"
    "1500,250,fuss,(null)\n"
    "2000,0,end,(null)\n"
)
SUPERCODER = (
    "Reformatted Data (in frames),,,,,Trial Start Times\n"
    "Code,Onset,Offset,,,Trial Number,Start Time (in frames - X),Start Time (in milliseconds - Y)\n"
    "B,30, ,,,1,30,1001,\n"
    "LB,30,60,,,2,300,10010,\n"
    "RT,90,120,,,3,3000,100100,\n"
)


def read(text, **options):
    raw = Raw("baby.txt", text.encode(), options)
    assert looking.sniff(raw) == 0.95
    (coding,) = looking.parse(raw)
    return coding


def spans(coding):
    return [(row.tier, row.code, row.onset, row.offset) for row in coding.rows]


def counted(coding):
    return {item.kind: (item.count, item.rows) for item in coding.findings}


def test_marks_last_until_the_next_direction():
    """right 0-300, away 300-700, right 700-1000 (end), left 1000-2000 (end); peek is a point.

    Lines stand sorted as text: 300 after 1000 is one step back in time.
    """
    coding = read(VCODE)
    assert spans(coding) == [
        ("look", "right", 0, 300),
        ("look", "away", 300, 700),
        ("marks", "peek", 400, 400),
        ("look", "right", 700, 1000),
        ("marks", "end", 1000, 1000),
        ("look", "left", 1000, 2000),
        ("marks", "fuss", 1500, 1750),
        ("marks", "end", 2000, 2000),
    ]
    assert coding.rows[1].where == "line 8"
    assert counted(coding) == {"unsorted": (1, 0), "comment": (1, 0)}
    assert [medium.name for medium in coding.media] == ["visit.mov"]
    assert coding.notes == {"tracks": "left, right, away, peek, end"}
    assert (coding.source.unit, coding.source.origin) == ("ms", "start of the video")


def test_directions_without_an_end_or_a_length():
    """left and right at 0: left has no time; right at 500 has no end."""
    text = VCODE[: VCODE.index("0,0,right")] + "0,0,left,\n0,0,right,\n500,0,right,\n"
    coding = read(text)
    assert spans(coding) == [("look", "right", 0, 500)]
    assert counted(coding) == {"same_time": (1, -1), "open_look": (1, -1)}


def test_other_marks_can_be_held():
    """Told to hold peek and fuss only: peek 400 to the end at 1000; fuss has its own 250 ms."""
    coding = read(VCODE, hold="peek, fuss")
    assert [span for span in spans(coding) if span[0] == "look"] == [
        ("look", "peek", 400, 1000),
        ("look", "fuss", 1500, 1750),
    ]


def test_a_stated_offset_is_told():
    assert "shifted" in counted(read(VCODE.replace("Offset: 0", "Offset: 120")))


def test_supercoder_shows_its_rate():
    """30 frames in 1001 ms: 30000/1001 a second; frame 90 is at 3003 ms, 120 at 4004."""
    coding = read(SUPERCODER)
    assert spans(coding) == [
        ("look", "B", 1001, 1001),
        ("look", "LB", 1001, 2002),
        ("look", "RT", 3003, 4004),
    ]
    assert coding.source.unit == "frames at 29.97/s"
    assert counted(coding) == {"trials": (3, 0)}


def test_supercoder_with_a_stated_rate():
    """At 25 a second frame 30 is at 1200 ms; a reversed code is left out."""
    coding = read(SUPERCODER.replace("LB,30,60", "LB,60,30"), fps="25")
    assert spans(coding) == [("look", "B", 1200, 1200), ("look", "RT", 3600, 4800)]
    assert counted(coding) == {"reversed": (1, -1)}


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (VCODE.replace("300,0,away", "300,0,"), "line 8", "no track"),
        (VCODE.replace("300,0,away,(null)", "300,0"), "line 8", "2 fields"),
        (VCODE.replace("300,", "-300,"), "line 8", "'-300'"),
        (VCODE.replace("1500,250", "1500,nan"), "line 11", "'nan'"),
        (SUPERCODER.replace("10010,", "19010,"), "", "frames"),
        (SUPERCODER.replace("LB,30", ",30"), "line 4", "no code"),
        (SUPERCODER.replace("LB,30", "LB,x"), "line 4", "'x'"),
    ],
)
def test_bad_files(text, place, said):
    with pytest.raises(FormatError) as caught:
        looking.parse(Raw("a.txt", text.encode()))
    assert caught.value.where == place
    assert said in caught.value.found


def test_no_header():
    assert looking.sniff(Raw("a.txt", b"Time,Code\n")) == 0.0
    with pytest.raises(FormatError, match="no header of looking codes"):
        looking.parse(Raw("a.txt", b"Time,Code\n"))
