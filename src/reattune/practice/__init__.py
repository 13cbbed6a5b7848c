"""Practice: two scenes to play, a do-over, and what happened. Never a score."""

from .debrief import Debrief, Lesson, Moment, debrief
from .lines import Line, known_lines, match_line
from .pose import LOOKS, POSE, Look, moments
from .replay import Replay, parse_replay, read_replay, write_replay
from .scene import HZ, Scene, View, open_scene, play_again
from .scenes import PLAYS, Act, Play, play

__all__ = [
    "HZ",
    "LOOKS",
    "PLAYS",
    "POSE",
    "Act",
    "Debrief",
    "Lesson",
    "Line",
    "Look",
    "Moment",
    "Play",
    "Replay",
    "Scene",
    "View",
    "debrief",
    "known_lines",
    "match_line",
    "moments",
    "open_scene",
    "parse_replay",
    "play",
    "play_again",
    "read_replay",
    "write_replay",
]
