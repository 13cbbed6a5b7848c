"""Which function works out which statistic: one for each fact, by the id that the lists use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from . import of_crying as crying
from . import of_play as play
from . import of_toddlers as toddlers
from . import of_validation as validation
from .estimating import Simulated
from .study import Study

Statistic = Callable[[Study], Simulated]

STATISTICS: dict[str, Statistic] = {
    "mismatch": partial(play.mismatch, months=4.0),
    "match.interval": play.match_interval,
    "match.rise.3_6": partial(play.match_rise, earlier=3.0, later=6.0),
    "match.rise.6_9": partial(play.match_rise, earlier=6.0, later=9.0),
    "match.level.9": partial(play.match_level, months=9.0),
    **{f"caregiver.first.{m}": partial(play.caregiver_first, months=float(m)) for m in (3, 6, 9)},
    **{f"infant.first.{m}": partial(play.infant_first, months=float(m)) for m in (3, 6, 9)},
    "gaze.ended": play.gaze_ended_by_infant,
    **{
        f"gaze.{what}.{weeks}": partial(play.gaze_hazard, months=months, what=what)
        for what in ("start", "stop")
        for weeks, months in ((10, 2.3), (26, 6.0))
    },
    "gaze.asymmetry": partial(play.gaze_asymmetry, months=6.0),
    "gaze.bouts": play.gaze_bouts_rise,
    "arousal.before": partial(play.arousal_around_aversion, what="before"),
    "arousal.during": partial(play.arousal_around_aversion, what="during"),
    "kinds.engaged": partial(play.infant_kinds, kind="engaged"),
    "kinds.disengaged": partial(play.infant_kinds, kind="disengaged"),
    "kinds.negative": partial(play.infant_kinds, kind="negative"),
    "latency.parent": play.parent_latency,
    **{
        f"still.{what}": partial(play.still_face_change, what=what, phases=(0, 1))
        for what in ("positive", "gaze", "negative")
    },
    "reunion.positive": partial(play.still_face_change, what="positive", phases=(0, 2)),
    "reunion.negative": partial(play.still_face_change, what="negative", phases=(0, 2)),
    "reunion.rebound": partial(play.still_face_change, what="positive", phases=(1, 2)),
    **{f"cry.length.{m}": partial(crying.cry_bout_length, months=float(m)) for m in (3, 5)},
    **{f"cry.rate.{m}": partial(crying.cry_bout_rate, months=float(m)) for m in (3, 5)},
    "cry.minutes.3": partial(crying.cry_minutes, months=3.0),
    "cry.day.6w": partial(crying.minutes_a_day, months=1.4),
    "cry.day.11w": partial(crying.minutes_a_day, months=2.5),
    "soothe.both": partial(crying.soothing, how="both"),
    "soothe.hold": partial(crying.soothing, how="hold"),
    "soothe.voice": partial(crying.soothing, how="voice"),
    "soothe.carry": partial(crying.soothing, how="carry", against="hold"),
    "carry.calm": partial(crying.calm_by, seconds=300.0),
    "carry.asleep.5": partial(crying.asleep_by, seconds=300.0),
    "carry.asleep.6": partial(crying.asleep_by, seconds=360.0),
    "tantrum.mode": toddlers.tantrum_mode,
    "tantrum.short": toddlers.tantrum_short,
    "anger.second": partial(toddlers.anger_falls, third=2),
    "anger.third": partial(toddlers.anger_falls, third=3),
    "distress.second": partial(toddlers.distress_rises, third=2),
    "distress.third": partial(toddlers.distress_rises, third=3),
    "conflicts": toddlers.conflicts_an_hour,
    **{
        f"slope.{what}": partial(validation.still_face_slope, what=what)
        for what in ("gaze", "smile", "bids", "cry")
    },
    "prompt.length": partial(validation.prompt_care_ratio, what="length"),
    "prompt.count": partial(validation.prompt_care_ratio, what="count"),
    "carrying.extra": validation.extra_carrying,
    "cry.escalates": validation.cry_escalates,
    "away.low": partial(validation.look_away_more, activity="still"),
    "away.high": partial(validation.look_away_more, activity="stimulate"),
    "toddler.repair": validation.toddler_repair,
    "sensitivity.F": partial(validation.sensitivity_correlation, outcome="F"),
    "sensitivity.V": partial(validation.sensitivity_correlation, outcome="V"),
}
