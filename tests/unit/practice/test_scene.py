"""The scene engine: what is recorded, what is repeated, and that it is the model's own child."""

from __future__ import annotations

import json

import numpy as np
import pytest

from reattune import find_episodes
from reattune.errors import ParameterError
from reattune.model import ACTS, CODES, Order, Script, Stepper, live, scene
from reattune.model.caregiver import Model
from reattune.practice import HZ, open_scene, play, play_again
from reattune.record import read_json, to_dict, write_json


def text(session) -> str:
    return json.dumps(to_dict(session))


def caregiver(session) -> list[tuple[str, int, int]]:
    return [(e.code, e.onset, e.offset) for e in session.events if e.person == "caregiver"]


def play_a_little(seed: int = 7):
    played = open_scene("rattle", seed=seed)
    played.act("shake", seconds=12)
    played.act("breathe", seconds=2)
    played.act("soothe", seconds=10)
    return played


def test_acts_are_recorded_from_the_step_after_they_were_chosen() -> None:
    """Shake at once: from 0. Soothe chosen after 60 steps (2 s): from step 61, 61/30 s = 2033 ms.

    90 steps in all: 3000 ms.
    """
    played = open_scene("rattle", seed=1)
    played.act("shake", seconds=2)
    played.act("soothe", seconds=1)
    assert caregiver(played.session()) == [("stimulate", 0, 2033), ("soothe", 2033, 3000)]


def test_what_the_model_has_no_act_for_is_one_of_its_acts() -> None:
    """Hold: soothe. Away: still. Breathe: pause. A second each, chosen after 0, 30, 60 steps."""
    played = open_scene("rattle", seed=1)
    for word in ("hold", "away", "breathe"):
        played.act(word, seconds=1)
    expected = [("soothe", 0, 1033), ("still", 1033, 2033), ("pause", 2033, 3000)]
    assert caregiver(played.session()) == expected


def test_a_limit_is_recorded_as_one_and_ends_by_itself() -> None:
    """ "I won't let you hit.": 5 words, 1 + 5/3 = 2.667 s = 80 steps, from step 31 on.

    Chosen after 30 steps: recorded 1033 to (30 + 80 + 1)/30 s = 3700 ms, then waiting; the model's
    child met a pause throughout.
    """
    played = open_scene("angry-child", seed=1)
    played.act("wait", seconds=1)
    played.act("say:limit.hit", seconds=4)
    assert caregiver(played.session()) == [
        ("pause", 0, 1033), ("limit", 1033, 3700), ("pause", 3700, 5000)
    ]  # fmt: skip


def test_a_do_over_mends_only_after_an_apology() -> None:
    """4 words: 2.333 s = 70 steps. Without an apology it is a pause, after one a mend."""
    played = open_scene("angry-child", seed=1)
    played.act("say:apology.do-over", seconds=2)
    assert [code for code, _, _ in caregiver(played.session())] == ["pause"]
    played = open_scene("angry-child", seed=1)
    played.act("say:apology.sorry", seconds=2)
    played.act("say:apology.do-over", seconds=1)
    assert [code for code, _, _ in caregiver(played.session())] == ["mend", "mend"]
    played.act("say:yell.stop", seconds=2)
    played.act("say:apology.do-over", seconds=1)
    assert [code for code, _, _ in caregiver(played.session())][-2:] == ["hostile", "pause"]
    assert played.steps_said == ("sorry", "do-over")


def test_seed_and_acts_give_the_same_bytes() -> None:
    assert text(play_a_little().session()) == text(play_a_little().session())
    assert text(play_a_little(7).session()) != text(play_a_little(8).session())


@pytest.mark.parametrize(
    ("name", "age"), [("rattle", None), ("angry-child", 5), ("angry-child", 10)]
)
def test_a_replay_gives_the_same_bytes_even_of_yells_that_came_by_themselves(name, age) -> None:
    played = open_scene(name, seed=3, age=age)
    if age:
        played.run(40)
        played.choose("wait")
        played.act("wait", seconds=30)
        assert played.episodes().rows, "nobody yelled: the test would show nothing"
        played.act("say:apology.sorry", seconds=10)
    else:
        played.act("shake", seconds=30)
    again = play_again(played.replay())
    assert text(again.session()) == text(played.session())
    assert again.view == played.view


def test_a_policy_gives_the_simulators_session_bit_for_bit() -> None:
    """The model's own caregiver, asked through the scene, is the stepper alone."""
    for name, age in (("rattle", None), ("angry-child", 5)):
        played = open_scene(name, seed=11, age=age)
        session = played.played_by(Model(), seconds=40)
        alone = Stepper(play(name, age).dyad, seed=11, number=played.number, dt=1 / HZ)
        alone.play(Model(), seconds=40)
        assert text(session) == text(alone.session(played.name))


def test_a_script_gives_the_steppers_session_bit_for_bit() -> None:
    script = scene("rattle").beats
    played = open_scene("rattle", seed=5)
    session = played.played_by(Script(script), seconds=60)
    alone = Stepper(play("rattle").dyad, seed=5, dt=1 / HZ)
    alone.play(Script(script), seconds=60)
    assert text(session) == text(alone.session(played.name))


def test_rewinding_is_the_steppers_own_copy() -> None:
    """At 12 s and another act from there: the same as a scene that was played so from the start."""
    back = play_a_little().rewound(to=12.0)
    assert back.seconds == pytest.approx(12.0)
    back.act("pause", seconds=5)
    straight = open_scene("rattle", seed=7)
    straight.act("shake", seconds=12)
    straight.act("pause", seconds=5)
    assert text(back.session()) == text(straight.session())


def test_a_do_over_begins_three_seconds_before_the_rupture() -> None:
    played = open_scene("rattle", seed=4)
    played.act("shake", seconds=20)
    onset = played.episodes()[0].onset / 1000
    back = played.before_rupture(0)
    assert back.seconds == pytest.approx(max(onset - 3.0, 0.0), abs=0.02)
    assert back.log[-1] == (0, "shake")
    with pytest.raises(ParameterError, match="rupture"):
        played.before_rupture(99)


def test_steps_of_a_thirtieth_agree_with_the_models_own_in_distribution() -> None:
    """Shares of time of each child code over 60 children of 120 s: within 4 standard errors.

    The standard error is that of the difference of two means over children.
    """
    for name in ("rattle", "angry-child"):
        dyads = [play(name).dyad]
        shares = {}
        for dt in (0.1, 1 / HZ):
            lives = live(Order(dyads=dyads, n=60, seconds=120.0, seed=2, dt=dt))
            steps = lives.occupied[:, 0].sum(axis=2).astype(float)
            shares[dt] = steps / steps.sum(axis=1, keepdims=True)
        a, b = shares[0.1], shares[1 / HZ]
        error = np.sqrt((a.var(axis=0) + b.var(axis=0)) / 60)
        for code, gap, one in zip(CODES, a.mean(axis=0) - b.mean(axis=0), error, strict=True):
            assert abs(gap) <= 4 * one + 1e-3, (name, code, gap, one)


def test_own_arousal_falls_when_breathing() -> None:
    """From the same moment of a fuss: breathing leaves less tension than waiting."""
    upset = open_scene("angry-child", seed=4)
    upset.choose("wait")
    while upset.view.tension < 0.8:
        upset.step()
    waiting, breathing = upset.rewound(to=upset.seconds), upset.rewound(to=upset.seconds)
    assert (
        breathing.act("breathe", seconds=5).tension < waiting.act("wait", seconds=5).tension - 0.05
    )


def test_a_yell_comes_by_itself_only_when_triggered_and_never_while_breathing() -> None:
    """At least half triggered when it comes, so the clouding was seen before; breathing: none."""
    came = 0
    for seed in range(6):
        played = open_scene("angry-child", seed=seed)
        played.choose("wait")
        clouding = 0.0
        for _ in range(40 * HZ):
            if played.view.yelling:
                came += 1
                assert clouding >= 0.45
                break
            clouding = played.view.clouding
            played.step()
        breathing = open_scene("angry-child", seed=seed)
        breathing.act("breathe", seconds=40)
        assert not breathing.episodes().rows
    assert came >= 3


def test_a_yell_can_be_stopped_after_a_second() -> None:
    played = open_scene("angry-child", seed=0)
    played.choose("wait")
    while not played.view.yelling:
        played.step()
    played.act("breathe", seconds=2)
    code, onset, offset = next(e for e in caregiver(played.session()) if e[0] == "hostile")
    assert code == "hostile"
    assert 900 <= offset - onset <= 1067
    assert not played.view.yelling


@pytest.mark.parametrize("seed", range(8))
def test_it_can_always_be_repaired(seed) -> None:
    """However long the rattle was shaken: held for two minutes, the baby is well again."""
    played = open_scene("rattle", seed=seed)
    played.act("shake", seconds=10 + 5 * seed)
    for _ in range(120):
        played.act("hold", seconds=1)
        if not [e for e in played.episodes() if e.outcome != "repaired"] and (
            played.view.child in {"positive", "neutral"}
        ):
            return
    pytest.fail(f"still {played.view.child}")


@pytest.mark.parametrize(("age", "seed"), [(5, 0), (5, 2), (5, 7), (10, 0), (10, 3)])
def test_a_yell_can_be_mended(age, seed) -> None:
    """Breathe, apologise, stay close: the last rupture is repaired within three minutes."""
    played = open_scene("angry-child", seed=seed, age=age)
    played.choose("wait")
    while not played.view.yelling:
        played.step()
    played.act("breathe", seconds=15)
    played.act("say:apology.sorry", seconds=5)
    for _ in range(180):
        played.run(1)
        if played.episodes()[-1].outcome == "repaired":
            return
    pytest.fail(played.episodes()[-1].outcome)


def test_saved_and_read_it_holds_the_same_episodes(tmp_path) -> None:
    played = play_a_little()
    write_json(played.session(), tmp_path / "one.session.json")
    read = read_json(tmp_path / "one.session.json")
    assert find_episodes(read, definition="misattunement").rows == played.episodes().rows
    assert played.episodes().rows


def test_the_session_says_that_a_person_played_it() -> None:
    parameters = play_a_little().session().provenance.parameters
    assert parameters["scene"] == "rattle"
    assert parameters["played"] == "by a person, 3 acts"
    assert parameters["seed"] == "7"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("garden",), "garden"),
        (("rattle", 5), "5"),
        (("angry-child", 7), "7"),
    ],
)
def test_there_is_no_such_scene(arguments, named) -> None:
    with pytest.raises(ParameterError, match=named):
        open_scene(arguments[0], age=arguments[1] if len(arguments) > 1 else None)


@pytest.mark.parametrize("word", ["yell", "as:", "as:dance", "say:nothing", "stimulate"])
def test_there_is_no_such_act(word) -> None:
    with pytest.raises(ParameterError, match="act"):
        open_scene("rattle").choose(word)


def test_before_the_first_step_there_is_no_session() -> None:
    with pytest.raises(ParameterError, match="no time"):
        open_scene("rattle").session()


def test_the_models_acts_are_all_known() -> None:
    played = open_scene("rattle", seed=0)
    for act in ACTS:
        played.act(f"as:{act}", seconds=1)
    assert {code for code, _, _ in caregiver(played.session())} == set(ACTS)
