"""Mechanisms switched off or changed, one at a time, to see whether a claim rests on one."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Parameters
from .contrasts import Changes


@dataclass(frozen=True, slots=True)
class Ablation:
    """One change of the model.

    Parameters
    ----------
    name, meaning
        Its id, and one plain sentence.
    changes
        Parameters that are set in every arm, whatever was drawn or contrasted.
    alike
        Whether all dyads have the average temperament.
    """

    name: str
    meaning: str
    changes: Changes = ()
    alike: bool = False

    def apply(self, parameters: Parameters) -> Parameters:
        """Return the parameters with this change."""
        changed = parameters.changed(**dict(self.changes))
        return changed.alike() if self.alike else changed


AS_IS = Ablation("as it is", "Nothing is changed: the same, smaller number of draws.")
"""What the ablations are held against."""

ABLATIONS = (
    Ablation("ant 0", "Nobody acts before distress.", (("ant", 0.0),)),
    Ablation(
        "credit any", "Any way of coming down counts as the child's own.", (("credit_any", 1.0),)
    ),
    Ablation("any repair", "Repairs count whoever leads them.", (("any_repair", 1.0),)),
    Ablation("all mismatches", "Faith learns from every mismatch, too.", (("f_all", 1.0),)),
    Ablation(
        "doubting prior", "The child is born with little faith.", (("a_f0", 1.0), ("b_f0", 4.0))
    ),
    Ablation(
        "trusting prior", "The child is born with much faith.", (("a_f0", 8.0), ("b_f0", 2.0))
    ),
    Ablation("chi 0", "Load does not raise resting arousal.", (("chi", 0.0),)),
    Ablation("chi 2", "Load raises resting arousal more.", (("chi", 2.0),)),
    Ablation("no stress", "Life brings no stress.", (("s_rate", 0.0),)),
    Ablation("more stress", "Life brings stress once a minute.", (("s_rate", 1.0),)),
    Ablation(
        "slow forgetting", "Skill and faith fade slowly.", (("phi_s", 0.001), ("phi_f", 0.002))
    ),
    Ablation("rup_min 0.2", "Ruptures count from 0.2 s on.", (("rup_min", 0.2),)),
    Ablation("rup_min 0.5", "Ruptures count from 0.5 s on.", (("rup_min", 0.5),)),
    Ablation("rup_min 2", "Ruptures count from 2 s on.", (("rup_min", 2.0),)),
    Ablation("ageing", "Learning halves every 100 sittings.", (("eta_half", 100.0),)),
    Ablation("no temperament", "All dyads are the average one.", alike=True),
)
"""All of them, each in all contrasts."""
