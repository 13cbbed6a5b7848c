"""The record: what a Session is, when it is valid, what its codes mean, how it is kept."""

from .codebook import Codebook, TrackRule, parse_codebook, read_codebook
from .coding import Coding, Medium, Phase, Row, Source, Span, rows_of
from .events import Event, Events
from .findings import USED, Finding
from .hiding import hide
from .mapping import build_session, coverage
from .merging import Part, merge_codings
from .people import Person, Track
from .provenance import Provenance, stamp, version
from .recorder import Recorder
from .session import Session, coded_time
from .shelf import choose_codebook, codebook_ids, load_codebook
from .signals import Signal
from .spans import Spans, difference, intersection, length, union
from .states import BOTH, CAREGIVER, CHILD, MISSING, UNMAPPED
from .store import from_dict, read_json, read_parquet, to_dict, write_json, write_parquet
from .toml_lines import TomlText, parse_toml

__all__ = [
    "BOTH",
    "CAREGIVER",
    "CHILD",
    "MISSING",
    "UNMAPPED",
    "USED",
    "Codebook",
    "Coding",
    "Event",
    "Events",
    "Finding",
    "Medium",
    "Part",
    "Person",
    "Phase",
    "Provenance",
    "Recorder",
    "Row",
    "Session",
    "Signal",
    "Source",
    "Span",
    "Spans",
    "TomlText",
    "Track",
    "TrackRule",
    "build_session",
    "choose_codebook",
    "codebook_ids",
    "coded_time",
    "coverage",
    "difference",
    "from_dict",
    "hide",
    "intersection",
    "length",
    "load_codebook",
    "merge_codings",
    "parse_codebook",
    "parse_toml",
    "read_codebook",
    "read_json",
    "read_parquet",
    "rows_of",
    "stamp",
    "to_dict",
    "union",
    "version",
    "write_json",
    "write_parquet",
]
