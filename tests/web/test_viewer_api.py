"""What pages are told about sessions, and what they may write."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

import reattune.cli
from reattune.record import read_json
from reattune.study import read, write
from reattune.web.collection import Collection, Wanted
from reattune.web.state import AppState

SCENES = Path(reattune.cli.__file__).parent / "scenes"


@pytest.fixture
def visit_07(tmp_path):
    return Path(shutil.copy(SCENES / "rattle.eaf", tmp_path / "visit-07.eaf"))


@pytest.fixture
def opened(enter, gate):
    """Open files and wait until they are read: `opened(path, ..., videos=(...))`."""

    def opening(*paths, videos=(), **wanted):
        named = {"paths": tuple(map(str, paths)), "videos": tuple(map(str, videos)), **wanted}
        collection = Collection(Wanted(**named))
        client = enter(AppState(gate=gate, collection=collection))
        assert collection.wait(30)
        client.collection = collection
        return client

    return opening


def note(client, entry, *, session=1):
    return client.post(f"/api/session/{session}/notes", json=entry)


def lines(client, query="", *, session=1):
    return client.get(f"/api/session/{session}/episodes?{query}").json()["lines"]


def test_one_file_leads_straight_to_its_page_and_several_to_the_table(opened, visit_07):
    assert opened(visit_07).get("/").headers["location"] == "/session/1"
    assert (
        opened(visit_07, SCENES / "angry-child.boris").get("/").headers["location"] == "/sessions"
    )


def test_without_files_the_first_page_explains(enter):
    answer = enter().get("/")
    assert (answer.status_code, "What is a repair?" in answer.text) == (200, True)
    assert enter().get("/api/collection").json()["open"] is False
    assert enter().get("/session/1").status_code == 404


def test_the_timeline_is_the_record(opened, visit_07):
    """All events of the record come back out of the columns, track by track."""
    client = opened(visit_07)
    sent = client.get("/api/session/1").json()
    session = read(visit_07)
    assert sent["end"] == session.end
    for track in sent["tracks"]:
        columns = zip(track["onset"], track["offset"], track["code"], track["state"], strict=True)
        rows = [(on, off, sent["codes"][c], sent["states"][s]) for on, off, c, s in columns]
        events = session.events.of(track["person"], track["name"])
        assert rows == [(e.onset, e.offset, e.code, e.state) for e in events]
    assert sum(len(track["onset"]) for track in sent["tracks"]) == len(session.events)
    assert [p["name"] for p in sent["phases"]] == ["free play", "play again"]


def test_episodes_are_the_readers_and_follow_definition_and_min_duration(opened, visit_07):
    """KEY.md: six ruptures under `misattunement`, the long one from 61.24 s on."""
    client = opened(visit_07)
    found = lines(client, "definition=misattunement")
    assert [line["onset"] for line in found][:4] == [8420, 27310, 44640, 61240]
    assert [line["key"] for line in found] == [str(line["onset"]) for line in found]
    assert len(found) == 6
    longer = lines(client, "definition=misattunement&min_duration=3")
    assert 0 < len(longer) < 6
    assert lines(client, "definition=match.positive") != found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("definition=nonsense", (409, "no fit with nonsense")),
        ("min_duration=long", (400, "number of seconds")),
        ("min_duration=-1", (409, "0 to 3600 s")),
        ("min_duration=nan", (409, "0 to 3600 s")),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_so(opened, visit_07, query, said):
    answer = opened(visit_07).get(f"/api/session/1/episodes?{query}")
    assert answer.status_code == said[0]
    assert said[1] in answer.json()["error"]


def test_a_definition_of_ones_own_comes_first(opened, visit_07):
    client = opened(visit_07, definitions=("match.positive",))
    assert client.get("/api/session/1").json()["definitions"][0]["id"] == "match.positive"


CHANGE = {"onset": 44640, "ended_at": 47530, "outcome": "repaired", "opened_by": "child",
          "repaired_by": "both"}  # fmt: skip


def test_a_correction_is_laid_over_and_undone_and_the_source_is_untouched(opened, visit_07):
    client, before = opened(visit_07), visit_07.read_bytes()
    key = {"definition": "misattunement", "key": "44640"}
    assert note(client, {"kind": "change", **key, "to": CHANGE}).status_code == 200
    line = lines(client)[2]
    assert (line["status"], line["outcome"], line["repaired_by"]) == ("changed", "repaired", "both")
    assert line["read"]["outcome"] == "self_regulated"
    assert line["repair_latency"] == pytest.approx(2.89)  # 47.53 - 44.64
    # Another definition has its own episodes: nothing there is changed.
    assert all(x["status"] == "read" for x in lines(client, "definition=match.positive"))
    log = note(client, {"kind": "undo"}).json()
    assert ([e["kind"] for e in log["log"]], log["standing"]) == (["change", "undo"], [])
    assert lines(client)[2]["status"] == "read"
    assert note(client, {"kind": "redo"}).status_code == 200
    assert lines(client)[2]["status"] == "changed"
    assert visit_07.read_bytes() == before


def test_undo_with_nothing_to_undo_says_so(opened, visit_07):
    answer = note(opened(visit_07), {"kind": "undo"})
    assert (answer.status_code, "nothing to undo" in answer.json()["error"]) == (409, True)
    assert not (visit_07.parent / "visit-07.eaf.reattune-notes.json").exists()


def test_add_remove_and_note(opened, visit_07):
    client = opened(visit_07)
    to = {**CHANGE, "onset": 151_000, "ended_at": 152_500}
    note(client, {"kind": "add", "definition": "misattunement", "to": to})
    note(client, {"kind": "remove", "definition": "misattunement", "key": "8420"})
    note(client, {"kind": "note", "definition": "misattunement", "key": "27310", "text": "lovely"})
    answer = client.get("/api/session/1/episodes").json()
    by_key = {line["key"]: line for line in answer["lines"]}
    assert by_key["added-1"]["phase"] == "play again"
    assert by_key["8420"]["status"] == "removed"
    assert by_key["27310"]["note"] == "lovely"
    assert answer["summary"]["count"] == 6  # six read, one added, one removed


def test_a_correction_of_an_episode_that_is_not_there_is_kept_and_told(opened, visit_07):
    """Under a longest shortest rupture the corrected one is no episode: the entry is unplaced."""
    client = opened(visit_07)
    key = {"definition": "misattunement", "key": "8420"}
    note(client, {"kind": "change", **key, "to": {**CHANGE, "onset": 8420, "ended_at": 9000}})
    answer = client.get("/api/session/1/episodes?min_duration=30").json()
    assert [entry["key"] for entry in answer["unplaced"]] == ["8420"]


@pytest.mark.parametrize(
    "entry",
    [
        [],
        {},
        {"kind": "delete"},
        {"kind": ["change"]},
        {"kind": "change", "key": "8420"},
        {"kind": "change", "key": "", "to": CHANGE},
        {"kind": "change", "key": "8420", "to": {**CHANGE, "onset": -1}},
        {"kind": "change", "key": "8420", "to": {**CHANGE, "onset": 1.5}},
        {"kind": "change", "key": "8420", "to": {**CHANGE, "ended_at": 44000}},
        {"kind": "change", "key": "8420", "to": {**CHANGE, "ended_at": 10**9}},
        {"kind": "change", "key": "8420", "to": {**CHANGE, "outcome": "bad"}},
        {"kind": "change", "key": "8420", "to": {**CHANGE, "repaired_by": ""}},
        {"kind": "change", "key": "8420", "to": {**CHANGE, "more": 1}},
        {"kind": "note", "key": "", "text": "x" * 20_001},
        {"kind": "talk", "keys": [1]},
        {"kind": "offset", "medium": "a.mp4", "ms": True},
        {"kind": "fps", "medium": "a.mp4", "fps": 0},
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_written(opened, visit_07, entry):
    answer = note(opened(visit_07), entry)
    assert answer.status_code == 409
    assert list(visit_07.parent.iterdir()) == [visit_07]


def test_only_json_is_taken(opened, visit_07):
    client = opened(visit_07)
    form = client.post("/api/session/1/notes", data={"kind": "undo"})
    broken = client.post(
        "/api/session/1/notes", content=b"{", headers={"content-type": "application/json"}
    )
    assert (form.status_code, broken.status_code) == (415, 400)


def test_export_as_csv_and_json_holds_what_was_read_and_what_was_corrected(opened, visit_07):
    client = opened(visit_07)
    key = {"definition": "misattunement", "key": "44640"}
    note(client, {"kind": "change", **key, "to": CHANGE})
    note(client, {"kind": "note", **key, "text": '=look, "here"'})
    answer = client.get("/api/session/1/export.csv?definition=misattunement")
    assert answer.headers["content-disposition"] == 'attachment; filename="visit-07-episodes.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 6
    assert rows[2]["outcome"] == "repaired"
    assert rows[2]["read_outcome"] == "self_regulated"
    assert rows[2]["note"] == '\'=look, "here"'  # no formula for a spreadsheet
    assert rows[0]["read_outcome"] == ""
    content = client.get("/api/session/1/export.json").json()
    assert content["sha256"] == read(visit_07).provenance.source.sha256
    assert [entry["kind"] for entry in content["log"]] == ["change", "note"]
    assert client.get("/api/session/1/export.exe").status_code == 404


def test_a_name_that_is_no_file_name_is_made_safe_in_the_header(opened, tmp_path, visit_07):
    path = tmp_path / 'ünï"; x=1.session.json'
    content = json.loads(write(read(visit_07), tmp_path / "a.session.json").read_text())
    content["name"] = 'ü"\r\nx: 1'
    path.write_text(json.dumps(content))
    header = opened(path).get("/api/session/1/export.csv").headers["content-disposition"]
    assert header == 'attachment; filename="----x--1-episodes.csv"'


def test_notes_stand_beside_the_file_that_was_opened_also_for_a_stored_session(
    opened, tmp_path, visit_07
):
    stored = write(read(visit_07), tmp_path / "kept.session.json")
    note(opened(stored), {"kind": "note", "key": "", "text": "a"})
    assert (tmp_path / "kept.session.json.reattune-notes.json").exists()
    assert read_json(stored).name == "visit-07"


def test_several_files_and_a_bad_one(opened, tmp_path, visit_07):
    (tmp_path / "bad.eaf").write_text("no coding")
    shutil.copy(SCENES / "angry-child.boris", tmp_path)
    answer = opened(tmp_path).get("/api/collection").json()
    assert [(s["name"], s["length"]) for s in answer["sessions"]] == [
        ("angry-child", 338_200),
        ("visit-07", 221_480),
    ]
    assert [failure["file"] for failure in answer["failures"]] == ["bad.eaf"]
    assert answer["sessions"][1]["summary"]["outcomes"]["repaired"] == 4
    assert answer["complete"] is True


def test_the_table_follows_corrections(opened, tmp_path, visit_07):
    client = opened(tmp_path)
    key = {"definition": "misattunement", "key": "44640"}
    counts = []
    for entry in ({"kind": "change", **key, "to": CHANGE}, {"kind": "undo"}):
        counts.append(client.get("/api/collection").json()["sessions"][0]["corrected"])
        note(client, entry)
    counts.append(client.get("/api/collection").json()["sessions"][0]["corrected"])
    assert counts == [0, 1, 0]


def test_a_file_of_notes_is_no_coded_file(opened, tmp_path, visit_07):
    note(opened(tmp_path), {"kind": "note", "key": "", "text": "a"})
    answer = opened(tmp_path).get("/api/collection").json()
    assert ([s["name"] for s in answer["sessions"]], answer["failures"]) == (["visit-07"], [])


def test_what_does_not_exist_is_404(opened, visit_07):
    client = opened(visit_07)
    paths = ["/session/2", "/api/session/x", "/api/session/1/signal/0", "/media/1", "/media/x"]
    assert [client.get(path).status_code for path in paths] == [404] * 5
    assert client.get("/api/session/1/signal/-1").status_code == 404


def test_a_session_no_definition_fits_still_shows_its_timeline(opened, tmp_path):
    """A child alone: there is a timeline, no definition, and the reason why."""
    path = tmp_path / "alone.csv"
    path.write_text("onset,offset,person,code\n0,2,child,positive\n2,5,child,distress\n")
    client = opened(path, codebook=str(_codebook(tmp_path)), options={"unit": "s"})
    sent = client.get("/api/session/1").json()
    assert sent["definitions"] == []
    assert "exactly one child and at least one caregiver" in sent["reason"]
    assert sent["tracks"][0]["onset"] == [0, 2000]
    row = client.get("/api/collection").json()["sessions"][0]
    assert row["summary"] is None
    assert "caregiver" in row["reason"]


def _codebook(folder: Path) -> Path:
    path = folder / "own.toml"
    path.write_text(
        'id = "own"\ntitle = "own"\nsource = "a test"\n\n[[track]]\ntier = "*"\n'
        'subject = "child"\nrole = "child"\ntrack = "engagement"\n[track.codes]\n'
        'positive = "positive"\ndistress = "distress"\n'
    )
    return path


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ({"kind": "note", "key": "", "text": "\ud800"}, "halves of letters"),
        ({"kind": "remove", "definition": "not.a.def", "key": "5"}, "no fit with not.a.def"),
        (
            {"kind": "remove", "definition": "misattunement", "key": "first"},
            "the key of an episode",
        ),
    ],
)
def test_entries_that_could_never_be_placed_are_refused(opened, visit_07, entry, word):
    client = opened(visit_07)
    answer = client.post(
        "/api/session/1/notes",
        content=json.dumps(entry),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 409
    assert word in answer.text
    assert [path.name for path in visit_07.parent.iterdir()] == [visit_07.name]


def test_json_that_nests_without_end_is_no_crash(opened, visit_07):
    client = opened(visit_07)
    answer = client.post(
        "/api/session/1/notes",
        content="[" * 100_000,
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 400


def test_notes_that_cannot_be_read_keep_no_other_session_from_the_table(opened, visit_07):
    other = Path(shutil.copy(SCENES / "angry-child.boris", visit_07.parent / "b.boris"))
    broken = other.with_name("b.boris.reattune-notes.json")
    broken.write_text('{"schema":1,"source":{"sha256":null},"observations":{"1":{}}}')
    rows = opened(visit_07, other).get("/api/collection").json()["sessions"]
    assert [bool(row["summary"]) for row in rows] == [True, False]
    assert "notes that cannot be read" in rows[1]["reason"]
