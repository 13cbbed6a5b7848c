// The timeline on the page: canvas, cursor, overview strip, keys, wheel, touch, and its words.
import { html, useEffect, useMemo, useRef, useState } from '../../vendor/preact-htm.js';
import { t, tOr } from '../lib/strings.js';
import { outcomeWord } from '../lib/outcome.js';
import { clock } from '../lib/time.js';
import { colour } from '../lib/colour.js';
import { draw, heightOf, toTime, toX, valueAt } from './draw.js';
import { isKnown, looks } from './palette.js';
import { stateAt } from './levels.js';

const NEAREST = 100;
const OVERVIEW = 28;

/** A state in words. @param {string} state */
export const stateWord = (state) => tOr(`state.${state}`, state || t('viewer.unknown'));

/** What stands at a time, in words. @param {import('./draw.js').Scene} scene @param {number} time */
export function words(scene, time) {
  const at = scene.lanes.map(({ label, lane }) => `${label}: ${stateWord(scene.states[stateAt(lane, time)] ?? '')}`);
  const phase = scene.phases.find((p) => p.onset <= time && time < p.offset);
  const episode = scene.episodes.find((e) => e.onset <= time && time < e.ended_at);
  const values = scene.signals.map((s) => {
    const value = valueAt(s, time);
    return `${s.label}: ${Number.isNaN(value) ? t('viewer.no_value') : value.toPrecision(4)}`;
  });
  return [clock(time, 2), phase && phase.name, ...at, ...values, episode && t('viewer.in_episode', { outcome: outcomeWord(episode.outcome) })]
    .filter(Boolean).join('; ');
}

/**
 * @param {object} props
 * @param {import('./draw.js').Scene} props.scene
 * @param {import('../video/player.js').Player} props.player
 * @param {{ from: number, to: number }} props.window
 * @param {(w: { from: number, to: number }) => void} props.setWindow
 * @param {(step: number) => void} props.onStep to the next or previous episode
 * @param {() => void} props.onEnter
 * @param {{ current: () => void }} props.repaint called by the page for every frame
 */
export function Timeline({ scene, player, window: shown, setWindow, onStep, onEnter, repaint }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const cursor = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const strip = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const pointers = useRef(new Map());
  const [width, setWidth] = useState(800);
  const [theme, setTheme] = useState(0);
  const [said, setSaid] = useState('');
  const height = heightOf(scene);
  const left = width < 500 ? 70 : 110;
  const w = { ...shown, left, width: width - left - 4 };

  useEffect(() => {
    const again = () => setTheme((n) => n + 1);
    const sizes = new ResizeObserver(([entry]) => setWidth(Math.max(200, Math.floor(entry.contentRect.width))));
    sizes.observe(/** @type {Element} */ (canvas.current?.parentElement));
    addEventListener('themechange', again);
    return () => (sizes.disconnect(), removeEventListener('themechange', again));
  }, []);

  const painted = useMemo(() => {
    const probe = document.createElement('canvas').getContext('2d');
    return probe ? looks(probe, scene.states) : [];
  }, [scene.states, theme]);

  useEffect(() => {
    const c = prepare(canvas.current, width, height);
    const before = performance.now();
    draw(c, scene, w, painted);
    if (canvas.current) canvas.current.dataset.ms = (performance.now() - before).toFixed(2);
    paintCursor();
  }, [scene, shown.from, shown.to, width, painted]);

  useEffect(() => {
    const c = prepare(strip.current, width, OVERVIEW);
    overview(c, scene, w, shown);
  }, [scene, shown.from, shown.to, width, painted]);

  useEffect(() => {
    setSaid(words(scene, player.time));
  }, [scene]);

  function paintCursor() {
    const c = prepare(cursor.current, width, height);
    const x = toX(w, player.time);
    if (x < left || x > left + w.width) return;
    c.fillStyle = colour('--mark');
    c.fillRect(Math.round(x) - 1, 14, 2, height);
    c.beginPath();
    c.moveTo(x - 6, 8);
    c.lineTo(x + 6, 8);
    c.lineTo(x, 17);
    c.fill();
  }
  repaint.current = () => {
    paintCursor();
    if (!player.playing) setSaid(words(scene, player.time));
    else follow();
  };

  function follow() {
    const span = shown.to - shown.from;
    if (player.time > shown.to || player.time < shown.from) move(player.time - span * 0.1, player.time + span * 0.9);
  }

  /** @param {number} from @param {number} to */
  function move(from, to) {
    const span = Math.min(scene.end, Math.max(NEAREST, to - from));
    const start = Math.min(scene.end - span, Math.max(0, from));
    setWindow({ from: start, to: start + span });
  }

  /** @param {number} factor @param {number} at */
  function zoom(factor, at) {
    const span = (shown.to - shown.from) * factor;
    const part = (at - shown.from) / (shown.to - shown.from);
    if (span < NEAREST && factor < 1) return move(at - NEAREST * part, at + NEAREST * (1 - part));
    move(at - span * part, at + span * (1 - part));
  }

  /** @param {WheelEvent} event */
  function wheel(event) {
    if (!event.ctrlKey && !event.shiftKey && Math.abs(event.deltaY) > Math.abs(event.deltaX) && !event.altKey) {
      event.preventDefault();
      return zoom(1.0015 ** event.deltaY, toTime(w, event.offsetX));
    }
    event.preventDefault();
    const by = ((event.deltaX || event.deltaY) / w.width) * (shown.to - shown.from);
    move(shown.from + by, shown.to + by);
  }
  useEffect(() => {
    // By hand: only so may a wheel listener keep the page from scrolling.
    const node = cursor.current;
    node?.addEventListener('wheel', wheel, { passive: false });
    return () => node?.removeEventListener('wheel', wheel);
  });

  /** @param {KeyboardEvent} event */
  function key(event) {
    const span = shown.to - shown.from;
    const by = span / (event.shiftKey ? 5 : 50);
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowLeft: () => go(player.time - by), ArrowRight: () => go(player.time + by),
      ArrowUp: () => onStep(-1), ArrowDown: () => onStep(1), Enter: onEnter,
      Home: () => go(0), End: () => go(scene.end),
      '+': () => zoom(0.5, player.time), '=': () => zoom(0.5, player.time), '-': () => zoom(2, player.time),
      0: () => move(0, scene.end), PageUp: () => move(shown.from - span, shown.from), PageDown: () => move(shown.to, shown.to + span),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    acts[event.key]();
  }

  /** @param {number} time */
  function go(time) {
    player.span = null;
    player.seek(time);
    const span = shown.to - shown.from;
    if (player.time < shown.from) move(player.time, player.time + span);
    else if (player.time > shown.to) move(player.time - span, player.time);
  }

  const touch = pointerActs({ pointers: pointers.current, w, shown, move, go });
  return html`<div class="timeline">
    <div class="timeline-canvas">
      <canvas ref=${canvas} aria-hidden="true" class="timeline-base"></canvas>
      <canvas ref=${cursor} class="timeline-cursor" tabindex="0" role="slider" aria-label=${t('viewer.timeline')}
        aria-describedby="timeline-keys" aria-valuemin="0" aria-valuemax=${scene.end} aria-valuenow=${Math.round(player.time)}
        aria-valuetext=${said} onKeyDown=${key} ...${touch}></canvas>
    </div>
    <canvas ref=${strip} aria-hidden="true" class="timeline-strip"
      onPointerDown=${(/** @type {PointerEvent} */ e) => jump(e)} onPointerMove=${(/** @type {PointerEvent} */ e) => e.buttons && jump(e)}></canvas>
    <div class="timeline-words">
      <p class="small" role="status">${said}</p>
      <div class="bar">
        <button onClick=${() => zoom(0.5, player.time)}>${t('viewer.zoom_in')}</button>
        <button onClick=${() => zoom(2, player.time)}>${t('viewer.zoom_out')}</button>
        <button onClick=${() => move(0, scene.end)}>${t('viewer.zoom_all')}</button>
        <button onClick=${() => move(shown.from - (shown.to - shown.from) / 2, shown.to - (shown.to - shown.from) / 2)}>${t('viewer.earlier')}</button>
        <button onClick=${() => move(shown.from + (shown.to - shown.from) / 2, shown.to + (shown.to - shown.from) / 2)}>${t('viewer.later')}</button>
        <span class="small">${t('viewer.shown', { from: clock(shown.from), to: clock(shown.to) })}</span>
      </div>
    </div>
    <${Legend} states=${scene.states} painted=${painted} />
    <details class="small"><summary>${t('viewer.keys')}</summary><p id="timeline-keys">${t('viewer.timeline_keys')}</p></details>
  </div>`;

  /** @param {PointerEvent} event */
  function jump(event) {
    const span = shown.to - shown.from;
    const middle = ((event.offsetX - w.left) / w.width) * scene.end;
    move(middle - span / 2, middle + span / 2);
  }
}

/**
 * One finger or the mouse: tap to seek, drag to move; two fingers: zoom.
 * @param {{ pointers: Map<number, PointerEvent>, w: import('./draw.js').Window, shown: { from: number, to: number }, move: (a: number, b: number) => void, go: (time: number) => void }} how
 */
function pointerActs({ pointers, w, shown, move, go }) {
  /** @param {PointerEvent} event */
  const down = (event) => {
    pointers.set(event.pointerId, event);
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
  };
  /** @param {PointerEvent} event */
  const drag = (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const other = [...pointers.values()].find((p) => p.pointerId !== event.pointerId);
    if (other) {
      const factor = Math.abs(before.offsetX - other.offsetX) / Math.max(20, Math.abs(event.offsetX - other.offsetX));
      const still = toTime(w, other.offsetX);
      move(still - (still - shown.from) * factor, still + (shown.to - still) * factor);
    } else {
      if (Math.abs(event.offsetX - before.offsetX) < 4 && !pointers.has(-1)) return;
      pointers.set(-1, event); // from here on it is a drag, not a tap
      const by = toTime(w, before.offsetX) - toTime(w, event.offsetX);
      move(shown.from + by, shown.to + by);
    }
    pointers.set(event.pointerId, event);
  };
  /** @param {PointerEvent} event */
  const up = (event) => {
    if (pointers.delete(event.pointerId) && !pointers.has(-1)) go(toTime(w, event.offsetX));
    if (![...pointers.keys()].some((id) => id >= 0)) pointers.clear();
  };
  return { onPointerDown: down, onPointerMove: drag, onPointerUp: up, onPointerCancel: () => pointers.clear() };
}

/** What each colour and pattern means. @param {{ states: string[], painted: import('./palette.js').Look[] }} props */
function Legend({ states, painted }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    list.current?.querySelectorAll('canvas').forEach((canvas) => {
      const look = painted[Number(canvas.dataset.state)];
      const c = prepare(canvas, 22, 14);
      for (const fill of [look.fill, look.pattern]) {
        if (!fill) continue;
        c.fillStyle = fill;
        c.fillRect(0, 14 - 14 * look.height, 22, 14 * look.height);
      }
    });
  }, [painted]);
  return html`<ul class="legend small" ref=${list}>${states.map(
    (state, i) => isKnown(state) && html`<li><canvas data-state=${i} aria-hidden="true"></canvas> ${stateWord(state)}</li>`
  )}</ul>`;
}

/** Fit a canvas to its place and the screen's pixels. @param {HTMLCanvasElement | null} node @param {number} width @param {number} height */
export function prepare(node, width, height) {
  const canvas = /** @type {HTMLCanvasElement} */ (node);
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.setProperty('height', `${height}px`);
    canvas.style.setProperty('width', `${width}px`);
  }
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, width, height);
  return c;
}

/** The whole session in a strip, and which part of it is shown. @param {CanvasRenderingContext2D} c @param {import('./draw.js').Scene} scene @param {import('./draw.js').Window} w where the timeline above stands @param {{ from: number, to: number }} shown */
function overview(c, scene, w, shown) {
  const x = (/** @type {number} */ time) => w.left + (time / scene.end) * w.width;
  c.fillStyle = colour('--panel');
  c.fillRect(w.left, 0, w.width, OVERVIEW);
  for (const e of scene.episodes) {
    c.fillStyle = colour(e.outcome === 'repaired' ? '--mend' : '--edge');
    c.fillRect(x(e.onset), 7, Math.max(2, x(e.ended_at) - x(e.onset)), OVERVIEW - 14);
  }
  c.strokeStyle = colour('--focus');
  c.lineWidth = 2;
  c.strokeRect(Math.max(w.left + 1, x(shown.from)), 1, Math.max(4, x(shown.to) - x(shown.from) - 2), OVERVIEW - 2);
}
