"""ELAN's tab exports: every choice of columns gives the annotations that the .eaf holds."""

from __future__ import annotations

from itertools import product

import pytest

from reattune.errors import FormatError
from reattune.formats.contract import Raw
from reattune.formats.elan_tab import FORMAT
from reattune.formats.registry import sniff
from reattune.record import Medium

CUES = [
    ("Mother", "M", 1120, 1750, "look"),
    ("Child", "C", 3_661_000, 3_661_480, "0."),
    ("Child", "C", 2000, 2040, ""),
]
FACTS = [(tier, person, code, onset, offset) for tier, person, onset, offset, code in CUES]


def clock(ms):
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms / 1000 % 60:06.3f}"


def frames(ms):
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}:{ms % 1000 // 40:02}"


WRITE = {"h": clock, "s": lambda ms: f"{ms / 1000:.3f}", "m": str, "f": frames}
NAMES = {"h": "hh:mm:ss.ms", "s": "ss.msec", "m": "msec", "f": "hh:mm:ss:ff PAL"}


def export(notations, *, duration=True, leading=2):
    """Write the annotations as ELAN does without a header."""
    lines = []
    for tier, person, onset, offset, code in CUES:
        times = [onset, offset, *([offset - onset] if duration else [])]
        cells = [WRITE[n](time) for time in times for n in notations]
        lines.append("\t".join([*[tier, person][:leading], *cells, code]))
    return "\n".join(lines) + "\n"


def read(text, encoding="utf-8", **options):
    return FORMAT.parse(Raw("visit.txt", text.encode(encoding), options))


def facts(coding):
    return [(r.tier, r.subject, r.code, r.onset, r.offset) for r in coding.rows]


def kinds(coding):
    return {(f.kind, f.where, f.count, f.rows) for f in coding.findings}


@pytest.mark.parametrize(
    ("notations", "duration"), list(product(["m", "s", "h", "hs", "sm", "hsm"], [True, False]))
)
def test_rows_without_a_header(notations, duration):
    """Begin, end (and duration) in one to three notations: the same annotations."""
    raw = Raw("visit.txt", export(notations, duration=duration).encode())
    assert sniff(raw).id == "elan-tab"
    (coding,) = FORMAT.parse(raw)
    assert facts(coding) == FACTS
    assert coding.tiers == ("Mother", "Child")
    assert coding.source.unit == (
        "ms" if "m" in notations else "s" if "s" in notations else "hh:mm:ss.ms"
    )
    assert coding.source.origin == "start of the media"
    assert kinds(coding) == {("empty_code", "tier Child", 1, 0)}


def test_without_participants_and_tiers():
    """Without names of tiers there is one, ``annotation``."""
    (coding,) = read(export("m", leading=1))
    assert facts(coding) == [(tier, "", code, a, b) for tier, _, code, a, b in FACTS]
    (coding,) = read(export("m", leading=0))
    assert {row.tier for row in coding.rows} == {"annotation"}


def test_codes_that_are_numbers_are_no_times():
    """0 and 1 behind the duration are codes: begin, end and duration add up before them."""
    (coding,) = read("A\tP\t100\t200\t100\t1\nA\tP\t300\t450\t150\t0\n")
    assert facts(coding) == [("A", "P", "1", 100, 200), ("A", "P", "0", 300, 450)]


def test_a_column_for_each_tier():
    """An annotation a filled cell; the finest notation; media and their offset above."""
    text = (
        '"#file:///C:/My%20clips/play.mp4 -- offset: 40\n'
        "Begin Time - hh:mm:ss.ms\tBegin Time - ss.msec\tEnd Time - hh:mm:ss.ms"
        "\tEnd Time - ss.msec\tDuration - hh:mm:ss.ms\tDuration - ss.msec\tMother\tChild\n"
        "00:00:01.000\t1.000\t00:00:02.500\t2.500\t00:00:01.500\t1.500\tlook\tcry\n"
        "00:00:03.000\t3.000\t00:00:04.000\t4.000\t00:00:01.000\t1.000\t\tda\n"
        "00:00:05.000\t5.000\t00:00:06.000\t6.000\t00:00:01.000\t1.000\t\t\n"
    )
    assert sniff(Raw("visit.txt", text.encode())).id == "elan-tab"
    (coding,) = read(text, "utf-16")
    assert facts(coding) == [
        ("Mother", "", "look", 1000, 2500),
        ("Child", "", "cry", 1000, 2500),
        ("Child", "", "da", 3000, 4000),
    ]
    assert coding.media == (Medium("play.mp4", offset=40),)
    assert kinds(coding) == {("no_annotation", "file", 1, -1)}


def test_headers_in_another_language_and_frames():
    """Frame 12 at 25/s is 480 ms."""
    text = (
        "Tier\tTemps de départ - hh:mm:ss:ff PAL\ttemps de fin - hh:mm:ss:ff PAL"
        "\tDurée - hh:mm:ss:ff PAL\tAnnotation\nMother\t00:00:01:00\t00:00:02:12\t00:00:01:12\thé\n"
    )
    (coding,) = read(text)
    assert facts(coding) == [("Mother", "", "hé", 1000, 2480)]
    assert coding.source.unit == "hh:mm:ss:ff at 25/s"


def test_frames_need_their_rate():
    text = export("f")
    with pytest.raises(FormatError, match="fps"):
        read(text)
    (coding,) = read(text, fps="25")
    assert facts(coding)[2] == ("Child", "C", "", 2000, 2040)


def test_a_table_with_elans_columns():
    """As labs write it from R: commas, other names, quoted texts, a column more."""
    text = 'tier,speaker,start,stop,dur,val,note\nCHI,CHI,100,250,150,"a, b",x\n'
    text += "xds@FA1,FA1,300,400,100,,\n"
    raw = Raw("visit.csv", text.encode())
    assert sniff(raw).id == "elan-tab"
    (coding,) = FORMAT.parse(raw)
    assert facts(coding) == [("CHI", "CHI", "a, b", 100, 250), ("xds@FA1", "FA1", "", 300, 400)]
    assert kinds(coding) == {
        ("unread_columns", "note", 1, 0),
        ("empty_code", "tier xds@FA1", 1, 0),
    }


def test_several_files_in_one_export():
    text = "A\tP\t1\t2\t1\tx\t/home/v1.eaf\nA\tP\t3\t4\t1\ty\t/home/v2.eaf\n"
    first, second = read(text)
    assert (first.name, facts(first)) == ("v1", [("A", "P", "x", 1, 2)])
    assert (second.name, facts(second)) == ("v2", [("A", "P", "y", 3, 4)])


def test_the_stated_unit_wins():
    (coding,) = read("A\tP\t1\t3\t2\tx\n", unit="s")
    assert facts(coding) == [("A", "P", "x", 1000, 3000)]
    with pytest.raises(FormatError, match="option unit"):
        read("A\tP\t1\t3\t2\tx\n", unit="days")


def test_what_is_odd_is_counted():
    """One row ends before it starts, two have other durations; a birth date is no code."""
    good = "A\tP\t10\t30\t20\tx\n" * 20
    (coding,) = read(good + "A\tP\t50\t40\t10\tx\nA\tP\t50\t60\t99\tx\nDOB\tP\t1\t2\t1\t3.3.2001\n")
    assert len(coding.rows) == 21
    assert kinds(coding) == {
        ("duration", "file", 2, 0),
        ("reversed", "tier A", 1, -1),
        ("birth_date", "tier DOB", 1, -1),
    }
    assert "2001" not in repr(coding)


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("A\tP\t10\t30\t20\tx\n" * 20 + "A\tP\t10\t3000000000\t20\tx\n", "line 21", "3000000000"),
        ("A\tP\tten\t30\t20\tx\n", "line 1", "no header"),
        ("tier\tbegin\tend\tduration\tvalue\n", "", "no row"),
        ("tier\tbegin\tend\tduration\tvalue\nA\t1\t2\t1\tx\ty\n", "line 2", "6 fields"),
        ("tier\tbegin\tend\tduration\tvalue\nA\t1\t2,5\t1\tx\n", "line 1", "columns"),
        ("Begin Time - msec\tMother\n1\tx\n", "line 1", "columns"),
    ],
)
def test_what_is_refused(text, where, found):
    with pytest.raises(FormatError) as refused:
        read(text)
    assert refused.value.where == where
    assert found in refused.value.found


@pytest.mark.parametrize(
    "text",
    [
        "1.0\t2.0\tlabel\n",
        "one\t2016-12-01\tv.mp4\tsubject\ts\tSTATE\t266.165\t276.690\t10.525\t\n",
        "onset\toffset\tperson\ttrack\tcode\n1\t2\tchild\tgaze\ton\n",
        "SPEAKER\tday\t1\t0.5\t1.25\t<NA>\t<NA>\tKCHI\t<NA>\t<NA>\n",
        "time\tmother\tchild\n0\t1\t2\n1\t1\t2\n",
        "Dear colleagues\tof the lab\n",
    ],
)
def test_other_tables_are_left_alone(text):
    assert (
        FORMAT.sniff(Raw("a.txt", text.encode())) == 0.0
        or sniff(Raw("a.txt", text.encode())).id != "elan-tab"
    )
