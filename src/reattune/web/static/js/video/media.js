// The media of a session: players, what is missing or cannot be played, offsets, frame rates.
import { html, useEffect, useRef, useState } from '../../vendor/preact-htm.js';
import { t } from '../lib/strings.js';
import { ffmpegLine } from './seek.js';

/**
 * @param {{ media: any[], player: import('./player.js').Player, write: (entry: object) => Promise<void> }} props
 */
export function MediaPanel({ media, player, write }) {
  if (!media.length) return html`<p class="note" id="no-media">${t('media.none')}</p>`;
  return html`<div class="media">${media.map((medium) => html`<${Medium} key=${medium.id} medium=${medium} player=${player} write=${write} />`)}</div>`;
}

/** @param {{ medium: any, player: import('./player.js').Player, write: (entry: object) => Promise<void> }} props */
function Medium({ medium, player, write }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const [state, setState] = useState(medium.there ? 'loading' : 'missing');
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const node = video.current;
    return () => node && player.remove(node);
  }, []);
  useEffect(() => player.update(medium), [medium.offset, medium.fps]);

  const loaded = () => {
    const node = /** @type {HTMLVideoElement} */ (video.current);
    setState(node.videoWidth ? 'video' : 'audio');
    player.add(medium, node);
  };
  const failed = () => {
    setState('unplayable');
    if (video.current) player.remove(video.current);
  };
  const keep = (/** @type {object} */ entry) =>
    write({ medium: medium.name, ...entry }).then(() => setProblem(''), (/** @type {Error} */ e) => setProblem(e.message));
  const nudge = (/** @type {number} */ frames) => keep({ kind: 'offset', ms: Math.round(medium.offset + (frames * 1000) / (medium.fps || 25)) });
  const shown = state === 'video' || state === 'audio' || state === 'loading';
  return html`<figure class=${`medium is-${state}`}>
    ${medium.there && html`<video ref=${video} src=${`/media/${medium.id}`} preload="auto" playsinline hidden=${state !== 'video'}
      aria-label=${medium.name} onLoadedMetadata=${loaded} onError=${failed}></video>`}
    <figcaption><strong>${medium.name}</strong>${state === 'audio' && html` <span class="small">${t('media.audio')}</span>`}
      ${medium.standsFor && html` <span class="small">${t('media.stands_for', { name: medium.standsFor })}</span>`}</figcaption>
    ${state === 'missing' && html`<p class="message">${t('media.missing', { name: medium.name })}</p>`}
    ${state === 'unplayable' && html`<div class="message"><p>${t('media.unplayable', { name: medium.name })}</p>
      <p><code>${ffmpegLine(medium.name, medium.kind)}</code></p></div>`}
    ${shown && html`<details class="offset"><summary>${t('media.adjust')}</summary>
      <div class="bar"><span>${t('media.offset', { ms: medium.offset })}</span>
        <button onClick=${() => nudge(-1)}>${t('media.frame_back')}</button><button onClick=${() => nudge(1)}>${t('media.frame_on')}</button>
        <button onClick=${() => nudge(-25)}>${t('media.much_back')}</button><button onClick=${() => nudge(25)}>${t('media.much_on')}</button>
        ${state === 'video' && html`<label>${t('media.fps')}<input class="fps" type="number" min="1" max="1000" step="any" value=${medium.fps ?? ''}
          onChange=${(/** @type {Event} */ e) => keep({ kind: 'fps', fps: Number(/** @type {HTMLInputElement} */ (e.target).value) })} /></label>`}</div>
      ${state === 'video' && !medium.fps && html`<p class="small">${t('media.no_fps')}</p>`}
      ${state === 'video' && !medium.even && html`<p class="small">${t('media.uneven')}</p>`}
      <p role="alert" class=${problem ? 'message' : ''}>${problem}</p></details>`}
  </figure>`;
}
