// Draws the timeline on a canvas. Knows pixels and times, not where they come from.
import { colour } from '../lib/colour.js';
import { clock } from '../lib/time.js';
import { runs } from './levels.js';
import { isKnown } from './palette.js';

export const AXIS = 22;
const PHASES = 20;
const LANE = 30;
const EPISODES = 22;
const SIGNAL = 44;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 144e5];

/**
 * @typedef {object} Scene what is drawn
 * @property {number} end
 * @property {string[]} states
 * @property {{ label: string, lane: import('./levels.js').Lane }[]} lanes
 * @property {{ name: string, onset: number, offset: number }[]} phases
 * @property {{ key: string, onset: number, ended_at: number, outcome: string }[]} episodes
 * @property {{ label: string, times: Float64Array, values: Float64Array, low: number, high: number }[]} signals
 * @property {string} selected
 */
/** @typedef {{ from: number, to: number, left: number, width: number }} Window times, and pixels */

/** Height in pixels that a scene needs. @param {Scene} scene */
export const heightOf = (scene) =>
  AXIS + (scene.phases.length ? PHASES : 0) + scene.lanes.length * LANE + EPISODES + scene.signals.length * SIGNAL + 4;

/** @param {Window} w @param {number} time */
export const toX = (w, time) => w.left + ((time - w.from) / (w.to - w.from)) * w.width;
/** @param {Window} w @param {number} x */
export const toTime = (w, x) => w.from + ((x - w.left) / w.width) * (w.to - w.from);

/**
 * Draw everything but the cursor.
 * @param {CanvasRenderingContext2D} c
 * @param {Scene} scene
 * @param {Window} w
 * @param {import('./palette.js').Look[]} looks
 */
export function draw(c, scene, w, looks) {
  const height = heightOf(scene);
  c.clearRect(0, 0, w.left + w.width + 8, height);
  c.font = '12px system-ui, sans-serif';
  c.textBaseline = 'middle';
  axis(c, w, height);
  let top = AXIS;
  c.save();
  if (scene.phases.length) {
    clip(c, w, height);
    phases(c, scene, w, top, height);
    c.restore();
    c.save();
    top += PHASES;
  }
  const lanes = top + scene.lanes.length * LANE;
  clip(c, w, height);
  spans(c, scene, w, top, lanes);
  scene.lanes.forEach(({ lane }, i) => drawLane(c, lane, w, top + i * LANE, { scene, looks }));
  marks(c, scene, w, lanes);
  scene.signals.forEach((signal, i) => curve(c, signal, w, lanes + EPISODES + i * SIGNAL));
  c.restore();
  c.fillStyle = colour('--ink');
  scene.lanes.forEach(({ label }, i) => c.fillText(label, 2, top + i * LANE + LANE / 2, w.left - 6));
  scene.signals.forEach(({ label }, i) => c.fillText(label, 2, lanes + EPISODES + i * SIGNAL + SIGNAL / 2, w.left - 6));
}

/** @param {CanvasRenderingContext2D} c @param {Window} w @param {number} height */
function clip(c, w, height) {
  c.beginPath();
  c.rect(w.left, 0, w.width, height);
  c.clip();
}

/** @param {CanvasRenderingContext2D} c @param {Window} w @param {number} height */
function axis(c, w, height) {
  const wanted = ((w.to - w.from) / w.width) * 80;
  const step = STEPS.find((s) => s >= wanted) ?? STEPS[STEPS.length - 1];
  const digits = step < 10 ? 3 : step < 100 ? 2 : step < 1000 ? 1 : 0;
  c.fillStyle = colour('--soft');
  c.strokeStyle = colour('--line');
  c.lineWidth = 1;
  c.beginPath();
  for (let time = Math.ceil(w.from / step) * step; time <= w.to; time += step) {
    const x = Math.round(toX(w, time)) + 0.5;
    c.moveTo(x, AXIS - 4);
    c.lineTo(x, height);
    if (x < w.left + w.width - 36) c.fillText(clock(time, digits), x + 3, AXIS / 2);
  }
  c.stroke();
}

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Window} w @param {number} top @param {number} height */
function phases(c, scene, w, top, height) {
  scene.phases.forEach((phase, i) => {
    const x = toX(w, phase.onset);
    const width = toX(w, phase.offset) - x;
    c.fillStyle = colour(i % 2 ? '--panel' : '--line');
    c.fillRect(x, top, width, PHASES - 3);
    c.fillStyle = colour('--edge');
    c.fillRect(Math.round(x), top, 1, height - top);
    const left = Math.max(x, w.left) + 5;
    const room = x + width - left - 4;
    c.fillStyle = colour('--ink');
    if (room > 24) c.fillText(phase.name, left, top + PHASES / 2 - 1, room);
  });
}

/** Stretches on the screen; those closer than a pixel become one. @param {Scene['episodes']} episodes @param {Window} w @returns {number[][]} */
function stretches(episodes, w) {
  /** @type {number[][]} */
  const found = [];
  for (const e of episodes) {
    if (e.ended_at < w.from || e.onset > w.to) continue;
    const from = Math.round(toX(w, e.onset));
    const to = Math.max(from + 1, Math.round(toX(w, e.ended_at)));
    const last = found[found.length - 1];
    if (last && from < last[1] + 1 && to - from < 3) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Window} w @param {number} top @param {number} bottom */
function spans(c, scene, w, top, bottom) {
  c.fillStyle = colour('--span');
  for (const [from, to] of stretches(scene.episodes, w)) c.fillRect(from, top, to - from, bottom - top);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {import('./levels.js').Lane} lane
 * @param {Window} w
 * @param {number} top
 * @param {{ scene: Scene, looks: import('./palette.js').Look[] }} how
 */
function drawLane(c, lane, w, top, { scene, looks }) {
  const inner = LANE - 6;
  c.fillStyle = colour('--line');
  for (const [onset, offset] of lane.observed) {
    const x = Math.max(w.left, toX(w, onset));
    c.fillRect(x, top + LANE - 4, Math.min(w.left + w.width, toX(w, offset)) - x, 1);
  }
  // State by state: changing the paint costs more than painting.
  /** @type {number[][]} */
  const rects = looks.map(() => []);
  runs(lane, w.from, w.to, (w.to - w.from) / w.width, (state, onset, offset) => {
    if (!isKnown(scene.states[state])) return;
    const x = toX(w, onset);
    const width = toX(w, offset) - x;
    // Narrow ones stand on whole pixels: sharper, and much faster to paint.
    if (width > 3) rects[state].push(x, width - 0.5);
    else rects[state].push(Math.round(x), Math.max(1, Math.round(x + width) - Math.round(x)));
  });
  rects.forEach((found, state) => {
    const look = looks[state];
    const height = inner * look.height;
    const y = top + 3 + inner - height;
    c.fillStyle = look.fill;
    for (let i = 0; i < found.length; i += 2) c.fillRect(found[i], y, found[i + 1], height);
    if (!look.pattern) return;
    c.fillStyle = look.pattern;
    for (let i = 0; i < found.length; i += 2) if (found[i + 1] > 5) c.fillRect(found[i], y, found[i + 1], height);
  });
}

/** Episodes: a full bar when repaired, an open one when not, a torn one when nobody saw the end. @param {CanvasRenderingContext2D} c @param {Scene} scene @param {Window} w @param {number} top */
function marks(c, scene, w, top) {
  const y = top + 5;
  const wide = 5 * ((w.to - w.from) / w.width); // below five pixels an outline says nothing
  const kinds = [
    { outcomes: ['repaired'], fill: '--mend', dash: [] },
    { outcomes: ['self_regulated', 'faded', 'unrepaired'], fill: '--paper', dash: [] },
    { outcomes: ['censored'], fill: '--paper', dash: [3, 3] },
  ];
  c.strokeStyle = colour('--mark');
  for (const { outcomes, fill, dash } of kinds) {
    const mine = scene.episodes.filter((e) => outcomes.includes(e.outcome));
    c.fillStyle = colour(fill === '--paper' ? '--edge' : fill);
    for (const [from, to] of stretches(mine.filter((e) => e.ended_at - e.onset < wide), w)) c.fillRect(from, y, to - from, 12);
    c.fillStyle = colour(fill);
    c.lineWidth = 1.5;
    c.setLineDash(dash);
    for (const e of mine) if (e.ended_at - e.onset >= wide) bar(c, w, e, y);
  }
  c.setLineDash([]);
  c.strokeStyle = colour('--focus');
  c.lineWidth = 3;
  const chosen = scene.episodes.find((e) => e.key === scene.selected);
  if (chosen) c.strokeRect(toX(w, chosen.onset), y, Math.max(4, toX(w, chosen.ended_at) - toX(w, chosen.onset)), 12);
}

/** @param {CanvasRenderingContext2D} c @param {Window} w @param {{ onset: number, ended_at: number }} e @param {number} y */
function bar(c, w, e, y) {
  if (e.ended_at < w.from || e.onset > w.to) return;
  const x = toX(w, e.onset);
  const width = toX(w, e.ended_at) - x;
  c.fillRect(x, y, width, 12);
  c.strokeRect(x, y, width, 12);
}

/** @param {CanvasRenderingContext2D} c @param {Scene['signals'][number]} s @param {Window} w @param {number} top */
function curve(c, s, w, top) {
  const scale = (SIGNAL - 8) / (s.high - s.low || 1);
  c.strokeStyle = colour('--accent');
  c.lineWidth = 1;
  c.beginPath();
  let open = false;
  let column = -1;
  for (let i = lowerBound(s.times, w.from); i < s.times.length && s.times[i] <= w.to; i++) {
    const x = toX(w, s.times[i]);
    // Far out, one sample a half pixel is enough to see the course.
    if (Math.floor(x * 2) === column && open) continue;
    column = Math.floor(x * 2);
    if (Number.isNaN(s.values[i])) {
      open = false;
      continue;
    }
    const y = top + SIGNAL - 4 - (s.values[i] - s.low) * scale;
    if (open) c.lineTo(x, y);
    else c.moveTo(x, y);
    open = true;
  }
  c.stroke();
}

/** The value at a time: of the last sample within a second; NaN where there is none. @param {Scene['signals'][number]} s @param {number} time */
export function valueAt(s, time) {
  const i = lowerBound(s.times, time + 1) - 1;
  return i >= 0 && time - s.times[i] <= 1000 ? s.values[i] : NaN;
}

/** @param {Float64Array} times @param {number} time */
function lowerBound(times, time) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
