"""The fast paths of .eaf and .its: the same as the XML parser, on every file, also when broken."""

from __future__ import annotations

import random
from importlib.resources import files
from pathlib import Path

import pytest

from reattune.errors import FormatError
from reattune.formats import Raw, elan, elan_scan, lena, lena_scan
from reattune.formats.scanning import plain_text, without

ROUNDS = 300

EAF = b"""<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT FORMAT="3.0">
    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
        <MEDIA_DESCRIPTOR MEDIA_URL="file:///a/b.mp4" TIME_ORIGIN="40"/>
    </HEADER>
    <TIME_ORDER>
        <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/>
        <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="800"/>
        <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="900"/>
    </TIME_ORDER>
    <TIER LINGUISTIC_TYPE_REF="t" PARTICIPANT="Kim" TIER_ID="child">
        <ANNOTATION>
            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
                <ANNOTATION_VALUE>smile</ANNOTATION_VALUE>
            </ALIGNABLE_ANNOTATION>
        </ANNOTATION>
    </TIER>
    <TIER LINGUISTIC_TYPE_REF="t" TIER_ID="empty"/>
    <TIER LINGUISTIC_TYPE_REF="t" TIER_ID="parent">
        <ANNOTATION>
            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts2" TIME_SLOT_REF2="ts3">
                <ANNOTATION_VALUE> h\xc3\xa4ndchen </ANNOTATION_VALUE>
            </ALIGNABLE_ANNOTATION>
        </ANNOTATION>
    </TIER>
    <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>
"""

ITS = b"""<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE ITS SYSTEM "its.dtd" >
<ITS fileName="x" version="4.6.0">
    <!-- ===== Flow of the Recordings ===== -->
    <ProcessingUnit>
        <Bar><Recording num="1" startTime="PT0.00S" endTime="PT3.00S"/></Bar>
        <Recording num="1" startClockTime="2020-01-01T10:00:00Z" endClockTime="2020-01-01T10:00:03Z"
            startTime="PT0.00S" endTime="PT3.00S">
            <Conversation num="1">
                <Segment spkr="CHN" average_dB="-20.1" startUtt1="PT0.10S" endUtt1="PT0.50S" \
startTime="PT0.00S" endTime="PT1.00S" />
                <Segment spkr="FAN" startTime="PT1.00S" endTime="PT2.00S" />
            </Conversation>
            <Segment spkr="SIL" startTime="PT2.00S" endTime="PT3.00S"/>
        </Recording>
    </ProcessingUnit>
</ITS>
"""

QUOTES = EAF.replace(b"smile", b'says "no"').replace(b"    </TIER>", b"""        <ANNOTATION>
            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a9" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts3">
                <ANNOTATION_VALUE/>
            </ALIGNABLE_ANNOTATION>
        </ANNOTATION>
    </TIER>""", 1)  # fmt: skip
"""Annotations that hold quotes, and one without text."""

BETWEEN = (
    ITS.replace(b'            <Segment spkr="SIL"', b'<Note><Deep/></Note>\n<Segment spkr="SIL"')
    .replace(b"</Conversation>", b'</Conversation><!-- calm --><Pause num="1"/>')
    .replace(b"\n", b"\r\n")
)
"""Elements with and without attributes between segments, and line ends of another system."""

KINDS = [(elan, EAF), (elan, QUOTES), (lena, ITS), (lena, BETWEEN)]


def outcome(module, raw):
    """What reading gives: the codings, or the error's words."""
    try:
        return module.parse(raw)
    except FormatError as problem:
        return str(problem)


def both(module, raw, monkeypatch):
    fast = outcome(module, raw)
    with monkeypatch.context() as patch:
        patch.setattr(module, "scan", lambda _: None)
        return fast, outcome(module, raw)


def mutations(content, seed):
    """Yield broken copies: bytes flipped, cut, doubled, blocks moved, quotes and tags damaged."""
    chance = random.Random(seed)  # noqa: S311 (damage, no secret)
    marks = [b"<", b">", b'"', b"&", b"<!--", b"-->", b"]]>", b"\r", b"\x00", b' a="1"', b"/", b"1"]
    for _ in range(ROUNDS):
        made = bytearray(content)
        for _ in range(chance.choice([1, 1, 1, 2, 4])):
            at, to = sorted(chance.randrange(len(made) + 1) for _ in range(2))
            kind = chance.randrange(6)
            if kind == 0 and at < len(made):
                made[at] = chance.randrange(256)
            elif kind == 1:
                del made[at : min(to, at + 40)]
            elif kind == 2:
                made[at:at] = made[at : min(to, at + 300)]
            elif kind == 3:
                made[at:at] = chance.choice(marks)
            elif kind == 4:
                piece = made[at : at + 120]
                del made[at : at + 120]
                made[to:to] = piece
            else:
                made = made[: max(at, 1)] if chance.random() < 0.2 else made
        yield bytes(made)


def test_the_fast_path_is_taken_for_usual_files():
    assert elan_scan.scan(Raw("a.eaf", EAF)).tiers == (
        (["a1"], ["smile"], [0], [800]),
        ([], [], [], []),
        (["a2"], ["händchen"], [800], [900]),
    )
    recordings = lena_scan.scan(Raw("a.its", ITS)).recordings
    assert [len(segments.lines) for segments in recordings] == [0, 3]
    assert recordings[1].lines == [10, 11, 13]
    assert recordings[1].marks == {0: {"startUtt1": "PT0.10S", "endUtt1": "PT0.50S"}}


@pytest.mark.parametrize(("module", "content"), KINDS)
def test_usual_files_read_the_same_both_ways(module, content, monkeypatch):
    assert module.scan(Raw("a", content)) is not None
    fast, slow = both(module, Raw("a", content), monkeypatch)
    assert fast == slow
    assert not isinstance(fast, str)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("module", "content"), KINDS)
def test_broken_files_read_the_same_both_ways(module, content, seed, monkeypatch):
    """Codings or one error, the same words and line, for 1,800 damaged copies of each of four."""
    for made in mutations(content, seed):
        fast, slow = both(module, Raw("a", made), monkeypatch)
        assert fast == slow, made.decode(errors="replace")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b' TIME_VALUE="800"', b""),
        (b"smile", b"smile &amp; coo"),
        (b"smile", b"<![CDATA[smile]]>"),
        (b'"a2"', b'"a1"'),
        (b'ID="ts3"', b'ID="ts2"'),
        (b'REF2="ts3"', b'REF2="ts9"'),
        (b'REF1="ts2"', b'CVE_REF="c" TIME_SLOT_REF1="ts2"'),
        (b"<LINGUISTIC", b"<!-- <TIER> --><LINGUISTIC"),
        (b"<HEADER", b"<?style a?><HEADER"),
        (b"smile", b"smi\xffle"),
        (b'TIER_ID="child"', b'TIER_ID="child/>"'),
        (b'TIER_ID="child"', b"TIER_ID='child/>'"),
        (b'encoding="UTF-8"', b'encoding="latin-1"'),
        (EAF[EAF.index(b"<TIME_SLOT") : EAF.index(b"    </TIME_ORDER>")], b"<TIME_S>"),
        (b'"a1"', b"</TIER>"),
        (b'<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="0"/>', b"<TIME_SLOT TIME_SLOT_ID="),
    ],
)
def test_what_is_not_certain_goes_to_the_parser(old, new):
    assert elan_scan.scan(Raw("a.eaf", EAF.replace(old, new, 1))) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'spkr="FAN"', b'spkr="FAN" spkr="MAN"'),
        (b'spkr="FAN"', b'spkr="F&amp;N"'),
        (b'spkr="FAN"', b"spkr='FAN'"),
        (b'endTime="PT2.00S" />', b'endTime="PT2.00S"></Segment>'),
        (b"</ProcessingUnit>", b'</ProcessingUnit><Segment spkr="SIL"/>'),
        (b'<Conversation num="1">', b'<Conversation num="1"><Recording/>'),
        (b"=====", b"<Segment/>"),
    ],
)
def test_segments_that_are_not_certain_go_to_the_parser(old, new):
    assert lena_scan.scan(Raw("a.its", ITS.replace(old, new, 1))) is None


@pytest.mark.parametrize("kind", ["eaf", "its"])
def test_real_files_read_the_same_both_ways(kind, shared, monkeypatch):
    module = elan if kind == "eaf" else lena
    paths = sorted(Path(shared(f"data/{kind}")).rglob(f"*.{kind}"))
    scanned = 0
    for path in paths:
        raw = Raw(path.name, path.read_bytes())
        fast, slow = both(module, raw, monkeypatch)
        assert fast == slow
        scanned += (elan_scan if kind == "eaf" else lena_scan).scan(raw) is not None
    # Annotations that refer to others, or slots without a time, are the parser's.
    assert scanned >= 2


def test_the_scene_with_its_comment_takes_the_fast_path():
    scene = files("reattune.cli") / "scenes" / "rattle.eaf"
    raw = Raw("rattle.eaf", scene.read_bytes())
    assert plain_text(raw) == raw.content.decode()
    assert elan_scan.scan(raw) is not None


def test_lines_stay_where_they_were():
    content = "a\nb<x\n>\nc\n<x>d"
    assert without(content, [(3, 7), (10, 13)]) == b"a\nb\n\nc\nd"
