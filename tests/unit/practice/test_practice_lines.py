"""Lines, replays, looks and the look back: content of the practice scenes."""

from __future__ import annotations

import json

import pytest

from reattune.errors import ParameterError, ReattuneError, RecordError
from reattune.model import Snapshot
from reattune.practice import (
    LOOKS,
    POSE,
    debrief,
    known_lines,
    match_line,
    moments,
    open_scene,
    parse_replay,
    play_again,
    read_replay,
    write_replay,
)
from reattune.practice.lines import KINDS, STEPS
from reattune.practice.pose import Under, look


def test_every_kind_and_every_step_of_the_apology_can_be_said() -> None:
    lines = known_lines().values()
    assert {line.kind for line in lines} == set(KINDS)
    assert [line.step for line in lines if line.step] == ["sorry", "worth", "do-over", "meant"]
    assert set(STEPS) == {line.step for line in lines if line.step}
    assert all(2.0 <= line.seconds <= 5.0 for line in lines)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("I'm so sorry I yelled.", "apology.sorry"),
        ("im so sorry   i yelled", "apology.sorry"),
        ("You don\u2019t ever deserve to be yelled at!", "apology.worth"),
        ("LETS TRY A DO OVER", "apology.do-over"),
        ("I'm here", "empathise.sad"),
    ],
)
def test_a_line_is_known_by_its_words(typed, known) -> None:
    assert match_line(typed).id == known


@pytest.mark.parametrize(
    "typed", ["", "!!!", "sorry", "I'm sorry you yelled", "I'm so sorry I yelled but you started"]
)
def test_nothing_is_guessed(typed) -> None:
    """ "I'm sorry you yelled" shares all words but one with an apology; it is none."""
    assert match_line(typed) is None


def test_a_replay_file_is_read_as_it_was_written(tmp_path) -> None:
    played = open_scene("angry-child", seed=2, age=10)
    played.act("say:limit.no", seconds=3)
    write_replay(played.replay(), tmp_path / "a.replay.json")
    assert read_replay(tmp_path / "a.replay.json") == played.replay()
    assert json.loads((tmp_path / "a.replay.json").read_text()) == {
        "reattune-replay": 1, "scene": "angry-child", "age": 10, "seed": 2, "ticks": 90,
        "acts": [[0, "say:limit.no"]],
    }  # fmt: skip


GOOD = {"reattune-replay": 1, "scene": "rattle", "age": 0, "seed": 1, "ticks": 9, "acts": []}


@pytest.mark.parametrize(
    "change",
    [
        {"reattune-replay": 2},
        {"scene": 3},
        {"age": -1},
        {"age": None},
        {"seed": 2**64},
        {"seed": True},
        {"ticks": 10**9},
        {"ticks": 1.5},
        {"acts": "shake"},
        {"acts": [["shake", 0]]},
        {"acts": [[0]]},
        {"acts": [[5, "shake"], [4, "pause"]]},
        {"acts": [[10, "shake"]]},
        {"acts": [[0, "shake"]] * 20_001},
    ],
)
def test_a_broken_replay_is_refused(change) -> None:
    with pytest.raises(RecordError, match="replay"):
        parse_replay(json.dumps({**GOOD, **change}))


@pytest.mark.parametrize("text", ["", "[", "[]", "{}", "[" * 100_000, "7"])
def test_text_that_is_no_replay_is_refused(text) -> None:
    with pytest.raises(RecordError):
        parse_replay(text)


@pytest.mark.parametrize("change", [{"scene": "garden"}, {"age": 7}, {"acts": [[0, "dance"]]}])
def test_a_replay_of_something_else_is_refused_when_played(change) -> None:
    with pytest.raises(ParameterError):
        play_again(parse_replay(json.dumps({**GOOD, **change})))


def test_a_missing_or_unwritable_replay_file_says_so(tmp_path) -> None:
    with pytest.raises(ReattuneError, match="cannot be read"):
        read_replay(tmp_path / "none.json")
    with pytest.raises(ReattuneError, match="no place"):
        write_replay(open_scene("rattle").replay(), tmp_path / "no" / "where.json")


def snapshot(child: str, caregiver: str = "pause", **more: float) -> Snapshot:
    values = {"arousal": 0.4, "tension": 0.3, "anger": 0.0, "sadness": 0.0, **more}
    return Snapshot(9.0, child, caregiver, **values, in_rupture=False)


@pytest.mark.parametrize(
    ("child", "caregiver", "held", "name"),
    [
        ("positive", "pause", (1.0, 99.0), "positive"),
        ("neutral", "pause", (1.0, 99.0), "neutral"),
        ("neutral", "stimulate", (1.0, 99.0), "curious"),
        ("averted", "stimulate", (0.5, 99.0), "averted"),
        ("averted", "stimulate", (1.5, 99.0), "comfort"),
        ("protest", "stimulate", (1.0, 0.0), "fuss"),
        ("distress", "soothe", (1.0, 0.0), "cry"),
        ("neutral", "soothe", (1.0, 5.0), "soothed"),
        ("neutral", "soothe", (1.0, 12.0), "neutral"),
    ],
)
def test_the_baby_looks_by_its_code_and_what_goes_with_it(child, caregiver, held, name) -> None:
    assert look(snapshot(child, caregiver), older=False, held=held).name == name


def test_tears_show_as_anger_falls() -> None:
    """Sadness .5 u: (.5 - .2) / .3 = 1. Anger .75 u covers all, .5 u half, .25 u nothing.

    Uncovered: 1 - (X - .25) / .5 = 0, .5 and 1; tears are 80 times that.
    """
    moments = [snapshot("protest", anger=x, sadness=0.5) for x in (0.75, 0.5, 0.25)]
    shown = [
        look(now, older=True, held=(1.0, 0.0), under=Under().at(now, 9.0).shows) for now in moments
    ]
    assert [s.pose[POSE.index("tears")] for s in shown] == [0, 40, 80]
    assert [s.name for s in shown] == ["angry", "angry", "sad-under"]


def test_colour_follows_arousal_before_the_face_tells() -> None:
    """Neutral has 15: at .2 u (15 + 0)/2 = 8 (rounded), at 1.0 u (15 + 100)/2 = 58."""
    flush = POSE.index("flush")
    cold, hot = (
        look(snapshot("neutral", arousal=a), older=False, held=(1.0, 99.0)).pose[flush]
        for a in (0.2, 1.0)
    )
    assert (cold, hot) == (8, 58)


def test_a_face_keeps_its_sadness_for_a_while_and_does_not_flicker() -> None:
    """Anger swings around .5 u every .1 s for 2 s: the look may change every .8 s, at most 3 times.

    It changes at 0.0 s (sad), then, first odd tenth from .8 s on, at .9 s, then at 1.8 s.
    """
    under, changes = Under(), []
    for tenth in range(20):
        now = snapshot("protest", anger=0.4 if tenth % 2 == 0 else 0.6, sadness=0.5)
        then = under.at(now, tenth / 10)
        if then.shows != under.shows:
            changes.append(tenth)
        under = then
    assert changes == [0, 9, 18]


def test_every_look_is_a_whole_pose() -> None:
    assert all(len(pose) == len(POSE) for pose in LOOKS.values())
    assert [m.name for m in moments()] == [
        "positive", "neutral", "curious", "averted", "comfort", "fuss", "cry", "soothed"
    ]  # fmt: skip
    assert len(moments(older=True)) == 8


def test_looking_back_names_cue_acts_and_mend() -> None:
    """Seed 4: the baby looks away while the rattle goes on; then it is soothed."""
    played = open_scene("rattle", seed=4)
    played.act("shake", seconds=17)
    played.act("soothe", seconds=10)
    found = debrief(played)
    last = found.moments[-1]
    row = played.episodes()[-1]
    assert (last.onset, last.outcome, last.seconds) == (row.onset, "repaired", row.repair_latency)
    assert last.cue == "averted"
    assert last.cue_at <= last.onset
    assert [word for _, word in last.acts] == ["shake", "soothe"]
    assert not last.open
    assert [lesson.name for lesson in found.lessons] == ["S", "F", "V", "G", "R"]


def test_a_yell_that_came_by_itself_is_told_from_one_that_was_chosen() -> None:
    slipped = open_scene("angry-child", seed=0)
    slipped.choose("wait")
    while not slipped.view.yelling:
        slipped.step()
    slipped.act("breathe", seconds=3)
    first = debrief(slipped).moments[0]
    assert (first.yelled, first.by_itself, first.open) == (True, True, True)
    assert "yell" in [word for _, word in first.acts]
    chosen = open_scene("angry-child", seed=0)
    chosen.act("say:yell.stop", seconds=2)
    first = debrief(chosen).moments[0]
    assert (first.yelled, first.by_itself) == (True, False)
    assert [lesson.name for lesson in debrief(chosen).lessons] == ["S", "F", "V", "G", "M"]


def test_the_model_s_child_learns_from_a_mend_that_was_led() -> None:
    """One yell mended: M from 1/2 to 2/3."""
    played = open_scene("angry-child", seed=0)
    played.act("say:yell.stop", seconds=3)
    played.act("say:apology.sorry", seconds=5)
    while played.episodes()[0].outcome != "repaired" and played.seconds < 300:
        played.act("close", seconds=5)
    played.act("close", seconds=5)
    lesson = debrief(played).lessons[-1]
    assert (lesson.before, lesson.after, lesson.way) == (0.5, pytest.approx(2 / 3), "up")


def test_a_yell_brings_out_the_fear_under_the_anger() -> None:
    """Angry, and yelled at: eyes wide for as long as the yell lasts; a baby has no such look."""
    scene = open_scene("angry-child", seed=31, age=5)
    scene.choose("wait")
    while scene.view.look.name not in {"angry", "sad-under"}:
        scene.step()
    scene.choose("say:yell.stop")
    looks = []
    for _ in range(90):
        scene.step()
        looks.append(scene.view.look.name)
    assert "afraid" in looks
    assert looks[-1] != "afraid"
