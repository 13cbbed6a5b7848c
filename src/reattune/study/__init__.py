"""From files to results: reads what there is, guesses and says so; one bad file stops nothing."""

from .agree_outputs import agreement_json, agreement_text, disagreements_frame, write_agreement
from .agreeing import Agreed, AgreeOptions, agree_manifest, agree_paths
from .analysis import Result, analyse
from .deidentify import Deidentified, deidentify, removed_text, write_deidentified
from .design_outputs import write_bins, write_contrasts
from .designs import WORDS as MEASURES_OF_DESIGNS
from .designs import bin_seconds, binned, contrasts, excluding
from .dictionary import need_openpyxl, write_workbook
from .drafting import Draft, draft_manifest
from .exporting import TARGETS, write_back
from .front import (
    codes,
    data_dictionary,
    measure,
    session_table,
    verdict,
    write,
    write_report,
)
from .gathering import read_manifest
from .grid_outputs import grid_json, grid_text, write_grid
from .gridding import Gridded, GridPlan, grid
from .latency_between import Between, latencies_between
from .latency_outputs import Asked, write_latencies
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
from .reading_to_write import ReadAs
from .sequence_outputs import sequences_json, sequences_text, write_sequences
from .sequencing import Sequenced, SequencePlan, sequence
from .simulating import Plan, simulate_study

__all__ = [
    "MEASURES_OF_DESIGNS",
    "TARGETS",
    "AgreeOptions",
    "Agreed",
    "Asked",
    "Between",
    "Deidentified",
    "Draft",
    "GridPlan",
    "Gridded",
    "Plan",
    "ReadAs",
    "Reading",
    "Result",
    "SequencePlan",
    "Sequenced",
    "agree_manifest",
    "agree_paths",
    "agreement_json",
    "agreement_text",
    "analyse",
    "bin_seconds",
    "binned",
    "codes",
    "contrasts",
    "data_dictionary",
    "deidentify",
    "disagreements_frame",
    "draft_codebook",
    "draft_manifest",
    "episodes_frame",
    "excluding",
    "grid",
    "grid_json",
    "grid_text",
    "latencies_between",
    "list_codes",
    "load_codings",
    "measure",
    "measures_frame",
    "need_openpyxl",
    "read",
    "read_all",
    "read_manifest",
    "read_paths",
    "removed_text",
    "sequence",
    "sequences_json",
    "sequences_text",
    "session_table",
    "simulate_study",
    "summary_json",
    "summary_text",
    "verdict",
    "write",
    "write_agreement",
    "write_back",
    "write_bins",
    "write_contrasts",
    "write_deidentified",
    "write_grid",
    "write_latencies",
    "write_new",
    "write_outputs",
    "write_report",
    "write_sequences",
    "write_workbook",
]
