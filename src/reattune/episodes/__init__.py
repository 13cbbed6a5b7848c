"""The reader: definitions of rupture and repair, joint states, and the episodes in them."""

from .definition import Clause, Definition
from .joint import Joint, joint_states
from .parsing import parse_definition, read_definition
from .reader import find_episodes, read_joint
from .rows import OUTCOMES, WHO, Episode, Episodes
from .shelf import definition_ids, fits, fitting_definitions, load_definition

__all__ = [
    "OUTCOMES",
    "WHO",
    "Clause",
    "Definition",
    "Episode",
    "Episodes",
    "Joint",
    "definition_ids",
    "find_episodes",
    "fits",
    "fitting_definitions",
    "joint_states",
    "load_definition",
    "parse_definition",
    "read_definition",
    "read_joint",
]
