// A sheet for the printer: the whole timeline, the episodes, what was noted.
import { html, render, useEffect, useMemo, useRef } from '../../vendor/preact-htm.js';
import { get } from '../lib/api.js';
import { t } from '../lib/strings.js';
import { byWord, outcomeWord, speakOf } from '../lib/outcome.js';
import { clock, seconds } from '../lib/time.js';
import { draw, heightOf } from '../timeline/draw.js';
import { looks } from '../timeline/palette.js';
import { prepare } from '../timeline/view.js';
import { lanes } from '../session/scene.js';
import { summaryWords } from '../session/summary.js';
import { clips } from '../session/talk.js';

const WIDTH = 960;

/** @param {{ session: any, found: any, notes: any, definition: any }} props */
function Sheet({ session, found, notes, definition }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const kept = found.lines.filter((/** @type {any} */ line) => line.status !== 'removed');
  const scene = useMemo(() => ({ end: session.end, states: session.states, lanes: lanes(session), phases: session.phases, signals: [], selected: '', episodes: kept }), []);
  useEffect(() => {
    const paint = () => {
      const c = prepare(canvas.current, WIDTH, heightOf(scene));
      draw(c, scene, { from: 0, to: session.end, left: 110, width: WIDTH - 114 }, looks(c, session.states));
    };
    paint();
    addEventListener('themechange', paint);
    return () => removeEventListener('themechange', paint);
  }, []);
  const strengths = clips(kept, found.moments).filter((clip) => clip.kind === 'warm' || clip.kind === 'repaired');
  const words = summaryWords(found.summary, definition.noun);
  return html`<h1>${session.name}</h1>
    <p class="bar no-print"><button class="primary" onClick=${() => print()}>${t('print.print')}</button><a class="button quiet" href=${`/session/${session.id}`}>${t('print.back')}</a></p>
    <p>${words}</p><p class="small">${definition.title} (${definition.id}). ${definition.about}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('viewer.timeline')}><canvas ref=${canvas} role="img" aria-label=${`${t('viewer.timeline')}: ${words}`}></canvas></div>
    ${notes.note && html`<section><h2>${t('notes.session')}</h2><p class="kept-lines">${notes.note}</p></section>`}
    <section><h2>${t('print.strengths')}</h2>
      ${strengths.length ? html`<ul>${strengths.map((clip) => html`<li>${clock(clip.from)}: ${clip.kind === 'warm' ? t('talk.warm') : outcomeWord('repaired')}, ${seconds(clip.to - clip.from)}${clip.note && `. ${clip.note}`}</li>`)}</ul>` : html`<p>${t('print.no_strengths')}</p>`}</section>
    <section><h2>${t('viewer.episode_list')}</h2><div class="scroll" tabindex="0" role="region" aria-label=${t('viewer.episode_table')}><table>
      <thead><tr><th scope="col">${t('viewer.onset')}</th><th scope="col" class="number">${t('viewer.length')}</th><th scope="col">${t('viewer.opened_by')}</th><th scope="col">${t('viewer.outcome')}</th><th scope="col">${byWord()}</th><th scope="col">${t('correct.note')}</th></tr></thead>
      <tbody>${kept.map((/** @type {any} */ line) => html`<tr><td>${clock(line.onset)}</td><td class="number">${seconds(line.ended_at - line.onset)}</td><td>${t(`who.${line.opened_by}`)}</td><td>${outcomeWord(line.outcome)}${line.status !== 'read' && ` (${t(`status.${line.status}`)})`}</td><td>${line.repaired_by ? t(`who.${line.repaired_by}`) : '–'}</td><td class="kept-lines">${line.note}</td></tr>`)}</tbody></table></div></section>`;
}

// Paper is light, whatever the screen is.
const shown = document.documentElement.dataset;
let before = shown.theme;
addEventListener('beforeprint', () => {
  before = shown.theme;
  shown.theme = 'light';
  dispatchEvent(new Event('themechange'));
});
addEventListener('afterprint', () => {
  shown.theme = before;
  dispatchEvent(new Event('themechange'));
});

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
try {
  const base = `/api/session/${location.pathname.split('/')[2]}`;
  const [session, notes, found] = await Promise.all([get(base), get(`${base}/notes`), get(`${base}/episodes${location.search}`)]);
  const id = new URLSearchParams(location.search).get('definition');
  const definition = session.definitions.find((/** @type {any} */ d) => d.id === id) ?? session.definitions[0];
  speakOf(definition);
  root.textContent = '';
  render(html`<${Sheet} session=${session} found=${found} notes=${notes} definition=${definition} />`, root);
} catch (error) {
  root.textContent = /** @type {Error} */ (error).message;
  root.className = 'message';
}
