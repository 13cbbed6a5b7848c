"""Rupture and repair in coded parent-child sessions."""

__version__ = "0.1.0"
