// Which episodes are shown: definition and shortest rupture (asked of the server), and filters.
import { html } from '../../vendor/preact-htm.js';
import { t } from '../lib/strings.js';
import { byWord } from '../lib/outcome.js';

/** @typedef {{ open: boolean, longer: string, mended: string, phase: string }} Filter */
/** @type {Filter} */
export const NOTHING = { open: false, longer: '', mended: '', phase: '' };

/**
 * Episodes that pass a filter.
 * @param {any[]} lines @param {Filter} filter
 */
export const passing = (lines, filter) =>
  lines.filter(
    (line) =>
      (!filter.open || line.outcome !== 'repaired') &&
      (!filter.longer || line.ended_at - line.onset > Number(filter.longer) * 1000) &&
      (!filter.mended || line.repaired_by === filter.mended) &&
      (!filter.phase || line.phase === filter.phase)
  );

/**
 * @param {{ session: any, choice: { definition: string, min: string }, setChoice: Function, filter: Filter, setFilter: Function }} props
 */
export function Filters({ session, choice, setChoice, filter, setFilter }) {
  const definition = session.definitions.find((/** @type {any} */ d) => d.id === choice.definition);
  const set = (/** @type {object} */ part) => setFilter({ ...filter, ...part });
  const value = (/** @type {Event} */ e) => /** @type {HTMLInputElement} */ (e.target).value;
  const phases = [...new Set(session.phases.map((/** @type {any} */ p) => p.name))];
  return html`<fieldset class="filters">
    <legend>${t('viewer.show')}</legend>
    <label>${t('viewer.definition')}
      <select id="definition" value=${choice.definition} onChange=${(/** @type {Event} */ e) => setChoice({ definition: value(e), min: '' })}>
        ${session.definitions.map((/** @type {any} */ d) => html`<option value=${d.id}>${d.id}</option>`)}
      </select></label>
    <label>${t('viewer.min_duration')}
      <input id="min-duration" type="number" min="0" max="3600" step="0.1" inputmode="decimal" disabled=${!definition?.adjustable}
        value=${choice.min === '' ? definition?.minDuration : choice.min}
        onInput=${(/** @type {Event} */ e) => Number(value(e)) >= 0 && Number(value(e)) <= 3600 && setChoice({ ...choice, min: value(e) })} /></label>
    <label>${t('viewer.longer')}
      <input id="longer" type="number" min="0" step="1" inputmode="decimal" value=${filter.longer} onInput=${(/** @type {Event} */ e) => set({ longer: value(e) })} /></label>
    <label>${byWord()}
      <select id="mended" value=${filter.mended} onChange=${(/** @type {Event} */ e) => set({ mended: value(e) })}>
        <option value="">${t('viewer.anyone')}</option>
        ${['child', 'caregiver', 'both', 'unknown'].map((who) => html`<option value=${who}>${t(`who.${who}`)}</option>`)}
      </select></label>
    ${phases.length > 0 && html`<label>${t('viewer.phase')}
      <select id="phase" value=${filter.phase} onChange=${(/** @type {Event} */ e) => set({ phase: value(e) })}>
        <option value="">${t('viewer.all_phases')}</option>
        ${phases.map((name) => html`<option value=${name}>${name}</option>`)}
      </select></label>`}
    <label class="check"><input id="open-only" type="checkbox" checked=${filter.open} onChange=${() => set({ open: !filter.open })} />
      ${t('viewer.unrepaired_only')}</label>
    ${definition && html`<p class="small about">${definition.title}. ${definition.about}</p>`}
  </fieldset>`;
}
