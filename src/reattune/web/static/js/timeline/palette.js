// How each state looks: the report's colours, heights and patterns; never colour alone.
import { colour } from '../lib/colour.js';

/** @type {Record<string, [number, string]>} share of the lane's height, pattern */
const LOOKS = {
  positive: [1, ''], joint: [1, ''], mend: [1, 'rings'], soothe: [0.85, ''], limit: [0.7, ''],
  pause: [0.45, ''], neutral: [0.45, ''], object: [0.6, ''], on: [0.8, ''], vocal: [1, ''],
  asleep: [0.3, 'dots'], quiet: [0.15, ''], apart: [0.3, ''], off: [0.45, 'rising'],
  averted: [0.6, 'rising'], stimulate: [0.85, 'dots'], still: [0.6, 'flat'], negative: [1, 'cross'],
  protest: [0.85, 'upright'], hostile: [1, 'cross'], distress: [1, 'falling'],
};
const MARKS = /** @type {Record<string, string>} */ ({
  rising: 'M-1.5 1.5L1.5 -1.5M0 6L6 0M4.5 7.5L7.5 4.5',
  falling: 'M-1.5 4.5L1.5 7.5M0 0L6 6M4.5 -1.5L7.5 1.5',
  upright: 'M1.5 0V6M4.5 0V6', flat: 'M0 1.5H6M0 4.5H6', cross: 'M0 0L6 6M6 0L0 6',
  dots: 'M1 1.5H2M4 4.5H5', rings: 'M1.6 3a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0 -2.8 0',
});

/** @typedef {{ fill: string, height: number, pattern: CanvasPattern | null }} Look */

/**
 * Looks of a session's states, for the theme that shows now; a lab's own states get spare looks.
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} states
 * @returns {Look[]}
 */
export function looks(context, states) {
  return states.map((state) => {
    const spare = [...state].reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0) % 6;
    const [height, mark] = LOOKS[state] ?? [0.7, Object.keys(MARKS)[spare]];
    const fill = colour(LOOKS[state] ? `--${state}` : `--other-${spare}`);
    return { fill, height, pattern: mark ? pattern(context, mark) : null };
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} mark
 */
function pattern(context, mark) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 12;
  const ink = /** @type {CanvasRenderingContext2D} */ (tile.getContext('2d'));
  ink.scale(2, 2);
  ink.strokeStyle = colour('--pattern');
  ink.stroke(new Path2D(MARKS[mark]));
  const made = context.createPattern(tile, 'repeat');
  made?.setTransform(new DOMMatrix().scale(0.5));
  return made;
}

const missing = ['missing', ''];

/** @param {string} state */
export const isKnown = (state) => !missing.includes(state);
