"""The registry: formats found by content, heavy libraries left alone, one door for files."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys

import pytest

from reattune.errors import FormatError
from reattune.formats import FORMATS, Format, Raw, is_candidate, load, registry, sniff

TABLE = "onset_ms,offset_ms,person,code\n0,40,child,smile\n"
LATIN = "onset_ms,offset_ms,code\n0,1,sch\xf6n\n"


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_format_is_registered():
    """Ids, formats and suffixes agree; asking for one that is not there is a KeyError."""
    assert list(FORMATS) == [
        "elan",
        "lena",
        "boris",
        "boris-tabular",
        "boris-aggregated",
        "datavyu",
        "datavyu-csv",
        "interact",
        "rttm",
        "gridware",
        "gseq",
        "observer",
        "looking",
        "icatcher",
        "frames",
        "elan-tab",
        "chat",
        "textgrid",
        "subrip",
        "webvtt",
        "lena-segments",
        "childproject",
        "alice",
        "table",
    ]
    for name, known in FORMATS.items():
        assert isinstance(known, Format)
        assert known.id == name
        assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in known.suffixes)
    assert len(FORMATS) == 24
    assert "praat" not in FORMATS
    with pytest.raises(KeyError):
        FORMATS["praat"]


def test_import_is_light():
    """Formats load nothing heavy of their own, neither on import nor when they sniff.

    No format's module is there before it is needed. What the record beneath loads is not counted.
    """
    script = (
        "import sys\n"
        "heavy = {'lxml', 'polars', 'numpy'}\n"
        "import reattune.record\n"
        "beneath = heavy & set(sys.modules)\n"
        "from reattune.formats import Raw, is_candidate, sniff\n"
        "early = {'reattune.formats.elan', 'reattune.formats.table'} & set(sys.modules)\n"
        f"assert sniff(Raw('a.csv', {TABLE.encode()!r})).id == 'table'\n"
        "assert is_candidate('a.eaf')\n"
        "print(sorted(early | (heavy & set(sys.modules)) - beneath))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.csv", TABLE, "table"),
        ("a.csv", "#4\nA (TEXT,true,)\n", "datavyu"),
        ("a.txt", "A.ordinal,A.onset,A.offset,A.x\n0,1,2,p\n", "datavyu-csv"),
        ("a.dat", "SPEAKER rec 1 0.5 1.25 <NA> <NA> KCHI <NA> <NA>\n" * 3, "rttm"),
    ],
)
def test_content_decides(name, text, expected):
    """Names say little: a .csv may be a Datavyu database."""
    assert sniff(Raw(name, text.encode())).id == expected


def test_utf16_is_sniffed_like_utf8(tmp_path):
    """Spreadsheets save "Unicode text" as UTF-16 with tabs."""
    path = write(tmp_path, "visit.txt", TABLE.replace(",", "\t").encode("utf-16"))
    assert load(path)[0].rows[0].code == "smile"


def test_suffix_breaks_ties(monkeypatch):
    """Two formats equally sure: the one whose suffix it is wins; else the first."""

    def fake(id, suffix):
        return Format(id, id, (suffix,), lambda raw: 0.7, lambda raw: [])

    two = {"one": fake("one", ".1"), "two": fake("two", ".2")}
    monkeypatch.setattr(registry, "FORMATS", two)
    assert sniff(Raw("x.2", b"x")).id == "two"
    assert sniff(Raw("x.1", b"x")).id == "one"
    assert sniff(Raw("x.3", b"x")).id == "one"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.TextGrid", b'"Praat chronological TextGrid text file"\n', "chronological"),
        ("a.zip", b"PK\x03\x04rest", "zip archive"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "Excel workbook"),
        ("a.RData", b"\x1f\x8bxyz", "R data file"),
        ("a.csv", b"\x1f\x8bxyz", "gzip"),
        ("a.bin", b"\x00\x01\x02\xff", "no known format"),
        ("a.txt", b"Dear colleagues\n", "no known format"),
    ],
)
def test_what_is_not_read_is_said(name, content, said):
    with pytest.raises(FormatError) as caught:
        sniff(Raw(name, content))
    assert said in caught.value.found
    if said != "gzip":
        assert "ELAN" in caught.value.expected
        assert "Datavyu" in caught.value.expected


def test_load_reads(tmp_path):
    (coding,) = load(write(tmp_path, "visit.csv", TABLE))
    assert (coding.name, coding.source.format) == ("visit", "table")
    assert [(row.subject, row.code, row.onset, row.offset) for row in coding.rows] == [
        ("child", "smile", 0, 40)
    ]


def test_load_takes_the_named_format_and_options(tmp_path):
    """Named as a table, with a unit, the columns of an export are read as a table."""
    path = write(tmp_path, "visit.txt", "onset,offset,code\n1,2,x\n")
    (coding,) = load(str(path), format="table", options={"unit": "s"})
    assert coding.rows[0].offset == 2000


@pytest.mark.parametrize(
    ("content", "stated", "expected"),
    [
        (b"", (None, {}), ("", "an empty file")),
        (b" \r\n\x00", (None, {}), ("", "only blanks")),
        (gzip.compress(TABLE.encode()), (None, {}), ("", "gzip")),
        (TABLE.encode(), ("praat", {}), ("option format", "'praat'")),
        (TABLE.encode(), (None, {"colour": "red"}), ("option colour", "does not have")),
        (TABLE.encode(), ("datavyu", {}), ("line 1 of the database", "onset_ms")),
        (LATIN.encode("latin-1"), (None, {}), ("line 2", "Latin-1")),
    ],
)
def test_load_refuses(tmp_path, content, stated, expected):
    named, options = stated
    place, said = expected
    with pytest.raises(FormatError) as caught:
        load(write(tmp_path, "visit.csv", content), format=named, options=options)
    assert caught.value.where.startswith(place)
    assert said in caught.value.found


def test_load_of_what_is_no_file(tmp_path, monkeypatch):
    """Missing, a folder, a name with a zero byte, too large: each is said."""
    path = write(tmp_path, "visit.csv", TABLE)
    monkeypatch.setattr(registry, "MAX_BYTES", 10)
    for name, said in (
        (tmp_path / "none.csv", "nothing there"),
        (tmp_path, "a folder"),
        ("a\x00b", "nothing there|cannot be opened"),
        (path, f"{len(TABLE)} bytes"),
    ):
        with pytest.raises(FormatError, match=said):
            load(name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path):
    path = write(tmp_path, "visit.csv", TABLE)
    path.chmod(0)
    with pytest.raises(FormatError, match="cannot be opened"):
        load(path)


def test_unreadable_file_as_root(tmp_path, monkeypatch):
    """The system refuses to open it: its reason is passed on."""

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(FormatError, match="Permission denied"):
        load(write(tmp_path, "visit.csv", TABLE))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.EAF", True),
        ("dir/b.opf", True),
        ("c.parquet", True),
        (".hidden.csv", False),
        ("~$d.csv", False),
        ("e.mp4", False),
        ("f", False),
    ],
)
def test_candidates_of_a_folder(name, expected):
    assert is_candidate(name) is expected


def test_every_shared_file_is_read_or_refused(shared):
    """All real files go through the one door; each format's folder is read as that format."""
    formats: dict[str, set[str]] = {}
    refused: dict[str, int] = {}
    for path in sorted(shared("data").rglob("*")):
        if not path.is_file() or path.stat().st_size > 5_000_000:
            continue
        folder = path.relative_to(shared("data")).parts[0]
        try:
            codings = load(path)
        except FormatError:
            refused[folder] = refused.get(folder, 0) + 1
            continue
        for coding in codings:
            formats.setdefault(folder, set()).add(coding.source.format)
            assert all(0 <= row.onset <= row.offset for row in coding.rows)
    assert formats["opf"] == {"datavyu", "chat"}
    assert formats["datavyu-csv"] == {"datavyu", "datavyu-csv", "looking"}
    assert formats["gridware"] == {"gridware"}
    assert formats["observer-xt"] == {"observer"}
    assert formats["looking-codes"] == {"looking"}
    assert formats["eaf"] == {"elan"}
    assert formats["mangold-interact"] == {"interact"}
    assert formats["rttm"] == {"rttm", "alice"}
    assert formats["boris"] == {"boris", "boris-tabular", "boris-aggregated"}
    assert formats["cha"] == {"chat"}
    assert formats["textgrid"] == {"textgrid"}
    assert formats["subtitle"] == {"subrip"}
    assert formats["lena-segments"] == {"lena-segments"}
    assert "elan-tab" in formats["elan-tab"]
