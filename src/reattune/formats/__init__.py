"""Coded files of every tool: sniffed by content, read into codings."""

from .contract import Format, Raw
from .registry import FORMATS, is_candidate, load, read_raw, sniff

__all__ = ["FORMATS", "Format", "Raw", "is_candidate", "load", "read_raw", "sniff"]
