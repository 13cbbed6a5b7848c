"""The report: figures, tables and one self-contained page. Draws numbers, computes none."""

from .content import Report
from .page import render_report, write_report
from .summary import session_line, summary_lines

__all__ = ["Report", "render_report", "session_line", "summary_lines", "write_report"]
