// The page of one scene: it is played, then looked back on, then perhaps played again.
import { html, render, useState } from '../vendor/preact-htm.js';
import { t } from '../js/lib/strings.js';
import { After } from './after.js';
import { Scene } from './scene.js';

const asked = new URLSearchParams(location.search);
const name = location.pathname.endsWith('rattle') ? 'rattle' : 'angry-child';

/** The child's number: as the address says, or drawn and then written into the address. */
function seed() {
  const given = Number(asked.get('seed'));
  if (asked.get('seed')?.trim() && Number.isSafeInteger(given) && given >= 0) return given;
  const drawn = crypto.getRandomValues(new Uint16Array(1))[0];
  asked.set('seed', String(drawn));
  history.replaceState(null, '', `${location.pathname}?${asked}`);
  return drawn;
}

/** A run that was left by a reload, or a replay that was opened. */
function left() {
  if (asked.has('run')) return asked.get('run') || '';
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  try {
    return entry?.type === 'reload' ? sessionStorage.getItem('practice') || '' : '';
  } catch {
    return '';
  }
}

const age = Number(asked.get('age')) === 10 ? 10 : 5;
const first = { do: 'open', scene: name, seed: seed(), ...(name === 'rattle' ? {} : { age }) };

function Practice() {
  const [run, setRun] = useState(left());
  const [over, setOver] = useState(asked.has('run') ? run : '');
  const title = t(`practice.${name}.title`) + (name === 'rattle' ? '' : ` ${t(`practice.angry-child.${age === 10 ? 'ten' : 'five'}`)}`);
  const again = (/** @type {string} */ id) => {
    setRun(id);
    setOver('');
  };
  return html`<h1>${title}</h1>
    ${over
      ? html`<${After} key=${over} run=${over} again=${again} />`
      : html`<${Scene} key=${run} first=${first} run=${run} finish=${setOver} />`}`;
}

const app = document.getElementById('app');
if (app) {
  app.replaceChildren();
  render(html`<${Practice} />`, app);
}
