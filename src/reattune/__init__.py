"""Rupture and repair in coded parent-child sessions: find every episode, measure it, report it.

```python
import reattune as rt

visit = rt.read("visit-07.eaf", codebook="icep")
episodes = rt.find_episodes(visit, definition="misattunement")
print(rt.measure(visit)["repair_latency"])
print(rt.verdict(episodes))
rt.write_report(visit, "visit-07.html")
```

Everything is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .episodes import Definition as Definition
    from .episodes import Episodes as Episodes
    from .episodes import find_episodes as find_episodes
    from .errors import ReattuneError as ReattuneError
    from .measures import Estimate as Estimate
    from .measures import Verdict as Verdict
    from .model import Dyad as Dyad
    from .model import learned as learned
    from .model import simulate as simulate
    from .practice import Scene as Scene
    from .practice import open_scene as open_scene
    from .record import Codebook as Codebook
    from .record import Event as Event
    from .record import Finding as Finding
    from .record import Provenance as Provenance
    from .record import Recorder as Recorder
    from .record import Session as Session
    from .study import codes as codes
    from .study import data_dictionary as data_dictionary
    from .study import measure as measure
    from .study import read as read
    from .study import read_all as read_all
    from .study import session_table as session_table
    from .study import verdict as verdict
    from .study import write as write
    from .study import write_report as write_report

__version__ = "0.1.0"

_HOMES = {
    "Codebook": "record",
    "Definition": "episodes",
    "Dyad": "model",
    "Episodes": "episodes",
    "Estimate": "measures",
    "Event": "record",
    "Finding": "record",
    "Provenance": "record",
    "ReattuneError": "errors",
    "Recorder": "record",
    "Scene": "practice",
    "Session": "record",
    "Verdict": "measures",
    "codes": "study",
    "data_dictionary": "study",
    "find_episodes": "episodes",
    "learned": "model",
    "measure": "study",
    "open_scene": "practice",
    "read": "study",
    "read_all": "study",
    "session_table": "study",
    "simulate": "model",
    "verdict": "study",
    "write": "study",
    "write_report": "study",
}

__all__ = ["__version__", *sorted(_HOMES)]  # noqa: PLE0604 (all of them are texts)


def __getattr__(name: str) -> Any:
    """Load a public name from its room on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
