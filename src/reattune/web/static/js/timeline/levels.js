// Segments at every zoom: as coded when near, as the longest state of each bin when far.

const BINS = 1 << 16;
const FEW = 3000;
const NONE = 255;

/**
 * @typedef {object} Lane
 * @property {Float64Array} onset ms, rising
 * @property {Float64Array} offset ms
 * @property {Uint8Array} state index into the session's states
 * @property {number} rest index of the state of time without a segment, or 255
 * @property {[number, number][]} observed
 * @property {Uint8Array[]} levels the longest state of each bin; each level has half the bins
 * @property {number} bin ms of a bin in the first level
 */

/**
 * Make a lane of a track as the server sends it.
 * @param {any} track
 * @param {string[]} states
 * @param {number} end
 * @returns {Lane}
 */
export function makeLane(track, states, end) {
  /** @type {Lane} */
  const lane = {
    onset: Float64Array.from(track.onset),
    offset: Float64Array.from(track.offset),
    state: Uint8Array.from(track.state),
    rest: track.rest ? states.indexOf(track.rest) & NONE : NONE,
    observed: track.observed,
    levels: [],
    bin: end / BINS,
  };
  if (lane.onset.length > FEW) lane.levels = pyramid(lane, states.length);
  return lane;
}

/**
 * Add up how long each state lasts in each bin, then halve the bins again and again.
 * @param {Lane} lane
 * @param {number} states
 */
function pyramid(lane, states) {
  let sums = new Float32Array(BINS * states);
  for (let i = 0; i < lane.onset.length; i++) {
    const from = lane.onset[i];
    const to = lane.offset[i];
    const last = Math.min(BINS - 1, Math.floor(to / lane.bin));
    for (let b = Math.floor(from / lane.bin); b <= last; b++) {
      const part = Math.min(to, (b + 1) * lane.bin) - Math.max(from, b * lane.bin);
      if (part > 0) sums[b * states + lane.state[i]] += part;
    }
  }
  const levels = [];
  for (let bins = BINS; bins >= 256; bins /= 2) {
    levels.push(longest(sums, bins, states));
    const half = new Float32Array((bins / 2) * states);
    for (let b = 0; b < bins / 2; b++)
      for (let s = 0; s < states; s++)
        half[b * states + s] = sums[2 * b * states + s] + sums[(2 * b + 1) * states + s];
    sums = half;
  }
  return levels;
}

/**
 * @param {Float32Array} sums
 * @param {number} bins
 * @param {number} states
 */
function longest(sums, bins, states) {
  const found = new Uint8Array(bins).fill(NONE);
  for (let b = 0; b < bins; b++) {
    let most = 0;
    for (let s = 0; s < states; s++) {
      if (sums[b * states + s] > most) {
        most = sums[b * states + s];
        found[b] = s;
      }
    }
  }
  return found;
}

/**
 * Give every run of one state that shows between two times, at this zoom.
 * @param {Lane} lane
 * @param {number} from ms
 * @param {number} to ms
 * @param {number} step ms per pixel
 * @param {(state: number, onset: number, offset: number) => void} draw
 */
export function runs(lane, from, to, step, draw) {
  const level = Math.min(lane.levels.length - 1, Math.round(Math.log2(step / lane.bin)));
  if (level < 0 || !lane.levels.length) {
    for (let i = firstAfter(lane, from); i < lane.onset.length && lane.onset[i] < to; i++)
      draw(lane.state[i], lane.onset[i], lane.offset[i]);
    return;
  }
  const bins = lane.levels[level];
  const size = lane.bin * 2 ** level;
  const last = Math.min(bins.length, Math.ceil(to / size));
  let start = Math.max(0, Math.floor(from / size));
  for (let b = start + 1; b <= last; b++) {
    if (b < last && bins[b] === bins[start]) continue;
    if (bins[start] !== NONE) draw(bins[start], start * size, b * size);
    start = b;
  }
}

/**
 * Index of the first segment that ends after a time; segments of a lane do not overlap.
 * @param {Lane} lane
 * @param {number} time
 */
export function firstAfter(lane, time) {
  let low = 0;
  let high = lane.onset.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lane.offset[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The state at a time: its index, or 255 when it is not known.
 * @param {Lane} lane
 * @param {number} time
 */
export function stateAt(lane, time) {
  const i = firstAfter(lane, time);
  if (i < lane.onset.length && lane.onset[i] <= time) return lane.state[i];
  return lane.observed.some(([a, b]) => a <= time && time < b) ? lane.rest : NONE;
}
