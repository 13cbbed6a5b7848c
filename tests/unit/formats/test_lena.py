"""LENA files: real days against LENA's own totals, and small authored ones for every trap."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from decimal import Decimal
from itertools import pairwise

import pytest

from reattune.errors import FormatError
from reattune.formats import lena
from reattune.formats.contract import Raw
from reattune.record import Coding, Finding, Row

DAY = "data/its/HomeBankCode__lena-its-tools/Example/e20160420_165405_010572.its"
SHORT = "data/its/HomeBankCode__rlena/tests/test.its"
BARS = (
    '<Bar><Recording num="1" startTime="PT0.00S" endTime="PT2.00S"/></Bar>'
    '<Bar><Recording num="1" startTime="PT2.00S" endTime="PT10.00S"/></Bar>'
)
ONE = (
    '<Recording num="1" startClockTime="2020-01-01T10:00:00Z" endClockTime="2020-01-01T10:00:10Z"'
    ' startTime="PT0.00S" endTime="PT10.00S">'
)


def its(*segments: str, recording: str = ONE, before: str = "", after: str = BARS) -> str:
    body = "\n".join(segments)
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE ITS SYSTEM "its.dtd" >\n'
        f"<ITS>\n<ProcessingUnit>{before}\n{recording}\n<Pause>\n{body}\n</Pause></Recording>"
        f"{after}</ProcessingUnit></ITS>"
    )


def read(text: str, path: str = "day.its") -> Coding:
    [coding] = lena.parse(Raw(path, text.encode()))
    return coding


def refused(text: str) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(text)
    return caught.value


def kinds(findings: tuple[Finding, ...]) -> dict[str, tuple[int, int]]:
    return {each.kind: (each.count, each.rows) for each in findings}


def real(path) -> tuple[str, Coding]:
    content = path.read_bytes()
    [coding] = lena.parse(Raw(str(path), content))
    return content.decode(), coding


def lengths(coding: Coding, tier: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in coding.rows:
        if row.tier == tier:
            total[row.subject] += row.offset - row.onset
    return total


def ms(seconds: str) -> int:
    return int(Decimal(seconds) * 1000)


def written_totals(text: str) -> Counter[str]:
    """Milliseconds by speaker as LENA itself sums them up, over the hourly bars."""
    total: Counter[str] = Counter()
    for bar in re.findall(r"<BarSummary ([^>]*)>", text):
        for speaker, seconds in re.findall(r'\b([A-Z]{3})="PT?([\d.]+)S"', bar):
            total[speaker] += ms(seconds)
    return +total


def test_a_full_day(shared):
    """12,732 segments from 0 to 22,575.05 s without a gap: their lengths sum up to the whole."""
    text, coding = real(shared(DAY))
    segments = [row for row in coding.rows if row.tier == "segment"]
    assert len(segments) == len(re.findall(r"<Segment ", text)) == 12_732
    assert segments[0].onset == 0
    assert all(a.offset == b.onset for a, b in pairwise(segments))
    assert segments[-1].offset == sum(lengths(coding, "segment").values()) == 22_575_050
    assert coding.window == ((0, 22_575_050),)
    assert coding.ages_months == {"CHN": 4.0, "CHF": 4.0}
    assert coding.source.software == "LENA Pro V3.4.0-143 r11538"


@pytest.mark.parametrize("path", [DAY, SHORT])
def test_speakers_have_the_lengths_that_lena_states(shared, path):
    """LENA's hourly totals by speaker are a sum of their own in the file: equal to 10 ms."""
    text, coding = real(shared(path))
    assert lengths(coding, "segment") == written_totals(text)


@pytest.mark.parametrize(("path", "counts"), [(DAY, (1228, 744, 309)), (SHORT, (0, 0, 3))])
def test_the_childs_parts_have_the_counts_and_lengths_that_lena_states(shared, path, counts):
    """childUttCnt counts the utterances; childCryVfxLen sums cries and vegetative sounds."""
    text, coding = real(shared(path))
    by_tier = Counter(row.tier for row in coding.rows)
    assert (by_tier["utterance"], by_tier["cry"], by_tier["vegetative"]) == counts
    assert by_tier["cry"] == len(re.findall(r"\bstartCry\d", text))
    segments = re.findall(r"<Segment [^>]*>", text)
    assert counts[0] == sum(
        int(number) for each in segments for number in re.findall(r'childUttCnt="(\d+)"', each)
    )
    stated = sum(
        ms(seconds)
        for each in segments
        for seconds in re.findall(r'childCryVfxLen="PT?([\d.]+)S"', each)
    )
    read_ms = (lengths(coding, "cry") + lengths(coding, "vegetative")).total()
    assert read_ms == stated


def test_a_paused_recorder(shared):
    """10:21:26 to 10:25:22 is 3 min 56 s, 10:31:01 to 10:33:18 is 2 min 17 s."""
    _, coding = real(shared(SHORT))
    assert [(each.kind, each.where) for each in coding.findings] == [
        ("recorder_paused", "the start of recording 2"),
        ("recorder_paused", "the start of recording 3"),
    ]
    assert "0:03:56 h" in coding.findings[0].text
    assert "0:02:17 h" in coding.findings[1].text
    assert coding.notes["recorder paused"].startswith(
        "0:03:56 h at the start of recording 2 (313.85"
    )
    assert coding.window == ((0, 979_740),)


@pytest.mark.parametrize("path", [DAY, SHORT])
def test_no_date_of_birth_is_carried_on(shared, path):
    text, coding = real(shared(path))
    births = set(re.findall(r'(?i)\bdob="([^"]+)"', text))
    assert births
    carried = repr({key: value for key, value in asdict(coding).items() if key != "source"})
    assert not any(birth in carried for birth in births)


def test_the_childs_parts_follow_their_segment_in_time():
    """Two utterances around a cry, out of order in the file, then a vegetative sound."""
    coding = read(
        its(
            '<Segment spkr="FAN" startTime="PT0.00S" endTime="PT1.04S"/>',
            '<Segment spkr="CHN" startUtt1="PT1.10S" endUtt1="PT1.50S" startUtt2="PT2S"'
            ' endUtt2="PT2.005S" startCry1="PT1.5S" endCry1="PT2.00S" startVfx10="PT2.5S"'
            ' endVfx10="PT2.6S" startTime="PT1.04S" endTime="PT3S"/>',
        )
    )
    assert coding.rows == (
        Row("segment", "FAN", "FAN", 0, 1040, "line 7"),
        Row("segment", "CHN", "CHN", 1040, 3000, "line 8"),
        Row("utterance", "CHN", "utterance", 1100, 1500, "line 8"),
        Row("cry", "CHN", "cry", 1500, 2000, "line 8"),
        Row("utterance", "CHN", "utterance", 2000, 2005, "line 8"),
        Row("vegetative", "CHN", "vegetative", 2500, 2600, "line 8"),
    )
    assert coding.tiers == ("segment", "utterance", "cry", "vegetative")
    assert (coding.source.unit, coding.source.origin) == ("s (PT...S)", "start of the audio")
    assert coding.findings == ()
    assert coding.name == "day"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1.04S", 1040),
        ("P1.04S", 1040),
        ("PT22575.05S", 22_575_050),
        ("PT1H2M3.5S", 3_723_500),
        ("PT2M", 120_000),
        ("PT0.0014S", 1),
    ],
)
def test_ways_to_write_a_time(text, expected):
    coding = read(its(f'<Segment spkr="SIL" startTime="PT0S" endTime="{text}"/>'))
    assert coding.rows[0].offset == expected


@pytest.mark.parametrize(
    "text", ["1.04", "PT-1.00S", "PTS", "PT", "P", "", "PT1e9S", "PTnanS", "PT9999999.00S", "PT٣S"]
)
def test_a_time_that_cannot_be_read_is_named_with_its_line(text):
    problem = refused(its(f'<Segment spkr="SIL" startTime="PT0S" endTime="{text}"/>'))
    assert problem.where == "line 7, Segment"
    assert "endTime" in problem.found


def test_a_segment_without_speaker_is_an_error():
    assert refused(its('<Segment startTime="PT0S" endTime="PT1S"/>')).where == "line 7, Segment"


def test_parts_and_segments_that_are_left_out_are_counted():
    """Of 2 segments and 3 parts, one segment and two parts go: 2 rows stay."""
    coding = read(
        its(
            '<Segment spkr="FAN" startTime="PT2S" endTime="PT1S"/>',
            '<Segment spkr="CHN" startUtt1="PT2S" startCry1="PT3S" endCry1="PT2.5S"'
            ' startCry2="PT3S" endCry2="PT3S" startTime="PT2S" endTime="PT4S"/>',
        )
    )
    assert [(row.tier, row.onset, row.offset) for row in coding.rows] == [
        ("segment", 2000, 4000),
        ("cry", 3000, 3000),
    ]
    assert [(each.kind, each.where, each.rows) for each in coding.findings] == [
        ("reversed", "tier segment", -1),
        ("unpaired_start", "tier utterance", -1),
        ("reversed", "tier cry", -1),
    ]


def test_segments_outside_of_recordings_are_counted():
    stray = '<Bar><Segment spkr="FAN" startTime="PT0S" endTime="PT1S"/></Bar>'
    coding = read(its('<Segment spkr="SIL" startTime="PT0S" endTime="PT1S"/>', after=stray))
    assert len(coding.rows) == 1
    assert kinds(coding.findings) == {"stray_segment": (1, -1)}


@pytest.mark.parametrize(
    ("clock_end", "expected"),
    [
        ("10:00:12", {}),
        ("10:00:13", {"recorder_paused": (1, 0)}),
        ("10:00:07", {"clock_back": (1, 0)}),
        ("late", {"no_clock": (1, 0)}),
    ],
)
def test_the_clock_against_the_audio(clock_end, expected):
    """The audio has 10 s. Up to 2 s more or less is rounding; 13 s is a pause of 3 s."""
    recording = ONE.replace("10:00:10", clock_end)
    coding = read(its(recording=recording))
    assert kinds(coding.findings) == expected
    assert ("recorder paused" in coding.notes) == ("recorder_paused" in expected)


def test_recordings_apart_in_the_audio_stay_apart():
    second = '<Recording num="2" startTime="PT12S" endTime="PT15S"></Recording>'
    coding = read(its(after=second))
    assert coding.window == ((0, 10_000), (12_000, 15_000))
    assert coding.notes["recordings"] == "2"


@pytest.mark.parametrize(
    "second",
    [
        '<Recording num="2" startTime="PT9S" endTime="PT15S"/>',
        '<Recording num="2" startTime="PT12S" endTime="PT11S"/>',
    ],
)
def test_recordings_that_overlap_or_run_back_are_errors(second):
    assert refused(its(after=second)).where.endswith("recording 2")


def test_a_file_without_recordings_is_an_error():
    assert refused("<ITS><ProcessingUnit/></ITS>").found == "no Recording"


@pytest.mark.parametrize(
    ("stated", "months"),
    [("P4M", 4.0), ("P1Y2M", 14.0), ("P0M", 0.0), ("P2Y", 24.0), ("P1M15D", 1 + 15 / 30.4375)],
)
def test_the_age_that_lena_states(stated, months):
    """A month is 365.25 / 12 = 30.4375 days. The date of birth beside it is not looked at."""
    child = f'<ChildInfo dob="1000-01-01" gender="M" chronologicalAge="{stated}"/>'
    coding = read(its(before=child))
    assert coding.ages_months == {"CHN": pytest.approx(months), "CHF": pytest.approx(months)}
    assert "1000-01-01" not in repr(coding)


def test_an_age_is_not_made_from_the_date_of_birth():
    assert read(its(before='<ChildInfo dob="1000-01-01"/>')).ages_months == {}
    odd = read(its(before='<ChildInfo dob="1000-01-01" chronologicalAge="four"/>'))
    assert odd.ages_months == {}
    assert kinds(odd.findings) == {"unread_age": (1, 0)}


def test_a_cut_off_file_is_an_error():
    text = its('<Segment spkr="SIL" startTime="PT0S" endTime="PT1S"/>')
    problem = refused(text[: text.index("</Pause>")])
    assert problem.where == "line 8"
    assert "broken XML" in problem.found


def test_another_xml_file_is_not_lenas():
    assert refused("<ANNOTATION_DOCUMENT/>").expected == "<ITS>"
    assert lena.sniff(Raw("day.its", b"<ANNOTATION_DOCUMENT/>")) == 0.0
    assert lena.sniff(Raw("day.xml", its().encode())) == 1.0
