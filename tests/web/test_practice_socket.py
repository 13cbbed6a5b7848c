"""The practice pages and the scene's socket, without a browser and without a clock."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from reattune import find_episodes, simulate
from reattune.model import Moment, Script, Stepper, scene
from reattune.practice import HZ, open_scene, play
from reattune.record import read_json, to_dict

PATH = "/ws/practice"


class Player:
    """Speaks the protocol, as the page does."""

    def __init__(self, socket) -> None:
        self.socket = socket

    def ask(self, **message):
        self.socket.send_text(json.dumps(message))
        return self.hear()

    def hear(self):
        return json.loads(self.socket.receive_text())

    def open(self, name="rattle", **more):
        opened = self.ask(do="open", scene=name, seed=7, **more)
        return opened, self.hear()


@pytest.fixture
def client(enter):
    return enter()


def session_of(client, run: str):
    answer = client.get(f"/api/practice/{run}/session")
    assert answer.status_code == 200
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.session.json"
        path.write_text(answer.text, "utf-8")
        return read_json(path)


def test_a_scene_opens_with_what_can_be_done(client) -> None:
    with client.websocket_connect(PATH) as socket:
        opened, state = Player(socket).open()
    assert opened["acts"] == ["shake", "pause", "soothe", "hold", "away", "breathe"]
    assert (opened["scene"], opened["seed"], opened["lines"]) == ("rattle", "7", [])
    assert (state["k"], state["a"], state["l"]) == (0, "pause", "neutral")


def test_a_state_is_small(client) -> None:
    """Thirty of them a second: about a hundred bytes each."""
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        player.open()
        player.socket.send_text(json.dumps({"do": "step", "steps": 300, "act": "shake"}))
        assert len(player.socket.receive_text()) < 130


def test_every_act_is_acknowledged_before_the_next_step(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        player.open()
        assert player.ask(do="step", steps=30)["k"] == 30
        said = player.ask(do="act", act="soothe", n=5)
        assert said == {"is": "ack", "n": 5, "act": "soothe", "k": 30, "said": []}
        assert player.ask(do="step", steps=1)["a"] == "soothe"


def test_what_is_played_over_the_socket_is_what_the_engine_plays(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=600)
        player.ask(do="step", act="soothe", steps=300)
    alone = open_scene("rattle", seed=7)
    alone.choose("pause")
    alone.act("shake", seconds=20)
    alone.act("soothe", seconds=10)
    assert to_dict(session_of(client, opened["id"])) == to_dict(alone.session())


def test_the_model_playing_over_the_socket_gives_the_simulators_session(client) -> None:
    """Bit for bit: the same as `simulate` with the same seed and step."""
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open(rest=False)
        player.ask(do="step", steps=1800)
    simulated = simulate(play("rattle").dyad, minutes=1, seed=7, dt=1 / HZ)
    played = to_dict(session_of(client, opened["id"]))
    assert {**played, "name": ""} == {**to_dict(simulated), "name": ""}


def test_a_policy_over_the_socket_gives_the_steppers_session(client) -> None:
    """A Caregiver at the other end of the line: it sees the moment, and answers with an act."""
    beats = scene("rattle").beats
    stepper = Stepper(play("rattle").dyad, seed=7, dt=1 / HZ)
    codes = {"curious": "neutral", "soothed": None, "comfort": "averted", "fuss": "protest"}
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, state = player.open(rest=False)
        policy, check = Script(beats), Script(beats)
        for _ in range(900):
            child = {**codes, "cry": "distress"}.get(state["l"], state["l"])
            moment = Moment(state["k"] / HZ, child or stepper.moment.child, "")
            state = player.ask(do="step", act=f"as:{policy.act(moment)}", steps=1)
            stepper.step(check.act(stepper.moment))
    assert to_dict(session_of(client, opened["id"])) == to_dict(stepper.session("rattle-7"))


def test_typed_lines_are_known_word_for_word_only(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open("angry-child", age=10)
        assert opened["age"] == 10
        assert {line["kind"] for line in opened["lines"]} >= {"yell", "apology", "limit"}
        assert player.ask(do="line", text="whatever", n=1) == {"is": "unsure", "n": 1}
        known = player.ask(do="line", text="im so sorry i yelled", n=2)
        assert (known["act"], known["said"]) == ("say:apology.sorry", ["sorry"])


def test_a_run_waits_for_its_page_and_goes_on(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=90)
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        again = player.ask(do="resume", id=opened["id"])
        assert again["log"] == [[0, "pause"], [0, "shake"]]
        assert player.hear()["k"] == 90
        assert player.ask(do="resume", id="nobody") == {"is": "gone"}


def test_a_second_window_takes_the_run_over(client) -> None:
    with client.websocket_connect(PATH) as first:
        player = Player(first)
        opened, _ = player.open()
        with client.websocket_connect(PATH) as second:
            assert Player(second).ask(do="resume", id=opened["id"])["id"] == opened["id"]
            with pytest.raises(WebSocketDisconnect) as closed:
                player.hear()
            assert closed.value.code == 4409


def test_two_windows_play_two_scenes(client) -> None:
    with client.websocket_connect(PATH) as first, client.websocket_connect(PATH) as second:
        one, two = Player(first), Player(second)
        opened, other = one.open()[0], two.open()[0]
        assert opened["id"] != other["id"]
        one.ask(do="step", act="shake", steps=60)
        assert two.ask(do="step", steps=1)["k"] == 1


@pytest.mark.parametrize(
    "message",
    [
        "", "7", "[]", "{", '{"do":"dance"}', '{"do":"act","act":"shake"}',
        '{"do":"open","scene":"garden","seed":1}', '{"do":"open","scene":"rattle","seed":-5}',
        '{"do":"open","scene":"rattle","seed":1,"age":9}', '{"do":"open","scene":["rattle"]}',
    ],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_answered(client, message) -> None:
    """And the line stays open: a scene can be opened after it."""
    with client.websocket_connect(PATH) as socket:
        socket.send_text(message)
        player = Player(socket)
        assert player.hear()["is"] == "error"
        assert player.open()[0]["is"] == "scene"


@pytest.mark.parametrize(
    "message",
    [
        {"do": "act", "act": "fly"}, {"do": "act"}, {"do": "step", "steps": 10**9},
        {"do": "step", "steps": -1}, {"do": "step", "steps": "1"}, {"do": "step", "act": "fly"},
    ],
)  # fmt: skip
def test_what_a_scene_cannot_do_is_refused(client, message) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        player.open()
        assert player.ask(**message)["is"] == "error"


def test_looking_back_holds_timeline_ruptures_and_lessons(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=900)
        player.ask(do="step", act="hold", steps=900)
    back = client.get(f"/api/practice/{opened['id']}/debrief").json()
    (run,) = back["runs"]
    rows = find_episodes(session_of(client, opened["id"]), definition="misattunement").rows
    assert [m["onset"] for m in run["moments"]] == [row.onset for row in rows] != []
    assert run["mended"] + run["open"] == len(rows)
    assert run["figure"].startswith("<svg")
    assert " style=" not in run["figure"]
    assert "<style" not in run["figure"]
    assert len(run["lessons"]) == 5


def test_a_do_over_stands_before_the_rupture_and_both_runs_are_shown(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=900)
    first = client.get(f"/api/practice/{opened['id']}/debrief").json()["runs"][0]
    again = client.post(f"/api/practice/{opened['id']}/again", json={"rupture": 0}).json()["id"]
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        assert player.ask(do="resume", id=again)["again"] is True
        at = player.hear()["k"] * 1000 / HZ
        assert at == pytest.approx(max(first["moments"][0]["onset"] - 3000, 0), abs=17)
        player.ask(do="step", act="pause", steps=300)
    both = client.get(f"/api/practice/{again}/debrief").json()["runs"]
    assert [run["id"] for run in both] == [opened["id"], again]
    answer = client.get(f"/api/practice/{again}/replay")
    assert answer.headers["content-disposition"].endswith('"rattle-7-do-over-1.replay.json"')


def test_do_overs_of_one_run_stand_beside_each_other(client) -> None:
    """Two from the first run, one from a do-over: numbered, none lost, none that was not played."""
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=900)
    begun = opened["id"]
    ids = []
    for start in (begun, begun, None):
        over = client.post(f"/api/practice/{start or ids[0]}/again", json={"rupture": 0}).json()
        ids.append(over["id"])
        with client.websocket_connect(PATH) as socket:
            player = Player(socket)
            player.ask(do="resume", id=over["id"])
            player.hear()
            player.ask(do="step", act="shake" if not ids[1:] else "pause", steps=600)
    client.post(f"/api/practice/{begun}/again", json={"rupture": 0})  # opened, never played
    found = client.get(f"/api/practice/{ids[1]}/debrief").json()
    assert [(run["id"], run["number"]) for run in found["runs"]] == [
        (begun, 0), (ids[0], 1), (ids[1], 2), (ids[2], 3)
    ]  # fmt: skip
    assert found["id"] == ids[1]
    saved = [client.get(f"/api/practice/{run}/session").json() for run in (begun, ids[2])]
    names = [session["name"] for session in saved]
    assert names == ["rattle-7", "rattle-7-do-over-3"]
    axes = {tuple(re.findall(r">(\d+:\d\d)<", run["figure"])) for run in found["runs"]}
    assert len(axes) == 1, "all on one scale of time"


def test_from_the_start_is_a_run_of_its_own(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=600)
    anew = client.post(f"/api/practice/{opened['id']}/again", json={}).json()["id"]
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        assert player.ask(do="resume", id=anew)["again"] is False
        assert player.hear()["k"] == 0
    assert [run["id"] for run in client.get(f"/api/practice/{anew}/debrief").json()["runs"]] == [
        anew
    ]


def test_a_stopped_run_goes_on(client) -> None:
    """Looking back ends nothing: the same run is taken up where it stood."""
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=900)
    client.get(f"/api/practice/{opened['id']}/debrief")
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        player.ask(do="resume", id=opened["id"])
        assert player.hear()["k"] == 900
        player.ask(do="step", act="hold", steps=900)
    run = client.get(f"/api/practice/{opened['id']}/debrief").json()["runs"][0]
    assert run["seconds"] == pytest.approx(60, abs=0.1)


def test_acts_are_told_with_the_time_at_which_they_were_begun(client) -> None:
    """Shaken from the first moment on: told at 0.0 s, not at a time when nothing was done."""
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=900)
    run = client.get(f"/api/practice/{opened['id']}/debrief").json()["runs"][0]
    assert run["moments"]
    for moment in run["moments"]:
        assert [act for _, act in moment["acts"]] == ["shake"]
        assert moment["acts"][0][0] == 0


def test_what_has_not_changed_while_a_moment_is_open_is_not_known_yet(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=900)
    run = client.get(f"/api/practice/{opened['id']}/debrief").json()["runs"][0]
    assert run["open"] > 0
    assert "same" not in [lesson["way"] for lesson in run["lessons"]]


def test_a_number_that_is_half_a_letter_does_not_end_the_line(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        player.open()
        socket.send_text('{"do": "act", "act": "shake", "n": "\\ud800"}')
        assert player.hear()["is"] == "ack"


def test_a_saved_replay_opens_again(client) -> None:
    with client.websocket_connect(PATH) as socket:
        player = Player(socket)
        opened, _ = player.open()
        player.ask(do="step", act="shake", steps=300)
    saved = client.get(f"/api/practice/{opened['id']}/replay").content
    again = client.post("/api/practice/replay", content=saved).json()
    assert (again["scene"], again["seed"], again["age"]) == ("rattle", "7", 0)
    one, two = (session_of(client, run) for run in (opened["id"], again["id"]))
    assert to_dict(one) == to_dict(two)
    assert client.post("/api/practice/replay", content=b"\xff").status_code == 409


def test_stopped_before_it_began_there_is_still_a_page(client) -> None:
    with client.websocket_connect(PATH) as socket:
        opened, _ = Player(socket).open()
    back = client.get(f"/api/practice/{opened['id']}/debrief")
    assert back.status_code == 200
    assert back.json()["runs"][0]["moments"] == []


@pytest.mark.parametrize("path", ["/practice", "/practice/rattle", "/practice/cues"])
def test_pages_have_help_and_no_inline_style(client, path) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert 'id="help"' in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize(
    "path", ["/practice/garden", "/api/practice/x/debrief", "/api/practice/x/session"]
)
def test_what_is_not_there_is_404(client, path) -> None:
    assert client.get(path).status_code == 404


def test_all_looks_are_named_and_drawn(client) -> None:
    cues = client.get("/api/practice/cues").json()
    words = client.get("/api/strings").json()["practice"]
    names = [cue["name"] for cue in cues["baby"] + cues["older"]]
    assert set(names) == set(words["look"]) == set(words["cue"])


def test_a_stranger_gets_no_scene(stranger) -> None:
    assert stranger.get("/practice").status_code == 401
    with pytest.raises(WebSocketDisconnect) as closed, stranger.websocket_connect(PATH) as socket:
        socket.receive_text()
    assert closed.value.code in {4403, 1000}
