"""Layers as WebVTT chapters: any video player can jump to them."""

from __future__ import annotations

from collections.abc import Iterable

from .layers import Layer

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def chapters(layers: Iterable[Layer], *, offset: int = 0) -> bytes:
    """Return a WebVTT file with a cue for each stretch, in the order of time.

    Parameters
    ----------
    offset
        Milliseconds to add to reach the medium's own time; what would lie before 0 is cut there.
    """
    cues = sorted(
        (max(s.onset + offset, 0), max(s.offset + offset, 0), layer.name, s)
        for layer in layers
        for s in layer.stretches
        if s.offset + offset > 0
    )
    lines = ["WEBVTT", ""]
    for number, (onset, end, name, stretch) in enumerate(cues, start=1):
        text = f"{name}: {stretch.label}" + (f"; {stretch.note}" if stretch.note else "")
        lines += [str(number), f"{_time(onset)} --> {_time(end)}", _plain(text), ""]
    return "\n".join(lines).encode()


def _plain(text: str) -> str:
    one_line = " ".join(text.replace("-->", "->").split())
    return "".join(_ESCAPES.get(letter, letter) for letter in one_line)


def _time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{rest:03}"
