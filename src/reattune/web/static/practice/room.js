// The room round the child: floor and wall, your hands and the rattle, and your own clouding.
import { colour } from '../js/lib/colour.js';

/** @typedef {import('./baby.js').Now} Now */

const TAU = Math.PI * 2;
const HAND = '#c98f6b';
const EDGE = '#9c6547';

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {boolean} older
 */
export function drawRoom(ink, older) {
  ink.fillStyle = colour('--wall');
  ink.fillRect(0, 0, 640, 480);
  ink.fillStyle = colour('--floor');
  ink.fillRect(0, older ? 400 : 420, 640, 80);
}

/**
 * What you do, as the child meets it; it stands before the child.
 * @param {CanvasRenderingContext2D} ink
 * @param {Now} now
 */
export function drawYou(ink, now) {
  if (now.act === 'shake') rattle(ink, now.still ? 0.25 : Math.sin(now.t * 13) * 0.42, true);
  else if (now.act === 'pause' || now.act === 'breathe') rattle(ink, 0.9, false);
  else if (now.act === 'soothe') strokes(ink, now);
  else if (now.act === 'hold') arms(ink);
}

/**
 * The rattle in your hand: swinging before the baby, or lowered and at rest.
 * @param {CanvasRenderingContext2D} ink
 * @param {number} swing
 * @param {boolean} up
 */
function rattle(ink, swing, up) {
  ink.save();
  ink.translate(up ? 470 : 560, up ? 400 : 470);
  ink.rotate(swing);
  ink.strokeStyle = '#efe6d2';
  ink.lineWidth = 14;
  ink.lineCap = 'round';
  ink.beginPath();
  ink.moveTo(0, 30);
  ink.lineTo(0, -60);
  ink.stroke();
  ink.fillStyle = '#c24b3e';
  ink.beginPath();
  ink.arc(0, -86, 34, 0, TAU);
  ink.fill();
  ink.strokeStyle = '#f2c14b';
  ink.lineWidth = 9;
  ink.beginPath();
  ink.arc(0, -86, 33, 0.35, Math.PI - 0.35);
  ink.stroke();
  ink.fillStyle = HAND;
  ink.strokeStyle = EDGE;
  ink.lineWidth = 3;
  ink.beginPath();
  ink.roundRect(-28, -8, 56, 76, 24);
  ink.fill();
  ink.stroke();
  // Fingers round the handle, and the thumb.
  for (const y of [6, 21, 36]) {
    ink.beginPath();
    ink.roundRect(-30, y - 8, 44, 15, 7.5);
    ink.fill();
    ink.stroke();
  }
  ink.beginPath();
  ink.roundRect(8, -16, 16, 40, 8);
  ink.fill();
  ink.stroke();
  ink.restore();
  if (!up) return;
  ink.strokeStyle = colour('--soft');
  ink.lineWidth = 4;
  for (const k of [0, 1, 2]) {
    ink.beginPath();
    ink.arc(470, 310, 62 + k * 14, -0.5, 0.35);
    ink.stroke();
  }
}

/**
 * A hand that strokes the baby's side.
 * @param {CanvasRenderingContext2D} ink
 * @param {Now} now
 */
function strokes(ink, now) {
  const y = now.still ? 0 : Math.sin(now.t * 2.2) * 16;
  ink.save();
  ink.translate(438, 352 + y);
  ink.rotate(-0.5);
  ink.fillStyle = HAND;
  ink.strokeStyle = EDGE;
  ink.lineWidth = 3;
  ink.beginPath();
  ink.roundRect(-10, -26, 240, 62, 30);
  ink.fill();
  ink.stroke();
  for (const k of [-14, 2, 18]) {
    ink.beginPath();
    ink.roundRect(-46, k - 10, 62, 18, 9);
    ink.fill();
    ink.stroke();
  }
  ink.restore();
}

/**
 * Both your arms round the baby.
 * @param {CanvasRenderingContext2D} ink
 */
function arms(ink) {
  ink.lineCap = 'round';
  for (const side of [-1, 1]) {
    for (const [colourOf, width] of [[EDGE, 70], [HAND, 64]]) {
      ink.strokeStyle = /** @type {string} */ (colourOf);
      ink.lineWidth = /** @type {number} */ (width);
      ink.beginPath();
      ink.moveTo(320 + side * 330, 470);
      ink.quadraticCurveTo(320 + side * 190, 430, 320 + side * 34, 398 + (side > 0 ? 16 : 0));
      ink.stroke();
    }
  }
}

/**
 * Your own arousal: the edges of what you see cloud over, slowly; at the most a small view is left.
 * @param {CanvasRenderingContext2D} ink
 * @param {number} clouding 0 to 100
 * @param {number} tension own arousal in hundredths of u
 */
export function drawClouds(ink, clouding, tension) {
  const early = Math.min(Math.max((tension - 45) / 30, 0), 1);
  const much = Math.min(0.35 * early + (0.65 * clouding) / 100, 1);
  if (much < 0.03) return;
  const shade = ink.createRadialGradient(320, 220, 330 - 200 * much, 320, 240, 430 - 110 * much);
  shade.addColorStop(0, 'rgb(70 62 84 / 0)');
  shade.addColorStop(1, `rgb(70 62 84 / ${0.35 + 0.6 * much})`);
  ink.fillStyle = shade;
  ink.fillRect(0, 0, 640, 480);
}

/**
 * You have stepped away: the child is seen small, through a door.
 * @param {CanvasRenderingContext2D} ink
 */
export function drawDoor(ink) {
  ink.fillStyle = colour('--panel');
  ink.fillRect(-400, -400, 1440, 1280);
  ink.fillStyle = colour('--edge');
  ink.fillRect(-26, -26, 692, 532);
}
