"""Broken GridWare, GSEQ, Observer, looking and iCatcher+ files: codings, or one FormatError.

A short slice runs here. ``python tests/fuzz/test_fuzz_grids.py 10000 [format=file ...]`` changes
every sample, and the files named, that often and counts what comes of them.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from reattune.errors import FormatError
from reattune.formats import FORMATS
from reattune.formats.contract import Raw

TRJ = "Onset\tMother\tChild\n0\ta\tx\n1.5\tb\tx\n2\t--\ty\n4.25\tb\ty\n5\n"
GWF = (
    "<GridWare>\n<Config>\nstate\tcategorical\tMother\ta\tb\nMissingValueSymbol\t--\n</Config>\n"
    "<Trajectories>\nperson\tFilename\nC1\tC1.trj\n</Trajectories>\n</GridWare>\n"
)
TIMED = (
    "% by hand %\nTimed ($mother = mlook maway) (infant = ilook) * sex (m f);\n<d 1> ,10:00"
    " mlook,10:00-10:05.5 maway,10:06-\n& {ilook,10:01-10:02} ,10:08 (f)/ a,1:00 ; b,1:00:01 /\n"
)
STATE = "State <s> (p = A B);\n<1> ,60 A=10 B=5 & C,60 D,62 ,75 /\n"
INTERVAL = "Interval=5 <s>;\nA, A B, , C*3 ,/\n"
LOG = (
    "Time_Relative_sf,Duration_sf,Observation,Subject,Behavior,Modifier_1,Event_Type\n"
    "0,4,one,mum,hold,,State start\n1.25,0,one,kid,smile,wide,Point\n4,0,one,mum,hold,,State stop\n"
)
VCODE = (
    "Offset: 0, Movie: v.mov\nTracks: left, right\nTime,Duration,TrackName,comment\n\n"
    "0,0,right,(null)\n1000,0,end,(null)\n300,0,away,x\n400,250,peek,(null)\n"
)
SUPERCODER = (
    "Data (in frames),,,,,Trials\nCode,Onset,Offset,,,Trial Number,Start Time (in frames),Start"
    " Time (in milliseconds)\nB,30, ,,,1,30,1001,\nLB,30,60,,,2,300,10010,\n"
    "RT,90,120,,,3,3000,100100,\n"
)
FRAMES = "".join(f"{n}, {'left' if n % 7 else 'none'}, 0.{n}\n" for n in range(40))


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in LOG.splitlines():
        book.active.append([float(c) if c[:1].isdigit() else c for c in line.split(",")])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, np.array([-1, 0, 0, 1, 2] * 8), np.zeros(40))
    return stream.getvalue()


SAMPLES = {
    ("gridware", "a.trj"): TRJ.encode(),
    ("gridware", "a.gwf"): GWF.encode(),
    ("gseq", "timed.sds"): TIMED.encode(),
    ("gseq", "state.sds"): STATE.encode(),
    ("gseq", "interval.sds"): INTERVAL.encode(),
    ("observer", "a.xlsx"): workbook(),
    ("observer", "a.txt"): LOG.encode(),
    ("looking", "vcode.txt"): VCODE.encode(),
    ("looking", "supercoder.csv"): SUPERCODER.encode(),
    ("icatcher", "a.txt"): FRAMES.encode(),
    ("icatcher", "a.npz"): packed(),
}
OPTIONS = {"icatcher": {"fps": "25"}}
ODD = (b"1e308", b"-1", b"NaN", b"99999999999999999999", b"1,5", b"\xc3\xa9", b"--", b"", b"0x1f")
_SEPARATORS = (b"\t", b",", b";", b" ")


def changed(content: bytes, chance: random.Random) -> bytes:
    """Break content in one to three ways; what a zip holds is broken inside, too."""
    if content[:2] == b"PK" and chance.random() < 0.7:
        return inside(content, chance)
    for _ in range(chance.randint(1, 3)):
        content = CHANGES[chance.randrange(len(CHANGES))](content, chance) or content
    return content


def inside(content: bytes, chance: random.Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        full = [name for name in names if old.getinfo(name).file_size]
        broken = chance.choice([n for n in full if "sheet" in n or "workbook" in n] or full)
        for name in names:
            member = old.read(name)
            new.writestr(name, changed(member, chance) if name == broken else member)
    return stream.getvalue()


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def flip(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def repeat(content: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(content)), chance.randint(1, 400)
    return content[: at + length] + content[at:]


def reorder(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def drop(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def swap_columns(content: bytes, chance: random.Random) -> bytes:
    mark = max(_SEPARATORS, key=content.count)
    one, other = chance.randrange(4), chance.randrange(4)
    lines = [line.split(mark) for line in content.split(b"\n")]
    for cells in lines:
        if len(cells) > max(one, other):
            cells[one], cells[other] = cells[other], cells[one]
    return b"\n".join(mark.join(cells) for cells in lines)


def odd_number(content: bytes, chance: random.Random) -> bytes:
    digits = [at for at, byte in enumerate(content) if byte in b"0123456789"]
    at = chance.choice(digits or [0])
    return content[:at] + chance.choice(ODD) + content[at + 1 :]


def locale(content: bytes, chance: random.Random) -> bytes:
    return content.replace(
        *chance.choice([(b".", b","), (b",", b";"), (b"\t", b";"), (b"\n", b"\r")])
    )


def recode(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-16-le", "utf-32", "latin-1"]), "replace")


CHANGES = (cut, flip, repeat, reorder, drop, swap_columns, odd_number, locale, recode)


def outcome(id: str, name: str, content: bytes) -> str:
    """Read broken content; anything but codings and FormatError goes up."""
    raw = Raw(name, content, OPTIONS.get(id, {}))
    try:
        FORMATS[id].sniff(raw)
        codings = FORMATS[id].parse(raw)
    except FormatError as refused:
        return "refused" if refused.found and refused.expected and refused.todo else "unclear"
    for coding in codings:
        for row in coding.rows:
            assert type(row.onset) is type(row.offset) is int
            assert 0 <= row.onset <= row.offset <= 2_000_000_000
            assert row.code == row.code.strip() != ""
            assert row.tier in coding.tiers
        assert all(finding.count > 0 for finding in coding.findings)
        assert coding.source.unit
        assert coding.source.origin
    return "read"


def content_of(sample: tuple[str, str], seed: int) -> bytes:
    return changed(SAMPLES[sample], random.Random(f"{sample} {seed}")) or b"\n"  # noqa: S311


def place(folder: Path, name: str) -> str:
    """Give a sample's path in a folder where its project finds a trajectory."""
    (folder / "C1.trj").write_text(TRJ)
    return str(folder / name)


@pytest.mark.parametrize("sample", SAMPLES, ids="-".join)
def test_samples_are_whole(sample, tmp_path):
    """Unbroken, each is surely its format's and has rows; a project has its trajectory beside."""
    raw = Raw(place(tmp_path, sample[1]), SAMPLES[sample], OPTIONS.get(sample[0], {}))
    assert FORMATS[sample[0]].sniff(raw) >= 0.8
    assert any(coding.rows for coding in FORMATS[sample[0]].parse(raw))


@pytest.mark.parametrize("sample", SAMPLES, ids="-".join)
def test_broken_files_are_read_or_refused(sample, tmp_path):
    """150 of each: most are refused, some still read; no other exception."""
    path = place(tmp_path, sample[1])
    counts = Counter(outcome(sample[0], path, content_of(sample, seed)) for seed in range(150))
    assert counts["refused"] > 0
    assert counts["refused"] + counts["read"] == 150


def main(times: int, files: list[str]) -> None:
    """Change every sample that often, and say what came of it."""
    for file in files:
        known, _, path = file.partition("=")
        SAMPLES[known, Path(path).name] = Path(path).read_bytes()
    folder = Path(tempfile.mkdtemp())
    for sample in SAMPLES:
        path, slowest = place(folder, sample[1]), 0.0
        counts: Counter[str] = Counter()
        for seed in range(times):
            content = content_of(sample, seed)
            start = time.perf_counter()
            try:
                counts[outcome(sample[0], path, content)] += 1
            except BaseException:
                sys.stderr.write(f"{sample} seed {seed}\n")
                raise
            slowest = max(slowest, time.perf_counter() - start)
        sys.stdout.write(f"{sample}: {dict(counts)}, slowest {slowest:.3f} s\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
