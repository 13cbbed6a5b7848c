// The older child, five or ten: standing, with arms that cross in anger and hands that wipe tears.
import { drawFace } from './face.js';

/** @typedef {import('./face.js').Pose} Pose */
/** @typedef {import('./baby.js').Now} Now */

const TAU = Math.PI * 2;
const SKIN = '#d9a77f';
const SHADE = '#bd8860';
const SHIRT = '#c98a52';
const SLEEVE = '#b87843';
const HAIR = '#3d2a22';
const DARK = '#38241c';
const SEAM = '#9a6232';

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {Now & { age: number }} now
 */
export function drawChild(ink, pose, now) {
  const tall = now.age > 7;
  const r = tall ? 72 : 94;
  const sob = now.still ? 0 : Math.sin(now.t * 11) * 2.6 * (pose.tears / 100) * (pose.open / 60);
  const tense = now.still ? 0 : Math.sin(now.t * 15) * 1.2 * (pose.arms / 100) * (pose.flush / 100);
  const slump = Math.max(pose.tears - 30, 0) / 70 * (1 - pose.arms / 100);
  ink.save();
  // Ten is taller: a smaller head on a longer body.
  ink.translate(320 + tense, (tall ? 256 : 318) + 10 * slump);
  ink.rotate(-(pose.turn / 100) * 0.07);
  const shoulders = tall ? 96 : 80;
  body(ink, { shoulders, slump, tall });
  if (pose.arms < 50) hanging(ink, pose, { shoulders, r, slump });
  ink.save();
  ink.translate(-(pose.turn / 100) * 22, -(tall ? 96 : 104) + 14 * slump + sob);
  ink.rotate(-(pose.turn / 100) * 0.08);
  head(ink, pose, { r, tall });
  ink.restore();
  if (pose.arms >= 50) crossed(ink, pose, shoulders);
  else wiping(ink, pose, { shoulders, r, slump });
  ink.restore();
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {{ shoulders: number, slump: number, tall: boolean }} shape
 */
function body(ink, { shoulders, slump, tall }) {
  ink.fillStyle = '#4d6178';
  ink.fillRect(-shoulders * 0.72, 120, shoulders * 1.44, tall ? 120 : 80);
  ink.fillStyle = SHIRT;
  ink.beginPath();
  ink.moveTo(-26, -34);
  ink.quadraticCurveTo(-shoulders, -34 + 26 * slump, -shoulders - 4, 14 + 16 * slump);
  ink.lineTo(-shoulders * 0.8, tall ? 186 : 150);
  ink.lineTo(shoulders * 0.8, tall ? 186 : 150);
  ink.lineTo(shoulders + 4, 14 + 16 * slump);
  ink.quadraticCurveTo(shoulders, -34 + 26 * slump, 26, -34);
  ink.fill();
  ink.fillStyle = SHADE;
  ink.fillRect(-22, tall ? -52 : -46, 44, 30);
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {{ r: number, tall: boolean }} shape
 */
function head(ink, pose, { r, tall }) {
  const turn = pose.turn / 100;
  ink.fillStyle = HAIR;
  ink.beginPath();
  ink.ellipse(12 * turn, -10, r * 1.1, r * 1.1, 0, 0, TAU);
  ink.fill();
  if (tall) {
    ink.fillRect(-r * 1.1 + 12 * turn, -10, r * 2.2, r * 0.95);
  }
  ink.fillStyle = SKIN;
  for (const side of [-1, 1]) {
    if (side < 0 && turn > 0.5) continue;
    ink.beginPath();
    ink.ellipse(side * (r - 4) - 40 * turn * side, 6, 13, 19, 0, 0, TAU);
    ink.fill();
  }
  ink.beginPath();
  ink.ellipse(-4 * turn, 4, r, r * 1.02, 0, 0, TAU);
  ink.fill();
  if (turn > 0.35) {
    ink.beginPath();
    ink.ellipse(-r * 0.98, 18, 14 * turn, 12, -0.2, 0, TAU);
    ink.fill();
  }
  ink.fillStyle = `rgb(200 48 40 / ${Math.max(pose.flush - 40, 0) / 60 * 0.28})`;
  ink.beginPath();
  ink.ellipse(-4 * turn, 4, r, r * 1.02, 0, 0, TAU);
  ink.fill();
  const style = { r, dark: DARK, lip: '#c9656c', iris: '#4a342a', eye: tall ? 0.86 : 0.98, brow: HAIR };
  drawFace(ink, pose, style);
  // A fringe above the brows.
  ink.fillStyle = HAIR;
  ink.beginPath();
  ink.moveTo(-r * 1.0, -r * 0.3);
  ink.quadraticCurveTo(-r * 0.7, -r * 0.82, -r * 0.1 + 20 * turn, -r * 0.74);
  ink.quadraticCurveTo(r * 0.7, -r * 0.82, r * 1.02, -r * 0.2);
  ink.quadraticCurveTo(r * 1.05, -r * 1.12, 0, -r * 1.14);
  ink.quadraticCurveTo(-r * 1.05, -r * 1.12, -r * 1.0, -r * 0.3);
  ink.fill();
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {number[]} points x, y of shoulder, elbow and hand
 */
function limb(ink, [x0, y0, x1, y1, x2, y2]) {
  ink.lineCap = 'round';
  ink.lineJoin = 'round';
  ink.beginPath();
  ink.moveTo(x0, y0);
  ink.lineTo(x1, y1);
  ink.lineTo(x2, y2);
  // A seam round the sleeve: arms that cross are seen as two.
  for (const [drawn, width] of [[SEAM, 39], [SLEEVE, 33]]) {
    ink.strokeStyle = /** @type {string} */ (drawn);
    ink.lineWidth = /** @type {number} */ (width);
    ink.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {number} x
 * @param {number} y
 * @param {boolean} fist
 */
function hand(ink, x, y, fist) {
  ink.fillStyle = SKIN;
  ink.strokeStyle = SHADE;
  ink.lineWidth = 3;
  ink.beginPath();
  ink.arc(x, y, fist ? 21 : 19, 0, TAU);
  ink.fill();
  ink.stroke();
  if (!fist) return;
  ink.lineWidth = 3.5;
  for (const k of [-9, 0, 9]) {
    ink.beginPath();
    ink.moveTo(x + k, y - 14);
    ink.lineTo(x + k, y - 2);
    ink.stroke();
  }
}

/**
 * Arms that hang, when no tears are to be wiped.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {{ shoulders: number, r: number, slump: number }} shape
 */
function hanging(ink, pose, { shoulders, slump }) {
  if (pose.hands > 30) return;
  for (const side of [-1, 1]) {
    const x = side * (shoulders + 2);
    limb(ink, [x - side * 12, 2 + 16 * slump, x + side * 8, 66, x - side * 2, 122]);
    hand(ink, x - side * 2, 134, false);
  }
}

/**
 * Both hands at the eyes.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {{ shoulders: number, r: number, slump: number }} shape
 */
function wiping(ink, pose, { shoulders, r, slump }) {
  if (pose.hands <= 30) return;
  const up = Math.min((pose.hands - 30) / 30, 1);
  for (const side of [-1, 1]) {
    const y = 120 - (150 - 12 * slump) * up;
    const x = side * (shoulders - 8 - (shoulders - r * 0.98) * up);
    limb(ink, [side * (shoulders - 12), 8 + 16 * slump, side * (shoulders + 18), 70, x, y]);
    hand(ink, x, y - 10, true);
  }
}

/**
 * Arms crossed over the chest, fists showing.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {number} shoulders
 */
function crossed(ink, pose, shoulders) {
  const up = (1 - pose.arms / 100) * 22;
  limb(ink, [shoulders - 6, 6, shoulders + 14, 76 + up, -34, 52 + up]);
  hand(ink, -46, 50 + up, true);
  limb(ink, [-(shoulders - 6), 6, -(shoulders + 14), 84 + up, 34, 84 + up]);
  hand(ink, 48, 82 + up, true);
}
