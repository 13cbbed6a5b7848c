"""How fast each reader is, as a ratio to the plain library call that it stands on.

Run: ``uv run python benchmarks/readers.py [rows]``. One file of each format is made (2,000 rows by
default), then reader and baseline take turns; the minimum of seven rounds counts. The baseline
only parses the text (lxml, json, csv, zipfile + csv): it is a floor, not a rival. Where g++ and
pugixml are installed, ``.eaf`` and ``.its`` are also compared with a C++ program that parses the
file and walks its intervals (``pugixml_peer.cpp``); else that is said.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from reattune.formats import load

ROUNDS = 7
CODES = ("smile", "look away", "fuss", "cry")


def spans(rows: int) -> list[tuple[int, int, str]]:
    return [(i * 900, i * 900 + 850, CODES[i % 4]) for i in range(rows)]


def eaf(rows: int) -> bytes:
    slots, tiers = [], {"child": [], "parent": []}
    for i, (onset, offset, code) in enumerate(spans(rows)):
        slots += [
            f'<TIME_SLOT TIME_SLOT_ID="ts{2 * i}" TIME_VALUE="{onset}"/>',
            f'<TIME_SLOT TIME_SLOT_ID="ts{2 * i + 1}" TIME_VALUE="{offset}"/>',
        ]
        tiers["child" if i % 2 else "parent"].append(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{i}" TIME_SLOT_REF1="ts{2 * i}" '
            f'TIME_SLOT_REF2="ts{2 * i + 1}"><ANNOTATION_VALUE>{code}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    body = "".join(
        f'<TIER LINGUISTIC_TYPE_REF="t" TIER_ID="{name}">{"".join(rows)}</TIER>'
        for name, rows in tiers.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT AUTHOR="" DATE="" FORMAT="3.0" '
        'VERSION="3.0"><HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/><TIME_ORDER>'
        f'{"".join(slots)}</TIME_ORDER>{body}<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t" '
        'TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>'
    ).encode()


SPOKEN = {
    "CHN": 'conversationInfo="|RC|{i}|1|0|CIC|NT|FH|" childUttCnt="1" childUttLen="P0.60S" '
    'startUtt1="PT{i}.20S" endUtt1="PT{i}.80S" childCryVfxLen="P0.00S" ',
    "FAN": 'conversationInfo="|EC|{i}|1|0|AMM|NT|FI|" femaleAdultWordCnt="3.78" '
    'femaleAdultNonSpeechLen="P0.00S" femaleAdultUttCnt="1" femaleAdultUttLen="P0.91S" ',
}


def its(rows: int) -> bytes:
    """Segments as LENA writes them: in conversations, every fourth with an utterance."""
    segments = []
    for i in range(rows):
        speaker = ("CHN", "FAN", "SIL", "NON")[i % 4]
        segments.append(
            f'<Segment spkr="{speaker}" average_dB="-3{i % 10}.61" peak_dB="-20.1{i % 10}" '
            + SPOKEN.get(speaker, "").format(i=i)
            + f'startTime="PT{i}.00S" endTime="PT{i + 1}.00S" />\n'
        )
    turns = "".join(
        f'<Conversation num="{i}" type="CIC" turnTaking="1" femaleAdultInitiation="1">\n'
        f"{''.join(segments[i : i + 6])}</Conversation>\n"
        for i in range(0, rows, 6)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<ITS fileName="x" version="4.6.0">\n'
        f'<ProcessingUnit><Recording num="1" startTime="PT0.00S" endTime="PT{rows}.00S">\n'
        f"{turns}</Recording></ProcessingUnit></ITS>"
    ).encode()


def boris(rows: int) -> bytes:
    events = []
    for onset, offset, code in spans(rows):
        events += [[onset / 1000, "child", code, "", ""], [offset / 1000, "child", code, "", ""]]
    behaviours = {
        str(i): {"type": "State event", "key": "a", "code": code, "description": "", "category": "",
                 "modifiers": {}, "excluded": "", "coding map": ""}
        for i, code in enumerate(CODES)
    }  # fmt: skip
    observation = {"file": {}, "type": "LIVE", "date": "2020-01-01T00:00:00", "description": "",
                   "time offset": 0.0, "events": events, "independent_variables": {}}  # fmt: skip
    return json.dumps(
        {"time_format": "s", "project_name": "x", "project_format_version": "7.0",
         "subjects_conf": {"0": {"key": "1", "name": "child", "description": ""}},
         "behaviors_conf": behaviours, "observations": {"one": observation}}
    ).encode()  # fmt: skip


def clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}:{ms % 1000:03}"


def opf(rows: int) -> bytes:
    cells = "".join(f"{clock(a)},{clock(b)},({c})\n" for a, b, c in spans(rows))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("db", f"#4\nchild (MATRIX,true,)-state|NOMINAL\n{cells}")
        archive.writestr("project", "!project\nname: x\n")
    return packed.getvalue()


def datavyu_csv(rows: int) -> bytes:
    head = "child.ordinal,child.onset,child.offset,child.state,\n"
    return (
        head + "".join(f'{i},{a},{b},"{c}",\n' for i, (a, b, c) in enumerate(spans(rows)))
    ).encode()


def rttm(rows: int) -> bytes:
    return "".join(
        f"SPEAKER day 1 {a / 1000:.3f} {(b - a) / 1000:.3f} <NA> <NA> KCHI <NA> <NA>\n"
        for a, b, _ in spans(rows)
    ).encode()


def interact(rows: int) -> bytes:
    end = rows * 0.9
    head = "Level,Description,Number,Onset_Time,Offset_Time,Duration_Time,Mother,Infant\n"
    top = f"1,x,1,0,{end},{end},,\n"
    return (
        head
        + top
        + "".join(
            f"3,,{i},{a / 1000},{b / 1000},{(b - a) / 1000},{c},\n"
            for i, (a, b, c) in enumerate(spans(rows))
        )
    ).encode()


def table(rows: int) -> bytes:
    head = "onset_ms,offset_ms,person,code\n"
    return (head + "".join(f"{a},{b},child,{c}\n" for a, b, c in spans(rows))).encode()


def wide(rows: int) -> bytes:
    head = "time_s,child,parent\n"
    return (head + "".join(f"{i},{c},{c}\n" for i, (_, _, c) in enumerate(spans(rows)))).encode()


def plain_csv(content: bytes) -> object:
    return list(csv.reader(io.StringIO(content.decode())))


def plain_opf(content: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return plain_csv(archive.read("db"))


CASES: dict[str, tuple[str, Callable[[int], bytes], str, Callable[[bytes], object]]] = {
    "elan": (".eaf", eaf, "lxml", etree.fromstring),
    "lena": (".its", its, "lxml", etree.fromstring),
    "boris": (".boris", boris, "json", json.loads),
    "datavyu": (".opf", opf, "zipfile + csv", plain_opf),
    "datavyu-csv": (".csv", datavyu_csv, "csv", plain_csv),
    "rttm": (".rttm", rttm, "csv", plain_csv),
    "interact": (".csv", interact, "csv", plain_csv),
    "table long": (".csv", table, "csv", plain_csv),
    "table wide": (".csv", wide, "csv", plain_csv),
}


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pugixml(folder: Path) -> Path | None:
    """Build the C++ peer; ``None`` where it cannot be built."""
    compiler = shutil.which("g++")
    if compiler is None:
        return None
    source, program = Path(__file__).with_name("pugixml_peer.cpp"), folder / "peer"
    command = [compiler, "-O2", "-std=c++17", str(source), "-lpugixml", "-o", str(program)]
    built = subprocess.run(command, capture_output=True, check=False)
    return program if built.returncode == 0 else None


def against_pugixml(folder: Path) -> None:
    """Time reader and C++ peer in turn on the same two files."""
    program = pugixml(folder)
    if program is None:
        print("pugixml: not compared (needs g++ and libpugixml-dev)")
        return
    for name, suffix in (("elan", ".eaf"), ("lena", ".its")):
        path = folder / f"{name}{suffix}"
        ours, parsed, walked = [], [], []
        for _ in range(3 * ROUNDS):
            ours.append(seconds(lambda path=path: load(str(path))) * 1000)
            said = subprocess.run([program, path, "20"], capture_output=True, text=True, check=True)
            parse, walk, count = said.stdout.split()
            assert int(count) == sum(len(coding.rows) for coding in load(str(path)))
            parsed.append(float(parse) / 1000)
            walked.append(float(walk) / 1000)
        print(
            f"{name:<12} {min(ours):8.1f} ms; pugixml parses in {min(parsed):.2f} ms, with a walk "
            f"over the intervals in {min(walked):.2f} ms: ratio {min(ours) / min(walked):.1f}"
        )


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"{rows} rows a file; minimum of {ROUNDS} rounds, reader and baseline in turn")
    print(f"{'format':<12} {'ms':>8} {'files/s':>8} {'MB/s':>7} {'baseline':<14} {'ratio':>6}")
    with TemporaryDirectory() as folder:
        for name, (suffix, make, base_name, base) in CASES.items():
            path = Path(folder) / f"{name.replace(' ', '-')}{suffix}"
            content = make(rows)
            path.write_bytes(content)
            load(str(path))
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(seconds(lambda path=path: load(str(path))))
                theirs.append(seconds(lambda base=base, content=content: base(content)))
            best = min(ours)
            print(
                f"{name:<12} {best * 1000:8.1f} {1 / best:8.0f} {len(content) / best / 1e6:7.1f} "
                f"{base_name:<14} {best / min(theirs):6.1f}"
            )
        against_pugixml(Path(folder))


if __name__ == "__main__":
    main()
