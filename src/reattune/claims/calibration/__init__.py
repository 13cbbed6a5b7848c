"""Holding the model against published numbers: the frozen lists, the fit, the scores."""

from .state import CalibrationState, state

__all__ = ["CalibrationState", "state"]
