// Between two states from the engine, thirty a second, the picture moves on sixty times a second.
import { NAMES, fit, paint, toPose } from './picture.js';

/** @typedef {import('./link.js').State} State */

const QUICK = 0.09;
const SLOW = 0.6;
/** So many ms an answer may take before the engine's word counts again. */
const ANSWER = 250;

export class Motion {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} age
   */
  constructor(canvas, age) {
    this.canvas = canvas;
    this.age = age;
    /** @type {State | null} */
    this.state = null;
    /** @type {number[]} */
    this.pose = [];
    this.clouding = 0;
    this.tension = 0;
    this.away = 0;
    this.act = '';
    this.pressed = -ANSWER;
    this.last = 0;
    this.clock = 0;
    this.going = false;
    this.frames = 0;
    this.blink = 3;
    this.motion = matchMedia('(prefers-reduced-motion: reduce)');
    this.frame = requestAnimationFrame((now) => this.draw(now));
  }

  /** @param {State} state */
  show(state) {
    this.state = state;
    // A state on its way while an act was pressed still tells the act before.
    if (state.a === this.act || performance.now() - this.pressed > ANSWER) this.act = state.a;
  }

  /**
   * Show an act at once, before the engine has answered.
   * @param {string} act
   */
  press(act) {
    this.act = act;
    this.pressed = performance.now();
  }

  /** @param {number} now */
  draw(now) {
    this.frame = requestAnimationFrame((next) => this.draw(next));
    const passed = Math.min((now - this.last) / 1000, 0.1);
    this.last = now;
    fit(this.canvas);
    const state = this.state;
    if (!state) return;
    const still = this.motion.matches;
    if (this.going && !still) this.clock += passed;
    const near = still ? 1 : 1 - Math.exp(-passed / QUICK);
    const slow = still ? 1 : 1 - Math.exp(-passed / SLOW);
    if (this.pose.length === 0) this.pose = [...state.p];
    for (let k = 0; k < NAMES.length; k++) {
      this.pose[k] += (state.p[k] - this.pose[k]) * (NAMES[k] === 'flush' || NAMES[k] === 'tears' ? slow : near);
    }
    this.clouding += (state.o - this.clouding) * slow;
    this.tension += (state.u - this.tension) * slow;
    this.away += ((this.act === 'away' ? 1 : 0) - this.away) * near;
    const pose = toPose(this.pose);
    if (!still) pose.lids *= this.lids();
    paint(this.canvas, {
      pose,
      age: this.age,
      act: this.act,
      clouding: this.clouding,
      tension: this.tension,
      away: this.away,
      t: this.clock,
      still,
    });
    this.frames += 1;
    this.canvas.dataset.frames = String(this.frames);
    this.canvas.dataset.drawn = this.act;
  }

  /** Blink now and then. */
  lids() {
    if (this.clock > this.blink + 0.16) this.blink = this.clock + 2.5 + ((this.clock * 7919) % 3);
    return this.clock > this.blink ? 0.12 : 1;
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }
}
