"""The generative dyad model: parameters, lives, Sessions, scenes."""

from .caregiver import Beat, Caregiver, Model, Moment, Script
from .dyads import ACTS, CODES, Dyad, Stage, parse_preset, preset_names
from .lives import Lives, Order, live
from .masking import hidden_sadness
from .parameters import PARAMETERS, Parameter, Parameters
from .scripted import SCENES, play_scene, scene
from .sessions import sessions
from .simulation import learned, learned_table, simulate
from .stepper import Snapshot, Stepper

__all__ = [
    "ACTS",
    "CODES",
    "PARAMETERS",
    "SCENES",
    "Beat",
    "Caregiver",
    "Dyad",
    "Lives",
    "Model",
    "Moment",
    "Order",
    "Parameter",
    "Parameters",
    "Script",
    "Snapshot",
    "Stage",
    "Stepper",
    "hidden_sadness",
    "learned",
    "learned_table",
    "live",
    "parse_preset",
    "play_scene",
    "preset_names",
    "scene",
    "sessions",
    "simulate",
]
