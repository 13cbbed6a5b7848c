"""The stepper and the two scripted scenes."""

from __future__ import annotations

import pytest

from reattune.episodes import find_episodes
from reattune.errors import ParameterError
from reattune.model import (
    SCENES,
    Beat,
    Dyad,
    Model,
    Moment,
    Script,
    Stepper,
    play_scene,
    preset_names,
    scene,
    simulate,
)


@pytest.mark.parametrize("preset", preset_names())
def test_the_stepper_without_acts_is_the_simulator(preset):
    dyad = Dyad(preset)
    stepper = Stepper(dyad, seed=6)
    assert stepper.play(Model(), seconds=dyad.seconds or 180.0) == simulate(dyad, seed=6)


def test_somebody_else_may_act():
    """The act asked for holds from the end of the step; the child's stream goes on."""
    stepper = Stepper(Dyad(), seed=1)
    after = stepper.step("soothe")
    assert (after.caregiver, after.seconds) == ("soothe", pytest.approx(0.1))
    for _ in range(20):
        stepper.step("pause")
    events = stepper.session().events.of("caregiver", "engagement")
    assert [(e.code, e.onset, e.offset) for e in events] == [
        ("stimulate", 0, 100),
        ("soothe", 100, 200),
        ("pause", 200, 2100),
    ]


def test_thirty_steps_a_second():
    """Times are whole milliseconds and a second is a second."""
    stepper = Stepper(Dyad(), seed=1, dt=1 / 30)
    for _ in range(60):
        last = stepper.step("pause")
    assert last.seconds == pytest.approx(2.0)
    assert stepper.session().end == 2000


def test_soothing_brings_arousal_down_and_yelling_up():
    """From .8, two seconds, without noise: down, and up."""
    dyad = Dyad.of(Dyad(sig=0.0, s_rate=0.0).parameters.alike(), name="calm")
    end = {}
    for act in ("soothe", "hostile"):
        stepper = Stepper(dyad, seed=1, arousal=0.8)
        for _ in range(20):
            end[act] = stepper.step(act).arousal
    assert end["soothe"] < 0.8 < end["hostile"]


def test_a_do_over_starts_from_the_same_moment():
    stepper = Stepper(Dyad(), seed=3)
    for _ in range(50):
        stepper.step("stimulate")
    again = stepper.rewound()
    for _ in range(50):
        stepper.step("stimulate")
    first = [again.step("stimulate") for _ in range(50)][-1]
    assert first == stepper.snapshot


@pytest.mark.parametrize("wrong", ["shout", "", "STIM"])
def test_an_unknown_act_is_refused(wrong):
    with pytest.raises(ParameterError, match="stimulate, pause"):
        Stepper(Dyad()).step(wrong)


def test_a_stepper_needs_a_possible_seed():
    with pytest.raises(ParameterError, match="seed"):
        Stepper(Dyad(), seed=-3)


def test_a_script_waits_for_the_child_and_gives_up():
    """Beat one: at least 1 s, until protest for .5 s on end, at most 4 s."""
    beats = [Beat("stimulate", 1.0, ("protest",), steady=0.5, most=4.0), Beat("soothe", 1.0)]

    def acts(codes):
        script = Script(beats)
        return [script.act(Moment(k / 2, code, "")) for k, code in enumerate(codes)]

    p, n = "protest", "neutral"
    assert acts([p, p, p]) == ["stimulate", "stimulate", "soothe"]
    assert acts([n, n, p, p]) == ["stimulate"] * 3 + ["soothe"]
    assert acts([n, n, p, n, p, p]) == ["stimulate"] * 5 + ["soothe"]
    assert acts([n] * 9) == ["stimulate"] * 8 + ["soothe"]


@pytest.mark.parametrize(
    ("name", "definition"), [("rattle", "misattunement"), ("angry-child", "conflict")]
)
def test_the_essays_sequence_is_read_as_repaired_by_the_caregiver(name, definition):
    """Of 20 children nearly all: upset while overridden, then met, then well."""
    good = 0
    for seed in range(20):
        session = play_scene(name, seed=seed)
        episodes = find_episodes(session, definition)
        upset = [
            e.onset
            for e in session.events.of("child", "engagement")
            if e.code in {"protest", "distress"}
        ]
        acts = [e.code for e in session.events.of("caregiver", "engagement")]
        shown = ["stimulate", "pause", "soothe"] if name == "rattle" else ["hostile", "mend"]
        last = episodes[-1] if len(episodes) else None
        good += bool(
            upset
            and last
            and (last.outcome, last.repaired_by) == ("repaired", "caregiver")
            and [act for act in acts if act in shown][: len(shown)] == shown
        )
    assert good >= 18


def test_scenes_by_name():
    assert SCENES == ("rattle", "angry-child")
    assert all(scene(name).dyad.parameters.a_max == 1.0 for name in SCENES)
    with pytest.raises(ParameterError, match="rattle, angry-child"):
        scene("dinner")
