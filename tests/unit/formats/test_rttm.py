"""RTTM: speakers and voice types; tabs and blanks, several recordings, exact milliseconds."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.errors import FormatError
from reattune.formats.contract import Raw
from reattune.formats.rttm import FORMAT

HERE = "data/rttm"
CHATTR = f"{HERE}/marisacasillas__chattr-basic/test_files/rttm"
CASE = "cases/childproject_converters"


def read(text, encoding="utf-8"):
    return FORMAT.parse(Raw("day.rttm", text.encode(encoding)))


def read_file(path):
    return FORMAT.parse(Raw(str(path), path.read_bytes()))


def line(onset="1.5", duration="0.25", label="KCHI", *, recording="day1", kind="SPEAKER"):
    return f"{kind} {recording} 1 {onset} {duration} <NA> <NA> {label} <NA> <NA>\n"


def facts(coding):
    return [(r.tier, r.subject, r.code, r.onset, r.offset) for r in coding.rows]


def kinds(coding):
    return {(f.kind, f.count, f.rows) for f in coding.findings}


def test_a_line_is_a_row():
    """1.5 s and 0.25 s: 1500 to 1750 ms."""
    (coding,) = read(line())
    assert facts(coding) == [("SPEAKER", "KCHI", "KCHI", 1500, 1750)]
    assert coding.rows[0].where == "line 1"
    assert (coding.name, coding.tiers, coding.window) == ("day1", ("SPEAKER",), None)
    assert (coding.source.unit, coding.source.origin) == ("s", "start of the recording")
    assert coding.findings == ()


def test_recordings_are_codings_and_rows_keep_their_order():
    text = line("100", recording="b") + line("20", recording="a") + line("3", recording="b")
    first, second = read(text)
    assert (first.name, second.name) == ("b", "a")
    assert [(row.onset, row.where) for row in first.rows] == [(100_000, "line 1"), (3000, "line 3")]


def test_tabs_let_texts_hold_blanks():
    text = "SPEAKER\tc\t1\t61.19\t0.76\tDad you!\t{xds@ A}\tMC1\t<NA>\t<NA>\n"
    (coding,) = read(text)
    assert facts(coding) == [("SPEAKER", "MC1", "MC1", 61_190, 61_950)]
    assert kinds(coding) == {("unused_field", 1, 0)}
    assert {f.where for f in coding.findings} == {"ortho", "stype"}


def test_sums_are_exact_before_they_are_rounded():
    """1985.4920000000002 + 3.4589999999999996 = 1988.9509999999998 s, so 1,988,951 ms."""
    (coding,) = read(line("1985.4920000000002", "3.4589999999999996"))
    assert facts(coding) == [("SPEAKER", "KCHI", "KCHI", 1_985_492, 1_988_951)]
    assert kinds(coding) == {("rounded", 1, 0)}


def test_half_a_millisecond_goes_to_the_even_one():
    """0.0005 s to 0; 0.0005 + 0.001 = 0.0015 s to 2."""
    (coding,) = read(line("0.0005", "0.001"))
    assert (coding.rows[0].onset, coding.rows[0].offset) == (0, 2)


def test_comments_and_speaker_info_are_skipped_and_counted():
    text = ";; made by hand\n\n" + line("<NA>", "<NA>", kind="SPKR-INFO") + line() + ";; end\n"
    (coding,) = read(text)
    assert [row.where for row in coding.rows] == ["line 4"]
    assert kinds(coding) == {("comment_line", 2, 0), ("speaker_info", 1, -1)}


def test_types_without_duration_or_label():
    """An IP marks a moment; a line without a label is coded by its subtype, or its type."""
    text = line("2", "<NA>", kind="IP") + line(label="<NA>", kind="NOSCORE")
    text += "NON-SPEECH day1 1 1 1 <NA> music <NA> <NA> <NA>\n"
    (coding,) = read(text)
    assert facts(coding) == [
        ("IP", "KCHI", "KCHI", 2000, 2000),
        ("NOSCORE", "", "NOSCORE", 1500, 1750),
        ("NON-SPEECH", "", "music", 1000, 2000),
    ]
    assert coding.tiers == ("IP", "NOSCORE", "NON-SPEECH")


def test_several_channels_are_said():
    (coding,) = read(line() + line().replace("day1 1", "day1 2"))
    assert coding.notes == {"channel": "1, 2"}
    assert kinds(coding) == {("channels", 1, 0)}


@pytest.mark.parametrize("time", ["-1", "-0.5", "NaN", "inf", "1e30", "soon", "<NA>", "1,5", "1_0"])
def test_a_time_that_is_none_names_the_line(time):
    with pytest.raises(FormatError, match="line 2, onset"):
        read(line() + line(onset=time))
    with pytest.raises(FormatError, match="line 2, duration"):
        read(line() + line(duration=time))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (line() + "SPEAKER day1 1 1.5 0.25\n", "line 2: found 5 fields"),
        (line().replace("<NA>", "two words"), "line 1: found 14 fields"),
        (line() + line(kind="WORDS"), "line 2: found type 'WORDS'"),
        (line(recording="<NA>"), "line 1: found type 'SPEAKER' of file '<NA>'"),
        (";; nothing\n", "only comments"),
        ("", "an empty file"),
        ("\n\n", "only blanks"),
    ],
)
def test_broken_files_are_one_clear_error(text, found):
    with pytest.raises(FormatError, match=found):
        read(text)


def test_latin1_names_the_line():
    with pytest.raises(FormatError, match="line 2: found byte 0xEB"):
        read(line() + line(label="Zoë"), "latin-1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_sniffing_is_by_content(encoding):
    raw = Raw("x.txt", (";; c\r\n" + line(label="Zoë") * 200).encode(encoding))
    assert FORMAT.sniff(raw) > 0.9
    assert FORMAT.parse(raw)[0].rows[-1].subject == "Zoë"


@pytest.mark.parametrize("text", ["", "a.wav\t1\t2\t3\n", "SPEAKER day1 1 x y a b c\n", ";; c\n"])
def test_other_texts_are_not_sniffed(text):
    assert FORMAT.sniff(Raw("x.rttm", text.encode())) == 0


LABELS = st.sampled_from(["KCHI", "CHI", "FEM", "MAL", "SPEECH", "Zoë"])
ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), LABELS, st.integers(0, 10**8), st.integers(0, 10**6)),
    min_size=1,
)


@given(ROWS, st.sampled_from([" ", "\t"]))
def test_rows_come_back_as_they_were_written(rows, mark):
    """Milliseconds written as seconds with three decimals are read back exactly, in order."""
    text = "".join(
        line(f"{onset / 1000:.3f}", f"{length / 1000:.3f}", label, recording=name).replace(
            " ", mark
        )
        for name, label, onset, length in rows
    )
    got = {coding.name: facts(coding) for coding in read(text)}
    for name in {row[0] for row in rows}:
        own = [row for row in rows if row[0] == name]
        assert got[name] == [("SPEAKER", code, code, on, on + size) for _, code, on, size in own]
    assert len(got) == len({row[0] for row in rows})


# Real files.

SPEAKERS = {"CHI": "OCH", "KCHI": "CHI", "FEM": "FEM", "MAL": "MAL"}
VCM = {"CRY": "Y", "NCS": "N", "CNS": "C"}


def expected(path):
    """Onset, offset and speaker, and the vocalisation's type where there is such a column."""
    with path.open(newline="", encoding="utf-8") as lines:
        return sorted((int(on), int(off), *rest) for on, off, *rest in list(csv.reader(lines))[1:])


def test_vtc_equals_the_converter(shared):
    """KCHI is the key child (CHI), CHI another child (OCH), SPEECH nobody (NA)."""
    codings = read_file(shared(f"{CASE}/vtc.rttm"))
    assert [(c.name, len(c.rows)) for c in codings] == [
        ("namibie_aiku_20160714_1", 5),
        ("namibie_aiku_20170315_2", 10),
    ]
    rows = [row for coding in codings for row in coding.rows]
    got = sorted((row.onset, row.offset, SPEAKERS.get(row.code, "NA")) for row in rows)
    assert got == expected(shared(f"{CASE}/expected_vtc.csv"))


def test_vcm_equals_the_converter(shared):
    """CRY, NCS and CNS are the key child's; CHI is another child."""
    (coding,) = read_file(shared(f"{CASE}/vcm.rttm"))
    assert coding.name.endswith("Bergelson_0_0008")
    speakers = SPEAKERS | dict.fromkeys(VCM, "CHI")
    got = sorted(
        (row.onset, row.offset, speakers.get(row.code, "NA"), VCM.get(row.code, "NA"))
        for row in coding.rows
    )
    assert got == expected(shared(f"{CASE}/expected_vcm.csv"))
    assert len(got) == 20


@pytest.mark.parametrize("name", ["TEST.rttm", "TEST.txt"])
def test_a_long_file_keeps_every_line(shared, name):
    """Counted by splitting each line at its blanks."""
    path = shared(f"{CHATTR}/{name}")
    lines = [text.split() for text in path.read_text(encoding="utf-8").splitlines()]
    (coding,) = read_file(path)
    assert len(coding.rows) == len(lines) == 10_060
    assert Counter(row.code for row in coding.rows) == Counter(fields[7] for fields in lines)
    total = sum(round(float(fields[4]) * 1000) for fields in lines)
    assert sum(row.offset - row.onset for row in coding.rows) == total


@pytest.mark.parametrize("name", ["TEST2.rttm", "TEST2.txt"])
def test_texts_with_blanks(shared, name):
    """61.19 + 0.76 and 61.49 + 0.58 s; one recording, with 8 or with 10 fields."""
    (coding,) = read_file(shared(f"{CHATTR}/{name}"))
    assert coding.name == "RECORDING_CLIP1"
    assert facts(coding) == [
        ("SPEAKER", "MC1", "MC1", 61_190, 61_950),
        ("SPEAKER", "MA1", "MA1", 61_490, 62_070),
    ]


def test_alice_is_not_rttm(shared):
    path = shared(f"{HERE}/LAAC-LSCP__ChildProject/tests/data/alice.txt")
    assert FORMAT.sniff(Raw(str(path), path.read_bytes())) == 0
    for name in ("TEST.rttm", "TEST.txt", "TEST2.rttm", "TEST2.txt"):
        path = shared(f"{CHATTR}/{name}")
        assert FORMAT.sniff(Raw(str(path), path.read_bytes())) > 0.9
