"""Broken transcripts, TextGrids, subtitles and exports: read, or refused; never anything else.

Each round breaks a good file in one to four ways (cut, flipped bytes, repeated or dropped blocks,
rows in another order, fields swapped, absurd numbers, another locale's decimals, other line ends).
A short slice runs here; :func:`rounds` takes any number of them.
"""

from __future__ import annotations

import random
import struct
from collections import Counter

import pytest

from reattune.errors import FormatError
from reattune.formats import FORMATS
from reattune.formats.contract import Raw
from reattune.formats.registry import sniff
from reattune.record import Coding

ROUNDS = 150
ABSURD = (b"1e308", b"-1", b"NaN", b"inf", b"9" * 400, b"0,5", b"--undefined--", b"\xd9\xa1", b"")

CHAT = (
    b"@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tCHI Target_Child, MOT Mother\n"
    b"@ID:\teng|c|CHI|1;06.02|female|||Target_Child|||\n@Media:\tday, audio\n@Bg:\tplay\n"
    b"*CHI:\t&=cries &{l=singing no . [+ nc] \x150_1200\x15\n%spa:\t$x:dhs $i:EM\n"
    b"*MOT:\tlook [=! whispering] here\n\tnow . \x151200_2500\x15\n%wor:\tlook \x151200_1400\x15\n"
    b"*CHI:\t&}l=singing more . \x152600_3000\x15\n%act:\tpoints \x152700_2800\x15\n"
    b"@Eg:\tplay\n@End\n"
)
LONG = (
    b'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 2.5\n'
    b"tiers? <exists>\n"
    b'size = 2\nitem []:\n    item [1]:\n        class = "IntervalTier"\n        name = "mother"\n'
    b"        xmin = 0\n        xmax = 2.5\n        intervals: size = 2\n        intervals [1]:\n"
    b'            xmin = 0\n            xmax = 1.25\n            text = "say ""no"""\n'
    b"        intervals [2]:\n            xmin = 1.25\n            xmax = 2.5\n"
    b'            text = ""\n'
    b'    item [2]:\n        class = "TextTier"\n        name = "cry"\n        xmin = 0\n'
    b"        xmax = 2.5\n        points: size = 1\n        points [1]:\n            number = 0.5\n"
    b'            mark = "peak"\n'
)
SHORT = (
    'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n2.5\n<exists>\n1\n"IntervalTier"\n'
    '"child"\n0\n2.5\n2\n0\n1\n""\n1\n2.5\n"smile"\n'
).encode("utf-16")
BINARY = (
    b"ooBinaryFile\x08TextGrid"
    + struct.pack(">dd?i", 0, 2.5, True, 1)
    + b"\x0cIntervalTier\x00\x05child"
    + struct.pack(">ddi", 0, 2.5, 1)
    + struct.pack(">ddH", 0, 2.5, 5)
    + b"smile"
)
SUBRIP = b"1\n00:00:01,000 --> 00:00:02,500\nMother: look\n\n2\n00:00:03,000 --> 00:00:04,000\nda\n"
WEBVTT = (
    b"WEBVTT - play\n\nNOTE by hand\n\nSTYLE\n::cue {}\n\nfirst\n00:01.000 --> 00:02.500 line:0\n"
    b"<v Mother>look &amp; see\n\n00:00:03.000 --> 00:00:04.000\n- Child: da\n- Mother: yes\n"
)
TIERS = (
    b"CHI\tCHI\t1120\t1750\t630\t0.\nMOT\tM\t2690\t3920\t1230\tlook!\ncode\t\t0\t9000\t9000\t1\n"
)
COLUMNS = (
    b'"#file:///play.mp4 -- offset: 40\n'
    b"Begin Time - hh:mm:ss.ms\tBegin Time - msec\tEnd Time - hh:mm:ss.ms\tEnd Time - msec"
    b"\tDuration - hh:mm:ss.ms\tDuration - msec\tMother\tChild\n"
    b"00:00:01.000\t1000\t00:00:02.500\t2500\t00:00:01.500\t1500\tlook\t\n"
    b"00:00:03.000\t3000\t00:00:04.000\t4000\t00:00:01.000\t1000\t\tcry\n"
)
LENA = b"segtype,startsec,endsec\nCHN,0.00,1.33\nFAN,1.33,2.13\nOLN,2.13,3.00\n"
LISTS = (
    b"segment_onset,segment_offset,speaker_type,lena_speaker,utterances,cries,vfxs,raw_filename\n"
    b"0,1300,CHI,CHN,\"[{'seq': '1', 'end': 0.9, 'start': 0.1}]\",[],[],a.its\n"
    b"1300,2650,FEM,FAN,[],[],[],a.its\n"
)
SAMPLES = {
    "chat": ("chat", CHAT),
    "textgrid-long": ("textgrid", LONG),
    "textgrid-short": ("textgrid", SHORT),
    "textgrid-binary": ("textgrid", BINARY),
    "subrip": ("subrip", SUBRIP),
    "webvtt": ("webvtt", WEBVTT),
    "elan-tab-rows": ("elan-tab", TIERS),
    "elan-tab-columns": ("elan-tab", COLUMNS),
    "lena-segments": ("lena-segments", LENA),
    "lena-segments-lists": ("lena-segments", LISTS),
}
REAL = {
    "chat": "cases/childproject_converters/vandam.cha",
    "textgrid": "cases/childproject_converters/textgrid.TextGrid",
    "subrip": "data/subtitle/ropensci__phonfieldwork/inst/extdata/test.srt",
    "elan-tab": "data/elan-tab/marisacasillas__chattr-basic/test_files/AAS-tabular/"
    "test-interaction-XDS.txt",
}


def broken(content: bytes, chance: random.Random) -> bytes:
    """Break content in one to four ways."""
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(WAYS)(content, chance) or b"\n"
    return content


def _cut(content, chance):
    return content[: chance.randrange(len(content) + 1)]


def _flip(content, chance):
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _repeat(content, chance):
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:end] + content[start:end] * chance.choice([1, 2, 40]) + content[end:]


def _drop(content, chance):
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:start] + content[end:]


def _shuffle(content, chance):
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def _swap_fields(content, chance):
    lines = content.splitlines(keepends=True)
    at = chance.randrange(len(lines)) if lines else 0
    mark = chance.choice([b"\t", b",", b" ", b"_"])
    if lines:
        fields = lines[at].rstrip(b"\n").split(mark)
        chance.shuffle(fields)
        lines[at] = mark.join(fields) + b"\n"
    return b"".join(lines)


def _absurd(content, chance):
    words = [index for index, byte in enumerate(content) if byte in b"0123456789"]
    if not words:
        return content
    start = end = chance.choice(words)
    while end < len(content) and content[end] in b"0123456789.":
        end += 1
    return content[:start] + chance.choice(ABSURD) + content[end:]


def _locale(content, chance):
    return content.replace(b".", b",") if chance.random() < 0.5 else content.replace(b",", b";")


def _line_ends(content, chance):
    return content.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n", b" \n"]))


WAYS = (_cut, _flip, _repeat, _drop, _shuffle, _swap_fields, _absurd, _locale, _line_ends)


def rounds(id: str, content: bytes, number: int) -> Counter[str]:
    """Break a file a number of times and read it; count what was read and what was refused."""
    chance = random.Random(f"{id} {len(content)}")  # noqa: S311 (a seeded series)
    counts: Counter[str] = Counter()
    for _ in range(number):
        raw = Raw("broken.txt", broken(content, chance))
        FORMATS[id].sniff(raw)
        codings, refused = outcome(id, raw)
        if refused is not None:
            assert refused.path == "broken.txt"
            assert refused.found
            assert refused.expected
            assert refused.todo
        counts["read" if refused is None else "refused"] += 1
        for coding in codings:
            check(coding)
    return counts


def outcome(id: str, raw: Raw) -> tuple[list[Coding], FormatError | None]:
    """Read a file: its codings, and the error it was refused with."""
    try:
        return FORMATS[id].parse(raw), None
    except FormatError as refused:
        return [], refused


def check(coding):
    """Whole milliseconds in order, plain texts, known tiers, findings that count."""
    assert coding.source.unit
    assert coding.source.origin
    for row in coding.rows:
        assert type(row.onset) is int
        assert type(row.offset) is int
        assert 0 <= row.onset <= row.offset <= 2_000_000_000
        assert row.code == row.code.strip()
        assert row.tier in coding.tiers
        assert row.where
    for phase in coding.phases:
        assert 0 <= phase.onset <= phase.offset
    assert all(finding.count > 0 and finding.text for finding in coding.findings)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_whole_and_known(name):
    """Unbroken, every sample is recognised among all formats, and has rows."""
    known, content = SAMPLES[name]
    raw = Raw("whole.txt", content)
    assert sniff(raw).id == known
    codings = FORMATS[known].parse(raw)
    assert all(coding.rows for coding in codings)
    for coding in codings:
        check(coding)


@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files_are_read_or_refused(name):
    known, content = SAMPLES[name]
    counts = rounds(known, content, ROUNDS)
    assert counts["read"] + counts["refused"] == ROUNDS
    assert counts["refused"] > 0
    assert counts["read"] > 0


@pytest.mark.parametrize("id", REAL)
def test_broken_real_files_are_read_or_refused(id, shared):
    counts = rounds(id, shared(REAL[id]).read_bytes(), ROUNDS // 3)
    assert counts["read"] + counts["refused"] == ROUNDS // 3
