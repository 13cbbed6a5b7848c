"""SVG figures of our own: every one with a title and a description in words."""

from .grid import grid_figure
from .survival import latency_figure
from .timeline import timeline_figure

__all__ = ["grid_figure", "latency_figure", "timeline_figure"]
