"""What the page after a scene is told: runs side by side, each with its timeline. Plain data."""

from __future__ import annotations

from typing import Any

from ..practice import Debrief, Lesson, debrief, known_lines, moments
from ..practice import Moment as Rupture
from .practice_shelf import Run


def look_back(run: Run) -> dict[str, Any]:
    """Return a run beside the first one and its other do-overs, in order; on one scale of time."""
    play = run.scene.play
    for one in run.family:
        if one.scene.seconds == 0.0:
            one.scene.step()  # stopped before it began: there is a moment to look at all the same
    ends = [one.scene.session().end for one in run.family]
    return {
        "id": run.id,
        "scene": play.id,
        "age": play.age,
        "seed": str(run.scene.seed),
        "lines": [{"id": x.id, "text": x.text} for x in known_lines().values()],
        "runs": [_run(one, longest=max(ends)) for one in run.family],
    }


def cues() -> dict[str, Any]:
    """Return every look of the baby and of the older child with its pose."""
    return {
        "baby": [{"name": m.name, "pose": m.pose} for m in moments()],
        "older": [{"name": m.name, "pose": m.pose} for m in moments(older=True)],
    }


def _run(run: Run, *, longest: int) -> dict[str, Any]:
    from ..reports.figures import timeline_figure

    found = debrief(run.scene)
    figure = timeline_figure(
        found.session, key=f"run{run.number}", episodes=run.scene.episodes(), until=longest
    )
    return {
        "id": run.id,
        "number": run.number,
        "codes": sorted({event.code for event in found.session.events}),
        "seconds": found.session.end / 1000,
        "figure": str(figure),
        "moments": [_moment(moment) for moment in found.moments],
        "lessons": [_lesson(lesson, found) for lesson in found.lessons],
        **_sums(found),
    }


def _lesson(lesson: Lesson, found: Debrief) -> dict[str, Any]:
    """Return a lesson; what has not changed while a moment is open is not known yet."""
    waits = lesson.way == "same" and any(moment.open for moment in found.moments)
    return {**lesson._asdict(), "way": "open" if waits else lesson.way}


def _moment(moment: Rupture) -> dict[str, Any]:
    return {**moment._asdict(), "open": moment.open}


def _sums(found: Debrief) -> dict[str, Any]:
    mended = [m for m in found.moments if not m.open]
    return {
        "definition": found.definition,
        "mended": len(mended),
        "open": len(found.moments) - len(mended),
        "yells": found.yells,
        "said": found.steps_said,
    }
