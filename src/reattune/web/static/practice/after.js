// Looking back: your session on the report's timeline, what happened, and the way to try again.
import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { get, post } from '../js/lib/api.js';
import { t } from '../js/lib/strings.js';
import { doing, stepsSaid } from './words.js';

const second = (/** @type {number} */ ms) => (ms / 1000).toFixed(1);

/** @param {{ run: string, again: (id: string) => void }} props */
export function After({ run, again }) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState('');
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    get(`/api/practice/${run}/debrief`).then(setFound, (error) => setProblem(error.message));
    title.current?.focus();
  }, [run]);
  const redo = async (/** @type {string} */ id, /** @type {number | null} */ rupture) => {
    try {
      again((await post(`/api/practice/${id}/again`, { rupture })).id);
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  };
  return html`<h2 ref=${title} tabindex="-1">${t('practice.after.title')}</h2>
    <p>${t('practice.after.lead')}</p>
    ${problem && html`<p role="alert" class="message">${problem}</p>`}
    ${found &&
    html`<div class="runs">${found.runs.map(
        (/** @type {any} */ one) => html`<${Run} key=${one.id} one=${one} only=${found.runs.length === 1}
          scene=${found.scene} lines=${found.lines} redo=${redo} again=${again} />`
      )}</div>
      <${Lessons} one=${mine(found)} only=${found.runs.length === 1} />
      <p class="doors"><button type="button" class="primary" onClick=${() => redo(run, null)}>${t('practice.after.again')}</button>
        <a class="button quiet" href="/practice">${t('practice.after.choose')}</a></p>`}`;
}

/** The run that was looked for, among its do-overs. @param {any} found */
const mine = (found) => found.runs.find((/** @type {any} */ one) => one.id === found.id);

/** @param {any} one */
const nameOf = (one) => (one.number ? t('practice.after.do_over', { n: one.number }) : t('practice.after.first_run'));

/** What the picture's codes are in the words of the scene. @param {any} one @param {string} scene */
const words = (one, scene) =>
  one.codes.map((/** @type {string} */ code) => `${code}: ${t(`practice.code.${scene}.${code}`)}`).join('; ');

/** @param {any} props */
function Run({ one, only, scene, lines, redo, again }) {
  const name = nameOf(one);
  const k = one.number;
  return html`<section aria-labelledby=${`run-${k}`} data-run=${k}>
    <h3 id=${`run-${k}`}>${only ? t('practice.after.timeline') : name} (${t('practice.after.length', { seconds: one.seconds.toFixed(0) })})</h3>
    <${Figure} svg=${one.figure} name=${`${name}: ${t('practice.after.timeline')}`} />
    <p class="small narrow">${t('practice.after.sideways')}</p>
    <p class="small">${t('practice.after.words', { words: words(one, scene) })}</p>
    <p class="small">${t('practice.after.reader', { definition: one.definition })}</p>
    ${one.moments.length === 0
      ? html`<p>${t(scene === 'rattle' ? 'practice.after.none' : 'practice.after.none_angry')}</p>`
      : html`<p><strong>${t('practice.after.found', { n: one.moments.length })}</strong>
          ${` ${t('practice.after.mended', { n: one.mended })} `}${one.open > 0 && `${t('practice.after.open', { n: one.open })} ${t('practice.after.open_kind')}`}</p>
          <ol class="moments">${one.moments.map((/** @type {any} */ m) => html`<${Moment} key=${m.number} m=${m} one=${one} lines=${lines} redo=${redo} />`)}</ol>`}
    ${one.said.length > 0 && html`<p>${t('practice.after.said', { steps: stepsSaid(one.said) })}</p>`}
    <p class="doors">${one.open > 0 && html`<button type="button" data-go-on onClick=${() => again(one.id)}>${t('practice.after.go_on')}</button>`}
      <a class="button quiet" href=${`/api/practice/${one.id}/session`} download>${t('practice.after.save_session')}</a>
      <a class="button quiet" href=${`/api/practice/${one.id}/replay`} download>${t('practice.after.save_replay')}</a></p>
  </section>`;
}

/**
 * The report's own drawing, taken in as a drawing: parsed, never as HTML.
 * @param {{ svg: string, name: string }} props
 */
function Figure({ svg, name }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const drawn = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    place.current?.replaceChildren(document.importNode(drawn, true));
  }, [svg]);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${name} ref=${place}></div>`;
}

/** @param {any} props */
function Moment({ m, one, lines, redo }) {
  const cue = t(`state.${m.cue}`);
  return html`<li class=${m.open ? 'open' : ''} data-outcome=${m.outcome}>
    <h4>${t('practice.after.moment', { n: m.number + 1, at: second(m.onset) })}</h4>
    <p>${m.yelled ? t('practice.after.cue_yell', { cue }) : t('practice.after.cue', { at: second(m.cue_at), cue })}
      ${m.by_itself && ` ${t('practice.after.by_itself')}`}</p>
    <p>${t('practice.after.you_did')}:</p>
    <ul>${m.acts.map((/** @type {[number, string]} */ [at, act]) => html`<li>${t('practice.after.did', { at: second(at), act: doing(act, lines) })}</li>`)}</ul>
    <p><strong>${ending(m)}</strong></p>
    <button type="button" data-again onClick=${() => redo(one.id, m.number)}>${t('practice.after.again_here')}</button>
  </li>`;
}

/** @param {any} m */
function ending(m) {
  if (m.outcome === 'repaired') return t('practice.after.mend', { seconds: m.seconds.toFixed(1), who: t(`practice.after.${m.repaired_by}`) });
  if (m.outcome === 'self_regulated') return t('practice.after.settled', { seconds: second(m.ended_at - m.onset) });
  return t(m.outcome === 'faded' ? 'practice.after.faded' : 'practice.after.still');
}

/** @param {{ one: any, only: boolean }} props */
function Lessons({ one, only }) {
  return html`<section class="lessons" aria-labelledby="learned"><h3 id="learned">${only ? t('practice.learned.title') : t('practice.learned.title_of', { run: nameOf(one) })}</h3>
    <p class="small">${t('practice.learned.about')}</p>
    <dl class="learned">${one.lessons.map((/** @type {any} */ lesson) => html`<div><dt>${t(`practice.learned.${lesson.name}`)}</dt><dd>${t(`practice.learned.${lesson.way}`)}</dd></div>`)}</dl>
    <details><summary>${t('practice.after.numbers')}</summary><div class="scroll" tabindex="0" role="group" aria-labelledby="learned"><table><thead><tr><th scope="col">${t('practice.after.thing')}</th>
      <th scope="col" class="number">${t('practice.after.table_before')}</th><th scope="col" class="number">${t('practice.after.table_after')}</th></tr></thead>
      <tbody>${one.lessons.map((/** @type {any} */ lesson) => html`<tr><th scope="row">${t(`practice.learned.${lesson.name}`)}</th>
        <td class="number">${lesson.before.toFixed(3)}</td><td class="number">${lesson.after.toFixed(3)}</td></tr>`)}</tbody></table></div></details>
  </section>`;
}
