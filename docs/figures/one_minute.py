"""Draw docs/images/one-minute.svg: one minute of one simulated dyad, always the same.

Run it after a change of the model: ``python docs/figures/one_minute.py``.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from reattune.episodes import Episodes, find_episodes
from reattune.model import Dyad, Lives, Order, live, sessions
from reattune.record import Session
from reattune.reports.figures.minute import minute_figure

PRESET = "ordinary"
SEED = 110
"""Chosen to show ruptures that the caregiver and the child mend: no typical minute."""
SECONDS = 60.0
TARGET = Path(__file__).resolve().parents[1] / "images" / "one-minute.svg"

OWN_RULES = """
.figure { background: var(--paper); }
.tolerance { fill: var(--accent); opacity: 0.14; }
.trace { stroke: var(--ink); stroke-width: 1.5; fill: none; stroke-linejoin: round; }
"""


def one_minute(seed: int = SEED) -> tuple[Lives, Session, Episodes]:
    """Let one average dyad live for a minute; return it with what the reader finds in it."""
    dyad = Dyad(PRESET)
    alike = Dyad.of(dyad.parameters.alike(), name=dyad.name)
    order = Order(dyads=[alike], seed=seed, seconds=SECONDS, changes=True, traces=True)
    lives = live(order)
    session = next(sessions(lives))
    return lives, session, find_episodes(session, "model.tracker")


def draw(seed: int = SEED) -> str:
    """Return the picture with its style sheet inside."""
    lives, session, episodes = one_minute(seed)
    parameters = lives.order.dyads[0].parameters
    svg = minute_figure(
        session,
        lives.trace("a")[0].tolist(),
        key="minute",
        window=(parameters.a0, parameters.H),
        episodes=episodes,
    )
    return svg.replace("<title", f"<style>{style()}</style><title", 1) + "\n"


def style() -> str:
    """Return the rules of the report's style sheet that figures need, light and dark."""
    sheet = (files("reattune.reports") / "templates" / "report.css").read_text("utf-8")
    light = re.search(r"^:root \{.*?^\}", sheet, re.S | re.M)
    dark = re.search(r"^@media \(prefers-color-scheme: dark\) \{.*?^\}", sheet, re.S | re.M)
    rules = re.search(r"^\.figure \{.*?(?=^@media)", sheet, re.S | re.M)
    parts = [match.group() for match in (light, dark, rules) if match]
    return "\n".join([*parts, OWN_RULES])


def main() -> None:
    """Write the picture."""
    TARGET.write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
