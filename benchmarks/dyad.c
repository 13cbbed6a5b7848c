/* The dyad model's loop in C: the yardstick for the compiled kernel. Same algorithm, same streams,
   same order of operations, so that results are equal bit for bit (build without contraction).

   `fields.h` and `tables.h` are written by simulator.py: the two structs in the order of the
   numpy tables, and the ziggurat's tables. */

#include <math.h>
#include <stdint.h>
#include "fields.h"
#include "tables.h"

enum { POSITIVE, NEUTRAL, AVERTED, PROTEST, DISTRESS };
enum { STIMULATE, PAUSE, SOOTHE, STILL, HOSTILE, MEND };
enum { REPAIRED = 0, FADED = 2, CENSORED = 3 };
#define FREE (-1)
#define NONE (-1)
#define IN(set, x, g) (((set) >> (6 * (x) + (g))) & 1)

typedef struct dyad D;
typedef struct settings P;

static inline double fmax2(double a, double b) { return a > b ? a : b; }
static inline double fmin2(double a, double b) { return a < b ? a : b; }
static inline int64_t imax(int64_t a, int64_t b) { return a > b ? a : b; }

static inline uint64_t word(D *d) {
    uint64_t s0 = d->s0, s1 = d->s1, s2 = d->s2, s3 = d->s3, t = s0 + s3;
    uint64_t out = ((t << 23) | (t >> 41)) + s0, up = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    d->s1 = s1 ^ s2;
    d->s0 = s0 ^ s3;
    d->s2 = s2 ^ up;
    d->s3 = (s3 << 45) | (s3 >> 19);
    return out;
}
static inline double uniform(D *d) { return (double)(int64_t)(word(d) >> 11) * 0x1p-53; }
static inline double exponential(D *d) { return -log(1.0 - uniform(d)); }
static double tail(D *d) {
    for (;;) {
        double x = exponential(d) / EDGE, y = exponential(d);
        if (y + y > x * x) return EDGE + x;
    }
}
static __attribute__((noinline)) double edge_normal(D *d, uint64_t bits) {
    for (;;) {
        int layer = bits & 255;
        double depth = (double)(int64_t)(bits >> 12), x = depth * WIDTH[layer];
        double sign = 1.0 - 2.0 * (double)((bits >> 8) & 1);
        if (depth < BOUND[layer]) return sign * x;
        if (layer == 0) return sign * tail(d);
        double low = HEIGHT[layer], high = HEIGHT[(layer + 1) & 255];
        if (low + uniform(d) * (high - low) < exp(-0.5 * x * x)) return sign * x;
        bits = word(d);
    }
}
static inline double normal(D *d) {
    uint64_t bits = word(d);
    int layer = bits & 255;
    double depth = (double)(int64_t)(bits >> 12), x = depth * WIDTH[layer];
    if (depth < BOUND[layer]) return (bits >> 8) & 1 ? -x : x;
    return edge_normal(d, bits);
}
static inline double sigmoid(double z) {
    if (z >= 0.0) return 1.0 / (1.0 + exp(-z));
    double e = exp(z);
    return e / (1.0 + e);
}
static inline double unit(double v) { return fmin2(fmax2(v, 0.0), 1.0); }

/* child */
static inline double drive(D *d, const P *p, double a) {
    double force = 0.05 * d->X + 0.03 * d->Y;
    if (d->g == STIMULATE) {
        if (d->x == AVERTED) return force + p->u_stim * (1.0 - p->gate);
        return force + p->u_stim * (d->x >= PROTEST ? 1.2 : 1.0);
    }
    if (d->g == PAUSE) return force;
    if (d->g == STILL) return force + p->u_still;
    if (d->g == HOSTILE) return force + p->u_yell;
    double soothing = p->k_soo * (a - p->a_soo);
    if (d->exc == 1) d->ext += soothing * p->dt;
    return force - soothing;
}
static inline void arouse(D *d, const P *p) {
    double a = d->a;
    d->h += (fmax2(a - p->a0, 0.0) - d->h) * p->h_step;
    double above = a - d->base - p->w_h * d->h;
    double flow = drive(d, p, a) - p->kap * above;
    if (d->x == AVERTED) {
        double pull = (p->kv + p->k_s * d->S) * above;
        flow -= pull;
        if (d->exc == 1) {
            d->own += pull * p->dt;
            d->looked += 1;
        }
    } else if (d->x == DISTRESS && p->older == 0.0) {
        flow += p->u_cry * fmax2(1.1 - a, 0.0);
    }
    a += flow * p->dt + p->sig_step * normal(d);
    d->a = fmin2(fmax2(a, 0.0), p->a_max);
}
static inline void kick(D *d, const P *p) {
    uint64_t s0 = d->s0, s1 = d->s1, s2 = d->s2, s3 = d->s3;
    d->s0 = d->k0, d->s1 = d->k1, d->s2 = d->k2, d->s3 = d->k3;
    if (uniform(d) < p->kick_p) {
        double jolt = exponential(d) * p->s_mag * (1.0 + p->chi * d->L);
        d->a = fmin2(d->a + jolt, p->a_max);
    }
    d->k0 = d->s0, d->k1 = d->s1, d->k2 = d->s2, d->k3 = d->s3;
    d->s0 = s0, d->s1 = s1, d->s2 = s2, d->s3 = s3;
}
static inline double weigh_positive(D *d, const P *p) {
    double liking = p->b_stim;
    if (d->g == PAUSE) liking = 0.5;
    else if (d->g == SOOTHE || d->g == MEND) liking = 0.2;
    else if (d->g == STILL) liking = p->b_st;
    else if (d->g == HOSTILE) liking = -1.0;
    double off = (d->a - 0.45) / 0.16;
    return exp(p->c_p + liking - off * off);
}
static inline double weigh_neutral(D *d) {
    double off = (d->a - 0.32) / 0.25;
    return exp(0.55 - off * off);
}
static inline double weigh_averted(D *d, const P *p) {
    double still = d->g == STILL ? p->av_st : 0.0;
    return exp(p->c_a - 0.5 + 2.2 * sigmoid((d->a - p->H) / 0.05) + still);
}
static int infant_code(D *d, const P *p) {
    double pos = weigh_positive(d, p), neu = weigh_neutral(d), av = weigh_averted(d, p);
    double voice = p->b_v * (d->V - 0.5);
    double fu = exp(p->c_d + p->f0 + p->f1 * sigmoid((d->a - 0.76) / 0.05) + voice);
    double cr = exp(p->c_d - 6.5 + 10.5 * sigmoid((d->a - 0.92) / 0.05) + 0.5 * voice);
    double mark = uniform(d) * (pos + neu + av + fu + cr);
    if (mark < pos) return POSITIVE;
    if (mark < pos + neu) return NEUTRAL;
    if (mark < pos + neu + av) return AVERTED;
    return mark < pos + neu + av + fu ? PROTEST : DISTRESS;
}
static int calm_code(D *d, const P *p) {
    double pos = weigh_positive(d, p), neu = weigh_neutral(d);
    double mark = uniform(d) * (pos + neu + weigh_averted(d, p));
    if (mark < pos) return POSITIVE;
    return mark < pos + neu ? NEUTRAL : AVERTED;
}
static int tantrum_code(D *d, const P *p) {
    double anger = exp((d->X - 0.25) / 0.08);
    double sad = exp((d->Y - 0.20) / 0.05 - 0.5 * fmax2(d->X - 0.25, 0.0) / 0.08);
    double mark = uniform(d) * (1.0 + anger + sad);
    if (mark < anger) return PROTEST;
    if (mark < anger + sad) return DISTRESS;
    return calm_code(d, p);
}
static inline void express(D *d, const P *p) {
    double rate = p->r_c;
    if (d->x == PROTEST) rate *= p->m_fu;
    else if (d->x == DISTRESS) rate *= p->m_cr;
    if (uniform(d) >= rate * p->dt) return;
    if (p->older == 0.0) d->x = infant_code(d, p);
    else if (d->blocked == 1) d->x = tantrum_code(d, p);
    else d->x = calm_code(d, p);
}
static void meet_block(D *d) {
    d->blocked = 1;
    d->D = 0.8 * exp(0.4 * normal(d));
    d->X = 0.0;
    d->Y = 0.05;
    d->tempo = exp(1.1 * normal(d));
    d->calm_for = 0;
}
static void rage(D *d, const P *p) {
    if (d->blocked == 0) {
        if (p->block_rate > 0.0 && uniform(d) < p->block_rate / 60.0 * p->dt) meet_block(d);
        return;
    }
    double goal = d->D, anger = d->X, sad = d->Y, push = 0.0, pain = 0.0;
    if (d->g == HOSTILE) push = 0.15, pain = 0.03;
    else if ((d->g == SOOTHE || d->g == MEND) && anger < 0.25)
        push = -0.03 * anger, pain = -0.02 * sad;
    double rise = 0.5 * goal - d->tempo * p->k_x * anger + push;
    double grief = d->tempo * (p->c_xy * anger - p->k_y * sad) + pain;
    double noise = 0.05 * sqrt(fmax2(anger, 0.01)) * p->root_dt * normal(d);
    double sob = 0.02 * sqrt(fmax2(sad, 0.01)) * p->root_dt * normal(d);
    d->D = goal - 0.5 * goal * p->dt;
    d->X = fmin2(fmax2(anger + rise * p->dt + noise, 0.0), 3.0);
    d->Y = fmin2(fmax2(sad + grief * p->dt + sob, 0.0), 3.0);
    d->calm_for = d->X < 0.25 && d->Y < 0.20 ? d->calm_for + 1 : 0;
    if (d->calm_for >= p->calm) d->blocked = 0, d->D = d->X = d->Y = 0.0;
}

/* caregiver */
static inline void upset(D *d, const P *p) {
    double flow = -p->kb * (d->b - d->b_rest);
    if (d->x == DISTRESS) flow += p->gc;
    else if (d->x == PROTEST) flow += p->gf;
    d->b += flow * p->dt + p->sb_step * normal(d);
}
static inline double triggered(D *d, const P *p) { return sigmoid((d->b - p->th_t) / p->w_t); }
static void force(D *d, const P *p, int g, double seconds) {
    d->g = g;
    d->until = d->now + imax(1, (int64_t)(seconds / p->dt + 0.5));
}
static void notice(D *d, const P *p) {
    if (d->x < AVERTED || d->until > 0 || IN(ATTUNED, d->x, d->g)) return;
    double keen = d->x == PROTEST ? p->a_fu : d->x == DISTRESS ? p->a_cr : p->A;
    if (uniform(d) < keen * (1.0 - p->iota * triggered(d, p))) {
        if (d->due == NONE) {
            double mean = p->lat * (d->x == DISTRESS ? p->latc : 1.0);
            double first = exponential(d), wait = 0.5 * mean * (first + exponential(d));
            d->due = d->now + (int64_t)(wait / p->dt + 0.5);
        }
    } else if (uniform(d) < p->p_int) {
        d->g = STIMULATE;
    }
}
static void care_more(D *d, const P *p, double u) {
    double t = triggered(d, p), shout = 0.0;
    if (p->older == 1.0 && d->x >= PROTEST) shout = p->yell_rate * exp(d->y) * (0.15 + t);
    double lapse = p->still_rate / 60.0 * (1.0 + 2.0 * t), deliberate = p->int_rate / 60.0;
    if (u < lapse * p->dt) {
        force(d, p, STILL, p->still_dur * exponential(d));
        return;
    }
    if (u < (lapse + deliberate) * p->dt) {
        force(d, p, uniform(d) < 0.5 ? STIMULATE : STILL, 6.0);
        return;
    }
    if (u < (lapse + deliberate + shout) * p->dt) {
        force(d, p, HOSTILE, 3.0 * exponential(d));
        d->yells += 1;
        d->owed = 1;
        if (p->eta_co > 0.0 && d->co_at == NONE) d->co_at = d->now + p->ten, d->co_b = d->b;
        return;
    }
    double clear = 1.0 - p->iota * t, edge = lapse + deliberate + shout;
    if (d->owed == 1) {
        edge += p->rho * p->p_apol * clear;
        if (u < edge * p->dt) {
            d->g = MEND;
            d->amends += 1;
            d->owed = 0;
            return;
        }
    }
    if (d->x < AVERTED) {
        int rising = d->a > p->H - 0.12, act = PAUSE;
        double rate;
        if (d->g == STIMULATE) rate = p->q01 + (rising ? p->ant : 0.0);
        else if (d->g == PAUSE) {
            rate = p->q10 * (rising ? 0.3 / (p->ant + 0.3) : 1.0), act = STIMULATE;
            if (d->x == POSITIVE) rate *= p->q_smile;
        }
        else rate = d->a < p->H ? 0.20 : 0.0;
        if (u < (edge + rate) * p->dt) d->g = act;
    } else if (!IN(ATTUNED, d->x, d->g)) {
        double weight = d->x == PROTEST ? 1.5 : d->x == DISTRESS ? 3.0 : 1.0;
        if (u < (edge + p->rho * weight * clear) * p->dt) d->g = d->x == AVERTED ? PAUSE : SOOTHE;
    }
}
static inline void care(D *d, const P *p) {
    if (d->until > 0) {
        if (d->due != NONE && d->now >= d->due) d->due = NONE;
        if (d->now >= d->until) d->until = 0, d->g = STIMULATE;
        return;
    }
    double u = uniform(d);
    if (d->due != NONE && d->now >= d->due) {
        d->due = NONE;
        if (d->x >= AVERTED && !IN(ATTUNED, d->x, d->g)) {
            d->g = d->x == AVERTED ? PAUSE : SOOTHE;
            return;
        }
    }
    if (u < p->care_max) care_more(d, p, u);
}

/* learning */
static inline void regulate(D *d, const P *p) {
    if (d->exc == 0) {
        if (d->a > p->H + 0.02 && d->x != DISTRESS) d->exc = 1, d->own = d->ext = 0.0, d->looked = 0;
        return;
    }
    int failed = d->x == DISTRESS;
    if (!failed && d->a >= p->H - 0.05) return;
    d->exc = 0;
    if (d->looked * p->dt <= 0.5 + 1e-9) return;
    if (failed) {
        d->S = unit(d->S - d->young * p->eta_sm * d->S);
        return;
    }
    double whole = d->own + d->ext, share = whole > 0.0 ? unit(d->own / whole) : 0.0;
    if (p->credit_any == 1.0) share = 1.0;
    d->S = unit(d->S + d->young * p->eta_s * share * (1.0 - d->S));
}
static inline void signal_(D *d, const P *p, int64_t x) {
    int calling = d->x >= PROTEST;
    if (calling && x < PROTEST) {
        d->signal = d->now;
        d->called = d->x;
        if (d->x == DISTRESS) d->cries += 1;
        else d->fusses += 1;
    }
    if (d->signal == NONE) return;
    double worth;
    if (!calling) worth = 0.0;
    else if (d->g == SOOTHE || d->g == MEND) {
        worth = 1.0 / (1.0 + p->k_v * (double)(d->now - d->signal) * p->dt);
        if (d->called == DISTRESS) d->cries_heard += 1;
        else d->fusses_heard += 1;
    } else if (d->g == HOSTILE) worth = -0.5;
    else return;
    d->V = unit(d->V + d->young * p->eta_v * (worth - d->V));
    d->signal = NONE;
}
static inline void learn_agency(D *d, const P *p, int64_t x) {
    if (d->block_end != NONE) {
        if (x >= AVERTED) d->signs += 1;
        if (d->now >= d->block_end) {
            double did = d->signs >= p->second, calmed = d->a < p->H;
            double missed = calmed - (d->g_alone + did * d->G);
            d->g_alone += d->young * p->eta_g * missed;
            d->G += d->young * p->eta_g * missed * did;
            d->block_end = NONE;
        }
    }
    if (d->block_end == NONE && d->a > p->H) d->block_end = d->now + p->block, d->signs = 0;
}
static void learn_repair(D *d, double seconds, int credited) {
    d->b_f += log(1.0 + seconds / 10.0);
    d->a_f += credited;
}
static void learn_apology(D *d, int mended) {
    if (mended) d->M1 += 1.0;
    else d->M0 += 1.0;
}

/* tracker */
static void close_rupture(D *d, const P *p, int outcome, int64_t ended) {
    int64_t length = ended - d->rupture;
    int led = outcome == REPAIRED && (d->led == 1 || d->harsh == 1);
    d->shut = 1 + outcome;
    d->shut_on = d->rupture, d->shut_at = ended, d->shut_led = led;
    d->ruptures += 1;
    d->torn += length;
    if (outcome == REPAIRED) d->repaired += 1, d->led_repairs += led;
    int credited = outcome == REPAIRED && p->any_repair == 1.0 ? 1 : led;
    if (p->f_all == 0.0) learn_repair(d, (double)length * p->dt, credited);
    if (d->harsh == 1) learn_apology(d, outcome == REPAIRED);
    d->rupture = d->run = d->closing = NONE;
}
static void cut_rupture(D *d, const P *p, double away) {
    d->run = NONE;
    if (d->rupture == NONE) return;
    int64_t length = d->now - d->rupture;
    d->shut = 1 + CENSORED;
    d->shut_on = d->rupture, d->shut_at = d->now, d->shut_led = 0;
    d->ruptures += 1;
    d->torn += length;
    if (p->f_all == 0.0) {
        learn_repair(d, (double)length * p->dt + away, 0);
        if (away > 0.0) d->pending += 1;
    }
    if (d->harsh == 1) learn_apology(d, d->mended != NONE);
    d->rupture = d->closing = NONE;
}
static inline void track(D *d, const P *p, int64_t x, int64_t g) {
    if (d->rupture == NONE) {
        if (!IN(OPENS, x, g)) {
            d->run = NONE;
            return;
        }
        if (d->run == NONE) d->run = d->now - 1;
        if (g != HOSTILE && d->now - d->run < p->rup_steps) return;
        d->rupture = d->run;
        d->closing = d->mended = NONE;
        d->harsh = d->led = 0;
    }
    if (g == HOSTILE) d->harsh = 1, d->mended = NONE;
    else if (g == MEND && d->mended == NONE) d->mended = d->now - 1;
    if (d->moved == d->now - 1 && x >= AVERTED && IN(ATTUNED, x, g)) d->led = 1;
    if (!IN(CLOSES, x, g)) {
        d->closing = NONE;
        return;
    }
    if (d->closing == NONE) d->closing = d->now - 1;
    int64_t lasted = d->now - d->closing;
    if (d->harsh == 0 || d->mended != NONE) {
        if (lasted >= p->second)
            close_rupture(d, p, REPAIRED, d->harsh == 1 ? imax(d->closing, d->mended) : d->closing);
    } else if (lasted >= p->yell_wait) {
        close_rupture(d, p, FADED, d->closing);
    }
}
static void follow_mismatch(D *d, const P *p, int64_t x, int64_t g) {
    if (!IN(ATTUNED, x, g)) d->odd += 1;
    else if (d->odd > 0) learn_repair(d, (double)d->odd * p->dt, d->moved == d->now - 1), d->odd = 0;
}

/* a life */
static inline void step(D *d, const P *p) {
    int64_t x = d->x, g = d->g;
    d->now += 1;
    if (p->older == 1.0) rage(d, p);
    arouse(d, p);
    if (p->kick_p > 0.0) kick(d, p);
    upset(d, p);
    express(d, p);
    if (d->x != x) notice(d, p);
    regulate(d, p);
    care(d, p);
    if (d->g != g) d->moved = d->now;
    if (d->co_at != NONE && d->now >= d->co_at) {
        double relief = fmin2(fmax2((d->co_b - d->b) / 0.2, -1.0), 1.0);
        d->y += p->eta_co * (relief - d->y);
        d->co_at = NONE;
    }
    signal_(d, p, x);
    learn_agency(d, p, x);
    track(d, p, x, g);
    if (p->f_all == 1.0) follow_mismatch(d, p, x, g);
    d->over += fmax2(d->a - p->H, 0.0);
    if (x == POSITIVE && IN(ATTUNED, x, g)) d->warm += 1;
}
static void temper(D *d, P *p) {
    p->u_still *= exp(p->sd_u_still * normal(d));
    p->u_stim *= exp(p->sd_u_stim * normal(d));
    p->kap *= exp(p->sd_kap * normal(d));
    p->m_cr *= exp(p->sd_m_cr * normal(d));
    p->s_rate *= exp(p->sd_s_rate * normal(d));
    p->q01 *= exp(p->sd_q01 * normal(d));
    p->q10 *= exp(p->sd_q10 * normal(d));
    p->a0 += p->sd_a0 * normal(d);
    p->H += p->sd_h * normal(d);
    p->c_p += p->sd_c_p * normal(d);
    p->c_a += p->sd_c_a * normal(d);
    p->c_d += p->sd_c_d * normal(d);
    double skill = p->S0 + p->sd_s0 * normal(d);
    if (p->sd_s0 > 0.0) p->S0 = fmin2(fmax2(skill, 0.02), 0.95);
}
static void settle(D *d, P *p) {
    uint64_t s0 = d->s0, s1 = d->s1, s2 = d->s2, s3 = d->s3;
    d->s0 = d->w0, d->s1 = d->w1, d->s2 = d->w2, d->s3 = d->w3;
    temper(d, p);
    d->s0 = s0, d->s1 = s1, d->s2 = s2, d->s3 = s3;
    double miss = 1.0 - p->A, slip = 3.0 * p->still_rate / 60.0 + p->int_rate / 60.0;
    p->root_dt = sqrt(p->dt);
    p->sig_step = p->sig * p->root_dt;
    p->sb_step = p->sb * p->root_dt;
    p->h_step = p->dt / p->tau_h;
    p->kick_p = p->s_rate / 60.0 * p->dt;
    p->a_fu = 1.0 - miss * miss;
    p->a_cr = 1.0 - miss * miss * miss * miss;
    if (p->older == 1.0) slip += p->yell_rate * exp(1.0) * 1.15 + p->rho * p->p_apol;
    p->care_max =
        (slip + fmax2(fmax2(fmax2(p->q01 + p->ant, p->q10 * fmax2(p->q_smile, 1.0)), 0.20), 3.0 * p->rho)) * p->dt;
    p->rup_steps = imax(1, (int64_t)ceil(p->rup_min / p->dt - 1e-6));
    p->second = imax(1, (int64_t)(1.0 / p->dt + 0.5));
    p->block = imax(1, (int64_t)(5.0 / p->dt + 0.5));
    p->yell_wait = imax(1, (int64_t)(8.0 / p->dt + 0.5));
    p->ten = p->calm = imax(1, (int64_t)(10.0 / p->dt + 0.5));
}
static void begin(D *d, const P *p, int64_t number) {
    if (p->p_late > 0.0)
        for (int64_t k = d->pending; k > 0; k--)
            if (uniform(d) < p->p_late) d->pending -= 1, d->a_f += 1.0;
    d->young = p->eta_half > 0.0 ? exp(-0.6931471805599453 * (double)number / p->eta_half) : 1.0;
    d->now = d->moved = d->until = 0;
    d->x = NEUTRAL, d->g = STIMULATE;
    d->base = p->a0 + p->chi * d->L;
    d->a = fmin2(fmax2(d->base + 0.05 * normal(d), 0.0), p->a_max);
    d->h = 0.15;
    d->b_rest = p->b0 + p->b_sd * normal(d);
    d->b = d->b_rest;
    d->due = d->co_at = d->signal = d->block_end = NONE;
    d->owed = d->blocked = d->exc = d->odd = d->signs = d->shut = 0;
    d->D = d->X = d->Y = 0.0;
    d->run = d->rupture = d->closing = d->mended = NONE;
    d->over = 0.0, d->warm = d->torn = 0;
    if (p->older == 1.0 && p->block_start > 0.0 && uniform(d) < p->block_start) meet_block(d);
}
static void end(D *d, const P *p) {
    double steps = (double)imax(d->now, 1);
    d->S = unit(d->S + p->phi_s * (p->S0 - d->S));
    d->a_f += p->phi_f * (p->a_f0 - d->a_f);
    d->b_f += p->phi_f * (p->b_f0 - d->b_f);
    d->M1 += p->phi_m * (1.0 - d->M1);
    d->M0 += p->phi_m * (1.0 - d->M0);
    d->L = fmin2(d->L + d->young * p->eta_l * (d->over / steps - d->L), p->l_max);
    d->W += d->young * p->eta_w * ((double)(d->warm - d->torn) / steps - d->W);
    d->steps += d->now, d->warm_steps += d->warm, d->rupture_steps += d->torn;
}

/* Lives without changing settings, phases or tests; the tables are numpy's. */
void run(D *dyads, P *settings, int64_t n, int64_t sittings, int64_t steps, int64_t *occupied,
         int64_t *counts) {
    for (int64_t i = 0; i < n; i++) {
        D *d = dyads + i;
        P *p = settings + i;
        settle(d, p);
        d->S = p->S0, d->a_f = p->a_f0, d->b_f = p->b_f0, d->pending = 0;
        d->V = p->V0, d->g_alone = p->g0, d->G = 0.0;
        d->M1 = d->M0 = 1.0, d->L = d->W = d->y = 0.0;
        for (int64_t sitting = 0; sitting < sittings; sitting++) {
            begin(d, p, sitting);
            counts[2 * i] += 2;
            for (int64_t k = 0; k < steps; k++) {
                int64_t x = d->x, g = d->g;
                step(d, p);
                occupied[30 * i + 6 * x + g] += 1;
                if (d->x != x) counts[2 * i] += 1;
                if (d->g != g) counts[2 * i] += 1;
                if (d->shut > 0) counts[2 * i + 1] += 1, d->shut = 0;
            }
            cut_rupture(d, p, 14400.0);
            if (d->shut > 0) counts[2 * i + 1] += 1, d->shut = 0;
            end(d, p);
        }
    }
}
