// The table of sessions: sortable, with small timelines; what could not be read stands below.
import { html, render, useEffect, useRef, useState } from '../../vendor/preact-htm.js';
import { get } from '../lib/api.js';
import { t } from '../lib/strings.js';
import { clock } from '../lib/time.js';
import { stateWord } from '../timeline/view.js';
import { looks } from '../timeline/palette.js';
import { colour } from '../lib/colour.js';

const WIDTH = 240;
const HEIGHT = 34;
/** @type {Record<string, (row: any) => string | number>} */
const SORTS = {
  name: (row) => row.name.toLowerCase(),
  length: (row) => row.length,
  episodes: (row) => row.summary?.count ?? -1,
  repaired: (row) => (row.summary ? (row.summary.outcomes.repaired ?? 0) : -1),
  open: (row) => (row.summary ? row.summary.count - (row.summary.outcomes.repaired ?? 0) : -1),
  latency: (row) => row.summary?.latency ?? Infinity,
};

function App() {
  const [collection, setCollection] = useState(/** @type {any} */ (null));
  const [sort, setSort] = useState({ by: 'name', down: false });
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let timer = 0;
    const load = async () => {
      try {
        const answer = await get('/api/collection');
        if (answer.only) return location.replace(`/session/${answer.only}`);
        setCollection(answer);
        if (!answer.complete) timer = setTimeout(load, 300);
      } catch (error) {
        setProblem(/** @type {Error} */ (error).message);
      }
    };
    load();
    return () => clearTimeout(timer);
  }, []);
  if (problem) return html`<p class="message" role="alert">${problem}</p>`;
  if (!collection) return html`<p class="note">${t('shell.loading')}</p>`;
  if (!collection.open) return html`<h1>${t('folder.title')}</h1><p>${t('folder.nothing')}</p><p><code>reattune open visit-07.eaf --video visit-07.mp4</code></p>`;
  const rows = [...collection.sessions].sort((a, b) => compare(SORTS[sort.by](a), SORTS[sort.by](b)) * (sort.down ? -1 : 1));
  const head = (/** @type {string} */ by, css = 'number') => html`<th scope="col" class=${css}
    aria-sort=${sort.by === by ? (sort.down ? 'descending' : 'ascending') : undefined}>
    <button class="sort" onClick=${() => setSort({ by, down: sort.by === by && !sort.down })}>${t(`folder.${by}`)}<span aria-hidden="true">${sort.by === by ? (sort.down ? ' ↓' : ' ↑') : ''}</span></button></th>`;
  return html`<h1>${t('folder.title')}</h1>
    <p role="status">${collection.complete ? t('folder.done', { n: rows.length }) : t('folder.reading', { done: collection.done ?? 0, total: collection.total ?? 0 })}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('folder.title')}><table class="folder">
      <caption class="visually-hidden">${t('folder.title')}</caption>
      <thead><tr>${head('name', '')}<th scope="col">${t('folder.course')}</th>${head('length')}${head('episodes')}${head('repaired')}${head('open')}${head('latency')}</tr></thead>
      <tbody>${rows.map(line)}</tbody></table></div>
    <${Failures} failures=${collection.failures} guesses=${collection.guesses} strays=${collection.strays} />`;
}

const compare = (/** @type {any} */ a, /** @type {any} */ b) => (a < b ? -1 : a > b ? 1 : 0);

/** @param {any} row */
function line(row) {
  const s = row.summary;
  const repaired = s?.outcomes.repaired ?? 0;
  return html`<tr key=${row.id}>
    <th scope="row"><a href=${`/session/${row.id}`}>${row.name}</a><span class="small block">${row.file}${row.media > 0 && ` · ${t('folder.media', { n: row.media })}`}${row.corrected > 0 && ` · ${t('folder.corrected', { n: row.corrected })}`}</span></th>
    <td><${Small} row=${row} /></td><td class="number">${clock(row.length, 0)}</td>
    ${s ? html`<td class="number">${s.count}<span class="small block">${row.definition}</span></td><td class="number">${repaired}</td><td class="number">${s.count - repaired}</td><td class="number">${s.latency === null ? '–' : `${s.latency.toFixed(1)} s`}</td>`
      : html`<td colspan="4" class="small">${row.reason}</td>`}</tr>`;
}

/** A small timeline: two people, episodes below. The row's numbers are its words. @param {{ row: any }} props */
function Small({ row }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    const paint = () => paintSmall(/** @type {HTMLCanvasElement} */ (canvas.current), row);
    paint();
    addEventListener('themechange', paint);
    return () => removeEventListener('themechange', paint);
  }, [row]);
  const seen = [...new Set(row.lanes.flat())].map((state) => stateWord(/** @type {string} */ (state)));
  return html`<canvas ref=${canvas} class="small-timeline" role="img" aria-label=${t('folder.course_words', { states: seen.join(', ') })}></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {any} row */
function paintSmall(canvas, row) {
  const ratio = devicePixelRatio || 1;
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  c.scale(ratio, ratio);
  row.lanes.forEach((/** @type {string[]} */ lane, /** @type {number} */ n) => {
    const seen = looks(c, lane);
    lane.forEach((state, i) => {
      if (!state || state === 'missing') return;
      const height = 11 * seen[i].height;
      c.fillStyle = seen[i].fill;
      c.fillRect((i * WIDTH) / lane.length, n * 13 + 11 - height, WIDTH / lane.length + 0.3, height);
    });
  });
  for (const [onset, ended, outcome] of row.episodes) {
    c.fillStyle = colour(outcome === 'repaired' ? '--mend' : '--edge');
    c.fillRect((onset / row.length) * WIDTH, 27, Math.max(2, ((ended - onset) / row.length) * WIDTH), 6);
  }
}

/** @param {{ failures: any[], guesses: string[], strays: string[] }} props */
function Failures({ failures, guesses, strays }) {
  return html`${failures.length > 0 && html`<section id="failures"><h2>${t('folder.failed', { n: failures.length })}</h2>
      <ul>${failures.map((f) => html`<li><strong>${f.file}</strong><br />${f.message}</li>`)}</ul></section>`}
    ${strays.length > 0 && html`<p class="message">${t('folder.strays', { names: strays.join(', ') })}</p>`}
    ${guesses.length > 0 && html`<section><h2>${t('folder.guessed')}</h2><ul class="small">${guesses.map((g) => html`<li>${g}</li>`)}</ul></section>`}`;
}

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
root.textContent = '';
render(html`<${App} />`, root);
