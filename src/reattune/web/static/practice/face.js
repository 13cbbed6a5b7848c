// A face on a ball: eyes, brows, mouth, cheeks and tears move with the head as it turns away.
// All numbers are those of a pose (0 to 100, some -100 to 100); see docs/practice.md.

/** @typedef {Record<string, number>} Pose */
/** @typedef {{ r: number, dark: string, lip: string, iris: string, eye: number, brow: string }} Style */

const TAU = Math.PI * 2;

/**
 * Where a point of the face comes to lie, and how narrow it gets there.
 * @param {Pose} pose
 * @param {number} r
 */
function sphere(pose, r) {
  const away = (pose.turn / 100) * 1.02;
  const back = (pose.arch / 100) * 0.3;
  return (/** @type {number} */ side, /** @type {number} */ up) => {
    const x = Math.sin(side - away);
    const y = -Math.sin(up + back);
    return { x: x * r, y: y * r, wide: Math.max(Math.cos(side - away), 0.12), behind: side - away < -1.12 };
  };
}

/**
 * Draw the face round (0, 0); the head itself is drawn already.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {Style} style
 */
export function drawFace(ink, pose, style) {
  const at = sphere(pose, style.r);
  const s = style.r / 100;
  ink.lineCap = 'round';
  ink.lineJoin = 'round';
  cheeks(ink, pose, at, s);
  for (const side of [-1, 1]) {
    const place = at(side * 0.42, 0.08);
    if (place.behind) continue;
    ink.save();
    ink.translate(place.x, place.y);
    ink.scale(place.wide, 1);
    eye(ink, pose, { ...style, s, side });
    ink.restore();
    brow(ink, pose, at, { ...style, s, side });
  }
  knit(ink, pose, at, { ...style, s });
  nose(ink, at, { ...style, s });
  mouth(ink, pose, at, { ...style, s });
  tears(ink, pose, at, s);
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {ReturnType<typeof sphere>} at
 * @param {number} s
 */
function cheeks(ink, pose, at, s) {
  for (const side of [-1, 1]) {
    const place = at(side * 0.62, -0.3);
    if (place.behind) continue;
    ink.fillStyle = `rgb(214 62 52 / ${0.06 + (pose.flush / 100) * 0.5})`;
    ink.beginPath();
    ink.ellipse(place.x, place.y, 25 * s * place.wide, 20 * s, 0, 0, TAU);
    ink.fill();
  }
}

/**
 * One eye: white, iris, lids. Nearly shut ones are drawn as a line: up when smiling, down in a cry.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {Style & { s: number, side: number }} look
 */
function eye(ink, pose, { s, eye: size, dark, iris }) {
  const open = pose.lids / 100;
  const w = 20 * s * size;
  const h = 24 * s * size * open;
  ink.strokeStyle = dark;
  ink.lineWidth = 5 * s;
  if (open < 0.16) {
    ink.beginPath();
    ink.moveTo(-w, -3 * s);
    ink.quadraticCurveTo(0, 11 * s, w, -3 * s);
    ink.stroke();
    return;
  }
  ink.save();
  ink.beginPath();
  ink.ellipse(0, 0, w, h, 0, 0, TAU);
  ink.fillStyle = '#fffdf8';
  ink.fill();
  ink.clip();
  // To the side when looking away, down when looking at the thing in your hand.
  const x = pose.gaze > 0 ? -0.68 * w * (pose.gaze / 100) : -0.5 * w * (pose.gaze / 100);
  const y = pose.gaze < 0 ? 11 * s * size * (-pose.gaze / 100) : 0;
  ink.fillStyle = iris;
  ink.beginPath();
  ink.arc(x, y, 14 * s * size, 0, TAU);
  ink.fill();
  ink.fillStyle = '#15110f';
  ink.beginPath();
  ink.arc(x, y, 7.5 * s * size, 0, TAU);
  ink.fill();
  ink.fillStyle = '#ffffff';
  ink.beginPath();
  ink.arc(x + 4.5 * s * size, y - 5 * s * size, 3.6 * s * size, 0, TAU);
  ink.fill();
  ink.restore();
  ink.lineWidth = 4.5 * s;
  ink.beginPath();
  ink.ellipse(0, 0, w, h, 0, Math.PI * 1.02, TAU * 0.99);
  ink.stroke();
}

/**
 * A brow: low and slanting inwards in anger, the inner end raised in grief.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {ReturnType<typeof sphere>} at
 * @param {Style & { s: number, side: number }} look
 */
function brow(ink, pose, at, { s, side, dark, eye: size, brow: colour }) {
  const slant = pose.brows / 100;
  const inner = at(side * 0.17, 0.44 + (slant > 0 ? 0.16 : 0.26) * slant);
  const outer = at(side * 0.68, 0.44 - (slant > 0 ? 0.14 : 0.05) * slant);
  const middle = at(side * 0.42, 0.53 + 0.05 * Math.max(-slant, 0) * -1 + (slant > 0 ? 0.04 : 0));
  ink.strokeStyle = colour || dark;
  ink.lineWidth = (5 + 3.5 * Math.abs(slant)) * s * Math.sqrt(size);
  ink.beginPath();
  ink.moveTo(outer.x, outer.y);
  ink.quadraticCurveTo(middle.x, middle.y, inner.x, inner.y);
  ink.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {ReturnType<typeof sphere>} at
 * @param {Style & { s: number }} look
 */
function knit(ink, pose, at, { s, dark }) {
  if (pose.knit < 25) return;
  ink.strokeStyle = dark;
  ink.globalAlpha = Math.min((pose.knit - 25) / 60, 0.8);
  ink.lineWidth = 3 * s;
  for (const side of [-0.06, 0.06]) {
    const top = at(side, 0.42);
    const foot = at(side * 1.3, 0.26);
    ink.beginPath();
    ink.moveTo(top.x, top.y);
    ink.lineTo(foot.x, foot.y);
    ink.stroke();
  }
  ink.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ink
 * @param {ReturnType<typeof sphere>} at
 * @param {Style & { s: number }} look
 */
function nose(ink, at, { s, dark }) {
  const place = at(0, -0.17);
  ink.strokeStyle = dark;
  ink.globalAlpha = 0.55;
  ink.lineWidth = 4 * s;
  ink.beginPath();
  ink.arc(place.x, place.y, 8 * s, 0.25, Math.PI - 0.25);
  ink.stroke();
  ink.globalAlpha = 1;
}

/**
 * The mouth, from a closed smile to a wide square cry.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {ReturnType<typeof sphere>} at
 * @param {Style & { s: number }} look
 */
function mouth(ink, pose, at, { s, dark, lip }) {
  const place = at(0, -0.5);
  const smile = pose.smile / 100;
  const open = pose.open / 100;
  const cry = open > 0.4 && smile < 0;
  const w = (26 + 16 * Math.abs(smile) + (cry ? 6 : 0)) * s;
  const bend = 22 * smile * s;
  const gap = (cry ? 46 : 34) * open * s;
  ink.save();
  ink.translate(place.x, place.y - (cry ? 12 * s * open : 0));
  ink.scale(Math.max(place.wide, 0.35), 1);
  ink.strokeStyle = dark;
  ink.lineWidth = 5.5 * s;
  const shape = new Path2D();
  shape.moveTo(-w, -bend * 0.5);
  if (cry) {
    shape.bezierCurveTo(-w * 0.5, bend * 0.5 - gap * 0.5, w * 0.5, bend * 0.5 - gap * 0.5, w, -bend * 0.5);
    shape.bezierCurveTo(w * 1.05, gap * 1.25, -w * 1.05, gap * 1.25, -w, -bend * 0.5);
  } else {
    // Open in joy: the upper lip stays nearly straight, the lower one drops.
    const top = smile > 0 && open > 0.08 ? bend * 0.1 : bend * 0.9 - gap * 0.25;
    shape.quadraticCurveTo(0, top, w, -bend * 0.5);
    if (open > 0.08) shape.quadraticCurveTo(0, bend * 1.1 + gap * 1.9, -w, -bend * 0.5);
  }
  if (open > 0.08) {
    shape.closePath();
    ink.fillStyle = '#6b1f24';
    ink.fill(shape);
    ink.save();
    ink.clip(shape);
    ink.fillStyle = lip;
    ink.beginPath();
    ink.ellipse(0, cry ? gap * 0.8 : bend * 0.4 + gap * 0.95, w * 0.55, gap * 0.42, 0, 0, TAU);
    ink.fill();
    ink.restore();
  }
  ink.stroke(shape);
  if (smile < -0.4 && open < 0.12) {
    // A pushed-out lower lip.
    ink.lineWidth = 3.5 * s;
    ink.beginPath();
    ink.moveTo(-w * 0.4, gap + 14 * s);
    ink.quadraticCurveTo(0, gap + 21 * s, w * 0.4, gap + 14 * s);
    ink.stroke();
  }
  ink.restore();
}

/**
 * Tears: wet rims first, then streams down the cheeks.
 * @param {CanvasRenderingContext2D} ink
 * @param {Pose} pose
 * @param {ReturnType<typeof sphere>} at
 * @param {number} s
 */
function tears(ink, pose, at, s) {
  const much = pose.tears / 100;
  if (much < 0.05) return;
  for (const side of [-1, 1]) {
    const top = at(side * 0.47, -0.1);
    const foot = at(side * 0.53, -0.1 - 0.62 * much);
    if (top.behind) continue;
    ink.strokeStyle = '#4aa3e0';
    ink.lineWidth = (5 + 8 * much) * s * top.wide;
    ink.globalAlpha = 0.85;
    ink.beginPath();
    ink.moveTo(top.x, top.y);
    ink.quadraticCurveTo(top.x + side * 4 * s, (top.y + foot.y) / 2, foot.x, foot.y);
    ink.stroke();
    ink.fillStyle = '#4aa3e0';
    ink.beginPath();
    ink.arc(foot.x, foot.y + 3 * s, (5 + 6 * much) * s * top.wide, 0, TAU);
    ink.fill();
    ink.fillStyle = '#d8efff';
    ink.beginPath();
    ink.arc(foot.x - 2 * s, foot.y + 1 * s, 2.4 * s, 0, TAU);
    ink.fill();
    ink.globalAlpha = 1;
  }
}
