"""Measures: numbers about ruptures and repairs, each with its interval or the reason for none."""

from .catalogue import CATALOGUE, Measure, Measures, measure
from .conditions import (
    Verdict,
    cohort_reference,
    positive_log_ratio,
    positive_moments,
    positive_time,
    verdict,
    verdict_word,
)
from .estimates import Estimate
from .latencies import (
    WINDOWS,
    repair_curve,
    repair_curve_by_end,
    repair_incidence,
    repair_latency,
    repair_probability,
    response_curve,
    response_latency,
    response_probability,
    response_proportion,
)
from .matching import (
    coded_time,
    match_chance,
    match_proportion,
    mismatch_proportion,
    neither_proportion,
)
from .positive import is_positive
from .responses import Response, response_times, response_times_curve
from .ruptures import (
    attempts,
    mismatch_duration,
    outcomes,
    repair_proportion,
    repair_rate,
    rupture_count,
    rupture_rate,
    rupture_time,
    who_opens,
    who_repairs,
)
from .survival import Curve, Incidence, cumulative_incidence, kaplan_meier
from .sweeps import SweepRow, sweep

__all__ = [
    "CATALOGUE",
    "WINDOWS",
    "Curve",
    "Estimate",
    "Incidence",
    "Measure",
    "Measures",
    "Response",
    "SweepRow",
    "Verdict",
    "attempts",
    "coded_time",
    "cohort_reference",
    "cumulative_incidence",
    "is_positive",
    "kaplan_meier",
    "match_chance",
    "match_proportion",
    "measure",
    "mismatch_duration",
    "mismatch_proportion",
    "neither_proportion",
    "outcomes",
    "positive_log_ratio",
    "positive_moments",
    "positive_time",
    "repair_curve",
    "repair_curve_by_end",
    "repair_incidence",
    "repair_latency",
    "repair_probability",
    "repair_proportion",
    "repair_rate",
    "response_curve",
    "response_latency",
    "response_probability",
    "response_proportion",
    "response_times",
    "response_times_curve",
    "rupture_count",
    "rupture_rate",
    "rupture_time",
    "sweep",
    "verdict",
    "verdict_word",
    "who_opens",
    "who_repairs",
]
