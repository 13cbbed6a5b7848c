"""What was frozen before any claim was run: contrasts, draws, ablations, and the rules' numbers."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from importlib.resources import files

from . import draws
from .ablations import ABLATIONS
from .contrasts import CLAIMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The numbers of the verdict.

    Parameters
    ----------
    smallest
        Smallest effect of interest by outcome, in its unit; ``other`` for those not named.
    share, no_share
        Bound for the Wilson interval when a gain is predicted, and when none is.
    widest_share, widest_factor
        Widest intervals of a share, and of the place of a break (as a factor).
    match_low, match_high
        Draws whose share of strict match lies outside are dropped.
    calibration_share
        Share of calibration facts that must lie within their tolerance.
    """

    smallest: dict[str, float]
    share: float
    no_share: float
    widest_share: float
    widest_factor: float
    match_low: float
    match_high: float
    calibration_share: float

    def smallest_of(self, outcome: str) -> float:
        """Return the smallest effect of interest of one outcome."""
        return self.smallest.get(outcome, self.smallest["other"])


_FROZEN = tomllib.loads((files("reattune.claims") / "frozen.toml").read_text("utf-8"))
RULES = Rules(**_FROZEN["rules"])
FROZEN_HASH: str = _FROZEN["sha256"]
"""SHA-256 of everything below, as frozen; a test holds :func:`content_hash` to it."""


def content_hash() -> str:
    """Return the SHA-256 of contrasts, ablations, draws and rules as they stand."""
    content = {
        "claims": [asdict(claim) for claim in CLAIMS],
        "ablations": [asdict(ablation) for ablation in ABLATIONS],
        "draws": [draws.FACTOR, draws.NARROW, draws.SCALED, draws.LOGITS],
        "rules": asdict(RULES),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
