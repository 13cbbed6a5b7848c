// What can be done: acts as buttons with keys, and for the older child the lines to say.
import { html, useState } from '../vendor/preact-htm.js';
import { t } from '../js/lib/strings.js';
import { stepsSaid } from './words.js';

/** @typedef {import('./link.js').Opened} Opened */

/**
 * @param {{ opened: Opened, act: string, choose: (act: string) => void, disabled: boolean, settle: () => void }} props
 */
export function Acts({ opened, act, choose, disabled, settle }) {
  return html`<div class="acts" role="group" aria-label=${t('practice.your_acts')}>
    ${opened.acts.map(
      (word, k) => html`<button key=${word} type="button" data-act=${word} aria-pressed=${String(act === word)}
        disabled=${disabled} onClick=${() => choose(word)}>
        <span>${t(`practice.act.${word}`)}</span><span class="key" aria-hidden="true">${k + 1}</span>
      </button>`
    )}
    ${act === 'away' &&
    html`<button type="button" data-act="back" disabled=${disabled} onClick=${() => { choose(home(opened)); settle(); }}>
      ${t('practice.act.back')}
    </button>`}
  </div>`;
}

/**
 * The act to come back with.
 * @param {Opened} opened
 */
export const home = (opened) => (opened.age ? 'wait' : 'pause');

/**
 * @param {{ opened: Opened, said: string[], unsure: boolean, disabled: boolean,
 *   choose: (act: string) => void, type: (text: string) => void }} props
 */
export function Lines({ opened, said, unsure, disabled, choose, type }) {
  const [typed, setTyped] = useState('');
  if (!opened.lines.length) return null;
  const kinds = [...new Set(opened.lines.map((line) => line.kind))];
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (typed.trim()) type(typed);
    setTyped('');
  };
  return html`<section class="lines" aria-labelledby="say">
    <h2 id="say">${t('practice.what_to_say')}</h2>
    ${kinds.map(
      (kind) => html`<fieldset key=${kind}><legend>${t(`practice.kind_of.${kind}`)}</legend>
        ${opened.lines
          .filter((line) => line.kind === kind)
          .map((line) => html`<button key=${line.id} type="button" data-line=${line.id} disabled=${disabled}
            onClick=${() => choose(`say:${line.id}`)}>${line.text}</button>`)}
      </fieldset>`
    )}
    ${said.length > 0 && html`<p data-said>${t('practice.said_so_far', { steps: stepsSaid(said) })}</p>`}
    <form class="typed" onSubmit=${submit}>
      <label>${t('practice.typed')}
        <input value=${typed} maxlength="200" autocomplete="off" list="known" disabled=${disabled}
          onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
      </label>
      <datalist id="known">${opened.lines.map((line) => html`<option value=${line.text}></option>`)}</datalist>
      <button disabled=${disabled}>${t('practice.say')}</button>
    </form>
    <p role="status">${unsure ? t('practice.unsure') : ''}</p>
  </section>`;
}
