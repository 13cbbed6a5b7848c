// Pause, slow motion, sound and end; and what is said when the line to the engine is cut.
import { html, useState } from '../vendor/preact-htm.js';
import { t } from '../js/lib/strings.js';

/** @typedef {import('./playing.js').Playing} Playing */

/**
 * @param {{ scene: Playing, sound: { current: import('./sound.js').Sound | null }, finish: () => void }} props
 */
export function Runner({ scene, sound, finish }) {
  const [heard, setHeard] = useState(false);
  const off = Boolean(scene.lost);
  const hear = (/** @type {any} */ event) => {
    setHeard(event.target.checked);
    sound.current?.turn(event.target.checked);
  };
  return html`<div class="runner">
    <button type="button" data-run disabled=${off} onClick=${() => scene.run(!scene.playing)}>
      ${t(scene.playing ? 'practice.pause' : 'practice.go_on')}</button>
    <label><input type="checkbox" checked=${scene.speed < 1} disabled=${off}
      onChange=${(/** @type {any} */ event) => scene.slow(event.target.checked)} />${t('practice.slow')}</label>
    <label><input type="checkbox" checked=${heard} onChange=${hear} />${t('practice.sound')}</label>
    <button type="button" class="primary" disabled=${off} onClick=${finish}>${t('practice.finish')}</button>
    <a class="button quiet" href="/practice">${t('practice.leave')}</a>
  </div>`;
}

/** @param {{ scene: Playing }} props */
export function Trouble({ scene }) {
  const { lost, begun, playing } = scene;
  let words = '';
  if (lost) words = t(`practice.lost.${lost}`);
  else if (scene.back) words = t('practice.lost.back');
  else if (begun && !playing) words = t('practice.paused');
  if (scene.problem) words = t('practice.lost.error', { text: scene.problem });
  const stuck = lost === 'dead' || lost === 'stranger' || lost === 'gone';
  return html`<div role="status" class=${words ? 'message' : ''} data-trouble=${lost}>
    ${words && html`<p>${words}</p>`}
    ${(stuck || lost === 'taken') &&
    html`<p class="doors">
      ${lost === 'taken' && html`<button type="button" onClick=${scene.takeBack}>${t('practice.lost.take_back')}</button>`}
      ${stuck && scene.opened && html`<button type="button" onClick=${scene.save}>${t('practice.lost.save')}</button>`}
      ${lost === 'gone' && html`<button type="button" onClick=${scene.anew}>${t('practice.lost.anew')}</button>`}
    </p>`}
  </div>`;
}
