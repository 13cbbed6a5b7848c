// The page of cues: every look of the baby and of the older child, each with its name in words.
import { html, render, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { get } from '../js/lib/api.js';
import { t } from '../js/lib/strings.js';
import { fit, paint, toPose } from './picture.js';

/** @typedef {{ name: string, pose: number[] }} Cue */

const ACTS = { curious: 'shake', soothed: 'soothe', averted: 'shake', fuss: 'shake' };

/** @param {{ cue: Cue, age: number }} props */
function Card({ cue, age }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(() => {
    const draw = () => {
      if (!canvas.current) return;
      fit(canvas.current);
      const act = age ? '' : /** @type {Record<string, string>} */ (ACTS)[cue.name] || '';
      const base = { clouding: 0, tension: 0, away: 0, t: 0, still: true };
      paint(canvas.current, { ...base, pose: toPose(cue.pose), age, act });
    };
    draw();
    addEventListener('resize', draw);
    addEventListener('themechange', draw);
    return () => {
      removeEventListener('resize', draw);
      removeEventListener('themechange', draw);
    };
  }, []);
  return html`<li>
    <canvas ref=${canvas} role="img" aria-label=${t(`practice.look.${cue.name}`)}></canvas>
    <h3>${t(`practice.cue.${cue.name}`)}</h3>
    <p>${t(`practice.look.${cue.name}`)}</p>
  </li>`;
}

function Cues() {
  const [cues, setCues] = useState(/** @type {{ baby: Cue[], older: Cue[] } | null} */ (null));
  const [problem, setProblem] = useState('');
  useEffect(() => {
    get('/api/practice/cues').then(setCues, (error) => setProblem(error.message));
  }, []);
  return html`<h1>${t('practice.cues.title')}</h1>
    <p class="lead">${t('practice.cues.lead')}</p>
    ${problem && html`<p role="alert" class="message">${problem}</p>`}
    ${cues &&
    html`<h2>${t('practice.cues.baby')}</h2>
      <ul class="cues">${cues.baby.map((cue) => html`<${Card} key=${cue.name} cue=${cue} age=${0} />`)}</ul>
      <h2>${t('practice.cues.older')}</h2>
      <ul class="cues">${cues.older.map((cue) => html`<${Card} key=${cue.name} cue=${cue} age=${5} />`)}</ul>`}
    <p><a class="button" href="/practice">${t('practice.title')}</a></p>`;
}

const app = document.getElementById('app');
if (app) {
  app.replaceChildren();
  render(html`<${Cues} />`, app);
}
