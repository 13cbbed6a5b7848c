"""From files to results: reads what there is, guesses and says so; one bad file stops nothing."""

from .analysis import Result, analyse
from .codes import draft_codebook, list_codes
from .outputs import write_outputs
from .reading import Reading, read, read_all, read_paths

__all__ = [
    "Reading",
    "Result",
    "analyse",
    "draft_codebook",
    "list_codes",
    "read",
    "read_all",
    "read_paths",
    "write_outputs",
]
