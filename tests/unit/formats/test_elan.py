"""ELAN files: real ones against other tools' exports, and small authored ones for every trap."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import count
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.errors import FormatError
from reattune.formats import elan
from reattune.formats.contract import Raw
from reattune.record import Coding, Finding, Medium, Row

CONVERTERS = "cases/childproject_converters"
CHATTR = "marisacasillas__chattr-basic/test_files"
TYPES = (
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="main" TIME_ALIGNABLE="true"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="tag" CONSTRAINTS="Symbolic_Association"'
    ' CONTROLLED_VOCABULARY_REF="cv"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="parts" CONSTRAINTS="Symbolic_Subdivision"/>'
)


def eaf(body: str, slots: str = "", header: str = '<HEADER TIME_UNITS="milliseconds"/>') -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="A. Coder"'
        f' FORMAT="3.0" VERSION="3.0">\n{header}\n<TIME_ORDER>{slots}</TIME_ORDER>\n{body}\n'
        f"{TYPES}</ANNOTATION_DOCUMENT>"
    )


def slot(name: str, time: object = "") -> str:
    value = f' TIME_VALUE="{time}"' if time != "" else ""
    return f'<TIME_SLOT TIME_SLOT_ID="{name}"{value}/>'


def tier(name: str, *annotations: str, more: str = "", kind: str = "main") -> str:
    inside = "".join(f"<ANNOTATION>{each}</ANNOTATION>" for each in annotations)
    return f'<TIER TIER_ID={quoteattr(name)} LINGUISTIC_TYPE_REF="{kind}" {more}>{inside}</TIER>'


def timed(name: str, start: str, end: str, code: str = "smile") -> str:
    return (
        f'<ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" TIME_SLOT_REF1="{start}"'
        f' TIME_SLOT_REF2="{end}"><ANNOTATION_VALUE>{escape(code)}</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION>"
    )


def refers(name: str, parent: str, code: str = "x", more: str = "") -> str:
    return (
        f'<REF_ANNOTATION ANNOTATION_ID="{name}" ANNOTATION_REF="{parent}" {more}>'
        f"<ANNOTATION_VALUE>{escape(code)}</ANNOTATION_VALUE></REF_ANNOTATION>"
    )


FOUR = slot("t1", 100) + slot("t2", 200) + slot("t3", 300) + slot("t4", 400)


def read(text: str, path: str = "visit-07.eaf") -> Coding:
    [coding] = elan.parse(Raw(path, text.encode()))
    return coding


def refused(text: str, path: str = "visit-07.eaf") -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(text, path)
    return caught.value


def kinds(findings: tuple[Finding, ...]) -> dict[str, tuple[str, int, int]]:
    return {each.kind: (each.where, each.count, each.rows) for each in findings}


def real(path) -> Coding:
    [coding] = elan.parse(Raw(str(path), path.read_bytes()))
    return coding


def exported(path) -> list[tuple[str, str, str, int, int]]:
    """Rows of ELAN's own tab-delimited export: tier, participant, begin, end, length, value."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(line[0], line[1], line[5].strip(), int(line[2]), int(line[3])) for line in lines]


def test_equal_to_elans_export_row_for_row(shared):
    """226 annotations on two coded tiers and a window, none with text: the stretch is the code."""
    coding = real(shared(f"data/eaf/{CHATTR}/AltELAN-raw/CT_sample1.eaf"))
    truth = exported(shared(f"data/elan-tab/{CHATTR}/AltELAN-tabular/CT_sample1.txt"))
    assert [tuple(row[:5]) for row in coding.rows] == truth
    assert len(truth) == 226
    assert sum(each.count for each in coding.findings if each.kind == "empty_code") == 226
    assert sum(each.rows for each in coding.findings) == 0


@pytest.mark.parametrize("name", ["AllCDS", "XDS", "noCHI"])
def test_equal_to_elans_export_with_dependent_tiers(shared, name):
    """The export was made without the tiers of notes."""
    coding = real(shared(f"data/eaf/{CHATTR}/AAS-raw/test-interaction-{name}.eaf"))
    truth = exported(shared(f"data/elan-tab/{CHATTR}/AAS-tabular/test-interaction-{name}.txt"))
    coded = [row for row in coding.rows if not row.tier.endswith("-notes")]
    assert Counter(tuple(row[:5]) for row in coded) == Counter(truth)


@pytest.mark.parametrize(
    ("name", "columns", "segments"),
    [
        ("eaf", {"vcm": "vcm_type", "lex": "lex_type", "mwu": "mwu_type", "xds": "addressee"}, 222),
        ("eaf_any_tier", {"newtier": "newtier", "newtier2": "newtier2"}, 145),
    ],
)
def test_equal_to_another_tools_table(shared, name, columns, segments):
    """ChildProject's converter: a line for every annotation of a speaker, dependents beside it."""
    coding = real(shared(f"{CONVERTERS}/{name}.eaf"))
    with shared(f"{CONVERTERS}/expected_{name}.csv").open(newline="") as file:
        expected = list(csv.DictReader(file))
    speakers = {line["speaker_id"] for line in expected}
    dependent = {
        (row.tier, row.onset, row.offset): row.code for row in coding.rows if "@" in row.tier
    }
    ours: Counter[tuple[object, ...]] = Counter()
    for tier_name, _, code, onset, offset, _ in coding.rows:
        if tier_name in speakers:
            tags = [dependent.get((f"{c}@{tier_name}", onset, offset), "NA") for c in columns]
            ours[tier_name, onset, offset, code or "NA", *tags] += 1
    truth: Counter[tuple[object, ...]] = Counter()
    for line in expected:
        times = int(line["segment_onset"]), int(line["segment_offset"])
        tags = [line[column] for column in columns.values()]
        truth[line["speaker_id"], *times, line["transcription"], *tags] += 1
    assert ours == truth
    assert truth.total() == segments


def test_every_real_file_reads_or_is_refused_clearly(shared):
    """A row or a finding for every annotation of 13 files; 2 templates are refused."""
    folder = shared("data/eaf")
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".eaf", ".etf"))
    assert len(files) >= 15
    for path in files:
        raw = Raw(str(path), path.read_bytes())
        assert elan.sniff(raw) == 1.0
        if path.suffix == ".etf":
            with pytest.raises(FormatError, match="template"):
                elan.parse(raw)
            continue
        coding = real(path)
        text = raw.content.decode()
        left_out = -sum(each.rows for each in coding.findings)
        assert len(coding.rows) + left_out == text.count("<ANNOTATION>"), path.name
        assert len(coding.tiers) == text.count("<TIER "), path.name


def test_a_real_slot_without_time(shared):
    """Words "you" and "follow" share a slot without time between 11,470 and 11,940: 11,705.

    The next slot of the file's time order (11,840) is another tier's and has no say.
    """
    coding = real(shared("data/eaf/cidles__poio-api/example_data/example.eaf"))
    words = {row.where: row for row in coding.rows}
    assert words["annotation a57"][2:5] == ("you", 11_470, 11_705)
    assert words["annotation a58"][2:5] == ("follow", 11_705, 11_940)
    assert kinds(coding.findings)["interpolated"] == ("tier W-Words", 2, 0)
    assert coding.source.software == "ELAN, EAF 2.3"
    assert [medium.name for medium in coding.media] == ["elan-example1.mpg", "elan-example1.wav"]


def test_real_media_with_offsets_and_dependent_tiers(shared):
    folder = shared("data/eaf/amaliaskilton__flibl/example_eafs_and_configs/no_child_language")
    coding = real(next(folder.glob("*.eaf")))
    assert [medium.offset for medium in coding.media] == [95_856, 120_770, 186_461, 167_814, 64_795]
    assert len(coding.rows) == 2910
    assert len(coding.tiers) == 45
    assert not any("/" in medium.name for medium in coding.media)


def test_rows_tiers_and_source():
    coding = read(
        eaf(
            tier("affect", timed("a1", "t1", "t3", " smile \n"), more='PARTICIPANT=" baby "')
            + tier("empty")
            + tier("gaze", timed("a2", "t2", "t2", "A&B <c>")),
            FOUR,
        )
    )
    assert coding.rows == (
        Row("affect", "baby", "smile", 100, 300, "annotation a1"),
        Row("gaze", "", "A&B <c>", 200, 200, "annotation a2"),
    )
    assert coding.tiers == ("affect", "empty", "gaze")
    assert coding.name == "visit-07"
    assert (coding.source.format, coding.source.unit) == ("elan", "ms")
    assert coding.source.origin == "start of the media"
    assert coding.source.software == "ELAN, EAF 3.0"
    assert "A. Coder" not in repr(coding)
    assert (coding.window, coding.media, coding.findings) == (None, (), ())


@pytest.mark.parametrize(
    ("header", "media"),
    [
        (
            '<HEADER TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR'
            ' MEDIA_URL="file:///C:/Users/jane/my%20visit.mp4" TIME_ORIGIN="95856"/>'
            '<MEDIA_DESCRIPTOR MEDIA_URL="" RELATIVE_MEDIA_URL="..\\v\\visit.wav"/></HEADER>',
            (Medium("my visit.mp4", offset=95_856), Medium("visit.wav")),
        ),
        ('<HEADER MEDIA_FILE="/home/jane/old.mpg"/>', (Medium("old.mpg"),)),
        ("<HEADER/>", ()),
        ("", ()),
    ],
)
def test_media_by_name_only(header, media):
    assert read(eaf("", header=header)).media == media


@pytest.mark.parametrize("unit", ["NTSC-frames", "PAL-frames", "PAL-50-frames", ""])
def test_other_units_are_refused(unit):
    problem = refused(eaf("", header=f'<HEADER TIME_UNITS="{unit}"/>'))
    assert problem.where == "line 3, HEADER"
    assert problem.found == f'TIME_UNITS="{unit}"'


@pytest.mark.parametrize(
    "time", ["-1", "1.5", "soon", "99999999999", "2147483648", "٣", "9" * 5000]
)
def test_a_time_that_is_no_whole_number_is_an_error(time):
    problem = refused(eaf("", slot("t1", 0) + slot("t2", time)))
    assert problem.where == "line 4, time slot t2"
    assert "TIME_VALUE" in problem.found


def test_a_time_slot_that_stands_twice_is_an_error():
    assert "second time" in refused(eaf("", slot("t1", 0) + slot("t1", 5))).found


def test_a_medium_with_an_odd_offset_is_an_error():
    header = '<HEADER><MEDIA_DESCRIPTOR MEDIA_URL="a.mp4" TIME_ORIGIN="soon"/></HEADER>'
    assert refused(eaf("", header=header)).where == "line 3, MEDIA_DESCRIPTOR"


def test_a_tier_without_a_name_is_an_error():
    assert "without a name" in refused(eaf(tier(" "))).found


def test_annotations_that_are_left_out_are_counted():
    """Of five annotations two are sound, and one of these has no text."""
    coding = read(
        eaf(
            tier(
                "affect",
                timed("a1", "t1", "t2"),
                timed("a2", "t4", "t3"),
                timed("a3", "t1", "t9"),
                timed("a4", "t3", "t4", "  "),
                "",
            ),
            FOUR,
        )
    )
    assert [row.code for row in coding.rows] == ["smile", ""]
    assert kinds(coding.findings) == {
        "unknown_annotation": ("tier affect", 1, -1),
        "lost_time": ("tier affect", 1, -1),
        "reversed": ("tier affect", 1, -1),
        "empty_code": ("tier affect", 1, 0),
    }
    assert "annotation a2" in next(e.text for e in coding.findings if e.kind == "reversed")


def test_findings_are_counted_tier_by_tier():
    text = eaf(
        tier("one", timed("a1", "t1", "t2", ""), timed("a2", "t2", "t3", ""))
        + tier("two", timed("a3", "t1", "t2", "")),
        FOUR,
    )
    assert [(each.where, each.count) for each in read(text).findings] == [
        ("tier one", 2),
        ("tier two", 1),
    ]


def test_a_tier_that_stands_twice_is_one():
    coding = read(
        eaf(tier("a", timed("a1", "t1", "t2")) + tier("a", timed("a2", "t3", "t4")), FOUR)
    )
    assert coding.tiers == ("a",)
    assert len(coding.rows) == 2
    assert kinds(coding.findings) == {"duplicate_tier": ("tier a", 1, 0)}


def test_dates_of_birth_make_no_row():
    coding = read(eaf(tier("child_dob", timed("a1", "t1", "t2", "1000-01-01")), FOUR))
    assert coding.rows == ()
    assert kinds(coding.findings) == {"birth_date": ("tier child_dob", 1, -1)}
    assert "1000-01-01" not in repr(coding)


VOCABULARY = (
    '<CONTROLLED_VOCABULARY CV_ID="other"><CV_ENTRY_ML CVE_ID="c1"><CVE_VALUE LANG_REF="eng">no'
    '</CVE_VALUE></CV_ENTRY_ML></CONTROLLED_VOCABULARY><CONTROLLED_VOCABULARY CV_ID="cv">'
    '<CV_ENTRY_ML CVE_ID="c1"><CVE_VALUE LANG_REF="eng">smile</CVE_VALUE>'
    '<CVE_VALUE LANG_REF="nld">lach</CVE_VALUE></CV_ENTRY_ML></CONTROLLED_VOCABULARY>'
)


@pytest.mark.parametrize(
    ("value", "entry", "language", "code"),
    [
        ("", "c1", "", "smile"),
        ("", "c1", 'LANG_REF="nld"', "lach"),
        ("", "c1", 'LANG_REF="fra"', "smile"),
        ("frown", "c1", "", "frown"),
        ("", "c9", "", ""),
    ],
)
def test_an_empty_text_is_taken_from_the_vocabulary_of_its_tier(value, entry, language, code):
    """Entry c1 stands in two vocabularies: the tier's own counts. c9 stands in none."""
    body = tier("main", timed("a1", "t1", "t2")) + tier(
        "tag", refers("a2", "a1", value, f'CVE_REF="{entry}"'), kind="tag", more=language
    )
    coding = read(eaf(body + VOCABULARY, FOUR))
    assert coding.rows[1].code == code
    assert ("empty_code" in kinds(coding.findings)) == (not code)


def test_a_vocabulary_outside_of_the_file_is_no_error():
    external = '<CONTROLLED_VOCABULARY CV_ID="cv" EXT_REF="er1"/>'
    tag = tier("tag", refers("a2", "a1", "", 'CVE_REF="c1"'), kind="tag")
    coding = read(eaf(tier("main", timed("a1", "t1", "t2")) + tag + external, FOUR))
    assert kinds(coding.findings) == {"empty_code": ("tier tag", 1, 0)}


def test_a_template_is_refused_by_its_name():
    assert "template" in refused(eaf(tier("a")), path="basic.ETF").found


def test_a_file_without_annotations_is_read():
    coding = read(eaf(tier("a")))
    assert (coding.rows, coding.tiers) == ((), ("a",))


def test_bad_files_are_one_clear_error():
    whole = eaf(tier("a", timed("a1", "t1", "t2", "café")), FOUR)
    assert refused(whole[: whole.index("</TIER>")]).found.startswith("broken XML")
    assert refused("<ITS/>").expected == "<ANNOTATION_DOCUMENT>"
    assert refused("").found == "an empty file"
    assert refused("onset,offset\n1,2\n").where == "line 1"
    with pytest.raises(FormatError, match="Latin-1") as caught:
        elan.parse(Raw("a.eaf", whole.replace(' encoding="UTF-8"', "").encode("latin-1")))
    assert caught.value.where == "line 5"


CODES = st.text("ab é中<&>\"']", max_size=6)
NAMES = st.text("aK é@<&>\"'-1", min_size=1, max_size=6).filter(str.strip)
TIMES = st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1)).map(sorted)
TIERS = st.lists(
    st.tuples(NAMES, NAMES, st.lists(st.tuples(CODES, TIMES, CODES), max_size=4)),
    max_size=4,
    unique_by=lambda each: each[0],
)


def write(tiers) -> tuple[str, list[Row]]:
    """Write tiers, each with a dependent tier of tags, and what should be read from them."""
    numbers, slots, body, rows = count(1), "", "", []
    for name, person, coded in tiers:
        main, tags, tag_rows = [], [], []
        more = f"PARTICIPANT={quoteattr(person)}"
        for code, (onset, offset), tag in coded:
            n = next(numbers)
            slots += slot(f"s{n}", onset) + slot(f"e{n}", offset)
            main.append(timed(f"a{n}", f"s{n}", f"e{n}", code))
            tags.append(refers(f"b{n}", f"a{n}", tag))
            rows.append(Row(name, person.strip(), code.strip(), onset, offset, f"annotation a{n}"))
            tag_rows.append(Row(f"tag {name}", "", tag.strip(), onset, offset, f"annotation b{n}"))
        # The dependent tier is written first, so that nothing hangs on the order of tiers.
        body += tier(f"tag {name}", *tags, kind="tag") + tier(name, *main, more=more)
        rows[len(rows) - len(tag_rows) :] = tag_rows + rows[len(rows) - len(tag_rows) :]
    return eaf(body, slots), rows


@given(tiers=TIERS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_written_is_read(tiers, encoding):
    text, rows = write(tiers)
    content = text.replace('encoding="UTF-8"', f'encoding="{encoding[:6].strip("-")}"')
    [coding] = elan.parse(Raw("random.eaf", content.encode(encoding)))
    assert list(coding.rows) == rows
    assert len(coding.tiers) == 2 * len(tiers)
    empty = sum(each.count for each in coding.findings if each.kind == "empty_code")
    assert empty == sum(not row.code for row in rows)
