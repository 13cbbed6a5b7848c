// The baby in its seat, drawn round the middle of a 640 x 480 field.
import { drawFace } from './face.js';

/** @typedef {import('./face.js').Pose} Pose */
/** @typedef {{ t: number, still: boolean, act: string }} Now seconds, reduced motion, what you do */

const TAU = Math.PI * 2;
const SKIN = '#eec3a1';
const SHADE = '#d99f7b';
const SUIT = '#7fa9a3';
const DARK = '#4a2f26';
const STYLE = { r: 112, dark: DARK, lip: '#d9737a', iris: '#5a4030', eye: 1.12, brow: '#8a5a3c' };

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {Now} now
 */
export function drawBaby(ink, pose, now) {
  const crying = Math.max(pose.open - 60, 0) / 40;
  const shake = now.still ? 0 : Math.sin(now.t * 19) * 2.4 * crying * (pose.smile < 0 ? 1 : 0);
  const breath = now.still ? 0 : Math.sin(now.t * (1.6 + pose.flush / 60)) * 2;
  seat(ink);
  ink.save();
  ink.translate(320, 330);
  // Arching: the trunk bends away from you and the head goes back.
  ink.rotate((-pose.arch / 100) * 0.17 - (pose.turn / 100) * 0.06);
  trunk(ink, pose, breath);
  arm(ink, pose, 1, now);
  ink.save();
  ink.translate(-(pose.turn / 100) * 34 + shake - (pose.arch / 100) * 12, -128 - (pose.arch / 100) * 16 + breath * 0.6);
  ink.rotate(-(pose.turn / 100) * 0.1);
  head(ink, pose);
  ink.restore();
  arm(ink, pose, -1, now);
  ink.restore();
}

/** @param {CanvasRenderingContext2D} ink */
function seat(ink) {
  ink.fillStyle = '#b9a7c9';
  ink.beginPath();
  ink.roundRect(165, 118, 310, 352, 130);
  ink.fill();
  ink.fillStyle = '#d3c6df';
  ink.beginPath();
  ink.roundRect(190, 142, 260, 328, 112);
  ink.fill();
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {number} breath
 */
function trunk(ink, pose, breath) {
  const stiff = pose.arch / 100;
  for (const side of [-1, 1]) {
    // Legs: drawn up when content, kicked straight when stiff.
    ink.strokeStyle = SUIT;
    ink.lineWidth = 48;
    ink.lineCap = 'round';
    ink.beginPath();
    ink.moveTo(side * 42, 74);
    ink.quadraticCurveTo(side * (92 - 24 * stiff), 66 + 30 * stiff, side * (74 + 26 * stiff), 116 + 14 * stiff);
    ink.stroke();
    ink.fillStyle = SKIN;
    ink.beginPath();
    ink.ellipse(side * (74 + 28 * stiff), 132 + 14 * stiff, 25, 17, 0, 0, TAU);
    ink.fill();
  }
  ink.fillStyle = SUIT;
  ink.beginPath();
  ink.ellipse(stiff * 14, 22, 86 + breath, 92 - breath * 0.5, 0, 0, TAU);
  ink.fill();
  ink.fillStyle = '#e9efe9';
  ink.beginPath();
  ink.ellipse(stiff * 14, -44, 46, 20, 0, 0, TAU);
  ink.fill();
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 */
function head(ink, pose) {
  const turn = pose.turn / 100;
  // The far ear goes, the near one comes to the front.
  for (const side of [-1, 1]) {
    const x = side < 0 ? -106 + 70 * turn : 106 - 62 * turn;
    if (side < 0 && turn > 0.5) continue;
    ink.fillStyle = side > 0 && turn > 0.4 ? SHADE : SKIN;
    ink.beginPath();
    ink.ellipse(x, 8, 17 + 5 * turn, 25, 0, 0, TAU);
    if (!(side > 0 && turn > 0.4)) ink.fill();
  }
  ink.fillStyle = SKIN;
  ink.beginPath();
  ink.ellipse(0, 0, 112, 114, 0, 0, TAU);
  ink.fill();
  if (turn > 0.35) {
    // Nose and mouth stand out from the head's edge.
    const out = (turn - 0.35) / 0.65;
    ink.beginPath();
    ink.ellipse(-106 + 4 * (1 - out), 20, 16 * out, 15, -0.2, 0, TAU);
    ink.fill();
  }
  ink.fillStyle = `rgb(214 62 52 / ${Math.max(pose.flush - 45, 0) / 55 * 0.2})`;
  ink.beginPath();
  ink.ellipse(0, 0, 112, 114, 0, 0, TAU);
  ink.fill();
  if (turn > 0.4) {
    ink.globalAlpha = (turn - 0.4) / 0.6;
    ink.fillStyle = SHADE;
    ink.beginPath();
    ink.ellipse(46, 10, 20, 26, 0, 0, TAU);
    ink.fill();
    ink.fillStyle = SKIN;
    ink.beginPath();
    ink.ellipse(44, 10, 12, 17, 0, 0, TAU);
    ink.fill();
    ink.globalAlpha = 1;
  }
  drawFace(ink, pose, STYLE);
  hair(ink, turn);
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {number} turn
 */
function hair(ink, turn) {
  ink.strokeStyle = '#8a5a3c';
  ink.lineWidth = 7;
  ink.lineCap = 'round';
  const x = 22 * turn;
  for (const [dx, bend] of [[-14, -16], [2, 14], [18, 22]]) {
    ink.beginPath();
    ink.moveTo(x + dx * 0.5, -110);
    ink.quadraticCurveTo(x + dx, -128, x + dx + bend, -124);
    ink.stroke();
  }
}

/**
 * An arm; the right-hand one goes to the mouth, both become fists and fling out in a cry.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {number} side
 * @param {Now} now
 */
function arm(ink, pose, side, now) {
  const mouth = pose.hands / 100;
  const fling = Math.max(pose.arch - 20, 0) / 80;
  const kick = now.still ? 0 : Math.sin(now.t * 9 + side) * 9 * fling;
  const toMouth = side < 0 ? Math.min(mouth, pose.open > 60 ? 0 : 1) : 0;
  const rest = { x: side * 84, y: 58 };
  const flung = { x: side * 138, y: -60 + kick };
  // The mouth is where the head has turned to.
  const fed = { x: -(pose.turn / 100) * 112 - 6, y: -76 };
  const hand = {
    x: rest.x + (flung.x - rest.x) * fling * (1 - toMouth) + (fed.x - rest.x) * toMouth,
    y: rest.y + (flung.y - rest.y) * fling * (1 - toMouth) + (fed.y - rest.y) * toMouth,
  };
  const elbow = { x: side * (112 + 10 * toMouth), y: 34 - 22 * fling + 14 * toMouth };
  ink.strokeStyle = '#6c968f';
  ink.lineWidth = 40;
  ink.lineCap = 'round';
  ink.beginPath();
  ink.moveTo(side * 66, -26);
  ink.quadraticCurveTo(elbow.x, elbow.y, hand.x, hand.y + 8);
  ink.stroke();
  ink.fillStyle = SKIN;
  ink.strokeStyle = SHADE;
  ink.lineWidth = 3;
  ink.beginPath();
  ink.arc(hand.x, hand.y, 23, 0, TAU);
  ink.fill();
  ink.stroke();
  const grip = Math.max(fling, toMouth * 0.8);
  if (grip < 0.25) return;
  ink.lineWidth = 4;
  for (const k of [-9, 0, 9]) {
    ink.beginPath();
    ink.moveTo(hand.x + k, hand.y - 13);
    ink.lineTo(hand.x + k, hand.y - 3);
    ink.stroke();
  }
}
