// One picture of a child: used by the scene sixty times a second, and by the page of cues once.
import { drawBaby } from './baby.js';
import { drawChild } from './child.js';
import { drawClouds, drawDoor, drawRoom, drawYou } from './room.js';

export const NAMES = ['turn', 'gaze', 'lids', 'brows', 'knit', 'smile', 'open', 'hands', 'arch', 'flush', 'tears', 'arms'];

/** @typedef {import('./face.js').Pose} Pose */
/**
 * @typedef {object} Shown
 * @property {Pose} pose
 * @property {number} age 0 for the baby
 * @property {string} act
 * @property {number} clouding
 * @property {number} tension
 * @property {number} away 0 (there) to 1 (in the next room)
 * @property {number} t seconds, for breathing and sobbing
 * @property {boolean} still reduced motion
 */

/**
 * @param {ArrayLike<number>} numbers
 * @returns {Pose}
 */
export const toPose = (numbers) => Object.fromEntries(NAMES.map((name, k) => [name, numbers[k]]));

/**
 * Fit a canvas to its place on the page; returns whether it changed.
 * @param {HTMLCanvasElement} canvas
 */
export function fit(canvas) {
  const scale = Math.min(devicePixelRatio || 1, 2);
  const wide = Math.max(Math.round(canvas.clientWidth * scale), 1);
  const high = Math.max(Math.round((canvas.clientWidth * scale * 3) / 4), 1);
  if (canvas.width === wide && canvas.height === high) return false;
  canvas.width = wide;
  canvas.height = high;
  return true;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Shown} shown
 */
export function paint(canvas, shown) {
  const ink = canvas.getContext('2d');
  if (!ink) return;
  const scale = canvas.width / 640;
  ink.setTransform(scale, 0, 0, scale, 0, 0);
  const now = { t: shown.t, still: shown.still, act: shown.act, age: shown.age };
  const far = 1 - 0.55 * shown.away;
  if (shown.away > 0.01) {
    drawDoor(ink);
    ink.setTransform(scale * far, 0, 0, scale * far, (canvas.width * (1 - far)) / 2, (canvas.height * (1 - far)) / 2);
    drawDoor(ink);
    ink.save();
    ink.beginPath();
    ink.rect(0, 0, 640, 480);
    ink.clip();
  }
  drawRoom(ink, shown.age > 0);
  if (shown.age) drawChild(ink, shown.pose, now);
  else drawBaby(ink, shown.pose, now);
  if (!shown.age && shown.away < 0.5) drawYou(ink, now);
  if (shown.away > 0.01) ink.restore();
  ink.setTransform(scale, 0, 0, scale, 0, 0);
  drawClouds(ink, shown.clouding, shown.tension);
}
