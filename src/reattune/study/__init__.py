"""From files to results: reads what there is, guesses and says so; one bad file stops nothing."""

from .analysis import Result, analyse
from .drafting import Draft, draft_manifest
from .exporting import TARGETS, write_back
from .front import codes, measure, verdict, write, write_report
from .gathering import read_manifest
from .listing import draft_codebook, list_codes, load_codings
from .outputs import (
    episodes_frame,
    measures_frame,
    summary_json,
    summary_text,
    write_new,
    write_outputs,
)
from .reading import Reading, read, read_all, read_paths
from .simulating import Plan, simulate_study

__all__ = [
    "TARGETS",
    "Draft",
    "Plan",
    "Reading",
    "Result",
    "analyse",
    "codes",
    "draft_codebook",
    "draft_manifest",
    "episodes_frame",
    "list_codes",
    "load_codings",
    "measure",
    "measures_frame",
    "read",
    "read_all",
    "read_manifest",
    "read_paths",
    "simulate_study",
    "summary_json",
    "summary_text",
    "verdict",
    "write",
    "write_back",
    "write_new",
    "write_outputs",
    "write_report",
]
