"""TextGrids: long, short and binary give the same rows; what is empty is no code."""

from __future__ import annotations

import struct

import pytest

from reattune.errors import FormatError
from reattune.formats.contract import Raw
from reattune.formats.textgrid import FORMAT

HEAD = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
SHORT = HEAD + (
    '0\n10\n<exists>\n2\n"IntervalTier"\n"  mother"\n0\n10\n3\n0\n1.25\n""\n1.25\n2.5\n'
    '"say ""no"" \n"\n2.5\n10\n"  "\n"TextTier"\n"child"\n0\n10\n2\n3\n"peak"\n4.0005\n""\n'
)
LONG = HEAD + (
    "xmin = 0 \nxmax = 10 \ntiers? <exists> \nsize = 2 \nitem []: \n    item [1]:\n"
    '        class = "IntervalTier" \n        name = "  mother" \n        xmin = 0 \n'
    "        xmax = 10 \n        intervals: size = 3 \n        intervals [1]:\n"
    '            xmin = 0 \n            xmax = 1.25 \n            text = "" \n'
    "        intervals [2]\n            xmin = 1.25 \n            xmax = 2.5 \n"
    '            text = "say ""no"" \n" \n        intervals [3]:\n            xmin = 2.5 \n'
    '            xmax = 10 \n            text = "  " \n    item[2]:\n        class = "TextTier" \n'
    '        name = "child" ! the target\n        xmin = 0 \n        xmax = 10 \n'
    "        points: size = 2 \n        points [1]:\n            number = 3 \n"
    '            mark = "peak" \n        points [2]:\n            number = 4.0005 \n'
    '            mark = "" \n'
)
ROWS = [
    ("mother", 'say "no"', 1250, 2500),
    ("child", "peak", 3000, 3000),
    ("child", "", 4000, 4000),
]


def text16(text):
    """A string as Praat's binary files hold one: counted ASCII, or counted UTF-16."""
    if text.isascii():
        return struct.pack(">H", len(text)) + text.encode()
    return struct.pack(">HH", 0xFFFF, len(text)) + text.encode("utf-16-be")


def binary(label="peak", time=3.0):
    content = b"ooBinaryFile\x08TextGrid" + struct.pack(">dd?i", 0, 10, True, 2)
    content += b"\x0cIntervalTier" + text16("mother") + struct.pack(">ddi", 0, 10, 2)
    content += struct.pack(">dd", 0, 0.1) + text16("")
    content += struct.pack(">dd", 0.1, 2.5) + text16("süß")
    content += b"\x08TextTier" + text16("child") + struct.pack(">ddi", 0, 10, 1)
    return content + struct.pack(">d", time) + text16(label)


def read(content, encoding="utf-8"):
    content = content.encode(encoding) if isinstance(content, str) else content
    (coding,) = FORMAT.parse(Raw("visit.TextGrid", content))
    return coding


def facts(coding):
    return [(row.tier, row.code, row.onset, row.offset) for row in coding.rows]


def kinds(coding):
    return {(f.kind, f.where, f.count, f.rows) for f in coding.findings}


@pytest.mark.parametrize("text", [SHORT, LONG, SHORT.replace("ooTextFile", "ooTextFile short")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_long_and_short_are_one(text, encoding):
    """1.25 s is 1250 ms; 4.0005 s goes to the even millisecond, 4000; empty intervals are none."""
    coding = read(text, encoding)
    assert facts(coding) == ROWS
    assert {row.subject for row in coding.rows} == {""}
    assert (coding.tiers, coding.window) == (("mother", "child"), ((0, 10_000),))
    assert (coding.source.unit, coding.source.origin) == ("s", "start of the sound")
    assert kinds(coding) == {
        ("empty_code", "tier child", 1, 0),
        ("rounded", "times", 1, 0),
    }


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end):
    assert facts(read(SHORT.replace("\n", end))) == ROWS


def test_binary():
    """0.1 as a 64-bit number is 100 ms and not a trillionth more."""
    coding = read(binary())
    assert facts(coding) == [("mother", "süß", 100, 2500), ("child", "peak", 3000, 3000)]
    assert coding.notes == {"layout": "binary"}
    assert coding.findings == ()
    assert coding.rows[0].where.startswith("byte ")


def test_an_empty_textgrid_has_its_tiers():
    coding = read(HEAD + '0\n1\n<exists>\n1\n"IntervalTier"\n"words"\n0\n1\n0\n')
    assert (coding.rows, coding.tiers) == ((), ("words",))
    assert read(HEAD + "0\n1\n<absent>\n").tiers == ()


def test_odd_tiers_are_counted():
    """Two tiers of one name; an interval that runs backwards; one beyond the file's own end."""
    tier = '"IntervalTier"\n"a"\n0\n5\n1\n{}\n"x"\n'
    text = HEAD + "0\n5\n<exists>\n3\n" + tier.format("1\n2") + tier.format("3\n2")
    coding = read(text + tier.format("4\n9"))
    assert facts(coding) == [("a", "x", 1000, 2000), ("a", "x", 4000, 9000)]
    assert kinds(coding) == {
        ("reversed", "tier a", 1, -1),
        ("duplicate_tier", "tier a", 1, 0),
        ("beyond", "tier a", 1, 0),
    }


def test_a_second_object_is_counted():
    assert {k[0] for k in kinds(read(SHORT + '"Pitch"\n1\n'))} >= {"further_objects"}


@pytest.mark.parametrize(
    ("content", "where", "found"),
    [
        (SHORT.replace("2.5\n10", "2,5\n10", 1), "line 20", "2,5"),
        (SHORT.replace("4.0005", "nan"), "line 30", "nan"),
        (SHORT.replace("4.0005", "-1"), "line 30, tier child, point 2", "-1"),
        (SHORT.replace("4.0005", "1e9"), "line 30, tier child, point 2", "1e9"),
        (SHORT[:-4], "line 30, tier child, point 2, label", "end of the file"),
        (SHORT.replace('"child"', '"child'), "line 31", "not closed"),
        (SHORT.replace("TextTier", "Tier"), "line 23, tier 2", "Tier"),
        (SHORT.replace('"TextGrid"', '"Pitch"'), "line 2", "Pitch"),
        (SHORT.replace("<exists>\n2", "<exists>\n2.5"), "line 7, number of tiers", "2.5"),
        (SHORT.replace("\n3\n0\n1.25", "\n2\n0\n1.25"), "line 20, tier 2, class", "number"),
        (binary(time=float("nan")), "byte 164, tier child, point 1", "nan"),
        (binary()[:-2], "byte 174, tier child, point 1, label", "end of the file"),
    ],
)
def test_what_is_refused(content, where, found):
    """Lines and bytes counted by hand; a part's byte is that of its first one."""
    with pytest.raises(FormatError) as refused:
        read(content)
    assert refused.value.where.startswith(where)
    assert found in refused.value.found
    assert refused.value.todo


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (SHORT.encode(), 1.0),
        (LONG.encode("utf-16"), 1.0),
        (binary(), 1.0),
        (b"ooBinaryFile\x05Pitch", 0.0),
        (HEAD.replace("TextGrid", "Pitch").encode(), 0.0),
        (b'"TextGrid"', 0.0),
    ],
)
def test_sniff(content, expected):
    assert FORMAT.sniff(Raw("a.txt", content)) == expected
