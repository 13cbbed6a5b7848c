"""A scene that is being played: acts in, the child's state out, a Session at any time."""

from __future__ import annotations

import math
from typing import NamedTuple

from ..episodes import Episodes, find_episodes
from ..errors import ParameterError
from ..model import ACTS, Caregiver
from ..record import Session
from .lines import known_lines
from .played import playable_child
from .pose import Look, Under, look
from .recorded import Span, played_session
from .replay import Replay, check_replay
from .scenes import Act, Play, play

HZ = 30
"""Steps a second."""
_DT = 1.0 / HZ
_LONGEST = 3600 * HZ
_MODEL = "as:model"


class View(NamedTuple):
    """What a screen is told after a step.

    Parameters
    ----------
    tick, seconds
        Steps and seconds since the start.
    child, act
        The child's code, and the word of the player's act.
    arousal, anger, sadness
        The child's, in the model's units (u); the last two are 0 for a baby.
    tension, clouding
        The player's own arousal (u), and how far they are triggered (0 to 1).
    yelling
        Whether a yell is coming out now.
    in_rupture
        Whether the model's own tracker follows a rupture.
    look
        What the child looks like.
    """

    tick: int
    seconds: float
    child: str
    act: str
    arousal: float
    anger: float
    sadness: float
    tension: float
    clouding: float
    yelling: bool
    in_rupture: bool
    look: Look


class Scene:
    """One run of a scene. It changes state because it stands beside something that goes on.

    Parameters
    ----------
    chosen
        The scene.
    seed
        Which child, and which noise; the same seed and acts give the same Session.
    """

    def __init__(self, chosen: Play, *, seed: int) -> None:
        self.play, self.seed = chosen, seed
        self._stepper = playable_child(chosen.dyad, seed=seed, dt=_DT)
        self._log: list[tuple[int, str]] = []
        self._word = _MODEL
        self._until: float = math.inf
        self._yell_from, self._yell_until = -HZ, 0
        self._spans: list[Span] = []
        self._apologised = False
        self._since = 0.0
        self._upset_at = -math.inf
        self._under = Under()
        self._child = self._stepper.moment.child

    @property
    def name(self) -> str:
        """The Session's name."""
        return f"{self.play.dyad.name}-{self.seed}"

    @property
    def seconds(self) -> float:
        """Time since the start."""
        return self._stepper.tick * _DT

    @property
    def number(self) -> int:
        """Number of the child among those of the seed (0, unless its temper was too long)."""
        return self._stepper.number

    @property
    def log(self) -> tuple[tuple[int, str], ...]:
        """What was chosen, with the step after which it was; steps count from 0."""
        return tuple(self._log)

    @property
    def steps_said(self) -> tuple[str, ...]:
        """Steps of an apology said so far, in order, each once."""
        lines = (known_lines().get(word.removeprefix("say:")) for _, word in self._log)
        return tuple(dict.fromkeys(line.step for line in lines if line and line.step))

    @property
    def view(self) -> View:
        """What can be seen now, and what cannot."""
        now = self._stepper.snapshot
        yelling = self._stepper.tick < self._yell_until
        upset_ago = self.seconds - self._upset_at
        seen = look(
            now,
            older=self.play.age > 0,
            held=(self.seconds - self._since, upset_ago),
            under=self._under.shows,
        )
        return View(
            tick=self._stepper.tick,
            seconds=self.seconds,
            child=now.child,
            act="yell" if yelling else self._word,
            arousal=now.arousal,
            anger=now.anger,
            sadness=now.sadness,
            tension=now.tension,
            clouding=self._stepper.clouding,
            yelling=yelling,
            in_rupture=now.in_rupture,
            look=seen,
        )

    def choose(self, word: str) -> None:
        """Choose an act; it holds from the next step on, at the very start from time 0 on.

        Parameters
        ----------
        word
            An act of the scene; ``as:ACT`` for one of the model's acts as it stands, or
            ``as:model`` to let the model choose (what a policy does).

        Raises
        ------
        ParameterError
            When the scene has no such act.
        """
        self._check(word)
        self._log.append((self._stepper.tick, word))
        self._enter(word)

    def act(self, word: str, *, seconds: float) -> View:
        """Choose an act and let so many seconds pass."""
        self.choose(word)
        return self.run(seconds)

    def run(self, seconds: float) -> View:
        """Let so many seconds pass with what was chosen last."""
        for _ in range(round(seconds * HZ)):
            self.step()
        return self.view

    def step(self) -> None:
        """Go on by one step of 1/30 s; after an hour a scene stands still."""
        if self._stepper.tick >= _LONGEST:
            return
        led = not self._word.startswith("as:")
        if led and self._stepper.tick >= self._until:
            self._enter(self._current.then or self.play.rest)
        if led and self._can_slip:
            self._slip()
        self._stepper.step(self._model_act())
        self._watch()

    def played_by(self, caregiver: Caregiver, *, seconds: float) -> Session:
        """Let a policy play for so many seconds; the Session is then the simulator's."""
        for _ in range(round(seconds * HZ)):
            chosen = caregiver.act(self._stepper.moment)
            word = _MODEL if chosen is None else f"as:{chosen}"
            if word != self._word:
                self.choose(word)
            self.step()
        return self.session()

    def session(self) -> Session:
        """Return what has happened so far as an ordinary Session.

        Raises
        ------
        ParameterError
            Before the first step.
        """
        if self._stepper.tick == 0:
            raise ParameterError(
                path=self.name,
                where="session",
                found="a scene in which no time has passed",
                expected="at least one step",
                todo="Let the scene run first.",
            )
        base = self._stepper.session(self.name)
        acts = [word for _, word in self._log if not word.startswith("as:")]
        if not acts:
            return base
        told = {"scene": self.play.id, "played": f"by a person, {len(acts)} acts"}
        return played_session(base, spans=self._closed_spans(), told=told)

    def episodes(self) -> Episodes:
        """Return ruptures and repairs so far, by the one reader and the scene's definition."""
        return find_episodes(self.session(), definition=self.play.definition)

    def learned(self) -> dict[str, float]:
        """Return what the model's child has learned so far."""
        return self._stepper.learned()

    def replay(self) -> Replay:
        """Return seed and acts: all that is needed to play this scene again."""
        return Replay(self.play.id, self.play.age, self.seed, self._stepper.tick, self.log)

    def rewound(self, *, to: float) -> Scene:
        """Return a scene that stands at an earlier second, to go on from in another way."""
        tick = min(max(round(to * HZ), 0), self._stepper.tick)
        kept = tuple((at, word) for at, word in self._log if at < tick or at == 0)
        return play_again(self.replay()._replace(ticks=tick, acts=kept))

    def before_rupture(self, number: int) -> Scene:
        """Return a scene that stands three seconds before a rupture (counted from 0)."""
        rows = self.episodes().rows
        if not 0 <= number < len(rows):
            raise ParameterError(
                path=self.name,
                where="rupture",
                found=str(number),
                expected=f"one of the {len(rows)} ruptures of this run, counted from 0",
                todo="Choose one of them.",
            )
        return self.rewound(to=rows[number].onset / 1000 - 3.0)

    @property
    def _current(self) -> Act:
        return self.play.acts[self._word]

    def _check(self, word: str) -> None:
        raw = word.removeprefix("as:")
        if word in self.play.acts or (raw != word and raw in {*ACTS, "model"}):
            return
        raise ParameterError(
            path=self.name,
            where="act",
            found=repr(word[:80]),
            expected=f"one of {', '.join(self.play.acts)}",
            todo="Choose one of these.",
        )

    def _enter(self, word: str) -> None:
        """Let an act begin, and end the one before."""
        tick = self._stepper.tick
        self._end_span()
        if word.startswith("as:"):
            self._word, self._until = word, math.inf
            self._stepper.settle_self(ease=1.0, hear=1.0)
            return
        chosen = self.play.acts[word]
        self._word = word
        self._until = tick + round(chosen.seconds * HZ) if chosen.seconds else math.inf
        self._stepper.settle_self(ease=chosen.ease, hear=chosen.hear)
        if tick == 0:
            self._stepper.begin_with(chosen.model)
        # A do-over counts as a mend once an apology was made: without one it is only a new start.
        if chosen.recorded and (chosen.recorded != "mend" or self._apologised):
            self._spans.append(Span(self._now, -1, chosen.recorded))
        if chosen.model == "hostile":
            self._apologised = False
        elif chosen.model == "mend":
            self._apologised = True
        # A yell that has begun lasts a second; then whatever was chosen stops it.
        self._yell_until = min(self._yell_until, max(tick, self._yell_from + HZ))

    @property
    def _can_slip(self) -> bool:
        """Whether a yell could come out now: not in a slow breath, nor from another room."""
        at_ease = self._word in {"breathe", "away"} or self._current.model == "hostile"
        return self.play.age > 0 and self._stepper.tick >= self._yell_until and not at_ease

    def _slip(self) -> None:
        """Let a yell come out by itself, if the player is triggered and the child upset."""
        seconds = self._stepper.slip()
        if seconds:
            tick = self._stepper.tick
            self._end_span()
            self._yell_until = tick + round(seconds * HZ)
            self._yell_from = tick
            self._apologised = False
            self._word, self._until = self.play.rest, math.inf
            self._stepper.settle_self(ease=1.0, hear=1.0)

    def _model_act(self) -> str | None:
        if self._word.startswith("as:"):
            return None if self._word == _MODEL else self._word.removeprefix("as:")
        return "hostile" if self._stepper.tick < self._yell_until else self._current.model

    def _watch(self) -> None:
        """Note since when the child has shown its code, and when it was last upset."""
        child = self._stepper.moment.child
        if child != self._child:
            self._child, self._since = child, self.seconds
        if child in {"protest", "distress"}:
            self._upset_at = self.seconds
        self._under = self._under.at(self._stepper.snapshot, self.seconds)

    @property
    def _now(self) -> int:
        # What is chosen after a step holds from the end of the next one, like every act.
        tick = self._stepper.tick
        return round((tick + 1 if tick else 0) * 1000 / HZ)

    def _end_span(self) -> None:
        if self._spans and self._spans[-1].offset < 0:
            self._spans[-1] = self._spans[-1]._replace(offset=self._now)

    def _closed_spans(self) -> list[Span]:
        end = round(self._stepper.tick * 1000 / HZ)
        return [
            span._replace(offset=end if span.offset < 0 else min(span.offset, end))
            for span in self._spans
        ]


def open_scene(name: str, *, seed: int = 0, age: int | None = None) -> Scene:
    """Open a scene: ``rattle``, or ``angry-child`` with a child of 5 or 10.

    Parameters
    ----------
    name
        Which scene.
    seed
        Which child; the same seed and acts give the same Session, byte for byte.
    age
        Years, for the angry child (5).

    Raises
    ------
    ParameterError
        When there is no such scene, age or seed.

    Examples
    --------
    >>> scene = open_scene("rattle", seed=7)
    >>> scene.act("soothe", seconds=4).child in {"positive", "neutral", "averted"}
    True
    """
    return Scene(play(name, age), seed=seed)


def play_again(replay: Replay) -> Scene:
    """Return the scene that a replay tells of, as it stood at its end.

    Raises
    ------
    ParameterError
        When it names a scene or an act that does not exist.
    """
    check_replay(replay)
    scene = open_scene(replay.scene, seed=replay.seed, age=replay.age or None)
    acts = list(replay.acts)
    for tick in range(replay.ticks + 1):
        while acts and acts[0][0] == tick:
            scene.choose(acts.pop(0)[1])
        if tick < replay.ticks:
            scene.step()
    return scene
