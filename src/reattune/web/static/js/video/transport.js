// Play, frames, speed, loop, go to a time; and the letter keys, which can be switched off.
import { html, useEffect, useRef, useState } from '../../vendor/preact-htm.js';
import { t } from '../lib/strings.js';
import { clock, parseClock } from '../lib/time.js';

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

/**
 * @param {{ player: import('./player.js').Player, readout: { current: HTMLElement | null } }} props
 */
export function Transport({ player, readout }) {
  const [, again] = useState(0);
  const [letters, setLetters] = useState(() => localStorage.getItem('letters') !== 'off');
  const heard = useRef(letters); // what holds at once, not only after the next painting
  const goto = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    player.onState = () => again((n) => n + 1);
  }, [player]);
  useEffect(() => {
    const listen = (/** @type {KeyboardEvent} */ e) => heard.current && key(e, player);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [player]);
  const go = (/** @type {Event} */ event) => {
    event.preventDefault();
    const time = parseClock(goto.current?.value ?? '');
    goto.current?.setAttribute('aria-invalid', String(time === null));
    if (time === null) return;
    player.span = null;
    player.seek(time);
  };
  const keep = () => {
    heard.current = !heard.current;
    localStorage.setItem('letters', heard.current ? 'on' : 'off');
    setLetters(heard.current);
  };
  const loop = () => {
    player.loop = !player.loop;
    again((n) => n + 1);
  };
  return html`<div class="transport">
    <div class="bar">
      <button id="play" class="primary" onClick=${() => player.toggle()}>${t(player.playing ? 'play.pause' : 'play.play')}</button>
      <button onClick=${() => player.step(-1)} aria-label=${t('play.frame_back')}>◂|</button>
      <button onClick=${() => player.step(1)} aria-label=${t('play.frame_on')}>|▸</button>
      <button id="loop" aria-pressed=${String(player.loop)} onClick=${loop}>${t('play.loop')}</button>
      <label>${t('play.rate')}<select id="rate" value=${player.rate} onChange=${(/** @type {Event} */ e) => player.setRate(Number(/** @type {HTMLSelectElement} */ (e.target).value))}>
        ${RATES.map((rate) => html`<option value=${rate}>${rate}×</option>`)}</select></label>
      <form class="goto" onSubmit=${go}><label>${t('play.goto')}<input id="goto" ref=${goto} size="9" placeholder="1:02.480" /></label><button>${t('play.go')}</button></form>
      <output id="readout" class="readout" ref=${readout}></output>
    </div>
    <p class="small"><label class="check"><input type="checkbox" checked=${letters} onChange=${keep} /> ${t('play.letters')}</label></p>
  </div>`;
}

/** The time, and the frame that is really shown. @param {import('./player.js').Player} player */
export const readoutWords = (player) =>
  clock(player.time, 2) + (player.frame === null ? '' : ` · ${t('play.frame', { n: player.frame })}`);

/** @param {KeyboardEvent} event @param {import('./player.js').Player} player */
function key(event, player) {
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select')) return;
  /** @type {Record<string, () => void>} */
  const acts = {
    j: () => player.seek(player.time - 1000),
    k: () => player.pause(),
    l: () => (player.playing ? player.setRate(RATES[Math.min(RATES.length - 1, RATES.indexOf(player.rate) + 1)] ?? 1) : player.play()),
    ',': () => player.step(-1),
    '.': () => player.step(1),
  };
  if (!target.closest('button, a, summary')) acts[' '] = () => player.toggle();
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}
