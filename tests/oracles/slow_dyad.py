"""The dyad model once more, in plain Python, written from its specification and not its kernel.

Each equation stands where it is used, in seconds, with nothing worked out beforehand. Random
numbers come from the same streams and are drawn in the documented order, so that every code, every
rupture and every slow state can be compared.
"""

from __future__ import annotations

from math import ceil, exp, inf, log, log1p, sqrt

from reattune.kernels import random as rng

SMILE, CALM, AWAY, FUSS, CRY = range(5)
STIM, PAUSE, SOOTHE, STILL, YELL, MEND = range(6)


def sg(z):
    return 1 / (1 + exp(-z))


def pos(z):
    return max(z, 0.0)


def clip(z, low=0.0, high=1.0):
    return min(max(z, low), high)


def attuned(x, g):
    """s.2: POS with STIM/PAUSE/SOOTHE; NEU, AV with PAUSE/SOOTHE; FU, CR with SOOTHE; any MEND."""
    if g == MEND:
        return True
    if x == SMILE:
        return g in {STIM, PAUSE, SOOTHE}
    if x in {CALM, AWAY}:
        return g in {PAUSE, SOOTHE}
    return g == SOOTHE


class Stream:
    def __init__(self, seed, owner, number):
        self.words = rng.stream_words(seed, owner, number=number)
        self.start()

    def start(self):
        self.s0, self.s1, self.s2, self.s3 = self.words

    def uniform(self):
        return rng.uniform(self)

    def normal(self):
        return rng.normal(self)

    def waiting(self):
        return rng.exponential(self)


class SlowDyad:
    """One dyad; ``p`` is a dictionary of parameters in the units of the specification."""

    def __init__(self, p, *, seed, owner=0, dt=0.1):
        self.p, self.dt = dict(p), dt
        self.life, self.stress, self.solo, self.nature = (
            Stream(seed, owner, number) for number in range(4)
        )
        self.draw_temperament()
        p = self.p
        self.S, self.V, self.G0, self.G = p["S0"], p["V0"], p["g0"], 0.0
        self.aF, self.bF, self.pending = p["a_f0"], p["b_f0"], 0
        self.M = [1.0, 1.0]
        self.L = self.W = self.y = 0.0
        self.changes, self.ruptures = [], []

    def draw_temperament(self):
        p, n = self.p, self.nature.normal
        for name in ("u_still", "u_stim", "kap", "m_cr", "s_rate", "q01", "q10"):
            p[name] *= exp(p["sd_" + name] * n())
        for name in ("a0", "H", "c_p", "c_a", "c_d"):
            p[name] += p["sd_" + name.lower()] * n()
        s0 = p["S0"] + p["sd_s0"] * n()
        if p["sd_s0"] > 0:
            p["S0"] = clip(s0, 0.02, 0.95)

    # --- a sitting -----------------------------------------------------------------------------

    def sit(self, number, phases):
        """Phases are (steps, act or None)."""
        p, life = self.p, self.life
        for _ in range(self.pending):
            if p["p_late"] > 0 and life.uniform() < p["p_late"]:
                self.pending -= 1
                self.aF += 1
        self.eta = 0.5 ** (number / p["eta_half"]) if p["eta_half"] else 1.0
        self.k, self.x, self.g, self.moved = 0, CALM, STIM, 0
        self.a = clip(p["a0"] + p["chi"] * self.L + 0.05 * life.normal(), 0, p["a_max"])
        self.h = 0.15
        self.b0e = self.b = p["b0"] + p["b_sd"] * life.normal()
        self.forced_until = self.due = self.called_at = self.block_end = self.relief_at = None
        self.unmended = False
        self.goal = self.anger = self.sad = 0.0
        self.blocked = False
        self.excursion = None
        self.run = self.open = None
        self.history = []
        self.mismatch = 0
        self.over = self.smiles = self.torn = 0
        if p["older"] and p["block_start"] > 0 and life.uniform() < p["block_start"]:
            self.block_goal()
        self.changes += [(number, 0, 0, self.x), (number, 0, 1, self.g)]
        for index, (steps, act) in enumerate(phases):
            if act is not None:
                if self.g != act:
                    self.changes.append((number, self.k, 1, act))
                self.g, self.moved, self.forced_until = act, self.k, self.k + steps
            for _ in range(steps):
                self.step(number, index)
            self.cut(number, index, last=index == len(phases) - 1)
        self.end_sitting()

    def end_sitting(self):
        p = self.p
        self.S = clip(self.S + p["phi_s"] * (p["S0"] - self.S))
        self.aF += p["phi_f"] * (p["a_f0"] - self.aF)
        self.bF += p["phi_f"] * (p["b_f0"] - self.bF)
        self.M = [m + p["phi_m"] * (1 - m) for m in self.M]
        self.L = min(self.L + self.eta * p["eta_l"] * (self.over / self.k - self.L), p["l_max"])
        share = self.smiles / self.k - self.torn / self.k
        self.W += self.eta * p["eta_w"] * (share - self.W)

    def learned(self):
        faith = 1 - (self.bF / (self.bF + log(2))) ** self.aF
        trust = self.M[0] / sum(self.M)
        return [self.S, faith, self.V, self.G, trust, self.L, self.W]

    # --- a step --------------------------------------------------------------------------------

    def step(self, number, phase):
        p, dt = self.p, self.dt
        x, g = self.x, self.g
        self.k += 1
        if p["older"]:
            self.drives()
        self.arousal()
        if p["s_rate"] > 0:
            size = -1.0
            if self.stress.uniform() < p["s_rate"] / 60 * dt:
                size = p["s_mag"] * self.stress.waiting() * (1 + p["chi"] * self.L)
                self.a = min(self.a + size, p["a_max"])
        flow = -p["kb"] * (self.b - self.b0e) + p["gc"] * (x == CRY) + p["gf"] * (x == FUSS)
        self.b += flow * dt + p["sb"] * sqrt(dt) * self.life.normal()
        self.child_code()
        if self.x != x:
            self.notice()
        self.skill()
        self.caregiver_act()
        if self.g != g:
            self.moved = self.k
        self.coercion()
        self.voice(x)
        self.agency(x)
        self.tracker(x, g, number, phase)
        self.every_mismatch(x, g)
        self.over += pos(self.a - p["H"])
        self.smiles += x == SMILE and attuned(x, g)
        if self.x != x:
            self.changes.append((number, self.k, 0, self.x))
        if self.g != g:
            self.changes.append((number, self.k, 1, self.g))

    def arousal(self):
        """s.3: dh, ab and da."""
        p, dt, a, x, g = self.p, self.dt, self.a, self.x, self.g
        self.h += (pos(a - p["a0"]) - self.h) / p["tau_h"] * dt
        ab = p["a0"] + p["chi"] * self.L + p["w_h"] * self.h
        da = -p["kap"] * (a - ab)
        own = (p["kv"] + p["k_s"] * self.S) * (a - ab) if x == AWAY else 0.0
        da -= own
        if x == CRY and not p["older"]:
            da += p["u_cry"] * pos(1.1 - a)
        ext = 0.0
        if g == STIM:
            da += p["u_stim"] * {AWAY: 1 - p["gate"], FUSS: 1.2, CRY: 1.2}.get(x, 1.0)
        elif g in {SOOTHE, MEND}:
            ext = p["k_soo"] * (a - p["a_soo"])
            da -= ext
        elif g == STILL:
            da += p["u_still"]
        elif g == YELL:
            da += p["u_yell"]
        da += 0.05 * self.anger + 0.03 * self.sad
        if self.excursion is not None:
            self.excursion["own"] += own * dt
            self.excursion["ext"] += ext * dt
            self.excursion["away"] += dt * (x == AWAY)
        self.a = clip(a + da * dt + p["sig"] * sqrt(dt) * self.life.normal(), 0, p["a_max"])

    def logits(self):
        p, a, g = self.p, self.a, self.g
        kind = {PAUSE: 0.5, SOOTHE: 0.2, MEND: 0.2, YELL: -1.0}
        bg = {STIM: p["b_stim"], STILL: p["b_st"], **kind}[g]
        v = p["b_v"] * (self.V - 0.5)
        return [
            p["c_p"] + bg - ((a - 0.45) / 0.16) ** 2,
            0.55 - ((a - 0.32) / 0.25) ** 2,
            p["c_a"] - 0.5 + 2.2 * sg((a - p["H"]) / 0.05) + p["av_st"] * (g == STILL),
            p["c_d"] + p["f0"] + p["f1"] * sg((a - 0.76) / 0.05) + v,
            p["c_d"] - 6.5 + 10.5 * sg((a - 0.92) / 0.05) + 0.5 * v,
        ]

    def child_code(self):
        p, u = self.p, self.life.uniform
        rate = p["r_c"] * {FUSS: p["m_fu"], CRY: p["m_cr"]}.get(self.x, 1.0)
        if u() >= rate * self.dt:
            return
        if not p["older"]:
            self.x = self.choose(self.logits())
            return
        if self.blocked:
            angry = (self.anger - 0.25) / 0.08
            weeping = (self.sad - 0.20) / 0.05 - 0.5 * pos(self.anger - 0.25) / 0.08
            drawn = self.choose([angry, weeping, 0.0])
            if drawn < 2:
                self.x = (FUSS, CRY)[drawn]
                return
        self.x = self.choose(self.logits()[:3])

    def choose(self, logits):
        weights = [exp(z) for z in logits]
        mark = self.life.uniform() * sum(weights)
        for index, weight in enumerate(weights):
            mark -= weight
            if mark < 0:
                return index
        return len(weights) - 1

    # --- the older child -----------------------------------------------------------------------

    def block_goal(self):
        self.blocked = True
        self.goal = 0.8 * exp(0.4 * self.life.normal())
        self.anger, self.sad = 0.0, 0.05
        self.tempo = exp(1.1 * self.life.normal())
        self.calm_since = self.k

    def drives(self):
        """s.7: dD, dX, dY."""
        p, dt, n = self.p, self.dt, self.life.normal
        if not self.blocked:
            if p["block_rate"] > 0 and self.life.uniform() < p["block_rate"] / 60 * dt:
                self.block_goal()
            return
        d, x, y, w = self.goal, self.anger, self.sad, self.tempo
        jx = jy = 0.0
        if self.g == YELL:
            jx, jy = 0.15, 0.03
        elif self.g in {SOOTHE, MEND} and x < 0.25:
            jx, jy = -0.03 * x, -0.02 * y
        self.goal = d - 0.5 * d * dt
        rise = (0.5 * d - w * p["k_x"] * x + jx) * dt + 0.05 * sqrt(max(x, 0.01)) * sqrt(dt) * n()
        drift = w * (p["c_xy"] * x - p["k_y"] * y) + jy
        fall = drift * dt + 0.02 * sqrt(max(y, 0.01)) * sqrt(dt) * n()
        self.anger, self.sad = clip(x + rise, 0, 3), clip(y + fall, 0, 3)
        if not (self.anger < 0.25 and self.sad < 0.20):
            self.calm_since = self.k
        if (self.k - self.calm_since) * dt >= 10 - 1e-9:
            self.blocked = False
            self.goal = self.anger = self.sad = 0.0

    # --- the caregiver -------------------------------------------------------------------------

    def trigger(self):
        return sg((self.b - self.p["th_t"]) / self.p["w_t"])

    def in_need(self):
        return self.x in {AWAY, FUSS, CRY} and not attuned(self.x, self.g)

    def notice(self):
        p, life = self.p, self.life
        if not self.in_need() or self.forced_until is not None:
            return
        miss = 1 - p["A"]
        chance = 1 - miss ** {AWAY: 1, FUSS: 2, CRY: 4}[self.x]
        if life.uniform() < chance * (1 - p["iota"] * self.trigger()):
            if self.due is None:
                mean = p["lat"] * (p["latc"] if self.x == CRY else 1)
                wait = mean / 2 * (life.waiting() + life.waiting())
                self.due = self.k + int(wait / self.dt + 0.5)
        elif life.uniform() < p["p_int"]:
            self.g = STIM

    def hold(self, act, seconds):
        self.g = act
        self.forced_until = self.k + max(1, int(seconds / self.dt + 0.5))

    def caregiver_act(self):
        if self.forced_until is not None:
            if self.due is not None and self.k >= self.due:
                self.due = None
            if self.k >= self.forced_until:
                self.forced_until, self.g = None, STIM
            return
        u = self.life.uniform()
        if self.due is not None and self.k >= self.due:
            self.due = None
            if self.in_need():
                self.g = PAUSE if self.x == AWAY else SOOTHE
                return
        for rate, happen in self.hazards():
            u -= rate * self.dt
            if u < 0:
                happen()
                return

    def hazards(self):
        """All that can happen now, as (rate per second, what)."""
        p, x, g, t = self.p, self.x, self.g, self.trigger()
        clear = 1 - p["iota"] * t
        yield p["still_rate"] / 60 * (1 + 2 * t), self.lapse
        yield p["int_rate"] / 60, self.deliberate
        if p["older"] and x in {FUSS, CRY}:
            yield p["yell_rate"] * exp(self.y) * (0.15 + t), self.yell
        if self.unmended:
            yield p["rho"] * p["p_apol"] * clear, self.mend
        if self.in_need():
            weight = {AWAY: 1, FUSS: 1.5, CRY: 3}[x]
            yield p["rho"] * weight * clear, lambda: self.do(PAUSE if x == AWAY else SOOTHE)
        if x in {SMILE, CALM}:
            rising = self.a > p["H"] - 0.12
            if g == STIM:
                yield p["q01"] + p["ant"] * rising, lambda: self.do(PAUSE)
            elif g == PAUSE:
                refused = p["ant"] / (p["ant"] + 0.3) if rising else 0.0
                smiled = p["q_smile"] if x == SMILE else 1.0
                yield p["q10"] * (1 - refused) * smiled, lambda: self.do(STIM)
            elif self.a < p["H"]:
                yield 0.20, lambda: self.do(PAUSE)

    def do(self, act):
        self.g = act

    def lapse(self):
        self.hold(STILL, self.p["still_dur"] * self.life.waiting())

    def deliberate(self):
        self.hold(STIM if self.life.uniform() < 0.5 else STILL, 6.0)

    def yell(self):
        self.hold(YELL, 3.0 * self.life.waiting())
        self.unmended = True
        if self.p["eta_co"] and self.relief_at is None:
            self.relief_at, self.b_then = self.k + round(10 / self.dt), self.b

    def mend(self):
        self.g, self.unmended = MEND, False

    def coercion(self):
        if self.relief_at is not None and self.k >= self.relief_at:
            r = clip((self.b_then - self.b) / 0.2, -1, 1)
            self.y += self.p["eta_co"] * (r - self.y)
            self.relief_at = None

    # --- what is learned -----------------------------------------------------------------------

    def skill(self):
        p, e = self.p, self.excursion
        if e is None:
            if self.a > p["H"] + 0.02 and self.x != CRY:
                self.excursion = {"own": 0.0, "ext": 0.0, "away": 0.0}
            return
        cried, down = self.x == CRY, self.a < p["H"] - 0.05
        if not (cried or down):
            return
        self.excursion = None
        if e["away"] <= 0.5 + 1e-6:
            return
        if cried:
            self.S = clip(self.S - self.eta * p["eta_sm"] * self.S)
        else:
            whole = e["own"] + e["ext"]
            share = 1.0 if p["credit_any"] else clip(e["own"] / whole) if whole > 0 else 0.0
            self.S = clip(self.S + self.eta * p["eta_s"] * share * (1 - self.S))

    def voice(self, before):
        p, calls = self.p, self.x in {FUSS, CRY}
        if calls and before not in {FUSS, CRY}:
            self.called_at = self.k
        if self.called_at is None:
            return
        if not calls:
            r = 0.0
        elif self.g in {SOOTHE, MEND}:
            r = 1 / (1 + p["k_v"] * (self.k - self.called_at) * self.dt)
        elif self.g == YELL:
            r = -0.5
        else:
            return
        self.V = clip(self.V + self.eta * p["eta_v"] * (r - self.V))
        self.called_at = None

    def agency(self, x):
        p = self.p
        if self.block_end is not None:
            self.signs += self.dt * (x in {AWAY, FUSS, CRY})
            if self.k >= self.block_end:
                c, o = self.signs >= 1 - 1e-6, self.a < p["H"]
                er = o - (self.G0 + c * self.G)
                self.G0 += self.eta * p["eta_g"] * er
                self.G += self.eta * p["eta_g"] * er * c
                self.block_end = None
        if self.block_end is None and self.a > p["H"]:
            self.block_end, self.signs = self.k + round(5 / self.dt), 0.0

    # --- ruptures ------------------------------------------------------------------------------

    def tracker(self, x, g, number, phase):
        """s.5, told from the whole history of the open run, step by step."""
        torn = (x in {AWAY, FUSS, CRY} and not attuned(x, g)) or g in {STILL, YELL}
        if self.open is None:
            if not torn:
                self.run = None
                return
            if self.run is None:
                self.run, self.history = self.k - 1, []
            self.history.append((x, g, self.moved == self.k - 1))
            long_enough = ceil(self.p["rup_min"] / self.dt - 1e-6)
            if g == YELL or len(self.history) >= long_enough:
                self.open = self.run
                self.history = [(x, g, self.moved == self.k - 1)]
                self.opened_at = self.k - 1
        else:
            self.history.append((x, g, self.moved == self.k - 1))
        if self.open is not None:
            self.try_to_close(number, phase)

    def try_to_close(self, number, phase):
        codes = self.history
        closing = 0
        while closing < len(codes) and self.closes(*codes[-1 - closing][:2]):
            closing += 1
        yells = [i for i, (_, g, _) in enumerate(codes) if g == YELL]
        after = codes[yells[-1] + 1 :] if yells else []
        mends = [i for i, (_, g, _) in enumerate(after) if g == MEND]
        start = self.k - closing
        if closing and yells and not mends:
            if closing * self.dt >= 8 - 1e-6:
                self.close(number, phase, 2, start, led=0, mended=False)
        elif closing * self.dt >= 1 - 1e-6:
            came = any(m and x >= AWAY and attuned(x, g) for x, g, m in codes)
            mended_at = self.opened_at + yells[-1] + 1 + mends[0] if yells else start
            self.close(
                number,
                phase,
                0,
                max(start, mended_at),
                led=int(came or bool(yells)),
                mended=True if yells else None,
            )

    @staticmethod
    def closes(x, g):
        return x in {SMILE, CALM} and attuned(x, g)

    def close(self, number, phase, outcome, ended, *, led, mended):
        self.ruptures.append((number, phase, self.open, ended, outcome, led))
        self.torn += ended - self.open
        credit = led or (self.p["any_repair"] and outcome == 0)
        if not self.p["f_all"]:
            self.bF += log1p((ended - self.open) * self.dt / 10)
            self.aF += 1 if credit else 0
        if mended is not None:
            self.M[0 if mended else 1] += 1
        self.open = self.run = None

    def cut(self, number, phase, *, last):
        self.run = None
        if self.open is None:
            return
        length = self.k - self.open
        self.ruptures.append((number, phase, self.open, self.k, 3, 0))
        self.torn += length
        if not self.p["f_all"]:
            self.bF += log1p((length * self.dt + (4 * 3600 if last else 0)) / 10)
            self.pending += last
        yells = [i for i, (_, g, _) in enumerate(self.history) if g == YELL]
        if yells:
            mended = any(g == MEND for _, g, _ in self.history[yells[-1] + 1 :])
            self.M[0 if mended else 1] += 1
        self.open = None

    def every_mismatch(self, x, g):
        if not self.p["f_all"]:
            return
        if not attuned(x, g):
            self.mismatch += 1
        elif self.mismatch:
            self.bF += log1p(self.mismatch * self.dt / 10)
            self.aF += self.moved == self.k - 1
            self.mismatch = 0

    # --- resilience ----------------------------------------------------------------------------

    def resilience(self, runs):
        """R: mean of -ln of the seconds to the first five seconds below H, alone."""
        self.solo.start()
        life, self.life = self.life, self.solo
        scores = []
        for _ in range(runs):
            for a, x in ((0.75, AWAY), (0.95, FUSS), (1.05, CRY)):
                scores.append(-log(clip(self.alone(a, x), 1, 600)))
        self.life = life
        return sum(scores) / len(scores)

    def alone(self, a, x):
        self.a, self.x, self.h, self.g = a, x, 0.15, PAUSE
        self.excursion, self.blocked, self.anger, self.sad = None, False, 0.0, 0.0
        below = inf
        for k in range(1, round(600 / self.dt) + 1):
            self.arousal()
            self.child_code()
            below = min(below, k) if self.a < self.p["H"] else inf
            if (k - below) * self.dt >= 5 - 1e-6:
                return below * self.dt
        return 600.0
