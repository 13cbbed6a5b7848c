"""Dyads and presets: what can be asked for, and what cannot."""

from __future__ import annotations

import math

import pytest

from reattune.errors import ParameterError
from reattune.model import Dyad, Parameters, Stage, parse_preset, preset_names

HEAD = 'id = "x"\ntitle = "X"\nabout = "X."\nsource = "hand-set"\n'


def test_the_presets():
    assert set(preset_names()) == {
        "calibrated",
        "ordinary",
        "perfect-anticipating",
        "perfect-responding",
        "intrusive",
        "withdrawn",
        "slow",
        "harsh-unrepaired",
        "harsh-repaired",
        "still-face",
    }
    for name in preset_names():
        assert Dyad(name).name == name
    assert Dyad().parameters == Parameters()
    assert Dyad("perfect-anticipating").parameters.ant == 3.0
    assert Dyad("perfect-responding").parameters.ant == 0.0


def test_the_two_harsh_presets_differ_in_mending_only():
    mended, unmended = (Dyad(f"harsh-{k}").parameters.values() for k in ("repaired", "unrepaired"))
    assert {name for name in mended if mended[name] != unmended[name]} == {"p_apol"}


def test_single_parameters_win_over_the_knob_and_the_preset():
    p = Dyad("withdrawn", attunement=0.9, lat=5.0).parameters
    assert (p.A, p.lat, p.still_dur) == (0.9, 5.0, 12.0)


def test_the_still_face_has_no_lapses_and_no_kicks():
    dyad = Dyad("still-face", attunement=0.3)
    assert [stage.name for stage in dyad.stages] == ["play", "still-face", "reunion"]
    assert dyad.seconds == 360.0
    assert dyad.parameters.still_rate > 0
    assert (dyad.effective().still_rate, dyad.effective().s_rate) == (0.0, 0.0)
    assert Dyad().effective() == Dyad().parameters


@pytest.mark.parametrize(
    "stage",
    [
        Stage("", 10.0),
        Stage("play", 0.0),
        Stage("play", -5.0),
        Stage("play", math.nan),
        Stage("play", "long"),  # type: ignore[arg-type]
        Stage("play", 10.0, "dance"),
    ],
)
def test_impossible_stages_are_refused(stage):
    with pytest.raises(ParameterError, match="stage 1"):
        Dyad(stages=[stage])


def test_an_unknown_preset_tells_the_known_ones():
    with pytest.raises(ParameterError, match="withdrawn"):
        Dyad("perfect")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("speed = 3\n", "speed"),
        ("[parameters]\nrhoo = 1\n", "rhoo"),
        ('[parameters]\nrho = "1 /h"\n', "rho"),
        ("attunement = 2\n", "attunement"),
        ("parameters = 3\n", "parameters"),
        ("[[stage]]\nname = 'play'\n", "stage 1"),
        ("[[stage]]\nname = 'play'\nminutes = 2\n", "stage 1"),
        ("[parameters\n", "line 5"),
    ],
)
def test_a_wrong_preset_names_the_place(text, place):
    with pytest.raises(ParameterError) as caught:
        parse_preset(HEAD + text, path="mine.toml")
    assert place in caught.value.where
    told = str(caught.value) + "".join(getattr(caught.value, "__notes__", []))
    assert "mine.toml" in told


def test_a_preset_of_ones_own():
    dyad = parse_preset(
        HEAD + 'attunement = 0.4\n[parameters]\nrho = "0.2 /s"\n[[stage]]\nname = "play"\n'
        "seconds = 60\n",
        path="mine.toml",
    )
    assert (dyad.name, dyad.parameters.A, dyad.parameters.rho, dyad.seconds) == ("x", 0.4, 0.2, 60)
