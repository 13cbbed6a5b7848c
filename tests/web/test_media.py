"""Media: which files, under which id, in which parts; and what they state about their frames."""

from __future__ import annotations

import shutil
import struct
from dataclasses import replace
from pathlib import Path

import pytest

import reattune.cli
from reattune.record import Medium
from reattune.study import read
from reattune.web.collection import Collection, Wanted
from reattune.web.media import find_footage, strays
from reattune.web.mp4 import FrameRate, frame_rate
from reattune.web.state import AppState

SCENE = Path(reattune.cli.__file__).parent / "scenes" / "rattle.eaf"
CONTENT = bytes(range(256)) * 4


@pytest.fixture
def session():
    return read(SCENE)


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def served(enter, gate, film, tmp_path):
    coded = shutil.copy(SCENE, tmp_path / "a.eaf")
    collection = Collection(Wanted(paths=(str(coded),), videos=(str(film),)))
    client = enter(AppState(gate=gate, collection=collection))
    assert collection.wait(30)
    (medium,) = client.get("/api/session/1").json()["media"]
    return client, medium


def test_the_id_is_opaque_and_nothing_else_opens_the_file(served, film):
    client, medium = served
    assert medium["there"] is True
    assert len(medium["id"]) == 16
    assert "film" not in medium["id"]
    assert str(film.parent) not in client.get("/api/session/1").text
    for path in ("/media/film.mp4", f"/media/{film}", f"/media/{medium['id']}/../x", "/media/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        (None, 200, CONTENT),
        ("bytes=0-99", 206, CONTENT[:100]),
        ("bytes=1000-", 206, CONTENT[1000:]),
        ("bytes=-24", 206, CONTENT[-24:]),
        ("bytes=1000-9999", 206, CONTENT[1000:]),
    ],
)
def test_parts_are_served_as_a_player_asks_for_them(served, asked, status, expected):
    client, medium = served
    answer = client.get(f"/media/{medium['id']}", headers={"range": asked} if asked else {})
    assert (answer.status_code, answer.content) == (status, expected)
    assert answer.headers["content-type"] == "video/mp4"


def test_a_part_behind_the_end_is_416(served):
    client, medium = served
    answer = client.get(f"/media/{medium['id']}", headers={"range": "bytes=5000-"})
    assert answer.status_code == 416


def test_a_file_that_went_away_is_404(served, film):
    client, medium = served
    film.unlink()
    assert client.get(f"/media/{medium['id']}").status_code == 404


def test_media_that_the_coded_file_names_are_found_beside_it(session, film):
    coded = replace(session, media=(Medium("film.mp4", offset=1500), Medium("lost.wav")))
    found = find_footage(coded, file=film.parent / "a.eaf", given=(), alone=True)
    assert [(f.name, f.path, f.offset) for f in found] == [
        ("film.mp4", film, 1500),
        ("lost.wav", None, 0),
    ]


@pytest.mark.parametrize(
    "name",
    ["../secret.mp4", "/etc/passwd", "..\\secret.mp4", "notes.txt", "", "file:///etc/passwd"],
)
def test_a_coded_file_cannot_name_other_files(session, tmp_path, name):
    """`secret.mp4` lies one folder up, `notes.txt` beside it: neither is served."""
    (tmp_path / "secret.mp4").write_bytes(b"x")
    inner = tmp_path / "study"
    inner.mkdir()
    (inner / "notes.txt").write_text("x")
    coded = replace(session, media=(Medium(name),))
    found = find_footage(coded, file=inner / "a.eaf", given=(), alone=True)
    assert [f.path for f in found] == [None]


def test_a_link_to_what_is_no_medium_is_not_served(session, tmp_path):
    (tmp_path / "key.txt").write_text("secret")
    (tmp_path / "film.mp4").symlink_to(tmp_path / "key.txt")
    coded = replace(session, media=(Medium("film.mp4"),))
    assert find_footage(coded, file=tmp_path / "a.eaf", given=(), alone=True)[0].path is None


def test_a_given_file_of_another_name_stands_for_the_only_coded_one(session, film):
    coded = replace(session, media=(Medium("original.avi", offset=-400),))
    (found,) = find_footage(coded, file=film.parent / "a.eaf", given=(film,), alone=True)
    assert (found.name, found.stands_for, found.offset) == ("film.mp4", "original.avi", -400)


def test_with_several_sessions_each_takes_its_own(session, tmp_path):
    names = ("a.mp4", "a-face.mp4", "b.mp4", "other.mp4")
    given = tuple(tmp_path / name for name in names)
    for path in given:
        path.write_bytes(b"x")
    of_a = find_footage(session, file=tmp_path / "a.eaf", given=given, alone=False)
    of_b = find_footage(session, file=tmp_path / "b.eaf", given=given, alone=False)
    assert [f.name for f in of_a] == ["a.mp4", "a-face.mp4"]
    assert [f.name for f in of_b] == ["b.mp4"]
    assert strays(given, [*of_a, *of_b]) == ["other.mp4"]


def test_a_folder_of_videos_is_searched(session, tmp_path):
    folder = tmp_path / "films"
    folder.mkdir()
    (folder / "film.mp4").write_bytes(b"x")
    coded = replace(session, media=(Medium("film.mp4"),))
    (found,) = find_footage(coded, file=tmp_path / "a.eaf", given=(folder,), alone=True)
    assert found.path == folder / "film.mp4"


def test_offset_and_frame_rate_that_were_set_are_kept_by_name(served):
    client, medium = served
    for entry in ({"kind": "offset", "ms": -120}, {"kind": "fps", "fps": 29.97}):
        sent = {"medium": medium["name"], **entry}
        assert client.post("/api/session/1/notes", json=sent).status_code == 200
    (after,) = client.get("/api/session/1").json()["media"]
    assert (after["offset"], after["codedOffset"], after["fps"]) == (-120, 0, 29.97)


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(runs, *, scale=30_000, kind=b"vide", wide=False):
    """A file with the headers of one track: its ticks per second, and (frames, ticks) runs."""
    version = (b"\1\0\0\0" + b"\0" * 16) if wide else (b"\0\0\0\0" + b"\0" * 8)
    mdhd = box(b"mdhd", version, struct.pack(">I", scale), b"\0" * 12)
    hdlr = box(b"hdlr", b"\0" * 8, kind, b"\0" * 12)
    times = b"".join(struct.pack(">II", *run) for run in runs)
    stts = box(b"stts", b"\0" * 4, struct.pack(">I", len(runs)), times)
    track = box(b"trak", box(b"mdia", mdhd, hdlr, box(b"minf", box(b"stbl", stts))))
    return box(b"ftyp", b"isom") + box(b"mdat", b"\0" * 100) + box(b"moov", track)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (mp4([(300, 1001)]), FrameRate(30_000 / 1001, even=True)),
        (mp4([(300, 1001)], wide=True), FrameRate(30_000 / 1001, even=True)),
        (mp4([(1499, 512), (1, 700)], scale=12_800), FrameRate(25.0, even=True)),
        (mp4([(100, 40), (50, 20)], scale=1000), FrameRate(1000 * 150 / 5000, even=False)),
    ],
)
def test_the_frame_rate_is_ticks_per_second_by_ticks_per_frame(tmp_path, headers, expected):
    path = tmp_path / "a.mp4"
    path.write_bytes(headers)
    assert frame_rate(path) == expected


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 7, b"RIFF....AVI ", mp4([(1, 0)]), mp4([(10, 40)])[:-30],
     mp4([(10, 40)], kind=b"soun"), b"\0\0\0\0moov" * 3, struct.pack(">I4sQ", 1, b"mdat", 3)],
)  # fmt: skip
def test_a_file_without_a_rate_has_none_and_does_no_harm(tmp_path, content):
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert frame_rate(path) is None
